/** A small history: that the ranking learns from the past, reads nothing of the future, and is counted right. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RISK_MODEL } from '../../../test/support/risk-fixtures.ts';
import { type BacktestData, backtest, crossValidate, knowledgeOf, wilsonInterval } from './backtest.ts';
import { ExploitationOutlook, type OutlookSettings } from './exploitation-outlook.ts';
import { type OutlookRecord, plainName, vectorKind } from './outlook-signals.ts';

const DAY = 86_400_000_000;
const TODAY = 20_000 * DAY;
const SETTINGS = RISK_MODEL.outlook;

const cve = (year: number, number: number) => `CVE-${year}-${number}`;

function record(id: string, facts: Partial<OutlookRecord> = {}): OutlookRecord {
  return { id, knownMicros: TODAY - 100 * DAY, products: [], exploitReferenced: false, ...facts };
}

/** A thousand vulnerabilities of two years, all with the same prediction; those of the later year are taken up. */
function history(facts: Partial<BacktestData> = {}): BacktestData {
  const ids = Array.from({ length: 1000 }, (_, at) => cve(at < 500 ? 2015 : 2024, 1000 + at));
  const taken = (number: number, day: number) => ({
    ...{ id: cve(2024, number), vendor: 'acme', product: 'router', addedMicros: TODAY + day * DAY },
  });
  return {
    snapshots: [{ atMicros: TODAY, predictions: new Map(ids.map((id) => [id, 0.01])) }],
    exploited: [
      ...[1500, 1501, 1502, 1503].map((number) => taken(number, -30)),
      ...[1504, 1505].map((number) => taken(number, 20)),
      taken(99_999, 40),
    ],
    untilMicros: TODAY + 90 * DAY,
    records: [],
    ...facts,
  };
}

describe('the back-test', () => {
  it('counts what was ranked, taken up later, not yet published and known', () => {
    expect(backtest(history(), SETTINGS)).toEqual([
      expect.objectContaining({
        ...{ atMicros: TODAY, population: 996, decile: 99, exploitedLater: 2, notYetPublished: 1 },
        ...{ exploitedThen: 4, exploitedThenInTopPercentile: 4 },
      }),
    ]);
  });

  it('finds what is like the past before what is not, where the prediction alone cannot tell', () => {
    const [day] = backtest(history(), SETTINGS);
    expect(day?.outlook).toEqual({
      found: 2,
      leadDays: { lower: 20, median: 20, upper: 20 },
      atTop: [{ top: 99, found: 2, precision: 2 / 99, recall: 1 }],
    });
    expect(day?.prediction.found).toBe(0);
    expect(day?.prediction.leadDays).toBeUndefined();
  });

  it('leaves out days after the newest catalogue', () => {
    expect(backtest(history({ untilMicros: TODAY }), SETTINGS)).toEqual([]);
  });

  it('reads nothing that is dated after the day', () => {
    const future = (): BacktestData => {
      const data = history();
      const strangers = [1000, 1001, 1002].map((number) => ({
        ...{ id: cve(2015, number), vendor: 'other', product: 'thing', addedMicros: TODAY + 2 * DAY },
      }));
      return {
        ...data,
        exploited: [...data.exploited, ...strangers],
        records: data.exploited.map(({ id }) =>
          record(id, { knownMicros: TODAY + DAY, weakness: 'CWE-78', exploitReferenced: true }),
        ),
      };
    };
    const rankingOf = (data: BacktestData) =>
      data.snapshots.map((snapshot) =>
        new ExploitationOutlook(knowledgeOf(snapshot, data), SETTINGS).ranking(),
      );
    expect(rankingOf(future())).toEqual(rankingOf(history()));
  });

  it('takes settings for a day from the other days alone', () => {
    const [today] = history().snapshots;
    const day = (offset: number) => ({
      atMicros: TODAY + offset * DAY,
      predictions: today?.predictions ?? new Map(),
    });
    const data = history({ snapshots: [day(0), day(10)] });
    const blind: OutlookSettings = { ...SETTINGS, signals: [] };
    expect(crossValidate(data, [blind, SETTINGS])).toEqual([
      { atMicros: TODAY, settings: SETTINGS, found: 2 },
      { atMicros: TODAY + 10 * DAY, settings: SETTINGS, found: 2 },
    ]);
    expect(crossValidate(history(), [SETTINGS])).toBeUndefined();
  });
});

