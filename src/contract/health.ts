/** Whether the server works. */

import { z } from 'zod';

export const Health = z
  .object({ status: z.enum(['ok', 'failing']), version: z.string(), database: z.enum(['ok', 'failing']) })
  .meta({ id: 'Health' });
