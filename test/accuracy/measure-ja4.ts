/**
 * JA4 fingerprints against every value that others expect: nDPI's results name one per TLS flow, suricata-verify one per
 * check. The samples of FoxIO come without expected values: how many fingerprints they yield is shown, not judged.
 */

import fs from 'node:fs';
import path from 'node:path';
import type { Difference, Measurement, Share } from './figures.ts';
import { observeCapture } from './inspect-capture.ts';
import { parseNdpiResults } from './ndpi-results.ts';
import { filesIn, reference } from './reference-folder.ts';

interface Expected {
  /** Address of the client; empty when the source does not tell. */
  readonly ip: string;
  readonly ja4: string;
}

export async function measureJa4(): Promise<Measurement> {
  const captures = reference('captures');
  const ndpi = await compare("nDPI's results", ndpiValues(path.join(captures, 'protocol-id', 'nDPI')));
  const suricata = await compare(
    'suricata-verify',
    suricataValues(path.join(captures, 'protocol-id', 'suricata-verify')),
  );
  const samples = path.join(captures, 'lan-services', 'ja4');
  let shown = 0;
  for (const name of filesIn(samples, /\.pcap(?:ng)?$/))
    shown += new Set((await ja4Values(path.join(samples, name))).map(({ value }) => value)).size;
  const foxIo = {
    name: 'samples of FoxIO: different fingerprints',
    ...{ right: shown, of: shown, shownOnly: true as const },
  };
  return {
    section: { id: 'ja4', shares: [...ndpi.shares, ...suricata.shares, foxIo], counts: [] },
    differences: [...ndpi.differences, ...suricata.differences],
  };
}

interface Comparison {
  readonly shares: readonly Share[];
  readonly differences: readonly Difference[];
}

async function compare(name: string, files: ReadonlyMap<string, readonly Expected[]>): Promise<Comparison> {
  let [exact, same, of] = [0, 0, 0];
  const differences: Difference[] = [];
  for (const [file, expected] of files) {
    const seen = await ja4Values(file);
    for (const { ip, ja4 } of expected) {
      of++;
      const own = seen.filter((value) => ip === '' || value.ip === ip).map(({ value }) => value);
      const ours = own.includes(ja4) ? ja4 : closest(ja4, own, expected);
      if (ours !== undefined) same++;
      if (ours === ja4) exact++;
      else differences.push(differenceOf(file, ja4, ours ?? 'not found'));
    }
  }
  const shares: Share[] = [
    { name, right: same, of, goal: 100 },
    { name: `${name}, letter for letter`, right: exact, of, shownOnly: true },
  ];
  return { shares, differences };
}

/** The value that differs in those letters alone, rather one that nobody expects as it stands. */
function closest(ja4: string, own: readonly string[], expected: readonly Expected[]): string | undefined {
  const alike = own.filter((value) => bare(value) === bare(ja4));
  return alike.find((value) => !expected.some((other) => other.ja4 === value)) ?? alike[0];
}

/** Without the letters that nDPI chooses otherwise: d or i for the SNI, and those of the ALPN. */
const bare = (ja4: string) => ja4.replace(/^(...)[di](....)..(?=_)/, '$1?$2??');

function differenceOf(file: string, expected: string, ours: string): Difference {
  // Of values that differ in these letters alone the first part tells all.
  const shown = bare(expected) === bare(ours) ? firstPart : (ja4: string) => ja4;
  return { section: 'ja4', where: path.basename(file), expected: shown(expected), ours: shown(ours) };
}

const firstPart = (ja4: string) => ja4.split('_', 1)[0] ?? '';

const ja4Values = async (file: string) => (await observeCapture(file)).filter(({ field }) => field === 'ja4');

/** DTLS has no dissector here. */
const isClaimed = (ja4: string) => ja4.startsWith('t') || ja4.startsWith('q');

function ndpiValues(folder: string): Map<string, Expected[]> {
  const files = new Map<string, Expected[]>();
  for (const name of filesIn(folder, /\.ndpi\.out$/)) {
    const flows = parseNdpiResults(fs.readFileSync(path.join(folder, name), 'utf8'));
    const values = flows.flatMap(({ a, ja4 }) => (ja4 && isClaimed(ja4) ? [{ ip: a.ip, ja4 }] : []));
    if (values.length > 0) files.set(path.join(folder, name.replace(/\.ndpi\.out$/, '')), values);
  }
  return files;
}

/** Values of checks such as `quic.ja4: q13d…` in test.yaml. */
function suricataValues(folder: string): Map<string, Expected[]> {
  const files = new Map<string, Expected[]>();
  for (const name of filesIn(folder, /\.test\.yaml$/)) {
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    const values = [...text.matchAll(/\bja4(?:\.hash)?: *["']?([tqd]\w{9}_[0-9a-f]{12}_[0-9a-f]{12})/g)];
    if (values.length > 0)
      files.set(
        path.join(folder, name.replace(/\.test\.yaml$/, '')),
        values.map(([, ja4 = '']) => ({ ip: '', ja4 })),
      );
  }
  return files;
}
