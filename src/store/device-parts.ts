/**
 * One device of several records. Records that a decision takes for one device are its parts: each keeps the facts and keys of
 * its own, what people see is the whole, made of them anew whenever one changes. So a decision can be taken back, and what
 * was seen in the meantime goes where it belongs.
 */

import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { moveConversations } from './conversations/move-conversations.ts';
import type { OrganisationId } from './database.ts';
import { type DeviceRules, loadDevices, writeDevices } from './device-rows.ts';
import { type KeptDevice, mergeDevice } from './merge-device.ts';
import type { Tables } from './schema.ts';

/** Parts of parts that are followed. */
const DEPTH_LIMIT = 32;

/** The whole devices of records, by record; a whole device is that of itself. */
export async function wholesOf(
  transaction: Transaction<Tables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; whole: string }>`
    select id, coalesce(whole_id, id) as whole from device where id = any(${[...ids]}::uuid[])`.execute(
    transaction,
  );
  return new Map(rows.map(({ id, whole }) => [id, whole]));
}

/** The whole of the record that `id` (a column, such as `sql.ref('c.initiator_device_id')`) names; null for none. */
export function wholeOf(id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((select record.whole_id from device record
    where record.id = ${id} and record.whole_id is not null), ${id})`;
}

/** The records of whole devices and these themselves, as an array: whatever may stand under any of them. */
export function recordsOf(wholes: readonly string[]): RawBuilder<unknown> {
  const ids = sql`${[...wholes]}::uuid[]`;
  return sql`(${ids} || array(select record.id from device record where record.whole_id = any(${ids})))`;
}

/** Ids of the direct parts of a device, in a fixed order; empty for a device of one record. */
export async function partsOf(transaction: Transaction<Tables>, id: string): Promise<readonly string[]> {
  const rows = await transaction
    .selectFrom('device')
    .select('id')
    .where('part_of', '=', id)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Whether a decision keeps any record of one device apart from any of the other. */
export async function areKeptApart(
  transaction: Transaction<Tables>,
  one: string,
  other: string,
): Promise<boolean> {
  const { rows } = await sql`
    with recursive down (root, id, depth) as (
      select id, id, 0 from device where id in (${one}, ${other})
      union all
      select down.root, device.id, depth + 1
        from down join device on device.part_of = down.id where depth < ${DEPTH_LIMIT}
    )
    select from identity_decision d join down a on a.id = d.device_id join down b on b.id = d.other_id
     where d.kind in ('kept-apart', 'split') and d.withdrawn_at is null and a.root <> b.root limit 1`.execute(
    transaction,
  );
  return rows.length > 0;
}

/** Makes wholes anew, of the parts of these records upwards. */
export async function renewWholes(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  records: readonly string[],
  rules: DeviceRules,
): Promise<void> {
  let level = [...new Set(records)];
  for (let depth = 0; level.length > 0 && depth < DEPTH_LIMIT; depth++) {
    const above = await transaction
      .selectFrom('device')
      .select('part_of')
      .distinct()
      .where('id', 'in', level)
      .where('part_of', 'is not', null)
      .execute();
    level = above.flatMap(({ part_of }) => part_of ?? []);
    for (const whole of level) await renewWhole(transaction, organisation, whole, rules);
  }
}

async function renewWhole(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  whole: string,
  rules: DeviceRules,
): Promise<void> {
  const parts = await loadDevices(transaction, await partsOf(transaction, whole));
  const device = mergeAll([...parts.values()], rules);
  if (device) await writeDevices(transaction, organisation, new Map([[whole, device]]), rules);
}

/** All as one, in the order in which they were seen last. */
function mergeAll(devices: readonly KeptDevice[], { vendors }: DeviceRules): KeptDevice | undefined {
  const ordered = [...devices].sort((a, b) => Date.parse(a.lastAt) - Date.parse(b.lastAt));
  return ordered.reduce<KeptDevice | undefined>(
    (merged, device) => (merged ? mergeDevice(merged, device, vendors).device : device),
    undefined,
  );
}

/** Makes `other` a part of `whole`; both are whole devices. */
export async function joinRecords(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  whole: string,
  other: string,
  rules: DeviceRules,
): Promise<void> {
  if ((await partsOf(transaction, whole)).length === 0) {
    const own = (await loadDevices(transaction, [whole])).get(whole);
    if (!own) throw new Error(`device ${whole} is not there`);
    const id = randomUUID();
    await writeDevices(transaction, organisation, new Map([[id, own]]), rules);
    await setPartOf(transaction, id, whole);
    await moveKeys(transaction, whole, id);
    await moveConversations(transaction, organisation, whole, id);
  }
  await setPartOf(transaction, other, whole);
  await renewWholes(transaction, organisation, [other], rules);
}

/** Takes a part out of its whole: it is a device again, and so is the whole without it. */
export async function partRecord(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  part: string,
  rules: DeviceRules,
): Promise<void> {
  const row = await transaction
    .selectFrom('device')
    .select('part_of')
    .where('id', '=', part)
    .executeTakeFirst();
  const whole = row?.part_of;
  if (!whole) return;
  await setPartOf(transaction, part, null);
  const [left, ...others] = await partsOf(transaction, whole);
  if (left !== undefined && others.length === 0 && (await isOwnRecord(transaction, whole, left))) {
    const own = (await loadDevices(transaction, [left])).get(left);
    if (own) await writeDevices(transaction, organisation, new Map([[whole, own]]), rules);
    await moveKeys(transaction, left, whole);
    await moveConversations(transaction, organisation, left, whole);
    await transaction.deleteFrom('device').where('id', '=', left).execute();
  } else if (left !== undefined) await renewWholes(transaction, organisation, [left], rules);
  await renewWholes(transaction, organisation, [whole], rules);
}

/** Whether a part holds the facts that the whole had before anything was joined to it. */
async function isOwnRecord(transaction: Transaction<Tables>, whole: string, part: string): Promise<boolean> {
  const joined = await transaction
    .selectFrom('identity_decision')
    .select('id')
    .where('device_id', '=', whole)
    .where('other_id', '=', part)
    .where('kind', '=', 'joined')
    .executeTakeFirst();
  return joined === undefined;
}

/** Makes a record a part, or a whole of itself; what hangs on it goes with it. */
async function setPartOf(transaction: Transaction<Tables>, part: string, above: string | null) {
  await transaction.updateTable('device').set({ part_of: above }).where('id', '=', part).execute();
  const whole = above === null ? part : ((await wholesOf(transaction, [above])).get(above) ?? above);
  await sql`
    with recursive down (id, depth) as (
      select ${part}::uuid, 0
      union all
      select device.id, depth + 1 from down join device on device.part_of = down.id where depth < ${DEPTH_LIMIT}
    )
    update device set whole_id = nullif(${whole}::uuid, device.id) from down where device.id = down.id`.execute(
    transaction,
  );
}

async function moveKeys(transaction: Transaction<Tables>, from: string, to: string): Promise<void> {
  await transaction.updateTable('device_key').set({ device_id: to }).where('device_id', '=', from).execute();
}
