/**
 * Who belongs to an organisation and in which standing, rules for single people, invitations, reviews of access, and the
 * places that rules are about: sites, their units and their network zones.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await addMembers(db);
  await addPlaces(db);
  await addRules(db);
  await addReviews(db);
  for (const table of [
    ...['unit', 'zone', 'zone_subnet', 'grant_rule', 'invitation', 'recertification'],
    'recertification_item',
  ])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
}

/** Like membership, a table of people: it is asked which organisations a person has. */
async function addMembers(db: Kysely<unknown>): Promise<void> {
  await sql`alter table organisation add column time_zone text not null default 'UTC'`.execute(db);
  // External people come from a company and are looked at again on a date.
  await sql`
    create table member (
      organisation_id uuid not null references organisation on delete cascade,
      user_id text not null references "user" on delete cascade,
      company text check (company <> ''),
      review_at timestamptz,
      joined_at timestamptz not null default now(),
      suspended_at timestamptz,
      suspended_by text references "user" on delete set null,
      suspended_because text,
      primary key (organisation_id, user_id),
      check ((company is null) = (review_at is null)),
      check ((suspended_at is null) = (suspended_because is null))
    )`.execute(db);
  await sql`create index member_of_user on member (user_id)`.execute(db);
  await sql`
    insert into member (organisation_id, user_id)
      select distinct organisation_id, user_id from membership`.execute(db);
  // A suspended role does not count and can be restored; given_at says which review it is due in.
  await sql`
    alter table membership
      add column given_at timestamptz not null default now(),
      add column given_by text references "user" on delete set null,
      add column suspended_at timestamptz,
      add column suspended_because text,
      add foreign key (organisation_id, user_id) references member on delete cascade`.execute(db);
  // Whoever gives the first role, by hand, by invitation or from a directory, makes the person a member.
  await sql`
    create function join_organisation() returns trigger language plpgsql as $$
    begin
      insert into member (organisation_id, user_id) values (new.organisation_id, new.user_id) on conflict do nothing;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger join_organisation before insert on membership
      for each row execute function join_organisation()`.execute(db);
  // However somebody signs in, a session begins; sessions go, and this stays.
  await sql`alter table "user" add column last_sign_in_at timestamptz`.execute(db);
  await sql`
    create function note_sign_in() returns trigger language plpgsql as $$
    begin
      update "user" set last_sign_in_at = greatest(last_sign_in_at, new."createdAt") where id = new."userId";
      return null;
    end $$`.execute(db);
  await sql`
    create trigger note_sign_in after insert on "session" for each row execute function note_sign_in()`.execute(
    db,
  );
}

async function addPlaces(db: Kysely<unknown>): Promise<void> {
  await sql`alter table site add unique (organisation_id, id)`.execute(db);
  // A ward or department.
  await sql`
    create table unit (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      site_id uuid not null,
      name text not null check (name <> ''),
      unique (organisation_id, site_id, name),
      unique (organisation_id, id),
      foreign key (organisation_id, site_id) references site (organisation_id, id) on delete cascade
    )`.execute(db);
  await sql`
    create table zone (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      site_id uuid not null,
      name text not null check (name <> ''),
      unique (organisation_id, site_id, name),
      unique (organisation_id, id),
      foreign key (organisation_id, site_id) references site (organisation_id, id) on delete cascade
    )`.execute(db);
  // A subnet is in one zone; of nested ones the smallest decides.
  await sql`
    create table zone_subnet (
      organisation_id uuid not null references organisation on delete cascade,
      subnet cidr not null,
      zone_id uuid not null,
      primary key (organisation_id, subnet),
      foreign key (organisation_id, zone_id) references zone (organisation_id, id) on delete cascade
    )`.execute(db);
  await sql`
    alter table device
      add column if not exists unit_id uuid references unit on delete set null,
      add column if not exists criticality smallint check (criticality between 1 and 5)`.execute(db);
  await sql`create index device_of_unit on device (organisation_id, unit_id, last_at desc, id)`.execute(db);
}

async function addRules(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table grant_rule (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      user_id text not null references "user" on delete cascade,
      effect text not null check (effect in ('allow', 'deny')),
      permission text not null,
      scope jsonb not null default '{}',
      starts_at timestamptz,
      expires_at timestamptz,
      zones uuid[],
      mfa_within_minutes int check (mfa_within_minutes > 0),
      reason text not null check (reason <> ''),
      granted_by text references "user" on delete set null,
      created_at timestamptz not null default now(),
      withdrawn_at timestamptz,
      withdrawn_by text references "user" on delete set null,
      withdrawn_because text,
      check (effect = 'deny' or expires_at is not null),
      check (expires_at > coalesce(starts_at, created_at)),
      check ((withdrawn_at is null) = (withdrawn_because is null))
    )`.execute(db);
  await sql`
    create index grant_in_force on grant_rule (organisation_id, user_id) where withdrawn_at is null`.execute(
    db,
  );
  await sql`create index grant_by_age on grant_rule (organisation_id, created_at desc, id)`.execute(db);
  // The token itself is shown once and never kept.
  await sql`
    create table invitation (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      token_sha256 bytea not null unique check (length(token_sha256) = 32),
      email text not null check (email = lower(email)),
      roles jsonb not null,
      company text check (company <> ''),
      review_at timestamptz,
      invited_by text references "user" on delete set null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      accepted_at timestamptz,
      accepted_by text references "user" on delete set null,
      withdrawn_at timestamptz,
      check ((company is null) = (review_at is null))
    )`.execute(db);
  await sql`create index invitation_by_age on invitation (organisation_id, created_at desc, id)`.execute(db);
  await sql`
    create unique index invitation_open on invitation (organisation_id, email)
      where accepted_at is null and withdrawn_at is null`.execute(db);
}

/** A review of all access, once in a quarter. */
async function addReviews(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table recertification (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      quarter text not null check (quarter ~ '^[0-9]{4}-Q[1-4]$'),
      begun_at timestamptz not null,
      due_at timestamptz not null,
      lapsed_at timestamptz,
      unique (organisation_id, quarter),
      unique (organisation_id, id)
    )`.execute(db);
  // An item is a role of a person or a grant; what became of it without a decision stands in `lapse`.
  await sql`
    create table recertification_item (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      recertification_id uuid not null,
      user_id text not null references "user" on delete cascade,
      role text,
      scope jsonb,
      grant_id uuid references grant_rule on delete cascade,
      reviewer text references "user" on delete set null,
      decision text check (decision in ('keep', 'remove')),
      decided_by text references "user" on delete set null,
      decided_at timestamptz,
      lapse text check (lapse in ('suspended', 'withdrawn', 'left')),
      unique (recertification_id, user_id, role),
      unique (recertification_id, grant_id),
      check ((role is null) <> (grant_id is null)),
      check ((role is null) = (scope is null)),
      check ((decision is null) = (decided_at is null)),
      foreign key (organisation_id, recertification_id) references recertification (organisation_id, id)
        on delete cascade
    )`.execute(db);
  await sql`
    create index recertification_item_open on recertification_item (organisation_id, recertification_id)
      where decision is null`.execute(db);
}
