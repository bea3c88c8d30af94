/**
 * Which words of the feeds on its vulnerability a finding was scored by, so that only devices are scored again of whose
 * findings anything has changed. Null until it is matched again.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table finding add column profile text`.execute(db);
}
