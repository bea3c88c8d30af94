/** A real OpenID provider (oidc-provider) on loopback, at which whoever is hinted at signs in at once. */

import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
// biome-ignore lint/correctness/noUnresolvedImports: the package resolves by its "exports" alone
import { Provider } from 'oidc-provider';
import { freePort } from './sign-in-server.ts';

const TTL_SECONDS = 600;

export interface OpenIdProvider {
  readonly issuer: string;
  close(): void;
}

export interface ProviderSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  /** Claims by account; an account is what stands before the @ of a hint, or before `-as-` in it. */
  readonly people: Readonly<Record<string, object>>;
  /** What the provider says of how it asked. */
  readonly amr: () => readonly string[] | undefined;
}

export async function startOpenIdProvider(settings: ProviderSettings): Promise<OpenIdProvider> {
  const { clientId, clientSecret, redirectUri, people, amr } = settings;
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const ttl = ['Interaction', 'Grant', 'Session', 'AccessToken', 'IdToken', 'AuthorizationCode'];
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] },
        ...{ grant_types: ['authorization_code'], response_types: ['code'] },
      },
    ],
    cookies: { keys: ['a key of the test'] },
    jwks: { keys: [{ ...key, kid: 'one' }] },
    claims: {
      openid: ['sub', 'amr', 'auth_time'],
      email: ['email', 'email_verified'],
      profile: ['name', 'groups'],
    },
    ttl: Object.fromEntries(ttl.map((name) => [name, TTL_SECONDS])),
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...people[id] }),
    }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    loadExistingGrant: async ({ oidc }: Parameters<typeof grantAll>[0]) => grantAll({ oidc }),
  });
  const answer = provider.callback();
  const server = http.createServer(async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const accountId = String(params['login_hint']).split(/-as-|@/)[0] ?? '';
    const stated = amr();
    const login = { accountId, ...(stated && { amr: stated }) };
    const options = { mergeWithLastSubmission: false };
    return provider.interactionFinished(request, response, { login }, options);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { issuer, close: () => server.close() };
}

/** Everybody has agreed to everything. */
async function grantAll({
  oidc,
}: {
  readonly oidc: {
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string };
    readonly provider: Provider;
  };
}) {
  const { client, session, provider } = oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid email profile');
  await grant.save();
  return grant;
}
