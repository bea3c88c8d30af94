/**
 * A one-time code counts once (RFC 6238 5.2): the time step of the last code of a person is kept, and a code of that step
 * or an earlier one is refused, also when two requests bring the same code at the same moment.
 */

import { createOTP } from '@better-auth/utils/otp';
import { APIError, getSessionFromCtx } from 'better-auth/api';
import { symmetricDecrypt } from 'better-auth/crypto';
import type { Database } from '../../store/database.ts';
import { sealedCodeSecret, useCodeStep } from '../../store/people.ts';

const STEP_SECONDS = 30;
/** Steps before and after the present one whose codes are accepted, for clocks that differ. */
const WINDOW = 1;

type HookContext = Parameters<typeof getSessionFromCtx>[0];

/** Throws when the code was used before. A code that fits no step is left to the library, which counts the failure. */
export async function refuseRepeatedCode(
  context: HookContext,
  database: Database,
  code: string,
): Promise<void> {
  const userId = await personOf(context);
  if (userId === undefined) return;
  const sealed = await sealedCodeSecret(database, userId);
  if (sealed === undefined) return;
  const secret = await symmetricDecrypt({ key: context.context.secretConfig, data: sealed });
  const step = await stepOf(secret, code, Date.now());
  if (step !== undefined && !(await useCodeStep(database, userId, step)))
    throw new APIError('UNAUTHORIZED', {
      code: 'CODE_USED',
      message: 'This code was used. Wait for the next one.',
    });
}

/** The person whose second factor is asked for: who is signed in, or who has just given a right password. */
async function personOf(context: HookContext): Promise<string | undefined> {
  const session = await getSessionFromCtx(context);
  if (session) return session.user.id;
  const cookie = context.context.createAuthCookie('two_factor');
  const pending = await context.getSignedCookie(cookie.name, context.context.secret);
  if (!pending) return undefined;
  return (await context.context.internalAdapter.findVerificationValue(pending))?.value;
}

/** The latest time step within the window whose code this is. */
async function stepOf(secret: string, code: string, now: number): Promise<number | undefined> {
  const present = Math.floor(now / 1_000 / STEP_SECONDS);
  for (let step = present + WINDOW; step >= present - WINDOW; step--)
    if ((await createOTP(secret, { period: STEP_SECONDS }).hotp(step)) === code) return step;
  return undefined;
}
