/** One frame for each layer and oddity that the decoder knows, with what must be seen in it. */

import * as link from '../../test/support/frame-builder.ts';
import { hex, octets, u16, u32, zeros } from '../../test/support/octet-builder.ts';
import * as net from '../../test/support/packet-builder.ts';
import type { Seen } from './packet-seen.arbitrary.ts';

export interface FrameRow {
  readonly name: string;
  readonly linkType?: number;
  readonly frame: Buffer;
  readonly seen: Partial<Seen>;
}

const A = '02:00:5e:10:00:0a';
const B = '02:00:5e:10:00:0b';
const C = '02:00:5e:10:00:0c';
const D = '02:00:5e:10:00:0d';
const cable = { source: A, destination: B };
const mirrored = { source: C, destination: D };
const v4 = { source: '192.0.2.10', destination: '192.0.2.20', ttl: 63 };
const v6 = { source: '2001:db8::10', destination: '2001:db8::20', hopLimit: 62 };
const outer = { source: '198.51.100.1', destination: '198.51.100.2' };
const outer6 = { source: '2001:db8:ffff::1', destination: '2001:db8:ffff::2' };
const ports = { sourcePort: 1000, destinationPort: 2000 };
const content = octets('payload');
const datagram = net.udp(ports, content);
export const PACKET_V4 = net.ipv4(v4, datagram);
const PACKET_V6 = net.ipv6(v6, datagram);

const IPS_V4 = '192.0.2.10 192.0.2.20';
const IPS_V6 = '2001:db8::10 2001:db8::20';

const udpSeen: Partial<Seen> = {
  ...{ kind: 'ip', ttl: 63, protocol: 17, ports: '1000 2000', flags: 0, fragment: false },
  ...{ ips: IPS_V4, payload: 'payload', missing: 0, anomaly: '', vlan: -1 },
};
const onCable: Partial<Seen> = { ...udpSeen, macs: `${A} ${B}` };
const udp6Seen: Partial<Seen> = { ...onCable, ips: IPS_V6, ttl: 62 };
const noMac: Partial<Seen> = { ...udpSeen, macs: '' };
const inMirror: Partial<Seen> = { ...udpSeen, macs: `${C} ${D}` };
const refused = (anomaly: string): Partial<Seen> => ({ kind: 'none', anomaly });

const row = (name: string, frame: Buffer, seen: Partial<Seen>, linkType?: number): FrameRow => ({
  ...{ name, frame, seen },
  ...(linkType === undefined ? {} : { linkType }),
});
const overCable = (name: string, packet: Buffer, seen: Partial<Seen>): FrameRow =>
  row(name, link.ethernet(cable, packet), seen);
const typed = (name: string, type: number, payload: Buffer, seen: Partial<Seen>): FrameRow =>
  row(name, link.ethernet({ ...cable, type }, payload), seen);
const snapped = (oui: number, type: number, payload: Buffer) =>
  link.ieee8023(cable, link.snap(oui, type, payload));

const cooked = { source: A };
const { linuxSll, linuxSll2, loop, radiotap, rawIp } = link.LINK_TYPE;
const tag = (id: number, type: number) => ({ id, type });

