/** How an organisation wants its people to sign in. */

import type { Transaction } from 'kysely';
import type { Role } from '../access/permissions.ts';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';

export interface SignInPolicy {
  /** Roles that need a second factor, besides the privileged ones, which always do. */
  readonly factorRoles: readonly Role[];
  /** Roles whose second factor must be a passkey. */
  readonly passkeyRoles: readonly Role[];
  /** Whether a second factor that a sign-on provider states counts. */
  readonly providerFactor: boolean;
  /** A session ends after so many minutes without a request, 5 to 30. */
  readonly idleMinutes: number;
}

interface PolicyRow {
  readonly factor_roles: readonly string[];
  readonly passkey_roles: readonly string[];
  readonly provider_factor: boolean;
  readonly idle_minutes: number;
}

export const DEFAULT_POLICY: SignInPolicy = {
  factorRoles: [],
  passkeyRoles: [],
  providerFactor: false,
  idleMinutes: 30,
};

export async function signInPolicyOf(
  database: Database,
  organisation: OrganisationId,
): Promise<SignInPolicy> {
  return policyOf(
    await database.readAsOrganisation(organisation, (transaction) =>
      policyRow(transaction, organisation).executeTakeFirst(),
    ),
  );
}

/** The query for what an organisation has set. */
export function policyRow(transaction: Transaction<Tables>, organisation: OrganisationId) {
  return transaction
    .selectFrom('sign_in_policy')
    .select(['factor_roles', 'passkey_roles', 'provider_factor', 'idle_minutes'])
    .where('organisation_id', '=', organisation);
}

/** The policy of a row of `policyRow`; the default without one. */
export function policyOf(row: PolicyRow | undefined): SignInPolicy {
  if (!row) return DEFAULT_POLICY;
  return {
    factorRoles: row.factor_roles as readonly Role[],
    passkeyRoles: row.passkey_roles as readonly Role[],
    providerFactor: row.provider_factor,
    idleMinutes: row.idle_minutes,
  };
}

export async function setSignInPolicy(
  database: Database,
  organisation: OrganisationId,
  policy: SignInPolicy,
): Promise<void> {
  const values = {
    factor_roles: policy.factorRoles,
    passkey_roles: policy.passkeyRoles,
    provider_factor: policy.providerFactor,
    idle_minutes: policy.idleMinutes,
  };
  await database.asOrganisation(organisation, (transaction) =>
    transaction
      .insertInto('sign_in_policy')
      .values({ organisation_id: organisation, ...values })
      .onConflict((conflict) => conflict.column('organisation_id').doUpdateSet(values))
      .execute(),
  );
}
