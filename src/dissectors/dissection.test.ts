import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldBudget } from '../flow/hold-budget.ts';
import { octetsOf } from '../wire/octet-reader.ts';
import { Dissection, type DissectionSink, type PacketContext } from './dissection.ts';
import {
  type Carrier,
  type Dissector,
  defineDissector,
  HAND_OVER,
  NEED_MORE,
  STOP_DIRECTION,
  STOP_FLOW,
} from './dissector.ts';

const HELD_OCTETS = 100;
const MESSAGES = 20;
const SKIPPED_OCTETS = 50;

/** A protocol of messages `<mark>M`, one octet of length, text. Some texts are orders to the driver. */
function fakeDissector(mark: string): Dissector {
  const fact = { label: 'Text', help: 'What the message says.' };
  return defineDissector<{ messages: number }>({
    id: `fake-${mark.toLowerCase()}`,
    title: 'A protocol that does not exist',
    carriers: ['tcp', 'udp'],
    hints: [],
    facts: { text: fact, cut: fact, count: fact },
    anomalies: [],
    limits: { messagesPerFlow: MESSAGES, heldOctets: HELD_OCTETS },
    recognise(octets) {
      if (octets.remaining >= 1 && !octets.startsWith(mark)) return 'no';
      if (octets.remaining < 2) return 'need-more';
      return octets.startsWith(`${mark}M`) ? 'yes' : 'no';
    },
    begin: () => ({ messages: 0 }),
    dissect(octets, flow, out) {
      octets.skip(2);
      const text = octets.latin1(octets.u8());
      if (octets.failed) return NEED_MORE;
      out.fact('text', `${mark}${flow.direction}:${text}`);
      flow.state.messages++;
      if (text === 'count') out.fact('count', String(flow.state.messages));
      if (text === 'stop') return STOP_DIRECTION;
      if (text === 'quit') return STOP_FLOW;
      if (text === 'hand') return HAND_OVER;
      return octets.position + (text === 'skip' ? SKIPPED_OCTETS : 0);
    },
    dissectCut(octets, flow, out) {
      out.fact('cut', `${flow.direction}:${octets.latin1(octets.remaining)}`);
    },
  });
}

/** Says that it needs more until it has seen a whole page of the letter Z. */
const patient: Dissector = {
  ...fakeDissector('Z'),
  recognise: (octets) => (octets.peek() === 0x5a ? 'need-more' : 'no'),
};

const message = (text: string, mark = 'F') => `${mark}M${String.fromCharCode(text.length)}${text}`;

function flowOf(options: { dissectors?: readonly Dissector[]; carrier?: Carrier; budget?: HoldBudget } = {}) {
  const { dissectors = [fakeDissector('F'), fakeDissector('G')], carrier = 'tcp' } = options;
  const budget = options.budget ?? new HoldBudget(1 << 20);
  const said: string[] = [];
  const sink: DissectionSink = {
    fact: (field, value) => said.push(field === 'text' ? value : `${field} ${value}`),
    anomaly: (code) => said.push(`anomaly ${code}`),
    serverIs: () => undefined,
    recognised: ({ id }) => said.push(`is ${id}`),
  };
  const dissection = new Dissection({ candidates: () => dissectors }, budget);
  const packet = (direction: 0 | 1): PacketContext => ({
    ...{ carrier, direction, sourcePort: 1, destinationPort: 2, state: undefined },
    ...{ sourceMac: '', sourceIp: '192.0.2.1', destinationIp: '192.0.2.2' },
  });
  /** Sends segments of one direction, each among neighbours in memory that is used again afterwards. */
  const send = (direction: 0 | 1, ...segments: string[]) => {
    for (const segment of segments) {
      const memory = Buffer.from(`FM\x01${segment}FM\x01`, 'latin1');
      dissection.offer(octetsOf(memory), 3, memory.length - 3, packet(direction), sink);
      memory.fill(0x46);
    }
    return said;
  };
  return {
    dissection,
    budget,
    said,
    send,
    end: (direction: 0 | 1) => dissection.end(packet(direction), sink),
  };
}

