/** Folders that the operator named for captures to be taken in from, and what is wrong with them. */

import { z } from 'zod';

export const WatchedFolders = z
  .object({
    folders: z
      .array(
        z.object({
          server: z.string().describe('Name of the machine that has it.'),
          path: z.string(),
          site: z.uuid().nullable().describe('Where its captures are captured, when that is said.'),
          lookedAt: z.iso
            .datetime()
            .describe('When a server has looked at it last, to within a minute. They look every second.'),
          problem: z
            .string()
            .nullable()
            .describe('What is wrong with the folder as a whole; null while it is looked at and nothing is.'),
          problemSince: z.iso.datetime().nullable(),
          passedOver: z
            .array(
              z.object({
                file: z.string(),
                problem: z.string().describe('Why it is not read, or not whole.'),
                noticedAt: z.iso.datetime(),
              }),
            )
            .describe('Files that lie there and are passed over, latest first; at most 100.'),
        }),
      )
      .describe('Those whose captures are of this organisation.'),
  })
  .meta({ id: 'WatchedFolders' });
