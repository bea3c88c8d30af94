/** Conversations one by one: who talked with whom over what in which hour or day. */

import { type RawBuilder, sql } from 'kysely';
import { recordsOf } from '../device-parts.ts';
import type { EndKind } from '../schema-conversations.ts';
import { describeEnds, type KnownEnd } from './known-ends.ts';
import { type BinRows, type Bins, binsOf, type ConversationReader, visible, type Window } from './reader.ts';

export interface ConversationFilter extends Window {
  readonly width: Bins['width'];
  /** One end, and the other; an id of a device or an address. */
  readonly device?: string | undefined;
  readonly peer?: string | undefined;
  readonly transport?: string | undefined;
  readonly port?: number | undefined;
  readonly protocol?: string | undefined;
  /** Goes on after this one. */
  readonly after?: { readonly at: Date; readonly id: number } | undefined;
  readonly limit: number;
}

export interface ListedConversation {
  readonly id: number;
  /** When the hour or day begins. */
  readonly at: Date;
  readonly initiator: KnownEnd;
  readonly responder: KnownEnd;
  readonly transport: string | null;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly connections: number;
  readonly failed: number;
  readonly packetsOut: number;
  readonly packetsIn: number;
  readonly octetsOut: number;
  readonly octetsIn: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

interface Row extends Omit<ListedConversation, 'initiator' | 'responder'> {
  readonly initiator: EndKind;
  readonly initiatorId: string | null;
  readonly initiatorIp: string | null;
  readonly responder: EndKind;
  readonly responderId: string | null;
  readonly responderIp: string | null;
}

const SUM_COLUMNS = [
  'connections',
  'failed',
  'packets_out',
  'packets_in',
  'octets_out',
  'octets_in',
] as const;
const COLUMNS = [...SUM_COLUMNS, 'first_at', 'last_at'] as const;
const SUMMED = sql.join([
  ...SUM_COLUMNS.map((column) => sql`sum(${sql.ref(`b.${column}`)})::bigint as ${sql.ref(column)}`),
  sql`min(b.first_at) as first_at, max(b.last_at) as last_at`,
]);

/**
 * Latest hour or day first; the conversations of a device of several parts stand for each part by themselves. The page after
 * a conversation stays the same when others come.
 */
export async function listConversations(
  reader: ConversationReader,
  filter: ConversationFilter,
): Promise<Window & { readonly conversations: readonly ListedConversation[] }> {
  const { after, limit } = filter;
  return reader.database.readAsOrganisation(reader.organisation, async (transaction) => {
    const bins = await binsOf(transaction, reader, filter, filter.width);
    const page = after ? sql`(b.bin, b.conversation_id) < (${after.at}, ${after.id})` : sql`true`;
    // The conversations of one end are looked up one by one; else the latest bins are walked until the page is full.
    const from = (rows: BinRows) =>
      filter.device === undefined && filter.peer === undefined
        ? sql`${rows()} as b join conversation c on c.id = b.conversation_id`
        : sql`conversation c cross join lateral ${rows(sql`conversation_id = c.id`)} as b`;
    const where = sql`${visible(reader)} and ${matches(filter)} and ${page}`;
    const order = sql`order by bin desc, conversation_id desc limit ${limit}`;
    const settled = sql`
      select b.conversation_id, b.bin, ${sql.join(COLUMNS.map((column) => sql.ref(`b.${column}`)))}
        from ${from(bins.settled)} where ${where} ${order}`;
    const found = bins.unsettled
      ? sql`(${settled}) union all (
          select b.conversation_id, b.bin, ${SUMMED} from ${from(bins.unsettled)} where ${where}
           group by b.bin, b.conversation_id ${order}) ${order}`
      : settled;
    const { rows } = await sql<Row>`
      select c.id, f.bin as at, c.initiator, c.initiator_device_id as "initiatorId", host(c.initiator_ip) as "initiatorIp",
             c.responder, c.responder_device_id as "responderId", host(c.responder_ip) as "responderIp",
             c.transport, c.port, c.protocol, f.connections, f.failed, f.packets_out as "packetsOut",
             f.packets_in as "packetsIn", f.octets_out as "octetsOut", f.octets_in as "octetsIn", f.first_at as "firstAt", f.last_at as "lastAt"
        from (${found}) as f join conversation c on c.id = f.conversation_id
       order by f.bin desc, f.conversation_id desc`.execute(transaction);
    const ends = rows.map((row) => ({
      initiator: { kind: row.initiator, deviceId: row.initiatorId, ip: row.initiatorIp },
      responder: { kind: row.responder, deviceId: row.responderId, ip: row.responderIp },
    }));
    const describe = await describeEnds(
      transaction,
      ends.flatMap(({ initiator, responder }) => [initiator, responder]),
      reader.selection,
    );
    return {
      ...{ from: bins.from, to: bins.to },
      conversations: rows.map(
        ({ initiatorId: _, initiatorIp: __, responderId: ___, responderIp: ____, ...row }, index) => ({
          ...row,
          initiator: describe(ends[index]?.initiator ?? NOBODY),
          responder: describe(ends[index]?.responder ?? NOBODY),
        }),
      ),
    };
  });
}

const NOBODY = { kind: 'other', deviceId: null, ip: null } as const;

function matches({ device, peer, transport, port, protocol }: ConversationFilter): RawBuilder<unknown> {
  const conditions = [
    ...(device !== undefined && peer !== undefined
      ? [
          sql`(${isEnd('initiator', device)} and ${isEnd('responder', peer)}
          or ${isEnd('responder', device)} and ${isEnd('initiator', peer)})`,
        ]
      : [device, peer].flatMap((end) =>
          end === undefined ? [] : [sql`(${isEnd('initiator', end)} or ${isEnd('responder', end)})`],
        )),
    ...(transport === undefined ? [] : [sql`c.transport = ${transport}`]),
    ...(port === undefined ? [] : [sql`c.port = ${port}`]),
    ...(protocol === undefined ? [] : [sql`c.protocol = ${protocol}`]),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** An id has hyphens, an address has none. */
function isEnd(end: 'initiator' | 'responder', text: string): RawBuilder<unknown> {
  return text.includes('-')
    ? sql`${sql.ref(`c.${end}_device_id`)} = any(${recordsOf([text])})`
    : sql`${sql.ref(`c.${end}_ip`)} = ${text}::inet`;
}
