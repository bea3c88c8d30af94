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
      process.exitCode = importFingerprints(files, options);
    });
  group
    .command('list')
    .description('what was imported, by source and field')
    .option('--json', 'print JSON')
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .action(async (options: ListOptions) => {
      const { listFingerprints } = await import('./fingerprints.ts');
      process.exitCode = listFingerprints(options);
    });
  group
    .command('test')
    .description('run the examples of all imported fingerprints')
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .action(async (options: FolderOptions) => {
      const { testFingerprints } = await import('./fingerprints.ts');
      process.exitCode = testFingerprints(options);
    });
  group
    .command('export')
    .description('write imported fingerprints as JSON that import reads')
    .option('--source <name>', 'of this source alone')
    .option('--field <field>', 'for this field alone: snmp/sysDescr')
    .option('-o, --out <file>', 'write into this file and not to standard output')
    .option('--knowledge <folder>', KNOWLEDGE_HELP)
    .action(async (options: ExportOptions) => {
      const { exportFingerprints } = await import('./fingerprints.ts');
      process.exitCode = exportFingerprints(options);
    });
}
