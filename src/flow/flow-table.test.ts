import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FLOW_ADDRESS_A,
  FLOW_ADDRESS_B,
  FLOW_CLOSED,
  FLOW_FIRST_SECOND,
  FLOW_KEY,
  FLOW_LAST_SECOND,
  FLOW_OCTETS_AB,
  FLOW_PORTS,
  FLOW_STATE,
  FLOW_USER,
  FLOW_WORDS,
  FlowTable,
  type FlowTableOptions,
  NO_USER_WORD,
} from './flow-table.ts';

const TCP = 6;
const UDP = 17;
const IDLE = { tcpIdleSeconds: 300, otherIdleSeconds: 60, closedIdleSeconds: 10 };

function tableOf(options: Partial<FlowTableOptions> = {}): { table: FlowTable; ended: string[] } {
  const ended: string[] = [];
  const table: FlowTable = new FlowTable({
    ...{ firstSlots: 16, maxSlots: 1 << 16, seed: 0x5eed, ...IDLE },
    onEnd: (slot) => ended.push(nameOf(table, slot)),
    ...options,
  });
  return { table, ended };
}

/** What identifies a flow, as text. */
function nameOf(table: FlowTable, slot: number): string {
  const at = slot * FLOW_WORDS;
  return [FLOW_ADDRESS_A, FLOW_ADDRESS_B, FLOW_PORTS, FLOW_KEY].map((word) => table.words[at + word]).join();
}

/** One UDP flow for each number. */
const open = (table: FlowTable, number: number, second = 0, protocol = UDP) =>
  table.find(number, 0x0a00_0001, 1_000, 2_000, protocol, false, 0, second);
const word = (table: FlowTable, slot: number, index: number) => table.words[slot * FLOW_WORDS + index] ?? 0;
/** Turns the hand once around the table. */
function sweepAll(table: FlowTable, second: number): void {
  for (let slot = 0; slot < table.slots; slot++) table.sweep(second);
}

describe('a flow', () => {
  it('is one for both directions, and tells which', () => {
    const { table } = tableOf();
    const slot = table.find(20, 10, 5_000, 104, TCP, false, 0, 7);
    expect([table.created, table.reversed, table.count]).toEqual([true, true, 1]);
    expect(table.find(10, 20, 104, 5_000, TCP, false, 0, 8)).toBe(slot);
    expect([table.created, table.reversed, table.count]).toEqual([false, false, 1]);
    expect([FLOW_ADDRESS_A, FLOW_ADDRESS_B].map((index) => word(table, slot, index))).toEqual([10, 20]);
    expect(word(table, slot, FLOW_PORTS)).toBe((104 << 16) | 5_000);
  });

  it('between equal addresses is told apart by ports', () => {
    const { table } = tableOf();
    const slot = table.find(10, 10, 9, 8, UDP, false, 0, 0);
    expect(table.reversed).toBe(true);
    expect(table.find(10, 10, 8, 9, UDP, false, 0, 0)).toBe(slot);
    expect(table.reversed).toBe(false);
  });

  it.each<[name: string, find: (table: FlowTable) => number]>([
    ['source', (table) => table.find(11, 20, 1, 2, UDP, false, 0, 0)],
    ['destination', (table) => table.find(10, 21, 1, 2, UDP, false, 0, 0)],
    ['source port', (table) => table.find(10, 20, 3, 2, UDP, false, 0, 0)],
    ['destination port', (table) => table.find(10, 20, 1, 3, UDP, false, 0, 0)],
    ['ports the other way round', (table) => table.find(10, 20, 2, 1, UDP, false, 0, 0)],
    ['protocol', (table) => table.find(10, 20, 1, 2, TCP, false, 0, 0)],
    ['IP version', (table) => table.find(10, 20, 1, 2, UDP, true, 0, 0)],
    ['VLAN', (table) => table.find(10, 20, 1, 2, UDP, false, 4_094, 0)],
  ])('with another %s is another', (_name, find) => {
    const { table } = tableOf();
    const slot = table.find(10, 20, 1, 2, UDP, false, 0, 0);
    expect(find(table)).not.toBe(slot);
    expect([table.created, table.count]).toEqual([true, 2]);
  });

  it('starts empty, also in a slot that was used', () => {
    const { table } = tableOf();
    for (let round = 0; round < 3; round++) {
      const slot = open(table, 1, round);
      expect(word(table, slot, FLOW_USER)).toBe(NO_USER_WORD);
      expect(word(table, slot, FLOW_STATE)).toBe(0);
      expect([FLOW_FIRST_SECOND, FLOW_LAST_SECOND].map((index) => word(table, slot, index))).toEqual([
        round,
        round,
      ]);
      expect(table.doubles[(slot * FLOW_WORDS) / 2 + FLOW_OCTETS_AB]).toBe(0);
      table.words.fill(-1, slot * FLOW_WORDS + 4, (slot + 1) * FLOW_WORDS);
      table.end(slot);
    }
    expect(table.count).toBe(0);
  });
});

