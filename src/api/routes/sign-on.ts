/** POST /api/sign-on, GET /api/sign-on/callback, /api/sign-on/providers, /api/sign-on/groups */

import { isAPIError } from 'better-auth/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import {
  GroupRoles,
  ProviderId,
  ProviderRequest,
  Providers,
  SignOnCallback,
  SignOnRequest,
  SignOnStart,
} from '../../contract/sign-on.ts';
import { membershipsOf } from '../../store/people.ts';
import { groupRolesOf, setGroupRoles } from '../../store/provisioning.ts';
import { signInPolicyOf } from '../../store/sign-in-policy.ts';
import {
  accountOf,
  addProvider,
  findProvider,
  providerOfDomain,
  providersOf,
  removeProvider,
  type StoredProvider,
} from '../../store/sign-on.ts';
import { callerOfRoute } from '../access.ts';
import type { ApiContext, Routes } from '../context.ts';
import { invalidRequest, notFound, ProblemError } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';
import { libraryHeaders } from '../sign-in/address-header.ts';
import { SESSION_SECONDS } from '../sign-in/authentication.ts';
import {
  authorisationUrl,
  type Client,
  claimsOfCode,
  discover,
  isAllowedAddress,
  userinfo,
} from '../sign-in/open-id.ts';
import { SESSION_BEGIN } from '../sign-in/recorded-sign-in.ts';
import type { SessionStart } from '../sign-in/session-endpoints.ts';
import { keepPass, takePass } from '../sign-in/sign-on-pass.ts';
import { providerFactorAt, signedOnBy } from '../sign-in/signed-on.ts';
import { knownRoles } from './sign-in-policy.ts';

const CALLBACK = '/api/sign-on/callback';
const STARTS = { max: 60, timeWindow: 60_000 };

const REFUSALS = {
  unknown: 'You are not a member. Ask an administrator to invite you.',
  'no-role': 'No group of yours gives you a role here. Ask an administrator.',
} as const;