describe('the outlook', () => {
  const known = (records: readonly OutlookRecord[], data = history({ records })) =>
    new ExploitationOutlook(knowledgeOf(data.snapshots[0] as BacktestData['snapshots'][0], data), SETTINGS);

  it('ranks what is exploited first, whatever else is known', () => {
    expect(known([]).ranking().slice(0, 4)).toEqual(
      [1500, 1501, 1502, 1503].map((number) => cve(2024, number)),
    );
  });

  it('does not count that a record is at hand', () => {
    const same = { weakness: 'CWE-79' };
    const outlook = known([1500, 1501, 1600].map((number) => record(cve(2024, number), same)));
    expect(outlook.logOdds(cve(2024, 1600))).toBeCloseTo(outlook.logOdds(cve(2024, 1700)), 9);
  });

  it('tells what each signal adds', () => {
    const product = { vendor: 'acme', product: 'router' };
    const outlook = known([
      ...[1500, 1501, 1600].map((number) => record(cve(2024, number), { products: [product] })),
      ...[1601, 1602].map((number) =>
        record(cve(2024, number), { products: [{ vendor: 'quiet', product: 'x' }] }),
      ),
    ]);
    const [age, word] = outlook.contributions(cve(2024, 1600));
    expect(age).toMatchObject({ signal: 'age', word: '2024' });
    expect(word).toMatchObject({ signal: 'product', word: 'product exploited before' });
    expect(word?.adds).toBeGreaterThan(0);
    expect(outlook.logOdds(cve(2024, 1600))).toBeGreaterThan(outlook.logOdds(cve(2024, 1601)));
  });

  it('lets the later record speak and the earlier fill in', () => {
    const data = history({
      records: [
        record('CVE-2024-1600', { knownMicros: TODAY - 9 * DAY, weakness: 'CWE-20' }),
        record('CVE-2024-1600', { knownMicros: TODAY - 10 * DAY, weakness: 'CWE-79', vectorKind: 'N' }),
      ],
    });
    const [snapshot] = data.snapshots;
    expect(snapshot && knowledgeOf(snapshot, data).records.get('CVE-2024-1600')).toMatchObject({
      ...{ weakness: 'CWE-20', vectorKind: 'N' },
    });
  });

  it.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'N no account all'],
    ['AV:L/AC:L/Au:S/C:P/I:P/A:C', 'L account some of all'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N', 'N no account part'],
    ['nonsense', undefined],
  ])('puts %s in one kind for all versions', (vector, kind) => {
    expect(vectorKind(vector)).toBe(kind);
  });

  it('takes spellings of a name as one, and no name as none', () => {
    expect(['D-Link', 'd_link', 'n/a'].map(plainName)).toEqual(['dlink', 'dlink', '']);
  });
});

describe('the Wilson interval', () => {
  it.each([
    [0, 0, 0, 1],
    [5, 10, 0.2366, 0.7634],
    [0, 10, 0, 0.2775],
  ])('of %d in %d', (hits, of, from, to) => {
    expect(wilsonInterval(hits, of)).toEqual({ from: expect.closeTo(from, 4), to: expect.closeTo(to, 4) });
  });

  it('holds the share', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (hits, more) => {
        const of = hits + more + 1;
        const { from, to } = wilsonInterval(hits, of);
        expect(from).toBeLessThanOrEqual(hits / of);
        expect(to).toBeGreaterThanOrEqual(hits / of);
      }),
    );
  });
});
