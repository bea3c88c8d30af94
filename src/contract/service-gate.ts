/** Putting a device into service: what the gate asks, and the act. */

import { z } from 'zod';
import { NOTE_LIMIT } from './limits.ts';

export const ServiceGate = z
  .object({
    isOpen: z.boolean().describe('Every check is met.'),
    checks: z.array(
      z.object({
        id: z.enum([
          ...(['identity', 'place', 'owner', 'zone', 'criticality', 'disclosure', 'bill'] as const),
          'baseline',
        ]),
        met: z.boolean(),
        because: z.string().describe('What it rests on, or what is missing.'),
      }),
    ),
    version: z.int().describe('Of the device, as the checks saw it.'),
  })
  .meta({ id: 'ServiceGate' });

export const IntoServiceRequest = z
  .object({
    version: z.int().describe('As the gate said it.'),
    exception: z
      .string()
      .trim()
      .min(1)
      .max(NOTE_LIMIT)
      .optional()
      .describe(
        'Why it goes into service though the gate is shut. It is written down with the name of who says it.',
      ),
  })
  .meta({ id: 'IntoServiceRequest' });
