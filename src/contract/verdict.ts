/** Words that findings, vulnerabilities and risk share. */

import { z } from 'zod';

export const VerdictGroup = z
  .enum(['act-now', 'plan', 'cannot-tell', 'watch', 'not-exploitable'])
  .describe('What to do about it, from its verdict and its deadline.');
export const Exploitability = z.enum([
  'exploitable-now',
  'exploitable-if-reached-from',
  'needs-change',
  'not-exploitable-as-used',
  'unknown',
]);
export const Band = z.enum(['critical', 'high', 'medium', 'low', 'minimal']);
export const ProductStatus = z.enum(['affected', 'fixed', 'not-affected', 'under-investigation', 'unknown']);
export const Score = z.number().min(0).max(100);

export const GroupCounts = z.object({
  actNow: z.int(),
  plan: z.int(),
  cannotTell: z.int(),
  watch: z.int(),
  notExploitable: z.int(),
});

/** Most devices and moments that one answer lists. */
export const LISTED_LIMIT = 100;

export const FeedCaveats = z
  .array(z.string())
  .describe('What the age and gaps of the feeds keep anybody from concluding.');

export const CveId = z
  .string()
  .trim()
  .min(3)
  .max(100)
  .regex(/^[\w.:-]+$/);
export const CvePath = z.object({ cve: CveId });
