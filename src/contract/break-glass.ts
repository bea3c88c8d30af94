/** Break-glass: permissions taken in an emergency, judged afterwards. */

import { z } from 'zod';
import { NAME_LIMIT, Page } from './limits.ts';

const SHORTEST_REASON = 15;
const TEXT_LIMIT = 1_000;
const MINUTES_LIMIT = 60;
const PERMISSIONS_LIMIT = 10;
const Review = z.enum(['justified', 'not-justified']);

export const BreakGlassRequest = z
  .object({
    permissions: z
      .array(z.string().max(NAME_LIMIT))
      .min(1)
      .max(PERMISSIONS_LIMIT)
      .describe('Such as `evidence:view`; none of the areas audit and administration.'),
    reason: z.string().trim().min(SHORTEST_REASON).max(TEXT_LIMIT),
    minutes: z.int().min(1).max(MINUTES_LIMIT).default(MINUTES_LIMIT),
  })
  .meta({ id: 'BreakGlassRequest' });

export const BreakGlass = z
  .object({
    id: z.uuid(),
    userId: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
    reason: z.string(),
    begunAt: z.iso.datetime(),
    until: z.iso.datetime(),
    reviewDueAt: z.iso.datetime(),
    overdue: z.boolean().describe('Nobody has judged it in time.'),
    review: z
      .object({
        verdict: Review,
        note: z.string(),
        userId: z.string(),
        name: z.string(),
        at: z.iso.datetime(),
      })
      .nullable(),
  })
  .meta({ id: 'BreakGlass' });
export type BreakGlass = z.input<typeof BreakGlass>;

export const BreakGlassQuery = z.object({
  state: z
    .enum(['all', 'waiting', 'overdue'])
    .default('all')
    .describe('`waiting`: not judged yet; `overdue`: for longer than 72 hours.'),
  ...Page,
});

export const BreakGlassList = z
  .object({ items: z.array(BreakGlass), next: z.uuid().nullable() })
  .meta({ id: 'BreakGlassList' });

export const RunningBreakGlass = z
  .object({ running: BreakGlass.nullable().describe('Null when you have taken nothing, or it is over.') })
  .meta({ id: 'RunningBreakGlass' });

export const BreakGlassReview = z
  .object({ verdict: Review, note: z.string().trim().min(1).max(TEXT_LIMIT) })
  .meta({ id: 'BreakGlassReview' });
