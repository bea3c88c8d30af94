/**
 * Active queries: the switch of an organisation, permits (this probe, to this device, in this window, because of this), who
 * agreed, what was sent and what came back packet by packet. Packets keep lengths and first octets, never contents.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // No row means off.
  await sql`
    create table active_policy (
      organisation_id uuid primary key references organisation on delete cascade,
      enabled boolean not null default false,
      barred_makers text[] not null default '{}',
      changed_at timestamptz not null default now(),
      changed_by text not null,
      changed_by_name text not null
    )`.execute(db);
  await sql`
    create table active_permit (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      device_id uuid not null references device on delete cascade,
      probe text not null,
      port int not null check (port between 1 and 65535),
      settings jsonb not null,
      sealed_community text,
      from_at timestamptz not null,
      until_at timestamptz not null check (until_at > from_at),
      reason text not null check (reason <> ''),
      state text not null check (state in
        ('waiting', 'allowed', 'running', 'done', 'declined', 'withdrawn', 'lapsed', 'stopped')),
      note text,
      asked_by text not null,
      asked_by_name text not null,
      asked_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index active_permit_of_device on active_permit (device_id, asked_at desc, id)`.execute(db);
  await sql`create index active_permit_latest on active_permit (organisation_id, asked_at desc, id)`.execute(
    db,
  );
  await sql`
    create index active_permit_due on active_permit (organisation_id, from_at)
      where state in ('waiting', 'allowed', 'running')`.execute(db);
  await sql`
    create table active_approval (
      permit_id uuid not null references active_permit on delete cascade,
      by_id text not null,
      organisation_id uuid not null references organisation on delete cascade,
      by_name text not null,
      roles text[] not null,
      at timestamptz not null default now(),
      primary key (permit_id, by_id)
    )`.execute(db);
  await sql`
    create table active_run (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      permit_id uuid not null unique references active_permit on delete cascade,
      device_id uuid not null references device on delete cascade,
      probe text not null,
      address inet not null,
      port int not null,
      begun_at timestamptz not null,
      ended_at timestamptz,
      outcome text,
      remark text,
      answer_micros bigint,
      facts int
    )`.execute(db);
  await sql`create index active_run_of_device on active_run (device_id, begun_at desc)`.execute(db);
  await sql`
    create table active_packet (
      run_id uuid not null references active_run on delete cascade,
      number int not null,
      organisation_id uuid not null references organisation on delete cascade,
      direction text not null check (direction in ('sent', 'received')),
      at_micros bigint not null,
      octets int not null,
      head bytea not null check (length(head) <= 256),
      primary key (run_id, number)
    )`.execute(db);
  for (const table of ['active_policy', 'active_permit', 'active_approval', 'active_run', 'active_packet'])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  await sql`
    create trigger change after insert or update or delete on active_permit
      for each row execute function note_change()`.execute(db);
  await sql`alter table device_change drop constraint device_change_source_kind_check`.execute(db);
  await sql`
    alter table device_change add constraint device_change_source_kind_check
      check (source_kind in ('capture', 'sensor', 'import', 'active-query', 'person'))`.execute(db);
}
