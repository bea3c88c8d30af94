/** Whether the ranking would have foreseen what attackers took up: the back-test over dated EPSS and KEV files. */

import { loadRiskModel } from '../../src/main/load-risk-model.ts';
import { type ReportedDay, runBacktest } from '../../src/pipeline/run-backtest.ts';
import type { Measurement, Share } from './figures.ts';
import { reference } from './reference-folder.ts';

/** Of all days together, what the ranking must find at least: 62 of 154. */
const TOGETHER_GOAL_PERCENT = 40.2;

const FEEDS = ['epss', 'kev', 'nvd', 'cve5'];

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;

export async function measureOutlook(): Promise<Measurement> {
  const folders = FEEDS.map((name) => reference('data', 'vulnerability', name));
  const { days } = await runBacktest(folders, loadRiskModel().outlook, { crossValidate: false });
  const sum = (of: (day: ReportedDay) => number) => days.reduce((total, day) => total + of(day), 0);
  const together: Share = {
    name: 'all days: exploited later, in the top decile',
    right: sum(({ outlook }) => outlook.found),
    of: sum(({ exploitedLater }) => exploitedLater),
    goal: TOGETHER_GOAL_PERCENT,
    note: `EPSS alone ${sum(({ prediction }) => prediction.found)}`,
  };
  return {
    section: { id: 'outlook', shares: [...days.flatMap(sharesOf), together], counts: [] },
    differences: [],
  };
}

function sharesOf(day: ReportedDay): Share[] {
  const { date, outlook, prediction, exploitedLater, shareInterval, decile, notYetPublished } = day;
  const tops = outlook.atTop.map(
    ({ top, found, precision }) => `${found} in the top ${top} (${percent(precision)})`,
  );
  const lead = outlook.leadDays;
  return [
    {
      name: `${date}: exploited later, in the top decile`,
      right: outlook.found,
      of: exploitedLater,
      goal: Math.floor((1_000 * prediction.found) / exploitedLater) / 10,
      note: [
        `EPSS alone ${prediction.found}`,
        `Wilson 95 % ${percent(shareInterval.from)} to ${percent(shareInterval.to)}`,
        `precision ${percent(outlook.found / decile, 2)}`,
        ...tops,
        ...(lead ? [`lead ${lead.median} days (quartiles ${lead.lower} and ${lead.upper})`] : []),
        `${notYetPublished} more were not yet published`,
      ].join('; '),
    },
    {
      name: `${date}: exploited then, in the top percentile`,
      right: day.exploitedThenInTopPercentile,
      of: day.exploitedThen,
      goal: 100,
    },
  ];
}
