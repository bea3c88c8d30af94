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

export const ChangeStreamQuery = z.object({
  since: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Number of the last change that you have seen; without it the stream begins now.'),
});

export const ChangeStreamText = z.string().describe('Server-sent events.');

export const Change = z
  .object({
    sequence: z.int(),
    kind: z.enum([
      ...(['active_permit', 'alert', 'break_glass', 'capture', 'device', 'document'] as const),
      ...(['finding_decision', 'import', 'match_review', 'risk_model_version', 'sensor'] as const),
      ...(['task', 'vulnerability'] as const),
    ]),
    id: z.uuid(),
    deleted: z.boolean(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Change' });

export const Changes = z
  .object({
    changes: z.array(Change),
    next: z.int().describe('Ask with this as `since` the next time.'),
  })
  .meta({ id: 'Changes' });