describe('recognition', () => {
  it('waits for as many segments as it takes', () => {
    const { send } = flowOf();
    expect(send(0, 'F')).toEqual([]);
    expect(send(0, 'M', '\x02', 'h', 'i')).toEqual(['is fake-f', 'F0:hi']);
  });

  it('holds for both directions', () => {
    const { send } = flowOf();
    send(1, message('welcome'));
    expect(send(0, message('hello'))).toEqual(['is fake-f', 'F1:welcome', 'F0:hello']);
  });

  it('by one direction lets the other, which waited, be read', () => {
    const { send } = flowOf();
    send(0, 'F');
    send(1, message('welcome'));
    expect(send(0, message('hello').slice(1))).toEqual(['is fake-f', 'F1:welcome', 'F0:hello']);
  });

  it('is given up after eight packets', () => {
    const { send, dissection } = flowOf();
    for (let packet = 1; packet <= 8; packet++) {
      expect(dissection.finished).toBe(false);
      send(packet % 2 === 0 ? 0 : 1, 'noise');
    }
    expect(dissection.finished).toBe(true);
    expect(send(0, message('late'))).toEqual([]);
  });

  it('may come late', () => {
    const { send } = flowOf();
    expect(send(0, 'noise', 'noise', message('hello'))).toEqual(['is fake-f', 'F0:hello']);
  });

  it('holds 4,096 octets and no more for a dissector that never decides', () => {
    const { send, budget, dissection } = flowOf({ dissectors: [patient, fakeDissector('F')] });
    for (let segment = 0; segment < 4; segment++) send(0, 'Z'.repeat(1_024));
    expect(budget.used).toBeGreaterThanOrEqual(4_096);
    expect(dissection.skips(0, 1)).toBe(false);
    expect(send(0, 'Z')).toEqual([]);
    expect([budget.used, dissection.skips(0, 1), dissection.finished]).toEqual([0, true, false]);
    expect(send(1, message('welcome'))).toEqual(['is fake-f', 'F1:welcome']);
  });
});

describe('messages', () => {
  it('are read one after the other, several in a segment and cut anywhere', () => {
    const { send, budget } = flowOf();
    const all = message('one') + message('two') + message('three');
    send(0, all.slice(0, 8), all.slice(8, 9), all.slice(9));
    expect(send(1, all)).toEqual([
      ...['is fake-f', 'F0:one', 'F0:two', 'F0:three'],
      ...['F1:one', 'F1:two', 'F1:three'],
    ]);
    expect(budget.used).toBe(0);
  });

  it('share one state, made once', () => {
    const { send } = flowOf();
    send(0, message('one'));
    send(1, message('two'));
    expect(send(0, message('count')).at(-1)).toBe('count 3');
  });

  it('too long to be held end their direction only', () => {
    const { send, budget } = flowOf();
    send(0, message('x'.repeat(200)).slice(0, HELD_OCTETS));
    expect(send(0, 'x')).toEqual(['is fake-f', 'anomaly message-too-long']);
    expect(send(0, message('more'))).toHaveLength(2);
    expect(send(1, message('welcome')).at(-1)).toBe('F1:welcome');
    expect(budget.used).toBe(0);
  });

  it('longer than what may be held are read when they come whole', () => {
    const { send } = flowOf();
    expect(send(0, message('x'.repeat(200)))).toHaveLength(2);
  });

  it('end the flow at their limit', () => {
    const { send, dissection } = flowOf();
    for (let each = 0; each < MESSAGES + 5; each++) send(each % 2 === 0 ? 0 : 1, message('again'));
    expect(send(0, '')).toHaveLength(1 + MESSAGES);
    expect(dissection.finished).toBe(true);
  });

  it('of a datagram are one, and wait for nothing', () => {
    const { send, budget } = flowOf({ carrier: 'udp' });
    send(0, message('one') + message('two'));
    send(0, message('cut').slice(0, 4));
    expect(send(0, message('three'))).toEqual(['is fake-f', 'F0:one', 'F0:three']);
    expect(budget.used).toBe(0);
  });

  it('give the same facts however the stream is cut', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'F', 'M'), maxLength: 30 }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(400), { maxLength: 20 }), (all, places) => {
        const stream = all.map((text) => message(text)).join('');
        const cuts = [...new Set(places)].filter((at) => at < stream.length).sort((a, b) => a - b);
        const edges = [0, ...cuts, stream.length];
        const pieces = edges.slice(1).map((end, index) => stream.slice(edges[index], end));
        const { send, budget } = flowOf();
        const expected = all.map((text) => `F0:${text}`);
        expect(send(0, ...pieces)).toEqual(all.length > 0 ? ['is fake-f', ...expected] : []);
        expect(budget.used).toBe(0);
      }),
    );
  });
});

