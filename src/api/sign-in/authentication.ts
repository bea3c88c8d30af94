/**
 * Sign-in by better-auth: password (argon2id), one-time codes, passkeys, sessions. Nobody can sign up: people are invited,
 * the first one by the set-up token. What the library leaves open is closed by `sign-in-rules.ts`.
 */

import { passkey } from '@better-auth/passkey';
import { type Options as Argon2Options, hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins';
import type { Database } from '../../store/database.ts';
import { isSuspended } from '../../store/suspensions.ts';
import { ADDRESS_HEADER } from './address-header.ts';
import { sessionEndpoints } from './session-endpoints.ts';
import { signInRules } from './sign-in-rules.ts';

/** NIST SP 800-63B: long rather than complicated. */
export const SHORTEST_PASSWORD = 15;
export const LONGEST_PASSWORD = 256;
/** Sessions end after so long whatever happens (seconds). */
export const SESSION_SECONDS = 12 * 3_600;
export const RECOVERY_CODES = 10;
const ATTEMPTS_PER_MINUTE = { window: 60, max: 60 };
/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const ARGON2: Argon2Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export interface SignInOptions {
  readonly database: Database;
  /** At least 32 characters of randomness; encrypts secrets of one-time codes and signs cookies. */
  readonly secret: string;
  /** `https://wardlight.hospital.example`: where browsers reach the server. */
  readonly origin: string;
  /** Hears of what fails within the library. */
  readonly report: (message: string) => void;
}

export type Authentication = ReturnType<typeof createAuthentication>;

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2);
export const isPassword = (kept: string, password: string): Promise<boolean> => verify(kept, password);

/** Paths below /api/auth that are answered; the library has many more, which would pass the rules by. */
export const AUTH_PATHS: ReadonlySet<string> = new Set([
  'POST /sign-in/email',
  'POST /sign-out',
  'POST /two-factor/enable',
  'POST /two-factor/verify-totp',
  'POST /two-factor/verify-backup-code',
  'GET /passkey/generate-register-options',
  'POST /passkey/verify-registration',
  'GET /passkey/generate-authenticate-options',
  'POST /passkey/verify-authentication',
  'GET /passkey/list-user-passkeys',
  'POST /passkey/delete-passkey',
  'POST /passkey/update-passkey',
]);

export function createAuthentication({ database, secret, origin, report }: SignInOptions) {
  const overTls = origin.startsWith('https:');
  return betterAuth({
    appName: 'Wardlight',
    baseURL: origin,
    basePath: '/api/auth',
    secret,
    database: { db: database.kysely, type: 'postgres' },
    telemetry: { enabled: false },
    // Refusals are answers, not errors; what fails within the library belongs to the server's log.
    logger: { log: (level, message) => (level === 'error' ? report(message) : undefined) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
      password: { hash: hashPassword, verify: ({ hash: kept, password }) => isPassword(kept, password) },
    },
    session: {
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      additionalFields: {
        lastUsedAt: { type: 'date', required: true, input: false, defaultValue: () => new Date() },
        factorAt: { type: 'date', required: false, input: false },
        factor: { type: 'string', required: false, input: false },
        organisationId: { type: 'string', required: false, input: false },
      },
    },
    rateLimit: {
      ...{ enabled: true, window: 60, max: 60 },
      // By address, which many people may share behind a proxy; failures are limited on their own.
      customRules: { '/sign-in/*': ATTEMPTS_PER_MINUTE, '/two-factor/*': ATTEMPTS_PER_MINUTE },
    },
    advanced: {
      // The prefix lets no other host and no page without TLS set the cookie (RFC 6265bis 4.1.3.2).
      cookiePrefix: overTls ? '__Host-wardlight' : 'wardlight',
      useSecureCookies: false,
      defaultCookieAttributes: { sameSite: 'strict', secure: overTls, path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // A session comes with its person in one question.
      database: { joins: true },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const { organisationId } = session as { readonly organisationId?: string | null };
            if (await isSuspended(database.kysely, session.userId, organisationId ?? undefined))
              throw new APIError('FORBIDDEN', {
                code: 'account-suspended',
                message: 'Your access is suspended. Ask an administrator.',
              });
            // "Remember me" would choose another end.
            const latest = Date.now() + SESSION_SECONDS * 1_000;
            return {
              data: { ...session, expiresAt: new Date(Math.min(session.expiresAt.getTime(), latest)) },
            };
          },
        },
      },
    },
    plugins: [
      // Failures are counted by our own rules, for every way to sign in alike.
      twoFactor({
        issuer: 'Wardlight',
        backupCodeOptions: { amount: RECOVERY_CODES },
        accountLockout: { enabled: false },
      }),
      passkey({
        ...{ rpName: 'Wardlight', rpID: new URL(origin).hostname, origin },
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: {
          afterVerification: ({ verification }) => {
            requireUserVerification(verification.registrationInfo?.userVerified);
            return undefined;
          },
        },
        authentication: {
          afterVerification: ({ verification }) =>
            requireUserVerification(verification.authenticationInfo.userVerified),
        },
      }),
      sessionEndpoints(),
      // The last one, so that it sees what the others made of a request.
      signInRules(database),
    ],
  });
}

/** A passkey stands for password and second factor at once, so the authenticator must have asked for a PIN or a finger. */
function requireUserVerification(verified: boolean | undefined): void {
  if (!verified)
    throw new APIError('UNAUTHORIZED', {
      code: 'user-verification-required',
      message: 'The passkey did not ask for a PIN or a fingerprint. Set one up on it.',
    });
}
