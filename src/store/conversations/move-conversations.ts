/** Conversations of a device that turns out to be another: they become those of the other. */

import { sql, type Transaction } from 'kysely';
import { plainArray } from '../array-text.ts';
import type { OrganisationId } from '../database.ts';
import type { Tables } from '../schema.ts';
import { ADDED } from './add-conversations.ts';
import { conversationKey, type StoredEnd } from './conversation-key.ts';

interface Row {
  readonly id: number;
  readonly initiator: StoredEnd['kind'];
  readonly initiatorId: string | null;
  readonly initiatorIp: string | null;
  readonly responder: StoredEnd['kind'];
  readonly responderId: string | null;
  readonly responderIp: string | null;
  readonly transport: string | null;
  readonly port: number | null;
  readonly protocol: string | null;
}

/** Moves them within the transaction that joins the devices; what both had is summed. */
export async function moveConversations(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  from: string,
  to: string,
): Promise<void> {
  const { rows } = await sql<Row>`
    select id, initiator, initiator_device_id as "initiatorId", host(initiator_ip) as "initiatorIp", responder,
           responder_device_id as "responderId", host(responder_ip) as "responderIp", transport, port, protocol
      from conversation where initiator_device_id = ${from}
    union
    select id, initiator, initiator_device_id, host(initiator_ip), responder, responder_device_id, host(responder_ip),
           transport, port, protocol
      from conversation where responder_device_id = ${from}`.execute(transaction);
  if (rows.length === 0) return;
  const other = (id: string | null) => (id === from ? to : id);
  const keys = rows.map(({ initiatorId, initiatorIp, responderId, responderIp, ...row }) =>
    conversationKey(
      { kind: row.initiator, device: other(initiatorId), ip: initiatorIp },
      { kind: row.responder, device: other(responderId), ip: responderIp },
      row,
    ),
  );
  // Each goes to one that stands under its new name, or becomes it; two may become the same.
  const { rows: moves } = await sql<{ id: number; target: number }>`
    select id, coalesce((select c.id from conversation c
                          where c.organisation_id = ${organisation} and c.key = moved.key), min(id) over (partition by key))
             as target
      from unnest(${plainArray(rows.map(({ id }) => id))}::bigint[], ${plainArray(keys)}::uuid[]) as moved (id, key)`.execute(
    transaction,
  );
  const targets = plainArray(moves.map(({ target }) => target));
  const moved = sql`unnest(${plainArray(moves.map(({ id }) => id))}::bigint[], ${targets}::bigint[]) as move (id, target)`;
  for (const table of ['conversation_hour', 'conversation_day'])
    await sql`
      with gone as (
        delete from ${sql.table(table)} b using ${moved} where b.conversation_id = move.id and move.id <> move.target
        returning move.target, b.*)
      insert into ${sql.table(table)} as known (
        organisation_id, conversation_id, bin, connections, failed, packets_out, packets_in, octets_out, octets_in,
        first_at, last_at, learnt_on)
      select organisation_id, target, bin, sum(connections), sum(failed), sum(packets_out), sum(packets_in),
             sum(octets_out), sum(octets_in), min(first_at), max(last_at), max(learnt_on)
        from gone group by organisation_id, target, bin
      on conflict (conversation_id, bin) do update set ${ADDED}`.execute(transaction);
  await sql`
    update conversation c set first_at = least(c.first_at, s.first_at), exchanged = c.exchanged or s.exchanged
      from (select move.target, min(o.first_at) as first_at, bool_or(o.exchanged) as exchanged
              from ${moved} join conversation o on o.id = move.id group by 1) s
     where c.id = s.target`.execute(transaction);
  await sql`delete from conversation c using ${moved} where c.id = move.id and move.id <> move.target`.execute(
    transaction,
  );
  await sql`
    update conversation c set key = named.key,
           initiator_device_id = case c.initiator_device_id when ${from} then ${to}::uuid else c.initiator_device_id end,
           responder_device_id = case c.responder_device_id when ${from} then ${to}::uuid else c.responder_device_id end
      from unnest(${plainArray(rows.map(({ id }) => id))}::bigint[], ${plainArray(keys)}::uuid[]) as named (id, key)
     where c.id = named.id`.execute(transaction);
}
