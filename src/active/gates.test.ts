import { describe, expect, it } from 'vitest';
import {
  type Circumstances,
  type Gate,
  LONGEST_PAUSE_MINUTES,
  type Policy,
  pauseMinutes,
  type Standing,
  shutGates,
} from './gates.ts';
import { probeOf } from './registry.ts';
import { stopReason } from './stop-rule.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-05-04T12:00:00Z');
const found = probeOf('http-head');
if (!found) throw new Error('no probe');
const PROBE = found;

const STANDING: Standing = {
  ...{
    scanMode: 'allowed',
    category: 'printer',
    categoryConfidence: 90,
    criticality: 2,
    use: null,
    maker: 'Acme',
  },
  ...{ address: '10.20.30.40', seenAt: NOW - HOUR, isAddressShared: false, served: [], isAsked: false },
  ...{ lastEndedAt: null, failures: 0 },
};
const POLICY: Policy = { enabled: true, barredMakers: ['Baxter'] };
const AT: Circumstances = { now: NOW, port: 80, allowsLoopback: false };

interface Case {
  readonly standing?: Partial<Standing>;
  readonly policy?: Partial<Policy>;
  readonly at?: Partial<Circumstances>;
}

const gatesOf = ({ standing, policy, at }: Case) =>
  shutGates(PROBE, { ...STANDING, ...standing }, { ...POLICY, ...policy }, { ...AT, ...at });

describe('the gates', () => {
  it('are all open for a printer that was just seen, when a person switched queries on', () => {
    expect(gatesOf({})).toEqual([]);
  });

  it.each<[string, Case, Gate, 'lasting' | 'passing']>([
    ['the switch is off', { policy: { enabled: false } }, 'switch', 'lasting'],
    ['a category that is passive only', { standing: { scanMode: 'never' } }, 'category', 'lasting'],
    [
      'an unknown category',
      { standing: { scanMode: undefined, category: 'unknown' } },
      'category',
      'lasting',
    ],
    ['a category that is a guess', { standing: { categoryConfidence: 69 } }, 'category', 'lasting'],
    ['a barred maker, however it is written', { standing: { maker: ' BAXTER' } }, 'maker', 'lasting'],
    ['a port that nobody saw it serve', { at: { port: 8_080 } }, 'port', 'lasting'],
    ['no address', { standing: { address: null } }, 'address', 'lasting'],
    ['the address of everybody', { standing: { address: '255.255.255.255' } }, 'address', 'lasting'],
    ['a multicast address', { standing: { address: 'ff02::1' } }, 'address', 'lasting'],
    ['an address of this machine', { standing: { address: '127.0.0.1' } }, 'address', 'lasting'],
    ['an address of the link alone', { standing: { address: '169.254.1.1' } }, 'address', 'lasting'],
    ['life-sustaining, use unknown', { standing: { criticality: 5 } }, 'life', 'passing'],
    ['life-sustaining, in use', { standing: { criticality: 5, use: 'in-use' } }, 'life', 'passing'],
    ['criticality unknown', { standing: { criticality: null } }, 'life', 'passing'],
    ['not seen for a day', { standing: { seenAt: NOW - 25 * HOUR } }, 'fresh', 'passing'],
    ['an address that another has too', { standing: { isAddressShared: true } }, 'fresh', 'passing'],
    ['a query under way', { standing: { isAsked: true } }, 'one-at-a-time', 'passing'],
    [
      'a failure half an hour ago',
      { standing: { lastEndedAt: NOW - HOUR / 2, seenAt: NOW, failures: 1 } },
      'pause',
      'passing',
    ],
    [
      'the third failure in a row three hours ago',
      { standing: { lastEndedAt: NOW - 3 * HOUR, seenAt: NOW, failures: 3 } },
      'pause',
      'passing',
    ],
    [
      'not seen since it was asked',
      { standing: { lastEndedAt: NOW - HOUR, seenAt: NOW - HOUR + 1_000 } },
      'seen-since',
      'passing',
    ],
  ])('shut: %s', (_name, given, gate, kind) => {
    const shut = gatesOf(given);
    expect(shut.map((one) => one.gate)).toEqual([gate]);
    expect(shut[0]?.lasting).toBe(kind === 'lasting');
    expect(shut[0]?.why).toMatch(/^[A-Z].*\.$/);
  });

  it.each<[string, Case]>([
    ['life-sustaining, but a spare', { standing: { criticality: 5, use: 'spare' } }],
    [
      'another port that it was seen to serve',
      { at: { port: 8_080 }, standing: { served: [{ transport: 'tcp', port: 8_080, protocol: 'http' }] } },
    ],
    ['an hour after a failure', { standing: { lastEndedAt: NOW - HOUR, seenAt: NOW, failures: 1 } }],
    ['a good answer a minute ago', { standing: { lastEndedAt: NOW - 61_000, seenAt: NOW } }],
    [
      'this machine, where tests allow it',
      { standing: { address: '127.0.0.1' }, at: { allowsLoopback: true } },
    ],
  ])('open: %s', (_name, given) => {
    expect(gatesOf(given)).toEqual([]);
  });

  it('never open for a port that prints what it is sent', () => {
    const served = [{ transport: 'tcp', port: 9_100, protocol: '' }];
    expect(gatesOf({ at: { port: 9_100 }, standing: { served } }).map(({ gate }) => gate)).toEqual(['port']);
  });

  it('say everything that is wrong, what lasts first', () => {
    const standing = { scanMode: 'never', criticality: 5, seenAt: 0 } as const;
    expect(gatesOf({ standing }).map(({ gate }) => gate)).toEqual(['category', 'life', 'fresh']);
  });
});

it('doubles the pause with each failure in a row, up to a day', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 60].map(pauseMinutes)).toEqual([
    ...[0, 60, 120, 240, 480, 960],
    ...[LONGEST_PAUSE_MINUTES, LONGEST_PAUSE_MINUTES],
  ]);
});

describe('the stop rule', () => {
  const USUAL = [100_000, 120_000, 110_000];
  it.each<[string, Parameters<typeof stopReason>, RegExp | undefined]>([
    ['a reset', ['reset', undefined, []], /broke the connection/],
    ['too much', ['too-much', 5, []], /more than it was asked/],
    ['a slow answer', ['answered', 900_000, USUAL], /took 900 ms to answer and usually takes 110 ms/],
    ['a usual answer', ['answered', 130_000, USUAL], undefined],
    ['slower, but still quick', ['answered', 499_000, USUAL], undefined],
    ['slow as ever', ['answered', 3_000_000, [2_000_000, 2_500_000, 2_600_000]], undefined],
    ['slow, and nobody knows what is usual', ['answered', 3_000_000, [100_000]], undefined],
    ['silence', ['silent', undefined, USUAL], undefined],
  ])('%s', (_name, given, expected) => {
    const why = stopReason(...given);
    if (expected) expect(why).toMatch(expected);
    else expect(why).toBeUndefined();
  });
});
