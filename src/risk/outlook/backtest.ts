/**
 * The back-test: on each day for which there is an EPSS file, rank what was known that day, then look which vulnerabilities
 * entered the catalogue of known exploited ones later. The ranking of a day reads nothing that is dated after it.
 */

import {
  ExploitationOutlook,
  type OutlookKnowledge,
  type OutlookSettings,
  rankBy,
} from './exploitation-outlook.ts';
import type { ExploitedVulnerability, OutlookRecord } from './outlook-signals.ts';

export interface PredictionSnapshot {
  /** Midnight of the score date. */
  readonly atMicros: number;
  readonly predictions: ReadonlyMap<string, number>;
}

export interface BacktestData {
  readonly snapshots: readonly PredictionSnapshot[];
  /** The newest catalogue, of which each entry counts from its date on. */
  readonly exploited: readonly ExploitedVulnerability[];
  /** Date of the newest catalogue: later additions are not known. */
  readonly untilMicros: number;
  readonly records: readonly OutlookRecord[];
}

/** How well one ranking holds the later exploited vulnerabilities. */
export interface RankingQuality {
  /** Of the vulnerabilities exploited later, those in the top decile. */
  readonly found: number;
  /** Lead time in days of those found: a quarter, half and three quarters had less. */
  readonly leadDays?: { readonly lower: number; readonly median: number; readonly upper: number };
  readonly atTop: readonly {
    readonly top: number;
    readonly found: number;
    readonly precision: number;
    readonly recall: number;
  }[];
}

export interface BacktestDay {
  readonly atMicros: number;
  /** Vulnerabilities of the EPSS file that were not yet in the catalogue. */
  readonly population: number;
  readonly decile: number;
  /** Of the population, those in the catalogue later: what is to be found. */
  readonly exploitedLater: number;
  /** Added later too, but without an EPSS score that day: not yet published. */
  readonly notYetPublished: number;
  /** In the catalogue that day and scored, and how many of them stand in the top percentile of all that is ranked. */
  readonly exploitedThen: number;
  readonly exploitedThenInTopPercentile: number;
  readonly outlook: RankingQuality;
  /** The EPSS probability alone. */
  readonly prediction: RankingQuality;
}

const DAY_MICROS = 86_400_000_000;
const TOPS = [100, 1_000, 10_000];
const TOP_DECILE = 0.1;
const TOP_PERCENTILE = 0.01;

/** Days with a snapshot on which later additions are known, in order. */
export function backtest(data: BacktestData, settings: OutlookSettings): BacktestDay[] {
  return testable(data).map((snapshot) => testDay(snapshot, data, settings));
}

function testable({ snapshots, untilMicros }: BacktestData): PredictionSnapshot[] {
  return snapshots.filter(({ atMicros }) => atMicros < untilMicros).sort((a, b) => a.atMicros - b.atMicros);
}

/** What was known at the end of a day: everything younger is left out. */
export function knowledgeOf(
  { atMicros, predictions }: PredictionSnapshot,
  data: BacktestData,
): OutlookKnowledge {
  const records = new Map<string, OutlookRecord>();
  for (const record of data.records) {
    if (record.knownMicros >= atMicros + DAY_MICROS) continue;
    const other = records.get(record.id);
    records.set(record.id, other ? mergeRecords(other, record) : record);
  }
  return {
    atMicros,
    predictions,
    exploited: data.exploited.filter(({ addedMicros }) => addedMicros <= atMicros),
    records,
  };
}

/** The later word counts; what it does not tell, the earlier one does. */
function mergeRecords(a: OutlookRecord, b: OutlookRecord): OutlookRecord {
  const [earlier, later] = a.knownMicros <= b.knownMicros ? [a, b] : [b, a];
  return {
    ...earlier,
    ...later,
    products: later.products.length > 0 ? later.products : earlier.products,
    exploitReferenced: earlier.exploitReferenced || later.exploitReferenced,
  };
}

