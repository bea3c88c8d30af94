/**
 * What people and rules need of devices: everything that a sighting says, place and ownership, decisions on identity with
 * their reasons, history, notes, saved queries, and columns to filter and sort by.
 */

import { type Kysely, sql } from 'kysely';
import { RESTRICTED_ROLE } from '../restricted-role.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await askOrganisationOnce(db);
  await addUnits(db);
  await widenDevices(db);
  await addAddresses(db);
  await addHistory(db);
  await sql`
    create table saved_query (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      name text not null check (name <> ''),
      query text not null,
      sort text not null,
      owner_id text not null,
      owner_name text not null,
      shared boolean not null default false,
      version int not null default 1,
      updated_at timestamptz not null default now(),
      unique (organisation_id, owner_id, name)
    )`.execute(db);
  await sql`call separate_organisations('saved_query')`.execute(db);
}

/** Row-level security asks for the organisation once in a statement: for each row it doubled the time of a list. */
async function askOrganisationOnce(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace procedure separate_organisations(relation regclass) language plpgsql as $$
    declare
      key text := case when relation = 'organisation'::regclass then 'id' else 'organisation_id' end;
    begin
      execute format('alter table %s enable row level security', relation);
      execute format('alter table %s force row level security', relation);
      execute format('drop policy if exists organisation on %s', relation);
      execute format(
        'create policy organisation on %s using (%I = (select current_organisation()))'
          ' with check (%I = (select current_organisation()))',
        relation, key, key);
      if exists (select from pg_roles where rolname = '${sql.raw(RESTRICTED_ROLE)}') then
        execute format('grant select, insert, update, delete on %s to ${sql.raw(RESTRICTED_ROLE)}', relation);
      end if;
    end $$`.execute(db);
  await sql`
    do $$ declare policed record; begin
      for policed in
        select format('%I.%I', schemaname, tablename)::regclass as relation,
               case when tablename = 'organisation' then 'id' else 'organisation_id' end as key
          from pg_policies where policyname = 'organisation' and schemaname = current_schema()
      loop
        execute format(
          'alter policy organisation on %s using (%I = (select current_organisation()))'
            ' with check (%I = (select current_organisation()))',
          policed.relation, policed.key, policed.key);
      end loop;
    end $$`.execute(db);
}

/** Wards and departments, where no earlier step has made them. */
async function addUnits(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if to_regclass('unit') is null then
        create table unit (
          id uuid primary key default gen_random_uuid(),
          organisation_id uuid not null references organisation on delete cascade,
          site_id uuid not null references site on delete cascade,
          name text not null check (name <> ''),
          unique (organisation_id, site_id, name)
        );
        call separate_organisations('unit');
      end if;
    end $$`.execute(db);
}

async function widenDevices(db: Kysely<unknown>): Promise<void> {
  // What a sighting says. A part (part_of) is one of several records that a decision took for one device: it keeps its own
  // facts, so that the decision can be taken back, and is shown only as part of the whole.
  await sql`
    alter table device
      add column part_of uuid references device on delete cascade,
      add column seen_as text not null default 'sender' check (seen_as in ('sender', 'peer', 'named')),
      add column profile text,
      add column conversations_both_ways bigint not null default 0,
      add column conversations_one_way bigint not null default 0,
      add column decisions jsonb not null default '[]',
      add column category_set_by_person boolean not null default false,
      add column inferred_category jsonb`.execute(db);
  // What people say. The version counts their edits, not what traffic changes.
  await sql`
    alter table device
      add column if not exists unit_id uuid references unit on delete set null,
      add column room text,
      add column zone text,
      add column owner text,
      add column asset_tag text,
      add column if not exists criticality smallint check (criticality between 1 and 5),
      add column category_criticality smallint check (category_criticality between 1 and 5),
      add column data_sensitivity text,
      add column use_state text,
      add column service_contract text,
      add column support_ends date,
      add column folded_place jsonb not null default '{}',
      add column version int not null default 1`.execute(db);
  // To filter and sort by: the best value of each attribute in lower case, of those that may have several all of them, one
  // a line. Not generated: what lower case is, the server and not the database's locale decides.
  await sql`
    alter table device
      add column vendor text collate "C", add column model text collate "C", add column serial_number text collate "C",
      add column software_version text collate "C", add column firmware_version text collate "C",
      add column hardware_version text collate "C", add column os text collate "C", add column os_version text collate "C",
      add column hostname text collate "C", add column dicom_ae_title text collate "C", add column app_name text collate "C",
      add column udi text collate "C", add column function text collate "C", add column application text collate "C",
      add column identifying_serial text collate "C",
      add column searched_facts text not null default '',
      add column searched_place text not null default '',
      add column search text generated always as (searched_facts || chr(10) || searched_place) stored,
      add column known_category text collate "C" generated always as (nullif(category, 'unknown')) stored,
      add column effective_criticality smallint
        generated always as (coalesce(criticality, category_criticality)) stored,
      add column first_ip inet generated always as (ips[1]) stored,
      add column first_mac macaddr generated always as (macs[1]) stored`.execute(db);
  await sql`drop index device_of_organisation, device_by_category, device_by_mac, device_by_ip`.execute(db);
  for (const column of SORTED_OFTEN)
    await sql`
      create index ${sql.raw(`device_by_${column}`)} on device (organisation_id, ${sql.ref(column)}, id)
        where part_of is null`.execute(db);
  await sql`create index device_by_serial on device (organisation_id, identifying_serial)`.execute(db);
  await sql`create index device_parts on device (part_of) where part_of is not null`.execute(db);
  await sql`create index device_of_organisation on device (organisation_id)`.execute(db);
  await sql`create index device_via on device (via_device_id) where via_device_id is not null`.execute(db);
  await addTextSearch(db);
  await sql`
    alter table device_attribute
      add column set_by_person boolean not null default false,
      add column kept boolean not null default false`.execute(db);
  await sql`alter table device_attribute drop constraint device_attribute_pkey`.execute(db);
  await sql`
    alter table device_attribute add primary key (device_id, attribute, value, set_by_person)`.execute(db);
  await sql`drop index device_attribute_by_value`.execute(db);
  await sql`drop index device_service_by_port`.execute(db);
  await sql`create index device_service_by_port on device_service (organisation_id, port, device_id)`.execute(
    db,
  );
  await sql`
    create index device_service_by_protocol on device_service (organisation_id, protocol, device_id)`.execute(
    db,
  );
}

