import { describe, expect, it } from 'vitest';
import { writePcap, writePcapng } from './capture-writer.ts';
import * as link from './frame-builder.ts';
import { hex, internetChecksum, octets, u16, u32, utf16be, zeros } from './octet-builder.ts';
import * as net from './packet-builder.ts';
import { TcpConversation } from './tcp-conversation.ts';

const A = { mac: '02:00:5e:10:00:0a', ip: '192.0.2.10', port: 49_200 };
const B = { mac: '02:00:5e:10:00:0b', ip: '192.0.2.20', port: 104 };
const pair = { source: A.ip, destination: B.ip };
const cable = { source: A.mac, destination: B.mac };
const ports = { sourcePort: 1000, destinationPort: 2000 };

describe('octets', () => {
  it('joins numbers, texts and octets', () => {
    expect(octets(0x0b, 'AB', u16(0x0102), u32(0xdeadbeef)).toString('hex')).toBe('0b41420102deadbeef');
    expect(utf16be('A').toString('hex')).toBe('0041');
  });

  it('computes the checksum of the example in RFC 1071 section 3', () => {
    expect(internetChecksum(hex('0001 f203 f4f5 f6f7'))).toBe(~0xddf2 & 0xffff);
  });

  it('refuses what is no hexadecimal text', () => {
    expect(() => hex('0g')).toThrow('no hexadecimal octets');
  });
});

describe('link layers', () => {
  const packet = net.ipv4(pair, net.udp(ports, octets('x')));

  it('writes tags outermost first and pads on demand', () => {
    const outer = { id: 100, type: link.ETHER_TYPE.qinq, priority: 5 };
    const frame = link.ethernet({ ...cable, vlans: [outer, 20], pad: true }, packet);
    expect(frame.subarray(12, 22).toString('hex')).toBe('88a8a064810000140800');
    expect(frame).toHaveLength(60);
  });

  it.each([
    [
      '802.3 with SNAP',
      link.ieee8023(cable, link.snap(0x0c, 0x2000, octets('cdp'))),
      '000baaaa0300000c2000636470',
    ],
    ['PPPoE', link.ethernet({ ...cable, type: 0x8864 }, link.pppoe(7, packet)), '886411000007001f0021'],
    ['MPLS', link.ethernet({ ...cable, type: 0x8847 }, link.mpls([16, 17], packet)), '88470001004000011140'],
  ])('%s follows the addresses', (_name, frame, expected) => {
    expect(frame.toString('hex').slice(24)).toMatch(new RegExp(`^${expected}`));
  });

  it('writes cooked, loopback and radiotap headers of the right length', () => {
    const at = (frame: Buffer) => frame.indexOf(packet);
    const cooked = { source: A.mac };
    const wifi = { transmitter: A.mac, receiver: B.mac, third: B.mac, direction: 'toDs' as const };
    expect(at(link.linuxSll(cooked, packet))).toBe(16);
    expect(at(link.linuxSll2(cooked, packet))).toBe(20);
    expect(link.loopback(packet, 'little').subarray(0, 4).toString('hex')).toBe('02000000');
    expect(link.loopback(packet, 'big').subarray(0, 4).toString('hex')).toBe('00000002');
    expect(at(link.radiotap(link.wifiData({ ...wifi, qos: true }, link.snap(0, 0x0800, packet)), 0))).toBe(
      43,
    );
  });

  it('derives group and link-local addresses', () => {
    expect(link.multicastMac('239.255.255.250')).toBe('01:00:5e:7f:ff:fa');
    expect(link.multicastMac('ff02::1:3')).toBe('33:33:00:01:00:03');
    expect(link.linkLocalIpv6('00:09:fb:3a:10:15')).toBe('fe80::0209:fbff:fe3a:1015');
  });
});

