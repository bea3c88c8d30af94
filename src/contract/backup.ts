/** Backups of the whole server, which are taken on its own machine. */

import { z } from 'zod';

export const Backups = z
  .object({
    backups: z
      .array(
        z.object({
          id: z.uuid(),
          takenAt: z.iso.datetime(),
          folder: z.string().describe('On the machine of the server.'),
          rows: z.int(),
          octets: z.int().describe('Of its files together.'),
          isThere: z.boolean().describe('Whether its folder is still there, as far as the server can see.'),
        }),
      )
      .describe('Those taken last, latest first.'),
  })
  .meta({ id: 'Backups' });
