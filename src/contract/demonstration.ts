/** The demonstration hospital: brought and taken away with one request each. */

import { z } from 'zod';

export const Demonstration = z
  .object({
    organisation: z
      .uuid()
      .describe('The organisation of its own that it is; choose it with the header Wardlight-Organisation.'),
    madeAt: z.iso.datetime(),
    state: z
      .enum(['loading', 'ready', 'failed'])
      .describe('`ready`: everything is read, matched and scored.'),
    problem: z.string().nullable().describe('Why it could not be loaded; null while all is well.'),
    files: z.int().describe('Files that it has so far.'),
    filesRead: z.int().describe('Those of them that are read.'),
    devices: z.int(),
  })
  .meta({ id: 'Demonstration' });

export const DemonstrationState = z
  .object({ demonstration: Demonstration.nullable().describe('Null where there is none.') })
  .meta({ id: 'DemonstrationState' });

export const RemovedDemonstration = z.object({ organisation: z.uuid() }).meta({ id: 'RemovedDemonstration' });
