/** With whom a device talks, over what, and since when. */

import { sql } from 'kysely';
import { recordsOf, wholeOf } from '../device-parts.ts';
import type { EndKind } from '../schema-conversations.ts';
import { describeEnds, type KnownEnd } from './known-ends.ts';
import { binsOf, type ConversationReader, visible, type Window } from './reader.ts';

/** Services listed for one peer. */
const SERVICES_LIMIT = 16;

export interface PeerService {
  /** Whether the device itself began. */
  readonly began: boolean;
  readonly transport: string | null;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly connections: number;
  readonly failed: number;
  readonly octetsSent: number;
  readonly octetsReceived: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

export interface Peer {
  readonly end: KnownEnd;
  readonly connections: number;
  readonly failed: number;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly octetsSent: number;
  readonly octetsReceived: number;
  /** When it was first seen to talk with the device, ever; and last in the window. */
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly isNew: boolean;
  /** Most octets first. */
  readonly services: readonly PeerService[];
  /** Services that are not listed. */
  readonly moreServices: number;
}

export interface Peers extends Window {
  readonly peers: readonly Peer[];
  /** All peers, listed or not, and their octets. */
  readonly count: number;
  readonly octets: number;
  /** Peers that are new. */
  readonly newCount: number;
}

export interface PeersQuery extends Window {
  readonly newSince: Date;
  readonly limit: number;
}

interface PeerRow extends Omit<Peer, 'end' | 'services' | 'isNew'> {
  readonly kind: EndKind;
  readonly deviceId: string | null;
  readonly ip: string | null;
  readonly services: readonly (Omit<PeerService, 'firstAt' | 'lastAt'> & {
    readonly firstAt: string;
    readonly lastAt: string;
  })[];
  readonly count: number;
  readonly octets: number;
  readonly newCount: number;
}

/** Peers with most octets first. */
export async function peersOf(
  reader: ConversationReader,
  device: string,
  { newSince, limit, ...window }: PeersQuery,
): Promise<Peers> {
  return reader.database.readAsOrganisation(reader.organisation, async (transaction) => {
    const bins = await binsOf(transaction, reader, window);
    const records = recordsOf([device]);
    const { rows } = await sql<PeerRow>`
      with own as (
        select c.id, true as began, c.responder as kind, ${wholeOf(sql.ref('c.responder_device_id'))} as device_id,
               c.responder_ip as ip, c.transport, c.port, c.protocol, c.first_at
          from conversation c where c.initiator_device_id = any(${records}) and ${visible(reader)}
        union all
        select c.id, false, c.initiator, ${wholeOf(sql.ref('c.initiator_device_id'))}, c.initiator_ip, c.transport, c.port,
               c.protocol, c.first_at
          from conversation c where c.responder_device_id = any(${records})
           and (c.initiator_device_id = any(${records})) is not true and ${visible(reader)}),
      summed as (
        select own.id as conversation_id, sum(connections) as connections, sum(failed) as failed,
               sum(packets_out) as packets_out, sum(packets_in) as packets_in,
               sum(octets_out) as octets_out, sum(octets_in) as octets_in, max(last_at) as last_at
          from own cross join lateral ${bins.rows(sql`conversation_id = own.id`)} as b group by 1),
      service as (
        select kind, device_id, ip, began, transport, port, protocol, first_at, last_at, connections, failed,
               case when began then packets_out else packets_in end as packets_sent,
               case when began then packets_in else packets_out end as packets_received,
               case when began then octets_out else octets_in end as octets_sent,
               case when began then octets_in else octets_out end as octets_received
          from own join summed on summed.conversation_id = own.id),
      ranked as (
        select *, row_number() over (
          partition by kind, device_id, ip order by octets_sent + octets_received desc, port) as place from service),
      peer as (
        select kind, device_id, ip, sum(connections)::bigint as connections, sum(failed)::bigint as failed,
               sum(packets_sent)::bigint as packets_sent, sum(packets_received)::bigint as packets_received,
               sum(octets_sent)::bigint as octets_sent, sum(octets_received)::bigint as octets_received,
               min(first_at) as first_at, max(last_at) as last_at,
               greatest(0, count(*) - ${SERVICES_LIMIT}) as more_services,
               jsonb_agg(jsonb_build_object(
                 'began', began, 'transport', transport, 'port', port, 'protocol', protocol,
                 'connections', connections, 'failed', failed, 'octetsSent', octets_sent,
                 'octetsReceived', octets_received, 'firstAt', first_at, 'lastAt', last_at) order by place)
                 filter (where place <= ${SERVICES_LIMIT}) as services
          from ranked group by kind, device_id, ip)
      select kind, device_id as "deviceId", host(ip) as ip, connections, failed, packets_sent as "packetsSent",
             packets_received as "packetsReceived", octets_sent as "octetsSent", octets_received as "octetsReceived",
             first_at as "firstAt", last_at as "lastAt", more_services as "moreServices", services,
             count(*) over () as count, (sum(octets_sent + octets_received) over ())::bigint as octets,
             count(*) filter (where first_at >= ${newSince}) over () as "newCount"
        from peer order by octets_sent + octets_received desc, device_id, ip limit ${limit}`.execute(
      transaction,
    );
    const describe = await describeEnds(transaction, rows, reader.selection);
    const [first] = rows;
    return {
      ...{ from: bins.from, to: bins.to, count: first?.count ?? 0, octets: first?.octets ?? 0 },
      newCount: first?.newCount ?? 0,
      peers: rows.map(({ kind, deviceId, ip, services, count: _, octets: __, newCount: ___, ...sums }) => ({
        ...sums,
        end: describe({ kind, deviceId, ip }),
        isNew: sums.firstAt >= newSince,
        services: services.map((service) => ({
          ...service,
          firstAt: new Date(service.firstAt),
          lastAt: new Date(service.lastAt),
        })),
      })),
    };
  });
}
