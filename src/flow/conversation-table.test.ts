import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANY_TRANSPORT,
  type ConversationLimits,
  type ConversationPart,
  ConversationTable,
  NO_PORT,
  OTHER_ADDRESS,
} from './conversation-table.ts';

const SEED = 0x5eed;
const LIMITS: ConversationLimits = {
  records: 1_000,
  portsPerPair: 4,
  unansweredPerInitiator: 3,
  otherHours: 2,
};

const part = (changed: Partial<ConversationPart> = {}): ConversationPart => ({
  ...{ initiator: 1, responder: 2, transport: 6, port: 443, protocol: 43, hour: 490_000 },
  ...{ connections: 1, failed: 0, packetsOut: 5, packetsIn: 4, octetsOut: 700, octetsIn: 900 },
  ...{ firstAt: 1_000, lastAt: 2_000 },
  ...changed,
});

const anyPart: fc.Arbitrary<ConversationPart> = fc.record({
  initiator: fc.integer({ min: -1, max: 6 }),
  responder: fc.integer({ min: -1, max: 6 }),
  transport: fc.constantFrom(1, 6, 17, 132),
  port: fc.constantFrom(0, 1, 80, 443, 65_535),
  protocol: fc.constantFrom(0, 1, 255),
  hour: fc.integer({ min: 0, max: 5 }),
  connections: fc.integer({ min: 0, max: 3 }),
  failed: fc.integer({ min: 0, max: 1 }),
  packetsOut: fc.integer({ min: 1, max: 2 ** 31 }),
  packetsIn: fc.integer({ min: 0, max: 2 }),
  octetsOut: fc.integer({ min: 60, max: 2 ** 40 }),
  octetsIn: fc.integer({ min: 0, max: 2 ** 40 }),
  firstAt: fc.integer({ min: 1, max: 1_000 }),
  lastAt: fc.integer({ min: 1_001, max: 2_000 }),
});

const SUMS = ['connections', 'failed', 'packetsOut', 'packetsIn', 'octetsOut', 'octetsIn'] as const;
const totals = (parts: Iterable<ConversationPart>) => {
  const all = [...parts];
  return SUMS.map((field) => all.reduce((sum, one) => sum + one[field], 0));
};

function tableOf(parts: Iterable<ConversationPart>, limits: Partial<ConversationLimits> = {}) {
  const table = new ConversationTable(SEED, { ...LIMITS, ...limits });
  for (const one of parts) table.add(one);
  return table;
}

