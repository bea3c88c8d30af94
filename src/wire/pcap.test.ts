import { describe, expect, test } from 'vitest';
import { buildPcap, decodeCapture, type PcapShape } from './capture-decoder.arbitrary.ts';
import { MAX_EMPTY_RECORDS } from './pcap.ts';

const SECONDS = 1_700_000_000;
const one = (fraction: number, seconds = SECONDS) => [
  { seconds, fraction, octets: Buffer.from('c0ffee', 'hex') },
];

describe('magics and byte orders', () => {
  test.each([
    ['microseconds, little-endian', 0xa1b2c3d4, true, 999_999, 0.999_999],
    ['microseconds, big-endian', 0xa1b2c3d4, false, 999_999, 0.999_999],
    ['nanoseconds, little-endian', 0xa1b23c4d, true, 123_456_750, 0.123_456_75],
    ['nanoseconds, big-endian', 0xa1b23c4d, false, 123_456_750, 0.123_456_75],
    ['patched libpcap, little-endian', 0xa1b2cd34, true, 1, 0.000_001],
    ['patched libpcap, big-endian', 0xa1b2cd34, false, 1, 0.000_001],
  ])('%s', (_, magic, littleEndian, fraction, seconds) => {
    const capture = buildPcap([...one(fraction), ...one(0)], { magic, littleEndian });
    const { format, frames, damagedAt } = decodeCapture(capture);
    expect(format).toBe('pcap');
    expect(damagedAt).toBeUndefined();
    expect(frames).toEqual([
      { number: 1, micros: SECONDS * 1e6 + seconds * 1e6, linkType: 1, wireOctets: 3, hex: 'c0ffee' },
      { number: 2, micros: SECONDS * 1e6, linkType: 1, wireOctets: 3, hex: 'c0ffee' },
    ]);
  });
});

describe('time', () => {
  test.each([
    [
      'nanoseconds are cut to quarters, never carried into the next microsecond',
      0xa1b23c4d,
      SECONDS,
      999_999_999,
      999_999.75,
    ],
    ['seconds beyond 2038 are unsigned', 0xa1b2c3d4, 0x80000000, 5, 5],
    ['the last second that fits', 0xa1b2c3d4, 0xffffffff, 999_999, 999_999],
    ['a fraction beyond a second is kept as it stands', 0xa1b2c3d4, SECONDS, 1_500_000, 1_500_000],
  ])('%s', (_, magic, seconds, fraction, micros) => {
    const { frames } = decodeCapture(buildPcap(one(fraction, seconds), { magic }));
    expect(frames[0]?.micros).toBe(seconds * 1e6 + micros);
  });

  test('every nanosecond value keeps its whole microsecond', () => {
    const packets = Array.from({ length: 2_000 }, (_, index) => ({
      seconds: SECONDS + index,
      fraction: (index * 499_979 + 999) % 1_000_000_000,
      octets: Buffer.from([index & 0xff]),
    }));
    const { frames } = decodeCapture(buildPcap(packets, { magic: 0xa1b23c4d }));
    expect(frames.map((frame) => Math.floor(frame.micros))).toEqual(
      packets.map(({ seconds, fraction }) => seconds * 1e6 + Math.floor(fraction / 1_000)),
    );
  });
});

describe('lengths and link type', () => {
  test.each<[string, PcapShape, number]>([
    ['plain', { linkType: 113 }, 113],
    ['with frame check sequence of 4 octets', { linkType: 0x24000001 }, 1],
    ['with all bits above set', { linkType: 0xffff0114, littleEndian: false }, 276],
  ])('link type %s', (_, shape, linkType) => {
    expect(decodeCapture(buildPcap(one(1), shape)).frames[0]?.linkType).toBe(linkType);
  });

  test('a packet cut by the snap length keeps its length on the wire', () => {
    const { frames } = decodeCapture(
      buildPcap([{ seconds: 1, fraction: 1, octets: Buffer.alloc(96), wire: 1_514 }]),
    );
    expect(frames[0]?.wireOctets).toBe(1_514);
    expect(frames[0]?.hex).toHaveLength(192);
  });

  test('a wire length below the captured length is raised to it', () => {
    const { frames } = decodeCapture(
      buildPcap([{ seconds: 1, fraction: 1, octets: Buffer.alloc(96), wire: 20 }]),
    );
    expect(frames[0]?.wireOctets).toBe(96);
  });

  test.each([
    [2, true],
    [3, true],
    [3, false],
  ])('version 2.%i with the lengths the other way round: %s', (minorVersion, swapLengths) => {
    const packets = [1, 2].map((fraction) => ({
      seconds: 1,
      fraction,
      octets: Buffer.alloc(68, fraction),
      wire: 1_514,
    }));
    const { frames, damagedAt } = decodeCapture(buildPcap(packets, { minorVersion, swapLengths }));
    expect(damagedAt).toBeUndefined();
    expect(frames.map(({ wireOctets, hex }) => [wireOctets, hex.length / 2])).toEqual([
      [1_514, 68],
      [1_514, 68],
    ]);
  });

  test('an empty packet with a time is a packet', () => {
    const capture = buildPcap([{ seconds: 1, fraction: 0, octets: Buffer.alloc(0) }]);
    expect(decodeCapture(capture).frames).toHaveLength(1);
  });
});

describe('damage', () => {
  const capture = buildPcap([...one(1), ...one(2)]);
  const secondRecord = 24 + 16 + 3;

  test.each([
    ['a length just over the limit', 262_144 + 4_096 + 1],
    ['the greatest length', 0xffffffff],
  ])('%s', (_, length) => {
    const damaged = Buffer.from(capture);
    damaged.writeUInt32LE(length, secondRecord + 8);
    damaged.writeUInt32LE(length, secondRecord + 12);
    const { frames, damagedAt } = decodeCapture(damaged);
    expect(frames).toHaveLength(1);
    expect(damagedAt).toEqual({ octet: secondRecord, packet: 2, reason: 'record-too-long' });
  });

  test('zeros up to the end of a file that was never filled', () => {
    const unwritten = Buffer.concat([capture, Buffer.alloc((MAX_EMPTY_RECORDS + 9) * 16)]);
    const { frames, damagedAt } = decodeCapture(unwritten);
    expect(frames).toHaveLength(2 + MAX_EMPTY_RECORDS);
    expect(damagedAt).toEqual({
      octet: capture.length + MAX_EMPTY_RECORDS * 16,
      packet: 3 + MAX_EMPTY_RECORDS,
      reason: 'record-empty',
    });
    expect(decodeCapture(unwritten, () => 7).damagedAt).toEqual(damagedAt);
  });

  test('a few records of zeros between others are packets, as crafted captures have them', () => {
    const gap = Buffer.alloc(MAX_EMPTY_RECORDS * 16);
    const next = buildPcap(one(3)).subarray(24);
    const { frames, damagedAt } = decodeCapture(Buffer.concat([capture, gap, next, gap, next]));
    expect(damagedAt).toBeUndefined();
    expect(frames).toHaveLength(4 + 2 * MAX_EMPTY_RECORDS);
  });

  test.each([1, 15, 16, 18])('cut %i octets into the second record', (length) => {
    const { frames, damagedAt } = decodeCapture(capture.subarray(0, secondRecord + length));
    expect(frames).toHaveLength(1);
    expect(damagedAt).toEqual({ octet: secondRecord, packet: 2, reason: 'cut-short' });
  });
});