export const LINK_ROWS: readonly FrameRow[] = [
  overCable('Ethernet', PACKET_V4, onCable),
  row(
    'Ethernet from a MAC of zeros',
    link.ethernet({ ...cable, source: '00:00:00:00:00:00' }, PACKET_V4),
    noMac,
  ),
  row('Ethernet with padding', link.ethernet({ ...cable, pad: true }, PACKET_V4), onCable),
  typed('Ethernet with another type', 0x88cc, octets('lldp'), {
    kind: 'link',
    type: 0x88cc,
    payload: 'lldp',
    macs: `${A} ${B}`,
    vlan: -1,
    anomaly: '',
  }),
  row('VLAN', link.ethernet({ ...cable, vlans: [{ id: 30, priority: 5 }] }, PACKET_V4), {
    ...onCable,
    vlan: 30,
  }),
  row('VLAN 0, a priority alone', link.ethernet({ ...cable, vlans: [0] }, PACKET_V4), {
    ...onCable,
    vlan: 0,
  }),
  row('QinQ', link.ethernet({ ...cable, vlans: [tag(100, 0x88a8), 20] }, PACKET_V4), {
    ...onCable,
    vlan: 100,
  }),
  row('QinQ before the standard', link.ethernet({ ...cable, vlans: [tag(7, 0x9100), 8] }, PACKET_V6), {
    ...udp6Seen,
    vlan: 7,
  }),
  row('four tags', link.ethernet({ ...cable, vlans: [1, 2, 3, 4] }, PACKET_V4), { ...onCable, vlan: 1 }),
  row(
    'five tags',
    link.ethernet({ ...cable, vlans: [1, 2, 3, 4, 5] }, PACKET_V4),
    refused('vlan-tags-too-many'),
  ),
  row('802.3 with LLC', link.ieee8023(cable, link.llc(0x42, 0x42, octets('stp'))), {
    kind: 'link',
    type: 0,
    payload: 'BB\x03stp',
    missing: 0,
    anomaly: '',
  }),
  row('802.3 in a VLAN', link.ieee8023({ ...cable, vlans: [9] }, link.llc(0x42, 0x42, octets('stp'))), {
    kind: 'link',
    type: 0,
    payload: 'BB\x03stp',
    vlan: 9,
  }),
  row('SNAP with an EtherType', snapped(0, 0x0800, PACKET_V4), onCable),
  row('SNAP of an organisation', snapped(0x00000c, 0x2000, octets('cdp')), {
    kind: 'link',
    type: 0x1_0000_0000 + 0x00000c_2000,
    payload: 'cdp',
  }),
  typed('neither length nor type', 0x05dd, zeros(50), refused('ethernet-type-invalid')),
  row('less than an Ethernet header', zeros(13), refused('ethernet-truncated')),
  typed('a tag cut in two', 0x8100, zeros(3), refused('ethernet-truncated')),
  typed('PPPoE with IPv4', 0x8864, link.pppoe(7, PACKET_V4), onCable),
  typed('PPPoE with IPv6', 0x8864, link.pppoe(7, PACKET_V6), udp6Seen),
  typed('PPPoE with link control', 0x8864, link.pppoe(7, octets('lcp'), 0xc021), {
    kind: 'link',
    type: 0x8864,
  }),
  typed('PPPoE cut', 0x8864, zeros(7), refused('pppoe-truncated')),
  typed('MPLS with IPv4', 0x8847, link.mpls([16, 17], PACKET_V4), onCable),
  typed('MPLS with IPv6', 0x8848, link.mpls([16], PACKET_V6), udp6Seen),
  typed(
    'MPLS pseudowire',
    0x8847,
    link.mpls([16], octets(zeros(4), link.ethernet(mirrored, PACKET_V4))),
    inMirror,
  ),
  typed('MPLS with something else', 0x8847, link.mpls([16], hex('f0ff')), { kind: 'link', type: 0x8847 }),
  typed('MPLS without a bottom', 0x8847, zeros(8), refused('mpls-truncated')),
  typed(
    'MPLS with too many labels',
    0x8847,
    link.mpls(Array(17).fill(5), PACKET_V4),
    refused('mpls-truncated'),
  ),
  row(
    'Linux cooked',
    link.linuxSll(cooked, PACKET_V4),
    { ...udpSeen, macs: `${A} 00:00:00:00:00:00` },
    linuxSll,
  ),
  row(
    'Linux cooked 2',
    link.linuxSll2(cooked, PACKET_V6),
    { ...udp6Seen, macs: `${A} 00:00:00:00:00:00` },
    linuxSll2,
  ),
  row('Linux cooked without MAC', link.linuxSll({ source: '00:00:00:00:00:00' }, PACKET_V4), noMac, linuxSll),
  row(
    'Linux cooked with LLC',
    link.linuxSll({ ...cooked, type: 4 }, octets('stp')),
    { kind: 'link', type: 0 },
    linuxSll,
  ),
  row('Linux cooked, cut', zeros(15), refused('ethernet-truncated'), linuxSll),
  row('Linux cooked 2, cut', zeros(19), refused('ethernet-truncated'), linuxSll2),
  row('BSD loopback, little-endian', link.loopback(PACKET_V4, 'little'), noMac, 0),
  row('BSD loopback, big-endian', link.loopback(PACKET_V6, 'big'), { ...udp6Seen, macs: '' }, loop),
  row('BSD loopback, cut', zeros(3), refused('ethernet-truncated'), 0),
  row('BSD loopback with AppleTalk', octets(u32(16), 0, 'ddp'), refused('ipv4-header-invalid'), loop),
  ...[rawIp, 12, 14, 228].map((type) => row(`raw IPv4, link type ${type}`, PACKET_V4, noMac, type)),
  row('raw IPv6', PACKET_V6, { ...udp6Seen, macs: '' }, 229),
  row('raw, nothing there', zeros(0), refused('ipv4-header-invalid'), rawIp),
  row('radiotap', link.radiotap(zeros(40)), refused('wireless-frame-not-decoded'), radiotap),
  ...[105, 119, 192].map((type) =>
    row(`wireless ${type}`, zeros(40), refused('wireless-frame-not-decoded'), type),
  ),
  row('an unknown link type', zeros(40), refused('link-type-unsupported'), 147),
];

