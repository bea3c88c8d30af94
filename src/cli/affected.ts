/** `wardlight affected`: what the feeds say of one vulnerability, and which devices of an inventory it concerns. */

import Table from 'cli-table3';
import { printableText } from '../base/printable-text.ts';
import type { Matching } from '../main/matching.ts';
import { describeRecord, type ProductLine } from '../vulnerability/describe-record.ts';
import type { Finding } from '../vulnerability/finding.ts';
import { type DeviceQuestion, questionsOfInventory } from './inventory-questions.ts';
import { readJsonFile } from './match.ts';
import { QuestionsError } from './match-questions.ts';
import type { NamedFeeds } from './open-feed-catalogue.ts';
import { openFeeds } from './open-feeds.ts';
import { Output } from './output.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';

export interface AffectedOptions extends NamedFeeds {
  readonly inventory?: string;
  readonly json?: boolean;
  readonly out?: string;
}

interface AffectedDevice {
  readonly device: string;
  readonly address: string;
  readonly label: string;
  readonly finding: Finding;
}

/** Products of the table; the JSON document has all. */
const LINES_SHOWN = 200;
const CONCERNED: ReadonlySet<string> = new Set(['affected', 'unknown', 'under-investigation']);

/** Runs the command; returns the exit status: 1 when no feed knows the vulnerability. */
export async function affected(id: string, options: AffectedOptions): Promise<number> {
  let devices: readonly DeviceQuestion[] | undefined;
  try {
    devices =
      options.inventory === undefined ? undefined : questionsOfInventory(readJsonFile(options.inventory));
  } catch (error) {
    if (error instanceof QuestionsError) return refuse(error.message, MISUSED).status;
    throw error;
  }
  const matching = await openFeeds(options);
  if ('status' in matching) return matching.status;
  const name = id.toUpperCase().startsWith('CVE-') ? id.toUpperCase() : id;
  const rows = matching.catalogue.rowsOf(name);
  if (rows.length === 0)
    return refuse(`no feed knows ${printableText(name)}: that says nothing about your devices`, FAILED)
      .status;
  const products = [...rows].flatMap((row) => describeRecord(matching.catalogue.record(row)));
  const concerned = devices && devicesOf(matching, name, devices);
  const output = Output.open(options.out);
  if (!output) return FAILED;
  output.write(
    options.json ? documentOf(matching, name, products, concerned) : tableOf(name, products, concerned),
  );
  output.close();
  matching.catalogue.close();
  return 0;
}

/** Devices that the vulnerability concerns or may concern. */
function devicesOf(matching: Matching, id: string, devices: readonly DeviceQuestion[]): AffectedDevice[] {
  const matcher = matching.matcherOf(id);
  return devices.flatMap(({ queries, ...device }) => {
    const findings = queries.flatMap((query) => matcher.match(query).findings);
    const finding =
      findings.find(({ status }) => status === 'affected') ??
      findings.find(({ status }) => CONCERNED.has(status));
    return finding ? [{ ...device, finding }] : [];
  });
}

function documentOf(
  { catalogue }: Matching,
  cve: string,
  products: readonly ProductLine[],
  devices: readonly AffectedDevice[] | undefined,
): string {
  const document = {
    schema: 'wardlight.affected/1',
    cve,
    knownExploited: catalogue.knownExploited(cve) !== undefined,
    epss: catalogue.prediction(cve)?.probability ?? null,
    products,
    ...(devices && {
      devices: devices.map(({ finding, ...device }) => ({
        ...device,
        status: finding.status,
        conditional: finding.conditional,
        confidence: finding.confidence,
        because: finding.because,
      })),
    }),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function tableOf(
  cve: string,
  products: readonly ProductLine[],
  devices: readonly AffectedDevice[] | undefined,
): string {
  const style = { head: [], border: [] };
  const table = new Table({
    head: ['Product', 'Versions', 'Status', 'Source'],
    style,
    colWidths: [60, 40, null, null],
    wordWrap: true,
  });
  for (const line of products.slice(0, LINES_SHOWN)) {
    table.push([
      printableText(line.product),
      printableText(line.versions),
      line.status,
      `${line.feed} ${line.document}`,
    ]);
  }
  const more =
    products.length > LINES_SHOWN ? `and ${products.length - LINES_SHOWN} more; --json has all\n` : '';
  const parts = [`${cve}\n${table.toString()}\n${more}`];
  if (devices) {
    const found = new Table({
      head: ['Device', 'Address', 'Status', 'Sure', 'Why'],
      style,
      colWidths: [null, null, null, null, 60],
      wordWrap: true,
    });
    for (const { label, address, finding } of devices) {
      found.push([
        printableText(label),
        address,
        finding.status,
        `${finding.confidence}`,
        printableText(finding.because),
      ]);
    }
    parts.push(
      devices.length > 0 ? `${found.toString()}\n` : 'No device of the inventory is known to be concerned.\n',
    );
  }
  return parts.join('');
}
