/**
 * Fetches the files of a source into a folder of feeds. A file takes its place only when it is whole, agrees with the
 * checksum that its source publishes, and is of the feed that it should be: a login page is not a catalogue.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { hashFile, readFileOctets } from '../reading/file-octets.ts';
import { readFeedFile } from '../reading/read-feed-file.ts';
import { type DownloadOptions, download, downloadText } from './download.ts';
import type { FeedSource, SourceFile } from './feed-sources.ts';
import { FetchError } from './fetch-errors.ts';
import type { FetchState } from './fetch-state.ts';

/** Folder below that of the feeds in which downloads grow; hidden, so no feed. */
const DOWNLOADS = '.downloads';
const MAX_META_OCTETS = 65_536;

export interface FetchedFile {
  readonly path: string;
  readonly outcome: 'fetched' | 'not-modified';
}

/** Fetches what has changed; `state` learns of each file as it arrives. Throws FetchError. */
export async function fetchSource(
  source: FeedSource,
  folder: string,
  state: FetchState,
  options: DownloadOptions,
): Promise<FetchedFile[]> {
  const fetched: FetchedFile[] = [];
  for (const file of source.files)
    fetched.push({ path: file.path, outcome: await fetchFile(file, source.feed, folder, state, options) });
  return fetched;
}

async function fetchFile(
  { url, path: name, metaUrl }: SourceFile,
  feed: string,
  folder: string,
  state: FetchState,
  options: DownloadOptions,
): Promise<FetchedFile['outcome']> {
  const target = path.join(folder, name);
  const growing = path.join(folder, DOWNLOADS, name.replaceAll('/', '_'));
  fs.mkdirSync(path.dirname(growing), { recursive: true });
  const atHand = await knownState(state, name, url, target);
  const published =
    metaUrl === undefined
      ? undefined
      : publishedSha256(await downloadText(metaUrl, `${growing}.meta`, MAX_META_OCTETS, options));
  if (published !== undefined && atHand?.published === published) return 'not-modified';
  const got = await download(url, growing, { ...options, ...(atHand && { known: atHand }) });
  if (got.kind === 'not-modified') return 'not-modified';
  try {
    if (published !== undefined && (await contentSha256(growing)) !== published)
      throw new FetchError('altered', `${url} does not agree with the checksum that is published for it.`);
    await assertIsFeed(growing, feed, url);
  } catch (error) {
    fs.rmSync(growing, { force: true });
    throw error;
  }
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.renameSync(growing, target);
  state.files.set(name, {
    url,
    sha256: got.sha256,
    ...got.validators,
    ...(published !== undefined && { published }),
  });
  return 'fetched';
}

/** What is known of a file, provided that it is still there as it was fetched. */
async function knownState(state: FetchState, name: string, url: string, target: string) {
  const known = state.files.get(name);
  if (known?.url !== url || !fs.existsSync(target)) return undefined;
  return (await hashFile(target)) === known.sha256 ? known : undefined;
}

/** `sha256:` line of an NVD .meta file, in lower case. */
function publishedSha256(meta: string): string | undefined {
  return /^sha256:\s*([0-9a-f]{64})\s*$/im.exec(meta)?.[1]?.toLowerCase();
}

/** SHA-256 of the decompressed content. */
async function contentSha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await readFileOctets(file, {
    begin() {},
    take(octets) {
      hash.update(octets);
      return true;
    },
    async settle() {},
    end() {},
  });
  return hash.digest('hex');
}

/** Throws FetchError unless the file holds items of `feed` and nothing in it is damaged. */
export async function assertIsFeed(file: string, feed: string, url: string): Promise<void> {
  let items = 0;
  const report = await readFeedFile(
    file,
    {
      openDocument: (reader) => ({
        take() {
          if (reader.feed === feed) items++;
        },
        skip() {},
        dated() {},
      }),
    },
    () => {},
  );
  const damage = [...report.problems.keys()].find((problem) => problem !== 'not-recognised');
  if (items === 0 || damage !== undefined)
    throw new FetchError(
      'not-the-feed',
      `What ${url} gives is not the feed that it should be (${damage ?? 'not recognised'}).`,
    );
}
