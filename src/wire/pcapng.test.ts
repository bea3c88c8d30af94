import { describe, expect, test } from 'vitest';
import { decodeCapture, pcapngBlocks } from './capture-decoder.arbitrary.ts';
import { MAX_BLOCK_OCTETS, MAX_INTERFACES } from './pcapng.ts';
import { MAX_NAMES_OF_ADDRESS } from './pcapng-blocks.ts';

const data = Buffer.from('c0ffee', 'hex');
const blocks = pcapngBlocks();
const { section, packet, option, u64 } = blocks;
const describeInterface = blocks.interface;
const decode = (...parts: Uint8Array[]) => decodeCapture(Buffer.concat(parts));

describe.each([true, false])('little-endian %s', (littleEndian) => {
  const ordered = pcapngBlocks(littleEndian);

  test('enhanced, obsolete and simple packet blocks', () => {
    const ticks = 1_700_000_000_123_456n;
    const { format, frames, damagedAt } = decode(
      ordered.section(),
      ordered.interface(1),
      ordered.interface(113),
      ordered.packet(data, { ticks, wire: 1_514 }),
      ordered.obsoletePacket(data, { ticks: ticks + 1n, interface: 1 }),
      ordered.simplePacket(data, 3),
    );
    expect(format).toBe('pcapng');
    expect(damagedAt).toBeUndefined();
    expect(frames).toEqual([
      { number: 1, micros: 1_700_000_000_123_456, linkType: 1, wireOctets: 1_514, hex: 'c0ffee' },
      { number: 2, micros: 1_700_000_000_123_457, linkType: 113, wireOctets: 3, hex: 'c0ffee' },
      { number: 3, micros: 1_700_000_000_123_457, linkType: 1, wireOctets: 3, hex: 'c0ffee' },
    ]);
  });

  test('a section in the other byte order begins with interfaces of its own', () => {
    const other = pcapngBlocks(!littleEndian);
    const { frames, damagedAt } = decode(
      ordered.section(),
      ordered.interface(1),
      ordered.packet(data, { ticks: 1n }),
      other.section(),
      other.interface(276),
      other.packet(data, { ticks: 2n }),
      ordered.section(),
      ordered.packet(data, { ticks: 3n }),
    );
    expect(frames.map(({ linkType, micros }) => [linkType, micros])).toEqual([
      [1, 1],
      [276, 2],
    ]);
    expect(damagedAt).toMatchObject({ packet: 3, reason: 'interface-unknown' });
  });

  test('names, and drops of the last statistics of each interface', () => {
    const { u64: count, option: entry } = ordered;
    const { names, droppedPackets, damagedAt } = decode(
      ordered.section(),
      ordered.interface(1),
      ordered.interface(1),
      ordered.names(
        entry(1, Buffer.from('\x0a\0\0\x07pump-7\0pump-7.ward.example\0', 'latin1')),
        entry(2, Buffer.from('fe800000000000000209fbfffe3a1015', 'hex')),
        entry(
          2,
          Buffer.concat([Buffer.from('fe800000000000000209fbfffe3a1015', 'hex'), Buffer.from('mx700\0')]),
        ),
        entry(3, Buffer.from('ignored')),
      ),
      ordered.statistics(0, entry(5, count(10n)), entry(7, count(1n))),
      ordered.statistics(0, entry(5, count(12n)), entry(7, count(2n))),
      ordered.statistics(1, entry(5, count(-1n)), entry(7, count(5_000_000_000n))),
      ordered.statistics(9, entry(5, count(99n))),
      ordered.section(),
      ordered.interface(1),
      ordered.statistics(0, entry(5, count(100n))),
      ordered.obsoletePacket(data, { drops: 3 }),
      ordered.obsoletePacket(data, { drops: 0xffff }),
    );
    expect(damagedAt).toBeUndefined();
    expect(names).toEqual([
      '10.0.0.7 pump-7',
      '10.0.0.7 pump-7.ward.example',
      'fe80::209:fbff:fe3a:1015 mx700',
    ]);
    expect(droppedPackets).toBe(14 + 5_000_000_000 + 100 + 3);
  });
});

