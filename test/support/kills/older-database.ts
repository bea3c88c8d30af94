/** Data folders whose database an earlier Wardlight made, with rows, for upgrades that are interrupted. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Migrator, sql } from 'kysely';
import { Database } from '../../../src/store/database.ts';
import { MIGRATIONS, schemaState } from '../../../src/store/migrate.ts';
import { EmbeddedPostgres } from '../../../src/store/postgres/embedded-postgres.ts';
import { makeDataFolder } from '../test-database.ts';

/** Step at which the older Wardlight left its database: before devices had records, people roles, and days partitions. */
const OLDER_STEP = '0003-accounts';
const ORGANISATIONS = 3;
const DEVICES = 400;

export interface OlderDatabase {
  /** A copy of its folder. */
  copy(): string;
  remove(): void;
}

/** Makes one, with the rows that `rowsKept` finds again. */
export async function makeOlderDatabase(): Promise<OlderDatabase> {
  const folder = makeDataFolder();
  const server = await EmbeddedPostgres.start(folder);
  const database = await Database.open(server.connection);
  const db = database.kysely;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateTo(OLDER_STEP);
  if (error !== undefined) throw error;
  await sql`insert into organisation (name) select 'Hospital ' || n from generate_series(1, ${ORGANISATIONS}::int) n`.execute(
    db,
  );
  await sql`
    insert into device (organisation_id, macs, ips, category, category_confidence, first_at, last_at, packets, octets, peers)
    select o.id, array[('00:09:fb:00:' || lpad(to_hex(n / 256), 2, '0') || ':' || lpad(to_hex(n % 256), 2, '0'))::macaddr],
           array['10.0.0.1'::inet + n], 'infusion-pump', 90, now(), now(), n, n * 60, 1
      from organisation o, generate_series(1, ${DEVICES}::int) n`.execute(db);
  await sql`
    insert into device_key (organisation_id, key, device_id)
    select organisation_id, 'mac:' || macs[1], id from device`.execute(db);
  await database.close();
  await server.stop();
  return {
    copy() {
      const copy = makeDataFolder();
      // With its owners: the database runs as another user.
      execFileSync('cp', ['-a', `${folder}/.`, copy]);
      return copy;
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

/** Sentences on what a database that was upgraded has lost, or has twice. Ends the database again. */
export async function rowsKept(folder: string): Promise<readonly string[]> {
  const server = await EmbeddedPostgres.start(folder, { asGuest: true });
  const database = await Database.open(server.connection);
  const db = database.kysely;
  const problems: string[] = [];
  const { pending, unknown } = await schemaState(db as never);
  if (pending.length + unknown.length > 0) problems.push(`steps are pending: ${pending.join(' ')}`);
  const { rows } = await sql<{ organisations: number; devices: number; packets: number; keys: number }>`
    select (select count(*) from organisation) as organisations, (select count(*) from device) as devices,
           (select sum(packets)::bigint from device) as packets, (select count(*) from device_key) as keys`.execute(
    db,
  );
  const sum = (DEVICES * (DEVICES + 1)) / 2;
  const expected = {
    ...{ organisations: ORGANISATIONS, devices: ORGANISATIONS * DEVICES },
    ...{ packets: ORGANISATIONS * sum, keys: ORGANISATIONS * DEVICES },
  };
  for (const [what, count] of Object.entries(expected)) {
    const found = rows[0]?.[what as keyof typeof expected];
    if (found !== count) problems.push(`${count} ${what} were there, ${found} are`);
  }
  const left = fs.readdirSync(folder).filter((name) => name.startsWith('postgres.draft'));
  if (left.length > 0) problems.push(`halves are left: ${left.map((name) => path.basename(name)).join(' ')}`);
  await database.close();
  await server.stop();
  return problems;
}
