/** `wardlight db`: the database and its backups. */

import { type BackupManifest, backUp, restore, verifyBackup } from '../store/backup.ts';
import { migrate, schemaState } from '../store/migrate.ts';
import { classReports } from '../store/retention/class-report.ts';
import { say } from './output.ts';
import { renderSizes } from './render-sizes.ts';
import { explained, withStore } from './with-store.ts';

/** While the server runs too: these only read. */
const AS_GUEST = { asGuest: true };

/** Brings the schema to the newest. Returns the exit status, as all commands here. */
export function migrateDatabase(): Promise<number> {
  return withStore(async ({ database, place }) => {
    const applied = await migrate(database.kysely);
    say(
      applied.length === 0
        ? `${place} has the newest schema.`
        : `Applied to ${place}: ${applied.join(', ')}.`,
    );
  });
}

/** Says which steps of the schema the database has and lacks, and what the data takes on disk. */
export function showDatabase(): Promise<number> {
  return withStore(async ({ database, place }) => {
    const { applied, pending, unknown } = await schemaState(database.kysely);
    say(`Data: ${place}`);
    say(`Schema: ${applied.at(-1) ?? 'none yet'}`);
    if (pending.length > 0) say(`To be applied by \`wardlight db migrate\`: ${pending.join(', ')}`);
    if (unknown.length > 0) say(`Made by a newer Wardlight: ${unknown.join(', ')}`);
    if (pending.length > 0 || unknown.length > 0) return;
    say('');
    for (const line of renderSizes(await classReports(database, new Date()))) say(line);
  }, AS_GUEST);
}

/** Takes a backup into a new folder. */
export function backUpDatabase(folder: string): Promise<number> {
  return withStore(
    async ({ database }) => say(`Backup ${folder}: ${describe(await backUp(database, folder))}`),
    AS_GUEST,
  );
}

/** Restores a backup into an empty database, whose schema it makes. */
export function restoreDatabase(folder: string): Promise<number> {
  return withStore(async ({ database, place }) => {
    await migrate(database.kysely);
    say(`Restored into ${place}: ${describe(await restore(database, folder))}`);
  });
}

/** Reads a backup through without a database. */
export async function verifyDatabaseBackup(folder: string): Promise<number> {
  return explained(async () => say(`Backup ${folder} is whole: ${describe(await verifyBackup(folder))}`));
}

function describe({ takenAt, tables, schema }: BackupManifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `${rows} rows in ${tables.length} tables, taken ${takenAt} at schema ${schema.at(-1) ?? 'none'}.`;
}
