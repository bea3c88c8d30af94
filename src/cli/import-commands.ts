/** `wardlight import` with its options and help. */

import { type Command, InvalidArgumentError } from 'commander';
import { KNOWLEDGE_HELP } from './fingerprint-commands.ts';
import type { ImportOptions } from './import.ts';
import { formatOption } from './option-values.ts';

const EXAMPLES = `
Formats, told by the content: Zeek logs (TSV, JSON), Suricata EVE, NetFlow v5/v9/IPFIX datagrams, nmap XML, leases of
ISC dhcpd, Kea, dnsmasq and Windows DHCP, and CSV of an asset register (CMMS). Each plain, gzip, zstd or zip.

Examples:
  wardlight import conn.log dhcp.log ssl.log           logs of Zeek, joined into one inventory
  wardlight import assets.csv --map "Geräte-Nr.=asset-tag" --map "Notiz=ignore"
  wardlight import scan.xml --json --out inventory.json

What each format gives, and what is never read of it: docs/imports.md
Exit status: 0 read (also up to a damage, which is then named), 1 failed, 2 no known format or wrong use.`;

export function addImportCommands(root: Command): void {
  root
    .command('import')
    .description('list the devices in records that other tools wrote, each fact with its line')
    .argument('<files...>', 'files of records')
    .option('--format <id>', 'format of the files, when their content does not tell it', 'auto')
    .option('--map <column=field>', 'what a column of an asset register holds; may be repeated', mapped)
    .addOption(formatOption('json', 'print the inventory as one JSON document'))
    .addOption(formatOption('csv', 'print one line per device as CSV'))
    .addOption(formatOption('table', 'print a table (the default)'))
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('-e, --evidence', 'show with each value of the table where it was read')
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .option('-q, --quiet', 'no summary')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: ImportOptions) => {
      const { importRecords } = await import('./import.ts');
      process.exitCode = await importRecords(files, options);
    });
}

function mapped(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.lastIndexOf('=');
  if (at <= 0 || at === text.length - 1)
    throw new InvalidArgumentError('Write it as column=field, such as "Inventar-Nr.=asset-tag".');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
