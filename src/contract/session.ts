/** Sessions of a person, their second factors and their password. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

const Factor = z.enum(['one-time-code', 'passkey', 'recovery-code', 'provider']);

/** What an authenticator answers (WebAuthn AuthenticationResponseJSON); the library checks it. */
const PasskeyAnswer = z.looseObject({ id: z.string().max(2_048), response: z.looseObject({}) });

export const Session = z
  .object({
    id: z.string(),
    present: z.boolean().describe('The one that asks.'),
    begunAt: z.iso.datetime(),
    usedAt: z.iso.datetime().describe('To the minute.'),
    endsAt: z.iso.datetime().describe('At the latest.'),
    address: z.string().nullable(),
    browser: z.string().nullable().describe('As it names itself.'),
    factor: Factor.nullable().describe('How the second factor was proven last; null when it was not.'),
    factorAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Session' });

export const Sessions = z.object({ sessions: z.array(Session) }).meta({ id: 'Sessions' });

export const SessionPath = z.object({ id: z.string().min(1).max(64) });

export const EndedSessions = z.object({ ended: z.int() }).meta({ id: 'EndedSessions' });

export const StepUpRequest = z
  .union([
    z.object({ code: z.string().regex(/^\d{6}$/) }),
    z.object({
      passkey: PasskeyAnswer.describe(
        'To the options of GET /api/auth/passkey/generate-authenticate-options.',
      ),
    }),
  ])
  .meta({ id: 'StepUpRequest' });

export const StepUpResult = z
  .object({ factor: Factor, until: z.iso.datetime().describe('Sensitive actions are open until then.') })
  .meta({ id: 'StepUpResult' });

export const PasswordChange = z
  .object({ current: z.string().min(1).max(256), new: z.string().min(15).max(256) })
  .meta({ id: 'PasswordChange' });

export const SecondFactors = z
  .object({
    oneTimeCodes: z.boolean(),
    passkeys: z.array(
      z.object({
        id: z.string(),
        name: z.string().max(NAME_LIMIT).nullable(),
        madeAt: z.iso.datetime().nullable(),
      }),
    ),
    recoveryCodes: z
      .object({
        left: z.int(),
        usedAt: z.iso.datetime().nullable().describe('When one was used to sign in last.'),
      })
      .nullable()
      .describe('Null without one-time codes.'),
  })
  .meta({ id: 'SecondFactors' });

export const RecoveryCodes = z
  .object({ codes: z.array(z.string()).describe('Shown once. Each counts once.') })
  .meta({ id: 'RecoveryCodes' });
