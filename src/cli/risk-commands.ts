/** `wardlight assess` and `wardlight backtest` with their options and help. Their code is loaded when one is run. */

import type { Command } from 'commander';
import type { AssessOptions } from './assess.ts';
import type { BacktestCommandOptions } from './backtest.ts';
import { collected, formatOption, positiveNumber } from './option-values.ts';
import type { RiskModelOptions } from './risk-model.ts';

const ASSESS_EXAMPLES = `
Examples:
  wardlight assess capture.pcap --feeds feeds/                 ranked devices and findings
  wardlight assess inventory.json --feeds feeds/ --json        of a document of inspect --flows --json
  wardlight assess inventory.json --feeds feeds/ --explain 10.20.20.21 CVE-2020-25165
  wardlight assess inventory.json --feeds feeds/ --preview changed-model.json
  wardlight assess inventory.json --feeds feeds/ --since assessed-last-week.json

Exit status: 0 assessed, 1 failed, 2 wrong use or no such finding.`;

const BACKTEST_EXAMPLES = `
Examples:
  wardlight backtest --feeds /srv/feeds                 dated EPSS, KEV, NVD and CVE files below one folder
  wardlight backtest --feeds epss --feeds kev --json --out backtest.json

The ranking of a day reads nothing dated after it. Exit status: 0 tested, 1 failed, 2 nothing to test or wrong use.`;

const MODEL_EXAMPLES = `
Examples:
  wardlight risk-model --out model.json                                     the weights that count on this server
  wardlight assess inventory.json --feeds feeds/ --model model.json         scores as the server gives them
  wardlight risk-model --list                                               who saved which version, and why

Exit status: 0 written, 1 failed.`;

/** Adds `assess`, `backtest` and `risk-model`. */
export function addRiskCommands(root: Command): void {
  root
    .command('assess')
    .description('the risk of every device and finding, ranked, with reasons and deadlines')
    .argument('<source>', 'capture, or inventory (inspect --flows --json) whose name ends in .json')
    .requiredOption('--feeds <path>', 'feed file, or folder of feed files of any kind; repeatable', collected)
    .option('--explain <device-and-cve...>', 'one finding in words: a device (id, MAC or IP) and a CVE')
    .option('--zone <zone>', 'where the devices stand when nothing better is known', 'flat-enterprise')
    .option('--policy <pack>', 'policy pack for deadlines: hospital, cisa-bod-26-04 or a file', 'hospital')
    .option('--model <file>', 'a changed copy of the risk model')
    .option('--preview <file>', 'what would move if this risk model were used')
    .option('--since <file>', 'what moved, and why, since this document of assess --json')
    .option('--top <number>', 'devices and findings in the tables', positiveNumber, 20)
    .addOption(formatOption('json', 'print one JSON document'))
    .addOption(formatOption('csv', 'print one line per finding as CSV'))
    .addOption(formatOption('table', 'print tables (the default)'))
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-q, --quiet', 'no progress bar')
    .addHelpText('after', ASSESS_EXAMPLES)
    .action(async (source: string, options: AssessOptions) => {
      const { assess } = await import('./assess.ts');
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
      const { backtestCommand } = await import('./backtest.ts');
      process.exitCode = await backtestCommand(options);
    });
  root
    .command('risk-model')
    .description('the weights by which this server scores, as assess --model reads them')
    .option('--organisation <name>', 'name or id, where there are several')
    .option('--list', 'the versions that people saved, newest first')
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .addHelpText('after', MODEL_EXAMPLES)
    .action(async (options: RiskModelOptions) => {
      const { showRiskModel } = await import('./risk-model.ts');
      process.exitCode = await showRiskModel(options);
    });
}
