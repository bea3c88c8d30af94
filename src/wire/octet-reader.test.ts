import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetReader, octetsOf } from './octet-reader.ts';

const reader = (hex: string) => OctetReader.over(Buffer.from(hex, 'hex'));

describe('one read', () => {
  it.each<[name: string, hex: string, read: (octets: OctetReader) => unknown, value: unknown, taken: number]>(
    [
      ['u8', 'fe', (octets) => octets.u8(), 0xfe, 1],
      ['u16', 'fedc', (octets) => octets.u16(), 0xfedc, 2],
      ['u16le', 'fedc', (octets) => octets.u16le(), 0xdcfe, 2],
      ['u24', 'fedcba', (octets) => octets.u24(), 0xfedcba, 3],
      ['u32', 'fedcba98', (octets) => octets.u32(), 0xfedcba98, 4],
      ['u32le', 'fedcba98', (octets) => octets.u32le(), 0x98badcfe, 4],
      ['u64', 'fedcba9876543210', (octets) => octets.u64(), 0xfedcba9876543210n, 8],
      ['u64le', 'fedcba9876543210', (octets) => octets.u64le(), 0x1032547698badcfen, 8],
      ['latin1', '41e94200', (octets) => octets.latin1(4), 'AéB\0', 4],
      ['utf8', '41c3a942', (octets) => octets.utf8(4), 'AéB', 4],
      ['utf8 malformed', '41c342', (octets) => octets.utf8(3), 'A\ufffdB', 3],
      ['utf16le', '4100e90042', (octets) => octets.utf16le(5), 'Aé', 5],
      ['hex', '00ff0a', (octets) => octets.hex(3), '00ff0a', 3],
      ['mac', '0009fb3a1015', (octets) => octets.mac(), '00:09:fb:3a:10:15', 6],
      ['copy', '010203', (octets) => octets.copy(2), Buffer.from([1, 2]), 2],
      ['no octets at all', '01', (octets) => octets.latin1(0), '', 0],
      ['peek', '0102', (octets) => [octets.peek(), octets.peek(1), octets.peek(2)], [1, 2, -1], 0],
      [
        'peek16',
        '010203',
        (octets) => [octets.peek16(), octets.peek16(1), octets.peek16(2)],
        [258, 515, -1],
        0,
      ],
      ['peek32', 'ffffffff00', (octets) => [octets.peek32(), octets.peek32(2)], [0xffffffff, -1], 0],
      [
        'peek behind',
        '0102',
        (octets) => [octets.peek(-1), octets.peek16(-1), octets.peek32(-1)],
        [-1, -1, -1],
        0,
      ],
      ['startsWith', '4d534820', (octets) => octets.startsWith('MSH'), true, 0],
      ['startsWith more than there is', '4d53', (octets) => octets.startsWith('MSH'), false, 0],
      ['startsWith another case', '6d7368', (octets) => octets.startsWith('MSH'), false, 0],
      ['distanceTo', '01020d0a', (octets) => octets.distanceTo(0x0d), 2, 0],
      ['distanceTo within a limit', '01020d0a', (octets) => octets.distanceTo(0x0d, 2), -1, 0],
      ['distanceToText', '01020d0a', (octets) => octets.distanceToText('\r\n'), 2, 0],
      ['distanceToText within a limit', '01020d0a', (octets) => octets.distanceToText('\r\n', 3), -1, 0],
      ['distanceToText in Latin-1', '01e9', (octets) => octets.distanceToText('é'), 1, 0],
    ],
  )('%s', (_name, hex, read, value, taken) => {
    const octets = reader(hex);
    expect(read(octets)).toEqual(value);
    expect(octets.failed).toBe(false);
    expect(octets.position).toBe(taken);
    expect(octets.remaining).toBe(hex.length / 2 - taken);
    expect(octets.length).toBe(hex.length / 2);
  });

  it.each<[name: string, read: (octets: OctetReader) => unknown, nothing: unknown]>([
    ['u8', (octets) => octets.u8(), 0],
    ['u16', (octets) => octets.u16(), 0],
    ['u16le', (octets) => octets.u16le(), 0],
    ['u24', (octets) => octets.u24(), 0],
    ['u32', (octets) => octets.u32(), 0],
    ['u32le', (octets) => octets.u32le(), 0],
    ['u64', (octets) => octets.u64(), 0n],
    ['u64le', (octets) => octets.u64le(), 0n],
    ['latin1', (octets) => octets.latin1(1), ''],
    ['utf8', (octets) => octets.utf8(1), ''],
    ['utf16le', (octets) => octets.utf16le(1), ''],
    ['hex', (octets) => octets.hex(1), ''],
    ['mac', (octets) => octets.mac(), ''],
    ['copy', (octets) => octets.copy(1), Buffer.alloc(0)],
    ['skip', (octets) => octets.skip(1), undefined],
    ['seek', (octets) => octets.seek(4), undefined],
    ['seek to before the start', (octets) => octets.seek(-1), undefined],
    ['a negative count', (octets) => octets.latin1(-1), ''],
    ['a count that is no number', (octets) => octets.latin1(Number.NaN), ''],
    ['a position that is no number', (octets) => octets.seek(Number.NaN), undefined],
  ])('%s beyond the end fails', (_name, read, nothing) => {
    const octets = reader('010203');
    octets.skip(3);
    expect(read(octets)).toEqual(nothing);
    expect(octets.failed).toBe(true);
    expect(octets.remaining).toBe(0);
  });
});

