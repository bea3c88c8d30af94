/** What people can prove a second factor with, and their password. */

import { sql } from 'kysely';
import type { Database } from './database.ts';

export interface SecondFactors {
  /** One-time codes are set up and were proven once. */
  readonly oneTimeCodes: boolean;
  readonly passkeys: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly madeAt: Date | null;
  }[];
  readonly recoveryUsedAt: Date | null;
  /** Sealed list of those that are left; undefined without one-time codes. */
  readonly sealedRecoveryCodes: string | undefined;
}

export async function secondFactorsOf({ kysely }: Database, userId: string): Promise<SecondFactors> {
  const codes = await kysely
    .selectFrom('twoFactor')
    .innerJoin('user', 'user.id', 'twoFactor.userId')
    .select(['recovery_used_at', 'backupCodes', 'user.twoFactorEnabled'])
    .where('userId', '=', userId)
    .executeTakeFirst();
  const passkeys = await kysely
    .selectFrom('passkey')
    .select(['id', 'name', 'createdAt as madeAt'])
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .execute();
  const isSetUp = codes?.twoFactorEnabled === true;
  return {
    oneTimeCodes: isSetUp,
    passkeys,
    recoveryUsedAt: codes?.recovery_used_at ?? null,
    sealedRecoveryCodes: isSetUp ? codes.backupCodes : undefined,
  };
}

export async function hasPasskey({ kysely }: Database, userId: string): Promise<boolean> {
  const row = await kysely
    .selectFrom('passkey')
    .select('id')
    .where('userId', '=', userId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function noteRecovery({ kysely }: Database, userId: string): Promise<void> {
  await kysely
    .updateTable('twoFactor')
    .set({ recovery_used_at: new Date() })
    .where('userId', '=', userId)
    .execute();
}

/** Replaces the recovery codes, sealed; false without one-time codes. */
export async function replaceRecoveryCodes(
  { kysely }: Database,
  userId: string,
  sealed: string,
): Promise<boolean> {
  const { numUpdatedRows } = await kysely
    .updateTable('twoFactor')
    .set({ backupCodes: sealed })
    .where('userId', '=', userId)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Hash of a person's password; undefined for who signs on through a provider alone. */
export async function passwordHashOf({ kysely }: Database, userId: string): Promise<string | undefined> {
  const row = await kysely
    .selectFrom('account')
    .select('password')
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .executeTakeFirst();
  return row?.password ?? undefined;
}

/** Changes a password and ends every other session, in one step. */
export async function changePassword(
  { kysely }: Database,
  userId: string,
  hash: string,
  keptSession: string,
): Promise<void> {
  await kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('account')
      .set({ password: hash, updatedAt: sql<Date>`now()` })
      .where('userId', '=', userId)
      .where('providerId', '=', 'credential')
      .execute();
    await transaction
      .deleteFrom('session')
      .where('userId', '=', userId)
      .where('id', '<>', keptSession)
      .execute();
  });
}
