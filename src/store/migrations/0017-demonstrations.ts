/**
 * The demonstration hospital: an organisation of its own that belongs to another one, which alone may bring it and take it away.
 * Its audit log goes with it; that of every other organisation is still only ever added to. An organisation with a log can
 * never become a demonstration, so this is no way around the log.
 * Beside that, which backups of the whole server were taken.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table demonstration (
      organisation_id uuid primary key references organisation on delete cascade,
      owner_id uuid not null unique references organisation on delete cascade,
      made_at timestamptz not null default now(),
      catalogue jsonb,
      loaded_at timestamptz,
      problem text,
      check (owner_id <> organisation_id)
    )`.execute(db);
  await sql`call separate_organisations('demonstration')`.execute(db);
  await sql`
    create policy owner on demonstration for select using (owner_id = (select current_organisation()))`.execute(
    db,
  );
  await sql`
    create function demonstration_begins_empty() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and (new.organisation_id <> old.organisation_id or new.owner_id <> old.owner_id) then
        raise exception 'a demonstration stays what it is' using errcode = 'restrict_violation';
      end if;
      if tg_op = 'INSERT' and exists (select from audit_head where organisation_id = new.organisation_id) then
        raise exception 'an organisation with an audit log is no demonstration' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger begins_empty before insert or update on demonstration
      for each row execute function demonstration_begins_empty()`.execute(db);
  await sql`
    create function goes_with_demonstration() returns trigger language plpgsql as $$
    begin
      if exists (select from demonstration where organisation_id = old.organisation_id) then return old; end if;
      raise exception 'the table % is only ever added to', tg_table_name using errcode = 'restrict_violation';
    end $$`.execute(db);
  for (const table of ['audit', 'audit_root']) {
    await sql`drop trigger only_added_to on ${sql.table(table)}`.execute(db);
    await sql`
      create trigger only_added_to before update on ${sql.table(table)}
        for each statement execute function only_added_to()`.execute(db);
  }
  await sql`drop trigger moves_on on audit_head`.execute(db);
  await sql`
    create trigger moves_on before update on audit_head for each row execute function head_moves_on()`.execute(
    db,
  );
  for (const table of ['audit', 'audit_root', 'audit_head'])
    await sql`
      create trigger goes_with_demonstration before delete on ${sql.table(table)}
        for each row execute function goes_with_demonstration()`.execute(db);
  // Of the whole server: no row tells of an organisation.
  await sql`
    create table backup_taken (
      id uuid primary key default gen_random_uuid(),
      taken_at timestamptz not null,
      folder text not null,
      rows bigint not null,
      octets bigint not null
    )`.execute(db);
}
