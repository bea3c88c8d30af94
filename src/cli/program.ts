/** All commands with their options and help. */

import fs from 'node:fs';
import { Command, Option } from 'commander';
import { type AffectedOptions, affected } from './affected.ts';
import { type AssessOptions, assess } from './assess.ts';
import { type BacktestCommandOptions, backtestCommand } from './backtest.ts';
import { explain } from './explain.ts';
import { type InspectOptions, inspect } from './inspect.ts';
import { type MatchOptions, match } from './match.ts';

const PACKAGE = new URL('../../package.json', import.meta.url);

const INSPECT_EXAMPLES = `
Examples:
  wardlight inspect capture.pcapng                     a table of all devices
  wardlight inspect monday.pcap tuesday.pcap.gz --json --out inventory.json
  tcpdump -i mirror0 -w - | wardlight inspect -        from a pipe
  wardlight inspect capture.pcap --flows --csv         who talked to whom, over which protocol
  wardlight inspect /var/captures --follow             a folder to which files are rotated, until Ctrl-C
  wardlight inspect --interface mirror0 --seconds 300  five minutes of a live interface

Exit status: 0 read (also up to a damage, which is then named), 1 failed, 2 not a capture or wrong use.`;

const EXPLAIN_EXAMPLES = `
Examples:
  wardlight explain 00:09:fb:3a:10:15 capture.pcap
  wardlight explain 10.20.20.21 capture.pcap`;

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

const ASSESS_EXAMPLES = `
Examples:
  wardlight assess capture.pcap --feeds feeds/                 ranked devices and findings
  wardlight assess inventory.json --feeds feeds/ --json        of a document of inspect --flows --json
  wardlight assess inventory.json --feeds feeds/ --explain 10.20.20.21 CVE-2020-25165
  wardlight assess inventory.json --feeds feeds/ --preview changed-model.json

Exit status: 0 assessed, 1 failed, 2 wrong use or no such finding.`;

const BACKTEST_EXAMPLES = `
Examples:
  wardlight backtest --feeds /srv/feeds                 dated EPSS, KEV, NVD and CVE files below one folder
  wardlight backtest --feeds epss --feeds kev --json --out backtest.json

The ranking of a day reads nothing dated after it. Exit status: 0 tested, 1 failed, 2 nothing to test or wrong use.`;

export function program(): Command {
  const { version } = JSON.parse(fs.readFileSync(PACKAGE, 'utf8')) as { version: string };
  const root = new Command('wardlight')
    .description(
      'Security for the Internet of Medical Things: knows every device from the traffic that it sends anyway.',
    )
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'wardlight: ')) })
    .showHelpAfterError('(try --help)');
  root
    .command('inspect')
    .description('list the devices in captures, each fact with its evidence')
    .argument(
      '[sources...]',
      'capture files (pcap, pcapng, plain or gzip or zstd), folders, or - for standard input',
    )
    .option('-i, --interface <name>', 'capture live from this interface (needs dumpcap or tcpdump)')
    .option('--seconds <number>', 'end a live capture or --follow after this many seconds', positiveNumber)
    .option('--follow', 'watch the folder for new and rotating files until interrupted')
    .addOption(new Option('--json', 'print the inventory as one JSON document').conflicts(['csv', 'table']))
    .addOption(new Option('--csv', 'print one line per device as CSV').conflicts(['json', 'table']))
    .addOption(new Option('--table', 'print a table (the default)').conflicts(['json', 'csv']))
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-e, --evidence', 'show with each value of the table where it was read')
    .option(
      '-f, --flows',
      'list the flows too: in JSON all, after the table the largest; with --csv one line per flow and none per device',
    )
    .option(
      '--separate-vlans',
      'the same address in two VLANs is two hosts (default: a trunk mirror of routed VLANs)',
    )
    .option('-q, --quiet', 'no progress bar and no summary')
    .addHelpText('after', INSPECT_EXAMPLES)
    .action(async (sources: string[], options: InspectOptions) => {
      process.exitCode = await inspect(sources, options);
    });
  root
    .command('explain')
    .description('one device: every attribute with the packets that prove it')
    .argument('<device>', 'MAC or IP address of the device')
    .argument('<sources...>', 'capture files, or - for standard input')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (device: string, sources: string[]) => {
      process.exitCode = await explain(device, sources);
    });
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
    .option('--feeds <path>', 'feed file, or folder of feed files of any kind; repeatable', collected)
    .option('--review <file>', 'obey the decisions of this file and add uncertain pairs of names to it')
    .option('--json', 'print one JSON document and no table')
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-q, --quiet', 'no progress bar and no remarks')
    .addHelpText('after', MATCH_EXAMPLES)
    .action(async (options: MatchOptions) => {
      process.exitCode = await match(options);
    });
  root
    .command('affected')
    .description('the products that a vulnerability concerns, and the devices of an inventory')
    .argument('<cve>', 'CVE id, or the id that a feed gives')
    .option('--feeds <path>', 'feed file, or folder of feed files of any kind; repeatable', collected)
    .option('--inventory <file>', 'name the devices of this inventory (inspect --json)')
    .option('--json', 'print one JSON document and no table')
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-q, --quiet', 'no progress bar')
    .addHelpText('after', AFFECTED_EXAMPLES)
    .action(async (cve: string, options: AffectedOptions) => {
      process.exitCode = await affected(cve, options);
    });
  root
    .command('assess')
    .description('the risk of every device and finding, ranked, with reasons and deadlines')
    .argument('<source>', 'capture, or inventory (inspect --flows --json) whose name ends in .json')
    .option('--feeds <path>', 'feed file, or folder of feed files of any kind; repeatable', collected)
    .option('--explain <device-and-cve...>', 'one finding in words: a device (id, MAC or IP) and a CVE')
    .option('--zone <zone>', 'where the devices stand when nothing better is known', 'flat-enterprise')
    .option('--policy <pack>', 'policy pack for deadlines: hospital, cisa-bod-26-04 or a file', 'hospital')
    .option('--model <file>', 'a changed copy of the risk model')
    .option('--preview <file>', 'what would move if this risk model were used')
    .option('--top <number>', 'devices and findings in the tables', positiveNumber, 20)
    .addOption(new Option('--json', 'print one JSON document').conflicts(['csv', 'table']))
    .addOption(new Option('--csv', 'print one line per finding as CSV').conflicts(['json', 'table']))
    .addOption(new Option('--table', 'print tables (the default)').conflicts(['json', 'csv']))
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-q, --quiet', 'no progress bar')
    .addHelpText('after', ASSESS_EXAMPLES)
    .action(async (source: string, options: AssessOptions) => {
      process.exitCode = await assess(source, options);
    });
  root
    .command('backtest')
    .description('would the outlook have foreseen what attackers took up? Over dated EPSS and KEV files')
    .requiredOption('--feeds <path>', 'folder or file of feeds, with several dates; repeatable', collected)
    .option('--model <file>', 'a changed copy of the risk model')
    .option('--cross-validate', 'also test each day with settings chosen on the other days (minutes)')
    .option('--json', 'print the report as one JSON document')
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-q, --quiet', 'no progress bar')
    .addHelpText('after', BACKTEST_EXAMPLES)
    .action(async (options: BacktestCommandOptions) => {
      process.exitCode = await backtestCommand(options);
    });
  return root;
}

function collected(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`"${text}" is no positive number`);
  return value;
}
