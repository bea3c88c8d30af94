/** An assessment as tables and as CSV, a finding in words, and what a changed model would move. */

import Table from 'cli-table3';
import { formatInstant } from '../base/instant.ts';
import { printableText } from '../base/printable-text.ts';
import type { AssessedFinding, FleetAssessment } from '../risk/assess-fleet.ts';
import type { ChangeCause, RankChange } from '../risk/changes/rank-change.ts';
import { type Explanation, explainFinding } from '../risk/explain-finding.ts';
import type { RiskModel } from '../risk/risk-model.ts';
import type { Catalogue } from '../vulnerability/catalogue.ts';
import { standingOf } from './assessment-document.ts';
import { type Column, csv } from './render-csv.ts';

const STYLE = { style: { head: [], border: [] } };

/** The site, its worst devices, and the worst findings. */
export function renderAssessment(assessment: FleetAssessment, catalogue: Catalogue, top: number): string {
  const { site, devices, findings } = assessment;
  const deviceTable = new Table({ head: ['Score', 'Band', 'Device', 'What', 'Findings', 'Worst'], ...STYLE });
  for (const assessed of devices.slice(0, top)) {
    const standing = standingOf(assessed, catalogue);
    const known = standing === 'scored' || standing === 'nothing-found';
    const { facts, score, band, findings: count, worst } = assessed;
    deviceTable.push([
      known ? `${score}` : '?',
      standing === 'scored' ? band : standing.replace('-', ' '),
      facts.address || facts.id,
      printableText(`${facts.label} (${facts.category})`),
      `${count}`,
      worst ?? '',
    ]);
  }
  const perBand = Object.entries(site.perBand).map(([band, count]) => `${count} ${band}`);
  const unknown = devices.filter(
    (device) => !['scored', 'nothing-found'].includes(standingOf(device, catalogue)),
  );
  return [
    `Site: ${site.score} (${site.band}) over ${site.devices} devices: ${perBand.join(', ')}.`,
    ...(unknown.length > 0
      ? [
          `Nothing can be said of ${unknown.length} devices: their product is not known or the feeds are empty.`,
        ]
      : []),
    deviceTable.toString(),
    findingTable(findings.slice(0, top)),
    `As of the newest sighting, ${formatInstant(assessment.asOfMicros)}. Made ${formatInstant(assessment.atMicros)}, risk model ${assessment.modelVersion}, inputs ${assessment.inputsHash.slice(0, 16)}.`,
    '',
  ].join('\n');
}

function findingTable(findings: readonly AssessedFinding[]): string {
  const table = new Table({
    head: ['Rank', 'Score', 'Band', 'Device', 'Vulnerability', 'Exploitable', 'Due', 'Why'],
    ...STYLE,
    colWidths: [null, null, null, null, null, null, null, 60],
    wordWrap: true,
  });
  for (const { rank, score, band, device, match, verdict, decision } of findings) {
    const { days } = decision.deadline;
    table.push([
      `${rank}`,
      `${score}`,
      band,
      device.facts.address || device.facts.id,
      match.cve,
      verdict.exploitability,
      days === null ? decision.outcome : `${days} d`,
      printableText(verdict.because),
    ]);
  }
  return table.toString();
}

const COLUMNS: readonly Column<AssessedFinding>[] = [
  ['rank', ({ rank }) => rank],
  ['score', ({ score }) => score],
  ['band', ({ band }) => band],
  ['device', ({ device }) => device.facts.id],
  ['address', ({ device }) => device.facts.address],
  ['label', ({ device }) => device.facts.label],
  ['category', ({ device }) => device.facts.category],
  ['vulnerability', ({ match }) => match.cve],
  ['status', ({ match }) => match.status],
  ['confidence', ({ match }) => match.confidence],
  ['exploitability', ({ verdict }) => verdict.exploitability],
  ['because', ({ verdict }) => verdict.because],
  ['outcome', ({ decision }) => decision.outcome],
  ['days', ({ decision }) => decision.deadline.days ?? ''],
  ['EPSS', ({ profile }) => profile.facts.threat.prediction ?? ''],
  ['known exploited', ({ profile }) => String(profile.facts.threat.knownExploited ?? '')],
];

/** One line per finding. */
export const csvOfAssessment = ({ findings }: FleetAssessment) => csv(COLUMNS, findings);

export function renderExplanation(
  finding: AssessedFinding,
  assessment: FleetAssessment,
  model: RiskModel,
  json: boolean,
): string {
  const explanation = explainFinding(finding, assessment, model);
  if (json) return `${JSON.stringify(explanation, undefined, 2)}\n`;
  const { facts } = finding.device;
  return [
    `${finding.match.cve} on ${printableText(facts.label)} (${facts.address || facts.id})`,
    ...explanation.sections.flatMap(({ title, sentences }) => [
      '',
      title,
      ...sentences.map((sentence) => `  ${printableText(sentence)}`),
    ]),
    '',
    'Factors',
    ...factorLines(explanation),
    '',
  ].join('\n');
}

function factorLines({ factors, environmentalVector, environmentalScore }: Explanation): string[] {
  const lines = factors.map(({ factor, value, logRatio }) => {
    const effect = Math.abs(logRatio) < 0.005 ? 'as usual' : logRatio > 0 ? 'raises' : 'lowers';
    return `  ${factor.padEnd(14)} ${value.toFixed(3)}  ${effect} (${logRatio.toFixed(2)})`;
  });
  return environmentalVector === undefined
    ? lines
    : [...lines, `  CVSS on this device: ${environmentalScore} ${environmentalVector}`];
}

/** What would move under a changed model: the findings that people would hear of, and how many others. */
export function renderPreview(changes: readonly RankChange[]): string {
  const told = changes.filter(({ notify }) => notify !== 'none');
  return `${changeTable(told, false)}\n${told.length} findings would change their band or enter or leave the top ranks; ${changes.length - told.length} others would move.\n`;
}

/** What moved since an earlier assessment, and why: the findings that people should hear of, and how many others. */
export function renderChanges(changes: readonly RankChange[]): string {
  const told = changes.filter(({ notify }) => notify !== 'none');
  return `${changeTable(told, true)}\n${told.length} findings changed their band or entered or left the top ranks; ${changes.length - told.length} others moved.\n`;
}

function changeTable(changes: readonly RankChange[], withCauses: boolean): string {
  const causeColumn = withCauses ? ['Why'] : [];
  const head = ['Device', 'Vulnerability', 'Rank', 'Score', 'Band', ...causeColumn];
  const table = new Table({ head, ...STYLE });
  for (const { device, vulnerability, before, after, causes } of changes) {
    const arrow = (of: (finding: NonNullable<RankChange['before']>) => string | number) =>
      `${before ? of(before) : '–'} → ${after ? of(after) : '–'}`;
    const reasons = causes.map((cause) => CAUSES[cause]).join(', ') || 'others moved';
    table.push([
      device,
      vulnerability,
      arrow(({ rank }) => rank),
      arrow(({ score }) => score),
      arrow(({ band }) => band),
      ...(withCauses ? [reasons] : []),
    ]);
  }
  return table.toString();
}

const CAUSES: Readonly<Record<ChangeCause, string>> = {
  'known-exploited-added': 'known to be exploited now',
  'known-exploited-removed': 'no longer listed as exploited',
  'ransomware-use-known': 'used by ransomware',
  'prediction-changed': 'EPSS moved',
  'exploit-changed': 'an exploit became known',
  'advisory-changed': 'documents changed',
  'device-changed': 'the device changed',
  'control-changed': 'a control changed',
  'model-changed': 'the risk model changed',
};
