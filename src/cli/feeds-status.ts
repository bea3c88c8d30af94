/** `wardlight feeds status`: each feed with its age and count, and what cannot be concluded from it. */

import { formatInstant } from '../base/instant.ts';
import type { CatalogueFile } from '../feeds/catalogue/catalogue-file.ts';
import { type FeedAge, feedAges, feedCaveats } from '../vulnerability/feed-age.ts';
import { type NamedFeeds, nowMicros, openFeedCatalogue } from './open-feed-catalogue.ts';
import { Output } from './output.ts';
import { FAILED } from './read-sources.ts';
import { renderFeeds } from './render-feeds.ts';

export interface FeedsStatusOptions extends NamedFeeds {
  readonly json?: boolean;
  readonly out?: string;
  readonly verbose?: boolean;
}

/** Runs the command; returns the exit status. */
export async function feedsStatus(options: FeedsStatusOptions): Promise<number> {
  const catalogue = await openFeedCatalogue(options);
  if ('status' in catalogue) return catalogue.status;
  const output = Output.open(options.out);
  if (!output) return FAILED;
  const ages = feedAges(catalogue.feeds, nowMicros());
  if (options.json) output.write(`${JSON.stringify(statusDocument(catalogue, ages), null, 2)}\n`);
  else output.write(renderFeeds(catalogue, ages, { verbose: options.verbose ?? false }));
  output.close();
  catalogue.close();
  return 0;
}

function statusDocument(catalogue: CatalogueFile, ages: readonly FeedAge[]) {
  const { header, recordCount } = catalogue;
  const imported = new Map(header.feeds.map((feed) => [feed.feed, feed]));
  return {
    schema: 'wardlight.feeds/1',
    compiledAt: formatInstant(header.compiledMicros),
    files: header.inputs.length,
    records: recordCount,
    feeds: ages.map(({ newestMicros, checkedMicros, ...age }) => ({
      ...age,
      ...(newestMicros !== undefined && { newestAt: formatInstant(newestMicros) }),
      ...(checkedMicros !== undefined && { checkedAt: formatInstant(checkedMicros) }),
      documents: imported.get(age.feed)?.documents ?? 0,
      leftOut: imported.get(age.feed)?.skipped ?? {},
    })),
    caveats: feedCaveats(ages),
    documents: header.notes,
    documentsNotNamed: header.notesDropped,
  };
}
