/** Coverage as a table for a terminal, with what to do about it below. */

import Table from 'cli-table3';
import type { CoverageReport, NetworkCoverage } from '../identify/coverage.ts';
import { NO_RULES_BETWEEN_ROWS } from './table-style.ts';

const COLUMNS = [
  ...['Network', 'Devices', 'MAC', 'Maker', 'Model', 'Version', 'Category', 'One way', 'Packets'],
] as const;
export function renderCoverage({ vlans, subnets, advice }: CoverageReport): string {
  const networks = [...vlans, ...subnets];
  const table = new Table({
    head: [...COLUMNS],
    chars: NO_RULES_BETWEEN_ROWS,
    style: { head: [], border: [] },
    colAligns: COLUMNS.map((_, column) => (column === 0 ? 'left' : 'right')),
  });
  table.push(...networks.map(rowOf));
  const lines = [...advice, ...networkAdvice(networks)];
  const below = lines.length === 0 ? '' : `\nTo see more:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
  return networks.length === 0
    ? `No device with an address of this site was seen.\n${below}`
    : `${table.toString()}\n${below}`;
}

/** One line a sentence: a VLAN is mostly one subnet, and both get the same advice. */
function networkAdvice(networks: readonly NetworkCoverage[]): string[] {
  const bySentence = new Map<string, string[]>();
  for (const { network, advice } of networks)
    for (const sentence of advice) bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), network]);
  return [...bySentence].map(([sentence, named]) => `${named.join(', ')}: ${sentence}`);
}

function rowOf(coverage: NetworkCoverage): string[] {
  const { devices, conversations } = coverage;
  const share = (part: number, whole = devices) =>
    whole === 0 ? '' : `${Math.round((100 * part) / whole)} %`;
  return [
    coverage.network,
    `${devices}`,
    share(coverage.withMac),
    share(coverage.withVendor),
    share(coverage.withModel),
    share(coverage.withVersion),
    share(coverage.withCategory),
    share(conversations.oneWay, conversations.bothWays + conversations.oneWay),
    `${coverage.packets}`,
  ];
}
