/**
 * Structure of a DHCPv6 message: relay envelopes around one client or server message, options as ranges. RFC 8415 8, 9.
 *
 *   message   type1 transaction3 options          relay   type1=12|13 hops1 link16 peer16 options
 *   option    code2 length2 value
 */

import { formatIpv6 } from '../../base/ip-address.ts';
import { formatMac, isGroupMac } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { isPlausibleDuid } from '../encodings/duid.ts';
import { textOrHex } from '../encodings/opaque-text.ts';

export const RELAY_FORWARD = 12; // RFC 8415 7.3
export const RELAY_REPLY = 13; // RFC 8415 7.3
const INFORMATION_REQUEST = 11; // RFC 8415 7.3
const LAST_CLIENT_SERVER_TYPE = 11;
const RELAY_HEAD_OCTETS = 34;
const MESSAGE_HEAD_OCTETS = 4;
/** RFC 8415 7.6: HOP_COUNT_LIMIT. */
export const RELAY_LIMIT = 8;
/** Options read per level. */
export const OPTION_LIMIT = 128;
/** Highest option code that recognition believes; IANA has assigned some 150. */
const OPTION_CODE_LIMIT = 255;

/** Option codes by their names in the specifications. */
export const OPTION = {
  clientId: 1, // RFC 8415 21.2
  serverId: 2, // RFC 8415 21.3
  identityAssociation: 3, // RFC 8415 21.4
  temporaryAssociation: 4, // RFC 8415 21.5
  address: 5, // RFC 8415 21.6
  optionRequest: 6, // RFC 8415 21.7
  elapsedTime: 8, // RFC 8415 21.9
  relayMessage: 9, // RFC 8415 21.10
  userClass: 15, // RFC 8415 21.15
  vendorClass: 16, // RFC 8415 21.16
  vendorOptions: 17, // RFC 8415 21.17
  interfaceId: 18, // RFC 8415 21.18
  dnsServers: 23, // RFC 3646 3
  prefixDelegation: 25, // RFC 8415 21.21
  sntpServers: 31, // RFC 4075 4
  remoteId: 37, // RFC 4649 3
  clientFqdn: 39, // RFC 4704 4
  ntpServer: 56, // RFC 5908 4
  clientArchitecture: 61, // RFC 5970 3.3
  clientLinkLayer: 79, // RFC 6939 4
  mudUrl: 112, // RFC 8520 10
} as const;

/** Options of one level by code, each a reader over its value. */
export type OptionMap = ReadonlyMap<number, readonly OctetReader[]>;

/** What the relay agent next to the client tells of it. */
export interface Attachment {
  /** MAC of the client: option 79, else the interface identifier of its link-local address (RFC 4291 2.5.1). */
  readonly mac: string;
  /** Address of the link, empty when the relay agent names none. */
  readonly link: string;
  readonly interfaceId: string;
  readonly remoteId: string;
}

export interface Dhcpv6Message {
  /** Type of the innermost message. */
  readonly type: number;
  readonly options: OptionMap;
  /** Present when the message came inside of relay messages. */
  readonly attachment: Attachment | undefined;
}

/** The innermost message; undefined when the envelopes hold none. */
export function readMessage(octets: OctetReader, out: FactSink): Dhcpv6Message | undefined {
  let level = octets;
  let attachment: Attachment | undefined;
  for (let depth = 0; depth <= RELAY_LIMIT; depth++) {
    const type = level.u8();
    if (type !== RELAY_FORWARD && type !== RELAY_REPLY) {
      level.skip(MESSAGE_HEAD_OCTETS - 1);
      return level.failed ? undefined : { type, options: readOptions(level, out), attachment };
    }
    level.skip(1);
    const link = ipv6(level);
    const peerMac = linkLocalMac(level);
    level.skip(16);
    if (level.failed) return undefined;
    const options = readOptions(level, out);
    const remote = options.get(OPTION.remoteId)?.[0];
    remote?.skip(4);
    attachment = {
      mac: optionMac(options.get(OPTION.clientLinkLayer)?.[0]) || peerMac,
      link,
      interfaceId: wholeValue(options.get(OPTION.interfaceId)?.[0]),
      remoteId: wholeValue(remote),
    };
    const inner = options.get(OPTION.relayMessage)?.[0];
    if (!inner) return undefined;
    level = inner;
  }
  out.anomaly('too-many-relays');
  return undefined;
}

