/**
 * OpenID Connect Core 1.0, as the relying party: authorisation code with PKCE (RFC 7636), nonce, and an ID token whose
 * signature, issuer, audience, authorised party, age and nonce are checked. The library checks signatures; the rest is here.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import { validateToken } from 'better-auth/oauth2';
import { ProblemError } from '../problem.ts';

/** Algorithms of ID tokens: public keys only, never `none`, never a shared secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const ANSWER_OCTETS = 1 << 20;
const ANSWER_MS = 10_000;
const DISCOVERY_MS = 600_000;
/** Providers that are remembered; beyond, the one that was read first is forgotten. */
const DISCOVERY_LIMIT = 100;
const CLOCK_SECONDS = 60;
/** An ID token is made for this sign-on, so it is young. */
const TOKEN_SECONDS = 600;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export interface Client {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

export interface Discovered {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint: string | undefined;
  readonly keysAddress: string;
  readonly postsSecret: boolean;
}

export type Claims = Readonly<Record<string, unknown>>;

const discovered = new Map<string, { readonly at: number; readonly document: Discovered }>();

/** Whether an address may be asked: over TLS, or on this machine. */
export function isAllowedAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, hash } = new URL(text);
  if (username !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

/** Reads what a provider says of itself (OpenID Connect Discovery 1.0), at most every ten minutes. */
export async function discover(issuer: string): Promise<Discovered> {
  const kept = discovered.get(issuer);
  if (kept && Date.now() - kept.at < DISCOVERY_MS) return kept.document;
  const found = await ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {});
  if (found['issuer'] !== issuer) throw providerError('states another issuer than configured');
  const methods = found['token_endpoint_auth_methods_supported'];
  const document = {
    authorizationEndpoint: addressIn(found, 'authorization_endpoint'),
    tokenEndpoint: addressIn(found, 'token_endpoint'),
    userinfoEndpoint:
      found['userinfo_endpoint'] === undefined ? undefined : addressIn(found, 'userinfo_endpoint'),
    keysAddress: addressIn(found, 'jwks_uri'),
    postsSecret: Array.isArray(methods) && !methods.includes('client_secret_basic'),
  };
  const [oldest] = discovered.keys();
  if (discovered.size >= DISCOVERY_LIMIT && oldest !== undefined) discovered.delete(oldest);
  discovered.set(issuer, { at: Date.now(), document });
  return document;
}

