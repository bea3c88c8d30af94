/**
 * A one-time code counts once (RFC 6238 5.2): the time step of the last code of a person is kept, and a code of that step
 * or an earlier one is refused, also when two requests bring the same code at the same moment.
 */

import { createOTP } from '@better-auth/utils/otp';
import { symmetricDecrypt } from 'better-auth/crypto';
import type { Database } from '../../store/database.ts';
import { sealedCodeSecret, useCodeStep } from '../../store/people.ts';

const STEP_SECONDS = 30;
/** Steps before and after the present one whose codes are accepted, for clocks that differ. */
const WINDOW = 1;

/** What seals secrets: the library's key. */
export type SealingKey = Parameters<typeof symmetricDecrypt>[0]['key'];

/** `right` uses the code up. */
export type CodeVerdict = 'right' | 'used' | 'wrong';

/** Judges a code of a person; `wrong` also for who has no one-time codes. */
export async function judgeCode(
  database: Database,
  key: SealingKey,
  userId: string,
  code: string,
): Promise<CodeVerdict> {
  const sealed = await sealedCodeSecret(database, userId);
  if (sealed === undefined) return 'wrong';
  const step = await stepOf(await symmetricDecrypt({ key, data: sealed }), code, Date.now());
  if (step === undefined) return 'wrong';
  return (await useCodeStep(database, userId, step)) ? 'right' : 'used';
}

/** The latest time step within the window whose code this is. */
async function stepOf(secret: string, code: string, now: number): Promise<number | undefined> {
  const present = Math.floor(now / 1_000 / STEP_SECONDS);
  for (let step = present + WINDOW; step >= present - WINDOW; step--)
    if ((await createOTP(secret, { period: STEP_SECONDS }).hotp(step)) === code) return step;
  return undefined;
}
