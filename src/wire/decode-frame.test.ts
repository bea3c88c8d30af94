import { describe, expect, it } from 'vitest';
import * as link from '../../test/support/frame-builder.ts';
import { octets, u16, u32, zeros } from '../../test/support/octet-builder.ts';
import * as net from '../../test/support/packet-builder.ts';
import { ALL_ROWS, IP_ROWS, LINK_ROWS, PACKET_V4, TUNNEL_ROWS } from './decode-frame.arbitrary.ts';
import type { PacketAnomaly } from './packet.ts';
import { newDecoder, see } from './packet-seen.arbitrary.ts';

describe.each([
  ['link layers', LINK_ROWS],
  ['IP and transport', IP_ROWS],
  ['tunnels', TUNNEL_ROWS],
])('%s', (_name, rows) => {
  it.each(rows)('$name', ({ frame, linkType, seen }) => {
    expect(see(newDecoder(), frame, linkType)).toMatchObject(seen);
  });
});

describe('the re-used packet', () => {
  it('keeps nothing of the packet before', () => {
    const decoder = newDecoder();
    for (const before of ALL_ROWS) {
      for (const row of ALL_ROWS) {
        see(decoder, before.frame, before.linkType);
        expect(see(decoder, row.frame, row.linkType), `${row.name} after ${before.name}`).toEqual(
          see(newDecoder(), row.frame, row.linkType),
        );
      }
    }
  });
});

describe('anomalies', () => {
  it('are each reached by a row', () => {
    // A record, so that a new code does not compile until it stands here.
    const codes: Readonly<Record<PacketAnomaly, true>> = {
      'link-type-unsupported': true,
      'wireless-frame-not-decoded': true,
      'ethernet-truncated': true,
      'ethernet-type-invalid': true,
      'vlan-tags-too-many': true,
      'mpls-truncated': true,
      'pppoe-truncated': true,
      'ipv4-truncated': true,
      'ipv4-header-invalid': true,
      'ipv6-truncated': true,
      'ipv6-extensions-too-many': true,
      'tcp-truncated': true,
      'tcp-header-invalid': true,
      'udp-truncated': true,
      'tunnel-truncated': true,
      'tunnels-too-deep': true,
    };
    const reached = new Set(ALL_ROWS.map((row) => row.seen.anomaly ?? ''));
    expect(Object.keys(codes).filter((code) => !reached.has(code))).toEqual([]);
  });
});

describe('fragments', () => {
  const cable = { source: '02:00:5e:10:00:0a', destination: '02:00:5e:10:00:0b' };
  const ends4 = { source: '192.0.2.10', destination: '192.0.2.20', identification: 77 };
  const ends6 = { source: '2001:db8::10', destination: '2001:db8::20', identification: 77 };
  const datagram = net.udp({ sourcePort: 1000, destinationPort: 2000 }, octets('first---', zeros(8), 'last'));
  const segment = net.tcp({ sourcePort: 1000, destinationPort: 2000, sequence: 1, flags: 0x18 }, zeros(28));
  const frames = (packets: readonly Buffer[]) => packets.map((packet) => link.ethernet(cable, packet));
  const portsOf = (packets: readonly Buffer[], decoder = newDecoder()) =>
    frames(packets).map((frame) => see(decoder, frame).ports);

  it.each([
    ['IPv4', net.ipv4Fragments(ends4, datagram, 16)],
    ['IPv6', net.ipv6Fragments(ends6, datagram, 16)],
    ['TCP', net.ipv4Fragments(ends4, segment, 24)],
  ])('of %s take the ports of the first', (_name, packets) => {
    expect(portsOf(packets)).toEqual(packets.map(() => '1000 2000'));
  });

  it('of a first fragment that holds less than a TCP header take its ports all the same', () => {
    const [first, ...others] = net.ipv4Fragments(ends4, segment, 8);
    const decoder = newDecoder();
    expect(see(decoder, link.ethernet(cable, first ?? zeros(0))).anomaly).toBe('tcp-truncated');
    expect(portsOf(others, decoder)).toEqual(others.map(() => '1000 2000'));
  });

  it('are marked, with the part of the payload that they hold', () => {
    const decoder = newDecoder();
    const seen = frames(net.ipv4Fragments(ends4, datagram, 16)).map((frame) => see(decoder, frame));
    expect(seen.map((each) => each.fragment)).toEqual([true, true]);
    expect(seen.map((each) => each.payload)).toEqual(['first---', '\0\0\0\0\0\0\0\0last']);
  });

  it('without the first have no ports', () => {
    expect(portsOf(net.ipv4Fragments(ends4, datagram, 16).slice(1))).toEqual(['0 0']);
  });

  it.each([
    ['identification', { ...ends4, identification: 78 }],
    ['source', { ...ends4, source: '192.0.2.11' }],
    ['destination', { ...ends4, destination: '192.0.2.21' }],
  ])('with another %s do not join', (_name, other) => {
    const decoder = newDecoder();
    portsOf(net.ipv4Fragments(ends4, datagram, 16), decoder);
    expect(portsOf(net.ipv4Fragments(other, datagram, 16).slice(1), decoder)).toEqual(['0 0']);
  });

  it('of another protocol have no ports', () => {
    const echo = net.icmp(8, 0, zeros(20));
    expect(portsOf(net.ipv4Fragments(ends4, echo, 16))).toEqual(['0 0', '0 0']);
  });

  it('of a tunnel keep the ports of the tunnel, not of what it carries', () => {
    const tunnel = net.vxlan(1, link.ethernet(cable, PACKET_V4), 5555);
    const [first, ...others] = net.ipv4Fragments(ends4, tunnel, 64);
    const decoder = newDecoder();
    expect(see(decoder, link.ethernet(cable, first ?? zeros(0)))).toMatchObject({
      ports: '1000 2000',
      fragment: true,
    });
    expect(portsOf(others, decoder)).toEqual(others.map(() => '5555 4789'));
  });
});

describe('frames made to exhaust the stack', () => {
  const addresses = zeros(12);
  const largest = 262_144;

  it('SNAP in tags in SNAP ends where the length of the first ends', () => {
    const round = octets(u16(0x8100), u16(1), u16(1_500), 0xaa, 0xaa, 3, zeros(3));
    const { kind, payload } = see(newDecoder(), octets(addresses, Buffer.alloc(largest, round)));
    expect([kind, payload?.length]).toEqual(['link', 0]);
  });

  it('Ethernet in MPLS in Ethernet is refused', () => {
    const round = octets(addresses, u16(0x8847), u32(0x0001_0140), zeros(4));
    expect(see(newDecoder(), Buffer.alloc(largest, round))).toEqual({
      kind: 'none',
      anomaly: 'tunnels-too-deep',
    });
  });
});
