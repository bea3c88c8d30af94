/** The report of a back-test as tables for a terminal. */

import Table from 'cli-table3';
import type { BacktestReport, ReportedDay } from '../pipeline/run-backtest.ts';

const HEAD = [
  'Date',
  'Ranked',
  'Exploited later',
  'In top decile',
  'Share (95 %)',
  'EPSS alone',
  'Precision at decile',
  'Lead time',
  'Exploited then in top 1 %',
  'Not yet published',
];

export function renderBacktest(report: BacktestReport): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [] }, wordWrap: true });
  table.push(...report.days.map(rowOf));
  const found = sum(report.days, ({ outlook }) => outlook.found);
  const alone = sum(report.days, ({ prediction }) => prediction.found);
  const all = sum(report.days, ({ exploitedLater }) => exploitedLater);
  const lines = [
    table.toString(),
    `Together ${found} of ${all} in the top decile; EPSS alone ${alone}. Exploited later: added to the catalogue up to ${report.until}.`,
    '',
    ...report.days.map(topLine),
  ];
  for (const { date, found: hits, settings } of report.crossValidated ?? []) {
    const { windowDays, pseudoCount, signals } = settings;
    lines.push(
      `${date}, settings chosen on the other days: ${hits} in the top decile (${windowDays} days, pseudo-count ${pseudoCount}, ${signals.join(', ')})`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function rowOf(day: ReportedDay): string[] {
  const { outlook, prediction } = day;
  const lead = outlook.leadDays;
  return [
    day.date,
    String(day.population),
    String(day.exploitedLater),
    String(outlook.found),
    `${percent(day.share)} (${percent(day.shareInterval.from)} to ${percent(day.shareInterval.to)})`,
    String(prediction.found),
    percent(outlook.atTop.at(-1)?.precision ?? 0),
    lead ? `${lead.median} days (${lead.lower} to ${lead.upper})` : '',
    `${day.exploitedThenInTopPercentile} of ${day.exploitedThen}`,
    String(day.notYetPublished),
  ];
}

function topLine({ date, outlook, prediction }: ReportedDay): string {
  const tops = outlook.atTop.map(({ top, found, precision, recall }, at) => {
    const alone = prediction.atTop[at]?.found ?? 0;
    return `top ${top}: ${found} found, EPSS alone ${alone}, precision ${percent(precision)}, recall ${percent(recall)}`;
  });
  return `${date}\n  ${tops.join('\n  ')}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