describe('ConversationTable', () => {
  it('sums what is of the same ends, port, protocol and hour, and nothing else', () => {
    const table = tableOf([
      part({ firstAt: 500 }),
      part({ lastAt: 9_000 }),
      part({ hour: 490_001 }),
      part({ port: 80 }),
      part({ initiator: 2, responder: 1 }),
    ]);
    expect([...table.each()]).toEqual([
      part({
        ...{ connections: 2, packetsOut: 10, packetsIn: 8, octetsOut: 1_400, octetsIn: 1_800 },
        ...{ firstAt: 500, lastAt: 9_000 },
      }),
      part({ hour: 490_001 }),
      part({ port: 80 }),
      part({ initiator: 2, responder: 1 }),
    ]);
    expect(table.folded).toBe(0);
  });

  it('loses nothing, whatever limit is reached', () => {
    fc.assert(
      fc.property(
        fc.array(anyPart, { maxLength: 200 }),
        fc.record({
          records: fc.integer({ min: 1, max: 60 }),
          portsPerPair: fc.integer({ min: 0, max: 4 }),
          unansweredPerInitiator: fc.integer({ min: 0, max: 3 }),
          otherHours: fc.integer({ min: 1, max: 3 }),
        }),
        (parts, limits) => {
          const table = tableOf(parts, limits);
          expect(totals(table.each())).toEqual(totals(parts));
          expect(table.count).toBeLessThanOrEqual(limits.records + limits.otherHours);
          for (const { firstAt, lastAt } of table.each()) expect(firstAt).toBeLessThan(lastAt);
        },
      ),
    );
  });

  it('sums the ports of one host beyond the limit without a port', () => {
    const ports = Array.from({ length: 10 }, (_, index) => part({ port: 1_000 + index }));
    const records = [...tableOf(ports).each()];
    expect(records.map(({ port }) => port)).toEqual([1_000, 1_001, 1_002, 1_003, NO_PORT]);
    expect(records.at(-1)).toMatchObject({
      initiator: 1,
      responder: 2,
      transport: 6,
      protocol: 0,
      connections: 6,
    });
  });

  it('sums hosts that are called in vain beyond the limit without a responder, and those that answer with one', () => {
    const calls = Array.from({ length: 8 }, (_, index) => part({ responder: 10 + index, packetsIn: 0 }));
    const table = tableOf([...calls, part({ responder: 99 })]);
    expect([...table.each()].map(({ responder }) => responder)).toEqual([10, 11, 12, OTHER_ADDRESS, 99]);
    expect(table.folded).toBe(5);
  });

  it('gives what was summed since it was taken last, and keeps to the limits of an hour', () => {
    const calls = Array.from({ length: 8 }, (_, index) => part({ responder: 10 + index, packetsIn: 0 }));
    const table = tableOf(calls);
    const take = (limit = 100, isReady = (_: ConversationPart) => true) =>
      [...table.take(limit, isReady)].map(({ responder, connections }) => [responder, connections]);
    expect(take(1)).toEqual([[10, 1]]);
    expect(take(1)).toEqual([[11, 1]]);
    expect(take(9, ({ responder }) => responder !== 12)).toEqual([[OTHER_ADDRESS, 5]]);
    for (const call of calls) table.add(call);
    expect(take().sort()).toEqual([
      [OTHER_ADDRESS, 5],
      [10, 1],
      [11, 1],
      [12, 2],
    ]);
    expect(take()).toEqual([]);
    table.forget(490_001);
    expect(table.count).toBe(0);
    table.add(part({ responder: 99, packetsIn: 0 }));
    expect(take()).toEqual([[99, 1]]);
  });

  it('loses nothing when it is taken, forgotten and named anew in between', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: anyPart },
      fc.record({ take: fc.integer({ min: 0, max: 5 }), ready: fc.integer({ min: -1, max: 6 }) }),
      fc.record({ forget: fc.integer({ min: 0, max: 6 }) }),
      fc.constant('named anew' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), fc.integer({ min: 1, max: 40 }), (steps, records) => {
        const table = tableOf([], { records });
        const added: ConversationPart[] = [];
        const taken: ConversationPart[] = [];
        for (const each of steps) {
          if (each === 'named anew') table.forgetAddresses();
          else if ('take' in each)
            taken.push(...table.take(each.take, ({ initiator }) => initiator !== each.ready));
          else if ('forget' in each) table.forget(each.forget);
          else {
            table.add(each);
            added.push(each);
          }
        }
        taken.push(...table.take(Number.POSITIVE_INFINITY, () => true));
        expect(totals(taken)).toEqual(totals(added));
        for (const { firstAt, lastAt } of taken) expect(firstAt).toBeLessThan(lastAt);
      }),
    );
  });

  it('sums by hour alone at the hard limit, and forged hours under the last one', () => {
    const hours = Array.from({ length: 6 }, (_, index) => part({ hour: index }));
    const records = [...tableOf(hours, { records: 2 }).each()];
    expect(records.map(({ initiator, hour }) => [initiator, hour])).toEqual([
      [1, 0],
      [1, 1],
      [OTHER_ADDRESS, 2],
      [OTHER_ADDRESS, 3],
    ]);
    expect(records.at(-1)).toMatchObject({ transport: ANY_TRANSPORT, connections: 3 });
  });
});
