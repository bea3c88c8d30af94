/**
 * Builders of synthetic captures, a plain decode of a whole capture to values, and arbitrary captures, for tests.
 */

import fc from 'fast-check';
import { CaptureDecoder } from './capture-decoder.ts';

export interface BuiltPacket {
  readonly seconds: number;
  readonly fraction: number;
  readonly octets: Uint8Array;
  /** Length on the wire; that of the octets when absent. */
  readonly wire?: number;
}

export interface PcapShape {
  readonly littleEndian?: boolean;
  readonly magic?: number;
  readonly minorVersion?: number;
  /** The whole last field of the header, FCS bits included. */
  readonly linkType?: number;
  readonly swapLengths?: boolean;
}

function writer(littleEndian: boolean) {
  return {
    u16(value: number): Buffer {
      const octets = Buffer.alloc(2);
      if (littleEndian) octets.writeUInt16LE(value);
      else octets.writeUInt16BE(value);
      return octets;
    },
    u32(value: number): Buffer {
      const octets = Buffer.alloc(4);
      if (littleEndian) octets.writeUInt32LE(value);
      else octets.writeUInt32BE(value);
      return octets;
    },
    u64(value: bigint): Buffer {
      const octets = Buffer.alloc(8);
      if (littleEndian) octets.writeBigUInt64LE(BigInt.asUintN(64, value));
      else octets.writeBigUInt64BE(BigInt.asUintN(64, value));
      return octets;
    },
  };
}

/** A pcap file. */
export function buildPcap(packets: readonly BuiltPacket[], shape: PcapShape = {}): Buffer {
  const {
    littleEndian = true,
    magic = 0xa1b2c3d4,
    minorVersion = 4,
    linkType = 1,
    swapLengths = false,
  } = shape;
  const { u16, u32 } = writer(littleEndian);
  const parts = [u32(magic), u16(2), u16(minorVersion), u32(0), u32(0), u32(262_144), u32(linkType)];
  for (const { seconds, fraction, octets, wire = octets.length } of packets) {
    parts.push(u32(seconds), u32(fraction));
    parts.push(u32(swapLengths ? wire : octets.length), u32(swapLengths ? octets.length : wire));
    if (magic === 0xa1b2cd34) parts.push(u32(3), u16(0x0800), Buffer.from([0, 0]));
    parts.push(Buffer.from(octets));
  }
  return Buffer.concat(parts);
}

/** Builder of the blocks of a pcapng section. */
export function pcapngBlocks(littleEndian = true) {
  const { u16, u32, u64 } = writer(littleEndian);
  const padded = (octets: Uint8Array) => Buffer.concat([octets, Buffer.alloc((4 - (octets.length % 4)) % 4)]);
  const block = (type: number, ...body: Uint8Array[]) => {
    const octets = padded(Buffer.concat(body));
    const length = u32(octets.length + 12);
    return Buffer.concat([u32(type), length, octets, length]);
  };
  const option = (code: number, value: Uint8Array) =>
    Buffer.concat([u16(code), u16(value.length), padded(value)]);
  return {
    u16,
    u32,
    u64,
    block,
    option,
    section: (major = 1, options: Uint8Array = Buffer.alloc(0)) =>
      block(0x0a0d0d0a, u32(0x1a2b3c4d), u16(major), u16(0), u64(-1n), options),
    interface: (linkType = 1, snapLength = 0, ...options: Uint8Array[]) =>
      block(1, u16(linkType), u16(0), u32(snapLength), ...options, option(0, Buffer.alloc(0))),
    packet: (
      octets: Uint8Array,
      {
        ticks = 0n,
        interface: id = 0,
        wire = octets.length,
        options = Buffer.alloc(0) as Uint8Array,
        captured = octets.length,
      } = {},
    ) =>
      block(
        6,
        u32(id),
        u32(Number(ticks >> 32n)),
        u32(Number(ticks & 0xffffffffn)),
        u32(captured),
        u32(wire),
        padded(octets),
        options,
      ),
    obsoletePacket: (octets: Uint8Array, { ticks = 0n, interface: id = 0, drops = 0xffff } = {}) =>
      block(
        2,
        u16(id),
        u16(drops),
        u32(Number(ticks >> 32n)),
        u32(Number(ticks & 0xffffffffn)),
        u32(octets.length),
        u32(octets.length),
        padded(octets),
      ),
    simplePacket: (octets: Uint8Array, wire = octets.length) => block(3, u32(wire), padded(octets)),
    names: (...records: Uint8Array[]) => block(4, ...records, option(0, Buffer.alloc(0))),
    statistics: (id: number, ...options: Uint8Array[]) => block(5, u32(id), u64(0n), ...options),
  };
}

/** What a capture holds, as values. */
export interface Decoded {
  readonly format: string | undefined;
  readonly frames: readonly {
    readonly number: number;
    readonly micros: number;
    readonly linkType: number;
    readonly wireOctets: number;
    readonly hex: string;
  }[];
  readonly names: readonly string[];
  readonly droppedPackets: number;
  readonly damagedAt: CaptureDecoder['damagedAt'];
}

/** Decodes a whole capture, given in pieces of the lengths that `nextLength` tells. */
export function decodeCapture(
  capture: Uint8Array,
  nextLength: () => number = () => capture.length || 1,
): Decoded {
  const frames: Decoded['frames'][number][] = [];
  const names: string[] = [];
  const decoder = new CaptureDecoder({
    frame({ octets, start, end, number, micros, linkType, wireOctets }) {
      frames.push({ number, micros, linkType, wireOctets, hex: octets.bytes.toString('hex', start, end) });
    },
    resolvedName: (ip, name) => names.push(`${ip} ${name}`),
  });
  for (let at = 0; at < capture.length; ) {
    const length = Math.max(1, nextLength());
    decoder.push(capture.subarray(at, at + length));
    at += length;
  }
  decoder.end();
  const { format, droppedPackets, damagedAt } = decoder;
  return { format, frames, names, droppedPackets, damagedAt };
}

const arbitraryPacket = fc.record({
  seconds: fc.nat(0xffffffff),
  fraction: fc.nat(999_999),
  octets: fc.uint8Array({ minLength: 1, maxLength: 40 }),
});

/** Captures of all formats and byte orders with a few short packets. */
export const arbitraryCapture: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom('pcap', 'pcapng'),
    fc.boolean(),
    fc.constantFrom(0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34),
    fc.array(arbitraryPacket, { maxLength: 8 }),
  )
  .map(([format, littleEndian, magic, packets]) => {
    if (format === 'pcap') return buildPcap(packets, { littleEndian, magic });
    const first = pcapngBlocks(littleEndian);
    const second = pcapngBlocks(!littleEndian);
    const ticks = (packet: BuiltPacket) => BigInt(packet.seconds) * 1_000_000n + BigInt(packet.fraction);
    return Buffer.concat([
      first.section(),
      first.interface(1, 65_535),
      ...packets.map((packet) => first.packet(packet.octets, { ticks: ticks(packet) })),
      first.block(0x0000_0bad, Buffer.alloc(33, 7)),
      first.statistics(0, first.option(5, first.u64(3n))),
      second.section(),
      second.interface(101, 0, second.option(9, Buffer.from([9]))),
      second.names(second.option(1, Buffer.from('\x0a\0\0\x07pump\0', 'latin1'))),
      ...packets.map((packet) => second.packet(packet.octets, { ticks: ticks(packet) * 1_000n })),
      ...packets.map((packet) => second.obsoletePacket(packet.octets, { ticks: 5n, drops: 1 })),
      ...packets.map((packet) => second.simplePacket(packet.octets)),
    ]);
  });
