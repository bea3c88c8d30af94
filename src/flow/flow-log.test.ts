import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowLog, type LoggedFlow } from './flow-log.ts';

const flow = (part: Partial<LoggedFlow> = {}): LoggedFlow => ({
  client: { address: 0x0a000001, port: 49_152 },
  server: { address: 0x0a000002, port: 443 },
  transport: 6,
  ipv6: false,
  protocol: 43,
  refused: false,
  packets: 12,
  octets: 4_096,
  firstSecond: 1_777_881_600,
  ...part,
});

const end = fc.record({
  address: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  port: fc.integer({ min: 0, max: 65_535 }),
});
const anyFlow: fc.Arbitrary<LoggedFlow> = fc.record({
  client: end,
  server: end,
  transport: fc.integer({ min: 0, max: 255 }),
  ipv6: fc.boolean(),
  protocol: fc.integer({ min: 0, max: 255 }),
  refused: fc.boolean(),
  packets: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  octets: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  firstSecond: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
});

describe('FlowLog', () => {
  it('gives every flow back as it was, however many', () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { maxLength: 700 }), (flows) => {
        const log = new FlowLog();
        for (const one of flows) log.add(one);
        const text = (list: Iterable<LoggedFlow>) => [...list].map((one) => JSON.stringify(one)).sort();
        expect(text(log.each())).toEqual(text(flows));
      }),
      { numRuns: 30 },
    );
  });

  it('tells the flows in the order in which they began, whatever the order in which they ended', () => {
    const [first, second, third] = [
      flow({ firstSecond: 1 }),
      flow({ firstSecond: 2 }),
      flow({ firstSecond: 2, client: { address: 0x0a000003, port: 1 } }),
    ];
    const log = new FlowLog();
    for (const one of [third, second, first]) log.add(one);
    expect([...log.each()]).toEqual([first, second, third]);
  });

  it('keeps no more than its limit and counts the rest', () => {
    const log = new FlowLog(3);
    for (let index = 0; index < 5; index++) log.add(flow({ firstSecond: index }));
    expect([log.count, log.dropped]).toEqual([3, 2]);
    expect([...log.each()].map(({ firstSecond }) => firstSecond)).toEqual([0, 1, 2]);
  });
});
