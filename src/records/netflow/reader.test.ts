import { describe, expect, it } from 'vitest';
import { describeRecordReader, readOctets } from '../record-reader.contract.ts';
import { netflow } from './reader.ts';

const SECONDS = 1_795_334_400;
const words = (...values: readonly (readonly [octets: 1 | 2 | 4 | 8, value: number])[]): Buffer =>
  Buffer.concat(
    values.map(([octets, value]) => {
      const word = Buffer.alloc(octets);
      if (octets === 8) word.writeBigUInt64BE(BigInt(value));
      else word.writeUIntBE(value, 0, octets);
      return word;
    }),
  );
const ip = (text: string) => Buffer.from(text.split('.').map(Number));

/** One record of 48 octets. */
function v5Record(from: string, fromPort: number, to: string, toPort: number, flags: number): Buffer {
  return Buffer.concat([
    ...[ip(from), ip(to), ip('0.0.0.0')],
    words([2, 1], [2, 2], [4, 7], [4, 700], [4, 1_000], [4, 59_000], [2, fromPort], [2, toPort]),
    words([1, 0], [1, flags], [1, 6], [1, 0], [2, 0], [2, 0], [1, 24], [1, 24], [2, 0]),
  ]);
}
const V5 = Buffer.concat([
  words([2, 5], [2, 2], [4, 60_000], [4, SECONDS], [4, 0], [4, 1], [1, 0], [1, 0], [2, 0]),
  v5Record('10.20.20.21', 40_001, '10.20.10.5', 104, 0x1b),
  v5Record('10.20.10.5', 104, '10.20.20.21', 40_001, 0x1b),
]);

const V9_FIELDS = [
  ...([
    [8, 4],
    [12, 4],
    [7, 2],
    [11, 2],
    [4, 1],
    [2, 4],
    [1, 4],
    [56, 6],
    [34, 4],
  ] as const),
] as const;
const set = (id: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([words([2, id], [2, body.length + 4]), body]);
};
const V9_HEADER = words([2, 9], [2, 2], [4, 60_000], [4, SECONDS], [4, 1], [4, 77]);
const V9_TEMPLATE = set(
  0,
  words([2, 256], [2, V9_FIELDS.length]),
  ...V9_FIELDS.map(([element, length]) => words([2, element], [2, length])),
);
const V9_DATA = set(
  256,
  ip('10.20.20.21'),
  ip('10.20.10.5'),
  words([2, 40_001], [2, 104], [1, 6], [4, 9], [4, 900]),
  Buffer.from('0009fb3a1015', 'hex'),
  words([4, 0]),
  Buffer.alloc(3),
);
const V9 = Buffer.concat([V9_HEADER, V9_TEMPLATE, V9_DATA]);

const IPFIX_SETS = [
  set(
    2,
    words([2, 300], [2, 7], [2, 27], [2, 16], [2, 28], [2, 16], [2, 7], [2, 2], [2, 11], [2, 2]),
    words([2, 2], [2, 8], [2, 0x8002], [2, 8], [4, 29_305], [2, 82], [2, 65_535]),
  ),
  set(
    300,
    Buffer.from('20010db8000000000000000000000021', 'hex'),
    Buffer.from('20010db8000000000000000000000005', 'hex'),
    words([2, 40_001], [2, 443], [8, 11], [8, 10], [1, 3]),
    Buffer.from('eth'),
  ),
];
const IPFIX = Buffer.concat([
  words([2, 10], [2, 16 + Buffer.concat(IPFIX_SETS).length], [4, SECONDS], [4, 1], [4, 5]),
  ...IPFIX_SETS,
]);

describeRecordReader(netflow, {
  v5: Buffer.concat([V5, V5]),
  v9: Buffer.concat([V9, V9]),
  ipfix: IPFIX,
  mixed: Buffer.concat([V9, V5, IPFIX]),
});

describe('datagrams of NetFlow', () => {
  it('of version 5: the direction from the port of a service is the answer', () => {
    const { traffics } = readOctets(netflow, V5);
    const ends = { from: { ip: '10.20.20.21' }, to: { ip: '10.20.10.5' }, toPort: 104, transport: 'tcp' };
    expect(traffics).toEqual([
      { ...ends, protocol: undefined, packets: 7, octets: 700, packetsBack: 0, octetsBack: 0 },
      { ...ends, protocol: undefined, packets: 0, octets: 0, packetsBack: 7, octetsBack: 700 },
    ]);
  });

  it('of version 9: by template, with the MAC of the frame', () => {
    const { traffics, frames, ignored } = readOctets(netflow, V9);
    expect(traffics).toMatchObject([{ toPort: 104, packets: 9, octets: 900, transport: 'tcp' }]);
    expect(frames).toEqual(['00:09:fb:3a:10:15 10.20.20.21']);
    expect(ignored).toEqual(['element 34']);
  });

  it('without its template: counted', () => {
    expect(readOctets(netflow, Buffer.concat([V9_HEADER, V9_DATA])).skipped).toEqual(['template-missing']);
  });

  it('of IPFIX: both directions in one record, fields of variable length', () => {
    const { traffics } = readOctets(netflow, IPFIX);
    expect(traffics).toMatchObject([
      { from: { ip: '2001:db8::21' }, to: { ip: '2001:db8::5' }, toPort: 443, packets: 11, packetsBack: 10 },
    ]);
  });

  it('keeps a bounded number of templates', () => {
    const many = Array.from({ length: 4_200 }, (_, index) =>
      Buffer.concat([V9_HEADER.subarray(0, 16), words([4, index]), V9_TEMPLATE]),
    );
    expect(readOctets(netflow, Buffer.concat(many), {}, 65_536).skipped.length).toBe(4_200 - 4_096);
  });
});
