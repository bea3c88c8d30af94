/** Sites, captures and devices with their attributes, evidence and services. */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table site (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      name text not null check (name <> ''),
      unique (organisation_id, name)
    )`.execute(db);
  // What was read: evidence refers to it. The octets themselves are not kept.
  await sql`
    create table capture (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      site_id uuid references site on delete set null,
      file text not null,
      sha256 bytea not null check (length(sha256) = 32),
      octets bigint not null,
      state text not null default 'received' check (state in ('received', 'reading', 'read', 'failed')),
      problem text,
      summary jsonb,
      received_at timestamptz not null default now(),
      read_at timestamptz,
      unique (organisation_id, sha256)
    )`.execute(db);
  // A capture on its way: its octets stand in a file of the data folder, whose length is what was received.
  await sql`
    create table upload (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      file text not null,
      octets bigint not null check (octets > 0),
      sha256 bytea check (length(sha256) = 32),
      begun_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table device (
      id uuid primary key default gen_random_uuid(),
      organisation_id uuid not null references organisation on delete cascade,
      site_id uuid references site on delete set null,
      macs macaddr[] not null default '{}',
      ips inet[] not null default '{}',
      vlans int[] not null default '{}',
      category text not null,
      category_confidence smallint not null check (category_confidence between 0 and 100),
      category_reasons jsonb not null default '[]',
      hostnames jsonb not null default '[]',
      via_device_id uuid references device on delete set null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      packets bigint not null,
      octets bigint not null,
      peers int not null
    )`.execute(db);
  await sql`create index device_of_organisation on device (organisation_id, last_at desc, id)`.execute(db);
  await sql`create index device_by_category on device (organisation_id, category, id)`.execute(db);
  await sql`create index device_by_mac on device using gin (macs)`.execute(db);
  await sql`create index device_by_ip on device using gin (ips)`.execute(db);
  // Whatever names a device alone: mac:…, eui64:…, serial:…, and weakly ip:…
  await sql`
    create table device_key (
      organisation_id uuid not null references organisation on delete cascade,
      key text not null,
      device_id uuid not null references device on delete cascade,
      primary key (organisation_id, key)
    )`.execute(db);
  await sql`create index device_key_of_device on device_key (device_id)`.execute(db);
  await sql`
    create table device_attribute (
      device_id uuid not null references device on delete cascade,
      organisation_id uuid not null references organisation on delete cascade,
      attribute text not null,
      value text not null,
      rank smallint not null,
      confidence smallint not null check (confidence between 0 and 100),
      evidence jsonb not null,
      primary key (device_id, attribute, value)
    )`.execute(db);
  await sql`
    create index device_attribute_by_value on device_attribute (organisation_id, attribute, lower(value), device_id)
      where rank = 0`.execute(db);
  await sql`
    create table device_service (
      device_id uuid not null references device on delete cascade,
      organisation_id uuid not null references organisation on delete cascade,
      transport text not null check (transport in ('tcp', 'udp')),
      port int not null check (port between 0 and 65535),
      protocol text not null,
      role text not null check (role in ('server', 'client')),
      primary key (device_id, transport, port, protocol, role)
    )`.execute(db);
  await sql`create index device_service_by_port on device_service (organisation_id, transport, port)`.execute(
    db,
  );
  for (const table of [
    'site',
    'capture',
    'upload',
    'device',
    'device_key',
    'device_attribute',
    'device_service',
  ])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  for (const table of ['capture', 'device'])
    await sql`
      create trigger change after insert or update or delete on ${sql.table(table)}
        for each row execute function note_change()`.execute(db);
}
