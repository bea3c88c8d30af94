/** What the gates of active queries look at of a device. */

import { sql } from 'kysely';
import { FRESH_HOURS, type Standing } from '../../active/gates.ts';
import { isFailure } from '../../active/stop-rule.ts';
import type { OrganisationTransaction } from '../database.ts';
import type { DeviceRules } from '../device-rows.ts';

/** Exchanges that are looked back at. */
const RUNS = 10;
const SURE = 100;

/** Of a whole device; undefined when there is none with this id. */
export async function standingOf(
  t: OrganisationTransaction,
  device: string,
  { scanModeOf }: DeviceRules,
): Promise<Standing | undefined> {
  const row = await t
    .selectFrom('device')
    .select(['category', 'category_confidence', 'category_set_by_person', 'ips', 'last_at'])
    .select(['effective_criticality', 'use_state'])
    .select(
      sql<string | null>`(select a.value from device_attribute a
        where a.device_id = device.id and a.attribute = 'vendor' and a.rank = 0
        order by a.set_by_person desc, a.value limit 1)`.as('maker'),
    )
    .where('id', '=', device)
    .where('part_of', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  const [address = null] = row.ips;
  const served = await t
    .selectFrom('device_service')
    .select(['transport', 'port', 'protocol'])
    .where('device_id', '=', device)
    .where('role', '=', 'server')
    .execute();
  const runs = await t
    .selectFrom('active_run')
    .select(['ended_at', 'outcome'])
    .where('device_id', '=', device)
    .orderBy('begun_at', 'desc')
    .limit(RUNS)
    .execute();
  const ended = runs.filter(({ ended_at }) => ended_at !== null);
  const firstGood = ended.findIndex(({ outcome }) => outcome !== null && !isFailure(outcome));
  return {
    ...{ category: row.category, scanMode: scanModeOf.get(row.category), maker: row.maker, address, served },
    categoryConfidence: row.category_set_by_person ? SURE : row.category_confidence,
    ...{ criticality: row.effective_criticality, use: row.use_state, seenAt: row.last_at.getTime() },
    isAddressShared: address !== null && (await isShared(t, device, address)),
    isAsked: ended.length < runs.length,
    lastEndedAt: ended[0]?.ended_at?.getTime() ?? null,
    failures: firstGood < 0 ? ended.length : firstGood,
  };
}

/** Whether another device had the address last, and that within a day of this one. */
async function isShared(t: OrganisationTransaction, device: string, address: string): Promise<boolean> {
  const { rows } = await sql<{ shared: boolean }>`
    select exists (
      select from device_ip i join device other on other.id = i.device_id
       where i.ip = ${address}::inet and other.part_of is null and other.id <> ${device}
         and other.ips[1] = ${address}::inet
         and other.last_at > (select last_at from device where id = ${device})
                             - make_interval(hours => ${FRESH_HOURS})) as shared`.execute(t);
  return rows[0]?.shared ?? true;
}
