/** Findings as a table for people. */

import Table from 'cli-table3';
import { printableText } from '../base/printable-text.ts';
import type { Finding } from '../vulnerability/finding.ts';
import type { MatchedQuestion } from './match-document.ts';

/** Companions that a row names. */
const NEEDS_SHOWN = 2;
const FIXES: ReadonlySet<string> = new Set(['vendor_fix', 'optional_patch']);

/** A table of all findings, a line for each question without one. */
export function renderMatches(results: readonly MatchedQuestion[]): string {
  const table = new Table({
    head: ['Question', 'CVE', 'Status', 'Sure', 'Fix', 'Why'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, null, 70],
    wordWrap: true,
  });
  for (const { id, findings } of results) {
    if (findings.length === 0)
      table.push([id, '–', 'nothing known', '', '', 'no document names this product']);
    for (const finding of findings)
      table.push([
        id,
        finding.cve,
        statusOf(finding),
        `${finding.confidence}`,
        fixOf(finding),
        whyOf(finding),
      ]);
  }
  return `${table.toString()}\n`;
}

function statusOf({ status, conditional, conflict }: Finding): string {
  return `${status}${conditional ? ' if' : ''}${conflict ? ' (disputed)' : ''}`;
}

function fixOf({ status, remediations }: Finding): string {
  if (status !== 'affected' && status !== 'unknown') return '';
  return remediations.some(({ category }) => FIXES.has(category)) ? 'yes' : 'none known';
}

function whyOf({ because, needs }: Finding): string {
  const more = needs.length > NEEDS_SHOWN ? ` and ${needs.length - NEEDS_SHOWN} more` : '';
  const needed = needs.length > 0 ? `; needs ${needs.slice(0, NEEDS_SHOWN).join(' or ')}${more}` : '';
  return printableText(`${because}${needed}`);
}
