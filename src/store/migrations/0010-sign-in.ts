/**
 * What sign-in needs beyond the tables of its library: the age of a session's second factor, failed attempts, who
 * may lift a suspension, policies, keys of programs, sign-on through a provider, and the directory that provisions people (SCIM).
 * Tables without row-level security are read before an organisation is known; each says so.
 */

import { type Kysely, sql } from 'kysely';

const SEPARATED = [
  'sign_in_policy',
  'api_key',
  'sign_on_provider',
  'sign_on_identity',
  'group_role',
  'directory_user',
  'directory_group',
  'directory_group_member',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  // factor: how the second factor was last proven; organisationId: the only one that a session of its provider may act for.
  await sql`
    alter table "session"
      add column "lastUsedAt" timestamptz not null default now(),
      add column "factorAt" timestamptz,
      add column "factor" text check ("factor" in ('one-time-code', 'passkey', 'recovery-code', 'provider')),
      add column "organisationId" uuid references organisation on delete cascade`.execute(db);
  await sql`alter table "twoFactor" add column recovery_used_at timestamptz`.execute(db);
  // Null: a person gave the role. Otherwise who gave it may take it away again.
  await sql`
    alter table membership add column managed_by text check (managed_by in ('sign-on', 'directory'))`.execute(
    db,
  );
  // Attempts of the last minutes, under way or failed. No separation: nobody is signed in yet.
  await sql`
    create table sign_in_attempt (
      id uuid primary key default gen_random_uuid(),
      account_sha256 bytea check (length(account_sha256) = 32),
      address text not null,
      failed boolean not null default false,
      at timestamptz not null default now()
    )`.execute(db);
  await sql`create index sign_in_attempt_of_account on sign_in_attempt (account_sha256, at)`.execute(db);
  await sql`create index sign_in_attempt_from_address on sign_in_attempt (address, at)`.execute(db);
  await sql`create index sign_in_attempt_by_age on sign_in_attempt (at)`.execute(db);
  // Null: a person suspended, or the date of review passed. Otherwise who suspended may lift it again.
  await sql`
    alter table member
      add column suspension_managed_by text check (suspension_managed_by = 'directory'),
      add check (suspension_managed_by is null or suspended_at is not null)`.execute(db);
  await sql`
    create table sign_in_policy (
      organisation_id uuid primary key references organisation on delete cascade,
      factor_roles text[] not null default '{}',
      passkey_roles text[] not null default '{}',
      provider_factor boolean not null default false,
      idle_minutes smallint not null default 30 check (idle_minutes between 5 and 30)
    )`.execute(db);
  await sql`
    create table api_key (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      user_id text not null references "user" on delete cascade,
      kind text not null check (kind in ('api', 'directory')),
      name text not null check (name <> ''),
      sha256 bytea not null unique check (length(sha256) = 32),
      scopes text[] not null,
      addresses text[] not null default '{}',
      made_at timestamptz not null default now(),
      expires_at timestamptz not null,
      last_used_at timestamptz,
      last_address text
    )`.execute(db);
  await sql`create index api_key_of_organisation on api_key (organisation_id, made_at desc)`.execute(db);
  await sql`
    create table sign_on_provider (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      name text not null check (name <> ''),
      issuer text not null,
      client_id text not null,
      sealed_secret text not null,
      group_claim text not null,
      creates_people boolean not null,
      factor_values text[] not null,
      unique (organisation_id, issuer, client_id)
    )`.execute(db);
  // Whose people sign on where. No separation: it is asked before sign-in, and a domain belongs to one organisation.
  await sql`
    create table sign_on_domain (
      domain text primary key check (domain = lower(domain)),
      organisation_id uuid not null references organisation on delete cascade,
      provider_id uuid not null references sign_on_provider on delete cascade
    )`.execute(db);
  await sql`create index sign_on_domain_of_provider on sign_on_domain (provider_id)`.execute(db);
  await sql`
    create table sign_on_identity (
      organisation_id uuid not null references organisation on delete cascade,
      provider_id uuid not null references sign_on_provider on delete cascade,
      subject text not null,
      user_id text not null references "user" on delete cascade,
      primary key (provider_id, subject)
    )`.execute(db);
  // Groups of providers and directories, by name; a group that is not listed gives no role.
  await sql`
    create table group_role (
      organisation_id uuid not null references organisation on delete cascade,
      group_name text not null check (group_name <> ''),
      role text not null,
      primary key (organisation_id, group_name, role)
    )`.execute(db);
  await sql`
    create table directory_user (
      organisation_id uuid not null references organisation on delete cascade,
      user_id text not null references "user" on delete cascade,
      id uuid not null unique default gen_random_uuid(),
      user_name text not null,
      external_id text,
      given_name text,
      family_name text,
      active boolean not null default true,
      made_at timestamptz not null default now(),
      changed_at timestamptz not null default now(),
      primary key (organisation_id, user_id)
    )`.execute(db);
  await sql`
    create unique index directory_user_by_name on directory_user (organisation_id, lower(user_name))`.execute(
    db,
  );
  await sql`
    create table directory_group (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      name text not null check (name <> ''),
      external_id text,
      made_at timestamptz not null default now(),
      changed_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create unique index directory_group_by_name on directory_group (organisation_id, lower(name))`.execute(
    db,
  );
  await sql`
    create table directory_group_member (
      organisation_id uuid not null references organisation on delete cascade,
      group_id uuid not null references directory_group on delete cascade,
      user_id text not null references "user" on delete cascade,
      primary key (group_id, user_id)
    )`.execute(db);
  await sql`create index directory_group_member_of_user on directory_group_member (user_id)`.execute(db);
  for (const table of SEPARATED) await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
}
