/**
 * The whole of a record that is a part: the device that people see, however many joins lie between. Whatever refers to
 * records, such as conversations, finds it without walking up.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table device add column whole_id uuid references device on delete set null`.execute(db);
  await sql`
    with recursive down (id, whole) as (
      select part.id, whole.id from device part join device whole on whole.id = part.part_of where whole.part_of is null
      union all
      select part.id, down.whole from down join device part on part.part_of = down.id
    )
    update device set whole_id = down.whole from down where device.id = down.id`.execute(db);
  // Few devices are parts: both indexes are small, and mostly say so at once.
  await sql`create index device_whole on device (id) include (whole_id) where whole_id is not null`.execute(
    db,
  );
  await sql`create index device_records on device (whole_id) where whole_id is not null`.execute(db);
}
