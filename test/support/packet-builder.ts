/**
 * IP, its extension headers, fragments, transports and tunnels for tests and samples. A transport needs the addresses of
 * the IP header for its checksum, so `udp`, `tcp`, `icmpv6` give a Segment that `ipv4` or `ipv6` finishes.
 * RFC 791, 8200, 768, 9293, 792, 4443, 2784 and 2890 (GRE), 7348 (VXLAN), draft-foschiano-erspan.
 */

import { internetChecksum, ipOctets, octets, u16, u24, u32, zeros } from './octet-builder.ts';

/** What IP carries: a protocol number and the octets, made once the pseudo header is known. */
export interface Segment {
  readonly protocol: number;
  /** Octets for the addresses of the IP header (source then destination, 8 or 32 octets). */
  readonly finish: (addresses: Uint8Array) => Buffer;
}

export const IP_PROTOCOL = {
  hopByHop: 0,
  icmp: 1,
  ipv4: 4,
  tcp: 6,
  udp: 17,
  ipv6: 41,
  routing: 43,
  fragment: 44,
  gre: 47,
  authentication: 51,
  icmpv6: 58,
  noNext: 59,
  destinationOptions: 60,
} as const;

/** Octets under any protocol number, taken as they are. */
export function segment(protocol: number, payload: Uint8Array): Segment {
  return { protocol, finish: () => Buffer.from(payload) };
}

/** RFC 768, 8200 8.1: checksum with pseudo header. */
function transportChecksum(addresses: Uint8Array, protocol: number, unit: Uint8Array): number {
  const pseudo =
    addresses.length === 8
      ? octets(addresses, 0, protocol, u16(unit.length))
      : octets(addresses, u32(unit.length), zeros(3), protocol);
  return internetChecksum(pseudo, unit);
}

function withChecksum(unit: Buffer, at: number, checksum: number): Buffer {
  unit.writeUInt16BE(checksum, at);
  return unit;
}

export interface UdpHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** In place of the right one; 0 says "none" on IPv4. */
  readonly checksum?: number;
  /** In place of the right length field. */
  readonly length?: number;
}

export function udp(header: UdpHeader, payload: Uint8Array): Segment {
  return {
    protocol: IP_PROTOCOL.udp,
    finish: (addresses) => {
      const ports = octets(u16(header.sourcePort), u16(header.destinationPort));
      const unit = octets(ports, u16(header.length ?? 8 + payload.length), u16(0), payload);
      const right = transportChecksum(addresses, IP_PROTOCOL.udp, unit);
      return withChecksum(unit, 6, header.checksum ?? (right === 0 ? 0xffff : right));
    },
  };
}

export const TCP_FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10, urg: 0x20 } as const;

export interface TcpHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement?: number;
  /** Bits of TCP_FLAG. */
  readonly flags: number;
  readonly window?: number;
  /** Filled up to a multiple of four octets. */
  readonly options?: Uint8Array;
  readonly checksum?: number;
}

export function tcp(header: TcpHeader, payload: Uint8Array = zeros(0)): Segment {
  return {
    protocol: IP_PROTOCOL.tcp,
    finish: (addresses) => {
      const options = roundedUp(header.options ?? zeros(0), 4);
      const unit = octets(
        ...[u16(header.sourcePort), u16(header.destinationPort)],
        ...[u32(header.sequence), u32(header.acknowledgement ?? 0)],
        ...[(5 + options.length / 4) << 4, header.flags, u16(header.window ?? 64_240)],
        ...[zeros(4), options, payload],
      );
      const right = transportChecksum(addresses, IP_PROTOCOL.tcp, unit);
      return withChecksum(unit, 16, header.checksum ?? right);
    },
  };
}

/** ICMP (RFC 792): `rest` is all that follows the checksum, so at least four octets. */
export function icmp(type: number, code: number, rest: Uint8Array): Segment {
  const unit = octets(type, code, u16(0), rest);
  return segment(IP_PROTOCOL.icmp, withChecksum(unit, 2, internetChecksum(unit)));
}

/** ICMPv6 (RFC 4443): `rest` is all that follows the checksum. */
export function icmpv6(type: number, code: number, rest: Uint8Array): Segment {
  return {
    protocol: IP_PROTOCOL.icmpv6,
    finish: (addresses) => {
      const unit = octets(type, code, u16(0), rest);
      return withChecksum(unit, 2, transportChecksum(addresses, IP_PROTOCOL.icmpv6, unit));
    },
  };
}

export interface Ipv4Header {
  readonly source: string;
  readonly destination: string;
  readonly ttl?: number;
  readonly identification?: number;
  readonly dontFragment?: boolean;
  readonly typeOfService?: number;
  /** Filled up to a multiple of four octets. */
  readonly options?: Uint8Array;
  readonly checksum?: number;
  /** In place of the right one: 0 as offloading network cards leave it. */
  readonly totalLength?: number;
}

const IPV4_MORE_FRAGMENTS = 0x2000;
const IPV4_DONT_FRAGMENT = 0x4000;

function ipv4Octets(header: Ipv4Header, protocol: number, flagsAndOffset: number, payload: Buffer): Buffer {
  const options = roundedUp(header.options ?? zeros(0), 4);
  const headerOctets = 20 + options.length;
  const start = octets(
    ...[0x40 | (headerOctets / 4), header.typeOfService ?? 0],
    ...[u16(header.totalLength ?? headerOctets + payload.length), u16(header.identification ?? 0)],
    ...[u16(flagsAndOffset), header.ttl ?? 64, protocol, u16(0)],
    ...[ipOctets(header.source), ipOctets(header.destination), options],
  );
  return octets(withChecksum(start, 10, header.checksum ?? internetChecksum(start)), payload);
}

