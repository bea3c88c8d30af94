/**
 * Conversations: who talked with whom over what stands once in `conversation`, its sums by hour and by day in two tables
 * that are partitioned by time, so that old ones go by dropping a partition. And how long each class of data is kept.
 */

import { type Kysely, sql } from 'kysely';

const ENDS = sql.raw(
  ['initiator', 'responder']
    .map(
      (end) => `
      ${end} text not null check (${end} in ('device', 'internal', 'outside', 'group', 'other')),
      ${end}_device_id uuid,
      ${end}_ip inet,
      check ((${end} = 'device') = (${end}_device_id is not null)),
      check ((${end} in ('internal', 'outside', 'group')) = (${end}_ip is not null)),`,
    )
    .join(''),
);

export async function up(db: Kysely<unknown>): Promise<void> {
  // key: a hash of the ends, transport, port and protocol; what names a conversation has too many nulls for a unique index.
  // exchanged: an answer came, or data went; a call in vain has neither.
  // Devices have no foreign key: a conversation outlives its device, and checking each would cost a third of the intake.
  await sql`
    create table conversation (
      id bigint generated always as identity primary key,
      organisation_id uuid not null references organisation on delete cascade,
      key uuid not null,
      ${ENDS}
      transport text,
      port int check (port between 1 and 65535),
      protocol text,
      exchanged boolean not null,
      first_at timestamptz not null,
      unique (organisation_id, key)
    )`.execute(db);
  for (const end of ['initiator', 'responder']) {
    for (const part of ['device_id', 'ip'])
      await sql`
        create index ${sql.raw(`conversation_by_${end}_${part}`)} on conversation (${sql.raw(`${end}_${part}`)})
          where ${sql.raw(`${end}_${part}`)} is not null`.execute(db);
  }
  await sql`create index conversation_by_port on conversation (organisation_id, port)`.execute(db);
  await sql`create index conversation_by_protocol on conversation (organisation_id, protocol)`.execute(db);
  await sql`create index conversation_by_first on conversation (organisation_id, first_at)`.execute(db);
  await sql`call separate_organisations('conversation')`.execute(db);

  for (const table of ['conversation_hour', 'conversation_day']) {
    // bin: when the hour or day (UTC) begins. learnt_on: when it last grew.
    await sql`
      create table ${sql.table(table)} (
        organisation_id uuid not null,
        conversation_id bigint not null,
        bin timestamptz not null,
        connections bigint not null,
        failed bigint not null,
        packets_out bigint not null,
        packets_in bigint not null,
        octets_out bigint not null,
        octets_in bigint not null,
        first_at timestamptz not null,
        last_at timestamptz not null,
        learnt_on date not null default current_date,
        primary key (conversation_id, bin)
      ) partition by range (bin)`.execute(db);
    await sql`
      create index ${sql.table(`${table}_by_bin`)} on ${sql.table(table)} (organisation_id, bin, conversation_id)`.execute(
      db,
    );
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
    // Whatever lies in no partition: far past and future, and what comes before its partition was made.
    const elsewhen = `${table}_elsewhen`;
    await sql`create table ${sql.table(elsewhen)} partition of ${sql.table(table)} default`.execute(db);
    await sql`call separate_organisations(${sql.lit(elsewhen)})`.execute(db);
  }

  // Days whose hours have changed since their sums were made.
  await sql`
    create table conversation_stale_day (
      organisation_id uuid not null references organisation on delete cascade,
      day timestamptz not null,
      primary key (organisation_id, day)
    )`.execute(db);
  await sql`call separate_organisations('conversation_stale_day')`.execute(db);

  // Rows that wait in the default partition move; row-level security shows them by organisation.
  await sql`
    create procedure prepare_partition(parent text, begins date, ends date, organisations uuid[]) language plpgsql as $$
    declare
      name text := format('%s_%s', parent, to_char(begins, 'YYYYMMDD'));
      elsewhen text := parent || '_elsewhen';
      organisation uuid;
    begin
      if to_regclass(name) is not null then return; end if;
      -- Sums grow where they stand: room in each page spares the indexes.
      execute format('create table %I (like %I including all) with (fillfactor = 85)', name, parent);
      execute format('lock table %I in access exclusive mode', elsewhen);
      foreach organisation in array organisations loop
        perform set_config('wardlight.organisation', organisation::text, true);
        execute format(
          'with moved as (delete from %I where bin >= %L and bin < %L and organisation_id = %L returning *)
             insert into %I select * from moved',
          elsewhen, begins::timestamp at time zone 'UTC', ends::timestamp at time zone 'UTC', organisation, name);
      end loop;
      perform set_config('wardlight.organisation', '', true);
      call separate_organisations(name::regclass);
      execute format('alter table %I attach partition %I for values from (%L) to (%L)',
        parent, name, begins::timestamp at time zone 'UTC', ends::timestamp at time zone 'UTC');
    end $$`.execute(db);

  await sql`
    create table retention (
      organisation_id uuid not null references organisation on delete cascade,
      class text not null,
      days int not null check (days > 0),
      primary key (organisation_id, class)
    )`.execute(db);
  // What the last run took away.
  await sql`
    create table retention_run (
      organisation_id uuid not null references organisation on delete cascade,
      class text not null,
      ran_at timestamptz not null,
      kept_since timestamptz not null,
      rows bigint not null,
      primary key (organisation_id, class)
    )`.execute(db);
  for (const table of ['retention', 'retention_run'])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  // Devices are noted in the feed of changes by statement: numbers taken one by one make as many versions of the
  // organisation's row, which each next one walks. A capture of 100,000 devices never came to an end.
  await sql`
    create function note_changes() returns trigger language plpgsql as $$
    declare
      touching record;
      number bigint;
    begin
      for touching in select organisation_id, count(*) as objects from touched group by 1 order by 1 loop
        update organisation set last_change = last_change + touching.objects where id = touching.organisation_id
          returning last_change into number;
        continue when number is null; -- the organisation itself goes
        insert into change (organisation_id, sequence, kind, object_id, deleted)
          select touching.organisation_id, number - touching.objects + row_number() over (order by id), tg_table_name, id,
                 tg_op = 'DELETE'
            from touched where organisation_id = touching.organisation_id
          on conflict (organisation_id, kind, object_id)
          do update set sequence = excluded.sequence, deleted = excluded.deleted, at = excluded.at;
      end loop;
      return null;
    end $$`.execute(db);
  await sql`drop trigger if exists change on device`.execute(db);
  for (const [event, rows] of [
    ['insert', 'new'],
    ['update', 'new'],
    ['delete', 'old'],
  ])
    await sql`
      create trigger ${sql.raw(`change_${event}`)} after ${sql.raw(`${event}`)} on device
        referencing ${sql.raw(`${rows}`)} table as touched for each statement execute function note_changes()`.execute(
      db,
    );

  // Of the whole database: it belongs to no organisation.
  await sql`
    create table class_size (
      measured_on date not null,
      class text not null,
      octets bigint not null,
      primary key (class, measured_on)
    )`.execute(db);
}