/** The options from here to the end of the reader, also used for options inside of options. */
export function readOptions(octets: OctetReader, out: FactSink): OptionMap {
  const options = new Map<number, OctetReader[]>();
  let count = 0;
  while (octets.remaining > 0) {
    if (++count > OPTION_LIMIT) {
      out.anomaly('too-many-options');
      break;
    }
    const code = octets.u16();
    const length = octets.u16();
    if (octets.failed || length > octets.remaining) {
      out.anomaly('truncated-option');
      break;
    }
    const value = octets.sub(length);
    const others = options.get(code);
    if (others) others.push(value);
    else options.set(code, [value]);
  }
  return options;
}

/** The IPv6 address at the reader, empty for :: and multicast. */
export function ipv6(octets: OctetReader): string {
  const isMulticast = octets.peek() === 0xff;
  const text = formatIpv6(octets.u32(), octets.u32(), octets.u32(), octets.u32());
  return isMulticast || text === '::' || octets.failed ? '' : text;
}

function wholeValue(value: OctetReader | undefined): string {
  return value ? textOrHex(value, value.remaining) : '';
}

/** RFC 6939 4: hardware type2, then the address. */
function optionMac(value: OctetReader | undefined): string {
  if (value?.remaining !== 8 || value.u16() !== 1) return '';
  const high = value.u16();
  const low = value.u32();
  return isGroupMac(high) || (high === 0 && low === 0) ? '' : formatMac(high, low);
}

/** MAC inside the link-local address at the reader, when its interface identifier was made from one. Does not move. */
function linkLocalMac(octets: OctetReader): string {
  const isLinkLocal = octets.peek32(0) === 0xfe800000 && octets.peek32(4) === 0;
  if (!isLinkLocal || octets.peek(11) !== 0xff || octets.peek(12) !== 0xfe) return '';
  const high = octets.peek16(8) ^ 0x0200;
  const low = octets.peek(10) * 0x1_00_00_00 + (octets.peek32(12) & 0x00ff_ffff);
  return octets.remaining < 16 || isGroupMac(high) ? '' : formatMac(high, low);
}

/**
 * Whether the octets are DHCPv6: there is no magic number, so the options must follow each other exactly and name a
 * client or server by a plausible DUID (an Information-request may do without one, but asks for options).
 */
export function looksLikeDhcpv6(octets: OctetReader): boolean {
  const type = octets.peek();
  const isRelay = type === RELAY_FORWARD || type === RELAY_REPLY;
  if (!isRelay && (type < 1 || type > LAST_CLIENT_SERVER_TYPE)) return false;
  if (isRelay && octets.peek(1) > RELAY_LIMIT) return false;
  let proof = false;
  let asks = 0;
  let at = isRelay ? RELAY_HEAD_OCTETS : MESSAGE_HEAD_OCTETS;
  for (let count = 0; at < octets.length && count < OPTION_LIMIT; count++) {
    const code = octets.peek16(at);
    const length = octets.peek16(at + 2);
    if (code < 1 || code > OPTION_CODE_LIMIT || length < 0) return false;
    if (code === OPTION.clientId || code === OPTION.serverId) {
      if (isRelay || !isPlausibleDuid(octets.peek16(at + 4), length)) return false;
      proof = true;
    }
    if (code === OPTION.relayMessage) {
      const inner = octets.peek(at + 4);
      if (!isRelay || length < MESSAGE_HEAD_OCTETS || inner < 1 || inner > RELAY_REPLY) return false;
      proof = true;
    }
    if (code === OPTION.optionRequest || code === OPTION.elapsedTime) asks++;
    at += 4 + length;
  }
  // An option that is cut counts only behind one that proves the protocol.
  return proof || (at === octets.length && type === INFORMATION_REQUEST && asks >= 2);
}
