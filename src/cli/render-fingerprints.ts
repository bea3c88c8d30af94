/** What `wardlight fingerprints` tells people: what was taken and refused, what lies where, which examples fail. */

import Table from 'cli-table3';
import type { ExamplesOfFile, FileImported, ShelfEntry } from '../main/fingerprint-library.ts';
import type { PackProof } from '../main/prove-pack.ts';
import type { Shared } from '../main/share-device.ts';

/** Refused entries shown of one reason, unless all are asked for. */
const REFUSALS_SHOWN = 3;
/** Reasons shown of one file, unless all are asked for. */
const REASONS_SHOWN = 5;
const FAILURES_SHOWN = 20;

/** The outcome of an import, file by file, with the reasons of what was refused. */
export function renderImport(outcomes: readonly FileImported[], folder: string, all: boolean): string {
  const lines: string[] = [];
  for (const { file, format, origin, problem, taken, refused } of outcomes) {
    if (problem !== undefined) lines.push(`${file}: not read, ${problem}`);
    else lines.push(`${file} (${format}) into "${origin}": ${taken} taken, ${refused.length} refused`);
    const byReason = new Map<string, string[]>();
    for (const { entry, reason } of refused) byReason.set(reason, [...(byReason.get(reason) ?? []), entry]);
    const reasons = [...byReason].sort(([, a], [, b]) => b.length - a.length);
    for (const [reason, entries] of all ? reasons : reasons.slice(0, REASONS_SHOWN)) {
      const shown = all ? entries : entries.slice(0, REFUSALS_SHOWN);
      const rest = entries.length > shown.length ? `, and ${entries.length - shown.length} more` : '';
      lines.push(`  refused ${entries.length}: ${reason}`, `    ${shown.join('; ')}${rest}`);
    }
    if (!all && reasons.length > REASONS_SHOWN)
      lines.push(`  and ${reasons.length - REASONS_SHOWN} more reasons (--refused shows all)`);
  }
  const taken = outcomes.reduce((sum, outcome) => sum + outcome.taken, 0);
  const refused = outcomes.reduce((sum, outcome) => sum + outcome.refused.length, 0);
  lines.push(`${taken} taken, ${refused} refused. They lie in ${folder}; inspect and explain use them.`);
  return `${lines.join('\n')}\n`;
}

/** A table of the knowledge folder. */
export function renderShelf(entries: readonly ShelfEntry[], folder: string): string {
  if (entries.length === 0) return `Nothing was imported into ${folder}.\n`;
  const table = new Table({
    head: ['Source', 'Field', 'Fingerprints', 'About devices'],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    colAligns: ['left', 'left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { origin, factId, fingerprints, aboutDevices } of entries)
    table.push([origin, factId, fingerprints, aboutDevices]);
  const total = entries.reduce((sum, entry) => sum + entry.fingerprints, 0);
  return `${table.toString()}\n${total} fingerprints in ${folder}.\n`;
}

/** Which examples fail, and how many there are. */
export function renderExamples(runs: readonly ExamplesOfFile[], folder: string): string {
  const failures = runs.flatMap(({ origin, factId, failures: failed }) =>
    failed.map(
      ({ fingerprintId, value, problem }) =>
        `  ${origin} ${factId} ${fingerprintId}: ${JSON.stringify(value)}: ${problem}`,
    ),
  );
  const sum = (of: (run: ExamplesOfFile) => number) => runs.reduce((total, run) => total + of(run), 0);
  const lines = failures.slice(0, FAILURES_SHOWN);
  if (failures.length > FAILURES_SHOWN) lines.push(`  and ${failures.length - FAILURES_SHOWN} more`);
  const examples = sum((run) => run.examples);
  lines.push(
    `${examples - failures.length} of ${examples} examples of ${sum((run) => run.fingerprints)} fingerprints in ${folder} give what they say.`,
  );
  const earlier = sum((run) => run.spokenForEarlier);
  if (earlier > 0) lines.push(`For ${earlier} of them an earlier fingerprint of the same file speaks.`);
  const without = sum((run) => run.withoutExample);
  if (without > 0) lines.push(`${without} fingerprints have no example.`);
  return `${lines.join('\n')}\n`;
}

/** Which test captures prove their rules. */
export function renderProofs(proofs: readonly PackProof[]): string {
  const lines = proofs.map(
    ({ fingerprintId, captureFile, problem }) => `${fingerprintId}: ${captureFile} ${problem ?? 'proves it'}`,
  );
  const failed = proofs.filter(({ problem }) => problem !== undefined).length;
  lines.push(`${proofs.length - failed} of ${proofs.length} test captures prove their fingerprints.`);
  return `${lines.join('\n')}\n`;
}

/** What would be shared of a device, for a person to look at before it is. */
export function renderShared({ rulesFile, facts, withheld }: Shared): string {
  const lines = facts.map(({ factId, value, captureFile }) => `${factId}: ${value} (${captureFile})`);
  for (const { factId, reason } of withheld) lines.push(`${factId}: withheld, ${reason}`);
  if (facts.length > 0)
    lines.push(
      `Written: ${rulesFile}. Look at the values above before you share them: they are all text of the device that is kept.`,
    );
  return `${lines.join('\n')}\n`;
}
