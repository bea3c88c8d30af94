/** Decisions of people on findings, and controls before devices. */

import { z } from 'zod';
import { NAME_LIMIT, PAGE_LIMIT } from './limits.ts';
import { CveId } from './verdict.ts';

/** Longest reason. */
const REASON_LIMIT = 2_000;
const Kind = z.enum(['accepted', 'false-match', 'fixed', 'not-applicable', 'confirmed']);
const Justification = z
  .enum([
    'component_not_present',
    'vulnerable_code_not_present',
    'vulnerable_code_not_in_execute_path',
    'vulnerable_code_cannot_be_controlled_by_adversary',
    'inline_mitigations_already_exist',
  ])
  .describe('As VEX names it.');

export const DecisionRequest = z
  .object({
    cve: CveId,
    device: z.uuid().optional().describe('On this device alone.'),
    product: z
      .int()
      .positive()
      .optional()
      .describe('On all devices of this product; else, without a device, on all.'),
    kind: Kind,
    justification: Justification.optional().describe('Needed for `not-applicable`.'),
    reason: z.string().trim().min(3).max(REASON_LIMIT),
    owner: z.string().trim().min(1).max(NAME_LIMIT).optional().describe('Who answers for an accepted risk.'),
    expiresAt: z.iso.datetime().optional().describe('Needed for `accepted`; within a year.'),
  })
  .meta({ id: 'DecisionRequest' });

export const Decision = z
  .object({
    id: z.uuid(),
    cve: z.string(),
    device: z.uuid().nullable(),
    product: z.int().nullable(),
    kind: Kind,
    justification: Justification.nullable(),
    reason: z.string(),
    owner: z.string().nullable(),
    decidedBy: z.string(),
    decidedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    endedBy: z.string().nullable(),
    holds: z.boolean().describe('It outranks what is inferred.'),
  })
  .meta({ id: 'FindingDecision' });
export type Decision = z.input<typeof Decision>;

export const DecisionsQuery = z.object({
  cve: CveId.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_LIMIT),
});
export const Decisions = z.object({ decisions: z.array(Decision) }).meta({ id: 'Decisions' });
export const DecisionMade = z.object({ id: z.uuid() }).meta({ id: 'FindingDecisionMade' });

const Validation = z.enum(['claimed', 'configured', 'verified']);
export const ControlRequest = z
  .object({
    countermeasure: z
      .string()
      .regex(/^M\d{1,2}$/)
      .describe('Of the catalogue: `M1`.'),
    validation: Validation,
    since: z.iso.datetime(),
    verifiedAt: z.iso.datetime().optional().describe('When a test proved it; needed for `verified`.'),
    note: z.string().trim().max(REASON_LIMIT).optional(),
    expiresAt: z.iso
      .datetime()
      .optional()
      .describe('From then on it counts no more, until it is stated anew.'),
    document: z.uuid().optional().describe('A document of the device or its model that proves it.'),
  })
  .meta({ id: 'ControlRequest' });
export const Control = z.object({
  id: z.uuid(),
  countermeasure: z.string(),
  validation: Validation,
  since: z.iso.datetime(),
  verifiedAt: z.iso.datetime().nullable(),
  note: z.string().nullable(),
  putBy: z.string().nullable().describe('Who stated this last; null: before this was noted.'),
  putAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  counts: z.boolean().describe('False from when it has expired.'),
  document: z.uuid().nullable(),
  documentFile: z.string().nullable(),
});
export type Control = z.input<typeof Control>;
export const Controls = z.object({ controls: z.array(Control) }).meta({ id: 'Controls' });
export const ControlPath = z.object({ id: z.uuid(), control: z.uuid() });
