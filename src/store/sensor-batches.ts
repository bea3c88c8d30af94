/**
 * Batches of sensors. One is stored before it is acknowledged, and applied by a job, in order: its effects and its number
 * are written in one transaction, so that it counts once however often it comes and however often the server dies.
 */

import { sql, type Transaction } from 'kysely';
import type { Conversation } from '../identify/conversation.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import { addConversations } from './conversations/add-conversations.ts';
import type { Database, OrganisationId } from './database.ts';
import type { DeviceRules } from './device-rows.ts';
import { applyDevices } from './devices.ts';
import { addJob } from './jobs.ts';
import type { Tables } from './schema.ts';

/** Batches of one sensor that may wait; further ones stay in its spool. */
export const WAITING_LIMIT = 1_000;
/** Applied batches that are remembered, to know one that comes again from one of a sensor that was set back. */
const REMEMBERED_BATCHES = 1_000;
/** Twice the tolerance of clocks and some time: an older request is refused by its time. */
const NONCE_MINUTES = 12;
const HOURS_KEPT = 24 * 92;

/** Job that applies the waiting batches of a sensor; its payload. */
export const APPLY_BATCHES = 'apply-sensor-batches';
export interface ApplyBatchesJob {
  readonly organisation: OrganisationId;
  readonly sensor: string;
}

export interface NewBatch {
  readonly sensor: string;
  readonly sequence: number;
  readonly body: Buffer;
  readonly sha256: Buffer;
  readonly nonce: string;
  /** The sensor's clock less ours. */
  readonly skewMs: number;
}

/**
 * `stored`: it is safe now. `known`: it was before. `set-back`: the number is used for another batch, or too old to tell.
 * `full`: too many wait. `replayed`: this very request was answered before.
 */
export type BatchOutcome = 'stored' | 'known' | 'set-back' | 'full' | 'replayed';

/** Stores a batch and the job that applies it, in one transaction. */
export async function receiveBatch(
  database: Database,
  organisation: OrganisationId,
  { sensor, sequence, body, sha256, nonce, skewMs }: NewBatch,
): Promise<BatchOutcome> {
  return database.asOrganisation(organisation, async (t) => {
    const { received } = await t
      .selectFrom('sensor_delivery')
      .select('received')
      .where('sensor_id', '=', sensor)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (!(await useNonce(t, organisation, sensor, nonce))) return 'replayed';
    if (sequence <= received) {
      const known = await t
        .selectFrom('sensor_batch')
        .select('sha256')
        .where('sensor_id', '=', sensor)
        .where('sequence', '=', sequence)
        .executeTakeFirst();
      return known?.sha256.equals(sha256) ? 'known' : 'set-back';
    }
    if ((await countWaiting(t, sensor)) >= WAITING_LIMIT) return 'full';
    await t
      .insertInto('sensor_batch')
      .values({ sensor_id: sensor, sequence, organisation_id: organisation, sha256, body })
      .execute();
    await t
      .updateTable('sensor_delivery')
      .set((eb) => ({
        ...{ received: sequence, received_at: new Date(), skew_ms: skewMs },
        missing: eb('missing', '+', sequence - received - 1),
      }))
      .where('sensor_id', '=', sensor)
      .execute();
    await addJob(t, APPLY_BATCHES, { organisation, sensor } satisfies ApplyBatchesJob);
    return 'stored';
  });
}

