/**
 * What the library leaves open when people sign in: failures are limited by account and address, a one-time code counts
 * once, no device is trusted to skip the second factor, a session knows when its second factor was proven, and a second
 * factor is added or removed only by who has proven the present one a moment ago.
 */

import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware, getIP, getSessionFromCtx, isAPIError } from 'better-auth/api';
import type { Database } from '../../store/database.ts';
import type { Factor } from '../../store/schema-people.ts';
import { noteRecovery } from '../../store/second-factors.ts';
import { noteFactor } from '../../store/sessions.ts';
import { forgetFailures } from '../../store/sign-in-attempts.ts';
import { type Attempt, startAttempt } from './attempts.ts';
import { judgeCode } from './one-time-codes.ts';
import { hasRecentFactor, isIdle, type LiveSession, secondFactorEnrolled } from './second-factor.ts';

type HookContext = Parameters<typeof getSessionFromCtx>[0];

/** Paths that try a secret, with the factor that they prove. */
const ATTEMPTS: ReadonlyMap<string, Factor | undefined> = new Map([
  ['/sign-in/email', undefined],
  ['/two-factor/verify-totp', 'one-time-code'],
  ['/two-factor/verify-backup-code', 'recovery-code'],
  ['/passkey/verify-authentication', 'passkey'],
]);

/** Paths that change how somebody signs in. */
const SETTINGS: ReadonlySet<string> = new Set([
  '/two-factor/enable',
  '/passkey/generate-register-options',
  '/passkey/verify-registration',
  '/passkey/delete-passkey',
  '/passkey/update-passkey',
]);

/** A path of every request that the library answers; absent for calls within the server. */
const pathOf = (context: { readonly path?: string | undefined }): string => context.path ?? '';

export function signInRules(database: Database) {
  /** Attempts under way, by the context of their request. */
  const attempts = new WeakMap<object, Attempt & { readonly account: string | undefined }>();

  const beforeAttempt = createAuthMiddleware(async (context) => {
    const body = context.body as { readonly [member: string]: unknown } | undefined;
    if (body?.['trustDevice'] || body?.['disableSession'])
      throw new APIError('BAD_REQUEST', { message: 'The second factor is asked for at each sign-in.' });
    const path = pathOf(context);
    const person = path.startsWith('/two-factor/') ? await personOf(context) : undefined;
    const typed =
      path === '/sign-in/email' && typeof body?.['email'] === 'string' ? body['email'] : undefined;
    const account = person?.email ?? typed;
    const address = getIP(context.headers ?? new Headers(), context.context.options) ?? 'unknown';
    const attempt = await startAttempt(database, account, address);
    if (attempt === 'locked')
      throw new APIError('TOO_MANY_REQUESTS', {
        code: 'locked',
        message: 'Too many failed attempts. Wait 15 minutes, or sign in with a passkey.',
      });
    attempts.set(context.context, { ...attempt, account });
    if (path !== '/two-factor/verify-totp' || !person || typeof body?.['code'] !== 'string') return;
    // A code that is wrong is left to the library, which says so.
    if ((await judgeCode(database, context.context.secretConfig, person.id, body['code'])) === 'used') {
      await attempt.fail();
      throw new APIError('UNAUTHORIZED', {
        code: 'CODE_USED',
        message: 'This code was used. Wait for the next one.',
      });
    }
  });

  const afterAttempt = createAuthMiddleware(async (context) => {
    const attempt = attempts.get(context.context);
    const session = context.context.newSession;
    if (isAPIError(context.context.returned)) await attempt?.fail();
    else await attempt?.drop();
    if (!session) return;
    await forgetFailures(database, session.user.email);
    const factor = ATTEMPTS.get(pathOf(context));
    if (factor === 'recovery-code') await noteRecovery(database, session.user.id);
    if (factor) await noteFactor(database, session.session.token, factor, new Date());
  });

  const beforeSettings = createAuthMiddleware(async (context) => {
    const found = await getSessionFromCtx(context);
    if (!found) return; // the library refuses
    const session = found.session as unknown as LiveSession;
    if (isIdle(session)) throw new APIError('UNAUTHORIZED', { code: 'session-idle' });
    if ((await secondFactorEnrolled(database, found.user)) && !hasRecentFactor(session))
      throw new APIError('FORBIDDEN', {
        code: 'step-up-required',
        message: 'Confirm with your second factor first.',
      });
  });

  const afterRegistration = createAuthMiddleware(async (context) => {
    if (isAPIError(context.context.returned)) return;
    const found = await getSessionFromCtx(context);
    if (found) await noteFactor(database, found.session.token, 'passkey', new Date());
  });

  return {
    id: 'wardlight-rules',
    hooks: {
      before: [
        { matcher: (context) => ATTEMPTS.has(pathOf(context)), handler: beforeAttempt },
        { matcher: (context) => SETTINGS.has(pathOf(context)), handler: beforeSettings },
      ],
      after: [
        { matcher: (context) => ATTEMPTS.has(pathOf(context)), handler: afterAttempt },
        {
          matcher: (context) => pathOf(context) === '/passkey/verify-registration',
          handler: afterRegistration,
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

/** The person whose second factor is asked for: who is signed in, or who has just given a right password. */
async function personOf(
  context: HookContext,
): Promise<{ readonly id: string; readonly email: string } | undefined> {
  const session = await getSessionFromCtx(context);
  if (session) return session.user;
  const cookie = context.context.createAuthCookie('two_factor');
  const pending = await context.getSignedCookie(cookie.name, context.context.secret);
  if (!pending) return undefined;
  const { internalAdapter } = context.context;
  const found = await internalAdapter.findVerificationValue(pending);
  return found ? ((await internalAdapter.findUserById(found.value)) ?? undefined) : undefined;
}
