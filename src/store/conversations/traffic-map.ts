/**
 * Who talks to whom, summed by place: VLAN, site, category, or single devices. A stated number of places and of edges is
 * told, those with most octets; the rest is summed, never left out.
 */

import { type RawBuilder, sql, type Transaction } from 'kysely';
import { recordsOf } from '../device-parts.ts';
import type { Tables } from '../schema.ts';
import type { EndKind } from '../schema-conversations.ts';
import { visibleDevices } from '../visible-devices.ts';
import { describeEnds, type KnownEnd } from './known-ends.ts';
import { type Bins, binsOf, type ConversationReader, visible, type Window } from './reader.ts';

export const PLACINGS = ['vlan', 'site', 'category', 'device'] as const;
export type Placing = (typeof PLACINGS)[number];

export interface MapFilter extends Window {
  readonly by: Placing;
  /** A conversation first seen since then is new. */
  readonly newSince: Date;
  /** Only conversations with an end in this VLAN, site, category, or with this device. */
  readonly vlan?: number | undefined;
  readonly site?: string | undefined;
  readonly category?: string | undefined;
  readonly device?: string | undefined;
  readonly protocol?: string | undefined;
  readonly port?: number | undefined;
  /** Edges without anything new are left out, and counted among the rest. */
  readonly onlyNew: boolean;
  readonly nodes: number;
  readonly edges: number;
}

export interface EdgeSums {
  /** Different conversations, and those first seen since `newSince`. */
  readonly conversations: number;
  readonly newConversations: number;
  readonly connections: number;
  readonly failed: number;
  readonly octets: number;
}

export interface MapNode {
  /** `vlan:30`, `site:…`, `category:…`, `device:…`, `ip:…`, or a kind: `internal`, `outside`, `group`, `other`. */
  readonly id: string;
  /** For single ends. */
  readonly end: KnownEnd | null;
  /** Devices there that talked in the window. */
  readonly devices: number;
  readonly octets: number;
}

export interface MapEdge extends EdgeSums {
  /** Who began, and who answered. */
  readonly from: string;
  readonly to: string;
}

export interface TrafficMap extends Window {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** What is not told for its number; at least so many nodes. */
  readonly rest: EdgeSums & { readonly nodes: number; readonly edges: number };
  /** First conversation of all that are kept: before it nothing can be known, so everything is new. Null without any. */
  readonly knownSince: Date | null;
}

interface EdgeRow extends EdgeSums {
  readonly from: string;
  readonly to: string;
}

/** The first row tells of all devices. */
interface EdgeTold extends EdgeRow {
  readonly count: number;
  readonly total: readonly number[];
  readonly devices: Readonly<Record<string, number>> | null;
}

const NODE_END: Readonly<Record<string, EndKind>> = { device: 'device', ip: 'internal' };
const EDGE_ROWS_LIMIT = 20_000;
/** A day of a large hospital is summed without files. */
const SORTING_MEMORY = '64MB';
/** Conversations whose sums are looked up one by one: of more, reading all of half a million sums costs less. */
export const LOOKED_UP_LIMIT = 8_000;
const SUMS = sql`sum(connections) as connections, sum(failed) as failed, sum(octets_out + octets_in) as octets`;

/** The map of a window. */
export async function trafficMap(reader: ConversationReader, filter: MapFilter): Promise<TrafficMap> {
  return reader.database.readAsOrganisation(reader.organisation, async (transaction) => {
    const { window, rows, more, devices } = await edgesOf(transaction, reader, filter);
    const told = tell(rows, filter);
    const describe = await describeEnds(
      transaction,
      told.nodes.flatMap((node) => bareEnd(node) ?? []),
      reader.selection,
    );
    const nodes = told.nodes.map((id) => {
      const end = bareEnd(id);
      return {
        ...{
          id,
          octets: told.octetsOf.get(id) ?? 0,
          devices: devices.get(id) ?? (id.startsWith('device:') ? 1 : 0),
        },
        end: end ? describe(end) : null,
      };
    });
    const rest = sumOf([...told.rest, ...more]);
    return {
      ...{ ...window, nodes, edges: told.edges },
      rest: { ...rest, nodes: told.moreNodes, edges: told.rest.length + (more[0]?.edges ?? 0) },
      knownSince: await knownSince(transaction, reader),
    };
  });
}