const segment = net.tcp({ ...ports, sequence: 0xfffffff0, flags: 0x18, options: hex('0204') }, content);
const tcpSeen: Partial<Seen> = { ...onCable, protocol: 6, flags: 0x18, sequence: 0xfffffff0 };
const hosts = { kind: 'ip', ips: IPS_V4, ports: '0 0', payload: '', flags: 0 } as const;
const withOctet = (packet: Buffer, at: number, octet: number) => {
  const changed = Buffer.from(packet);
  changed[at] = octet;
  return changed;
};
const extension = (header: number, length = 2) => ({ header, body: zeros(length) });
const { hopByHop, routing, destinationOptions, authentication } = net.IP_PROTOCOL;
const atomic = { header: net.IP_PROTOCOL.fragment, body: octets(u16(0), u32(9)) };
const chained = (extensions: net.Ipv6Extension[]) => net.ipv6({ ...v6, extensions }, datagram);
const snaplen = (packet: Buffer, length: number) => link.ethernet(cable, packet).subarray(0, 14 + length);

export const IP_ROWS: readonly FrameRow[] = [
  overCable('TCP with options', net.ipv4(v4, segment), tcpSeen),
  overCable('TCP over IPv6', net.ipv6(v6, segment), {
    ...tcpSeen,
    ips: IPS_V6,
    ttl: 62,
  }),
  overCable('ICMP', net.ipv4(v4, net.icmp(8, 0, octets('ping'))), {
    ...onCable,
    protocol: 1,
    ports: '0 0',
    payload: '\x08\0\x19/ping',
  }),
  overCable('IPv4 options', net.ipv4({ ...v4, options: hex('94040000') }, datagram), onCable),
  row(
    'total length 0, as offloading leaves it',
    link.ethernet(cable, net.ipv4({ ...v4, totalLength: 0 }, datagram)),
    onCable,
  ),
  row('IPv4 cut by the capture', snaplen(PACKET_V4, 31), { ...onCable, payload: 'pay', missing: 4 }),
  row('IPv6 cut by the capture', snaplen(PACKET_V6, 51), { ...udp6Seen, payload: 'pay', missing: 4 }),
  overCable(
    'a wrong header checksum, as offloading leaves it',
    net.ipv4({ ...v4, checksum: 0 }, datagram),
    onCable,
  ),
  typed('IPv4 shorter than its header', 0x0800, PACKET_V4.subarray(0, 19), refused('ipv4-truncated')),
  typed('IPv4 options cut', 0x0800, withOctet(PACKET_V4.subarray(0, 22), 0, 0x46), refused('ipv4-truncated')),
  typed('IPv4 with another version', 0x0800, withOctet(PACKET_V4, 0, 0x55), refused('ipv4-header-invalid')),
  typed(
    'IPv4 with a header of 16 octets',
    0x0800,
    withOctet(PACKET_V4, 0, 0x44),
    refused('ipv4-header-invalid'),
  ),
  overCable(
    'IPv4 with a total below its header',
    net.ipv4({ ...v4, totalLength: 19 }, datagram),
    refused('ipv4-header-invalid'),
  ),
  typed('IPv6 shorter than its header', 0x86dd, PACKET_V6.subarray(0, 39), refused('ipv6-truncated')),
  typed('IPv6 with another version', 0x86dd, withOctet(PACKET_V6, 0, 0x45), refused('ipv6-truncated')),
  overCable(
    'IPv6 extension headers',
    chained([extension(hopByHop), extension(routing, 14), extension(destinationOptions)]),
    udp6Seen,
  ),
  overCable('IPv6 authentication header', chained([extension(authentication, 22)]), udp6Seen),
  overCable('IPv6 fragment that is whole', chained([atomic]), udp6Seen),
  overCable('eight IPv6 extension headers', chained(Array(8).fill(extension(destinationOptions))), udp6Seen),
  overCable(
    'nine',
    chained(Array(9).fill(extension(destinationOptions))),
    refused('ipv6-extensions-too-many'),
  ),
  row('IPv6 extension header cut', snaplen(chained([extension(routing, 14)]), 47), refused('ipv6-truncated')),
  row(
    'IPv6 extension header longer than the packet',
    snaplen(chained([extension(routing, 14)]), 50),
    refused('ipv6-truncated'),
  ),
  overCable('IPv6 without a next header', net.ipv6(v6, net.segment(59, zeros(0))), {
    ...udp6Seen,
    protocol: 59,
    ports: '0 0',
    payload: '',
  }),
  overCable('TCP header cut', net.ipv4(v4, net.segment(6, zeros(19))), {
    ...hosts,
    protocol: 6,
    anomaly: 'tcp-truncated',
  }),
  overCable('TCP header of 16 octets', net.ipv4(v4, net.segment(6, withOctet(zeros(30), 12, 0x40))), {
    ...hosts,
    anomaly: 'tcp-header-invalid',
  }),
  overCable(
    'TCP header longer than the packet',
    net.ipv4(v4, net.segment(6, withOctet(zeros(30), 12, 0xf0))),
    { ...hosts, anomaly: 'tcp-header-invalid' },
  ),
  row('TCP options cut by the capture', snaplen(net.ipv4(v4, segment), 42), {
    ...tcpSeen,
    payload: '',
    missing: 7,
  }),
  overCable('UDP header cut', net.ipv4(v4, net.segment(17, zeros(7))), {
    ...hosts,
    protocol: 17,
    anomaly: 'udp-truncated',
  }),
  overCable('UDP shorter than its packet', net.ipv4(v4, net.udp({ ...ports, length: 11 }, content)), {
    ...onCable,
    payload: 'pay',
  }),
  overCable('UDP longer than its packet', net.ipv4(v4, net.udp({ ...ports, length: 999 }, content)), onCable),
  overCable('UDP without a length', net.ipv4(v4, net.udp({ ...ports, length: 0 }, content)), onCable),
];

