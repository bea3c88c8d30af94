/**
 * A recorded exchange as IP packets, so that the answer is read by the same dissectors as any other traffic: one frame for
 * each recorded packet, in order, so that evidence that names a packet names one that was recorded. Frames of what was sent
 * are empty: nothing is concluded from what Wardlight itself said, and no credential gets further. There is no TCP handshake,
 * for nobody saw its options, from which systems are guessed.
 */

import { parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import type { RecordedExchange } from './recorded-exchange.ts';

const TCP = 6;
const UDP = 17;
const TCP_HEAD = 20;
const UDP_HEAD = 8;
/** RFC 9293 3.1: data offset of five words, flags PSH and ACK. */
const TCP_FLAGS = 0x5018;
const WINDOW = 65_535;
const HOP_LIMIT = 64;
/** Where sequence numbers begin; any number does. */
const FIRST_SEQUENCE = 1_000;
/** The own end is written as an address and port for documentation (RFC 5737, RFC 3849): nothing is learnt about it. */
const OWN_IPV4 = '192.0.2.1';
const OWN_IPV6 = '2001:db8::1';
const OWN_PORT = 50_000;
const NOTHING = new Uint8Array(0);

export interface ExchangeEnd {
  readonly address: string;
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
}

/** One raw IP packet (LINKTYPE_RAW) of each recorded packet, whose numbers they share. `device` is whom it was about. */
export function exchangeFrames(device: ExchangeEnd, { packets }: RecordedExchange): Uint8Array[] {
  const sequence = { sent: FIRST_SEQUENCE, received: FIRST_SEQUENCE };
  const own = { address: device.address.includes(':') ? OWN_IPV6 : OWN_IPV4, port: OWN_PORT };
  return packets.map(({ direction, octets: passed }) => {
    const octets = direction === 'sent' ? NOTHING : passed;
    const [from, to] = direction === 'sent' ? [own, device] : [device, own];
    const ports = Buffer.alloc(4);
    ports.writeUInt16BE(from.port, 0);
    ports.writeUInt16BE(to.port, 2);
    let head: Buffer;
    if (device.transport === 'udp') {
      head = Buffer.alloc(UDP_HEAD);
      head.writeUInt16BE(UDP_HEAD + octets.length, 4);
    } else {
      head = Buffer.alloc(TCP_HEAD);
      head.writeUInt32BE(sequence[direction], 4);
      head.writeUInt32BE(direction === 'sent' ? sequence.received : sequence.sent, 8);
      head.writeUInt16BE(TCP_FLAGS, 12);
      head.writeUInt16BE(WINDOW, 14);
      sequence[direction] += octets.length;
    }
    head.set(ports);
    return ipPacket(from.address, to.address, device.transport === 'tcp' ? TCP : UDP, [head, octets]);
  });
}

function ipPacket(from: string, to: string, protocol: number, parts: readonly Uint8Array[]): Buffer {
  const payload = Buffer.concat(parts);
  const [source, destination] = [parseIpv4(from), parseIpv4(to)];
  if (source !== undefined && destination !== undefined) {
    const head = Buffer.alloc(20);
    head.writeUInt8(0x45, 0);
    head.writeUInt16BE(head.length + payload.length, 2);
    head.writeUInt8(HOP_LIMIT, 8);
    head.writeUInt8(protocol, 9);
    head.writeInt32BE(source | 0, 12);
    head.writeInt32BE(destination | 0, 16);
    return Buffer.concat([head, payload]);
  }
  const head = Buffer.alloc(40);
  head.writeUInt8(0x60, 0);
  head.writeUInt16BE(payload.length, 4);
  head.writeUInt8(protocol, 6);
  head.writeUInt8(HOP_LIMIT, 7);
  for (const [index, word] of [...(parseIpv6(from) ?? []), ...(parseIpv6(to) ?? [])].entries())
    head.writeInt32BE(word | 0, 8 + index * 4);
  return Buffer.concat([head, payload]);
}
