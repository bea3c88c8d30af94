/** Conversations: who talked with whom over what, summed by hour. */

import { isPrivateIpv4, isUnicastIpv4, parseIpv4, parseIpv6 } from '../base/ip-address.ts';

/** One end: a device, an address that is none, or ends that are summed because a limit was reached. */
export type ConversationEnd<Device = string> =
  | { readonly kind: 'device'; readonly device: Device }
  | { readonly kind: 'address'; readonly ip: string }
  | { readonly kind: 'other' };

export interface Conversation {
  /** Who began, as far as the traffic shows. Devices by their id in the inventory. */
  readonly initiator: ConversationEnd;
  readonly responder: ConversationEnd;
  /** `tcp`, `udp`, `icmp`, … or `ip-N`; null when several are summed. */
  readonly transport: string | null;
  /** Of the responder; null when the transport has none, or several are summed. */
  readonly port: number | null;
  /** Id of the protocol; null when none was recognised. */
  readonly protocol: string | null;
  /** Begin of the hour in microseconds since 1970. */
  readonly hour: number;
  /** Flows that began in this hour; TCP connections that nobody accepted. */
  readonly connections: number;
  readonly failed: number;
  /** From the initiator, and to it. */
  readonly packetsOut: number;
  readonly packetsIn: number;
  readonly octetsOut: number;
  readonly octetsIn: number;
  /** Microseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export type AddressPlace = 'internal' | 'outside' | 'group';

/**
 * Where an address without a device belongs: `group` for multicast and broadcast, `internal` for private, link-local and
 * special ones, else `outside`. `text` is canonical; what is no address is `internal`, for it cannot be routed.
 */
export function placeOfAddress(text: string): AddressPlace {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return placeOfIpv4(ipv4);
  const ipv6 = parseIpv6(text);
  if (!ipv6) return 'internal';
  const [first, second, third, last] = ipv6;
  if (first >>> 24 === 0xff) return 'group';
  if (first === 0 && second === 0) return third === 0xffff ? placeOfIpv4(last) : 'internal';
  const isUniqueLocal = first >>> 25 === 0xfc >> 1; // RFC 4193: fc00::/7
  const isLinkLocal = first >>> 22 === 0xfe80 >> 6; // RFC 4291 2.5.6: fe80::/10
  return isUniqueLocal || isLinkLocal ? 'internal' : 'outside';
}

function placeOfIpv4(address: number): AddressPlace {
  const first = address >>> 24;
  if (first >= 224 && (first < 240 || address === -1)) return 'group';
  return isUnicastIpv4(address) && !isPrivateIpv4(address) ? 'outside' : 'internal';
}
