/** Writes feed files into a signed bundle that a stick can carry to a site without internet. */

import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack as packTar } from 'tar-stream';
import { formatInstant } from '../../base/instant.ts';
import type { CatalogueFeed } from '../../vulnerability/catalogue.ts';
import { FeedUnreadableError } from '../feed-errors.ts';
import { type FeedFile, listFeedFiles } from '../reading/feed-files.ts';
import { hashFile } from '../reading/file-octets.ts';
import {
  BUNDLE_SCHEMA,
  type BundleFile,
  type BundleManifest,
  BundleRefusedError,
  isSafePath,
  MANIFEST_NAME,
  SIGNATURE_NAME,
  signManifest,
} from './bundle-manifest.ts';

export interface ExportOptions {
  readonly out: string;
  readonly privateKeyPem: string;
  readonly nowMicros: number;
  /** Feeds of the catalogue of the same files, whose dates the manifest repeats. */
  readonly feeds: readonly CatalogueFeed[];
}

/** Writes all files at and below `paths`; returns the manifest. The bundle appears under its name when it is whole. */
export async function exportBundle(
  paths: readonly string[],
  options: ExportOptions,
): Promise<BundleManifest> {
  const sources = namedFiles(paths);
  const files: BundleFile[] = [];
  for (const [name, { path: source, octets }] of sources)
    files.push({ path: name, octets, sha256: await hashFile(source) });
  const manifest: BundleManifest = {
    schema: BUNDLE_SCHEMA,
    made: formatInstant(options.nowMicros),
    feeds: options.feeds.map(({ feed, newestMicros, checkedMicros }) => ({
      feed,
      ...(newestMicros !== undefined && { newest: formatInstant(newestMicros) }),
      ...(checkedMicros !== undefined && { checked: formatInstant(checkedMicros) }),
    })),
    files,
  };
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, 'utf8');
  const signature = signManifest(text, options.privateKeyPem);
  const unfinished = `${options.out}.${process.pid}.part`;
  try {
    const pack = packTar();
    const written = pipeline(pack, fs.createWriteStream(unfinished));
    const packed = packAll(pack, text, signature, sources);
    await Promise.all([written, packed]);
    fs.renameSync(unfinished, options.out);
  } catch (error) {
    fs.rmSync(unfinished, { force: true });
    throw error;
  }
  return manifest;
}

async function packAll(
  pack: Pack,
  manifest: Buffer,
  signature: Buffer,
  sources: ReadonlyMap<string, FeedFile>,
): Promise<void> {
  pack.entry({ name: MANIFEST_NAME }, manifest);
  pack.entry({ name: SIGNATURE_NAME }, signature);
  for (const [name, { path: source, octets }] of sources)
    await pipeline(fs.createReadStream(source), pack.entry({ name, size: octets }));
  pack.finalize();
}

/** Files by their names in the bundle: relative to the folder that was named, else the name of the file. */
function namedFiles(paths: readonly string[]): Map<string, FeedFile> {
  const named = new Map<string, FeedFile>();
  for (const root of paths) {
    const files = listFeedFiles([root]);
    for (const file of files) {
      const below = path.relative(path.resolve(root), file.path);
      const name = (below === '' ? path.basename(file.path) : below).split(path.sep).join('/');
      if (!isSafePath(name))
        throw new FeedUnreadableError(file.path, new Error('its name does not fit in a bundle'));
      if (named.has(name)) throw new BundleRefusedError(`Two files would be ${name} in the bundle.`);
      named.set(name, file);
    }
  }
  if (named.size === 0) throw new BundleRefusedError('There is no file to put into the bundle.');
  return named;
}
