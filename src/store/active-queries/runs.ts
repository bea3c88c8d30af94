/**
 * Exchanges: which permit is next, what was sent under it, and how it ended. A permit is used once: a server that dies while
 * it asks does not ask again, for nobody knows how far it came.
 */

import { sql } from 'kysely';
import { type Policy, shutGates } from '../../active/gates.ts';
import type { Probe, ProbeSettings } from '../../active/probe.ts';
import { keptPackets, type RecordedExchange } from '../../active/recorded-exchange.ts';
import { probeOf } from '../../active/registry.ts';
import { stopReason } from '../../active/stop-rule.ts';
import { appendAct } from '../audit.ts';
import type { Database, OrganisationId, OrganisationTransaction } from '../database.ts';
import type { DeviceRules } from '../device-rows.ts';
import type { ActivePacketTable, ActiveRunTable } from '../schema-active.ts';
import { movePermit } from './permits.ts';
import { findPolicy } from './policy.ts';
import { standingOf } from './standing.ts';

/** Answers of the same probe that tell what is usual. */
const EARLIER_ANSWERS = 50;
const MICROS_PER_MILLI = 1_000;

/** Job that sends what is permitted and due, one exchange after the other. */
export const RUN_ACTIVE_QUERIES = 'run-active-queries';
/** Any number that nothing else locks. */
const LOCK = 0x5741_5244;

/**
 * Does work while no other server of the database asks any device anything; false, and nothing done, when another does. The
 * lock goes with its connection, so a server that dies leaves none behind.
 */
export async function whileNobodyAsks(database: Database, work: () => Promise<void>): Promise<boolean> {
  const client = await database.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      LOCK,
    ]);
    if (rows[0]?.taken !== true) return false;
    try {
      await work();
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
    }
    return true;
  } finally {
    client.release();
  }
}

/** Ends what an earlier server left open, and permits whose window is over. Call it while nobody asks. */
export async function tidyPermits(database: Database, organisation: OrganisationId): Promise<void> {
  await database.asOrganisation(organisation, async (t) => {
    const left = await t
      .updateTable('active_run')
      .set({ ended_at: new Date(), outcome: 'broken-off', remark: 'The server ended meanwhile.' })
      .where('ended_at', 'is', null)
      .returning('permit_id')
      .execute();
    for (const { permit_id } of left) await movePermit(t, permit_id, 'done', null);
    await t
      .updateTable('active_permit')
      .set({
        ...{ state: 'lapsed', sealed_community: null },
        note: sql<string>`coalesce(note, 'Its window ended before it was sent.')`,
      })
      .where('state', 'in', ['waiting', 'allowed'])
      .where('until_at', '<=', sql<Date>`now()`)
      .execute();
  });
}

