/** DHCP for IPv4 (RFC 2131, options RFC 2132). */

import {
  hex,
  ipOctets,
  macOctets,
  octets,
  type Piece,
  u16,
  u32,
  zeros,
} from '../../test/support/octet-builder.ts';

const DHCP_TYPE = { discover: 1, offer: 2, request: 3, ack: 5, inform: 8 } as const;

export interface DhcpMessage {
  readonly type: keyof typeof DHCP_TYPE;
  readonly transaction: number;
  readonly clientMac: string;
  readonly clientIp?: string;
  readonly yourIp?: string;
  readonly relayIp?: string;
  /** Option code and value in wire order, behind option 53. */
  readonly options: readonly (readonly [code: number, ...value: Piece[]])[];
}

const NO_IP = '0.0.0.0';
const OPTIONS_MINIMUM = 64; // RFC 2131 2: a BOOTP message has at least 64 octets of vendor area with the cookie

export function dhcp(message: DhcpMessage): Buffer {
  const reply = message.type === 'offer' || message.type === 'ack';
  const relayed = message.relayIp !== undefined;
  const ips = [message.clientIp, message.yourIp, undefined, message.relayIp];
  const options = octets(
    ...[hex('63825363'), 53, 1, DHCP_TYPE[message.type]],
    ...message.options.map(([code, ...pieces]) => {
      const value = octets(...pieces);
      return octets(code, value.length, value);
    }),
    255,
  );
  return octets(
    ...[reply ? 2 : 1, 1, 6, reply && relayed ? 1 : 0, u32(message.transaction), u16(0), u16(0)],
    ...ips.map((ip) => ipOctets(ip ?? NO_IP)),
    ...[macOctets(message.clientMac), zeros(10 + 64 + 128)],
    ...[options, zeros(Math.max(0, OPTIONS_MINIMUM - options.length))],
  );
}
