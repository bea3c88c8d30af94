import { describe, expect, it } from 'vitest';
import type { Carrier, Dissector, Recognition } from './dissector.ts';
import { DissectorTable } from './dissector-table.ts';

function fake(
  id: string,
  carriers: readonly Carrier[],
  hints: readonly number[],
  firstOctets = 'ABC',
): Dissector {
  return {
    ...{ id, title: id, carriers, hints, facts: {}, anomalies: [] },
    limits: { messagesPerFlow: 1, heldOctets: 0 },
    recognise: (octets): Recognition =>
      firstOctets.includes(String.fromCharCode(octets.peek())) ? 'need-more' : 'no',
    dissect: () => 1,
  };
}

const first = fake('first', ['tcp'], [80]);
const second = fake('second', ['tcp', 'udp'], [104, 80]);
const third = fake('third', ['tcp', 'udp'], [104]);
const frame = fake('frame', ['ethernet'], [0x88cc]);
const neighbour = fake('neighbour', ['icmpv6'], [135, 136]);
const table = new DissectorTable([first, second, third, frame, neighbour]);

const ids = (carrier: Carrier, source: number, destination: number, octet = 'A', of = table) =>
  of.candidates(carrier, source, destination, octet.charCodeAt(0)).map(({ id }) => id);

describe('candidates', () => {
  it.each([
    ['no hint: in the order of the registry', 'tcp', 1, 2, ['first', 'second', 'third']],
    ['a hint at the destination port', 'tcp', 1, 104, ['second', 'third', 'first']],
    ['a hint at the source port', 'tcp', 104, 1, ['second', 'third', 'first']],
    ['the destination port before the source port', 'tcp', 104, 80, ['first', 'second', 'third']],
    ['the other carrier', 'udp', 1, 104, ['second', 'third']],
    ['a port that hints on the other carrier only', 'udp', 1, 80, ['second', 'third']],
    ['carriers that select by type', 'ethernet', 0x88cc, 0x88cc, []],
  ] as const)('%s', (_name, carrier, source, destination, expected) => {
    expect(ids(carrier, source, destination)).toEqual(expected);
  });

  it('on TCP are those that can begin with the first octet', () => {
    const narrow = new DissectorTable([
      fake('a', ['tcp', 'udp'], [], 'A'),
      fake('any', ['tcp', 'udp'], [7], 'ABC\xff\0'),
    ]);
    expect(ids('tcp', 1, 2, 'A', narrow)).toEqual(['a', 'any']);
    expect(ids('tcp', 1, 7, 'A', narrow)).toEqual(['any', 'a']);
    expect(ids('tcp', 1, 7, 'B', narrow)).toEqual(['any']);
    expect(ids('tcp', 1, 2, '\xff', narrow)).toEqual(['any']);
    expect(ids('tcp', 1, 2, 'x', narrow)).toEqual([]);
    expect(ids('udp', 1, 2, 'x', narrow)).toEqual(['a', 'any']);
  });

  it('on UDP are those that state the first octet or none', () => {
    const stating = new DissectorTable([
      { ...fake('b', ['udp'], [7]), datagramStarts: [0x42] },
      fake('any', ['udp'], []),
    ]);
    expect(ids('udp', 1, 2, 'B', stating)).toEqual(['b', 'any']);
    expect(ids('udp', 1, 7, 'A', stating)).toEqual(['any']);
  });

  it.each([
    ['destination', 1, 4_711],
    ['source', 4_711, 1],
  ] as const)(
    'count a first octet that is possible with the hinted port as %s only',
    (end, source, destination) => {
      const onPort: Dissector = {
        ...fake('on-port', ['tcp'], [4_711]),
        recognise: (octets, flow) => (flow[`${end}Port`] === 4_711 && octets.peek() === 0x58 ? 'yes' : 'no'),
      };
      expect(ids('tcp', source, destination, 'X', new DissectorTable([onPort]))).toEqual(['on-port']);
    },
  );
});

describe('numbers and types', () => {
  it('numbers dissectors from 1', () => {
    expect([first, neighbour].map((each) => table.numberOf(each))).toEqual([1, 5]);
    expect([1, 5].map((number) => table.byNumber(number)?.id)).toEqual(['first', 'neighbour']);
    expect([0, 6, 255].map((number) => table.byNumber(number))).toEqual([undefined, undefined, undefined]);
    expect(table.numberOf(fake('stranger', ['tcp'], []))).toBe(0);
  });

  it('selects by EtherType and by ICMPv6 type', () => {
    expect(table.select('ethernet', 0x88cc)?.id).toBe('frame');
    expect(table.select('icmpv6', 136)?.id).toBe('neighbour');
    expect(table.select('icmpv6', 0x88cc)).toBeUndefined();
    expect(table.select('ethernet', 80)).toBeUndefined();
  });
});
