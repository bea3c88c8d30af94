/** Jobs of the audit log: signing the days that have ended, and verifying the whole. */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { rawPublicKey } from '../audit/day-root.ts';
import { LogVerifier } from '../audit/log-verifier.ts';
import { readLog, signDays } from '../store/audit-roots.ts';
import { keepVerification, type VerifyAuditJob } from '../store/audit-verification.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { allOrganisations } from '../store/organisations.ts';

export interface AuditJobContext {
  readonly database: Database;
  /** Signs the days: Ed25519. */
  readonly auditKey: KeyObject;
}

export const SIGN_AUDIT = 'sign-audit';

/** Signs what ended before today, in every organisation. */
export async function signAudit({ database, auditKey }: AuditJobContext): Promise<void> {
  for (const organisation of await allOrganisations(database))
    await signDays(database, organisation, auditKey, new Date());
}

/** Verifies one log, or without a payload every one, and keeps what it found. */
export async function verifyAudit(
  { database, auditKey }: AuditJobContext,
  job: Partial<VerifyAuditJob> | undefined,
): Promise<void> {
  const all = job?.organisation === undefined ? await allOrganisations(database) : [job.organisation];
  const trusted = [rawPublicKey(createPublicKey(auditKey))];
  for (const organisation of all) {
    const verifier = await verifyLog(database, organisation, trusted);
    await keepVerification(database, organisation, {
      verified_to: verifier.verifiedTo,
      signed_to: verifier.signedTo,
      broken_at: verifier.firstBreak?.sequence ?? null,
      problem: verifier.firstBreak?.problem ?? null,
    });
  }
}

/** The whole log of an organisation, read and verified. */
export async function verifyLog(
  database: Database,
  organisation: OrganisationId,
  trusted: readonly Buffer[],
): Promise<LogVerifier> {
  const verifier = new LogVerifier(organisation, trusted);
  await readLog(database, organisation, verifier);
  return verifier;
}
