/**
 * What a CSAF provider publishes (CSAF 2.0 section 7): provider metadata names ROLIE feeds (RFC 8322) and folders with
 * `changes.csv`; both list documents with the instant of their last change. Pure: texts in, lists out.
 *
 *   { canonical_url, distributions: [ { rolie: { feeds: [ { url, tlp_label } ] } }, { directory_url } ] }
 *   { feed: { entry: [ { updated, content: { src }, link: [ { rel: "hash", href } ] } ] } }
 *   "2026/ex-26-001.json","2026-02-01T00:00:00Z"
 */

import { CsvRecords } from '../../advisories/csv-records.ts';
import { microsOf, nameOf, objectOf, objectsOf } from '../../advisories/json-value.ts';
import { isObject, type JsonObject } from '../../base/json-object.ts';

/** Documents of one provider that are fetched. */
export const MAX_PROVIDER_DOCUMENTS = 200_000;
const OPEN_LABELS = ['WHITE', 'CLEAR'];

export interface ProviderMetadata {
  readonly rolieFeeds: readonly string[];
  readonly directories: readonly string[];
  /** Feeds that are not for everybody, which are not fetched. */
  readonly restricted: number;
}

export interface ListedDocument {
  readonly url: string;
  /** Last change as the list writes it; empty when it tells none. */
  readonly updated: string;
  /** URLs of checksums that the list names. */
  readonly hashUrls: readonly string[];
}

/** Undefined when `value` is no provider metadata. */
export function parseProviderMetadata(value: unknown): ProviderMetadata | undefined {
  if (!isObject(value) || !Array.isArray(value['distributions'])) return undefined;
  const rolieFeeds: string[] = [];
  const directories: string[] = [];
  let restricted = 0;
  for (const distribution of objectsOf(value['distributions'])) {
    const feeds = objectsOf(objectOf(distribution['rolie'])?.['feeds']);
    for (const feed of feeds) {
      const url = nameOf(feed['url']);
      if (!isOpen(feed)) restricted++;
      else if (url !== undefined) rolieFeeds.push(url);
    }
    // CSAF 2.1 gives a folder a label; a folder of 2.0 is open.
    const directory = objectOf(distribution['directory']);
    const url = nameOf(distribution['directory_url']) ?? nameOf(directory?.['url']);
    if (directory && !isOpen(directory)) restricted++;
    else if (url !== undefined) directories.push(url);
  }
  return { rolieFeeds, directories, restricted };
}

function isOpen(entry: JsonObject): boolean {
  return OPEN_LABELS.includes(nameOf(entry['tlp_label'])?.toUpperCase() ?? 'WHITE');
}

/** Documents of a ROLIE feed at `feedUrl`; undefined when `value` is none. */
export function parseRolieFeed(value: unknown, feedUrl: string): ListedDocument[] | undefined {
  const feed = isObject(value) ? objectOf(value['feed']) : undefined;
  if (!feed) return undefined;
  return objectsOf(feed['entry']).flatMap((entry) => {
    const links = objectsOf(entry['link']);
    const self = links.find(({ rel }) => rel === 'self');
    const url = resolved(nameOf(objectOf(entry['content'])?.['src']) ?? nameOf(self?.['href']), feedUrl);
    const hashUrls = links.flatMap(({ rel, href }) =>
      rel === 'hash' ? (resolved(nameOf(href), feedUrl) ?? []) : [],
    );
    return url === undefined ? [] : { url, updated: nameOf(entry['updated']) ?? '', hashUrls };
  });
}

/** Documents of `changes.csv` in the folder at `directoryUrl`. */
export function parseChanges(text: string, directoryUrl: string): ListedDocument[] {
  const base = directoryUrl.endsWith('/') ? directoryUrl : `${directoryUrl}/`;
  const documents: ListedDocument[] = [];
  const records = new CsvRecords(({ name = '', updated = '' }) => {
    const url = resolved(name, base);
    if (url === undefined || !name.endsWith('.json') || microsOf(updated) === undefined) return;
    documents.push({ url, updated, hashUrls: [`${url}.sha256`, `${url}.sha512`] });
  });
  records.push('name,updated');
  for (const line of text.split(/\r?\n/)) records.push(line);
  return documents;
}

/** The provider metadata that a `security.txt` (RFC 9116) names in its `CSAF:` fields. */
export function metadataUrlsOfSecurityText(text: string): string[] {
  return [...text.matchAll(/^CSAF:\s*(https:\/\/\S+)\s*$/gim)].flatMap(([, url]) => url ?? []);
}

function resolved(reference: string | undefined, base: string): string | undefined {
  if (reference === undefined || !URL.canParse(reference, base)) return undefined;
  const url = new URL(reference, base);
  return url.protocol === 'https:' || url.protocol === new URL(base).protocol ? url.href : undefined;
}