describe('silence', () => {
  it.each([
    ['TCP', TCP, 0, 300],
    ['UDP', UDP, 0, 60],
    ['ICMP', 1, 0, 60],
    ['closed TCP', TCP, FLOW_CLOSED, 10],
  ])('of %s', (_name, protocol, state, seconds) => {
    const { table, ended } = tableOf();
    const slot = open(table, 1, 1_000, protocol);
    table.words[slot * FLOW_WORDS + FLOW_STATE] = state;
    sweepAll(table, 1_000 + seconds);
    expect([table.count, ended.length]).toEqual([1, 0]);
    sweepAll(table, 1_001 + seconds);
    expect([table.count, ended.length]).toEqual([0, 1]);
  });

  it('is counted from the last packet', () => {
    const { table } = tableOf();
    const slot = open(table, 1, 0);
    table.words[slot * FLOW_WORDS + FLOW_LAST_SECOND] = 50;
    sweepAll(table, 110);
    expect(table.count).toBe(1);
  });

  it('is looked for in one slot a call', () => {
    const { table, ended } = tableOf({ firstSlots: 1 << 10 });
    for (let each = 0; each < 500; each++) open(table, each);
    for (let call = 1; call <= 100; call++) {
      table.sweep(9_999);
      expect(ended.length).toBeLessThanOrEqual(call);
    }
  });
});

describe('limits', () => {
  it('growth keeps every flow with its contents', () => {
    const { table, ended } = tableOf();
    for (let each = 0; each < 20_000; each++) {
      const slot = open(table, each, each);
      table.words[slot * FLOW_WORDS + FLOW_USER] = each * 3;
      table.doubles[(slot * FLOW_WORDS) / 2 + FLOW_OCTETS_AB] = each / 7;
    }
    expect([table.count, table.slots, table.evicted, ended.length]).toEqual([20_000, 1 << 16, 0, 0]);
    for (let each = 0; each < 20_000; each++) {
      const slot = open(table, each, 0);
      const found = [table.created, word(table, slot, FLOW_FIRST_SECOND), word(table, slot, FLOW_USER)];
      found.push(table.doubles[(slot * FLOW_WORDS) / 2 + FLOW_OCTETS_AB] ?? 0);
      if (found.join() !== [false, each, each * 3, each / 7].join())
        expect.fail(`flow ${each} holds ${found}`);
    }
  });

  it('at its greatest size one flow ends for each that comes, and is counted', () => {
    const { table, ended } = tableOf({ maxSlots: 64 });
    const most = Math.floor(64 * 0.6);
    for (let each = 0; each < 1_000; each++) {
      open(table, each, each);
      expect(table.count).toBeLessThanOrEqual(most);
      expect(table.slots).toBeLessThanOrEqual(64);
    }
    expect([table.count, table.evicted, ended.length]).toEqual([most, 1_000 - most, 1_000 - most]);
    expect(new Set(ended).size).toBe(ended.length);
  });

  it('the flow that makes room is an old one', () => {
    const { table, ended } = tableOf({ firstSlots: 64, maxSlots: 64 });
    const most = Math.floor(64 * 0.6);
    for (let each = 0; each < most; each++) open(table, each, each < most / 2 ? 0 : 1_000);
    for (let each = 0; each < 10; each++) open(table, 10_000 + each, 2_000);
    const kept = new Set(Array.from({ length: table.slots }, (_, slot) => nameOf(table, slot)));
    expect(ended).toHaveLength(10);
    for (let each = 0; each < 10; each++) {
      open(table, 10_000 + each, 2_000);
      expect(table.created).toBe(false);
    }
    expect(ended.filter((name) => kept.has(name))).toEqual([]);
  });

  it('a table smaller than the eviction window works too', () => {
    const { table } = tableOf({ firstSlots: 4, maxSlots: 4 });
    for (let each = 0; each < 100; each++) open(table, each, each);
    expect([table.count, table.evicted]).toEqual([2, 98]);
  });

  it('all end at the end', () => {
    const { table, ended } = tableOf();
    for (let each = 0; each < 50; each++) open(table, each);
    table.endAll();
    expect([table.count, new Set(ended).size]).toEqual([0, 50]);
    open(table, 1);
    expect(table.created).toBe(true);
  });
});

