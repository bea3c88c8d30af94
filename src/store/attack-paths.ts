/** Attack paths as they are kept: what they are looked for in, what was found, and what a reader sees of it. */

import { sql, type Transaction } from 'kysely';
import { type DeviceSelection, isEverySelected } from '../access/device-selection.ts';
import { describeEnds, type KnownDevice, type KnownEnd } from './conversations/known-ends.ts';
import type { OrganisationId } from './database.ts';
import { addJob } from './jobs.ts';
import type { Tables } from './schema.ts';
import type { AttackPathRunTable, ChokePointTable, KeptPath, KeptProtection } from './schema-attack-paths.ts';
import { ofVisibleDevice, visibleDevices } from './visible-devices.ts';

/** Job that looks for attack paths in an organisation; its payload is an OrganisationJob. */
export const FIND_ATTACK_PATHS = 'find-attack-paths';
/** What stands for everything beyond the house. */
export const OUTSIDE_NODE = 'outside';
const ROWS = 1_000;

/** Lets paths be looked for once for all changes that wait. */
export function addFindPaths(transaction: Transaction<Tables>, organisation: OrganisationId): Promise<void> {
  return addJob(
    transaction,
    FIND_ATTACK_PATHS,
    { organisation },
    { key: `${FIND_ATTACK_PATHS} ${organisation}`, queue: `findings ${organisation}` },
  );
}

export interface HouseDevice {
  readonly device: string;
  readonly category: string;
  /** 0 to 100; null: it has none. */
  readonly score: number | null;
  /** The reach that the score stands on; null: it has none. */
  readonly reach: number | null;
}

/** Whole devices, those with the highest score first, at most `limit`. */
export async function houseDevices(
  transaction: Transaction<Tables>,
  limit: number,
): Promise<readonly HouseDevice[]> {
  const { rows } = await sql<HouseDevice>`
    select d.id as device, d.category, r.score, (r.factors -> 'reach' ->> 'value')::float8 as reach
      from device d left join device_risk r on r.device_id = d.id
     where d.organisation_id = current_organisation() and d.whole_id is null
     order by r.score desc nulls last, d.id limit ${limit}`.execute(transaction);
  return rows;
}

export interface ObservedFlow {
  /** A whole device, or OUTSIDE_NODE. */
  readonly from: string;
  readonly to: string;
  readonly transport: string;
  readonly port: number;
}

/** Each way in which something was exchanged with a device, once, as far as conversations are kept; at most `limit`. */
export async function observedFlows(
  transaction: Transaction<Tables>,
  limit: number,
): Promise<readonly ObservedFlow[]> {
  const { rows } = await sql<ObservedFlow>`
    select distinct
           case when c.initiator = 'outside' then ${OUTSIDE_NODE}
                else coalesce(i.whole_id, c.initiator_device_id)::text end as "from",
           coalesce(r.whole_id, c.responder_device_id)::text as "to",
           coalesce(c.transport, 'other') as transport, coalesce(c.port, 0) as port
      from conversation c
      join device r on r.id = c.responder_device_id
      left join device i on i.id = c.initiator_device_id
     where c.organisation_id = current_organisation() and c.exchanged and c.responder = 'device'
       and (c.initiator = 'outside' or (c.initiator = 'device' and i.id is not null))
     limit ${limit}`.execute(transaction);
  return rows;
}

export type PathRun = Omit<AttackPathRunTable, 'organisation_id' | 'computed_at'>;

export interface FoundPaths {
  readonly run: PathRun;
  readonly devices: readonly {
    readonly device: string;
    readonly reach: number;
    readonly paths: readonly KeptPath[];
  }[];
  readonly chokePoints: readonly {
    readonly kind: ChokePointTable['kind'];
    readonly device: string;
    readonly service: string | null;
    readonly partners: number;
    readonly lowersBy: number;
    readonly protects: readonly KeptProtection[];
  }[];
}

/** Makes these the paths of the organisation; what was found before is void. */
export async function writePaths(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  { run, devices, chokePoints }: FoundPaths,
  at: Date,
): Promise<void> {
  const row = { ...run, computed_at: at };
  await transaction
    .insertInto('attack_path_run')
    .values({ organisation_id: organisation, ...row })
    .onConflict((conflict) => conflict.column('organisation_id').doUpdateSet(row))
    .execute();
  await transaction.deleteFrom('device_attack_path').where('organisation_id', '=', organisation).execute();
  await transaction.deleteFrom('choke_point').where('organisation_id', '=', organisation).execute();
  for (let from = 0; from < devices.length; from += ROWS)
    await sql`
      insert into device_attack_path (device_id, organisation_id, reach, paths)
        select device, ${organisation}::uuid, reach, paths
          from jsonb_to_recordset(${JSON.stringify(devices.slice(from, from + ROWS))}::jsonb)
            as s (device uuid, reach real, paths jsonb)
         where exists (select from device d where d.id = s.device)`.execute(transaction);
  const ranked = chokePoints.map((point, rank) => ({ ...point, rank: rank + 1 }));
  await sql`
    insert into choke_point (organisation_id, rank, kind, device_id, service, partners, lowers_by, protects)
      select ${organisation}::uuid, rank, kind, device, service, partners, "lowersBy", protects
        from jsonb_to_recordset(${JSON.stringify(ranked)}::jsonb)
          as s (rank int, kind text, device uuid, service text, partners int, "lowersBy" float8, protects jsonb)
       where exists (select from device d where d.id = s.device)`.execute(transaction);
}

