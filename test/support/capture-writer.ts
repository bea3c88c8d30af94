/**
 * Capture files from frames: classic pcap and pcapng.
 * draft-ietf-opsawg-pcap (file header 4, packet record 5), draft-ietf-opsawg-pcapng (blocks 4.1 to 4.5).
 */

import { ipOctets, octets, u16, u16le, u32, u32le, zeros } from './octet-builder.ts';

export interface CaptureFrame {
  /** Microseconds since 1970. */
  readonly micros: number;
  readonly octets: Uint8Array;
  /** Length on the wire when the capture cut the frame. */
  readonly wireOctets?: number;
}

export interface CaptureOptions {
  /** LINKTYPE_ number; 1 (Ethernet) unless stated. */
  readonly linkType?: number;
  /** Byte order of the file; little-endian unless stated. */
  readonly bigEndian?: boolean;
  readonly snapOctets?: number;
}

export interface PcapOptions extends CaptureOptions {
  /** Magic number and fractions of the nanosecond variant. */
  readonly nanoseconds?: boolean;
}

export interface PcapngOptions extends CaptureOptions {
  /** A name resolution block before the packets. */
  readonly names?: readonly { readonly ip: string; readonly name: string }[];
  /** `if_tsresol`: decimal digits behind the second (6 unless stated), or with 0x80 binary ones. */
  readonly timestampResolution?: number;
  /** `if_name`. */
  readonly interfaceName?: string;
}

const MICROSECOND_MAGIC = 0xa1b2c3d4;
const NANOSECOND_MAGIC = 0xa1b23c4d;
const SNAP_OCTETS = 262_144;

/** A pcap file: microseconds and little-endian unless stated. */
export function writePcap(frames: readonly CaptureFrame[], options: PcapOptions = {}): Buffer {
  const { word, half } = byteOrder(options);
  const magic = options.nanoseconds ? NANOSECOND_MAGIC : MICROSECOND_MAGIC;
  const header = octets(
    ...[word(magic), half(2), half(4), zeros(8)],
    ...[word(options.snapOctets ?? SNAP_OCTETS), word(options.linkType ?? 1)],
  );
  const records = frames.map((frame) => {
    const seconds = Math.floor(frame.micros / 1e6);
    const fraction = options.nanoseconds
      ? Math.round((frame.micros - seconds * 1e6) * 1e3)
      : Math.floor(frame.micros - seconds * 1e6);
    const lengths = octets(word(frame.octets.length), word(frame.wireOctets ?? frame.octets.length));
    return octets(word(seconds), word(fraction), lengths, frame.octets);
  });
  return octets(header, ...records);
}

/** A pcapng file of one section with one interface. */
export function writePcapng(frames: readonly CaptureFrame[], options: PcapngOptions = {}): Buffer {
  const { word, half } = byteOrder(options);
  const padded = (part: Uint8Array) => octets(part, zeros((4 - (part.length % 4)) % 4));
  const block = (type: number, body: Uint8Array) => {
    const length = word(body.length + 12);
    return octets(word(type), length, body, length);
  };
  const option = (code: number, value: Uint8Array) => octets(half(code), half(value.length), padded(value));
  const end = zeros(4);
  const section = block(0x0a0d0d0a, octets(word(0x1a2b3c4d), half(1), half(0), zeros(8).fill(0xff)));
  const resolution = options.timestampResolution ?? 6;
  const interfaceOptions = octets(
    options.interfaceName === undefined ? zeros(0) : option(2, octets(options.interfaceName)),
    option(9, octets(resolution)),
    end,
  );
  const description = block(
    1,
    octets(half(options.linkType ?? 1), half(0), word(options.snapOctets ?? SNAP_OCTETS), interfaceOptions),
  );
  const records = (options.names ?? []).map(({ ip, name }) => {
    const address = ipOctets(ip);
    const value = octets(address, name, 0);
    return octets(half(address.length === 4 ? 1 : 2), half(value.length), padded(value));
  });
  const names = records.length === 0 ? zeros(0) : block(4, octets(...records, end));
  const packets = frames.map((frame) => {
    const ticks = ticksOf(frame.micros, resolution);
    const time = octets(word(Number(ticks >> 32n)), word(Number(ticks & 0xffff_ffffn)));
    const lengths = octets(word(frame.octets.length), word(frame.wireOctets ?? frame.octets.length));
    return block(6, octets(word(0), time, lengths, padded(frame.octets)));
  });
  return octets(section, description, names, ...packets);
}

function ticksOf(micros: number, resolution: number): bigint {
  const whole = Math.floor(micros);
  const nanos = BigInt(whole) * 1_000n + BigInt(Math.round((micros - whole) * 1e3));
  const perSecond = resolution & 0x80 ? 1n << BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
  return (nanos * perSecond) / 1_000_000_000n;
}

function byteOrder(options: CaptureOptions): {
  word: (value: number) => Buffer;
  half: (value: number) => Buffer;
} {
  return options.bigEndian ? { word: u32, half: u16 } : { word: u32le, half: u16le };
}
