/** GET and POST /api/invitations, DELETE /api/invitations/:id; with the token POST …/look, …/accept, …/join */

import { ROLES } from '../../access/permissions.ts';
import type { Actor } from '../../audit/entry.ts';
import { IdPath } from '../../contract/device.ts';
import {
  AcceptRequest,
  type Invitation,
  InvitationMade,
  InvitationOffer,
  InvitationRequest,
  Invitations,
  InvitationsQuery,
  InvitationToken,
  Joined,
} from '../../contract/person.ts';
import { NoContent, PROBLEMS } from '../../contract/problem.ts';
import {
  acceptInvitation,
  findInvitation,
  INVITATIONS_LIMIT,
  invite,
  joinByInvitation,
  listInvitations,
  type OfferedInvitation,
  type StoredInvitation,
  withdrawInvitation,
} from '../../store/invitations.ts';
import { namesOfPeople } from '../../store/members.ts';
import { accountOfRoute, callerOfRoute } from '../access.ts';
import { checkedAssignments, checkedExternal, presentScope } from '../access-rules.ts';
import type { Routes } from '../context.ts';
import { notFound, ProblemError } from '../problem.ts';
import { type Audited, changeOf } from '../record/recorded-calls.ts';
import { UnknownCallers } from '../record/unknown-callers.ts';
import { hashPassword } from '../sign-in/authentication.ts';
import { requireStrongPassword } from '../sign-in/password-policy.ts';

/** Requests of one address in a minute to what anybody may ask. */
const TOKEN_TRIES = { max: 10, timeWindow: 60_000 };

export const invitationRoutes: Routes =
  ({ database, breachedPasswords }) =>
  async (server) => {
    const unknown = new UnknownCallers(database);

    server.get('/api/invitations', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'Invitations, made last first',
        querystring: InvitationsQuery,
        response: { 200: Invitations, ...PROBLEMS },
      },
      handler: async (request) => {
        const { state, cursor, limit } = request.query;
        const { organisation } = callerOfRoute(request);
        const found = await listInvitations(database, organisation, { state, after: cursor, limit });
        const people = await namesOfPeople(
          database,
          found.flatMap(({ invitedBy }) => invitedBy ?? []),
        );
        const last = found.length < limit ? undefined : found.at(-1);
        return { invitations: found.map((each) => present(each, people)), next: last?.id ?? null };
      },
    });

    server.post('/api/invitations', {
      config: { access: 'administration:edit', stepUp: true, audit: 'invitation.make' },
      schema: {
        summary: 'Invite a person; an open invitation to the same address is withdrawn',
        body: InvitationRequest,
        response: { 201: InvitationMade, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { organisation, userId } = callerOfRoute(request);
        const { email, ...offered } = request.body;
        request.audited = { change: changeOf(offered) };
        const roles = await checkedAssignments(database, organisation, request.body.roles);
        const external = checkedExternal(request.body.external, Date.now());
        const made = await invite(database, organisation, { email, roles, external, invitedBy: userId });
        if (made === 'member')
          throw new ProblemError(
            409,
            'already-member',
            'This address belongs to a person who is here already.',
          );
        if (made === 'too-many')
          throw new ProblemError(
            409,
            'too-many-invitations',
            `There are ${INVITATIONS_LIMIT} open invitations. Withdraw some first.`,
          );
        request.audited = { ...request.audited, target: { kind: 'invitation', id: made.id } };
        return reply.code(201).send(made);
      },
    });

    server.delete('/api/invitations/:id', {
      config: { access: 'administration:edit', audit: 'invitation.withdraw' },
      schema: {
        summary: 'Withdraw an open invitation',
        params: IdPath,
        response: { 204: NoContent, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { organisation } = callerOfRoute(request);
        if (!(await withdrawInvitation(database, organisation, request.params.id)))
          throw notFound('open invitation');
        return reply.code(204).send(null);
      },
    });

    server.post('/api/invitations/look', {
      config: { access: 'public', rateLimit: TOKEN_TRIES },
      schema: {
        summary: 'What a token invites to',
        body: InvitationToken,
        response: { 200: InvitationOffer, ...PROBLEMS },
      },
      handler: async (request) => {
        const offer = await findInvitation(database, request.body.token);
        if (!offer) throw gone();
        return {
          ...{ organisation: offer.organisationName, email: offer.email, hasAccount: offer.hasAccount },
          roles: offer.roles.map(({ role }) => ROLES[role]),
          expiresAt: offer.expiresAt.toISOString(),
        };
      },
    });

    server.post('/api/invitations/accept', {
      config: { access: 'public', audit: 'invitation.accept', rateLimit: TOKEN_TRIES },
      schema: {
        summary: 'Make an account by a token',
        body: AcceptRequest,
        response: { 201: Joined, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { token, name, password } = request.body;
        // Before the costly hash: nobody keeps the server busy with tokens that do not count.
        const offer = await findInvitation(database, token);
        if (!offer) {
          await unknown.record('invitation.accept', 'invitation-refused', request.ip);
          throw gone();
        }
        request.audited = auditedOf(offer);
        await requireStrongPassword(password, [offer.organisationName, name, offer.email], breachedPasswords);
        const passwordHash = await hashPassword(password);
        const accepted = await acceptInvitation(database, token, { name, passwordHash });
        if (accepted === 'gone') throw gone();
        if (accepted === 'account-exists')
          throw new ProblemError(
            409,
            'account-exists',
            'This address has an account. Sign in with it, then join.',
          );
        request.audited = auditedOf(offer, { id: accepted.userId, name });
        return reply.code(201).send({ email: accepted.email });
      },
    });

    server.post('/api/invitations/join', {
      config: { access: 'account', audit: 'invitation.join', rateLimit: TOKEN_TRIES },
      schema: {
        summary: 'Join by a token with the account that is signed in',
        body: InvitationToken,
        response: { 200: Joined, ...PROBLEMS },
      },
      handler: async (request) => {
        const { user, session } = accountOfRoute(request);
        const { token } = request.body;
        const offer = await findInvitation(database, token);
        if (!offer) throw gone();
        request.audited = { ...auditedOf(offer, user), session: session.id };
        const joined = await joinByInvitation(database, token, user);
        if (joined === 'gone') throw gone();
        if (joined === 'other-address')
          throw new ProblemError(
            403,
            'other-address',
            'The invitation is for another address. Sign in with that one.',
          );
        return { email: joined.email };
      },
    });
  };

/** In the log of who invites; nobody is named before there is an account. */
function auditedOf(
  { id, organisation, roles }: OfferedInvitation,
  person?: { readonly id: string; readonly name: string },
): Audited {
  return {
    ...{ organisation, target: { kind: 'invitation', id } },
    ...(person
      ? { who: { kind: 'person', id: person.id, name: person.name }, roles: roles.map(({ role }) => role) }
      : { who: UNKNOWN }),
  };
}

const UNKNOWN: Actor = { kind: 'unknown', id: null, name: null };

const gone = (): ProblemError =>
  new ProblemError(
    403,
    'invitation-refused',
    'The invitation is not valid, was used or withdrawn, or is older than a week. Ask for a new one.',
  );

function present(invitation: StoredInvitation, people: ReadonlyMap<string, string>): Invitation {
  const { id, email, roles, external, state, invitedBy, createdAt, expiresAt } = invitation;
  return {
    ...{ id, email, state, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() },
    roles: roles.map(({ role, scope }) => ({ role, scope: presentScope(scope) })),
    external: external && { company: external.company, reviewAt: external.reviewAt.toISOString() },
    invitedBy: invitedBy === null ? null : (people.get(invitedBy) ?? null),
  };
}
