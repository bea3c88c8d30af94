/**
 * Imports a signed bundle into a folder of feeds. Nothing reaches the folder before the signature of the manifest and
 * the checksum of every file have been verified, so an altered bundle leaves everything as it was.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type Entry, extract as extractTar } from 'tar-stream';
import { microsOf } from '../../advisories/json-value.ts';
import { isObject } from '../../base/json-object.ts';
import { FeedUnreadableError } from '../feed-errors.ts';
import { readFetchState, writeFetchState } from '../fetch/fetch-state.ts';
import { hashFile } from '../reading/file-octets.ts';
import {
  type BundleFile,
  type BundleManifest,
  BundleRefusedError,
  isSignedBy,
  MANIFEST_NAME,
  MAX_MANIFEST_OCTETS,
  parseManifest,
  SIGNATURE_NAME,
  SIGNATURE_OCTETS,
} from './bundle-manifest.ts';

/** Remembers the date of the newest bundle that was imported, so that an old one is not slipped in. Hidden: no feed. */
const RECORD_NAME = '.wardlight-bundle.json';

export interface ImportOptions {
  readonly into: string;
  /** Keys of those whose bundles are trusted. */
  readonly publicKeyPems: readonly string[];
}

export interface ImportOutcome {
  readonly manifest: BundleManifest;
  readonly written: number;
  /** Files that were there already with the same content. */
  readonly unchanged: number;
}

/** Throws BundleRefusedError for a bundle that is not wholly as its maker signed it, or older than the last one. */
export function importBundle(bundle: string, options: ImportOptions): Promise<ImportOutcome> {
  return unpacked(bundle, options, async (manifest, staging) => {
    const outcome = await moveIntoPlace(manifest, staging, options.into);
    rememberChecks(manifest, options.into);
    fs.writeFileSync(path.join(options.into, RECORD_NAME), `${JSON.stringify({ made: manifest.made })}\n`);
    return outcome;
  });
}

