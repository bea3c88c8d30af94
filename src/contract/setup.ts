/** The first start: the holder of the one-time token makes the first organisation and the first account. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

export const SetupRequest = z
  .object({
    token: z.string().length(43).describe('Printed by the server at its first start.'),
    organisation: z.string().trim().min(1).max(NAME_LIMIT),
    name: z.string().trim().min(1).max(NAME_LIMIT),
    email: z.email().max(NAME_LIMIT),
    password: z.string().min(15).max(256).describe('At least 15 characters; length counts, not signs.'),
  })
  .meta({ id: 'SetupRequest' });

export const SetupResult = z.object({ email: z.string() }).meta({ id: 'SetupResult' });