describe('clocks', () => {
  const at = 1_700_000_000n;
  test.each<[string, number | undefined, bigint, bigint, number]>([
    ['no resolution given: microseconds', undefined, 0n, at * 1_000_000n + 999_999n, 0.999_999],
    ['seconds', 0, 0n, at, 0],
    ['milliseconds', 3, 0n, at * 1_000n + 999n, 0.999],
    ['microseconds', 6, 0n, at * 1_000_000n + 1n, 0.000_001],
    ['tenths of a microsecond', 7, 0n, at * 10_000_000n + 9_999_999n, 0.999_999_75],
    ['nanoseconds', 9, 0n, at * 1_000_000_000n + 123_456_750n, 0.123_456_75],
    ['nanoseconds, the last of a second', 9, 0n, at * 1_000_000_000n + 999_999_999n, 0.999_999_75],
    ['picoseconds with an offset', 12, at, 999_999_000_000n, 0.999_999],
    ['halves of a second', 0x81, 0n, at * 2n + 1n, 0.5],
    ['2^-20', 0x94, 0n, (at << 20n) + 0xc0000n, 0.75],
    ['2^-32', 0xa0, 0n, (at << 32n) + 0x80000000n, 0.5],
    ['2^-32, the last of a second', 0xa0, 0n, (at << 32n) + 0xffffffffn, 0.999_999_75],
    ['2^-33, one tick below a second', 0xa1, 0n, (at << 33n) + 0x1_ffff_ffffn, 0.999_999_75],
    ['2^-40 with an offset', 0xa8, at, 0xc0_0000_0000n, 0.75],
    ['an offset back in time', 6, -10n, (at + 10n) * 1_000_000n + 7n, 0.000_007],
  ])('%s', (_, resolution, offset, ticks, fraction) => {
    const { frames } = decode(
      section(),
      describeInterface(
        1,
        0,
        ...(resolution === undefined ? [] : [option(9, Buffer.from([resolution]))]),
        ...(offset === 0n ? [] : [option(14, u64(offset))]),
      ),
      packet(data, { ticks }),
    );
    expect(frames[0]?.micros).toBe(1_700_000_000 * 1e6 + fraction * 1e6);
  });

  test('every nanosecond keeps its whole microsecond', () => {
    const ticks = Array.from(
      { length: 2_000 },
      (_, index) => at * 1_000_000_000n + BigInt(index) * 499_979_333n,
    );
    const { frames } = decode(
      section(),
      describeInterface(1, 0, option(9, Buffer.from([9]))),
      ...ticks.map((each) => packet(data, { ticks: each })),
    );
    expect(frames.map((frame) => Math.floor(frame.micros))).toEqual(
      ticks.map((each) => Number(each / 1_000n)),
    );
  });

  test.each([0x7f, 0xff, 0x80, 19, 64])(
    'resolution %i with all bits of the time set stays a number',
    (resolution) => {
      const { frames } = decode(
        section(),
        describeInterface(1, 0, option(9, Buffer.from([resolution])), option(14, u64(-(2n ** 63n)))),
        packet(data, { ticks: 2n ** 64n - 1n }),
      );
      expect(Number.isFinite(frames[0]?.micros)).toBe(true);
    },
  );
});

describe('what is skipped', () => {
  test.each([
    ['decryption secrets', 10, 20],
    ['a custom block', 0x0bad, 1],
    ['an empty unknown block', 0x80001234, 0],
    ['a block larger than any buffer', 0x0bad, 3_000_000],
    ['a name block larger than any buffer', 4, 1_000_000],
    ['statistics larger than any buffer', 5, 1_000_000],
  ])('%s', (_, type, length) => {
    const parts = [
      section(),
      describeInterface(),
      packet(data),
      blocks.block(type, Buffer.alloc(length, 0xee)),
      packet(data),
    ];
    const { frames, damagedAt } = decode(...parts);
    expect(damagedAt).toBeUndefined();
    expect(frames).toHaveLength(2);
    expect(decodeCapture(Buffer.concat(parts), () => 65_537).frames).toEqual(frames);
  });

  test('thousands of unknown blocks in one buffer', () => {
    const unknown = Buffer.concat(Array.from({ length: 20_000 }, () => blocks.block(0x0bad)));
    expect(decode(section(), describeInterface(), unknown, packet(data)).frames).toHaveLength(1);
  });

  test('options of a packet, even when they are longer than any buffer', () => {
    const comments = Buffer.concat(Array.from({ length: 20 }, () => option(1, Buffer.alloc(60_000, 0x61))));
    const { frames, damagedAt } = decode(
      section(),
      describeInterface(),
      packet(data, { options: option(1, Buffer.from('comment')) }),
      packet(data, { options: comments }),
      packet(data),
    );
    expect(comments.length).toBeGreaterThan(MAX_BLOCK_OCTETS);
    expect(damagedAt).toBeUndefined();
    expect(frames.map((frame) => frame.hex)).toEqual(['c0ffee', 'c0ffee', 'c0ffee']);
  });

  test('names beyond the limit of one address, and names without a printable character', () => {
    const many = Array.from({ length: MAX_NAMES_OF_ADDRESS + 10 }, (_, index) => `n${index}\0`).join('');
    const { names } = decode(
      section(),
      blocks.names(option(1, Buffer.from(`\x0a\0\0\x01${many}`, 'latin1'))),
      blocks.names(option(1, Buffer.from('\x0a\0\0\x02\x1b\x07\0', 'latin1'))),
    );
    expect(names).toHaveLength(MAX_NAMES_OF_ADDRESS);
  });

  test('a simple packet is cut to the snap length and to its block', () => {
    const { frames } = decode(
      section(),
      describeInterface(1, 6),
      blocks.simplePacket(Buffer.alloc(8, 0xaa), 1_514),
      section(),
      describeInterface(1, 0),
      blocks.simplePacket(Buffer.alloc(8, 0xbb), 1_514),
    );
    expect(frames.map(({ hex, wireOctets }) => [hex, wireOctets])).toEqual([
      ['aa'.repeat(6), 1_514],
      ['bb'.repeat(8), 1_514],
    ]);
  });
});

