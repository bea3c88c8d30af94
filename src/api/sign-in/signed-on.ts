/** What a provider's claims mean here: who it is, of which groups, and whether their second factor counts. */

import type { SignInPolicy } from '../../store/sign-in-policy.ts';
import type { SignedOn, StoredProvider } from '../../store/sign-on.ts';
import { ProblemError } from '../problem.ts';
import type { Claims } from './open-id.ts';

const GROUPS_LIMIT = 1_000;
const TEXT_LIMIT = 200;
const CLOCK_MS = 60_000;

/** Throws a ProblemError unless the claims name somebody whom the provider may vouch for. */
export function signedOnBy({ domains, groupClaim }: StoredProvider, claims: Claims): SignedOn {
  const { sub: subject, email, name } = claims;
  if (typeof subject !== 'string' || typeof email !== 'string' || email.length > TEXT_LIMIT)
    throw new ProblemError(403, 'sign-on-refused', 'The sign-on provider gives no e-mail address.');
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  if (!domains.includes(domain) || claims['email_verified'] === false)
    throw new ProblemError(
      403,
      'sign-on-refused',
      'The sign-on provider may not vouch for this e-mail address.',
    );
  const shown = typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, TEXT_LIMIT) : email;
  return { subject, email: email.toLowerCase(), name: shown, groups: textsIn(claims[groupClaim]) };
}

/**
 * When the provider asked for a second factor, if it says so, says when, and the policy lets that count; otherwise ours is
 * asked for.
 */
export function providerFactorAt(
  { factorValues }: StoredProvider,
  { providerFactor }: SignInPolicy,
  {
    amr,
    acr,
    auth_time: seconds,
  }: Claims & { readonly amr?: unknown; readonly acr?: unknown; readonly auth_time?: unknown },
): Date | undefined {
  if (!providerFactor || typeof seconds !== 'number' || !Number.isFinite(seconds)) return undefined;
  const stated = [...textsIn(amr), ...textsIn(acr)];
  const now = Date.now();
  if (!stated.some((value) => factorValues.includes(value)) || seconds * 1_000 > now + CLOCK_MS)
    return undefined;
  return new Date(Math.min(seconds * 1_000, now));
}

/** One text or a list of them; anything else is nothing. */
function textsIn(claim: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values
    .slice(0, GROUPS_LIMIT)
    .filter((value): value is string => typeof value === 'string' && value.length <= TEXT_LIMIT);
}
