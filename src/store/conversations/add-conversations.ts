/**
 * Adds conversations of a source to what is known, within the transaction that notes that the source was applied. They are
 * summed by hour; a job makes the days of them. Hours that are not kept any more go to their day at once.
 */

import { sql, type Transaction } from 'kysely';
import type { Conversation } from '../../identify/conversation.ts';
import { plainArray, textArray } from '../array-text.ts';
import type { OrganisationId } from '../database.ts';
import type { Tables } from '../schema.ts';
import { conversationKey, type StoredEnd, storedEnd } from './conversation-key.ts';
import { hoursKeptSince } from './hours-kept.ts';
import { type Binned, DAY_MICROS, HOUR_MICROS, inBins } from './sums.ts';

/** Conversations that are looked up and written together. */
const BATCH = 4_000;
/** Octets of a packet that carries nothing: a port scan sends no more. */
const BARE_OCTETS = 100;
/** Instants that PostgreSQL and people can read: years 1970 to 9999. */
const LAST_MICROS = 253_402_300_799_000_000;

interface Named {
  readonly number: number;
  readonly key: string;
  readonly initiator: StoredEnd;
  readonly responder: StoredEnd;
  readonly conversation: Conversation;
  firstAt: number;
  exchanged: boolean;
}

/**
 * Adds them. `idOf` gives records of the store by the ids that the conversations name, as `applyDevices` returns them.
 * A batch of a sensor or an import may bring the same hour again and again: sums add up.
 */
export async function addConversations(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  idOf: ReadonlyMap<string, string>,
  conversations: readonly Conversation[],
): Promise<void> {
  if (conversations.length === 0) return;
  const keptSince = (await hoursKeptSince(transaction, organisation)).getTime() * 1_000;
  for (let at = 0; at < conversations.length; at += BATCH)
    await addBatch(transaction, organisation, idOf, keptSince, conversations.slice(at, at + BATCH));
}

async function addBatch(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  idOf: ReadonlyMap<string, string>,
  keptSince: number,
  conversations: readonly Conversation[],
): Promise<void> {
  const { named, rows } = sorted(conversations, idOf);
  const ids = await idsOf(transaction, organisation, named);
  const hours = inBins(
    rows.filter(({ bin }) => bin >= keptSince),
    HOUR_MICROS,
  );
  const days = inBins(
    rows.filter(({ bin }) => bin < keptSince),
    DAY_MICROS,
  );
  await addSumsTo(transaction, 'conversation_hour', organisation, ids, hours);
  await addSumsTo(transaction, 'conversation_day', organisation, ids, days);
  await markStale(transaction, organisation, hours);
}

/** The different conversations, and the sums of each by number. */
function sorted(conversations: readonly Conversation[], idOf: ReadonlyMap<string, string>) {
  const named = new Map<string, Named>();
  const rows: Binned[] = [];
  for (const conversation of conversations) {
    const initiator = storedEnd(conversation.initiator, idOf);
    const responder = storedEnd(conversation.responder, idOf);
    const key = conversationKey(initiator, responder, conversation);
    const firstAt = readable(conversation.firstAt);
    let one = named.get(key);
    if (!one) {
      one = { number: named.size, key, initiator, responder, conversation, firstAt, exchanged: false };
      named.set(key, one);
    } else if (firstAt < one.firstAt) one.firstAt = firstAt;
    const { packetsIn, packetsOut, octetsOut } = conversation;
    one.exchanged ||= packetsIn > 0 || octetsOut > packetsOut * BARE_OCTETS;
    rows.push({
      of: one.number,
      bin: readable(conversation.hour),
      connections: conversation.connections,
      failed: conversation.failed,
      packetsOut: conversation.packetsOut,
      packetsIn: conversation.packetsIn,
      octetsOut: conversation.octetsOut,
      octetsIn: conversation.octetsIn,
      firstAt,
      lastAt: readable(conversation.lastAt),
    });
  }
  return { named: [...named.values()], rows };
}

/** Clocks may be forged; what no calendar holds is moved to its end. */
function readable(micros: number): number {
  return Math.max(0, Math.min(LAST_MICROS, Math.floor(micros)));
}

/** Ids of the conversations by their number; new ones are made. */
async function idsOf(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  named: readonly Named[],
): Promise<readonly number[]> {
  const keys = plainArray(named.map(({ key }) => key));
  const { rows: known } = await sql<{ id: number; number: number; first: number; exchanged: boolean }>`
    select id, exchanged, number - 1 as number, (extract(epoch from first_at) * 1000000)::bigint as first
      from unnest(${keys}::uuid[]) with ordinality as asked (key, number)
      join conversation using (key) where organisation_id = ${organisation}`.execute(transaction);
  const ids = new Array<number>(named.length);
  const isFresh = new Array<boolean>(named.length).fill(true);
  for (const { id, number, first, exchanged } of known) {
    ids[number] = id;
    const one = named[number];
    isFresh[number] = one !== undefined && (one.firstAt < first || (one.exchanged && !exchanged));
  }
  const fresh = named.filter(({ number }) => isFresh[number]);
  if (fresh.length === 0) return ids;
  // In the order of their keys, so that two sources never wait for each other in a circle.
  fresh.sort((a, b) => (a.key < b.key ? -1 : 1));
  const numberOf = new Map(fresh.map(({ key, number }) => [key, number]));
  for (const { id, key } of await insert(transaction, organisation, fresh)) ids[numberOf.get(key) ?? -1] = id;
  return ids;
}