describe('damage', () => {
  const start = Buffer.concat([section(), describeInterface(), packet(data)]);
  const patched = (block: Buffer, at: number, value: number) => {
    const copy = Buffer.from(block);
    copy.writeUInt32LE(value, at);
    return copy;
  };
  const good = packet(data);
  test.each<[string, Buffer, string]>([
    ['a length of zero', Buffer.alloc(64), 'block-length'],
    ['a length that is no multiple of four', patched(good, 4, 37), 'block-length'],
    ['lengths that differ', patched(good, good.length - 4, 40), 'block-length-mismatch'],
    [
      'lengths that differ around an unknown block',
      patched(blocks.block(99, Buffer.alloc(8)), 16, 24),
      'block-length-mismatch',
    ],
    ['a packet block without room for its header', blocks.block(6, Buffer.alloc(16)), 'block-too-short'],
    ['an interface block without room for its header', blocks.block(1, Buffer.alloc(4)), 'block-too-short'],
    ['a packet longer than its block', packet(data, { captured: 5 }), 'block-too-short'],
    ['a packet longer than any', packet(data, { captured: 0x7fffffff }), 'record-too-long'],
    ['an unknown interface', packet(data, { interface: 1 }), 'interface-unknown'],
    [
      'an unknown interface in an obsolete packet',
      blocks.obsoletePacket(data, { interface: 7 }),
      'interface-unknown',
    ],
    [
      'a simple packet without interface',
      Buffer.concat([section(), blocks.simplePacket(data)]),
      'interface-unknown',
    ],
    ['a section of version 2', section(2), 'version-unsupported'],
    ['a section without byte order', patched(section(), 8, 0x12345678), 'byte-order-unknown'],
    ['an unknown block that never ends', patched(blocks.block(99), 4, 0xfffffffc), 'cut-short'],
    ['a packet that is cut', good.subarray(0, -1), 'cut-short'],
    ['a header that is cut', good.subarray(0, 9), 'cut-short'],
  ])('%s', (_, block, reason) => {
    const capture = Buffer.concat([start, block]);
    const { frames, damagedAt } = decodeCapture(capture);
    expect(frames).toHaveLength(1);
    const inside = reason === 'interface-unknown' && block.readUInt32LE(0) === 0x0a0d0d0a ? 28 : 0;
    expect(damagedAt).toEqual({ octet: start.length + inside, packet: 2, reason });
    expect(decodeCapture(capture, () => 1).damagedAt).toEqual(damagedAt);
  });

  test('lengths that differ around a block larger than any buffer are found at its end', () => {
    const huge = blocks.block(99, Buffer.alloc(2_000_000));
    const { damagedAt } = decode(start, patched(huge, huge.length - 4, 8), packet(data));
    expect(damagedAt).toEqual({ octet: start.length, packet: 2, reason: 'block-length-mismatch' });
  });

  test('more interfaces than any capture has', () => {
    const all = Buffer.concat(Array.from({ length: MAX_INTERFACES }, () => describeInterface()));
    expect(decode(section(), all, packet(data, { interface: MAX_INTERFACES - 1 })).frames).toHaveLength(1);
    expect(decode(section(), all, describeInterface()).damagedAt?.reason).toBe('too-many-interfaces');
  });
});