function testDay(snapshot: PredictionSnapshot, data: BacktestData, settings: OutlookSettings): BacktestDay {
  const { atMicros, predictions } = snapshot;
  const knowledge = knowledgeOf(snapshot, data);
  const ranking = new ExploitationOutlook(knowledge, settings).ranking();
  const then = new Set(knowledge.exploited.map(({ id }) => id));
  const later = new Map<string, number>();
  for (const { id, addedMicros } of data.exploited) {
    if (addedMicros > atMicros) later.set(id, Math.round((addedMicros - atMicros) / DAY_MICROS));
  }
  const ranked = ranking.filter((id) => !then.has(id));
  const alone = rankBy(ranked.toSorted(byId(predictions)), (id) => predictions.get(id) ?? 0);
  const decile = Math.floor(ranked.length * TOP_DECILE);
  const percentile = ranking.slice(0, Math.floor(ranking.length * TOP_PERCENTILE));
  const exploitedLater = ranked.reduce((count, id) => count + (later.has(id) ? 1 : 0), 0);
  return {
    atMicros,
    population: ranked.length,
    decile,
    exploitedLater,
    notYetPublished: [...later.keys()].filter((id) => !predictions.has(id)).length,
    exploitedThen: ranking.length - ranked.length,
    exploitedThenInTopPercentile: percentile.filter((id) => then.has(id)).length,
    outlook: qualityOf(ranked, later, decile),
    prediction: qualityOf(alone, later, decile),
  };
}

/** Order of the EPSS file, in which equals stand. */
function byId(predictions: ReadonlyMap<string, number>): (a: string, b: string) => number {
  const order = new Map([...predictions.keys()].map((id, at) => [id, at]));
  return (a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0);
}

function qualityOf(
  ranked: readonly string[],
  later: ReadonlyMap<string, number>,
  decile: number,
): RankingQuality {
  const hits = ranked.flatMap((id, rank) => {
    const days = later.get(id);
    return days === undefined ? [] : [{ rank, days }];
  });
  const within = (top: number) => hits.filter(({ rank }) => rank < top);
  const lead = within(decile)
    .map(({ days }) => days)
    .sort((a, b) => a - b);
  const quantile = (share: number) => lead[Math.floor((lead.length - 1) * share)] ?? 0;
  return {
    found: lead.length,
    ...(lead.length > 0 && {
      leadDays: { lower: quantile(0.25), median: quantile(0.5), upper: quantile(0.75) },
    }),
    atTop: [...TOPS.filter((top) => top < decile), decile].map((top) => {
      const found = within(top).length;
      return { top, found, precision: found / Math.max(1, top), recall: found / Math.max(1, hits.length) };
    }),
  };
}

export interface CrossValidatedDay {
  readonly atMicros: number;
  /** Settings that did best on the other days. */
  readonly settings: OutlookSettings;
  readonly found: number;
}

/**
 * Are the settings fitted to the days they are tested on? For each day those settings of `candidates` are taken that found
 * the largest mean share on all other days. Undefined for fewer than two days.
 */
export function crossValidate(
  data: BacktestData,
  candidates: readonly OutlookSettings[],
): CrossValidatedDay[] | undefined {
  const results = candidates.map((settings) => ({ settings, days: backtest(data, settings) }));
  const days = results[0]?.days ?? [];
  if (days.length < 2) return undefined;
  return days.map(({ atMicros }, day) => {
    const onOthers = (of: readonly BacktestDay[]) =>
      of.reduce((sum, { outlook, exploitedLater }, at) => {
        return at === day ? sum : sum + outlook.found / Math.max(1, exploitedLater);
      }, 0);
    const best = results.reduce((a, b) => (onOthers(b.days) > onOthers(a.days) ? b : a));
    return { atMicros, settings: best.settings, found: best.days[day]?.outlook.found ?? 0 };
  });
}

/** Wilson score interval of a share at 95 %, 0 to 1. */
export function wilsonInterval(hits: number, of: number): { readonly from: number; readonly to: number } {
  if (of === 0) return { from: 0, to: 1 };
  const z = 1.959964;
  const share = hits / of;
  const centre = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  // The share lies within, which rounding would forget where it is 0 or 1.
  return {
    from: Math.max(0, Math.min(share, centre - half)),
    to: Math.min(1, Math.max(share, centre + half)),
  };
}