export const signOnRoutes: Routes = (context) => async (server) => {
  const { database, authentication, origin, sealing } = context;

  server.post('/api/sign-on', {
    config: { access: 'public', rateLimit: STARTS },
    schema: {
      summary: 'Begin to sign on through the provider of an e-mail address',
      body: SignOnRequest,
      response: { 200: SignOnStart, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { email, fresh } = request.body;
      const provider = await providerOfDomain(database, email.slice(email.lastIndexOf('@') + 1));
      if (!provider)
        throw new ProblemError(
          404,
          'no-sign-on',
          'No provider signs on addresses like this. Use your password.',
        );
      const client = await clientOf(context, provider);
      await discover(client.issuer);
      const secrets = await keepPass(authentication, reply, origin, provider);
      const url = await authorisationUrl(client, secrets, { email, fresh, maxAgeSeconds: SESSION_SECONDS });
      return { url };
    },
  });

  server.get(CALLBACK, {
    config: { access: 'public', audit: SESSION_BEGIN, rateLimit: STARTS },
    schema: { summary: 'Where a provider sends the browser back to', querystring: SignOnCallback },
    handler: async (request, reply) => {
      await finishSignOn(context, request, reply, request.query);
      // A redirect would still count as coming from the provider's site, and the new cookie would stay behind.
      return reply
        .type('text/html; charset=utf-8')
        .send(
          '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Signed in</title><p><a href="/">Go on</a></p></html>',
        );
    },
  });

  server.get('/api/sign-on/providers', {
    config: { access: 'administration:view' },
    schema: { summary: 'Providers through which people sign on', response: { 200: Providers, ...PROBLEMS } },
    handler: async (request) => {
      const found = await providersOf(database, callerOfRoute(request).organisation);
      return { providers: found.map(presentProvider), callback: `${origin}${CALLBACK}` };
    },
  });

  server.post('/api/sign-on/providers', {
    config: { access: 'administration:approve', stepUp: true, audit: 'sign-on-provider.add' },
    schema: {
      summary: 'Let people sign on through a provider',
      body: ProviderRequest,
      response: { 201: ProviderId, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { clientSecret, ...provider } = request.body;
      request.audited = { change: changeOf(provider) };
      if (!isAllowedAddress(provider.issuer)) throw invalidRequest('The issuer must begin with https://.');
      const sealedSecret = await sealing.seal(clientSecret);
      const added = await addProvider(database, callerOfRoute(request).organisation, {
        ...provider,
        sealedSecret,
      });
      if (typeof added === 'object') {
        request.audited = { ...request.audited, target: { kind: 'sign-on-provider', id: added.id } };
        return reply.code(201).send({ id: added.id });
      }
      throw new ProblemError(
        409,
        `provider-${added}`,
        added === 'full'
          ? 'There are too many providers.'
          : 'Another provider has this domain, or this issuer and client.',
      );
    },
  });

  server.delete('/api/sign-on/providers/:id', {
    config: { access: 'administration:approve', stepUp: true, audit: 'sign-on-provider.remove' },
    schema: {
      summary: 'Take a provider away; sessions that came through it end',
      params: IdPath,
      response: { 200: ProviderId, ...PROBLEMS },
    },
    handler: async (request) => {
      const { id } = request.params;
      if (!(await removeProvider(database, callerOfRoute(request).organisation, id)))
        throw notFound('provider');
      return { id };
    },
  });

  server.get('/api/sign-on/groups', {
    config: { access: 'administration:view' },
    schema: { summary: 'Roles that groups give', response: { 200: GroupRoles, ...PROBLEMS } },
    handler: async (request) => ({
      groups: [...(await groupRolesOf(database, callerOfRoute(request).organisation))],
    }),
  });

  server.put('/api/sign-on/groups', {
    config: { access: 'administration:approve', stepUp: true, audit: 'group-roles.set' },
    schema: {
      summary: 'Set the roles that groups give',
      body: GroupRoles,
      response: { 200: GroupRoles, ...PROBLEMS },
    },
    handler: async (request) => {
      const { organisation } = callerOfRoute(request);
      request.audited = { change: changeOf(request.body) };
      const wanted = request.body.groups.map(({ group, role }) => ({ group, role: knownRole(role) }));
      await setGroupRoles(database, organisation, wanted);
      return { groups: [...(await groupRolesOf(database, organisation))] };
    },
  });
};

/** Signs somebody on whom a provider has sent back, or throws a ProblemError; the reply gets the cookie. */
async function finishSignOn(
  context: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { state, code, iss, error }: ReturnType<typeof SignOnCallback.parse>,
): Promise<void> {
  const { database, authentication, origin } = context;
  const pass =
    state === undefined ? undefined : await takePass(authentication, request, reply, origin, state);
  const provider = pass && (await findProvider(database, pass.organisation, pass.provider));
  if (!pass || !provider)
    throw new ProblemError(
      400,
      'sign-on-lost',
      'This sign-on was not begun here, or is too old. Begin again.',
    );
  const { organisation } = provider;
  request.audited = { organisation, who: { kind: 'unknown', id: null, name: null } };
  if (error !== undefined || code === undefined)
    throw new ProblemError(403, 'sign-on-refused', 'The sign-on provider did not let you in.');
  // RFC 9207: the answer of another provider.
  if (iss !== undefined && iss !== provider.issuer)
    throw new ProblemError(400, 'sign-on-lost', 'This answer is of another provider. Begin again.');
  const client = await clientOf(context, provider);
  const { claims, accessToken } = await claimsOfCode(client, code, pass);
  const isComplete = claims['email'] !== undefined && claims[provider.groupClaim] !== undefined;
  const more = isComplete ? {} : await userinfo(client, accessToken, claims['sub']);
  const person = signedOnBy(provider, { ...more, ...claims });
  const account = await accountOf(database, provider, person);
  if (typeof account === 'string') throw new ProblemError(403, `sign-on-${account}`, REFUSALS[account]);
  const who = { kind: 'person', id: account.userId, name: person.name } as const;
  request.audited = { organisation, who };
  const policy = await signInPolicyOf(database, organisation);
  const factorAt = providerFactorAt(provider, policy, claims);
  const start: SessionStart = {
    ...{ userId: account.userId, factorAt, factor: factorAt && 'provider' },
    ...{ organisationId: organisation, expiresAt: undefined },
  };
  const { headers, response: begun } = await authentication.api
    .beginSession({ body: start as never, headers: libraryHeaders(request), returnHeaders: true })
    .catch((refusal: unknown) => {
      if (isAPIError(refusal)) throw new ProblemError(403, 'account-suspended', refusal.message);
      throw refusal;
    });
  const memberships = await membershipsOf(database, account.userId);
  const roles = memberships.find(({ id }) => id === organisation)?.assignments.map(({ role }) => role) ?? [];
  request.audited = { organisation, who, roles, session: begun.id };
  reply.header('set-cookie', headers.getSetCookie());
}

async function clientOf({ sealing, origin }: ApiContext, provider: StoredProvider): Promise<Client> {
  const clientSecret = await sealing.open(provider.sealedSecret);
  const { issuer, clientId } = provider;
  return { issuer, clientId, clientSecret, redirectUri: `${origin}${CALLBACK}` };
}

function knownRole(name: string) {
  const [role] = knownRoles([name]);
  if (role) return role;
  throw new Error('one name gives one role');
}

function presentProvider({
  organisation: _organisation,
  sealedSecret: _secret,
  ...provider
}: StoredProvider) {
  return { ...provider, domains: [...provider.domains], factorValues: [...provider.factorValues] };
}
