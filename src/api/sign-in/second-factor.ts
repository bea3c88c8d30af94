/** Whether a session is in use, and whether its second factor is proven: at all, recently, in the way that a role needs. */

import type { Person } from '../../access/decide.ts';
import { isPrivileged } from '../../access/privilege.ts';
import type { Database } from '../../store/database.ts';
import type { Factor } from '../../store/schema-people.ts';
import { hasPasskey } from '../../store/second-factors.ts';
import { DEFAULT_POLICY, type SignInPolicy } from '../../store/sign-in-policy.ts';
import { ProblemError } from '../problem.ts';

/** A sensitive action needs a second factor that is at most so old. */
export const STEP_UP_MINUTES = 15;
const MINUTE_MS = 60_000;

/** A session as the library reads it, with our columns. */
export interface LiveSession {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date;
  readonly factor?: Factor | null | undefined;
  readonly factorAt?: Date | null | undefined;
  readonly organisationId?: string | null | undefined;
}

/** Whether a session was without a request for too long. */
export function isIdle({ lastUsedAt }: LiveSession, idleMinutes = DEFAULT_POLICY.idleMinutes): boolean {
  return Date.now() - lastUsedAt.getTime() > idleMinutes * MINUTE_MS;
}

/** Minutes since the second factor of a session was proven; undefined when it was not. */
export function factorMinutes({ factorAt }: LiveSession): number | undefined {
  return factorAt ? (Date.now() - factorAt.getTime()) / MINUTE_MS : undefined;
}

export function hasRecentFactor(session: LiveSession): boolean {
  return (factorMinutes(session) ?? Number.POSITIVE_INFINITY) <= STEP_UP_MINUTES;
}

/** Whether a person has a second factor of ours, proven in this session or not. */
export async function secondFactorEnrolled(
  database: Database,
  user: { readonly id: string; readonly twoFactorEnabled?: boolean | null | undefined },
): Promise<boolean> {
  return user.twoFactorEnabled === true || hasPasskey(database, user.id);
}

/** Throws a ProblemError unless the second factor of a session is as the roles of its person need it. */
export function requireFactor(
  session: LiveSession,
  person: Person,
  { factorRoles, passkeyRoles }: Pick<SignInPolicy, 'factorRoles' | 'passkeyRoles'>,
): void {
  const { roles } = person;
  const needsPasskey = roles.some(({ role }) => passkeyRoles.includes(role));
  const needsFactor =
    needsPasskey || isPrivileged(person) || roles.some(({ role }) => factorRoles.includes(role));
  if (needsFactor && !session.factorAt)
    throw new ProblemError(
      403,
      'second-factor-required',
      'Your role needs a second factor. Set one up first.',
    );
  if (needsPasskey && session.factor !== 'passkey')
    throw new ProblemError(
      403,
      'passkey-required',
      'Your role needs a passkey. Set one up if you have none, then confirm with it.',
    );
}

/** Throws a ProblemError when a person has a second factor that the session has not proven. */
export function requireProof({ factorAt }: LiveSession, isEnrolled: boolean): void {
  if (isEnrolled && !factorAt)
    throw new ProblemError(403, 'step-up-required', 'Confirm with your second factor first.');
}

/** Throws a ProblemError unless the second factor was proven a moment ago. */
export function requireRecentFactor(session: LiveSession | undefined, isEnrolled: boolean): void {
  if (!session) throw personRequired();
  if (hasRecentFactor(session)) return;
  if (!isEnrolled && !session.factorAt)
    throw new ProblemError(403, 'second-factor-required', 'This needs a second factor. Set one up first.');
  throw new ProblemError(
    403,
    'step-up-required',
    `Confirm with your second factor first; that holds for ${STEP_UP_MINUTES} minutes.`,
  );
}

export const personRequired = (): ProblemError =>
  new ProblemError(403, 'person-required', 'A key may not do this. Sign in as a person.');
