/**
 * How a capture came here: sent through the API, or taken in from a folder that the operator named. And parts of devices are
 * looked at again: they have no product and no score of their own any more, so that a joined device counts once.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table capture
      add column source text not null default 'upload' check (source in ('upload', 'folder'))`.execute(db);
  await sql`
    insert into device_to_match (device_id, organisation_id)
      select id, organisation_id from device where whole_id is not null order by id
    on conflict (device_id) do update set marks = device_to_match.marks + 1`.execute(db);
}
