import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldBudget } from './hold-budget.ts';
import { EARLY_OCTET_LIMIT, EARLY_SEGMENT_LIMIT, type InOrderSink, TcpSequencer } from './tcp-sequencer.ts';

/** Writes down what is delivered; `|` stands for a gap. */
class Listener implements InOrderSink {
  text = '';
  inOrder(octets: Buffer, start: number, end: number): void {
    this.text += octets.toString('latin1', start, end);
  }
  gap(): void {
    this.text += '|';
  }
}

/** A direction that begins with a SYN of sequence number `syn`; `send` takes positions within the stream. */
function directionOf(syn: number, options: { begun?: boolean } = {}) {
  const sequencer = new TcpSequencer(new HoldBudget(1 << 20));
  const listener = new Listener();
  // An empty segment starts the direction where the first octet is expected, as the handshake's ACK does.
  if (options.begun ?? true) sequencer.segment((syn + 1) | 0, Buffer.alloc(0), 0, 0, 0, listener);
  const send = (position: number, text: string, missing = 0) => {
    const octets = Buffer.from(`<<${text}>>`, 'latin1');
    sequencer.segment((syn + 1 + position) | 0, octets, 2, octets.length - 2, missing, listener);
    octets.fill(0); // the capture's memory is used again
    return listener.text;
  };
  return { sequencer, listener, send };
}

/** Segments as [position, text, cut octets]; what comes out of them. */
type Sent = readonly (readonly [position: number, text: string, missing?: number])[];

describe.each([
  ['a low start', 1_000],
  ['a start near the sign', 0x7fff_fffd],
  ['a start near the end of the numbers', 0xffff_fffd],
])('TcpSequencer with %s', (_name, syn) => {
  it.each<[name: string, sent: Sent, delivered: string]>([
    [
      'in order',
      [
        [0, 'abc'],
        [3, 'def'],
      ],
      'abcdef',
    ],
    [
      'a retransmission',
      [
        [0, 'abc'],
        [0, 'abc'],
        [3, 'def'],
        [0, 'abc'],
      ],
      'abcdef',
    ],
    [
      'a retransmission in other segments',
      [
        [0, 'abc'],
        [0, 'ab'],
        [2, 'cde'],
        [5, 'f'],
      ],
      'abcdef',
    ],
    [
      'an overlap',
      [
        [0, 'abc'],
        [1, 'bcdef'],
      ],
      'abcdef',
    ],
    [
      'one early',
      [
        [3, 'def'],
        [0, 'abc'],
      ],
      'abcdef',
    ],
    [
      'two early, the later first',
      [
        [4, 'ef'],
        [2, 'cd'],
        [0, 'ab'],
      ],
      'abcdef',
    ],
    [
      'early ones that overlap',
      [
        [3, 'def'],
        [2, 'cde'],
        [0, 'abc'],
      ],
      'abcdef',
    ],
    [
      'an early one twice',
      [
        [3, 'def'],
        [3, 'def'],
        [0, 'abc'],
        [6, 'g'],
      ],
      'abcdefg',
    ],
    [
      'an early one that is late after all',
      [
        [2, 'cd'],
        [0, 'abcdef'],
      ],
      'abcdef',
    ],
    [
      'octets that never come',
      [
        [0, 'abc'],
        [6, 'ghi'],
      ],
      'abc',
    ],
    [
      'a segment that the capture cut',
      [
        [0, 'abc', 2],
        [5, 'fgh'],
      ],
      'abc|fgh',
    ],
    [
      'a cut segment, then whole again',
      [
        [0, 'ab', 2],
        [0, 'abcd'],
        [4, 'ef'],
      ],
      'ab|ef',
    ],
    [
      'a cut segment that was seen before',
      [
        [0, 'abcd'],
        [0, 'ab', 2],
        [4, 'ef'],
      ],
      'abcdef',
    ],
    [
      'a cut segment that is early',
      [
        [0, 'ab'],
        [4, 'ef', 2],
        [8, 'ij'],
      ],
      'ab|ef|ij',
    ],
    [
      'no octets',
      [
        [0, ''],
        [0, 'abc'],
      ],
      'abc',
    ],
  ])('%s', (_row, sent, delivered) => {
    const { send, listener } = directionOf(syn);
    for (const [position, text, missing] of sent) send(position, text, missing);
    expect(listener.text).toBe(delivered);
  });

  it('begins with the first segment when no SYN was seen', () => {
    const { send } = directionOf(syn, { begun: false });
    send(50, 'def');
    expect(send(53, 'ghi')).toBe('defghi');
    expect(send(47, 'abc')).toBe('defghi');
  });

  it('passes over what nobody wants to see, as long as it is next and nothing waits', () => {
    const { send, sequencer } = directionOf(syn);
    expect(sequencer.passOver((syn + 2) | 0, 100)).toBe(false);
    expect(sequencer.passOver((syn + 1) | 0, 100)).toBe(true);
    expect(send(100, 'abc')).toBe('abc');
    send(110, 'xyz');
    expect(sequencer.passOver((syn + 1 + 103) | 0, 7)).toBe(false);
  });
});

