/**
 * Organisations, and the rules that every table of theirs follows: row-level security by organisation, forced upon the
 * owner too, and a feed of changes.
 *
 * A change takes its number from the organisation's own counter, whose row stays locked until the transaction ends: numbers
 * become visible in their order, so that who asks for what came after N misses nothing. An object stands in the feed once,
 * under its latest number.
 */

import { type Kysely, sql } from 'kysely';
import { RESTRICTED_ROLE } from '../restricted-role.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if not exists (select from pg_roles where rolname = '${sql.raw(RESTRICTED_ROLE)}') then
        create role ${sql.raw(RESTRICTED_ROLE)} nologin;
      end if;
    exception when insufficient_privilege then null;
      -- Without the right to make roles the login role is itself subject to row-level security.
    end $$`.execute(db);
  await sql`
    create function current_organisation() returns uuid language sql stable parallel safe as
      $$ select nullif(current_setting('wardlight.organisation', true), '')::uuid $$`.execute(db);
  await sql`
    create table organisation (
      id uuid primary key default gen_random_uuid(),
      name text not null check (name <> ''),
      created_at timestamptz not null default now(),
      last_change bigint not null default 0
    )`.execute(db);
  await sql`
    create table change (
      organisation_id uuid not null references organisation on delete cascade,
      sequence bigint not null,
      kind text not null,
      object_id uuid not null,
      deleted boolean not null default false,
      at timestamptz not null default now(),
      primary key (organisation_id, sequence),
      unique (organisation_id, kind, object_id)
    )`.execute(db);
  await sql`
    create function note_change() returns trigger language plpgsql as $$
    declare
      subject record := case when tg_op = 'DELETE' then old else new end;
      number bigint;
    begin
      update organisation set last_change = last_change + 1 where id = subject.organisation_id
        returning last_change into number;
      if number is null then return null; end if; -- the organisation itself goes
      insert into change (organisation_id, sequence, kind, object_id, deleted)
        values (subject.organisation_id, number, tg_table_name, subject.id, tg_op = 'DELETE')
        on conflict (organisation_id, kind, object_id)
        do update set sequence = excluded.sequence, deleted = excluded.deleted, at = excluded.at;
      return null;
    end $$`.execute(db);
  await sql`
    create procedure separate_organisations(relation regclass) language plpgsql as $$
    declare
      key text := case when relation = 'organisation'::regclass then 'id' else 'organisation_id' end;
    begin
      execute format('alter table %s enable row level security', relation);
      execute format('alter table %s force row level security', relation);
      execute format(
        'create policy organisation on %s using (%I = current_organisation()) with check (%I = current_organisation())',
        relation, key, key);
      if exists (select from pg_roles where rolname = '${sql.raw(RESTRICTED_ROLE)}') then
        execute format('grant select, insert, update, delete on %s to ${sql.raw(RESTRICTED_ROLE)}', relation);
      end if;
    end $$`.execute(db);
  await sql`call separate_organisations('organisation')`.execute(db);
  await sql`call separate_organisations('change')`.execute(db);
}
