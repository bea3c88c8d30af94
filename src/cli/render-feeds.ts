/** The state of feeds as a table, with what cannot be concluded and which documents broke their standard. */

import Table from 'cli-table3';
import { formatInstant } from '../base/instant.ts';
import type { CatalogueFile } from '../feeds/catalogue/catalogue-file.ts';
import type { DocumentNote } from '../feeds/catalogue/catalogue-header.ts';
import { type FeedAge, feedCaveats } from '../vulnerability/feed-age.ts';
import { NO_RULES_BETWEEN_ROWS } from './table-style.ts';

/** Reasons of one document that are shown. */
const SHOWN_REASONS = 5;

export function renderFeeds(
  { header }: CatalogueFile,
  ages: readonly FeedAge[],
  { verbose }: { readonly verbose: boolean },
): string {
  const imported = new Map(header.feeds.map((feed) => [feed.feed, feed]));
  const table = new Table({
    head: ['Feed', 'State', 'Newest data', 'Age', 'Items', 'Documents', 'Left out'],
    chars: NO_RULES_BETWEEN_ROWS,
    style: { head: [], border: [] },
  });
  for (const age of ages) {
    const feed = imported.get(age.feed);
    const leftOut = Object.entries(feed?.skipped ?? {}).map(([reason, count]) => `${count} ${reason}`);
    table.push([
      age.title,
      age.condition,
      age.newestMicros === undefined ? '' : formatInstant(age.newestMicros).slice(0, 10),
      age.ageDays === undefined ? '' : `${age.ageDays} d`,
      age.condition === 'absent' ? '' : String(age.items),
      feed === undefined ? '' : String(feed.documents),
      leftOut.join(', '),
    ]);
  }
  const caveats = feedCaveats(ages).map((caveat) => `! ${caveat}\n`);
  return `${table.toString()}\n${caveats.join('')}${renderNotes(header.notes, header.notesDropped, verbose)}`;
}

function renderNotes(notes: readonly DocumentNote[], dropped: number, verbose: boolean): string {
  const refused = notes.filter((note) => note.refused);
  const failing = notes.filter((note) => !note.refused);
  const lines: string[] = [];
  if (refused.length > 0)
    lines.push(`Files or documents that could not be read or were refused: ${refused.length}.`);
  if (failing.length > 0)
    lines.push(`Documents that were read but fail tests of their standard: ${failing.length}.`);
  if (verbose) for (const note of notes) lines.push(...noteLines(note));
  else if (notes.length > 0) lines.push('(--verbose names them)');
  if (dropped > 0) lines.push(`${dropped} more are not named.`);
  return lines.map((line) => `${line}\n`).join('');
}

function noteLines({ path, document, refused, reasons }: DocumentNote): string[] {
  const subject = document === undefined ? path : `${document} (${path})`;
  const more = reasons.length - SHOWN_REASONS;
  return [
    `${refused ? 'refused' : 'fails'}  ${subject}`,
    ...reasons.slice(0, SHOWN_REASONS).map((reason) => `         ${reason}`),
    ...(more > 0 ? [`         and ${more} more`] : []),
  ];
}
