/**
 * Sensors, the batches that they delivered and that wait to be applied, and how they were hour by hour. What changes with
 * every batch stands apart from `sensor`, whose changes are in the feed.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // token_sha256: of the enrolment token; it stays after its use, so that the sensor may ask again when the answer was lost.
  await sql`
    create table sensor (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      site_id uuid references site on delete set null,
      name text not null check (name <> ''),
      token_sha256 bytea check (length(token_sha256) = 32),
      token_expires_at timestamptz,
      token_used boolean not null default false,
      public_key bytea check (length(public_key) = 32),
      enrolled_at timestamptz,
      revoked_at timestamptz,
      state text not null default 'never-connected'
        check (state in ('never-connected', 'live', 'silent', 'interface-silent', 'revoked')),
      silent_since timestamptz,
      dark jsonb,
      created_at timestamptz not null default now(),
      unique (organisation_id, name)
    )`.execute(db);
  // received, applied: highest sequence that is stored here, and whose effects are in the same transaction as this number.
  await sql`
    create table sensor_delivery (
      sensor_id uuid primary key references sensor on delete cascade,
      organisation_id uuid not null references organisation on delete cascade,
      received bigint not null default 0,
      received_at timestamptz,
      applied bigint not null default 0,
      missing bigint not null default 0,
      refused bigint not null default 0,
      skew_ms bigint,
      health jsonb,
      last_packet_at timestamptz,
      last_error text,
      last_error_at timestamptz
    )`.execute(db);
  // The body goes when it was applied; the rest stays for a while, so that a batch that comes again is recognised.
  await sql`
    create table sensor_batch (
      sensor_id uuid not null references sensor on delete cascade,
      sequence bigint not null check (sequence > 0),
      organisation_id uuid not null references organisation on delete cascade,
      sha256 bytea not null check (length(sha256) = 32),
      body bytea,
      received_at timestamptz not null default now(),
      primary key (sensor_id, sequence)
    )`.execute(db);
  await sql`
    create index sensor_batch_waiting on sensor_batch (sensor_id, sequence) where body is not null`.execute(
    db,
  );
  // Numbers of requests that were answered: one that comes again is a replay.
  await sql`
    create table sensor_nonce (
      sensor_id uuid not null references sensor on delete cascade,
      nonce text not null,
      organisation_id uuid not null references organisation on delete cascade,
      at timestamptz not null default now(),
      primary key (sensor_id, nonce)
    )`.execute(db);
  await sql`create index sensor_nonce_by_time on sensor_nonce (sensor_id, at)`.execute(db);
  await sql`
    create table sensor_hour (
      sensor_id uuid not null references sensor on delete cascade,
      hour timestamptz not null,
      organisation_id uuid not null references organisation on delete cascade,
      batches int not null,
      packets bigint not null,
      octets bigint not null,
      dropped bigint,
      devices int,
      greatest_rate double precision not null,
      primary key (sensor_id, hour)
    )`.execute(db);
  await sql`
    create table sensor_device (
      sensor_id uuid not null references sensor on delete cascade,
      device_id uuid not null references device on delete cascade,
      organisation_id uuid not null references organisation on delete cascade,
      primary key (sensor_id, device_id)
    )`.execute(db);
  await sql`create index sensor_device_by_device on sensor_device (device_id)`.execute(db);
  for (const table of [
    ...['sensor', 'sensor_delivery', 'sensor_batch', 'sensor_nonce', 'sensor_hour', 'sensor_device'],
  ])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  await sql`
    create trigger change after insert or update or delete on sensor
      for each row execute function note_change()`.execute(db);
}
