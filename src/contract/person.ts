/** People of an organisation, and invitations into it. */

import { z } from 'zod';
import { RoleAssignment, RoleAssignments, Scope } from './access.ts';
import { PersonId, Reason } from './grant.ts';
import { NAME_LIMIT, Page, PageLimit } from './limits.ts';

export const PersonPath = z.object({ id: PersonId });

const External = z.object({
  company: z.string(),
  reviewAt: z.iso.datetime().describe('Looked at again by then, or else suspended.'),
});

export const Person = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    roles: z.array(
      z.object({
        role: z.string(),
        title: z.string(),
        scope: Scope,
        where: z.string().describe('The scope in words.'),
        givenAt: z.iso.datetime(),
        suspendedBecause: z.string().nullable().describe('Why the role does not count; null when it does.'),
      }),
    ),
    external: External.nullable().describe("Null for the organisation's own people."),
    joinedAt: z.iso.datetime(),
    suspended: z.object({ at: z.iso.datetime(), because: z.string() }).nullable(),
    lastSignInAt: z.iso.datetime().nullable().describe('Null for never.'),
    secondFactor: z.object({
      oneTimeCodes: z.boolean(),
      passkeys: z.int(),
      required: z.boolean().describe('By a role.'),
    }),
    grants: z.int().describe('Rules for this person that hold now.'),
  })
  .meta({ id: 'Person' });
export type Person = z.input<typeof Person>;

export const PeopleQuery = z.object({
  text: z.string().trim().min(1).max(NAME_LIMIT).optional().describe('Part of a name or an address.'),
  cursor: PersonId.optional().describe('`next` of the page before.'),
  limit: PageLimit,
});

export const People = z
  .object({ people: z.array(Person), next: z.string().nullable().describe('Null on the last page.') })
  .meta({ id: 'People' });

export const RolesRequest = z.strictObject({ roles: RoleAssignments }).meta({ id: 'RolesRequest' });
export const SuspendRequest = z.strictObject({ reason: Reason }).meta({ id: 'SuspendRequest' });

const ExternalRequest = z.strictObject({
  company: z.string().trim().min(1).max(NAME_LIMIT),
  reviewAt: z.iso.datetime({ offset: true }).describe('Within a year.'),
});

export const StandingRequest = z
  .strictObject({ external: ExternalRequest.nullable().describe("Null for the organisation's own people.") })
  .meta({ id: 'StandingRequest' });

export const InvitationRequest = z
  .strictObject({
    email: z.email().max(NAME_LIMIT),
    roles: RoleAssignments,
    external: ExternalRequest.nullable().default(null),
  })
  .meta({ id: 'InvitationRequest' });

const InvitationState = z.enum(['open', 'accepted', 'withdrawn', 'expired']);

export const Invitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    roles: z.array(RoleAssignment),
    external: External.nullable(),
    state: InvitationState,
    invitedBy: z.string().nullable().describe('Name; null when made on the machine itself.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.output<typeof Invitation>;

export const InvitationMade = z
  .object({
    id: z.uuid(),
    token: z.string().describe('Shown once. Give it to the person whom you invite, and nobody else.'),
  })
  .meta({ id: 'InvitationMade' });

export const InvitationsQuery = z.object({
  state: InvitationState.optional(),
  ...Page,
});

export const Invitations = z
  .object({
    invitations: z.array(Invitation),
    next: z.string().nullable().describe('Null on the last page.'),
  })
  .meta({ id: 'Invitations' });

const TOKEN_LENGTH = 64;
const Token = z.string().length(TOKEN_LENGTH);

export const InvitationToken = z.strictObject({ token: Token }).meta({ id: 'InvitationToken' });

export const InvitationOffer = z
  .object({
    organisation: z.string(),
    email: z.string(),
    roles: z.array(z.string()).describe('Titles.'),
    expiresAt: z.iso.datetime(),
    hasAccount: z.boolean().describe('When true: sign in, then join. When false: accept with a password.'),
  })
  .meta({ id: 'InvitationOffer' });

export const AcceptRequest = z
  .strictObject({
    token: Token,
    name: z.string().trim().min(1).max(NAME_LIMIT),
    password: z.string().min(15).max(256).describe('At least 15 characters; length counts, not signs.'),
  })
  .meta({ id: 'AcceptRequest' });

export const Joined = z.object({ email: z.string() }).meta({ id: 'Joined' });
