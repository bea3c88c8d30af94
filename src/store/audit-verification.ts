/** How the verification of an organisation's audit log went the last time. */

import type { Database, OrganisationId } from './database.ts';
import { addJob } from './jobs.ts';
import type { AuditVerificationTable } from './schema-people.ts';

/** Job that verifies the log of one organisation; its payload. */
export const VERIFY_AUDIT = 'verify-audit';
export interface VerifyAuditJob {
  readonly organisation: OrganisationId;
}

export type AuditVerification = Omit<AuditVerificationTable, 'organisation_id'>;

/** The last verification; undefined before the first. */
export function lastVerification(
  database: Database,
  organisation: OrganisationId,
): Promise<AuditVerification | undefined> {
  return database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('audit_verification')
      .select(['begun_at', 'ended_at', 'verified_to', 'signed_to', 'broken_at', 'problem'])
      .where('organisation_id', '=', organisation)
      .executeTakeFirst(),
  );
}

/** A verification that began so long ago without an end is no longer waited for. */
const LONGEST_MS = 3_600_000;

/** Asks for a verification; false when one is under way. */
export function askForVerification(database: Database, organisation: OrganisationId): Promise<boolean> {
  return database.asOrganisation(organisation, async (transaction) => {
    const begun = { begun_at: new Date(), ended_at: null };
    const written = await transaction
      .insertInto('audit_verification')
      .values({
        ...{ organisation_id: organisation, ...begun },
        ...{ verified_to: null, signed_to: null, broken_at: null, problem: null },
      })
      .onConflict((conflict) =>
        conflict
          .column('organisation_id')
          .doUpdateSet(begun)
          .where(({ or, eb }) =>
            or([
              eb('audit_verification.ended_at', 'is not', null),
              eb('audit_verification.begun_at', '<', new Date(Date.now() - LONGEST_MS)),
            ]),
          ),
      )
      .returning('organisation_id')
      .execute();
    if (written.length === 0) return false;
    await addJob(transaction, VERIFY_AUDIT, { organisation } satisfies VerifyAuditJob);
    return true;
  });
}

/** Keeps what a verification found. */
export function keepVerification(
  database: Database,
  organisation: OrganisationId,
  found: Pick<AuditVerification, 'verified_to' | 'signed_to' | 'broken_at' | 'problem'>,
): Promise<void> {
  return database.asOrganisation(organisation, async (transaction) => {
    const row = { begun_at: new Date(), ended_at: new Date(), ...found };
    await transaction
      .insertInto('audit_verification')
      .values({ organisation_id: organisation, ...row })
      .onConflict((conflict) =>
        conflict.column('organisation_id').doUpdateSet({ ended_at: row.ended_at, ...found }),
      )
      .execute();
  });
}
