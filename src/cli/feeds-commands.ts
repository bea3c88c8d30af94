/** The commands of `wardlight feeds` with their options and help. Their code is loaded when one is run. */

import type { Command } from 'commander';
import { feedSources } from '../feeds/fetch/feed-sources.ts';
import type { ExportFeedsOptions } from './feeds-export.ts';
import type { ImportFeedsOptions } from './feeds-import.ts';
import type { FeedsStatusOptions } from './feeds-status.ts';
import type { UpdateFeedsOptions } from './feeds-update.ts';
import { collected } from './option-values.ts';

const EXAMPLES = `
Examples:
  wardlight feeds status --feeds /var/lib/wardlight/feeds
  wardlight feeds update kev epss cisa-csaf --feeds feeds
  wardlight feeds update cert-portal.siemens.com --feeds feeds
  wardlight feeds export --feeds feeds --sign-with private.pem --out bundle.tar
  wardlight feeds import bundle.tar --feeds feeds --key public.pem

Keys: openssl genpkey -algorithm ed25519 -out private.pem
      openssl pkey -in private.pem -pubout -out public.pem`;

/** The year tells how many files a source has, not which sources there are. */
const SOURCE_IDS = feedSources(0)
  .map(({ id }) => id)
  .join(', ');
const FEEDS_HELP = 'folder of feeds, or one file; repeatable';

/** Adds `feeds` and its commands to `root`. */
export function addFeedsCommands(root: Command): void {
  const feeds = root
    .command('feeds')
    .description('vulnerability data: what is there, how old it is, and how it comes and goes')
    .addHelpText('after', EXAMPLES);
  feeds
    .command('status')
    .description('each feed with its age and count, and what cannot be concluded from it')
    .requiredOption('--feeds <path>', FEEDS_HELP, collected)
    .option('--json', 'print one JSON document')
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-v, --verbose', 'name every document that was refused or fails tests of its standard')
    .option('-q, --quiet', 'no progress bar')
    .action(async (options: FeedsStatusOptions) => {
      const { feedsStatus } = await import('./feeds-status.ts');
      process.exitCode = await feedsStatus(options);
    });
  feeds
    .command('update')
    .description('fetch what has changed from the named sources; nothing is ever fetched unasked')
    .argument('[sources...]', `${SOURCE_IDS}, or CSAF providers by domain or by URL of their metadata`)
    .requiredOption('--feeds <folder>', 'folder into which the files go')
    .option('--all', 'all of these but providers')
    .option('--from <url>', 'a mirror of the one file of the one source')
    .action(async (sources: string[], options: UpdateFeedsOptions) => {
      const { updateFeedFolder } = await import('./feeds-update.ts');
      process.exitCode = await updateFeedFolder(sources, options);
    });
  feeds
    .command('export')
    .description('write all feed files into one signed bundle')
    .requiredOption('--feeds <path>', FEEDS_HELP, collected)
    .requiredOption('--sign-with <file>', 'Ed25519 private key in PEM')
    .requiredOption('-o, --out <file>', 'the bundle')
    .option('-q, --quiet', 'no progress bar')
    .action(async (options: ExportFeedsOptions) => {
      const { exportFeeds } = await import('./feeds-export.ts');
      process.exitCode = await exportFeeds(options);
    });
  feeds
    .command('import')
    .description('verify a signed bundle and put its files into the folder of feeds')
    .argument('<bundle>', 'a bundle that `wardlight feeds export` made')
    .requiredOption('--feeds <folder>', 'folder into which the files go')
    .requiredOption(
      '--key <file>',
      'Ed25519 public key in PEM of who may make bundles; repeatable',
      collected,
    )
    .action(async (bundle: string, options: ImportFeedsOptions) => {
      const { importFeeds } = await import('./feeds-import.ts');
      process.exitCode = await importFeeds(bundle, options);
    });
}