/** Columns by which lists are mostly sorted; by others the database sorts when it is asked. */
const SORTED_OFTEN = [
  ...['last_at', 'first_at', 'known_category', 'vendor', 'model', 'serial_number', 'software_version', 'os'],
  ...['hostname', 'effective_criticality', 'first_ip', 'site_id', 'unit_id'],
];

/**
 * Parts of words, by trigrams where the server has them. Row-level security keeps such an index from whoever is subject to
 * it (LIKE might tell of rows by an error), so the question is a function of the owner, which names the organisation itself.
 */
async function addTextSearch(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      create extension if not exists pg_trgm;
      create index device_by_search on device using gin (search gin_trgm_ops) where part_of is null;
    exception when others then
      raise notice 'text search goes without an index: %', sqlerrm;
    end $$`.execute(db);
  await sql`
    create function devices_with_text(pattern text) returns setof uuid
      language sql stable security definer set search_path from current as $$
      select id from device
       where organisation_id = (select current_organisation()) and part_of is null and search like pattern
    $$`.execute(db);
}

/** One row for each address: ranges of them are found by an index, which arrays cannot give. */
async function addAddresses(db: Kysely<unknown>): Promise<void> {
  for (const [table, column, type] of [
    ['device_ip', 'ip', 'inet'],
    ['device_mac', 'mac', 'macaddr'],
  ] as const) {
    await sql`
      create table ${sql.table(table)} (
        organisation_id uuid not null references organisation on delete cascade,
        ${sql.ref(column)} ${sql.raw(type)} not null,
        device_id uuid not null references device on delete cascade,
        primary key (organisation_id, ${sql.ref(column)}, device_id)
      )`.execute(db);
    await sql`create index ${sql.raw(`${table}_of_device`)} on ${sql.table(table)} (device_id)`.execute(db);
    await sql`
      insert into ${sql.table(table)}
        select organisation_id, address, id from device, unnest(${sql.ref(`${column}s`)}) address
        on conflict do nothing`.execute(db);
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  }
}

async function addHistory(db: Kysely<unknown>): Promise<void> {
  // What became of what was known: by a sighting (source_kind capture, sensor, import) or a person.
  await sql`
    create table device_change (
      id bigint generated always as identity primary key,
      organisation_id uuid not null references organisation on delete cascade,
      device_id uuid not null references device on delete cascade,
      attribute text not null,
      outcome text not null check (outcome in ('learnt', 'changed', 'kept')),
      from_value text,
      to_value text,
      reason text not null,
      at timestamptz not null,
      source_kind text not null check (source_kind in ('capture', 'sensor', 'import', 'person')),
      source_id text not null,
      source_name text
    )`.execute(db);
  await sql`create index device_change_of_device on device_change (device_id, id desc)`.execute(db);
  await sql`
    create table device_note (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      device_id uuid not null references device on delete cascade,
      text text not null check (text <> ''),
      author_id text not null,
      author_name text not null,
      at timestamptz not null default now()
    )`.execute(db);
  await sql`create index device_note_of_device on device_note (device_id, at desc, id)`.execute(db);
  // Which records are one device, which are not, and what people set. One that was taken back stays, with who did it.
  await sql`
    create table identity_decision (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      kind text not null check (kind in ('joined', 'kept-apart', 'split', 'value-set')),
      by text not null check (by in ('inference', 'person')),
      device_id uuid not null references device on delete cascade,
      other_id uuid references device on delete cascade,
      attribute text,
      value text,
      reason text not null check (reason <> ''),
      until timestamptz,
      made_by text,
      made_by_name text,
      made_at timestamptz not null default now(),
      withdrawn_at timestamptz,
      withdrawn_by text,
      withdrawn_by_name text,
      withdrawn_reason text,
      check ((kind = 'value-set') = (attribute is not null)),
      check ((kind = 'value-set') = (other_id is null))
    )`.execute(db);
  await sql`create index identity_decision_of_device on identity_decision (device_id)`.execute(db);
  await sql`create index identity_decision_of_other on identity_decision (other_id)`.execute(db);
  await sql`
    create index identity_decision_that_ends on identity_decision (until)
      where withdrawn_at is null and until is not null`.execute(db);
  for (const table of ['device_change', 'device_note', 'identity_decision'])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  // Notes are only added; they go with their device alone.
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      if pg_trigger_depth() > 1 then return old; end if;
      raise exception 'rows of % are only added', tg_table_name;
    end $$`.execute(db);
  await sql`
    create trigger only_added before update or delete on device_note
      for each row execute function refuse_change()`.execute(db);
}
