/**
 * Outputs: systems of the hospital that are told what happens, each with how far it has been told; and what webhooks were
 * sent. The feed of changes also learns under which number an object came into it, so that each output can tell what is new
 * to it from what only changed.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table change add column born bigint`.execute(db);
  await sql`
    create function note_birth() returns trigger language plpgsql as $$
    begin
      new.born := new.sequence;
      return new;
    end $$`.execute(db);
  // An object that changes again updates its row, and keeps its birth.
  await sql`
    create trigger birth before insert on change for each row execute function note_birth()`.execute(db);
  await sql`
    create table output (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      type text not null check (type in ('webhook', 'syslog')),
      name text not null check (name <> ''),
      kinds text[] not null,
      enabled boolean not null default true,
      settings jsonb not null,
      sealed_secret text,
      change_cursor bigint not null,
      audit_cursor bigint not null,
      sent bigint not null default 0,
      dropped bigint not null default 0,
      last_sent_at timestamptz,
      failures integer not null default 0,
      failing_since timestamptz,
      last_error text,
      next_try_at timestamptz not null default now(),
      made_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index output_of_organisation on output (organisation_id, type)`.execute(db);
  await sql`
    create table webhook_delivery (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      output_id uuid not null references output on delete cascade,
      body text,
      events integer not null,
      state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
      attempts integer not null default 0,
      made_at timestamptz not null default now(),
      last_try_at timestamptz,
      status integer,
      error text
    )`.execute(db);
  await sql`create index webhook_delivery_of_output on webhook_delivery (output_id, made_at desc, id)`.execute(
    db,
  );
  for (const table of ['output', 'webhook_delivery'])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
}
