/**
 * Link layers for tests and samples. Each builder takes what it carries as octets, so that they nest from the outside
 * in: `ethernet({ source, destination, vlans: [10] }, ipv4({ … }, udp({ … }, octets('…'))))`. Layers from IP upwards are in
 * packet-builder.ts, TCP conversations in tcp-conversation.ts, capture files in capture-writer.ts.
 */

import { hexOctet } from '../../src/base/mac-address.ts';
import { ipOctets, macOctets, octets, u16, u16le, u32, u32le, zeros } from './octet-builder.ts';

/** EtherTypes (IEEE 802 numbers). */
export const ETHER_TYPE = {
  ipv4: 0x0800,
  arp: 0x0806,
  transparentBridging: 0x6558,
  vlan: 0x8100,
  ipv6: 0x86dd,
  mpls: 0x8847,
  mplsMulticast: 0x8848,
  pppoeDiscovery: 0x8863,
  pppoeSession: 0x8864,
  eapol: 0x888e,
  qinq: 0x88a8,
  erspan2: 0x88be,
  lldp: 0x88cc,
  oldQinq: 0x9100,
} as const;

/** LINKTYPE_ numbers as capture files carry them (tcpdump.org/linktypes). */
export const LINK_TYPE = {
  null: 0,
  ethernet: 1,
  rawIp: 101,
  ieee80211: 105,
  loop: 108,
  linuxSll: 113,
  radiotap: 127,
  ipv4: 228,
  ipv6: 229,
  linuxSll2: 276,
} as const;

export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff';
const ETHERNET_MINIMUM_OCTETS = 60; // IEEE 802.3 clause 4: 64 octets less the frame check sequence

/** A VLAN id, or a whole tag: priority 0 to 7, tag protocol id 0x8100 unless stated. */
export type VlanTag = number | { readonly id: number; readonly priority?: number; readonly type?: number };

export interface EthernetHeader {
  readonly source: string;
  readonly destination: string;
  /** Outermost first. Two plain numbers are two 0x8100 tags; write `type: 0x88a8` for the outer tag of 802.1ad. */
  readonly vlans?: readonly VlanTag[];
  /** EtherType; taken from the version of an IP packet when left out. */
  readonly type?: number;
  /** Fills the frame up to 60 octets, as senders on a cable must. */
  readonly pad?: boolean;
}

/** EtherType of an IP packet by its version; throws for other octets, which need a type of their own. */
export function ipEtherType(packet: Uint8Array): number {
  const version = (packet[0] ?? 0) >> 4;
  if (version === 4) return ETHER_TYPE.ipv4;
  if (version === 6) return ETHER_TYPE.ipv6;
  throw new Error('not an IP packet: state the EtherType');
}

function vlanTags(vlans: readonly VlanTag[]): Buffer {
  return octets(
    ...vlans.map((vlan) => {
      const tag = typeof vlan === 'number' ? { id: vlan } : vlan;
      return octets(u16(tag.type ?? ETHER_TYPE.vlan), u16(((tag.priority ?? 0) << 13) | tag.id));
    }),
  );
}

function filled(frame: Buffer, pad: boolean | undefined): Buffer {
  const missing = ETHERNET_MINIMUM_OCTETS - frame.length;
  return pad && missing > 0 ? octets(frame, zeros(missing)) : frame;
}

/** Ethernet II with any number of VLAN tags. */
export function ethernet(header: EthernetHeader, payload: Uint8Array): Buffer {
  const addresses = octets(macOctets(header.destination), macOctets(header.source));
  const type = header.type ?? ipEtherType(payload);
  return filled(octets(addresses, vlanTags(header.vlans ?? []), u16(type), payload), header.pad);
}

/** IEEE 802.3: a length in place of the EtherType; the payload is an `llc` or `snap` unit. */
export function ieee8023(header: Omit<EthernetHeader, 'type'>, payload: Uint8Array): Buffer {
  const addresses = octets(macOctets(header.destination), macOctets(header.source));
  return filled(
    octets(addresses, vlanTags(header.vlans ?? []), u16(payload.length), payload),
    header.pad ?? true,
  );
}

/** IEEE 802.2 LLC unit of unnumbered form: spanning tree is `llc(0x42, 0x42, …)`. */
export function llc(destinationSap: number, sourceSap: number, payload: Uint8Array, control = 0x03): Buffer {
  return octets(destinationSap, sourceSap, control, payload);
}

/** LLC with SNAP: an OUI of zero carries an EtherType, 0x00000c with 0x2000 is CDP. */
export function snap(oui: number, protocol: number, payload: Uint8Array): Buffer {
  return llc(0xaa, 0xaa, octets(u32(oui).subarray(1), u16(protocol), payload));
}

/** PPPoE session stage (RFC 2516) with PPP protocol 0x0021 (IPv4) or 0x0057 (IPv6); carried by EtherType 0x8864. */
export function pppoe(sessionId: number, payload: Uint8Array, pppProtocol?: number): Buffer {
  const protocol = pppProtocol ?? (ipEtherType(payload) === ETHER_TYPE.ipv4 ? 0x0021 : 0x0057);
  return octets(0x11, 0x00, u16(sessionId), u16(payload.length + 2), u16(protocol), payload);
}

