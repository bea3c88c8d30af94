/** The job that takes back decisions about the identity of devices whose time has come. */

import type { Database } from '../store/database.ts';
import type { DeviceRules } from '../store/device-rows.ts';
import { expireDecisions } from '../store/identity-decisions.ts';
import { allOrganisations } from '../store/organisations.ts';

export const EXPIRE_DECISIONS = 'expire-decisions';

export async function expireDecisionsOfAll({
  database,
  deviceRules,
}: {
  readonly database: Database;
  readonly deviceRules: DeviceRules;
}): Promise<void> {
  for (const organisation of await allOrganisations(database))
    await expireDecisions(database, organisation, deviceRules);
}
