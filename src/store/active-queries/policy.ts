/** The switch of an organisation for active queries, off by default, and the makers whose devices are never asked. */

import type { Policy } from '../../active/gates.ts';
import type { OrganisationId, OrganisationTransaction } from '../database.ts';
import type { Author } from '../device-edits.ts';

export interface StoredPolicy extends Policy {
  /** Null when nobody has ever changed it. */
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
}

export async function findPolicy(t: OrganisationTransaction): Promise<StoredPolicy> {
  const row = await t
    .selectFrom('active_policy')
    .select(['enabled', 'barred_makers as barredMakers', 'changed_at as changedAt'])
    .select('changed_by_name as changedBy')
    .executeTakeFirst();
  return row ?? { enabled: false, barredMakers: [], changedAt: null, changedBy: null };
}

/** Switches queries on or off. Off: nothing further is sent, and permits that wait to be sent end. */
export async function changePolicy(
  t: OrganisationTransaction,
  organisation: OrganisationId,
  { enabled, barredMakers }: Partial<Policy>,
  { id, name }: Author,
): Promise<StoredPolicy> {
  const known = await findPolicy(t);
  const set = {
    ...{ enabled: enabled ?? known.enabled, barred_makers: barredMakers ?? known.barredMakers },
    ...{ changed_by: id, changed_by_name: name },
  };
  await t
    .insertInto('active_policy')
    .values({ organisation_id: organisation, ...set })
    .onConflict((conflict) =>
      conflict.column('organisation_id').doUpdateSet({ ...set, changed_at: new Date() }),
    )
    .execute();
  if (enabled === false)
    await t
      .updateTable('active_permit')
      .set({ state: 'stopped', note: `${name} switched active queries off.`, sealed_community: null })
      .where('state', 'in', ['waiting', 'allowed'])
      .execute();
  return findPolicy(t);
}
