/** The feed of changes. */

import { z } from 'zod';
import { PAGE_LIMIT } from './limits.ts';

export const ChangesQuery = z.object({
  since: z.coerce.number().int().min(0).default(0).describe('Number of the last change that you have seen.'),
  newest: z
    .stringbool()
    .default(false)
    .describe('Answer with no change, only with the number of the newest: where to begin to follow.'),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_LIMIT),
});

export const Changes = z
  .object({
    changes: z.array(
      z.object({
        sequence: z.int(),
        kind: z.enum(['break_glass', 'capture', 'device', 'import', 'notice', 'sensor']),
        id: z.uuid(),
        deleted: z.boolean(),
        at: z.iso.datetime(),
      }),
    ),
    next: z.int().describe('Ask with this as `since` the next time.'),
  })
  .meta({ id: 'Changes' });
