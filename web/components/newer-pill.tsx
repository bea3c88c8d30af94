/** "3 new, show": a list waits for this and never moves its rows under the pointer. */

import { Button } from '@mantine/core';
import { useWaiting } from '../api/change-feed.ts';
import { tableText } from '../text/table.ts';

interface NewerPillProps {
  /** Kind of the change feed. */
  readonly kind: string;
  /** What stands there while nothing waits. */
  readonly otherwise: string;
}

export function NewerPill({ kind, otherwise }: NewerPillProps) {
  const { count, show } = useWaiting(kind);
  return count === 0 ? (
    otherwise
  ) : (
    <Button variant="light" data-size="sm" size="compact-xs" onClick={show}>
      {tableText.newRows(count)}
    </Button>
  );
}
