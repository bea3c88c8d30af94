/** What an edit of devices comes to, or why it came to nothing. */

import type { EditOutcome } from '../../store/device-edits.ts';
import { COUNT_LIMIT } from '../../store/device-list.ts';
import { notFound, ProblemError } from '../problem.ts';

/** How many devices were edited. Throws a ProblemError when none was. */
export function editedCount(outcome: EditOutcome): number {
  switch (outcome.kind) {
    case 'edited':
      return outcome.count;
    case 'not-found':
      throw notFound(outcome.what);
    case 'conflict':
      throw new ProblemError(
        409,
        'edit-conflict',
        `Somebody else edited device ${outcome.id} meanwhile (version ${outcome.version}). Load it again.`,
      );
    case 'count-differs':
      throw new ProblemError(
        409,
        'count-differs',
        outcome.count > COUNT_LIMIT
          ? `More than ${COUNT_LIMIT} devices fit. Narrow the query.`
          : `${outcome.count} devices fit by now. Look at them again.`,
      );
  }
}
