/**
 * CISA catalogue of known exploited vulnerabilities (KEV) as JSON and as CSV. The catalogue of 2023 has neither
 * `knownRansomwareCampaignUse` nor `cwes`.
 *
 *   { title, catalogVersion: "2025.08.25", dateReleased, count, vulnerabilities: [ { cveID, dateAdded, dueDate, … } ] }
 */

import { isObject, type JsonObject } from '../../base/json-object.ts';
import type { DocumentSource, KnownExploitedEntry } from '../../vulnerability/vulnerability-record.ts';
import { CsvRecords } from '../csv-records.ts';
import type { DocumentReader, ItemSink, TableReader } from '../feed-reader.ts';
import { listOf, microsOf, nameOf, objectOf, present, textOf } from '../json-value.ts';
import { dateInName } from '../snapshot-date.ts';
import { cveIdOf } from '../vulnerability-id.ts';

const FEED = 'kev';
const TITLE = 'CISA known exploited vulnerabilities';
const STALE_AFTER_DAYS = 3;

export const KEV_READER: DocumentReader = {
  feed: FEED,
  title: TITLE,
  keeps: 'snapshot',
  staleAfterDays: STALE_AFTER_DAYS,
  lists: [],

  recognises(document) {
    const entries = document['vulnerabilities'];
    if (!Array.isArray(entries)) return false;
    return 'catalogVersion' in document || 'cveID' in (objectOf(entries[0]) ?? {});
  },

  read(document, { fileName }, sink) {
    const version = nameOf(document['catalogVersion']);
    const released =
      microsOf(document['dateReleased']) ?? microsOf(version?.replaceAll('.', '-')) ?? dateInName(fileName);
    if (released !== undefined) sink.dated(released);
    const source = sourceOf(version ?? '', released);
    for (const entry of listOf(document['vulnerabilities'])) {
      if (isObject(entry)) takeEntry(entry, source, sink);
      else sink.skip('not-an-object');
    }
  },
};

export const KEV_TABLE_READER: TableReader = {
  feed: FEED,
  title: TITLE,
  keeps: 'snapshot',
  staleAfterDays: STALE_AFTER_DAYS,

  openTable([first = ''], { fileName }, sink) {
    if (!/^"?cveID"?,/.test(first)) return undefined;
    const released = dateInName(fileName);
    if (released !== undefined) sink.dated(released);
    const source = sourceOf('', released);
    const records = new CsvRecords((entry) => takeEntry(entry, source, sink));
    return (line) => records.push(line);
  },
};

function sourceOf(revision: string, revisedMicros: number | undefined): DocumentSource {
  return present({
    feed: FEED,
    document: TITLE,
    revision,
    publisher: 'CISA',
    role: 'coordinator' as const,
    revisedMicros,
  });
}

function takeEntry(entry: JsonObject, source: DocumentSource, sink: ItemSink): void {
  const id = cveIdOf(entry['cveID']);
  if (id === undefined) {
    sink.skip('id-missing');
    return;
  }
  const item: KnownExploitedEntry = present({
    kind: 'known-exploited' as const,
    source,
    id,
    vendor: nameOf(entry['vendorProject']),
    product: nameOf(entry['product']),
    name: nameOf(entry['vulnerabilityName']),
    addedMicros: microsOf(entry['dateAdded']),
    dueMicros: microsOf(entry['dueDate']),
    requiredAction: textOf(entry['requiredAction']),
    // "Unknown" says that nobody knows, which is not "no".
    ransomware: nameOf(entry['knownRansomwareCampaignUse'])?.toLowerCase() === 'known' ? true : undefined,
  });
  sink.take(item);
}