export function ipv4(header: Ipv4Header, carried: Segment): Buffer {
  const payload = carried.finish(octets(ipOctets(header.source), ipOctets(header.destination)));
  return ipv4Octets(header, carried.protocol, header.dontFragment ? IPV4_DONT_FRAGMENT : 0, payload);
}

/** The packet in fragments of `fragmentOctets` payload (a multiple of eight) in their order. */
export function ipv4Fragments(header: Ipv4Header, carried: Segment, fragmentOctets: number): Buffer[] {
  const payload = carried.finish(octets(ipOctets(header.source), ipOctets(header.destination)));
  return cut(payload, fragmentOctets).map(({ at, part, last }) =>
    ipv4Octets(header, carried.protocol, (at / 8) | (last ? 0 : IPV4_MORE_FRAGMENTS), part),
  );
}

export interface Ipv6Header {
  readonly source: string;
  readonly destination: string;
  readonly hopLimit?: number;
  readonly trafficClass?: number;
  readonly flowLabel?: number;
  /** Extension headers in their order. */
  readonly extensions?: readonly Ipv6Extension[];
}

export interface Ipv6Extension {
  /** IP_PROTOCOL.hopByHop, routing, destinationOptions, fragment or authentication. */
  readonly header: number;
  /** What follows next header and length (in a fragment header: reserved octet); zeros (Pad1) fill it up. */
  readonly body: Uint8Array;
}

function extensionOctets(extension: Ipv6Extension, nextHeader: number): Buffer {
  if (extension.header === IP_PROTOCOL.fragment) return octets(nextHeader, 0, extension.body);
  const whole = roundedUp(octets(nextHeader, 0, extension.body), 8);
  // RFC 4302 2.2: the authentication header counts in units of four octets, less two.
  const authentication = extension.header === IP_PROTOCOL.authentication;
  whole.writeUInt8(authentication ? whole.length / 4 - 2 : whole.length / 8 - 1, 1);
  return whole;
}

function ipv6Octets(header: Ipv6Header, protocol: number, payload: Buffer): Buffer {
  const extensions = header.extensions ?? [];
  const chain = [...extensions.map((extension) => extension.header), protocol];
  const between = extensions.map((extension, index) => extensionOctets(extension, chain[index + 1] ?? 0));
  const body = octets(...between, payload);
  const first = ((6 << 28) | ((header.trafficClass ?? 0) << 20) | (header.flowLabel ?? 0)) >>> 0;
  const start = octets(u32(first), u16(body.length), chain[0] ?? protocol, header.hopLimit ?? 64);
  return octets(start, ipOctets(header.source), ipOctets(header.destination), body);
}

export function ipv6(header: Ipv6Header, carried: Segment): Buffer {
  const payload = carried.finish(octets(ipOctets(header.source), ipOctets(header.destination)));
  return ipv6Octets(header, carried.protocol, payload);
}

/** The packet in fragments of `fragmentOctets` payload (a multiple of eight) in their order; extensions stand before the fragment header. */
export function ipv6Fragments(
  header: Ipv6Header & { readonly identification?: number },
  carried: Segment,
  fragmentOctets: number,
): Buffer[] {
  const payload = carried.finish(octets(ipOctets(header.source), ipOctets(header.destination)));
  return cut(payload, fragmentOctets).map(({ at, part, last }) => {
    const body = octets(u16(at | (last ? 0 : 1)), u32(header.identification ?? 0));
    const extensions = [...(header.extensions ?? []), { header: IP_PROTOCOL.fragment, body }];
    return ipv6Octets({ ...header, extensions }, carried.protocol, part);
  });
}

export interface GreHeader {
  readonly key?: number;
  readonly sequence?: number;
  readonly checksum?: boolean;
}

/** GRE (RFC 2784, 2890) carrying a protocol by EtherType; 0x6558 carries Ethernet frames. */
export function gre(etherType: number, payload: Uint8Array, header: GreHeader = {}): Segment {
  const flags =
    (header.checksum ? 0x8000 : 0) |
    (header.key === undefined ? 0 : 0x2000) |
    (header.sequence === undefined ? 0 : 0x1000);
  const unit = octets(
    ...[u16(flags), u16(etherType), zeros(header.checksum ? 4 : 0)],
    ...[header.key, header.sequence].map((field) => (field === undefined ? zeros(0) : u32(field))),
    payload,
  );
  return segment(IP_PROTOCOL.gre, header.checksum ? withChecksum(unit, 4, internetChecksum(unit)) : unit);
}

const ERSPAN_II = 0x88be;

/** A mirrored frame in ERSPAN type II. */
export function erspan2(session: number, frame: Uint8Array, sequence = 1, vlan = 0): Segment {
  const header = octets(u16(0x1000 | vlan), u16(session & 0x3ff), u32(0));
  return gre(ERSPAN_II, octets(header, frame), { sequence });
}

export const VXLAN_PORT = 4789;

/** VXLAN (RFC 7348) around an Ethernet frame. */
export function vxlan(network: number, frame: Uint8Array, sourcePort = 49_152): Segment {
  const header = octets(0x08, zeros(3), u24(network), 0);
  return udp({ sourcePort, destinationPort: VXLAN_PORT, checksum: 0 }, octets(header, frame));
}

function roundedUp(part: Uint8Array, multiple: number): Buffer {
  return octets(part, zeros((multiple - (part.length % multiple)) % multiple));
}

function cut(payload: Buffer, size: number): { at: number; part: Buffer; last: boolean }[] {
  if (size % 8 !== 0 || size <= 0) throw new Error(`fragments are multiples of eight octets, not ${size}`);
  return Array.from({ length: Math.ceil(payload.length / size) }, (_, index) => {
    const at = index * size;
    return { at, part: payload.subarray(at, at + size), last: at + size >= payload.length };
  });
}
