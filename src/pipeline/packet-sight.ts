/**
 * The packet in hand as dissectors and observations see it: carrier, direction, addresses as text, and the ids of sender
 * and receiver in the host table. Everything costly is worked out only when somebody asks.
 */

import { formatIpv4, formatIpv6 } from '../base/ip-address.ts';
import { formatMac } from '../base/mac-address.ts';
import type { PacketContext } from '../dissectors/dissection.ts';
import type { Carrier } from '../dissectors/dissector.ts';
import { FLOW_HOST_A, FLOW_HOST_B, FLOW_PORTS } from '../flow/flow-table.ts';
import type { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import type { Frame } from '../wire/frame.ts';
import type { Packet } from '../wire/packet.ts';

/** Mark of an id that has not been looked up for the packet in hand. */
const UNKNOWN = -2;

export class PacketSight implements PacketContext {
  carrier: Carrier = 'ethernet';
  direction: 0 | 1 = 0;
  sourcePort = 0;
  destinationPort = 0;
  state: unknown = undefined;
  /** Index of the capture, instant and number of the packet. */
  capture = 0;
  micros = 0;
  packetNumber = 0;
  /** Whether the sender is endpoint B of the flow. */
  senderIsB = false;
  private readonly packet: Packet;
  private readonly hosts: HostTable;
  /** Worked out at most once per packet. */
  private macText: string | undefined;
  private station = UNKNOWN;
  private sender = UNKNOWN;
  /** Ids of a flow that ends without a packet in hand; undefined while there is one. */
  private past: { source: number; destination: number } | undefined;

  constructor(packet: Packet, hosts: HostTable) {
    this.packet = packet;
    this.hosts = hosts;
  }

  /** Looks at the decoded packet of `frame`. */
  look(frame: Frame, carrier: Carrier, direction: 0 | 1, senderIsB = false): void {
    const packet = this.packet;
    this.carrier = carrier;
    this.direction = direction;
    this.senderIsB = senderIsB;
    this.sourcePort = packet.sourcePort;
    this.destinationPort = packet.destinationPort;
    this.micros = frame.micros;
    this.packetNumber = frame.number;
    this.past = undefined;
    this.macText = undefined;
    this.station = UNKNOWN;
    this.sender = UNKNOWN;
  }

  /** Looks at one direction of a flow that ends; the last packet's time and number stay. */
  lookBack(direction: 0 | 1, words: Int32Array, at: number, initiatorIsB: boolean): void {
    const word = (index: number) => words[at + index] ?? 0;
    const fromB = initiatorIsB === (direction === 0);
    const a = word(FLOW_HOST_A);
    const b = word(FLOW_HOST_B);
    const portA = word(FLOW_PORTS) >>> 16;
    const portB = word(FLOW_PORTS) & 0xffff;
    this.carrier = 'tcp';
    this.direction = direction;
    this.senderIsB = fromB;
    this.sourcePort = fromB ? portB : portA;
    this.destinationPort = fromB ? portA : portB;
    this.past = fromB ? { source: b, destination: a } : { source: a, destination: b };
  }

  get sourceMac(): string {
    const packet = this.packet;
    if (this.past || !packet.hasMac) return '';
    this.macText ??= formatMac(packet.sourceMacHigh, packet.sourceMacLow);
    return this.macText;
  }

  get sourceIp(): string {
    if (this.past) return this.hosts.ipOf(this.past.source);
    const packet = this.packet;
    if (packet.ipVersion === 4) return formatIpv4(packet.source0);
    return packet.ipVersion === 6
      ? formatIpv6(packet.source0, packet.source1, packet.source2, packet.source3)
      : '';
  }

  get destinationIp(): string {
    if (this.past) return this.hosts.ipOf(this.past.destination);
    const packet = this.packet;
    if (packet.ipVersion === 4) return formatIpv4(packet.destination0);
    return packet.ipVersion === 6
      ? formatIpv6(packet.destination0, packet.destination1, packet.destination2, packet.destination3)
      : '';
  }

  /** Address id of the packet's source, and of its destination, groups included; NO_RECORD at the table's limit. */
  sourceAddress(micros: number): number {
    const { packet, hosts } = this;
    if (packet.ipVersion !== 6) return hosts.seeIpv4(packet.source0, micros);
    return hosts.seeIpv6(packet.source0, packet.source1, packet.source2, packet.source3, micros);
  }

  destinationAddress(micros: number): number {
    const { packet, hosts } = this;
    if (packet.ipVersion !== 6) return hosts.seeIpv4(packet.destination0, micros);
    const { destination0, destination1, destination2, destination3 } = packet;
    return hosts.seeIpv6(destination0, destination1, destination2, destination3, micros);
  }

  /** Station id of the sender, or NO_RECORD without a MAC of its own. */
  senderStation(): number {
    const packet = this.packet;
    if (this.past || !packet.hasMac) return NO_RECORD;
    if (this.station === UNKNOWN) {
      this.station = this.hosts.seeStation(
        packet.sourceMacHigh,
        packet.sourceMacLow,
        packet.vlan,
        this.micros,
      );
    }
    return this.station;
  }

  /** Binding of the sender: its MAC (when the frame has one of its own) and its address. */
  senderBinding(): number {
    if (this.past) return this.hosts.bind(NO_RECORD, this.past.source, 0, this.micros);
    if (this.sender === UNKNOWN) this.sender = this.lookUpSender();
    return this.sender;
  }

  private lookUpSender(): number {
    const { packet, hosts, micros } = this;
    const source = packet.ipVersion === 0 ? NO_RECORD : this.sourceAddress(micros);
    if (packet.hasMac) {
      return hosts.seeSender(
        packet.sourceMacHigh,
        packet.sourceMacLow,
        packet.vlan,
        source,
        packet.ttl,
        micros,
      );
    }
    return hosts.isUnicast(source) ? hosts.bind(NO_RECORD, source, packet.ttl, micros) : NO_RECORD;
  }

  /** Binding of the receiver: its address alone, for the frame's destination MAC may be a router's. */
  receiverBinding(): number {
    if (this.past) return this.hosts.bind(NO_RECORD, this.past.destination, 0, this.micros);
    if (this.packet.ipVersion === 0) return NO_RECORD;
    const destination = this.destinationAddress(this.micros);
    if (!this.hosts.isUnicast(destination)) return NO_RECORD;
    return this.hosts.bind(NO_RECORD, destination, 0, this.micros);
  }
}
