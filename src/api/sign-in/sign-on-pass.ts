/**
 * What is remembered between the start of a sign-on and the provider's answer: kept once, for ten minutes, and bound to the
 * browser that began by a cookie. That cookie must come along with a navigation from the provider's site, so unlike the
 * session's it is `SameSite=Lax`; it opens nothing by itself.
 */

import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OrganisationId } from '../../store/database.ts';
import type { Authentication } from './authentication.ts';

const PASS_SECONDS = 600;
const SECRET_OCTETS = 32;

export interface SignOnPass {
  readonly organisation: OrganisationId;
  readonly provider: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Remembers a sign-on that begins; gives its secrets. */
export async function keepPass(
  authentication: Authentication,
  reply: FastifyReply,
  origin: string,
  provider: { readonly id: string; readonly organisation: OrganisationId },
): Promise<{ readonly state: string; readonly nonce: string; readonly verifier: string }> {
  const [state, nonce, verifier, binding] = [secret(), secret(), secret(), secret()];
  const pass: SignOnPass = { organisation: provider.organisation, provider: provider.id, nonce, verifier };
  const { internalAdapter } = await authentication.$context;
  await internalAdapter.createVerificationValue({
    identifier: identifierOf(state, binding),
    value: JSON.stringify(pass),
    expiresAt: new Date(Date.now() + PASS_SECONDS * 1_000),
  });
  reply.header('set-cookie', cookieLine(origin, binding, PASS_SECONDS));
  return { state, nonce, verifier };
}

/** Takes the pass of an answer, once; undefined when there is none, it is too old, or another browser began. */
export async function takePass(
  authentication: Authentication,
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
  state: string,
): Promise<SignOnPass | undefined> {
  const name = `${cookieName(origin)}=`;
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const binding = pairs.find((pair) => pair.startsWith(name))?.slice(name.length);
  reply.header('set-cookie', cookieLine(origin, '', 0));
  if (binding === undefined) return undefined;
  const { internalAdapter } = await authentication.$context;
  const found = await internalAdapter.consumeVerificationValue(identifierOf(state, binding));
  if (!found || found.expiresAt.getTime() < Date.now()) return undefined;
  return JSON.parse(found.value) as SignOnPass;
}

/** Neither the address, which a history keeps, nor the cookie finds a pass alone. */
function identifierOf(state: string, binding: string): string {
  return `sign-on:${createHash('sha256').update(`${state} ${binding}`).digest('base64url')}`;
}

function cookieName(origin: string): string {
  return origin.startsWith('https:') ? '__Host-wardlight.sign_on' : 'wardlight.sign_on';
}

function cookieLine(origin: string, value: string, seconds: number): string {
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  return `${cookieName(origin)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

const secret = (): string => randomBytes(SECRET_OCTETS).toString('base64url');
