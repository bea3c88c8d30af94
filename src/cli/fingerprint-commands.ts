/** The commands below `wardlight fingerprints` with their options and help. Their code is loaded when one is run. */

import type { Command } from 'commander';
import type { ExportOptions, FolderOptions, ImportOptions, ListOptions } from './fingerprints.ts';

export const KNOWLEDGE_HELP = "folder of imported fingerprints (default: in the user's data folder)";

const EXAMPLES = `
Examples:
  wardlight fingerprints import recog/xml dhcp_fingerprints.conf p0f.fp
  wardlight fingerprints import ward-devices.json --source st-olav
  wardlight fingerprints list
  wardlight fingerprints test
  wardlight fingerprints export --source st-olav --out shared.json
  wardlight fingerprints export --device 10.20.20.21 capture.pcap --vendor Acme --model P100 --out acme-p100
  wardlight fingerprints test acme-p100

Exit status: 0 done, 1 nothing taken or an example failed, 2 wrong use.`;

/** Adds the commands to `root`. */
export function addFingerprintCommands(root: Command): void {
  const group = root
    .command('fingerprints')
    .description('rules of others and your own: import, list, test, export')
    .addHelpText('after', EXAMPLES);
  group
    .command('import')
    .description('take rules from recog XML, Fingerbank, Satori, p0f, or JSON of your own')
    .argument('<files...>', 'rule files, or folders of them')
    .option('--source <name>', 'name that evidence shows (default: that of the format or the file)')
    .option('--refused', 'list every entry that was refused')
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .action(async (files: string[], options: ImportOptions) => {
      const { importFingerprints } = await import('./fingerprints.ts');
      process.exitCode = await importFingerprints(files, options);
    });
  group
    .command('list')
    .description('what was imported, by source and field')
    .option('--json', 'print JSON')
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .action(async (options: ListOptions) => {
      const { listFingerprints } = await import('./fingerprints.ts');
      process.exitCode = await listFingerprints(options);
    });
  group
    .command('test')
    .description('run the examples of all imported fingerprints, or the test captures of packs')
    .argument('[packs...]', 'files that export --device wrote, or folders of them')
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .action(async (packs: string[], options: FolderOptions) => {
      const { testFingerprints } = await import('./fingerprints.ts');
      process.exitCode = await testFingerprints(packs, options);
    });
  group
    .command('export')
    .description('write imported fingerprints as JSON that import reads, or rules made from a device')
    .argument('[capture]', 'with --device: the capture file in which the device speaks')
    .option('--device <address>', 'share this device: rules with redacted packets that prove them')
    .option('--vendor <name>', 'with --device: its maker (default: as identified)')
    .option('--model <name>', 'with --device: its model (default: as identified)')
    .option('--category <id>', 'with --device: its category (default: as identified)')
    .option('--source <name>', 'of this source alone')
    .option('--field <field>', 'for this field alone: snmp/sysDescr')
    .option('-o, --out <path>', 'write into this file; with --device, into this folder')
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .action(async (capture: string | undefined, options: ExportOptions) => {
      const { exportDevice, exportFingerprints } = await import('./fingerprints.ts');
      process.exitCode =
        options.device === undefined
          ? await exportFingerprints(options)
          : await exportDevice(options.device, capture, options);
    });
}
