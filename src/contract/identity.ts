/** What people decide about the identity of devices. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

const REASON_LIMIT = 1_000;
const Reasoned = {
  reason: z
    .string()
    .trim()
    .min(1)
    .max(REASON_LIMIT)
    .describe('A decision without one cannot be judged later.'),
  until: z.iso.datetime().optional().describe('It is taken back by itself then.'),
};
const Mac = z.string().regex(/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/);

export const JoinRequest = z
  .strictObject({ other: z.uuid().describe('Becomes a part of this device.'), ...Reasoned })
  .meta({ id: 'JoinRequest' });

export const KeepApartRequest = z
  .strictObject({ other: z.uuid(), ...Reasoned })
  .meta({ id: 'KeepApartRequest' });

export const SplitRequest = z
  .strictObject({
    part: z.uuid().optional().describe('One of its parts.'),
    macs: z.array(Mac).min(1).max(64).optional().describe('Or some of its network interfaces.'),
    ...Reasoned,
  })
  .refine(({ part, macs }) => (part === undefined) !== (macs === undefined), 'Give a part or MAC addresses.')
  .meta({ id: 'SplitRequest' });

export const ValueRequest = z
  .strictObject({
    attribute: z.string().max(NAME_LIMIT).describe('An attribute, or `category`.'),
    value: z.string().trim().min(1).max(NAME_LIMIT),
    ...Reasoned,
  })
  .meta({ id: 'ValueRequest' });

export const WithdrawRequest = z
  .strictObject({ reason: Reasoned.reason })
  .meta({ id: 'WithdrawDecisionRequest' });

export const DecisionMade = z
  .object({ decision: z.uuid(), device: z.uuid() })
  .meta({ id: 'IdentityDecisionMade' });
