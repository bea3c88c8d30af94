/**
 * Fetches the documents of a CSAF provider that have changed since the last time, each verified against the checksum
 * beside it. What was fetched before an interruption is not fetched again.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { CSAF_READER } from '../../advisories/csaf/reader.ts';
import { isObject } from '../../base/json-object.ts';
import { isSafePath } from '../bundle/bundle-manifest.ts';
import {
  type ListedDocument,
  MAX_PROVIDER_DOCUMENTS,
  metadataUrlsOfSecurityText,
  type ProviderMetadata,
  parseChanges,
  parseProviderMetadata,
  parseRolieFeed,
} from './csaf-provider.ts';
import { type DownloadOptions, download, downloadText } from './download.ts';
import { FetchError } from './fetch-errors.ts';
import { type FetchState, writeFetchState } from './fetch-state.ts';

const MAX_LIST_OCTETS = 64 * 1_048_576;
const MAX_DOCUMENT_OCTETS = 48 * 1_048_576;
const MAX_CHECKSUM_OCTETS = 4_096;
/** Documents that fail before the rest is given up: one that is broken must not keep the others from coming. */
const MAX_FAILURES = 10;
/** Documents between two times that the state is written. */
const STATE_EVERY = 100;

export interface CsafOutcome {
  readonly fetched: number;
  readonly unchanged: number;
  /** Feeds of the provider that are not for everybody. */
  readonly restricted: number;
}

/**
 * `provider` is a domain or the URL of its provider metadata. Throws FetchError when the provider publishes nothing that
 * can be read, or a document cannot be had as it was published.
 */
export async function fetchCsaf(
  provider: string,
  folder: string,
  state: FetchState,
  options: DownloadOptions,
): Promise<CsafOutcome> {
  const work = path.join(folder, '.downloads');
  fs.mkdirSync(work, { recursive: true });
  const text = (url: string) => downloadText(url, path.join(work, 'csaf-list'), MAX_LIST_OCTETS, options);
  const metadata = await findMetadata(provider, text);
  const documents = await listDocuments(metadata, text);
  let fetched = 0;
  const failures: string[] = [];
  for (const [name, document] of documents) {
    const known = state.files.get(name);
    const target = path.join(folder, name);
    if (document.updated !== '' && known?.published === document.updated && fs.existsSync(target)) continue;
    try {
      const sha256 = await fetchDocument(
        document,
        target,
        path.join(work, name.replaceAll('/', '_')),
        options,
      );
      state.files.set(name, { url: document.url, sha256, published: document.updated });
      if (++fetched % STATE_EVERY === 0) writeFetchState(folder, state);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      failures.push(error.message);
      if (failures.length >= MAX_FAILURES) break;
    }
  }
  const [failure] = failures;
  if (failure !== undefined)
    throw new FetchError('unreachable', `${fetched} documents came, ${failures.length} did not. ${failure}`);
  return { fetched, unchanged: documents.size - fetched, restricted: metadata.restricted };
}

type ReadText = (url: string) => Promise<string>;

/** By the URL itself, else the ways of CSAF 2.0 section 7.1.9: well-known path, security.txt, DNS name. */
async function findMetadata(provider: string, text: ReadText): Promise<ProviderMetadata> {
  const failures: string[] = [];
  for await (const url of metadataUrls(provider, text)) {
    try {
      const metadata = parseProviderMetadata(parsed(await text(url)));
      if (metadata) return metadata;
      failures.push(`${url} is no provider metadata.`);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      failures.push(error.message);
    }
  }
  throw new FetchError(
    'unreachable',
    `${provider} publishes no CSAF that can be read. ${failures.join(' ')}`,
  );
}

async function* metadataUrls(provider: string, text: ReadText): AsyncGenerator<string> {
  if (URL.canParse(provider)) {
    yield provider;
    return;
  }
  yield `https://${provider}/.well-known/csaf/provider-metadata.json`;
  try {
    yield* metadataUrlsOfSecurityText(await text(`https://${provider}/.well-known/security.txt`));
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
  }
  yield `https://csaf.data.security.${provider}`;
}

/** All documents by the path that they get below the folder of feeds. */
async function listDocuments(
  { rolieFeeds, directories }: ProviderMetadata,
  text: ReadText,
): Promise<Map<string, ListedDocument>> {
  const documents = new Map<string, ListedDocument>();
  const add = (listed: readonly ListedDocument[]) => {
    for (const document of listed) {
      const name = pathOf(document.url);
      if (name !== undefined && documents.size < MAX_PROVIDER_DOCUMENTS) documents.set(name, document);
    }
  };
  for (const url of rolieFeeds) {
    const listed = parseRolieFeed(parsed(await text(url)), url);
    if (!listed) throw new FetchError('not-the-feed', `${url} is no ROLIE feed.`);
    add(listed);
  }
  // A provider may publish the same documents both ways.
  if (documents.size === 0)
    for (const url of directories)
      add(parseChanges(await text(`${url.replace(/\/$/, '')}/changes.csv`), url));
  return documents;
}

/** `csaf/host/path.json`; undefined for a URL that makes no safe path. */
function pathOf(url: string): string | undefined {
  const { hostname, pathname } = new URL(url);
  const name = `csaf/${hostname}${decodeURI(pathname)
    .replace(/\/{2,}/g, '/')
    .replace('/.well-known/', '/')}`;
  return name.endsWith('.json') && isSafePath(name) ? name : undefined;
}

async function fetchDocument(
  document: ListedDocument,
  target: string,
  growing: string,
  options: DownloadOptions,
): Promise<string> {
  const got = await download(document.url, growing, { ...options, maxOctets: MAX_DOCUMENT_OCTETS });
  if (got.kind === 'not-modified')
    throw new FetchError('refused-by-server', `${document.url} was not given.`);
  try {
    await verifyChecksum(document, growing, options);
    const content = parsed(fs.readFileSync(growing, 'utf8'));
    if (!isObject(content) || !CSAF_READER.recognises(content))
      throw new FetchError('not-the-feed', `${document.url} is no CSAF document.`);
  } catch (error) {
    fs.rmSync(growing, { force: true });
    throw error;
  }
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.renameSync(growing, target);
  return got.sha256;
}

/** The first checksum that can be had decides; a document that none is published for is taken as it is. */
async function verifyChecksum(
  { url, hashUrls }: ListedDocument,
  file: string,
  options: DownloadOptions,
): Promise<void> {
  for (const hashUrl of hashUrls) {
    const algorithm = /\.(sha256|sha512)$/.exec(new URL(hashUrl).pathname)?.[1];
    if (algorithm === undefined) continue;
    const published = await checksumAt(hashUrl, `${file}.${algorithm}`, options);
    if (published === undefined) continue;
    const digest = createHash(algorithm).update(fs.readFileSync(file)).digest('hex');
    if (digest !== published)
      throw new FetchError('altered', `${url} does not agree with the checksum at ${hashUrl}.`);
    return;
  }
}

async function checksumAt(url: string, file: string, options: DownloadOptions): Promise<string | undefined> {
  try {
    const text = await downloadText(url, file, MAX_CHECKSUM_OCTETS, options);
    return /^\s*([0-9a-f]{64,128})\b/i.exec(text)?.[1]?.toLowerCase();
  } catch (error) {
    // Providers publish one kind of checksum or the other.
    if (error instanceof FetchError && error.code === 'refused-by-server') return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
