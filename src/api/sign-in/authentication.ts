/**
 * Sign-in by better-auth: password (argon2id), one-time codes, passkeys, sessions. Nobody can sign up: people are invited,
 * the first one by the set-up token. What the library leaves open is closed here: a one-time code counts once, and no
 * device is trusted to skip the second factor.
 */

import { passkey } from '@better-auth/passkey';
import { type Options as Argon2Options, hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins';
import type { Database } from '../../store/database.ts';
import { refuseRepeatedCode } from './one-time-codes.ts';

/** NIST SP 800-63B: long rather than complicated. */
export const SHORTEST_PASSWORD = 15;
export const LONGEST_PASSWORD = 256;
/** Sessions end after so long whatever happens, and after so long without a request (seconds). */
export const SESSION_SECONDS = 12 * 3_600;
export const IDLE_SECONDS = 30 * 60;
const RECOVERY_CODES = 10;
const ATTEMPTS_PER_MINUTE = { window: 60, max: 20 };
/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const ARGON2: Argon2Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export interface SignInOptions {
  readonly database: Database;
  /** At least 32 characters of randomness; encrypts secrets of one-time codes and signs cookies. */
  readonly secret: string;
  /** `https://wardlight.hospital.example`: where browsers reach the server. */
  readonly origin: string;
}

export type Authentication = ReturnType<typeof createAuthentication>;

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2);

export function createAuthentication({ database, secret, origin }: SignInOptions) {
  return betterAuth({
    appName: 'Wardlight',
    baseURL: origin,
    basePath: '/api/auth',
    secret,
    database: { db: database.kysely, type: 'postgres' },
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
      password: { hash: hashPassword, verify: ({ hash: kept, password }) => verify(kept, password) },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    rateLimit: {
      ...{ enabled: true, window: 60, max: 60 },
      // By address, which many people may share behind a proxy; accounts are locked on their own.
      customRules: { '/sign-in/*': ATTEMPTS_PER_MINUTE, '/two-factor/*': ATTEMPTS_PER_MINUTE },
    },
    advanced: {
      cookiePrefix: 'wardlight',
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'strict' },
    },
    disabledPaths: ['/sign-up/email', '/update-user', '/change-email', '/delete-user', '/two-factor/disable'],
    plugins: [
      twoFactor({
        issuer: 'Wardlight',
        backupCodeOptions: { amount: RECOVERY_CODES },
        accountLockout: { enabled: true },
      }),
      passkey({ rpName: 'Wardlight', rpID: new URL(origin).hostname, origin }),
    ],
    hooks: {
      before: createAuthMiddleware(async (context) => {
        const body = context.body as { readonly trustDevice?: unknown; readonly code?: unknown } | undefined;
        if (body?.trustDevice)
          throw new APIError('BAD_REQUEST', { message: 'The second factor is asked for at each sign-in.' });
        if (context.path === '/two-factor/verify-totp' && typeof body?.code === 'string')
          await refuseRepeatedCode(context, database, body.code);
      }),
    },
  });
}
