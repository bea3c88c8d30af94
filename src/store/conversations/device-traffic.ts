/** The traffic of a device over time. */

import { sql } from 'kysely';
import { recordsOf, wholeOf } from '../device-parts.ts';
import { type Bins, binsOf, type ConversationReader, visible, type Window } from './reader.ts';

export interface TrafficPoint {
  /** When the hour or day begins. */
  readonly at: Date;
  readonly connections: number;
  readonly failed: number;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly octetsSent: number;
  readonly octetsReceived: number;
  readonly peers: number;
}

export interface Traffic extends Window {
  readonly width: Bins['width'];
  /** Hours or days in which something was seen; of others nothing is known. */
  readonly points: readonly TrafficPoint[];
}

/** Traffic of a device by hour or day. */
export async function trafficOf(
  reader: ConversationReader,
  device: string,
  window: Window,
  width: Bins['width'],
): Promise<Traffic> {
  return reader.database.readAsOrganisation(reader.organisation, async (transaction) => {
    const bins = await binsOf(transaction, reader, window, width);
    const records = recordsOf([device]);
    const { rows } = await sql<TrafficPoint>`
      with own as (
        select c.id, true as began, ${wholeOf(sql.ref('c.responder_device_id'))} as device_id, c.responder_ip as ip
          from conversation c where c.initiator_device_id = any(${records}) and ${visible(reader)}
        union all
        select c.id, false, ${wholeOf(sql.ref('c.initiator_device_id'))}, c.initiator_ip from conversation c
         where c.responder_device_id = any(${records}) and (c.initiator_device_id = any(${records})) is not true
           and ${visible(reader)})
      select bin as at, sum(connections)::bigint as connections, sum(failed)::bigint as failed,
             sum(case when began then packets_out else packets_in end)::bigint as "packetsSent",
             sum(case when began then packets_in else packets_out end)::bigint as "packetsReceived",
             sum(case when began then octets_out else octets_in end)::bigint as "octetsSent",
             sum(case when began then octets_in else octets_out end)::bigint as "octetsReceived",
             count(distinct coalesce(own.device_id::text, host(own.ip), '')) as peers
        from own cross join lateral ${bins.rows(sql`conversation_id = own.id`)} as b
       group by bin order by bin`.execute(transaction);
    return { from: bins.from, to: bins.to, width: bins.width, points: rows };
  });
}