export interface BundlePreview {
  readonly manifest: BundleManifest;
  /** Files that the folder lacks, has with other content, has already. */
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Verifies a bundle as `importBundle` does and says what it would change. Throws BundleRefusedError. */
export function inspectBundle(bundle: string, options: ImportOptions): Promise<BundlePreview> {
  return unpacked(bundle, options, async (manifest) => {
    let [added, changed] = [0, 0];
    for (const file of manifest.files) {
      const target = path.join(options.into, file.path);
      if (!fs.existsSync(target)) added++;
      else if ((await hashFile(target)) !== file.sha256) changed++;
    }
    return { manifest, added, changed, unchanged: manifest.files.length - added - changed };
  });
}

/** Does `work` with a bundle that was verified and unpacked into a folder, which is removed afterwards. */
async function unpacked<Outcome>(
  bundle: string,
  options: ImportOptions,
  work: (manifest: BundleManifest, staging: string) => Promise<Outcome>,
): Promise<Outcome> {
  fs.mkdirSync(options.into, { recursive: true });
  const staging = fs.mkdtempSync(path.join(options.into, '.import-'));
  try {
    return await work(await unpack(bundle, staging, options), staging);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

/** The feeds of the folder are as complete as they were where the bundle was made. */
function rememberChecks({ feeds }: BundleManifest, into: string): void {
  const state = readFetchState(into);
  for (const { feed, checked } of feeds) {
    const micros = microsOf(checked);
    if (micros !== undefined)
      state.checkedMicros.set(feed, Math.max(state.checkedMicros.get(feed) ?? micros, micros));
  }
  writeFetchState(into, state);
}

async function unpack(bundle: string, staging: string, options: ImportOptions): Promise<BundleManifest> {
  const extract = extractTar();
  const source = fs.createReadStream(bundle);
  source.on('error', (error) => extract.destroy(new FeedUnreadableError(bundle, error)));
  source.pipe(extract);
  try {
    const entries = extract[Symbol.asyncIterator]();
    const text = await readSmallEntry(entries, MANIFEST_NAME, MAX_MANIFEST_OCTETS);
    const signature = await readSmallEntry(entries, SIGNATURE_NAME, SIGNATURE_OCTETS);
    if (!isSignedBy(text, signature, options.publicKeyPems))
      throw new BundleRefusedError('None of the given keys signed its manifest.');
    const manifest = parseManifest(text);
    refuseOlder(manifest, options.into);
    await unpackFiles(entries, manifest, staging);
    return manifest;
  } catch (error) {
    if (error instanceof BundleRefusedError || error instanceof FeedUnreadableError) throw error;
    if (error instanceof Error && 'code' in error) throw new FeedUnreadableError(bundle, error);
    throw new BundleRefusedError('It is no whole tar file.', { cause: error });
  } finally {
    source.destroy();
    extract.destroy();
  }
}

type Entries = AsyncIterator<Entry>;

async function readSmallEntry(entries: Entries, name: string, maxOctets: number): Promise<Buffer> {
  const { value: entry, done } = await entries.next();
  if (
    done ||
    entry.header.name !== name ||
    entry.header.type !== 'file' ||
    (entry.header.size ?? 0) > maxOctets
  )
    throw new BundleRefusedError(`It does not begin with ${MANIFEST_NAME} and ${SIGNATURE_NAME}.`);
  const pieces: Buffer[] = [];
  for await (const piece of entry as Readable) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function unpackFiles(entries: Entries, manifest: BundleManifest, staging: string): Promise<void> {
  const expected = new Map(manifest.files.map((file) => [file.path, file]));
  for (let next = await entries.next(); !next.done; next = await entries.next()) {
    const { header } = next.value;
    const file = expected.get(header.name);
    if (!file || header.type !== 'file')
      throw new BundleRefusedError(`It holds ${header.name}, which its manifest does not list.`);
    if (header.size !== file.octets)
      throw new BundleRefusedError(`${file.path} has another size than its manifest lists.`);
    expected.delete(header.name);
    await unpackFile(next.value, file, path.join(staging, file.path));
  }
  const [missing] = expected.keys();
  if (missing !== undefined) throw new BundleRefusedError(`${missing} is missing from it.`);
}

async function unpackFile(entry: Entry, file: BundleFile, target: string): Promise<void> {
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const hash = createHash('sha256');
  const descriptor = fs.openSync(target, 'wx');
  try {
    for await (const piece of entry as Readable) {
      hash.update(piece as Buffer);
      fs.writeSync(descriptor, piece as Buffer);
    }
  } finally {
    fs.closeSync(descriptor);
  }
  if (hash.digest('hex') !== file.sha256)
    throw new BundleRefusedError(`${file.path} was altered: its checksum is another.`);
}

function refuseOlder({ made }: BundleManifest, into: string): void {
  const record = path.join(into, RECORD_NAME);
  if (!fs.existsSync(record)) return;
  let last: unknown;
  try {
    last = JSON.parse(fs.readFileSync(record, 'utf8'));
  } catch {
    throw new BundleRefusedError(
      `${record} is damaged, so it cannot be told whether this bundle is older; remove it to go on.`,
    );
  }
  const lastMade = isObject(last) ? microsOf(last['made']) : undefined;
  if (lastMade !== undefined && (microsOf(made) ?? 0) < lastMade)
    throw new BundleRefusedError(`It was made ${made}, before the bundle that was imported last.`);
}

async function moveIntoPlace(
  { files, ...rest }: BundleManifest,
  staging: string,
  into: string,
): Promise<ImportOutcome> {
  let unchanged = 0;
  for (const file of files) {
    const target = path.join(into, file.path);
    if (fs.existsSync(target) && (await hashFile(target)) === file.sha256) {
      unchanged++;
      continue;
    }
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.renameSync(path.join(staging, file.path), target);
  }
  return { manifest: { ...rest, files }, written: files.length - unchanged, unchanged };
}