/** Undefined: nobody has looked for paths yet. */
export async function lastPathRun(
  transaction: Transaction<Tables>,
): Promise<(PathRun & { readonly computed_at: Date }) | undefined> {
  const row = await transaction.selectFrom('attack_path_run').selectAll().executeTakeFirst();
  return row as (PathRun & { readonly computed_at: Date }) | undefined;
}

export interface PathStep {
  readonly from: KnownEnd;
  readonly to: KnownEnd;
  readonly service: string;
  readonly success: number;
  readonly vulnerability: string | null;
}

export interface DevicePaths {
  readonly reach: number;
  readonly paths: readonly {
    readonly probability: number;
    readonly position: KeptPath['position'];
    readonly steps: readonly PathStep[];
  }[];
}

/** Paths to a device; undefined when none is known. Devices on the way that the reader may not see have no name. */
export async function pathsToDevice(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
  device: string,
): Promise<DevicePaths | undefined> {
  const row = await transaction
    .selectFrom('device_attack_path')
    .select(['reach', 'paths'])
    .where('device_id', '=', device)
    .executeTakeFirst();
  if (!row) return undefined;
  const paths = row.paths as readonly KeptPath[];
  const ends = paths.flatMap(({ steps }) => steps.flatMap(({ from, to }) => [endOf(from), endOf(to)]));
  const describe = await describeEnds(transaction, ends, selection);
  return {
    reach: row.reach,
    paths: paths.map(({ probability, position, steps }) => ({
      ...{ probability, position },
      steps: steps.map(({ from, to, service, success, vulnerability }) => ({
        ...{ from: describe(endOf(from)), to: describe(endOf(to)), service, success },
        vulnerability: vulnerability ?? null,
      })),
    })),
  };
}

function endOf(node: string) {
  return node === OUTSIDE_NODE
    ? ({ kind: 'outside', deviceId: null, ip: null } as const)
    : ({ kind: 'device', deviceId: node, ip: null } as const);
}

export interface ChokePoint extends Pick<ChokePointTable, 'rank' | 'kind' | 'service' | 'partners'> {
  readonly device: KnownDevice;
  /** Over the devices that the reader may see alone. */
  readonly lowersBy: number;
  readonly protects: readonly (Omit<KeptProtection, 'device'> & { readonly device: KnownDevice })[];
}

/** Choke points on devices of the selection that protect devices of it, what lowers their risk most first. */
export async function chokePointsFor(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
): Promise<readonly ChokePoint[]> {
  const { rows } = await sql<
    Pick<ChokePointTable, 'rank' | 'kind' | 'service' | 'partners'> & {
      readonly device: string;
      readonly protects: readonly KeptProtection[];
    }
  >`
    select c.rank, c.kind, c.device_id as device, c.service, c.partners,
           coalesce((select jsonb_agg(p.its order by p.at)
              from jsonb_array_elements(c.protects) with ordinality as p (its, at)
              join device on device.id = (p.its ->> 'device')::uuid
             where ${visibleDevices(selection)}), '[]') as protects
      from choke_point c
     where c.organisation_id = current_organisation() and ${ofVisibleDevice(selection, sql.ref('c.device_id'))}
     order by c.rank`.execute(transaction);
  const seen = rows.filter(({ protects }) => protects.length > 0);
  const ids = seen.flatMap(({ device, protects }) => [device, ...protects.map((its) => its.device)]);
  const describe = await describeEnds(transaction, ids.map(endOf), selection);
  const known = (id: string) => describe(endOf(id)).device ?? unnamed(id);
  const points = seen.map(({ device, protects, ...point }) => ({
    ...{ ...point, device: known(device) },
    lowersBy: protects.reduce((sum, { lowersBy }) => sum + lowersBy, 0),
    protects: protects.map((its) => ({ ...its, device: known(its.device) })),
  }));
  return isEverySelected(selection) ? points : points.sort((a, b) => b.lowersBy - a.lowersBy);
}

function unnamed(id: string): KnownDevice {
  return { id, category: 'unknown', name: null, ip: null, mac: null, vlan: null };
}