/** False when the number was used before. */
async function useNonce(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  sensor: string,
  nonce: string,
): Promise<boolean> {
  await t
    .deleteFrom('sensor_nonce')
    .where('sensor_id', '=', sensor)
    .where('at', '<', new Date(Date.now() - NONCE_MINUTES * 60_000))
    .execute();
  const { numInsertedOrUpdatedRows } = await t
    .insertInto('sensor_nonce')
    .values({ sensor_id: sensor, nonce, organisation_id: organisation })
    .onConflict((conflict) => conflict.columns(['sensor_id', 'nonce']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

async function countWaiting(t: Transaction<Tables>, sensor: string): Promise<number> {
  const { waiting } = await t
    .selectFrom('sensor_batch')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('sensor_id', '=', sensor)
    .where('body', 'is not', null)
    .executeTakeFirstOrThrow();
  return waiting;
}

/** A batch that was read, as far as the store needs to know it. */
export interface BatchContent {
  /** By the sensor's clock. */
  readonly madeAt: Date;
  readonly devices: readonly InventoryDevice[];
  /** Between these devices, those that earlier batches told, and addresses. */
  readonly conversations: readonly Conversation[];
  readonly health: BatchHealth | undefined;
}

/** What it takes to apply batches. */
export interface BatchRules {
  /** Reads the body of a batch; a text says for people why it cannot be read. */
  readonly read: (body: Buffer) => Promise<BatchContent | string>;
  readonly devices: DeviceRules;
}

export interface BatchHealth {
  /** Seconds that packets and octets were counted for. */
  readonly seconds: number;
  readonly packets: number;
  readonly octets: number;
  readonly dropped: number | null;
  readonly devices: number;
  readonly lastPacketAt: string | null;
}

/** Applies the waiting batch with the lowest number; false when none waits. */
export async function applyNextBatch(
  database: Database,
  organisation: OrganisationId,
  sensor: string,
  rules: BatchRules,
): Promise<boolean> {
  try {
    return await database.asOrganisation(organisation, (t) => applyOne(t, organisation, sensor, rules));
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    // Content that the database does not take would come again for ever.
    const reason = `The database refused its content: ${error.message}`;
    return database.asOrganisation(organisation, (t) =>
      applyOne(t, organisation, sensor, { ...rules, read: () => Promise.resolve(reason) }),
    );
  }
}

async function applyOne(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  sensor: string,
  rules: BatchRules,
): Promise<boolean> {
  // One at a time and in order; requests that deliver go on meanwhile.
  await sql`select pg_advisory_xact_lock(hashtextextended(${sensor}, 0))`.execute(t);
  const batch = await t
    .selectFrom('sensor_batch')
    .select(['sequence', 'body', 'received_at'])
    .where('sensor_id', '=', sensor)
    .where('body', 'is not', null)
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst();
  if (!batch?.body) return false;
  const { sequence, body, received_at: receivedAt } = batch;
  const content = await rules.read(body);
  if (typeof content !== 'string') {
    const source = { kind: 'sensor', id: sensor } as const;
    const { wholes, records } = await applyDevices(t, organisation, source, content.devices, rules.devices);
    await noteDevices(t, organisation, sensor, [...new Set(wholes.values())]);
    const idOf = await withEarlier(t, records, content.conversations);
    await addConversations(t, organisation, idOf, content.conversations);
    if (content.health) await noteHealth(t, organisation, sensor, content, content.health, receivedAt);
  }
  await t
    .updateTable('sensor_delivery')
    .set((eb) => ({
      applied: sequence,
      ...(typeof content === 'string' && {
        refused: eb('refused', '+', 1),
        last_error: `Batch ${sequence} could not be read: ${content}`,
        last_error_at: new Date(),
      }),
    }))
    .where('sensor_id', '=', sensor)
    .execute();
  await t
    .updateTable('sensor_batch')
    .set({ body: null })
    .where('sensor_id', '=', sensor)
    .where('sequence', '=', sequence)
    .execute();
  await t
    .deleteFrom('sensor_batch')
    .where('sensor_id', '=', sensor)
    .where('sequence', '<=', sequence - REMEMBERED_BATCHES)
    .execute();
  return true;
}

/** Records by the names of the sensor, with those of devices that only earlier batches told: its name for one is a key of it. */
async function withEarlier(
  t: Transaction<Tables>,
  records: ReadonlyMap<string, string>,
  conversations: readonly Conversation[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Set<string>();
  for (const { initiator, responder } of conversations)
    for (const end of [initiator, responder])
      if (end.kind === 'device' && !records.has(end.device)) names.add(end.device);
  if (names.size === 0) return records;
  const { rows } = await sql<{ key: string; device_id: string }>`
    select key, device_id from device_key where key = any(${[...names]}::text[])`.execute(t);
  return new Map([...records, ...rows.map(({ key, device_id }) => [key, device_id] as const)]);
}

async function noteDevices(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  sensor: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into sensor_device (sensor_id, device_id, organisation_id)
    select ${sensor}, id, ${organisation} from unnest(${ids}::uuid[]) as id
    on conflict do nothing`.execute(t);
}

async function noteHealth(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  sensor: string,
  { madeAt }: BatchContent,
  health: BatchHealth,
  receivedAt: Date,
): Promise<void> {
  const { seconds, packets, octets, dropped, devices, lastPacketAt } = health;
  await t
    .updateTable('sensor_delivery')
    .set({
      health: JSON.stringify(health),
      ...(lastPacketAt !== null && { last_packet_at: lastPacketAt }),
    })
    .where('sensor_id', '=', sensor)
    .execute();
  // A clock that goes ahead must not write hours that are never over.
  const at = madeAt < receivedAt ? madeAt : receivedAt;
  const rate = seconds > 0 ? packets / seconds : 0;
  await sql`
    insert into sensor_hour as h (sensor_id, hour, organisation_id, batches, packets, octets, dropped, devices, greatest_rate)
    values (${sensor}, date_trunc('hour', ${at}::timestamptz, 'UTC'), ${organisation}, 1, ${packets}, ${octets},
            ${dropped}, ${devices}, ${rate})
    on conflict (sensor_id, hour) do update set
      batches = h.batches + 1, packets = h.packets + excluded.packets, octets = h.octets + excluded.octets,
      dropped = coalesce(h.dropped + excluded.dropped, h.dropped, excluded.dropped), devices = excluded.devices,
      greatest_rate = greatest(h.greatest_rate, excluded.greatest_rate)`.execute(t);
  await t
    .deleteFrom('sensor_hour')
    .where('sensor_id', '=', sensor)
    .where('hour', '<', new Date(receivedAt.getTime() - HOURS_KEPT * 3_600_000))
    .execute();
}

/** Classes 22 and 23 of SQLSTATE: values that a column cannot hold. */
function isAboutContent(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}
