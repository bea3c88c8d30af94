/**
 * Attack paths over what was seen: when they were last looked for and with what outcome, the best paths to each device, and
 * what is best closed first. All of it is computed anew as a whole, so nothing of it is told as a change.
 */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table attack_path_run (
      organisation_id uuid primary key references organisation on delete cascade,
      computed_at timestamptz not null,
      standing text not null check (standing in ('computed', 'no-conversations', 'no-starts')),
      devices integer not null,
      flows integer not null,
      flows_dropped boolean not null,
      starts integer not null,
      not_walked integer not null,
      risk double precision not null
    )`.execute(db);
  // paths: [{probability, position, steps: [{from, to, service, success, vulnerability}]}], best first.
  await sql`
    create table device_attack_path (
      device_id uuid primary key references device on delete cascade,
      organisation_id uuid not null references organisation on delete cascade,
      reach real not null check (reach between 0 and 1),
      paths jsonb not null
    )`.execute(db);
  await sql`create index device_attack_path_by_organisation on device_attack_path (organisation_id)`.execute(
    db,
  );
  // protects: [{device, before, after, lowersBy}], what falls most first.
  await sql`
    create table choke_point (
      organisation_id uuid not null references organisation on delete cascade,
      rank integer not null,
      kind text not null check (kind in ('service', 'device')),
      device_id uuid not null references device on delete cascade,
      service text,
      partners integer not null,
      lowers_by double precision not null,
      protects jsonb not null,
      primary key (organisation_id, rank),
      check ((kind = 'service') = (service is not null))
    )`.execute(db);
  await sql`create index choke_point_by_device on choke_point (device_id)`.execute(db);
  for (const table of ['attack_path_run', 'device_attack_path', 'choke_point'])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
}
