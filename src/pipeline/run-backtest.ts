/** The back-test over files of dated feeds, as one document. */

import { formatInstant } from '../base/instant.ts';
import {
  type BacktestDay,
  backtest,
  type CrossValidatedDay,
  crossValidate,
  wilsonInterval,
} from '../risk/outlook/backtest.ts';
import type { OutlookSettings } from '../risk/outlook/exploitation-outlook.ts';
import { FeedProblem, readingFeeds } from './feed-problem.ts';
import { readOutlookHistory } from './outlook-history.ts';

export const BACKTEST_SCHEMA = 'wardlight.backtest/1';

export interface BacktestReport {
  readonly schema: typeof BACKTEST_SCHEMA;
  /** Date of the newest catalogue: what was exploited later is not known. */
  readonly until: string;
  readonly settings: OutlookSettings;
  readonly days: readonly ReportedDay[];
  /** Only when asked for and for two days at least. */
  readonly crossValidated?: readonly (Omit<CrossValidatedDay, 'atMicros'> & { readonly date: string })[];
}

export interface ReportedDay extends Omit<BacktestDay, 'atMicros'> {
  readonly date: string;
  /** Share of what was exploited later in the top decile, with its Wilson interval at 95 %. */
  readonly share: number;
  readonly shareInterval: { readonly from: number; readonly to: number };
}

export interface BacktestOptions {
  readonly crossValidate: boolean;
  readonly onProgress?: (octetsRead: number, octets: number) => void;
}

/** Throws FeedProblem, also when the files hold no EPSS snapshot that is older than a catalogue. */
export async function runBacktest(
  paths: readonly string[],
  settings: OutlookSettings,
  options: BacktestOptions,
): Promise<BacktestReport> {
  const data = await readingFeeds(() => readOutlookHistory(paths, options.onProgress));
  const days = backtest(data, settings);
  if (days.length === 0)
    throw new FeedProblem(
      `${paths.join(', ')}: a back-test needs a dated EPSS file and a newer catalogue of known exploited vulnerabilities.`,
    );
  const validated = options.crossValidate ? crossValidate(data, candidatesFor(settings)) : undefined;
  return {
    schema: BACKTEST_SCHEMA,
    until: dateOf(data.untilMicros),
    settings,
    days: days.map(({ atMicros, ...day }) => ({
      date: dateOf(atMicros),
      ...day,
      share: day.outlook.found / Math.max(1, day.exploitedLater),
      shareInterval: wilsonInterval(day.outlook.found, day.exploitedLater),
    })),
    ...(validated && {
      crossValidated: validated.map(({ atMicros, ...day }) => ({ date: dateOf(atMicros), ...day })),
    }),
  };
}

/** Settings on both sides of the given ones, with all signals and with the age alone. */
function candidatesFor(settings: OutlookSettings): OutlookSettings[] {
  const { windowDays, pseudoCount, signals } = settings;
  return [windowDays / 2, windowDays, windowDays * 2].flatMap((days) =>
    [pseudoCount, pseudoCount * 5].flatMap((count) =>
      [signals, signals.slice(0, 1)].map((some) => ({
        windowDays: Math.round(days),
        pseudoCount: count,
        signals: some,
      })),
    ),
  );
}

function dateOf(micros: number): string {
  return formatInstant(micros).slice(0, 10);
}
