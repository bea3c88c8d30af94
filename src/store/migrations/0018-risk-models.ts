/**
 * Saved versions of the risk model of an organisation. The newest counts; before the first, the model that ships with
 * Wardlight. A version is never changed: going back saves the earlier document as a new one.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // `json` and not `jsonb`: people read the document in the order in which it is written.
  await sql`
    create table risk_model_version (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      number integer not null check (number > 0),
      version text not null check (version <> ''),
      document json not null,
      changed integer not null check (changed > 0),
      changes jsonb not null,
      restored_from integer check (restored_from between 0 and number - 1),
      reason text not null check (reason <> ''),
      saved_by text not null, saved_by_name text not null,
      saved_at timestamptz not null default now(),
      unique (organisation_id, number)
    )`.execute(db);
  await sql`call separate_organisations('risk_model_version')`.execute(db);
  await sql`
    create trigger change after insert or update or delete on risk_model_version
      for each row execute function note_change()`.execute(db);
}
