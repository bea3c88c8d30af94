/** Who is signed in. */

import { z } from 'zod';

export const Me = z
  .object({
    name: z.string(),
    email: z.string(),
    organisation: z
      .uuid()
      .describe('The one that requests act for; choose another with the header Wardlight-Organisation.'),
    organisations: z.array(
      z.object({
        ...{ id: z.uuid(), name: z.string(), roles: z.array(z.string()) },
        demonstrationOf: z
          .uuid()
          .nullable()
          .describe(
            'Whose demonstration hospital it is: all in it is invented; null for a real organisation.',
          ),
      }),
    ),
    secondFactor: z.boolean(),
    permissions: z.array(z.string()),
  })
  .meta({ id: 'Me' });