describe('skipping', () => {
  it('goes on within the segment', () => {
    const { send } = flowOf();
    const rest = 'x'.repeat(SKIPPED_OCTETS);
    expect(send(0, `${message('skip')}${rest}${message('next')}`)).toEqual([
      'is fake-f',
      'F0:skip',
      'F0:next',
    ]);
  });

  it('goes beyond the segment, without keeping anything', () => {
    const { send, dissection, budget } = flowOf();
    send(0, `${message('skip')}${'x'.repeat(10)}`);
    expect([dissection.skips(0, 40), dissection.skips(0, 41), dissection.skips(1, 1)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(budget.used).toBe(0);
    send(0, 'x'.repeat(20));
    dissection.passOver(0, 10);
    expect([dissection.skips(0, 10), dissection.skips(0, 11)]).toEqual([true, false]);
    expect(send(0, `${'x'.repeat(10)}${message('next')}`).at(-1)).toBe('F0:next');
  });
});

describe('stopping', () => {
  it('of a direction leaves the other', () => {
    const { send, dissection } = flowOf();
    send(0, message('stop') + message('unread'), message('unread'));
    expect(send(1, message('welcome'))).toEqual(['is fake-f', 'F0:stop', 'F1:welcome']);
    expect(dissection.finished).toBe(false);
    send(1, message('stop'));
    expect(dissection.finished).toBe(true);
  });

  it('of a flow ends both', () => {
    const { send, dissection, budget } = flowOf();
    send(1, 'FM');
    send(0, message('quit'));
    expect(send(1, message('x').slice(2))).toEqual(['is fake-f', 'F0:quit']);
    expect([dissection.finished, budget.used]).toEqual([true, 0]);
  });
});

describe('handing over', () => {
  it('recognises anew what follows', () => {
    const { send } = flowOf();
    send(0, message('hand'));
    send(1, message('welcome', 'G'));
    expect(send(0, message('count', 'G'))).toEqual([
      ...['is fake-f', 'F0:hand', 'is fake-g', 'G1:welcome', 'G0:count', 'count 2'],
    ]);
  });

  it('opens a direction that was stopped', () => {
    const { send } = flowOf();
    send(1, message('stop'));
    send(0, message('hand'));
    expect(send(1, message('hello', 'G')).at(-1)).toBe('G1:hello');
  });

  it('happens four times at most', () => {
    const { send, dissection } = flowOf();
    for (let each = 0; each < 4; each++) send(0, message('hand'));
    expect(dissection.finished).toBe(false);
    send(0, message('hand'));
    expect(dissection.finished).toBe(true);
  });
});

describe('lost octets', () => {
  it('take with them what was held, and a message start is looked for', () => {
    const { send, dissection, budget } = flowOf();
    send(0, message('one'), 'FM\x30half');
    dissection.gap(0, 1_000);
    expect(budget.used).toBe(0);
    expect(send(0, 'the other half', message('two'))).toEqual(['is fake-f', 'F0:one', 'F0:two']);
  });

  it('end a skip', () => {
    const { send, dissection } = flowOf();
    send(0, message('skip'));
    dissection.gap(0, 1_000);
    expect(send(0, message('two')).at(-1)).toBe('F0:two');
  });

  it('do no harm within a body that is skipped', () => {
    const { send, dissection } = flowOf();
    send(0, `${message('skip')}${'x'.repeat(10)}`);
    dissection.gap(0, 30);
    expect(send(0, `${'x'.repeat(10)}${message('next')}`).at(-1)).toBe('F0:next');
  });

  it('leave the other direction in step', () => {
    const { send, dissection } = flowOf();
    send(0, message('one'));
    send(1, 'FM');
    dissection.gap(0, 1_000);
    expect(send(1, '\x02hi').at(-1)).toBe('F1:hi');
  });

  it('end the direction when no start is found in eight packets', () => {
    const { send, dissection } = flowOf();
    send(0, message('one'));
    dissection.gap(0, 1_000);
    for (let packet = 1; packet <= 8; packet++) send(0, 'noise');
    expect(send(0, message('late'))).toHaveLength(2);
    expect(dissection.skips(0, 1)).toBe(true);
    expect(send(1, message('welcome')).at(-1)).toBe('F1:welcome');
  });
});

describe('the end', () => {
  it('of a direction offers what is held', () => {
    const { send, end, budget, said, dissection } = flowOf();
    send(0, message('one'), 'FM\x30half');
    end(0);
    expect(said.at(-1)).toBe('cut 0:FM\x30half');
    expect([budget.used, dissection.finished]).toEqual([0, false]);
    end(1);
    expect([said.length, dissection.finished]).toEqual([3, true]);
  });

  it('says nothing of a direction that was stopped, or when nothing was recognised', () => {
    const stopped = flowOf();
    stopped.send(0, message('stop'));
    stopped.end(0);
    expect(stopped.said).toEqual(['is fake-f', 'F0:stop']);
    const unknown = flowOf();
    unknown.send(0, 'F');
    unknown.end(0);
    expect([unknown.said, unknown.budget.used]).toEqual([[], 0]);
  });

  it('of one direction does not revive a flow that has finished', () => {
    const { send, end, dissection } = flowOf();
    send(0, message('quit'));
    end(0);
    expect(dissection.finished).toBe(true);
    expect(send(1, message('late'))).toHaveLength(2);
  });

  it('by force frees everything', () => {
    const { send, dissection, budget } = flowOf();
    send(0, message('half').slice(0, 4));
    send(1, message('half').slice(0, 4));
    expect(budget.used).toBeGreaterThan(0);
    dissection.free();
    expect([budget.used, dissection.finished]).toEqual([0, true]);
  });
});

describe('the budget of all flows', () => {
  it('stops a direction that wants to hold more than is left', () => {
    const budget = new HoldBudget(600);
    const first = flowOf({ budget });
    const second = flowOf({ budget });
    first.send(0, 'FM\x30half');
    expect(second.send(0, 'FM\x30half')).toEqual(['is fake-f', 'anomaly hold-budget-exhausted']);
    expect(second.send(1, message('whole')).at(-1)).toBe('F1:whole');
    first.dissection.free();
    expect(budget.used).toBe(0);
    expect(second.send(1, 'FM\x02', 'hi').at(-1)).toBe('F1:hi');
  });

  it('stops a direction that outgrows it', () => {
    const budget = new HoldBudget(2_500);
    const { send } = flowOf({ budget, dissectors: [patient] });
    send(0, 'Z'.repeat(900));
    expect(send(0, 'Z'.repeat(1_000))).toEqual(['anomaly hold-budget-exhausted']);
    expect(budget.used).toBe(0);
  });
});