describe('any sequence of finds, ends and sweeps', () => {
  const endpoint = fc.record({
    address: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer()),
    port: fc.constantFrom(0, 1, 104, 65_535),
  });
  const find = fc.record({
    step: fc.constant('find' as const),
    from: endpoint,
    to: endpoint,
    protocol: fc.constantFrom(TCP, UDP),
    ipv6: fc.boolean(),
    vlan: fc.constantFrom(0, 0, 4_094),
  });
  const steps = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: find },
      { weight: 1, arbitrary: fc.record({ step: fc.constant('end' as const), which: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ step: fc.constant('sweep' as const), after: fc.nat(200) }) },
    ),
    { maxLength: 150 },
  );

  it('behaves as a Map that forgets only through onEnd', () => {
    fc.assert(
      fc.property(steps, fc.integer(), fc.constantFrom(16, 32, 256), (sequence, seed, maxSlots) => {
        const model = new Map<string, number>();
        let marks = 0;
        let now = 0;
        const table: FlowTable = new FlowTable({
          ...{ firstSlots: 8, maxSlots, seed, ...IDLE },
          onEnd: (slot) => {
            expect(model.get(nameOf(table, slot))).toBe(word(table, slot, FLOW_USER));
            model.delete(nameOf(table, slot));
          },
        });
        const used = () =>
          Array.from({ length: table.slots }, (_, slot) => slot).filter(
            (slot) => word(table, slot, FLOW_KEY) !== 0,
          );
        for (const each of sequence) {
          if (each.step === 'find') {
            const { from, to, protocol, ipv6, vlan } = each;
            const slot = table.find(from.address, to.address, from.port, to.port, protocol, ipv6, vlan, now);
            const name = nameOf(table, slot);
            expect(table.created).toBe(!model.has(name));
            if (table.created) {
              table.words[slot * FLOW_WORDS + FLOW_USER] = ++marks;
              model.set(name, marks);
            } else expect(word(table, slot, FLOW_USER)).toBe(model.get(name));
            const source = word(table, slot, table.reversed ? FLOW_ADDRESS_B : FLOW_ADDRESS_A);
            expect(source).toBe(from.address);
          } else if (each.step === 'end') {
            const slots = used();
            const slot = slots[each.which % Math.max(1, slots.length)];
            if (slot !== undefined) table.end(slot);
          } else {
            now += each.after;
            table.sweep(now);
          }
          expect(table.count).toBe(model.size);
          expect(table.slots).toBeLessThanOrEqual(maxSlots);
        }
        expect(
          used()
            .map((slot) => nameOf(table, slot))
            .sort(),
        ).toEqual([...model.keys()].sort());
      }),
      { numRuns: 200 },
    );
  });
});
