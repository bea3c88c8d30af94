/** `wardlight feeds export`: all feed files in one signed bundle. */

import fs from 'node:fs';
import { BundleRefusedError } from '../feeds/bundle/bundle-manifest.ts';
import { exportBundle } from '../feeds/bundle/export-bundle.ts';
import { FeedUnreadableError } from '../feeds/feed-errors.ts';
import { feedAges, feedCaveats } from '../vulnerability/feed-age.ts';
import { type NamedFeeds, nowMicros, openFeedCatalogue } from './open-feed-catalogue.ts';
import { writingProblem } from './output.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';

export interface ExportFeedsOptions extends NamedFeeds {
  readonly signWith: string;
  readonly out: string;
}

/** Runs the command; returns the exit status. */
export async function exportFeeds({ signWith, out, ...named }: ExportFeedsOptions): Promise<number> {
  const privateKeyPem = readKey(signWith);
  if (privateKeyPem === undefined) return refuse(`${signWith} cannot be read`, MISUSED).status;
  const catalogue = await openFeedCatalogue(named);
  if ('status' in catalogue) return catalogue.status;
  const { feeds } = catalogue;
  catalogue.close();
  try {
    const { files } = await exportBundle(named.feeds, { out, privateKeyPem, nowMicros: nowMicros(), feeds });
    process.stderr.write(`${out}: ${files.length} files, signed.\n`);
    // Who takes the bundle to another site should know now what it lacks.
    for (const caveat of feedCaveats(feedAges(feeds, nowMicros()))) process.stderr.write(`! ${caveat}\n`);
    return 0;
  } catch (error) {
    if (error instanceof BundleRefusedError || error instanceof FeedUnreadableError)
      return refuse(error.message, FAILED).status;
    if (error instanceof Error && 'code' in error)
      return refuse(`${out} cannot be written: ${writingProblem(error)}.`, FAILED).status;
    throw error;
  }
}

/** Text of a key file; undefined when it cannot be read. */
export function readKey(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
