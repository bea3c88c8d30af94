/** `wardlight serve` and `wardlight db` with their options and help. Their code is loaded when one is run. */

import type { Command } from 'commander';

/** Adds `serve` and `db`. */
export function addServerCommands(root: Command, version: string): void {
  root
    .command('serve')
    .description('run the server: database, capture intake, API')
    .action(async () => {
      const { serve } = await import('./serve.ts');
      process.exitCode = await serve(version);
    });
  addDatabaseCommands(root.command('db').description('the database of the server and its backups'));
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
