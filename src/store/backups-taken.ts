/** Which backups of this server were taken: when, where to, how large. Whether one is whole says `wardlight db verify`. */

import fs from 'node:fs';
import path from 'node:path';
import type { Database } from './database.ts';

/** Backups that are remembered; of older ones nothing is said. */
const REMEMBERED = 50;

export interface TakenBackup {
  readonly id: string;
  readonly takenAt: Date;
  /** On the machine of the server. */
  readonly folder: string;
  readonly rows: number;
  readonly octets: number;
  /** Whether its folder is still there, as far as this server can see. */
  readonly isThere: boolean;
}

interface Manifest {
  readonly takenAt: string;
  readonly tables: readonly { readonly rows: number }[];
}

/** Notes a backup that is whole on disk. */
export async function noteBackup({ kysely }: Database, folder: string, manifest: Manifest): Promise<void> {
  const octets = fs
    .readdirSync(folder)
    .reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  await kysely
    .insertInto('backup_taken')
    .values({ taken_at: new Date(manifest.takenAt), folder, rows, octets })
    .execute();
}

/** The backups taken last, latest first. */
export async function listBackups({ kysely }: Database): Promise<readonly TakenBackup[]> {
  const found = await kysely
    .selectFrom('backup_taken')
    .select(['id', 'taken_at as takenAt', 'folder', 'rows', 'octets'])
    .orderBy('taken_at', 'desc')
    .orderBy('id')
    .limit(REMEMBERED)
    .execute();
  return found.map((backup) => ({ ...backup, isThere: fs.existsSync(backup.folder) }));
}
