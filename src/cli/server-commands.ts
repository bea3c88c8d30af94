/** Commands that run the server and care for its database. */

import type { Command } from 'commander';
import {
  backUpDatabase,
  migrateDatabase,
  restoreDatabase,
  showDatabase,
  verifyDatabaseBackup,
} from './db.ts';
import { serve } from './serve.ts';

/** Adds `serve` and `db`. */
export function addServerCommands(root: Command, version: string): void {
  root
    .command('serve')
    .description('run the server: database, capture intake, API')
    .action(async () => {
      process.exitCode = await serve(version);
    });
  addDatabaseCommands(root.command('db').description('the database of the server and its backups'));
}

function addDatabaseCommands(db: Command): void {
  const command = (name: string, description: string, run: () => Promise<number>) =>
    db
      .command(name)
      .description(description)
      .action(async () => {
        process.exitCode = await run();
      });
  const onFolder = (name: string, description: string, run: (folder: string) => Promise<number>) =>
    db
      .command(name)
      .description(description)
      .argument('<folder>', 'folder of the backup')
      .action(async (folder: string) => {
        process.exitCode = await run(folder);
      });
  command('status', 'say where the data is and which schema it has', showDatabase);
  command('migrate', 'bring the schema to the newest; the server does it at its start', migrateDatabase);
  onFolder('backup', 'back up everything into a new folder; the server may go on', backUpDatabase);
  onFolder('verify', 'read a backup through and compare its checksums', verifyDatabaseBackup);
  onFolder('restore', 'restore a backup into an empty database', restoreDatabase);
}
