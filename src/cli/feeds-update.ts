/** `wardlight feeds update`: fetches what has changed, from the sources that the user names and from no other. */

import { setTimeout as pause } from 'node:timers/promises';
import { type FeedSource, feedSources } from '../feeds/fetch/feed-sources.ts';
import { type NamedSource, type UpdateOutcome, updateFeeds } from '../feeds/fetch/update-feeds.ts';
import { nowMicros } from './open-feed-catalogue.ts';
import { writingProblem } from './output.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';

export interface UpdateFeedsOptions {
  readonly feeds: string;
  readonly all?: boolean;
  readonly from?: string;
}

/** Runs the command; returns the exit status. */
export async function updateFeedFolder(
  names: readonly string[],
  { feeds, all, from }: UpdateFeedsOptions,
): Promise<number> {
  const known = feedSources(new Date().getUTCFullYear());
  const ids = known.map(({ id }) => id).join(', ');
  const sources: NamedSource[] = all ? [...known] : [];
  for (const name of names) {
    const source = sourceOf(name, known);
    if (!source)
      return refuse(`"${name}" is neither ${ids} nor a CSAF provider by domain or URL`, MISUSED).status;
    if (!sources.includes(source)) sources.push(source);
  }
  if (sources.length === 0)
    return refuse(`nothing to update: name ${ids}, a CSAF provider, or --all`, MISUSED).status;
  const named = mirrored(sources, from);
  if (!named) return refuse('--from goes with one source that has one file', MISUSED).status;
  try {
    const failures = await updateFeeds(named, feeds, {
      pause: (ms) => pause(ms),
      nowMicros,
      onOutcome: tell,
    });
    return failures === 0 ? 0 : FAILED;
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return refuse(`${feeds} cannot be written: ${writingProblem(error)}.`, FAILED).status;
    throw error;
  }
}

function sourceOf(name: string, known: readonly FeedSource[]): NamedSource | undefined {
  const isProvider = /^https?:\/\//.test(name)
    ? URL.canParse(name)
    : /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name);
  return known.find(({ id }) => id === name) ?? (isProvider ? { provider: name } : undefined);
}

/** The one source with the address of a mirror in place of its own. */
function mirrored(
  sources: readonly NamedSource[],
  from: string | undefined,
): readonly NamedSource[] | undefined {
  if (from === undefined) return sources;
  const [source, ...others] = sources;
  if (!source || others.length > 0 || 'provider' in source) return undefined;
  const [file, ...more] = source.files;
  if (!file || more.length > 0 || !URL.canParse(from)) return undefined;
  return [{ ...source, files: [{ url: from, path: file.path }] }];
}

function tell({ name, fetched, unchanged, failure }: UpdateOutcome): void {
  process.stderr.write(
    failure === undefined
      ? `${name}: ${fetched} fetched, ${unchanged} unchanged\n`
      : `${name}: failed. ${failure}\n`,
  );
}
