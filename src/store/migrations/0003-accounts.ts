/**
 * People and how they sign in. A person may belong to several organisations, so these tables belong to none, and the role
 * that acts for an organisation has no right to them. The first six are what better-auth expects, names included.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table "user" (
      "id" text primary key, "name" text not null, "email" text not null unique, "emailVerified" boolean not null,
      "image" text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
      "twoFactorEnabled" boolean
    )`.execute(db);
  await sql`
    create table "session" (
      "id" text primary key, "expiresAt" timestamptz not null, "token" text not null unique,
      "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null, "ipAddress" text,
      "userAgent" text, "userId" text not null references "user" on delete cascade
    )`.execute(db);
  await sql`create index session_of_user on "session" ("userId")`.execute(db);
  await sql`
    create table "account" (
      "id" text primary key, "accountId" text not null, "providerId" text not null,
      "userId" text not null references "user" on delete cascade, "accessToken" text, "refreshToken" text,
      "idToken" text, "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, "scope" text,
      "password" text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null
    )`.execute(db);
  await sql`create index account_of_user on "account" ("userId")`.execute(db);
  await sql`
    create table "verification" (
      "id" text primary key, "identifier" text not null, "value" text not null, "expiresAt" timestamptz not null,
      "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
    )`.execute(db);
  await sql`create index verification_by_identifier on "verification" ("identifier")`.execute(db);
  // last_step: the time step of the last code that was accepted; a code counts once (RFC 6238 5.2).
  await sql`
    create table "twoFactor" (
      "id" text primary key, "secret" text not null, "backupCodes" text not null,
      "userId" text not null unique references "user" on delete cascade, "verified" boolean,
      "failedVerificationCount" integer, "lockedUntil" timestamptz, last_step bigint
    )`.execute(db);
  await sql`
    create table "passkey" (
      "id" text primary key, "name" text, "publicKey" text not null,
      "userId" text not null references "user" on delete cascade, "credentialID" text not null unique,
      "counter" integer not null, "deviceType" text not null, "backedUp" boolean not null, "transports" text,
      "createdAt" timestamptz, "aaguid" text
    )`.execute(db);
  await sql`create index passkey_of_user on "passkey" ("userId")`.execute(db);
  await sql`
    create table membership (
      organisation_id uuid not null references organisation on delete cascade,
      user_id text not null references "user" on delete cascade,
      role text not null,
      scope jsonb not null default '{}',
      primary key (organisation_id, user_id, role)
    )`.execute(db);
  await sql`create index membership_of_user on membership (user_id)`.execute(db);
  // The one-time token of the first start: only its hash is kept.
  await sql`
    create table setup (
      token_sha256 bytea primary key check (length(token_sha256) = 32),
      expires_at timestamptz not null
    )`.execute(db);
}