const mirror = link.ethernet({ ...mirrored, vlans: [30] }, PACKET_V4);
const inside = { ...inMirror, vlan: 30 };
const overGre = (type: number, payload: Buffer, header?: net.GreHeader) =>
  net.ipv4(outer, net.gre(type, payload, header));
const platform = octets(zeros(11), 1, zeros(8));
const pptp = (flags: number, fields: Buffer, ppp: Buffer) =>
  net.ipv4(outer, net.segment(47, octets(u16(flags), u16(0x880b), fields, ppp)));
const nested = (depth: number): Buffer =>
  depth === 0 ? PACKET_V4 : net.ipv4(outer, net.segment(4, nested(depth - 1)));
const outerSeen = { kind: 'ip', ips: '198.51.100.1 198.51.100.2', macs: `${A} ${B}`, anomaly: '' } as const;

export const TUNNEL_ROWS: readonly FrameRow[] = [
  overCable('IPv4 in IPv4', net.ipv4(outer, net.segment(4, PACKET_V4)), noMac),
  overCable('IPv6 in IPv4', net.ipv4(outer, net.segment(41, PACKET_V6)), { ...udp6Seen, macs: '' }),
  overCable('IPv4 in IPv6', net.ipv6(outer6, net.segment(4, PACKET_V4)), noMac),
  overCable('GRE with IPv4', overGre(0x0800, PACKET_V4), noMac),
  overCable(
    'GRE with checksum, key and sequence',
    overGre(0x86dd, PACKET_V6, { checksum: true, key: 1, sequence: 2 }),
    { ...udp6Seen, macs: '' },
  ),
  overCable('GRE with Ethernet', overGre(0x6558, mirror), inside),
  overCable('GRE with something else', overGre(0x1234, octets('?')), { ...outerSeen, protocol: 47 }),
  overCable('GRE cut', net.ipv4(outer, net.segment(47, zeros(3))), refused('tunnel-truncated')),
  overCable(
    'GRE key cut',
    net.ipv4(outer, net.segment(47, octets(u16(0x2000), u16(0x0800), 1))),
    refused('tunnel-truncated'),
  ),
  overCable('ERSPAN I', overGre(0x88be, mirror), inside),
  overCable('ERSPAN II', net.ipv4(outer, net.erspan2(5, mirror)), inside),
  overCable('ERSPAN III', overGre(0x22eb, octets(zeros(12), mirror), { sequence: 1 }), inside),
  overCable('ERSPAN III of a platform', overGre(0x22eb, octets(platform, mirror), { sequence: 1 }), inside),
  overCable('ERSPAN III cut', overGre(0x22eb, zeros(5), { sequence: 1 }), refused('tunnel-truncated')),
  overCable('PPTP', pptp(0x3081, zeros(12), octets(hex('ff030021'), PACKET_V4)), noMac),
  overCable('PPTP with short protocol', pptp(0x3001, zeros(8), octets(0x21, PACKET_V4)), noMac),
  overCable('PPTP with link control', pptp(0x3001, zeros(8), hex('c021')), { ...outerSeen, protocol: 47 }),
  overCable('VXLAN', net.ipv4(outer, net.vxlan(77, mirror)), inside),
  overCable(
    'port of VXLAN, other content',
    net.ipv4(outer, net.udp({ sourcePort: 5, destinationPort: 4789 }, zeros(20))),
    { ...outerSeen, ports: '5 4789' },
  ),
  overCable('three tunnels', nested(3), noMac),
  overCable('four tunnels', nested(4), refused('tunnels-too-deep')),
];

export const ALL_ROWS: readonly FrameRow[] = [...LINK_ROWS, ...IP_ROWS, ...TUNNEL_ROWS];