describe('packets', () => {
  const zeroSum = (packet: Buffer, from: number, to: number) =>
    internetChecksum(packet.subarray(from, to)) === 0;

  it('gives the IPv4 header a right checksum, with options too', () => {
    const packet = net.ipv4({ ...pair, options: hex('94040000') }, net.udp(ports, zeros(3)));
    expect(packet[0]).toBe(0x46);
    expect(zeroSum(packet, 0, 24)).toBe(true);
    expect(packet.readUInt16BE(2)).toBe(packet.length);
  });

  it('gives UDP over IPv6 a checksum over the pseudo header', () => {
    const ends = { source: '2001:db8::1', destination: '2001:db8::2' };
    const packet = net.ipv6(ends, net.udp(ports, octets('odd')));
    const unit = packet.subarray(40);
    const pseudo = octets(packet.subarray(8, 40), u32(unit.length), zeros(3), 17);
    expect(internetChecksum(pseudo, unit)).toBe(0);
  });

  it('chains extension headers', () => {
    const ends = { source: '2001:db8::1', destination: '2001:db8::2' };
    const extensions = [
      { header: net.IP_PROTOCOL.hopByHop, body: hex('050200000100') },
      { header: net.IP_PROTOCOL.destinationOptions, body: zeros(2) },
    ];
    const packet = net.ipv6({ ...ends, extensions }, net.segment(net.IP_PROTOCOL.noNext, zeros(0)));
    expect(packet.subarray(40).toString('hex')).toBe('3c00050200000100' + '3b00000000000000');
  });

  it('cuts fragments that join to the whole', () => {
    const carried = net.udp(ports, Buffer.alloc(50, 1));
    const fragments = net.ipv4Fragments({ ...pair, identification: 9 }, carried, 24);
    expect(fragments.map((packet) => packet.readUInt16BE(6))).toEqual([0x2000, 0x2003, 0x0006]);
    const whole = net.ipv4(pair, carried).subarray(20);
    expect(octets(...fragments.map((packet) => packet.subarray(20)))).toEqual(whole);
    const ends = { source: '2001:db8::1', destination: '2001:db8::2' };
    expect(net.ipv6Fragments(ends, carried, 32).map((packet) => packet.readUInt16BE(42))).toEqual([1, 32]);
  });

  it('wraps frames in ERSPAN II and VXLAN', () => {
    const inner = link.ethernet({ ...cable, type: 0x88b5 }, zeros(46));
    expect(net.ipv4(pair, net.erspan2(5, inner)).indexOf(inner)).toBe(20 + 8 + 8);
    expect(net.ipv4(pair, net.vxlan(77, inner)).indexOf(inner)).toBe(20 + 8 + 8);
  });
});

describe('TcpConversation', () => {
  it('keeps sequence numbers, segments data and closes', () => {
    const conversation = new TcpConversation({ client: A, server: B, segmentOctets: 4, acknowledge: false });
    const { frames } = conversation.open().client(octets('abcdef')).server(octets('xy')).close();
    const rows = frames.map((frame) => {
      const packet = Buffer.from(frame.octets);
      return [packet.readUInt32BE(38), packet.readUInt32BE(42), packet[47]];
    });
    expect(rows).toEqual([
      [1000, 0, 0x02],
      [5000, 1001, 0x12],
      [1001, 5001, 0x10],
      [1001, 5001, 0x10],
      [1005, 5001, 0x18],
      [5001, 1007, 0x18],
      [1007, 5003, 0x11],
      [5003, 1008, 0x11],
      [1008, 5004, 0x10],
    ]);
  });

  it('sends through a router when told', () => {
    const router = '02:00:5e:10:00:01';
    const client = { ...A, nextHopMac: router, vlans: [10] };
    const server = { ...B, nextHopMac: router, vlans: [30] };
    const { frames } = new TcpConversation({ client, server }).open();
    expect(frames.map((frame) => Buffer.from(frame.octets).readUInt16BE(14))).toEqual([10, 30, 10]);
    expect(
      frames.every((frame) => Buffer.from(frame.octets).toString('hex').startsWith('02005e100001')),
    ).toBe(true);
  });
});

describe('capture files', () => {
  const frames = [{ micros: 1_700_000_000_123_456, octets: octets('abcde'), wireOctets: 90 }];

  it('writes pcap in both byte orders and resolutions', () => {
    const little = writePcap(frames);
    expect(little.subarray(0, 24).toString('hex')).toBe(
      'd4c3b2a1020004000000000000000000' + '0000040001000000',
    );
    expect([24, 28, 32, 36].map((at) => little.readUInt32LE(at))).toEqual([1_700_000_000, 123_456, 5, 90]);
    const big = writePcap(frames, { bigEndian: true, nanoseconds: true, linkType: 113 });
    expect(big.readUInt32BE(0)).toBe(0xa1b23c4d);
    expect(big.readUInt32BE(28)).toBe(123_456_000);
  });

  it('writes pcapng with names, blocks of whole words', () => {
    const names = [{ ip: '192.0.2.10', name: 'ct01.example' }];
    const file = writePcapng(frames, { names, timestampResolution: 9 });
    const types: number[] = [];
    for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) types.push(file.readUInt32LE(at));
    expect(types).toEqual([0x0a0d0d0a, 1, 4, 6]);
  });
});
