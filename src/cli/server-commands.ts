/** `wardlight serve`, `wardlight db` and `wardlight audit` with their options and help. Their code is loaded when one is run. */

import type { Command } from 'commander';
import type { AuditOptions } from './audit.ts';

/** Adds `serve`, `db` and `audit`. */
export function addServerCommands(root: Command, version: string): void {
  root
    .command('serve')
    .description('run the server: database, capture intake, API')
    .action(async () => {
      const { serve } = await import('./serve.ts');
      process.exitCode = await serve(version);
    });
  addDatabaseCommands(root.command('db').description('the database of the server and its backups'));
  addAuditCommands(root.command('audit').description('the log of what people did'));
}

type DatabaseCommands = typeof import('./db.ts');

function addDatabaseCommands(db: Command): void {
  const command = (
    name: string,
    description: string,
    run: (commands: DatabaseCommands) => Promise<number>,
  ): void => {
    db.command(name)
      .description(description)
      .action(async () => {
        process.exitCode = await run(await import('./db.ts'));
      });
  };
  const onFolder = (
    name: string,
    description: string,
    run: (commands: DatabaseCommands, folder: string) => Promise<number>,
  ): void => {
    db.command(name)
      .description(description)
      .argument('<folder>', 'folder of the backup')
      .action(async (folder: string) => {
        process.exitCode = await run(await import('./db.ts'), folder);
      });
  };
  command('status', 'say where the data is, which schema it has and what it takes on disk', (all) =>
    all.showDatabase(),
  );
  command('migrate', 'bring the schema to the newest; the server does it at its start', (all) =>
    all.migrateDatabase(),
  );
  onFolder('backup', 'back up everything into a new folder; the server may go on', (all, folder) =>
    all.backUpDatabase(folder),
  );
  onFolder('verify', 'read a backup through and compare its checksums', (all, folder) =>
    all.verifyDatabaseBackup(folder),
  );
  onFolder('restore', 'restore a backup into an empty database', (all, folder) =>
    all.restoreDatabase(folder),
  );
}

const KEY_HELP = 'a public key that may have signed, in hexadecimal digits; repeat for several';
const VERIFY_HELP = `
Exit status: 0 whole, 1 broken or not readable. Without --key the log of this server is checked with the key of its data
folder, and a file with the key that it names: compare that with the one that you know.`;

function addAuditCommands(audit: Command): void {
  const several = (value: string, before: readonly string[] = []) => [...before, value];
  audit
    .command('verify')
    .description('verify the chain and the signed roots; name the first entry that is not as it was written')
    .argument(
      '[file]',
      'what `audit export` wrote (- for standard input); the log of this server when left out',
    )
    .option('--key <key>', KEY_HELP, several)
    .addHelpText('after', VERIFY_HELP)
    .action(async (file: string | undefined, options: AuditOptions) => {
      const { verifyAuditFile, verifyAuditLog } = await import('./audit.ts');
      process.exitCode = await (file === undefined
        ? verifyAuditLog(options)
        : verifyAuditFile(file, options));
    });
  audit
    .command('export')
    .description('write the log of all organisations with its signed roots, one JSON value a line')
    .option('-o, --out <file>', 'write into this new file and not to standard output')
    .action(async ({ out }: { readonly out?: string }) => {
      const { exportAudit } = await import('./audit.ts');
      process.exitCode = await exportAudit(out);
    });
}
