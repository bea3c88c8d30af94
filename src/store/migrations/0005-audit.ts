/**
 * The audit log, its signed roots, break-glass and notices. The log is only ever added to: the triggers refuse everything
 * else to everybody, the owner too. What is searched for is taken out of the entry by the database itself, so no column can
 * say anything else than the entry under the hash.
 */

import { type Kysely, sql } from 'kysely';
import { RESTRICTED_ROLE } from '../restricted-role.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  // No cascade: an organisation with a log cannot be deleted (six years, 45 CFR 164.316(b)(2)).
  await sql`
    create table audit (
      organisation_id uuid not null references organisation,
      sequence bigint not null check (sequence > 0),
      entry text not null,
      hash bytea not null check (length(hash) = 32),
      at text collate "C" not null generated always as (entry::jsonb ->> 'at') stored,
      who text generated always as (entry::jsonb #>> '{who,id}') stored,
      action text collate "C" not null generated always as (entry::jsonb ->> 'action') stored,
      target_kind text generated always as (entry::jsonb #>> '{target,kind}') stored,
      target_id text generated always as (entry::jsonb #>> '{target,id}') stored,
      primary key (organisation_id, sequence),
      check ((entry::jsonb ->> 'sequence')::bigint = sequence),
      check (entry::jsonb ->> 'organisation' = organisation_id::text)
    )`.execute(db);
  await sql`create index audit_by_time on audit (organisation_id, at)`.execute(db);
  await sql`create index audit_by_who on audit (organisation_id, who, sequence)`.execute(db);
  await sql`create index audit_by_action on audit (organisation_id, action, sequence)`.execute(db);
  await sql`create index audit_by_target on audit (organisation_id, target_id, sequence)`.execute(db);
  // The last entry. Who adds one holds this row until the transaction ends, so numbers have no gaps.
  await sql`
    create table audit_head (
      organisation_id uuid primary key references organisation,
      sequence bigint not null,
      hash bytea not null
    )`.execute(db);
  await sql`
    create table audit_root (
      organisation_id uuid not null references organisation,
      first bigint not null,
      statement jsonb not null,
      signature bytea not null,
      key bytea not null,
      primary key (organisation_id, first)
    )`.execute(db);
  // How the last verification went.
  await sql`
    create table audit_verification (
      organisation_id uuid primary key references organisation,
      begun_at timestamptz,
      ended_at timestamptz,
      verified_to bigint,
      signed_to bigint,
      broken_at bigint,
      problem text
    )`.execute(db);
  await sql`
    create table break_glass (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      user_id text not null,
      name text not null,
      permissions text[] not null check (cardinality(permissions) > 0),
      reason text not null,
      begun_at timestamptz not null default now(),
      until timestamptz not null check (until > begun_at and until <= begun_at + interval '60 minutes'),
      review text check (review in ('justified', 'not-justified')),
      note text,
      reviewed_by text,
      reviewer_name text,
      reviewed_at timestamptz,
      check (reviewed_by <> user_id)
    )`.execute(db);
  await sql`create index break_glass_of_user on break_glass (user_id, until)`.execute(db);
  await sql`create index break_glass_by_time on break_glass (organisation_id, begun_at desc, id)`.execute(db);
  await sql`
    create table notice (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      kind text not null,
      audience text[] not null,
      subject_id uuid not null,
      text text not null,
      at timestamptz not null default now()
    )`.execute(db);
  await sql`create index notice_by_time on notice (organisation_id, at desc, id)`.execute(db);
  await sql`
    create table notice_seen (
      notice_id uuid not null references notice on delete cascade,
      organisation_id uuid not null references organisation on delete cascade,
      user_id text not null,
      at timestamptz not null default now(),
      primary key (notice_id, user_id)
    )`.execute(db);
  for (const table of [
    ...['audit', 'audit_head', 'audit_root', 'audit_verification'],
    ...['break_glass', 'notice', 'notice_seen'],
  ])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  for (const table of ['break_glass', 'notice'])
    await sql`
      create trigger change after insert or update or delete on ${sql.table(table)}
        for each row execute function note_change()`.execute(db);
  await sql`
    create function only_added_to() returns trigger language plpgsql as $$
    begin
      raise exception 'the table % is only ever added to', tg_table_name using errcode = 'restrict_violation';
    end $$`.execute(db);
  for (const table of ['audit', 'audit_root'])
    for (const [name, event] of [
      ['only_added_to', sql`update or delete`],
      ['never_emptied', sql`truncate`],
    ] as const)
      await sql`
        create trigger ${sql.ref(name)} before ${event} on ${sql.table(table)}
          for each statement execute function only_added_to()`.execute(db);
  // The head only moves on, one entry at a time.
  await sql`
    create function head_moves_on() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or new.sequence <> old.sequence + 1 or new.organisation_id <> old.organisation_id then
        raise exception 'the head of the audit log only moves on' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger moves_on before update or delete on audit_head
      for each row execute function head_moves_on()`.execute(db);
  await sql`
    create trigger never_emptied before truncate on audit_head
      for each statement execute function only_added_to()`.execute(db);
  await sql`
    do $$ begin
      if exists (select from pg_roles where rolname = '${sql.raw(RESTRICTED_ROLE)}') then
        revoke update, delete on audit, audit_root from ${sql.raw(RESTRICTED_ROLE)};
        revoke delete on audit_head from ${sql.raw(RESTRICTED_ROLE)};
      end if;
    end $$`.execute(db);
}
