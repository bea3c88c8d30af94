/** What a device said in answer to a query, merged with what is known of it: as any sighting, with the exchange as its source. */

import { sql } from 'kysely';
import type { InventoryDevice } from '../../identify/inventory.ts';
import type { OrganisationId, OrganisationTransaction } from '../database.ts';
import { type DeviceRules, loadDevices } from '../device-rows.ts';
import { applyDevices } from '../devices.ts';
import type { BegunRun } from './runs.ts';

/**
 * Merges into the record of the device that had the address, whatever the answer claims to be: a device that names another
 * serial number is not made a second device by that, but shows a contradiction. Returns how many values it stated.
 */
export async function applyAnswer(
  t: OrganisationTransaction,
  organisation: OrganisationId,
  run: BegunRun,
  answered: InventoryDevice,
  rules: DeviceRules,
): Promise<number> {
  const { rows } = await sql<{ id: string; key: string }>`
    select d.id, k.key from device d join device_key k on k.device_id = d.id
     where coalesce(d.part_of, d.id) = ${run.device} and ${run.address}::inet = any(d.ips)
     order by d.last_at desc, k.key limit 1`.execute(t);
  const [record] = rows;
  const kept = record && (await loadDevices(t, [record.id])).get(record.id);
  if (!record || !kept) return 0;
  const id = kept.macs.length > 0 ? answered.id : record.key;
  const seen = { ...answered, id, macs: kept.macs, ips: [run.address], viaGateway: null };
  await applyDevices(t, organisation, { kind: 'active-query', id: run.id }, [seen], rules);
  return Object.values(answered.attributes).reduce((sum, values) => sum + values.length, 0);
}