async function insert(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  fresh: readonly Named[],
): Promise<readonly { readonly id: number; readonly key: string }[]> {
  const plain = (value: (one: Named) => string | number | null) => plainArray(fresh.map(value));
  const text = (value: (one: Named) => string | null) => textArray(fresh.map(value));
  const { rows } = await sql<{ id: number; key: string }>`
    insert into conversation (
      organisation_id, key, initiator, initiator_device_id, initiator_ip, responder, responder_device_id, responder_ip,
      transport, port, protocol, exchanged, first_at)
    select ${organisation}::uuid, key, initiator, initiator_device_id, initiator_ip, responder, responder_device_id,
           responder_ip, transport, port, protocol, exchanged, to_timestamp(first_micros / 1e6)
      from unnest(
        ${plain(({ key }) => key)}::uuid[],
        ${plain(({ initiator }) => initiator.kind)}::text[],
        ${plain(({ initiator }) => initiator.device)}::uuid[],
        ${plain(({ initiator }) => initiator.ip)}::inet[],
        ${plain(({ responder }) => responder.kind)}::text[],
        ${plain(({ responder }) => responder.device)}::uuid[],
        ${plain(({ responder }) => responder.ip)}::inet[],
        ${text(({ conversation }) => conversation.transport)}::text[],
        ${plain(({ conversation }) => conversation.port)}::int[],
        ${text(({ conversation }) => conversation.protocol)}::text[],
        ${plain(({ exchanged }) => String(exchanged))}::boolean[],
        ${plain(({ firstAt }) => firstAt)}::float8[]
      ) as row (key, initiator, initiator_device_id, initiator_ip, responder, responder_device_id, responder_ip,
                transport, port, protocol, exchanged, first_micros)
    on conflict (organisation_id, key) do update set
      first_at = least(conversation.first_at, excluded.first_at),
      exchanged = conversation.exchanged or excluded.exchanged
    returning id, replace(key::text, '-', '') as key`.execute(transaction);
  return rows;
}

/** Adds sums; `ids` gives the conversation of each number. */
async function addSumsTo(
  transaction: Transaction<Tables>,
  table: 'conversation_hour' | 'conversation_day',
  organisation: OrganisationId,
  ids: readonly number[],
  rows: readonly Binned[],
): Promise<void> {
  if (rows.length === 0) return;
  const column = (value: (row: Binned) => number | undefined) => plainArray(rows.map(value));
  await sql`
    insert into ${sql.table(table)} as known (
      organisation_id, conversation_id, bin, connections, failed, packets_out, packets_in, octets_out, octets_in,
      first_at, last_at)
    select ${organisation}::uuid, id, to_timestamp(bin / 1e6), connections, failed, packets_out, packets_in, octets_out,
           octets_in, to_timestamp(first_micros / 1e6), to_timestamp(last_micros / 1e6)
      from unnest(
        ${column(({ of }) => ids[of])}::bigint[],
        ${column(({ bin }) => bin)}::float8[],
        ${column(({ connections }) => connections)}::bigint[],
        ${column(({ failed }) => failed)}::bigint[],
        ${column(({ packetsOut }) => packetsOut)}::bigint[],
        ${column(({ packetsIn }) => packetsIn)}::bigint[],
        ${column(({ octetsOut }) => octetsOut)}::bigint[],
        ${column(({ octetsIn }) => octetsIn)}::bigint[],
        ${column(({ firstAt }) => firstAt)}::float8[],
        ${column(({ lastAt }) => lastAt)}::float8[]
      ) as row (id, bin, connections, failed, packets_out, packets_in, octets_out, octets_in, first_micros, last_micros)
    on conflict (conversation_id, bin) do update set ${ADDED}`.execute(transaction);
}

/** What `on conflict` does with the sums of a bin that is `known`. */
export const ADDED = sql`
  connections = known.connections + excluded.connections,
  failed = known.failed + excluded.failed,
  packets_out = known.packets_out + excluded.packets_out,
  packets_in = known.packets_in + excluded.packets_in,
  octets_out = known.octets_out + excluded.octets_out,
  octets_in = known.octets_in + excluded.octets_in,
  first_at = least(known.first_at, excluded.first_at),
  last_at = greatest(known.last_at, excluded.last_at),
  learnt_on = excluded.learnt_on`;

/** The mark stays locked until the transaction ends: a roll-up waits for it, or comes before and finds the day marked again. */
async function markStale(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  hours: readonly Binned[],
): Promise<void> {
  const days = [...new Set(hours.map(({ bin }) => Math.floor(bin / DAY_MICROS)))].sort((a, b) => a - b);
  await sql`
    insert into conversation_stale_day (organisation_id, day)
    select ${organisation}::uuid, to_timestamp(day * 86400.0) from unnest(${plainArray(days)}::bigint[]) as day
    on conflict (organisation_id, day) do update set day = excluded.day`.execute(transaction);
}
