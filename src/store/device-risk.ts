/** Scores of devices and of the fleet, with their history. Only what changed is written, and so only that is told. */

import { sql, type Transaction } from 'kysely';
import type { DeviceSelection } from '../access/device-selection.ts';
import type { FormAnswer } from '../documents/mds2/form-reader.ts';
import type { Band } from '../risk/risk-model.ts';
import type { OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import type { DeviceRiskTable, GroupCounts, Standing } from './schema-findings.ts';
import { visibleDevices } from './visible-devices.ts';

/** A device as scoring reads it. */
export interface DeviceToScore {
  readonly device: string;
  readonly product: number | null;
  readonly category: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** `tcp/104/dicom/server` and so on, ordered, apart by spaces. */
  readonly services: string;
  /** `M1/verified/2026-03-01T00:00:00Z` and so on. */
  readonly controls: readonly {
    readonly countermeasure: string;
    readonly validation: 'claimed' | 'configured' | 'verified';
    readonly verifiedAt: string | null;
  }[];
  /** Answers of security disclosure forms by question; of several forms the one that was read last. */
  readonly answers: Readonly<Record<string, FormAnswer>>;
}

export interface ScoreBatch {
  readonly devices: readonly (DeviceToScore & {
    readonly causes: readonly string[];
    /** How often it was marked until it was read. */
    readonly marks: number;
  })[];
  /** Products of which the batch has all devices. */
  readonly whole: ReadonlySet<number>;
}

/** Reads about `limit` devices that wait, all that do of as many products. They wait until `finishScored`. */
export async function waitingDevices(transaction: Transaction<Tables>, limit: number): Promise<ScoreBatch> {
  const { rows } = await sql<{ device_id: string; causes: readonly string[]; marks: number }>`
    with waiting as (
      select p.product_id, count(*) as devices
        from device_to_score t left join device_product p on p.device_id = t.device_id group by 1),
    taken as (
      select product_id from (
        select product_id, sum(devices) over (order by product_id) - devices as before from waiting) w
       where before < ${limit})
    select t.device_id, t.causes, t.marks
      from device_to_score t left join device_product p on p.device_id = t.device_id
      join taken on taken.product_id is not distinct from p.product_id`.execute(transaction);
  if (rows.length === 0) return { devices: [], whole: new Set() };
  const marks = new Map(rows.map((mark) => [mark.device_id, mark]));
  const devices = await devicesToScore(transaction, [...marks.keys()]);
  const products = [...new Set(devices.flatMap(({ product }) => product ?? []))];
  const { rows: whole } = await sql<{ product_id: number }>`
    select p.product_id from device_product p left join device_to_score t on t.device_id = p.device_id
     where p.product_id = any(${products}::bigint[])
     group by 1 having bool_and(t.device_id is not null)`.execute(transaction);
  return {
    devices: devices.map((device) => {
      const { causes = [], marks: count = 0 } = marks.get(device.device) ?? {};
      return { ...device, causes, marks: count };
    }),
    whole: new Set(whole.map(({ product_id }) => product_id)),
  };
}

/** Takes the marks away that devices had when they were read; what was marked since waits on. */
export async function finishScored(transaction: Transaction<Tables>, { devices }: ScoreBatch): Promise<void> {
  const done = devices.map(({ device, marks }) => ({ device, marks }));
  await sql`
    delete from device_to_score t using (
      select * from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as d (device uuid, marks bigint)) d
     where t.device_id = d.device and t.marks = d.marks`.execute(transaction);
}

/** What scoring needs of devices. */
export async function devicesToScore(
  transaction: Transaction<Tables>,
  ids: readonly string[],
): Promise<readonly DeviceToScore[]> {
  const { rows } = await sql<DeviceToScore>`
    select d.id as device, p.product_id as product, d.category, d.first_at as "firstAt", d.last_at as "lastAt",
           coalesce(s.list, '') as services, coalesce(c.list, '[]') as controls,
           coalesce(f.told, '{}') as answers
      from device d left join device_product p on p.device_id = d.id
      left join lateral (
        select string_agg(s.transport || '/' || s.port || '/' || s.protocol || '/' || s.role, ' '
                 order by s.transport, s.port, s.protocol, s.role) as list
          from device_service s where s.device_id = d.id) s on true
      left join lateral (
        select jsonb_agg(jsonb_build_object('countermeasure', c.countermeasure, 'validation', c.validation,
                 'verifiedAt', c.verified_at) order by c.countermeasure) as list
          from device_control c
         where c.device_id = d.id and (c.expires_at is null or c.expires_at > now())) c on true
      left join lateral (
        select jsonb_object_agg(a.question, a.answer) as told from (
          select distinct on (a.question) a.question, a.answer
            from device_document l join document o on o.id = l.document_id
            join document_answer a on a.document_id = l.document_id
           where l.device_id = d.id and a.question in ('MPII-1', 'STCF-1.1') and a.answer is not null
           order by a.question, o.read_at desc) a) f on true
     where d.id = any(${[...ids]}::uuid[])`.execute(transaction);
  return rows;
}

/** All devices with a product, for what is computed over the whole fleet. */
export async function allDevicesToScore(transaction: Transaction<Tables>): Promise<readonly DeviceToScore[]> {
  const rows = await transaction
    .selectFrom('device_product')
    .select('device_id')
    .where('product_id', 'is not', null)
    .execute();
  return devicesToScore(
    transaction,
    rows.map(({ device_id }) => device_id),
  );
}

/** The newest sighting of any device; preconditions are judged as of then. Undefined without devices. */
export async function newestSighting(transaction: Transaction<Tables>): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(last_at) as at from device where organisation_id = current_organisation()`.execute(
    transaction,
  );
  return rows[0]?.at ?? undefined;
}

export interface ScoredDevice extends GroupCounts {
  readonly device: string;
  readonly standing: Standing;
  readonly score: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly band: Band | null;
  readonly worst: string | null;
  readonly factors: object | null;
  readonly model: string;
  readonly inputs: string;
}

const RISK = `device uuid, standing text, score real, low real, high real, band text, worst text, act_now int,
  plan int, cannot_tell int, watch int, not_exploitable int, factors jsonb, model text, inputs text`;
const RISK_COLUMNS = RISK.replace(/^device uuid, /, '').replaceAll(/ (?:text|real|int|jsonb)/g, '');

/** Writes the scores of devices and, of those whose score moved, a line of history with its causes. */
export async function writeDeviceRisks(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  scored: readonly ScoredDevice[],
  causesOf: (device: string) => readonly string[],
  at: Date,
): Promise<void> {
  if (scored.length === 0) return;
  const ids = scored.map(({ device }) => device);
  const before = await transaction
    .selectFrom('device_risk')
    .select(['device_id', 'standing', 'score', 'low', 'high', 'inputs', 'model'])
    .where(sql<boolean>`device_id = any(${ids}::uuid[])`)
    .execute();
  const known = new Map(before.map((row) => [row.device_id, row]));
  const changed = scored.filter(({ device, inputs, model, standing }) => {
    const was = known.get(device);
    return !was || was.inputs !== inputs || was.model !== model || was.standing !== standing;
  });
  if (changed.length === 0) return;
  await sql`
    insert into device_risk (device_id, organisation_id, computed_at, ${sql.raw(RISK_COLUMNS)})
      select device, ${organisation}::uuid, ${at}::timestamptz, ${sql.raw(RISK_COLUMNS)}
        from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as s (${sql.raw(RISK)})
       where exists (select from device d where d.id = s.device)
    on conflict (device_id) do update set (computed_at, ${sql.raw(RISK_COLUMNS)}) = (excluded.computed_at,
      ${sql.raw(
        RISK_COLUMNS.split(',')
          .map((column) => `excluded.${column.trim()}`)
          .join(', '),
      )})`.execute(transaction);
  const moved = changed.flatMap(({ device, standing, score, low, high, band }) => {
    const was = known.get(device);
    const isSame =
      was !== undefined &&
      was.standing === standing &&
      nearly(was.score, score) &&
      nearly(was.low, low) &&
      nearly(was.high, high);
    return isSame ? [] : [{ device, standing, score, low, high, band, causes: causesOf(device) }];
  });
  await sql`
    insert into device_risk_history (device_id, organisation_id, at, standing, score, low, high, band, causes)
      select device, ${organisation}::uuid, ${at}::timestamptz, standing, score, low, high, band, causes
        from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb)
          as s (device uuid, standing text, score real, low real, high real, band text, causes text[])
       where exists (select from device d where d.id = s.device)
    on conflict do nothing`.execute(transaction);
}

/** Scores have one decimal, of which the database keeps single precision. */
function nearly(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) < 0.05;
}

export type DeviceRisk = Pick<
  DeviceRiskTable,
  Exclude<keyof DeviceRiskTable, 'organisation_id' | 'computed_at' | 'factors'>
> & { readonly factors: object | null; readonly computed_at: Date };

export async function findDeviceRisk(
  transaction: Transaction<Tables>,
  device: string,
): Promise<DeviceRisk | undefined> {
  return transaction
    .selectFrom('device_risk')
    .selectAll()
    .where('device_id', '=', device)
    .executeTakeFirst() as Promise<DeviceRisk | undefined>;
}

export interface RiskMoment {
  readonly at: Date;
  readonly standing: Standing;
  readonly score: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly band: Band | null;
  readonly causes: readonly string[];
}

/** Moments at which the score of a device moved, latest first. */
export async function deviceRiskHistory(
  transaction: Transaction<Tables>,
  device: string,
  limit: number,
): Promise<readonly RiskMoment[]> {
  return transaction
    .selectFrom('device_risk_history')
    .select(['at', 'standing', 'score', 'low', 'high', 'band', 'causes'])
    .where('device_id', '=', device)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();
}

export interface FleetCount {
  readonly standing: Standing | null;
  readonly band: Band | null;
  readonly category: string;
  readonly devices: number;
}

/** Devices by standing, band and category; standing is null for those that nothing was computed of yet. */
export async function countFleet(transaction: Transaction<Tables>): Promise<readonly FleetCount[]> {
  const { rows } = await sql<FleetCount>`
    select r.standing, r.band, d.category, count(*) as devices
      from device d left join device_risk r on r.device_id = d.id
     where d.organisation_id = current_organisation() and d.whole_id is null group by 1, 2, 3`.execute(
    transaction,
  );
  return rows;
}

/** Devices of the selection without a score, by why and category; standing is null for those that nothing was computed of yet. */
export async function countUnknown(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
): Promise<readonly Omit<FleetCount, 'band'>[]> {
  const { rows } = await sql<Omit<FleetCount, 'band'>>`
    select u.standing, device.category, count(*) as devices
      from (select r.device_id as id, r.standing from device_risk r
             where r.organisation_id = current_organisation() and r.score is null
            union all
            select d.id, null from device d where d.organisation_id = current_organisation()
               and not exists (select from device_risk r where r.device_id = d.id)) u
      join device on device.id = u.id where device.whole_id is null and ${visibleDevices(selection)} group by 1, 2`.execute(
    transaction,
  );
  return rows;
}

/** Scores and categories of the devices that have one: what the score of the fleet is made of. */
export async function scoresOfFleet(
  transaction: Transaction<Tables>,
): Promise<readonly { readonly score: number; readonly category: string; readonly devices: number }[]> {
  const { rows } = await sql<{ score: number; category: string; devices: number }>`
    select round(r.score::numeric, 1)::float8 as score, d.category, count(*) as devices
      from device_risk r join device d on d.id = r.device_id
     where r.organisation_id = current_organisation() and r.score is not null group by 1, 2`.execute(
    transaction,
  );
  return rows;
}

export interface FleetDay {
  readonly day: string;
  readonly score: number | null;
  readonly band: Band | null;
  readonly perBand: Readonly<Record<Band, number>>;
  readonly unknown: number;
  readonly model: string;
}

/** The fleet as it stands on a day; later on that day it is written again. */
export async function writeFleetDay(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  { day, score, band, perBand, unknown, model }: FleetDay,
): Promise<void> {
  const row = { score, band, ...perBand, unknown, model };
  await transaction
    .insertInto('fleet_risk')
    .values({ organisation_id: organisation, day, ...row })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'day']).doUpdateSet(row))
    .execute();
}

/**
 * The devices of a selection by band as they stand now, as the day of the fleet has them. How the score of a part of the
 * fleet went nobody has kept, and it has none. Undefined before the first scoring.
 */
export async function selectionToday(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
): Promise<FleetDay | undefined> {
  const [last] = await fleetDays(transaction, 1);
  if (!last) return undefined;
  const { rows } = await sql<Record<Band | 'unknown', number>>`
    select ${sql.raw(BANDS.map((band) => `count(*) filter (where r.band = '${band}') as ${band}`).join(', '))},
           count(*) filter (where r.band is null) as unknown
      from device left join device_risk r on r.device_id = device.id
     where device.organisation_id = current_organisation() and device.whole_id is null and ${visibleDevices(selection)}`.execute(
    transaction,
  );
  const [{ unknown, ...perBand } = NO_DEVICES] = rows;
  return { day: last.day, score: null, band: null, perBand, unknown, model: last.model };
}

const BANDS: readonly Band[] = ['critical', 'high', 'medium', 'low', 'minimal'];
const NO_DEVICES = { critical: 0, high: 0, medium: 0, low: 0, minimal: 0, unknown: 0 };

/** The last `days` days that are known, oldest first. */
export async function fleetDays(
  transaction: Transaction<Tables>,
  days: number,
): Promise<readonly FleetDay[]> {
  const rows = await transaction
    .selectFrom('fleet_risk')
    .select(sql<string>`day::text`.as('date'))
    .select(['score', 'band', 'critical', 'high', 'medium', 'low', 'minimal', 'unknown', 'model'])
    .orderBy('day', 'desc')
    .limit(days)
    .execute();
  return rows.reverse().map(({ date, score, band, unknown, model, ...perBand }) => ({
    ...{ day: date, score, band, unknown, model, perBand },
  }));
}
