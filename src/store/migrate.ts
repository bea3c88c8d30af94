/** Brings a database to the newest schema, one numbered step after the other, each in the transaction of all. */

import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { up as organisations } from './migrations/0001-organisations.ts';
import { up as devices } from './migrations/0002-devices.ts';
import { up as accounts } from './migrations/0003-accounts.ts';
import { up as audit } from './migrations/0005-audit.ts';
import { up as grants } from './migrations/0006-grants.ts';
import { up as deviceRecords } from './migrations/0007-device-records.ts';
import { up as findings } from './migrations/0008-findings.ts';
import { up as conversations } from './migrations/0009-conversations.ts';
import { up as signIn } from './migrations/0010-sign-in.ts';
import { up as sensors } from './migrations/0011-sensors.ts';
import { up as imports } from './migrations/0012-imports.ts';
import { up as outputs } from './migrations/0013-outputs.ts';
import { up as activeQueries } from './migrations/0014-active-queries.ts';
import { up as documentsAlertsTasks } from './migrations/0015-documents-alerts-tasks.ts';
import { up as wholes } from './migrations/0016-wholes.ts';
import { up as demonstrations } from './migrations/0017-demonstrations.ts';
import { up as riskModels } from './migrations/0018-risk-models.ts';
import { up as profilesOfFindings } from './migrations/0019-profiles-of-findings.ts';
import { up as sourcesOfCaptures } from './migrations/0020-sources-of-captures.ts';
import { up as attackPaths } from './migrations/0021-attack-paths.ts';
import { up as leakproofLike } from './migrations/0023-leakproof-like.ts';
import { up as listsInOrder } from './migrations/0024-lists-in-order.ts';
import { up as watchedFolders } from './migrations/0026-watched-folders.ts';
import type { Tables } from './schema.ts';
import { StoreError } from './store-error.ts';

/** In order; a step that a release has shipped is never changed again. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-organisations': { up: organisations },
  '0002-devices': { up: devices },
  '0003-accounts': { up: accounts },
  '0005-audit': { up: audit },
  '0006-grants': { up: grants },
  '0007-device-records': { up: deviceRecords },
  '0008-findings': { up: findings },
  '0009-conversations': { up: conversations },
  '0010-sign-in': { up: signIn },
  '0011-sensors': { up: sensors },
  '0012-imports': { up: imports },
  '0013-outputs': { up: outputs },
  '0014-active-queries': { up: activeQueries },
  '0015-documents-alerts-tasks': { up: documentsAlertsTasks },
  '0016-wholes': { up: wholes },
  '0017-demonstrations': { up: demonstrations },
  '0018-risk-models': { up: riskModels },
  '0019-profiles-of-findings': { up: profilesOfFindings },
  '0020-sources-of-captures': { up: sourcesOfCaptures },
  '0021-attack-paths': { up: attackPaths },
  '0023-leakproof-like': { up: leakproofLike },
  '0026-watched-folders': { up: watchedFolders },
  '0024-lists-in-order': { up: listsInOrder },
};

export interface SchemaState {
  /** Names of the steps that the database has, and that it lacks. */
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** Steps that this Wardlight does not know: a newer one made the database. */
  readonly unknown: readonly string[];
}

export async function schemaState(db: Kysely<Tables>): Promise<SchemaState> {
  const applied = await appliedMigrations(db);
  const known = Object.keys(MIGRATIONS);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/** Applies what is pending and says what that was. Throws a StoreError when the database is newer, or a step fails. */
export async function migrate(db: Kysely<Tables>): Promise<readonly string[]> {
  const { unknown } = await schemaState(db);
  if (unknown.length > 0)
    throw new StoreError(
      'schema',
      `The database was made by a newer Wardlight (it has ${unknown.at(-1)}). Start that version, or restore a backup of this one.`,
    );
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      'schema',
      `Step ${failed ?? ''} of the schema failed, nothing was changed: ${reason}`,
      error,
    );
  }
  return results?.map(({ migrationName }) => migrationName) ?? [];
}

async function appliedMigrations(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}