/** Ids of permits whose window is open, that which ends first in front. */
export function duePermits(
  database: Database,
  organisation: OrganisationId,
  limit: number,
): Promise<readonly string[]> {
  return database.asOrganisation(organisation, async (t) => {
    const rows = await t
      .selectFrom('active_permit')
      .select('id')
      .where('state', '=', 'allowed')
      .where('from_at', '<=', sql<Date>`now()`)
      .where('until_at', '>', sql<Date>`now()`)
      .orderBy('until_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  });
}

export interface BegunRun {
  readonly id: string;
  readonly permit: string;
  readonly device: string;
  readonly probe: Probe;
  readonly settings: ProbeSettings;
  readonly sealedCommunity: string | null;
  readonly address: string;
  readonly port: number;
}

/**
 * Begins the exchange of a permit when every gate is open, looked at in the same transaction; undefined otherwise, and the
 * permit says why.
 */
export function beginRun(
  database: Database,
  organisation: OrganisationId,
  permit: string,
  rules: DeviceRules,
  { allowsLoopback }: { readonly allowsLoopback: boolean },
): Promise<BegunRun | undefined> {
  return database.asOrganisation(organisation, async (t) => {
    const row = await t
      .selectFrom('active_permit')
      .select(['device_id', 'probe', 'port', 'settings', 'sealed_community'])
      .where('id', '=', permit)
      .where('state', '=', 'allowed')
      .where('until_at', '>', sql<Date>`now()`)
      .forUpdate()
      .executeTakeFirst();
    const probe = row && probeOf(row.probe);
    if (!row || !probe) return undefined;
    const policy: Policy = await findPolicy(t);
    const standing = await standingOf(t, row.device_id, rules);
    const now = Date.now();
    const shut = standing && shutGates(probe, standing, policy, { now, port: row.port, allowsLoopback });
    const address = standing?.address;
    if (!shut || shut.length > 0 || typeof address !== 'string') {
      await noteShut(
        t,
        permit,
        shut?.map(({ why }) => why).join(' ') ?? 'The device is now part of another.',
      );
      return undefined;
    }
    const { id } = await t
      .insertInto('active_run')
      .values({
        ...{ organisation_id: organisation, permit_id: permit, device_id: row.device_id, probe: probe.id },
        ...{ address, port: row.port, begun_at: new Date(now), ended_at: null, outcome: null },
        ...{ remark: null, answer_micros: null, facts: null },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await movePermit(t, permit, 'running', null);
    await record(t, organisation, 'active-query.send', row.device_id, {
      ...{ run: id, permit, probe: probe.id, address, port: row.port },
    });
    return {
      ...{ id, permit, device: row.device_id, probe, settings: row.settings, address, port: row.port },
      sealedCommunity: row.sealed_community,
    };
  });
}

/** A note that says the same does not wake the feed of changes again. */
async function noteShut(t: OrganisationTransaction, permit: string, note: string): Promise<void> {
  await t
    .updateTable('active_permit')
    .set({ note })
    .where('id', '=', permit)
    .where(sql<boolean>`note is distinct from ${note}`)
    .execute();
}

/** Keeps how an exchange ended and its packets, and applies the stop rule. What it told is noted later (`noteFacts`). */
export async function finishRun(
  t: OrganisationTransaction,
  organisation: OrganisationId,
  run: BegunRun,
  exchange: RecordedExchange,
): Promise<void> {
  const { outcome, remark, begunAt, endedAt, answerMicros } = exchange;
  const earlier = await earlierAnswers(t, run);
  const kept = keptPackets(run.probe, exchange);
  await t
    .updateTable('active_run')
    .set({
      ...{ begun_at: dateOf(begunAt), ended_at: dateOf(endedAt), outcome, remark: remark ?? null },
      answer_micros: answerMicros ?? null,
    })
    .where('id', '=', run.id)
    .execute();
  if (kept.length > 0)
    await t
      .insertInto('active_packet')
      .values(
        kept.map(({ number, direction, at, octets, head }) => ({
          ...{ organisation_id: organisation, run_id: run.id, number, direction, octets },
          ...{ at_micros: at, head: Buffer.from(head) },
        })),
      )
      .execute();
  await movePermit(t, run.permit, 'done', null);
  const why = stopReason(outcome, answerMicros, earlier);
  if (why !== undefined) await stopDevice(t, run.device, why);
  await record(t, organisation, 'active-query.end', run.device, {
    ...{ run: run.id, outcome, sent: kept.filter(({ direction }) => direction === 'sent').length },
    ...(why !== undefined && { stopped: why }),
  });
}

/** Notes how many values an answer stated; null stays for one that was never read. */
export async function noteFacts(t: OrganisationTransaction, run: BegunRun, facts: number): Promise<void> {
  await t.updateTable('active_run').set({ facts }).where('id', '=', run.id).execute();
  // The permit stands in the feed of changes, its run does not.
  await t.updateTable('active_permit').set({ state: 'done' }).where('id', '=', run.permit).execute();
}

async function earlierAnswers(t: OrganisationTransaction, run: BegunRun): Promise<readonly number[]> {
  const rows = await t
    .selectFrom('active_run')
    .select('answer_micros')
    .where('device_id', '=', run.device)
    .where('probe', '=', run.probe.id)
    .where('answer_micros', 'is not', null)
    .orderBy('begun_at', 'desc')
    .limit(EARLIER_ANSWERS)
    .execute();
  return rows.flatMap(({ answer_micros }) => answer_micros ?? []);
}

/** What is permitted and not sent yet ends: a person must look first, and allow anew. */
async function stopDevice(t: OrganisationTransaction, device: string, why: string): Promise<void> {
  await t
    .updateTable('active_permit')
    .set({ state: 'stopped', note: why, sealed_community: null })
    .where('device_id', '=', device)
    .where('state', 'in', ['waiting', 'allowed'])
    .execute();
}

function record(
  t: OrganisationTransaction,
  organisation: OrganisationId,
  action: string,
  device: string,
  change: Readonly<Record<string, string | number>>,
): Promise<number> {
  return appendAct(t, organisation, {
    ...{ who: { kind: 'system', id: null, name: null }, roles: [], action, change },
    ...{ target: { kind: 'device', id: device }, result: 'done', code: null },
    ...{ reason: null, ip: null, session: null },
  });
}

export type StoredRun = Pick<ActiveRunTable, 'address' | 'port' | 'outcome' | 'remark' | 'facts'> & {
  readonly id: string;
  readonly permit: string;
  readonly begunAt: Date;
  readonly endedAt: Date | null;
  readonly answerMicros: number | null;
};

export type StoredPacket = Pick<ActivePacketTable, 'number' | 'direction' | 'octets' | 'head'> & {
  readonly atMicros: number;
};

/** What was sent under permits, by the id of the permit. */
export async function runsOf(
  t: OrganisationTransaction,
  permits: readonly string[],
): Promise<ReadonlyMap<string, StoredRun>> {
  if (permits.length === 0) return new Map();
  const rows = await t
    .selectFrom('active_run')
    .select(['id', 'permit_id as permit', 'address', 'port', 'outcome', 'remark', 'facts'])
    .select(['begun_at as begunAt', 'ended_at as endedAt', 'answer_micros as answerMicros'])
    .where('permit_id', 'in', [...permits])
    .execute();
  return new Map(rows.map((row) => [row.permit, row]));
}

export function packetsOf(t: OrganisationTransaction, run: string): Promise<readonly StoredPacket[]> {
  return t
    .selectFrom('active_packet')
    .select(['number', 'direction', 'octets', 'head', 'at_micros as atMicros'])
    .where('run_id', '=', run)
    .orderBy('number')
    .execute();
}

const dateOf = (micros: number): Date => new Date(Math.floor(micros / MICROS_PER_MILLI));
