/** Rules for single people. */

import { z } from 'zod';
import { RoleAssignments, Scope } from './access.ts';
import { NAME_LIMIT, Page } from './limits.ts';

export const REASON_LIMIT = 1_000;
/** Most zones of a grant, and most proposed or withdrawn grants of one preview. */
const ZONES_LIMIT = 100;
const PREVIEW_LIMIT = 50;
const MINUTES_LIMIT = 24 * 60;

export const PersonId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const Reason = z.string().trim().min(1).max(REASON_LIMIT);

const RuleFacts = {
  effect: z.enum(['allow', 'deny']).describe('A denial wins over everything that allows.'),
  permission: z.string().max(NAME_LIMIT).describe('Such as `inventory:edit`.'),
  scope: Scope.default({}),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional().describe('A grant must end; a denial may stay.'),
  zones: z
    .array(z.uuid())
    .min(1)
    .max(ZONES_LIMIT)
    .optional()
    .describe('Network zones from which the person must come.'),
  mfaWithinMinutes: z
    .int()
    .min(1)
    .max(MINUTES_LIMIT)
    .optional()
    .describe('Most minutes since the second factor.'),
  reason: Reason,
};

export const GrantProposal = z.strictObject(RuleFacts).meta({ id: 'GrantProposal' });
export type GrantProposal = z.output<typeof GrantProposal>;

export const GrantRequest = z.strictObject({ person: PersonId, ...RuleFacts }).meta({ id: 'GrantRequest' });

const GrantState = z.enum(['coming', 'active', 'expired', 'withdrawn']);

export const Grant = z
  .object({
    id: z.uuid(),
    person: z.object({ id: z.string(), name: z.string() }),
    effect: z.enum(['allow', 'deny']),
    permission: z.string(),
    scope: Scope,
    from: z.iso.datetime().nullable(),
    until: z.iso.datetime().nullable(),
    zones: z.array(z.uuid()).nullable(),
    mfaWithinMinutes: z.int().nullable(),
    reason: z.string(),
    state: GrantState,
    sentence: z.string().describe('The rule in words.'),
    grantedBy: z.string().nullable().describe('Name; null when the account is gone.'),
    createdAt: z.iso.datetime(),
    withdrawn: z.object({ at: z.iso.datetime(), by: z.string().nullable(), because: z.string() }).nullable(),
  })
  .meta({ id: 'Grant' });
export type Grant = z.input<typeof Grant>;

export const GrantsQuery = z.object({
  person: PersonId.optional(),
  state: GrantState.optional(),
  ...Page,
});

export const Grants = z
  .object({ grants: z.array(Grant), next: z.string().nullable().describe('Null on the last page.') })
  .meta({ id: 'Grants' });

export const WithdrawRequest = z.strictObject({ reason: Reason }).meta({ id: 'WithdrawGrantRequest' });

export const PreviewRequest = z
  .strictObject({
    roles: RoleAssignments.optional().describe('All roles after the change; absent when they stay.'),
    grants: z.array(GrantProposal).max(PREVIEW_LIMIT).default([]).describe('Rules that would be made.'),
    withdraw: z.array(z.uuid()).max(PREVIEW_LIMIT).default([]).describe('Rules that would be withdrawn.'),
  })
  .meta({ id: 'AccessPreviewRequest' });

const DeviceCounts = z.object({ before: z.int(), after: z.int(), gained: z.int(), lost: z.int() });

export const Preview = z
  .object({
    refusal: z.string().nullable().describe('Why the change would be refused; null when it would not.'),
    sentences: z.array(z.string()).describe('What each proposed rule says.'),
    changes: z.array(
      z.object({
        permission: z.string(),
        words: z.string(),
        change: z.enum(['gained', 'lost', 'changed']),
        before: z.string(),
        after: z.string(),
        devices: DeviceCounts.nullable().describe('Null when the permission is not about devices.'),
      }),
    ),
  })
  .meta({ id: 'AccessPreview' });
export type Preview = z.input<typeof Preview>;
