/** How an attacker would come to a device over what was seen, and what is best closed first. */

import { z } from 'zod';
import { ConversationEnd } from './conversation.ts';

const Probability = z.number().min(0).max(1);

const Standing = z
  .enum(['computed', 'no-conversations', 'no-starts', 'waiting'])
  .describe(
    '`no-conversations`, `no-starts`: no conversation, or nothing from which attacks begin, was seen, so nothing is known. `waiting`: not computed yet.',
  );

const Run = {
  standing: Standing,
  computedAt: z.iso.datetime().nullable(),
  areFlowsDropped: z.boolean().describe('More was seen than is looked at: there may be further paths.'),
};

export const DeviceAttackPaths = z
  .object({
    ...Run,
    isWalked: z.boolean().describe('False: the time was over before this device.'),
    reach: Probability.nullable().describe(
      'How likely an attacker gets there within a year; null: no path is known.',
    ),
    paths: z
      .array(
        z.object({
          probability: Probability,
          position: z.enum(['internet', 'workstation', 'guest', 'vendor-remote', 'on-site']),
          steps: z
            .array(
              z.object({
                from: ConversationEnd,
                to: ConversationEnd,
                service: z.string(),
                success: Probability.describe('How likely the step succeeds; into the device itself 1.'),
                vulnerability: z.string().nullable().describe('Null: no finding helps an attacker there.'),
              }),
            )
            .describe('Empty: an attacker begins on the device itself.'),
        }),
      )
      .describe('The likeliest first; no two share a step.'),
  })
  .meta({ id: 'DeviceAttackPaths' });
export type DeviceAttackPaths = z.input<typeof DeviceAttackPaths>;

const NamedDevice = z.object({
  id: z.uuid(),
  category: z.string(),
  name: z.string().nullable(),
  ip: z.string().nullable(),
});

/** Devices that one choke point names. */
export const PROTECTED_LIMIT = 20;

export const ChokePoints = z
  .object({
    ...Run,
    devices: z.int().describe('Devices that were looked at.'),
    flows: z.int(),
    notWalked: z.int().describe('Devices that were not looked at for want of time.'),
    points: z
      .array(
        z.object({
          kind: z.enum(['service', 'device']).describe('`device`: everything that it begins.'),
          device: NamedDevice,
          service: z.string().nullable(),
          partners: z.int().describe('Devices that would lose it.'),
          share: z
            .number()
            .min(0)
            .max(1)
            .nullable()
            .describe('Of the risk of the house along paths; null: you see a part of the house.'),
          protects: z.array(z.object({ device: NamedDevice, before: Probability, after: Probability })),
          protectsMore: z.int(),
        }),
      )
      .describe('Each with those before it closed.'),
  })
  .meta({ id: 'ChokePoints' });
export type ChokePoints = z.input<typeof ChokePoints>;
