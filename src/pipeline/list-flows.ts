/** The flows of a log as the inventory lists them: addresses as text, the protocol by its dissector's name. */

import { formatIpv4 } from '../base/ip-address.ts';
import type { Dissector } from '../dissectors/dissector.ts';
import type { FlowLog, LoggedEnd } from '../flow/flow-log.ts';
import type { HostTable } from '../flow/host-table.ts';
import type { InventoryFlow } from '../identify/inventory.ts';
import { transportName } from './transport-name.ts';

/** All flows of the log, in the order in which they began, made one at a time. */
export function* eachFlow(
  log: FlowLog,
  hosts: HostTable,
  dissectors: readonly Dissector[],
): Generator<InventoryFlow> {
  for (const flow of log.each()) {
    const endOf = ({ address, port }: LoggedEnd) => ({
      ip: flow.ipv6 ? hosts.ipOf(address) : formatIpv4(address),
      port,
    });
    const protocol = dissectors[flow.protocol - 1]?.id;
    yield {
      transport: transportName(flow.transport),
      client: endOf(flow.client),
      server: endOf(flow.server),
      ...(protocol === undefined ? {} : { protocol }),
      ...(flow.refused && { refused: true }),
      packets: flow.packets,
      octets: flow.octets,
    };
  }
}