describe('the budget of all flows', () => {
  it('is charged for early segments until they are delivered or forgotten', () => {
    const budget = new HoldBudget(100);
    const sequencer = new TcpSequencer(budget);
    const listener = new Listener();
    const send = (position: number, text: string) =>
      sequencer.segment(position, Buffer.from(text), 0, text.length, 0, listener);
    send(0, 'ab');
    send(4, 'efg');
    expect(budget.used).toBe(3);
    send(2, 'cd');
    expect([listener.text, budget.used]).toEqual(['abcdefg', 0]);
    send(20, 'late');
    sequencer.free();
    expect(budget.used).toBe(0);
  });

  it('used up takes the hole for lost, and keeps nothing', () => {
    const budget = new HoldBudget(2);
    const sequencer = new TcpSequencer(budget);
    const listener = new Listener();
    sequencer.segment(0, Buffer.from('ab'), 0, 2, 0, listener);
    sequencer.segment(4, Buffer.from('efg'), 0, 3, 0, listener);
    expect([listener.text, budget.used]).toEqual(['ab|efg', 0]);
  });
});

describe('limits', () => {
  it('as many early segments as are kept wait for the first', () => {
    const { send, listener } = directionOf(0);
    for (let each = 1; each <= EARLY_SEGMENT_LIMIT; each++) send(each, String(each));
    expect(listener.text).toBe('');
    expect(send(0, '0')).toBe('012345678');
  });

  it('one more, and the first is taken for lost', () => {
    const { send, listener } = directionOf(0);
    for (let each = EARLY_SEGMENT_LIMIT + 1; each >= 1; each--) send(each, String(each));
    expect(listener.text).toBe('|123456789');
    expect(send(0, '0')).toBe('|123456789');
    expect(send(10, 'a')).toBe('|123456789a');
  });

  it('with holes between them each hole costs one gap', () => {
    const { send, listener } = directionOf(0);
    for (let each = 1; each <= EARLY_SEGMENT_LIMIT + 2; each++) send(each * 10, String(each % 10));
    expect(listener.text).toBe('|1|2');
  });

  it('holds no more octets than its limit', () => {
    const half = 'x'.repeat(EARLY_OCTET_LIMIT / 2);
    const { send, listener } = directionOf(0);
    send(1, half);
    send(100_000, half);
    expect(listener.text).toBe('');
    send(200_000, 'y');
    expect(listener.text).toBe(`|${half}`);
  });

  it('a segment larger than the limit is never kept', () => {
    const large = 'x'.repeat(EARLY_OCTET_LIMIT + 1);
    const { send } = directionOf(0);
    send(10, 'early');
    expect(send(1_000, large)).toBe(`|early|${large}`);
  });
});

describe('any segments', () => {
  /** A stream whose octets tell their own position. */
  const stream = Buffer.from(Array.from({ length: 256 }, (_, position) => position));
  const syn = fc.integer();

  it('of a stream in any order deliver the same octets', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 255 }), { maxLength: EARLY_SEGMENT_LIMIT });
    const shuffled = cuts.chain((at) => {
      const edges = [0, ...at.sort((a, b) => a - b), 256];
      const segments = edges.slice(1).map((end, index) => [edges[index] ?? 0, end] as const);
      return fc.shuffledSubarray(segments, { minLength: segments.length });
    });
    fc.assert(
      fc.property(syn, shuffled, (first, segments) => {
        const { send, listener } = directionOf(first);
        for (const [start, end] of segments) send(start, stream.toString('latin1', start, end));
        expect(listener.text).toBe(stream.toString('latin1'));
      }),
      { numRuns: 300 },
    );
  });

  it('lost, repeated, overlapping or cut, never deliver an octet twice, out of order or past a hole unsaid', () => {
    const segment = fc.tuple(fc.nat(255), fc.nat(40), fc.oneof(fc.constant(0), fc.nat(20)));
    fc.assert(
      fc.property(syn, fc.array(segment, { maxLength: 60 }), (first, segments) => {
        const sequencer = new TcpSequencer(new HoldBudget(1 << 20));
        let next = 0;
        let inStep = true;
        const sink: InOrderSink = {
          inOrder(octets, start, end) {
            for (let at = start; at < end; at++) {
              const position = octets[at] ?? -1;
              if (inStep ? position !== next : position < next) expect.fail(`${position} after ${next}`);
              inStep = true;
              next = position + 1;
            }
          },
          gap() {
            inStep = false;
          },
        };
        sequencer.segment((first + 1) | 0, stream, 0, 0, 0, sink);
        for (const [start, length, cut] of segments) {
          const end = Math.min(256, start + length);
          const captured = Math.max(start, end - cut);
          sequencer.segment((first + 1 + start) | 0, stream, start, captured, end - captured, sink);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
