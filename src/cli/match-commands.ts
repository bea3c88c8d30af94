/** `wardlight match` and `wardlight affected` with their options and help. Their code is loaded when one is run. */

import type { Command } from 'commander';
import type { AffectedOptions } from './affected.ts';
import type { MatchOptions } from './match.ts';
import { collected } from './option-values.ts';

const MATCH_EXAMPLES = `
Examples:
  wardlight match --vendor Philips --product "Tasy EMR" --version 3.02 --feeds feeds/
  wardlight match --cpe cpe:2.3:o:baxter:phoenix_x36_firmware:3.36:*:*:*:*:*:*:* --feeds nvd.jsonl.gz
  wardlight match --batch questions.json --feeds feeds/ --json
  wardlight match --inventory inventory.json --feeds feeds/ --review review.json

Exit status: 0 answered (also when nothing was found), 1 failed, 2 wrong use.`;

const AFFECTED_EXAMPLES = `
Examples:
  wardlight affected CVE-2020-25165 --feeds feeds/
  wardlight affected CVE-2020-25165 --feeds feeds/ --inventory inventory.json`;

export function addMatchCommands(root: Command): void {
  root
    .command('match')
    .description('the vulnerabilities of a product in a version, of a batch, or of an inventory')
    .option('--vendor <name>', 'maker; repeat for other spellings', collected)
    .option('--product <name>', 'product or model')
    .option('--version <version>', 'version of its software; leave it out when it is not known')
    .option('--cpe <name>', 'CPE 2.3 name of the product with its version')
    .option('--purl <url>', 'package URL of a component')
    .option('--companion <cpe>', 'CPE name of something else on the same device; repeatable', collected)
    .option('--fix <name>', 'installed update such as KB5034127; repeatable', collected)
    .option('--batch <file>', 'answer the questions of this JSON file')
    .option('--inventory <file>', 'answer for each device of an inventory (inspect --json)')
    .requiredOption('--feeds <path>', 'feed file, or folder of feed files of any kind; repeatable', collected)
    .option('--review <file>', 'obey the decisions of this file and add uncertain pairs of names to it')
    .option('--json', 'print one JSON document and no table')
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-q, --quiet', 'no progress bar and no remarks')
    .addHelpText('after', MATCH_EXAMPLES)
    .action(async (options: MatchOptions) => {
      const { match } = await import('./match.ts');
      process.exitCode = await match(options);
    });
  root
    .command('affected')
    .description('the products that a vulnerability concerns, and the devices of an inventory')
    .argument('<cve>', 'CVE id, or the id that a feed gives')
    .requiredOption('--feeds <path>', 'feed file, or folder of feed files of any kind; repeatable', collected)
    .option('--inventory <file>', 'name the devices of this inventory (inspect --json)')
    .option('--json', 'print one JSON document and no table')
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-q, --quiet', 'no progress bar')
    .addHelpText('after', AFFECTED_EXAMPLES)
    .action(async (cve: string, options: AffectedOptions) => {
      const { affected } = await import('./affected.ts');
      process.exitCode = await affected(cve, options);
    });
}