/** Where to send the browser. `maxAgeSeconds` makes the provider state when it asked for secrets. */
export async function authorisationUrl(
  client: Client,
  secrets: { readonly state: string; readonly nonce: string; readonly verifier: string },
  hints: { readonly email: string; readonly fresh: boolean; readonly maxAgeSeconds: number },
): Promise<string> {
  const url = new URL((await discover(client.issuer)).authorizationEndpoint);
  const parameters = {
    ...{ response_type: 'code', client_id: client.clientId, redirect_uri: client.redirectUri },
    ...{ scope: 'openid email profile', state: secrets.state, nonce: secrets.nonce },
    code_challenge: createHash('sha256').update(secrets.verifier).digest('base64url'),
    ...{ code_challenge_method: 'S256', login_hint: hints.email, max_age: String(hints.maxAgeSeconds) },
    ...(hints.fresh && { prompt: 'login' }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Exchanges a code and checks everything about the ID token. Throws a ProblemError; no claim is used before. */
export async function claimsOfCode(
  client: Client,
  code: string,
  { verifier, nonce }: { readonly verifier: string; readonly nonce: string },
): Promise<{ readonly claims: Claims; readonly accessToken: string | undefined }> {
  const provider = await discover(client.issuer);
  const { clientId, clientSecret, redirectUri } = client;
  const form = new URLSearchParams({
    ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
    ...(provider.postsSecret && { client_id: clientId, client_secret: clientSecret }),
  });
  const basic = [clientId, clientSecret]
    .map((part) => new URLSearchParams({ '': part }).toString().slice(1))
    .join(':');
  const tokens = await ask(provider.tokenEndpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(!provider.postsSecret && { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
    },
    body: form.toString(),
  });
  const idToken = tokens['id_token'];
  if (typeof idToken !== 'string') throw providerError('sent no ID token');
  const accessToken = typeof tokens['access_token'] === 'string' ? tokens['access_token'] : undefined;
  return { claims: await checkedClaims(client, provider, idToken, accessToken, nonce), accessToken };
}

/** More claims of the same person; empty when the provider has none to give. */
export async function userinfo(
  { issuer }: Client,
  accessToken: string | undefined,
  subject: unknown,
): Promise<Claims> {
  const { userinfoEndpoint } = await discover(issuer);
  if (userinfoEndpoint === undefined || accessToken === undefined) return {};
  const claims = await ask(userinfoEndpoint, { headers: { authorization: `Bearer ${accessToken}` } });
  if (claims['sub'] !== subject) throw providerError('speaks of another person than it signed for');
  return claims;
}

async function checkedClaims(
  { issuer, clientId }: Client,
  { keysAddress }: Discovered,
  idToken: string,
  accessToken: string | undefined,
  nonce: string,
): Promise<Claims> {
  const { payload, protectedHeader } = await validateToken(idToken, keysAddress, {
    ...{ issuer, audience: clientId, algorithms: ALGORITHMS, clockTolerance: CLOCK_SECONDS },
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
  }).catch((error: unknown) => {
    throw providerError('sent an ID token that does not hold', error);
  });
  const claims = payload as Claims;
  if (!isSame(claims['nonce'], nonce)) throw providerError('sent an ID token of another sign-on');
  const {
    azp,
    aud,
    iat,
    at_hash: tokenHash,
  } = claims as { azp?: unknown; aud?: unknown; iat?: unknown; at_hash?: unknown };
  if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== clientId)
    throw providerError('sent an ID token for another party');
  if (typeof iat !== 'number' || Math.abs(Date.now() / 1_000 - iat) > TOKEN_SECONDS)
    throw providerError('sent an old ID token');
  if (typeof claims['sub'] !== 'string' || claims['sub'] === '' || claims['sub'].length > 255)
    throw providerError('names nobody');
  if (
    tokenHash !== undefined &&
    accessToken !== undefined &&
    tokenHash !== halfHash(protectedHeader.alg, accessToken)
  )
    throw providerError('sent an access token of another sign-on');
  return claims;
}

/** OpenID Connect Core 3.1.3.6: the left half of the hash that the signature uses. */
function halfHash(algorithm: string, token: string): string {
  const bits = /\d{3}$/.exec(algorithm)?.[0] ?? '512'; // Ed25519 uses SHA-512
  const hash = createHash(`sha${bits}`).update(token).digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}

function isSame(claim: unknown, expected: string): boolean {
  if (typeof claim !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(claim), digest(expected));
}

/** A JSON object from the provider: no redirects, bounded in time and length. Throws a ProblemError. */
async function ask(address: string, init: RequestInit): Promise<Claims> {
  try {
    const answer = await fetch(address, {
      ...init,
      headers: { accept: 'application/json', ...(init.headers as Record<string, string> | undefined) },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await boundedText(answer);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Claims;
    throw new Error('no JSON object');
  } catch (error) {
    throw providerError('did not answer as expected', error);
  }
}

async function boundedText(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let octets = 0;
  for await (const part of answer.body ?? []) {
    octets += part.length;
    if (octets > ANSWER_OCTETS) throw new Error('too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function addressIn(document: Claims, name: string): string {
  const address = document[name];
  if (typeof address === 'string' && isAllowedAddress(address)) return address;
  throw providerError(`states no usable ${name}`);
}

function providerError(what: string, cause?: unknown): ProblemError {
  const error = new ProblemError(502, 'provider-failed', `The sign-on provider ${what}.`);
  if (cause !== undefined) error.cause = cause;
  return error;
}
