/** Imports of records that other tools wrote: what was read, what documents claim of devices, and what contradicts. */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Set for an upload that is an import: its format and columns, where a person stated them.
  await sql`alter table upload add column import jsonb`.execute(db);
  await sql`
    create table import (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      file text not null,
      sha256 bytea not null check (length(sha256) = 32),
      octets bigint not null,
      options jsonb not null,
      state text not null default 'received' check (state in ('received', 'reading', 'read', 'failed')),
      problem text,
      summary jsonb,
      devices int,
      conflicts int,
      unmatched int,
      received_at timestamptz not null default now(),
      read_at timestamptz
    )`.execute(db);
  // The same octets under other columns say something else.
  await sql`
    create unique index import_of_file on import (organisation_id, sha256, md5(options::text))`.execute(db);
  await sql`
    create table import_conflict (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      import_id uuid not null references import on delete cascade,
      device_id uuid not null references device on delete cascade,
      attribute text not null,
      said text not null,
      said_confidence smallint,
      line int,
      known text not null,
      known_confidence smallint,
      kept text not null check (kept in ('known', 'import')),
      why text not null
    )`.execute(db);
  await sql`create index conflict_of_import on import_conflict (import_id, id)`.execute(db);
  await sql`create index conflict_of_device on import_conflict (device_id)`.execute(db);
  await sql`
    create table import_claim (
      import_id uuid not null references import on delete cascade,
      device_id uuid not null references device on delete cascade,
      organisation_id uuid not null references organisation on delete cascade,
      field text not null,
      value text not null,
      line int not null,
      primary key (import_id, device_id, field, value)
    )`.execute(db);
  await sql`create index claim_of_device on import_claim (device_id, field)`.execute(db);
  await sql`
    create index claim_by_value on import_claim (organisation_id, field, lower(value), device_id)`.execute(
    db,
  );
  for (const table of ['import', 'import_conflict', 'import_claim'])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  await sql`
    create trigger change after insert or update or delete on import
      for each row execute function note_change()`.execute(db);
}