/** Edges with most octets, the sums of those beyond the limit, and how many devices the reader may see in each place. */
async function edgesOf(transaction: Transaction<Tables>, reader: ConversationReader, filter: MapFilter) {
  const bins = await binsOf(transaction, reader, filter);
  await sql`select set_config('work_mem', ${SORTING_MEMORY}, true)`.execute(transaction);
  const isOfAll = filter.device === undefined;
  if (isOfAll) await planFor(transaction, 'off');
  // Of one device, its conversations are looked up one by one.
  const source =
    filter.device === undefined
      ? sql`${bins.rows()} as b`
      : sql`(select c.id from conversation c where c.initiator_device_id = any(${recordsOf([filter.device])})
             union select c.id from conversation c where c.responder_device_id = any(${recordsOf([filter.device])})) as own
          cross join lateral ${bins.rows(sql`conversation_id = own.id`)} as b`;
  // What a device is asked for is told once for each; to look both ends of each conversation up took minutes.
  const asked = placesAsked(filter);
  const conditions = [...asked.map(({ holds }) => holds), ...carriersAsked(filter)];
  // Only what is shown is summed.
  const isNarrowed = isOfAll && conditions.length > 0;
  const columns = sql.join([sql`${PLACE_KEYS[filter.by]} as place`, ...asked.map(({ column }) => column)]);
  // Of single devices nobody asks how many they are; of places they are counted in the one look at all devices.
  const counts =
    filter.by === 'device' ? sql`false` : sql`coalesce(${visibleDevices(reader.selection)}, false)`;
  const { rows } = await sql<EdgeTold>`
    with place as (
      select d.id, ${columns}, ${counts} as counts from device join device d on d.id = device.id
       where device.organisation_id = ${reader.organisation} and device.part_of is null
      union all
      select record.id, ${columns}, false from device record join device d on d.id = record.whole_id
       where record.whole_id is not null),
    talk as (
      select c.id, ${nodeOf('initiator', filter.by)} as "from", ${nodeOf('responder', filter.by)} as "to",
             c.first_at >= ${filter.newSince} as is_new
        from conversation c
        left join place initiator on initiator.id = c.initiator_device_id
        left join place responder on responder.id = c.responder_device_id
       where ${sql.join([visible(reader), ...conditions], sql` and `)}),
    summed as (${isNarrowed ? sumsOfTalk(bins) : sql`select conversation_id, ${SUMS} from ${source} group by 1`}),
    edge as (
      select "from", "to", count(*) as conversations, count(*) filter (where is_new) as new_conversations,
             sum(s.connections)::bigint as connections, sum(s.failed)::bigint as failed, sum(s.octets)::bigint as octets
        from summed s join talk on talk.id = s.conversation_id
       group by 1, 2)
    select "from", "to", conversations, new_conversations as "newConversations", connections, failed, octets,
           count(*) over () as count,
           array[sum(conversations) over (), sum(new_conversations) over (), sum(connections) over (),
                 sum(failed) over (), sum(octets) over ()]::float8[] as total,
           case when row_number() over (order by octets desc, "from", "to") = 1 then (
             select jsonb_object_agg(${nodeAt(filter.by, sql`counted.place`)}, counted.devices)
               from (select place, count(*) as devices from place where counts group by 1) as counted) end as devices
      from edge order by octets desc, 1, 2 limit ${EDGE_ROWS_LIMIT}`.execute(transaction);
  if (isOfAll) await planFor(transaction, 'on');
  const [first] = rows;
  const told = sumOf(rows);
  const [conversations = 0, newConversations = 0, connections = 0, failed = 0, octets = 0] =
    first?.total ?? [];
  const edges = (first?.count ?? 0) - rows.length;
  const beyond = {
    edges,
    conversations: conversations - told.conversations,
    newConversations: newConversations - told.newConversations,
    connections: connections - told.connections,
    failed: failed - told.failed,
    octets: octets - told.octets,
  };
  return {
    window: { from: bins.from, to: bins.to },
    rows: rows.map(({ count: _, total: __, devices: ___, ...edge }): MapEdge => edge),
    more: edges > 0 ? [beyond] : [],
    devices: new Map(Object.entries(first?.devices ?? {})),
  };
}

/**
 * Sums of the conversations of `talk`, each with its own: looked up one by one where they are few, else read with all others.
 * The database does one of both, and learns which when it has counted them.
 */
function sumsOfTalk(bins: Bins): RawBuilder<unknown> {
  const few = sql`(select count(*) <= ${LOOKED_UP_LIMIT} from talk)`;
  return sql`
    select talk.id as conversation_id, own.*
      from talk cross join lateral (select ${SUMS} from ${bins.rows(sql`conversation_id = talk.id`)} as b) as own
     where ${few} and own.connections is not null
    union all
    select conversation_id, ${SUMS} from ${bins.rows()} as b
     where not ${few} and conversation_id in (select id from talk) group by 1`;
}

/**
 * Whether the database may look up rows one by one. It cannot tell how many conversations a window has, takes them for
 * few, and a map of a week costs half as much again.
 */
async function planFor(transaction: Transaction<Tables>, lookups: 'on' | 'off'): Promise<void> {
  await sql`
    select set_config('enable_nestloop', ${lookups}, true), set_config('enable_sort', ${lookups}, true)`.execute(
    transaction,
  );
}