/** MPLS label stack (RFC 3032), outermost first, with bottom-of-stack set on the last; carried by EtherType 0x8847. */
export function mpls(labels: readonly number[], payload: Uint8Array): Buffer {
  const entries = labels.map((label, index) =>
    u32((label << 12) | (index === labels.length - 1 ? 0x100 : 0) | 64),
  );
  return octets(...entries, payload);
}

export interface ArpFields {
  readonly operation: 'request' | 'reply';
  readonly senderMac: string;
  readonly senderIp: string;
  readonly targetMac?: string;
  readonly targetIp: string;
}

/** ARP for IPv4 over Ethernet (RFC 826); carried by EtherType 0x0806. */
export function arp(fields: ArpFields): Buffer {
  return octets(
    ...[u16(1), u16(ETHER_TYPE.ipv4), 6, 4, u16(fields.operation === 'request' ? 1 : 2)],
    ...[macOctets(fields.senderMac), ipOctets(fields.senderIp)],
    ...[macOctets(fields.targetMac ?? '00:00:00:00:00:00'), ipOctets(fields.targetIp)],
  );
}

export interface CookedHeader {
  /** 0 to us, 1 broadcast, 2 multicast, 3 to somebody else, 4 from us. */
  readonly packetType?: number;
  readonly source: string;
  /** EtherType; taken from the version of an IP packet when left out. */
  readonly type?: number;
  /** Only in version 2. */
  readonly interfaceIndex?: number;
}

const ARPHRD_ETHER = 1;

/** Linux cooked capture, LINKTYPE_LINUX_SLL (113). */
export function linuxSll(header: CookedHeader, payload: Uint8Array): Buffer {
  const type = u16(header.type ?? ipEtherType(payload));
  const address = octets(u16(6), macOctets(header.source), zeros(2));
  return octets(u16(header.packetType ?? 0), u16(ARPHRD_ETHER), address, type, payload);
}

/** Linux cooked capture version 2, LINKTYPE_LINUX_SLL2 (276). */
export function linuxSll2(header: CookedHeader, payload: Uint8Array): Buffer {
  const type = u16(header.type ?? ipEtherType(payload));
  const device = octets(u32(header.interfaceIndex ?? 1), u16(ARPHRD_ETHER));
  const address = octets(header.packetType ?? 0, 6, macOctets(header.source), zeros(2));
  return octets(type, u16(0), device, address, payload);
}

/** BSD loopback: the address family in the byte order of the capturing machine, LINKTYPE_NULL (0), or big-endian, LINKTYPE_LOOP (108). */
export function loopback(payload: Uint8Array, byteOrder: 'little' | 'big', ipv6Family = 30): Buffer {
  const family = ipEtherType(payload) === ETHER_TYPE.ipv4 ? 2 : ipv6Family;
  return octets(byteOrder === 'little' ? u32le(family) : u32(family), payload);
}

/** Radiotap header without fields, or with a flags field (bit 0x10: the frame ends with its check sequence). */
export function radiotap(frame: Uint8Array, flags?: number): Buffer {
  const fields = flags === undefined ? zeros(0) : octets(flags);
  return octets(0, 0, u16le(8 + fields.length), u32le(flags === undefined ? 0 : 0x2), fields, frame);
}

export interface WifiHeader {
  readonly transmitter: string;
  readonly receiver: string;
  /** Third address: the true source when `fromDs`, the true destination when `toDs`. */
  readonly third: string;
  readonly direction: 'toDs' | 'fromDs';
  /** Adds the quality-of-service control field. */
  readonly qos?: boolean;
}

/** IEEE 802.11 data frame with three addresses, unencrypted; the payload is a `snap` unit. */
export function wifiData(header: WifiHeader, payload: Uint8Array): Buffer {
  const control = octets(header.qos ? 0x88 : 0x08, header.direction === 'toDs' ? 0x01 : 0x02, u16le(0));
  const addresses = [header.receiver, header.transmitter, header.third].map(macOctets);
  return octets(control, ...addresses, u16le(0x0010), header.qos ? u16le(0) : zeros(0), payload);
}

/** MAC that an IPv4 multicast address maps to (RFC 1112 6.4), or an IPv6 one (RFC 2464 7). */
export function multicastMac(ip: string): string {
  const address = ipOctets(ip);
  const low = [...address.subarray(address.length - 4)];
  if (address.length === 16) return ['33', '33', ...low.map(hexOctet)].join(':');
  return ['01', '00', '5e', ...[(low[1] ?? 0) & 0x7f, low[2] ?? 0, low[3] ?? 0].map(hexOctet)].join(':');
}

/** Interface identifier of IPv6 made from a MAC (RFC 4291 appendix A), as link-local address. */
export function linkLocalIpv6(mac: string): string {
  const [first = 0, ...rest] = [...macOctets(mac)];
  const id = [first ^ 0x02, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)].map(hexOctet);
  const groups = [0, 2, 4, 6].map((at) => `${id[at]}${id[at + 1]}`);
  return `fe80::${groups.join(':')}`;
}
