/** The conversations of a table as the inventory knows their ends: devices by id, other addresses as text. */

import type { Dissector } from '../dissectors/dissector.ts';
import { ANY_TRANSPORT, type ConversationPart, NO_PORT } from '../flow/conversation-table.ts';
import type { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import type { Conversation, ConversationEnd } from '../identify/conversation.ts';
import { transportName } from './transport-name.ts';

const HOUR_MICROS = 3_600_000_000;

/** Which device has an address; filled while the devices are walked. */
export class AddressOwners {
  private readonly hosts: HostTable;
  /** Number of the device by address id, counted from 1; 0 for none. */
  private readonly numbers: Int32Array;
  private readonly devices: string[] = [];

  /** For the addresses that `hosts` has now. */
  constructor(hosts: HostTable) {
    this.hosts = hosts;
    this.numbers = new Int32Array(hosts.addresses.count);
  }

  /** The device with this id has these addresses. */
  add(device: string, ips: readonly string[]): void {
    const number = this.devices.push(device);
    for (const ip of ips) {
      const address = this.hosts.findAddress(ip);
      if (address !== NO_RECORD) this.numbers[address] = number;
    }
  }

  /** The device with this id has the addresses with these ids. */
  addIds(device: string, addresses: readonly number[]): void {
    const number = this.devices.push(device);
    for (const address of addresses) this.numbers[address] = number;
  }

  /** The device that has the address with this id. */
  deviceOf(address: number): string | undefined {
    return address === NO_RECORD ? undefined : this.devices[(this.numbers[address] ?? 0) - 1];
  }

  /** The end that an address id stands for. */
  endOf(address: number): ConversationEnd {
    if (address === NO_RECORD) return { kind: 'other' };
    const device = this.deviceOf(address);
    return device === undefined
      ? { kind: 'address', ip: this.hosts.ipOf(address) }
      : { kind: 'device', device };
  }
}

/** Conversations of a table (all, or those taken out of it), made one at a time. */
export function* eachConversation(
  parts: Iterable<ConversationPart>,
  owners: AddressOwners,
  dissectors: readonly Dissector[],
): Generator<Conversation> {
  for (const record of parts) {
    const { transport, port, protocol, hour, initiator, responder, ...sums } = record;
    yield {
      initiator: owners.endOf(initiator),
      responder: owners.endOf(responder),
      transport: transport === ANY_TRANSPORT ? null : transportName(transport),
      port: port === NO_PORT ? null : port,
      protocol: dissectors[protocol - 1]?.id ?? null,
      hour: hour * HOUR_MICROS,
      ...sums,
    };
  }
}
