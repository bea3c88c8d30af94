/** What the decoder saw in a frame, as text that tests can compare. */

import { formatIpv4, formatIpv6 } from '../base/ip-address.ts';
import { formatMac } from '../base/mac-address.ts';
import { FrameDecoder } from './decode-frame.ts';
import { PACKET_IP, PACKET_LINK, Packet } from './packet.ts';

/** What a packet says, as text: only what its kind gives a meaning to. */
export interface Seen {
  readonly kind: 'none' | 'link' | 'ip';
  readonly macs?: string;
  readonly vlan?: number;
  readonly type?: number;
  readonly ips?: string;
  readonly ttl?: number;
  readonly protocol?: number;
  readonly ports?: string;
  readonly flags?: number;
  readonly sequence?: number;
  readonly fragment?: boolean;
  readonly payload?: string;
  /** Octets of payload promised by headers but not captured. */
  readonly missing?: number;
  readonly anomaly: string;
}

/** Decodes `frame` as it lies in `memory` at `start` and tells what was seen. */
export function see(
  decoder: FrameDecoder,
  frame: Buffer,
  linkType = 1,
  memory: Buffer = frame,
  start = 0,
): Seen {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  const kind = decoder.decode(view, start, start + frame.length, linkType);
  const packet = decoder.packet;
  const { anomaly } = packet;
  if (kind !== PACKET_IP && kind !== PACKET_LINK) return { kind: 'none', anomaly };
  const { payloadStart, payloadEnd } = packet;
  if (payloadStart < start || payloadEnd < payloadStart || payloadEnd > start + frame.length)
    throw new Error(
      `payload [${payloadStart}, ${payloadEnd}) outside of [${start}, ${start + frame.length})`,
    );
  const common = {
    macs: packet.hasMac
      ? `${formatMac(packet.sourceMacHigh, packet.sourceMacLow)} ${formatMac(packet.destinationMacHigh, packet.destinationMacLow)}`
      : '',
    vlan: packet.vlan,
    payload: memory.toString('latin1', payloadStart, payloadEnd),
    missing: packet.payloadOctets - (payloadEnd - payloadStart),
    anomaly,
  };
  if (kind === PACKET_LINK) return { kind: 'link', type: packet.etherType, ...common };
  const source =
    packet.ipVersion === 4
      ? formatIpv4(packet.source0)
      : formatIpv6(packet.source0, packet.source1, packet.source2, packet.source3);
  const destination =
    packet.ipVersion === 4
      ? formatIpv4(packet.destination0)
      : formatIpv6(packet.destination0, packet.destination1, packet.destination2, packet.destination3);
  return {
    kind: 'ip',
    ips: `${source} ${destination}`,
    ttl: packet.ttl,
    protocol: packet.protocol,
    ports: `${packet.sourcePort} ${packet.destinationPort}`,
    flags: packet.tcpFlags,
    ...(packet.protocol === 6 && packet.sourcePort > 0 && !packet.fragment
      ? { sequence: packet.tcpSequence >>> 0 }
      : {}),
    fragment: packet.fragment,
    ...common,
  };
}

export const newDecoder = () => new FrameDecoder(new Packet());
