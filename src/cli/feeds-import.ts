/** `wardlight feeds import`: a signed bundle, verified, into the folder of feeds. */

import { BundleRefusedError } from '../feeds/bundle/bundle-manifest.ts';
import { importBundle } from '../feeds/bundle/import-bundle.ts';
import { FeedUnreadableError } from '../feeds/feed-errors.ts';
import { readKey } from './feeds-export.ts';
import { writingProblem } from './output.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';

export interface ImportFeedsOptions {
  readonly feeds: string;
  readonly key: readonly string[];
}

/** Runs the command; returns the exit status. */
export async function importFeeds(bundle: string, { feeds, key }: ImportFeedsOptions): Promise<number> {
  const publicKeyPems: string[] = [];
  for (const path of key) {
    const pem = readKey(path);
    if (pem === undefined) return refuse(`${path} cannot be read`, MISUSED).status;
    publicKeyPems.push(pem);
  }
  try {
    const { manifest, written, unchanged } = await importBundle(bundle, { into: feeds, publicKeyPems });
    process.stderr.write(
      `${bundle} of ${manifest.made}: ${written} files written, ${unchanged} unchanged.\n`,
    );
    return 0;
  } catch (error) {
    if (error instanceof BundleRefusedError)
      return refuse(`${bundle} is refused. ${error.message}`, FAILED).status;
    if (error instanceof FeedUnreadableError) return refuse(error.message, FAILED).status;
    if (error instanceof Error && 'code' in error)
      return refuse(`${feeds} cannot be written: ${writingProblem(error)}.`, FAILED).status;
    throw error;
  }
}
