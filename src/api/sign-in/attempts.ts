/** One attempt to prove a secret: noted before it is judged, then failed or dropped. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../store/database.ts';
import { beginAttempt, dropAttempt, failAttempt } from '../../store/sign-in-attempts.ts';
import { ProblemError } from '../problem.ts';

/** While as many attempts are judged as may fail, the next one waits: this long, so often. */
const WAIT_MS = 50;
const WAITS = 60;

export interface Attempt {
  fail(): Promise<void>;
  drop(): Promise<void>;
}

/** Begins an attempt, or says that account or address are locked: the same for accounts that do not exist. */
export async function startAttempt(
  database: Database,
  account: string | undefined,
  address: string,
): Promise<Attempt | 'locked'> {
  for (let wait = 0; wait < WAITS; wait++) {
    const begun = await beginAttempt(database, account, address);
    if (begun === 'locked') return 'locked';
    if (begun !== 'busy') {
      const { id } = begun;
      return { fail: () => failAttempt(database, id), drop: () => dropAttempt(database, id) };
    }
    await delay(WAIT_MS);
  }
  return 'locked';
}

/**
 * Judges a secret of somebody who is signed in. Their session stands for the address: neighbours behind the same address do
 * not lock them. Throws a ProblemError when the secret is wrong, or when too many were.
 */
export async function attempt(
  database: Database,
  account: string,
  session: string,
  isRight: () => Promise<boolean>,
  refusal: string,
): Promise<void> {
  const begun = await startAttempt(database, account, `session ${session}`);
  if (begun === 'locked') throw new ProblemError(429, 'locked', 'Too many failed attempts. Wait 15 minutes.');
  if (await isRight()) return begun.drop();
  await begun.fail();
  throw new ProblemError(401, 'wrong-secret', refusal);
}