describe('failure', () => {
  it('sticks: what would fit is no longer read', () => {
    const octets = reader('0102030405');
    expect(octets.u64()).toBe(0n);
    expect([octets.u8(), octets.peek(), octets.latin1(1)]).toEqual([0, -1, '']);
    expect(octets.failed).toBe(true);
  });

  it('stays known after a step back, and ends with reset', () => {
    const octets = reader('0102030405');
    octets.skip(6);
    octets.seek(1);
    expect([octets.u8(), octets.failed]).toEqual([2, true]);
    octets.reset(octetsOf(Buffer.from([9])), 0, 1);
    expect([octets.u8(), octets.failed]).toEqual([9, false]);
  });
});

describe('range', () => {
  it.each([
    ['within the memory', 1, 3, '0203'],
    ['before the memory', -5, 2, '0102'],
    ['beyond the memory', 3, 99, '04'],
    ['wholly beyond the memory', 7, 9, ''],
    ['that ends before it starts', 3, 1, ''],
    ['that ends before the memory', -2, -1, ''],
  ])('%s', (_name, start, end, content) => {
    const octets = new OctetReader().reset(octetsOf(Buffer.from([1, 2, 3, 4])), start, end);
    expect(octets.hex(octets.remaining)).toBe(content);
  });

  it('sees memory of a larger buffer from its own start', () => {
    const large = Buffer.from('00000102030000', 'hex');
    expect(OctetReader.over(large.subarray(2, 5)).u24()).toBe(0x010203);
  });
});

describe('sub-reader', () => {
  it('is bounded, and the outer one goes on behind it', () => {
    const octets = reader('0102030405');
    const inner = octets.sub(3);
    expect([inner.u16(), inner.u16(), inner.failed]).toEqual([0x0102, 0, true]);
    expect([octets.u16(), octets.failed]).toEqual([0x0405, false]);
  });

  it('is empty and failed when its octets are not there', () => {
    const octets = reader('0102');
    const inner = octets.sub(3);
    expect([inner.length, inner.failed, octets.failed]).toEqual([0, true, true]);
    expect(inner.u8()).toBe(0);
  });

  it('copies strings and octets, which outlive the memory', () => {
    const memory = Buffer.from('CT01');
    const octets = OctetReader.over(memory);
    const text = octets.latin1(2);
    const copy = octets.copy(2);
    memory.fill(0);
    expect([text, copy.toString()]).toEqual(['CT', '01']);
  });
});

/** Every read, with a number that may be a count, a position, an octet or nonsense. */
type Read = (octets: OctetReader, number: number) => unknown;
const READS: Readonly<Record<string, Read>> = {
  u8: (octets) => octets.u8(),
  u16: (octets) => octets.u16(),
  u16le: (octets) => octets.u16le(),
  u24: (octets) => octets.u24(),
  u32: (octets) => octets.u32(),
  u32le: (octets) => octets.u32le(),
  u64: (octets) => octets.u64(),
  u64le: (octets) => octets.u64le(),
  mac: (octets) => octets.mac(),
  skip: (octets, number) => octets.skip(number),
  seek: (octets, number) => octets.seek(number),
  peek: (octets, number) => octets.peek(number),
  peek16: (octets, number) => octets.peek16(number),
  peek32: (octets, number) => octets.peek32(number),
  latin1: (octets, number) => octets.latin1(number),
  utf8: (octets, number) => octets.utf8(number),
  utf16le: (octets, number) => octets.utf16le(number),
  hex: (octets, number) => octets.hex(number),
  copy: (octets, number) => octets.copy(number).toString('hex'),
  startsWith: (octets) => octets.startsWith('\xaa\xaa'),
  distanceTo: (octets, number) => octets.distanceTo(number & 0xff, number),
  distanceToText: (octets, number) => octets.distanceToText('\x55', number),
  sub: (octets, number) => octets.sub(number).hex(2),
  subThenRest: (octets, number) => {
    const inner = octets.sub(number);
    return inner.hex(inner.remaining);
  },
};

describe('any reads on any octets', () => {
  const step = fc.tuple(
    fc.constantFrom(...Object.keys(READS)),
    fc.oneof(
      fc.integer({ min: -3, max: 40 }),
      fc.integer(),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, 2 ** 53),
    ),
  );

  it('never throw, never leave the range and never see its neighbours', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), fc.array(step, { maxLength: 12 }), (content, steps) => {
        const outcomes = [0x00, 0x55, 0xaa, 0xff].map((neighbour) => {
          const memory = Buffer.concat([Buffer.alloc(24, neighbour), content, Buffer.alloc(48, neighbour)]);
          const octets = new OctetReader().reset(octetsOf(memory), 24, 24 + content.length);
          return steps.map(([name, number]) => {
            const before = octets.failed;
            const value = READS[name]?.(octets, number);
            expect(octets.position).toBeGreaterThanOrEqual(0);
            expect(octets.remaining).toBeGreaterThanOrEqual(0);
            expect(octets.position + octets.remaining).toBe(content.length);
            if (before) expect(octets.failed).toBe(true);
            return [name, value, octets.position, octets.failed];
          });
        });
        for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
      }),
      { numRuns: 400 },
    );
  });
});
