/** Errors (RFC 9457). */

import { z } from 'zod';

const Problem = z
  .object({
    type: z.string(),
    status: z.int(),
    code: z.string().describe('Stable, for programs.'),
    detail: z.string().describe('For people.'),
    instance: z.string().optional().describe('Number of the request, as the log of the server has it.'),
    errors: z.array(z.object({ path: z.string(), message: z.string().optional() })).optional(),
  })
  .meta({ id: 'Problem' });

/** The answer of 204. */
export const Nothing = z.unknown().describe('Nothing.');

/** For the responses of every route. */
export const PROBLEMS = { '4xx': Problem, '5xx': Problem } as const;

/** The answer of a request that leaves nothing to say. */
export const NoContent = z.null().describe('Done.');
