/** What is said of every file that people send to be read. */

import { z } from 'zod';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A file that is read after it has arrived; `problem` says why it was not. */
export const receivedFile = (problem: string) => ({
  id: z.uuid(),
  file: z.string(),
  octets: z.int(),
  sha256: Sha256,
  state: z.enum(['received', 'reading', 'read', 'failed']),
  problem: z.string().nullable().describe(problem),
  receivedAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
});
