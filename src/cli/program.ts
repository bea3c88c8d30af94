/** All commands with their options and help. The code of a command is loaded when it is run: most need little of the whole. */

import fs from 'node:fs';
import { Command } from 'commander';
import type { CoverageOptions } from './coverage.ts';
import { addFeedsCommands } from './feeds-commands.ts';
import { addFingerprintCommands, KNOWLEDGE_HELP } from './fingerprint-commands.ts';
import { addImportCommands } from './import-commands.ts';
import type { InspectOptions } from './inspect.ts';
import { addMatchCommands } from './match-commands.ts';
import { formatOption, positiveNumber } from './option-values.ts';
import { addPeopleCommands } from './people-commands.ts';
import type { SourceOptions } from './read-sources.ts';
import { addRiskCommands } from './risk-commands.ts';
import { addSensorCommands } from './sensor-commands.ts';
import { addServerCommands } from './server-commands.ts';

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

const COVERAGE_EXAMPLES = `
Examples:
  wardlight coverage capture.pcap
  wardlight coverage --interface mirror0 --seconds 300 --json

Devices are counted by /24 (IPv4) and /64 (IPv6). A network of which nothing was captured is not listed.`;

const DECISIONS_HELP =
  'what people decided about devices: join, keep apart, set a value (see docs/identity.md)';

const PREVIOUS_HELP =
  'continue an earlier inventory (JSON): same ids, values change on stronger evidence only';

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
    .addOption(formatOption('json', 'print the inventory as one JSON document'))
    .addOption(formatOption('csv', 'print one line per device as CSV'))
    .addOption(formatOption('table', 'print a table (the default)'))
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
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .option('--decisions <file>', DECISIONS_HELP)
    .option('--previous <inventory>', PREVIOUS_HELP)
    .option('-q, --quiet', 'no progress bar and no summary')
    .addHelpText('after', INSPECT_EXAMPLES)
    .action(async (sources: string[], options: InspectOptions) => {
      const { inspect } = await import('./inspect.ts');
      process.exitCode = await inspect(sources, options);
    });
  root
    .command('explain')
    .description('one device: every attribute with the packets that prove it')
    .argument('<device>', 'MAC or IP address of the device, or its id in the inventory')
    .argument('<sources...>', 'capture files, or - for standard input')
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .option('--decisions <file>', DECISIONS_HELP)
    .option('--previous <inventory>', PREVIOUS_HELP)
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (device: string, sources: string[], options: SourceOptions) => {
      const { explain } = await import('./explain.ts');
      process.exitCode = await explain(device, sources, options);
    });
  root
    .command('coverage')
    .description('what the captures show of each VLAN and subnet, and what to mirror to see more')
    .argument('[sources...]', 'as for inspect')
    .option('-i, --interface <name>', 'capture live from this interface (needs dumpcap or tcpdump)')
    .option('--seconds <number>', 'end a live capture after this many seconds', positiveNumber)
    .option('--json', 'print one JSON document')
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-q, --quiet', 'no progress bar')
    .addHelpText('after', COVERAGE_EXAMPLES)
    .action(async (sources: string[], options: CoverageOptions) => {
      const { coverage } = await import('./coverage.ts');
      process.exitCode = await coverage(sources, options);
    });
  addImportCommands(root);
  addFingerprintCommands(root);
  addFeedsCommands(root);
  addMatchCommands(root);
  addRiskCommands(root);
  addServerCommands(root, version);
  addPeopleCommands(root);
  addSensorCommands(root, version);
  return root;
}
