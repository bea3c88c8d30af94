/**
 * Lists of devices in every order from an index, and short texts found without a look at whole devices: the text in which
 * people search stands in a table of its own too, a quarter as wide, which is written only when the text has changed.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db);
  for (const [columns, which] of [
    [SORTED_TOO, (column: string) => sql`and ${sql.ref(column)} is not null`],
    [SORTED_AND_KNOWN, () => sql``],
  ] as const)
    for (const column of columns)
      await sql`
        create index ${sql.raw(`device_by_${column}`)} on device (organisation_id, ${sql.ref(column)}, id)
          where part_of is null ${which(column)}`.execute(db);
  // Those that are not found by their first one.
  await sql`
    create index device_of_more_vlans on device (organisation_id, id)
      where part_of is null and vlan_count > 1`.execute(db);
  // What a device does not serve is asked of the index alone.
  await sql`drop index device_service_by_port, device_service_by_protocol`.execute(db);
  await sql`
    create index device_service_by_port on device_service (organisation_id, port, device_id)
      where role = 'server'`.execute(db);
  await sql`
    create index device_service_by_protocol on device_service (organisation_id, protocol, role, device_id)`.execute(
    db,
  );
  await addText(db);
  // What is known of the new columns; a table that was written anew has no marks of what everybody sees, which the next
  // clearing sets, so that it shall not be late.
  await sql`alter table device set (autovacuum_vacuum_scale_factor = 0.1)`.execute(db);
  await sql`analyze device, device_text, device_service`.execute(db);
}

/** What is not known is in no index, so that a column of which little is known costs little. */
const SORTED_TOO = [
  ...['firmware_version', 'hardware_version', 'os_version', 'dicom_ae_title', 'app_name', 'udi', 'function'],
  ...['application', 'first_mac', 'first_vlan', 'folded_room', 'zone', 'folded_owner', 'folded_asset_tag'],
  ...['data_sensitivity', 'use_state', 'folded_service_contract', 'support_ends', 'known_confidence'],
  'profile',
];
/** Of a column that is never null the database drops the question whether it is, and with it the index that asks so. */
const SORTED_AND_KNOWN = ['seen_as', 'packets', 'octets', 'peers'];

/** Columns in the form in which they are compared: by code point, and null where nothing is known. */
async function addColumns(db: Kysely<unknown>): Promise<void> {
  const words = ['zone', 'data_sensitivity', 'use_state', 'seen_as', 'profile'].map(
    (column) => sql`alter column ${sql.ref(column)} type text collate "C"`,
  );
  const said = ['room', 'owner', 'asset_tag', 'service_contract'].map(
    (column) =>
      sql`add column ${sql.ref(`folded_${column}`)} text collate "C"
            generated always as (folded_place ->> ${sql.lit(column)}) stored`,
  );
  await sql`
    alter table device ${sql.join([...words, ...said])},
      add column first_vlan int generated always as (vlans[1]) stored,
      add column vlan_count int generated always as (cardinality(vlans)) stored,
      add column known_confidence smallint
        generated always as (case when category <> 'unknown' then category_confidence end) stored`.execute(
    db,
  );
}

async function addText(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table device_text (
      device_id uuid primary key references device on delete cascade,
      organisation_id uuid not null references organisation on delete cascade,
      text text not null
    )`.execute(db);
  await sql`
    insert into device_text select id, organisation_id, search from device where part_of is null`.execute(db);
  await sql`create index device_text_of_organisation on device_text (organisation_id)`.execute(db);
  await sql`call separate_organisations('device_text')`.execute(db);
  // Of whole devices alone, so that who sees all of them counts here.
  await sql`
    create function keep_device_text() returns trigger language plpgsql as $$
    begin
      if new.part_of is null then
        insert into device_text (device_id, organisation_id, text) values (new.id, new.organisation_id, new.search)
          on conflict (device_id) do update set text = excluded.text;
      else
        delete from device_text where device_id = new.id;
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger text_is_new after insert on device for each row execute function keep_device_text()`.execute(
    db,
  );
  await sql`
    create trigger text_has_changed after update on device for each row
      when (old.search is distinct from new.search or old.part_of is distinct from new.part_of)
      execute function keep_device_text()`.execute(db);
}