/** Which edges and nodes are told: new ones first, then those with most octets, as long as there is room for their ends. */
function tell(rows: readonly MapEdge[], { onlyNew, nodes: nodeLimit, edges: edgeLimit }: MapFilter) {
  const wanted = onlyNew ? rows.filter(({ newConversations }) => newConversations > 0) : [...rows];
  wanted.sort(
    (a, b) => Number(b.newConversations > 0) - Number(a.newConversations > 0) || b.octets - a.octets,
  );
  const octetsOf = new Map<string, number>();
  const edges: MapEdge[] = [];
  for (const edge of wanted) {
    const ends = [...new Set([edge.from, edge.to])];
    const fresh = ends.filter((end) => !octetsOf.has(end)).length;
    if (edges.length >= edgeLimit || octetsOf.size + fresh > nodeLimit) continue;
    edges.push(edge);
    for (const end of ends) octetsOf.set(end, (octetsOf.get(end) ?? 0) + edge.octets);
  }
  const isTold = new Set(edges);
  const rest = rows.filter((edge) => !isTold.has(edge));
  const moreNodes = new Set(rest.flatMap(({ from, to }) => [from, to]).filter((end) => !octetsOf.has(end)))
    .size;
  return { nodes: [...octetsOf.keys()], edges, rest, octetsOf, moreNodes };
}

function sumOf(edges: readonly EdgeSums[]): EdgeSums {
  const sum = (value: (edge: EdgeSums) => number) => edges.reduce((total, edge) => total + value(edge), 0);
  return {
    conversations: sum((edge) => edge.conversations),
    newConversations: sum((edge) => edge.newConversations),
    connections: sum((edge) => edge.connections),
    failed: sum((edge) => edge.failed),
    octets: sum((edge) => edge.octets),
  };
}

/**
 * Where a device (under the name `d`) belongs; a device of several VLANs belongs to the one with the lowest number. It becomes
 * the name of a node (`nodeAt`) only of what talked: to write one for each of all devices took longer than to read them.
 */
const PLACE_KEYS: Readonly<Record<Placing, RawBuilder<unknown>>> = {
  category: sql`d.category`,
  site: sql`d.site_id`,
  vlan: sql`case when cardinality(d.vlans) < 2 then d.vlans[1] else (select min(v) from unnest(d.vlans) v) end`,
  device: sql`d.id`,
};

/** The name of a node; null stands for a place that is not known. */
const nodeAt = (by: Placing, key: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(${`${by}:`}::text || coalesce(${key}::text, 'unknown'))`;

function nodeOf(end: 'initiator' | 'responder', by: Placing): RawBuilder<unknown> {
  const kind = sql.ref(`c.${end}`);
  const ip = sql`host(${sql.ref(`c.${end}_ip`)})`;
  const place = sql.ref(`${end}.place`);
  // A device that is gone stands by itself, or where nobody knows.
  const key = by === 'device' ? sql`coalesce(${place}, ${sql.ref(`c.${end}_device_id`)})` : place;
  // Single devices stand with single addresses; places with the kinds of addresses.
  const address = by === 'device' ? sql`coalesce('ip:' || ${ip}, ${kind})` : kind;
  return sql`case ${kind} when 'device' then ${nodeAt(by, key)} else ${address} end`;
}

/** Conditions on either end: each a column of `place`, and what must hold of it for both ends. */
function placesAsked({ vlan, site, category }: MapFilter) {
  const conditions = [
    ...(vlan === undefined ? [] : [sql`coalesce(${vlan} = any(d.vlans), false)`]),
    ...(site === undefined ? [] : [sql`coalesce(d.site_id = ${site}, false)`]),
    ...(category === undefined ? [] : [sql`d.category = ${category}`]),
  ];
  return conditions.map((condition, index) => {
    const fits = sql.ref(`fits_${index}`);
    // Before ends are joined with their places: most conversations are of others.
    const isOne = (end: string) =>
      sql`${sql.ref(`c.${end}_device_id`)} in (select id from place where ${fits})`;
    return {
      column: sql`${condition} as ${fits}`,
      holds: sql`(${isOne('initiator')} or ${isOne('responder')})`,
    };
  });
}

function carriersAsked({ protocol, port }: MapFilter): RawBuilder<unknown>[] {
  return [
    ...(protocol === undefined ? [] : [sql`c.protocol = ${protocol}`]),
    ...(port === undefined ? [] : [sql`c.port = ${port}`]),
  ];
}

function bareEnd(node: string) {
  const at = node.indexOf(':');
  const kind = NODE_END[node.slice(0, at)];
  if (!kind) return undefined;
  const value = node.slice(at + 1);
  return kind === 'device' ? { kind, deviceId: value, ip: null } : { kind, deviceId: null, ip: value };
}

async function knownSince(
  transaction: Transaction<Tables>,
  reader: ConversationReader,
): Promise<Date | null> {
  const { rows } = await sql<{ first: Date | null }>`
    select min(c.first_at) as first from conversation c where c.organisation_id = ${reader.organisation}`.execute(
    transaction,
  );
  return rows[0]?.first ?? null;
}
