/**
 * Failed attempts to sign in, by account and by address. An attempt is noted before it is judged, so that many at once do
 * not pass the limit; what stays under way for long counts as failed. Accounts stand as hashes of what was typed, whether
 * they exist or not.
 */

import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Failures after which an account, or an address, must wait, and the time in which they count. */
export const FAILURE_LIMIT = 5;
export const LOCK_MINUTES = 15;
/** Longest that judging an attempt takes; later it counts as failed. */
const JUDGING_SECONDS = 30;

/** `locked`: too many failures. `busy`: as many are being judged as may still fail; ask again in a moment. */
export type AttemptRefusal = 'locked' | 'busy';

/** Notes an attempt and gives its id. Without an account (a passkey names none before it is read) the address alone counts. */
export async function beginAttempt(
  { kysely }: Database,
  account: string | undefined,
  address: string,
): Promise<{ readonly id: string } | AttemptRefusal> {
  const account_sha256 = account === undefined ? null : hashOfAccount(account);
  const locks = [
    `address ${address}`,
    ...(account_sha256 ? [`account ${account_sha256.toString('hex')}`] : []),
  ];
  return kysely.transaction().execute(async (transaction) => {
    // In one order, so that two attempts never wait for each other.
    for (const lock of locks)
      await sql`select pg_advisory_xact_lock(hashtextextended(${`sign-in ${lock}`}, 0))`.execute(transaction);
    await transaction
      .deleteFrom('sign_in_attempt')
      .where('at', '<=', sql<Date>`now() - make_interval(mins => ${LOCK_MINUTES})`)
      .execute();
    const { rows } = await sql<{ account: number; address: number; judged: boolean }>`
      select count(*) filter (where account_sha256 = ${account_sha256})::int as account,
        count(*) filter (where address = ${address})::int as address,
        failed or at < now() - make_interval(secs => ${JUDGING_SECONDS}) as judged
      from sign_in_attempt where account_sha256 = ${account_sha256} or address = ${address}
      group by judged`.execute(transaction);
    const most = (of: typeof rows) =>
      Math.max(...(['account', 'address'] as const).map((key) => of.reduce((sum, row) => sum + row[key], 0)));
    if (most(rows.filter(({ judged }) => judged)) >= FAILURE_LIMIT) return 'locked';
    if (most(rows) >= FAILURE_LIMIT) return 'busy';
    return transaction
      .insertInto('sign_in_attempt')
      .values({ account_sha256, address })
      .returning('id')
      .executeTakeFirstOrThrow();
  });
}

export async function failAttempt({ kysely }: Database, id: string): Promise<void> {
  await kysely.updateTable('sign_in_attempt').set({ failed: true }).where('id', '=', id).execute();
}

/** The attempt was right, or was never judged: it does not count. */
export async function dropAttempt({ kysely }: Database, id: string): Promise<void> {
  await kysely.deleteFrom('sign_in_attempt').where('id', '=', id).execute();
}

/** Somebody is signed in: the failures of this account count no longer. Those of others from the same address do. */
export async function forgetFailures({ kysely }: Database, account: string): Promise<void> {
  await kysely.deleteFrom('sign_in_attempt').where('account_sha256', '=', hashOfAccount(account)).execute();
}

function hashOfAccount(account: string): Buffer {
  return createHash('sha256').update(account.trim().toLowerCase()).digest();
}
