/** The review queue: pairs of names that may be one product. */

import { z } from 'zod';
import { PageLimit } from './limits.ts';

const Names = z.object({ vendor: z.string(), product: z.string() });
export const ReviewQuery = z.object({
  answered: z.stringbool().default(false),
  limit: PageLimit,
});
export const Review = z
  .object({
    waiting: z.int(),
    items: z.array(
      z.object({
        id: z.uuid(),
        question: z.string(),
        ours: Names,
        stated: Names,
        confidence: z.int(),
        reason: z.string(),
        cves: z.array(z.string()).describe('Some of the vulnerabilities that depend on it.'),
        devices: z.int(),
        firstAt: z.iso.datetime(),
        answer: z.enum(['yes', 'no', 'cannot-tell']).nullable(),
        answeredBy: z.string().nullable(),
        answeredAt: z.iso.datetime().nullable(),
      }),
    ),
  })
  .meta({ id: 'Review' });
export const ReviewAnswer = z
  .object({ answer: z.enum(['yes', 'no', 'cannot-tell']), note: z.string().trim().max(2_000).optional() })
  .meta({ id: 'ReviewAnswer' });
export const ReviewAnswered = z.object({ id: z.uuid() }).meta({ id: 'ReviewAnswered' });
