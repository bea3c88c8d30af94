/**
 * What people and makers bring and decide around devices: documents with what was read of them, alerts (of which notices
 * are those addressed to roles), tasks, and more of each control.
 */

import { type Kysely, sql } from 'kysely';

const OWNED = sql.raw('organisation_id uuid not null references organisation on delete cascade');

export async function up(db: Kysely<unknown>): Promise<void> {
  await makeDocuments(db);
  await makeProductBills(db);
  await makeAlerts(db);
  await makeTasks(db);
  await widenControls(db);
  for (const table of [
    ...['document', 'document_octets', 'document_component', 'document_answer', 'device_document'],
    ...['alert', 'alert_device', 'alert_seen', 'alert_watch', 'task'],
  ])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  for (const table of ['document', 'alert', 'task'])
    await sql`
      create trigger change after insert or update or delete on ${sql.table(table)}
        for each row execute function note_change()`.execute(db);
}

async function makeDocuments(db: Kysely<unknown>): Promise<void> {
  // Set for an upload that is a document: what it is of.
  await sql`alter table upload add column document jsonb`.execute(db);
  // Of one device, or of all devices of a model, in one version or in any.
  await sql`
    create table document (
      id uuid primary key default gen_random_uuid(),
      ${OWNED},
      device_id uuid references device on delete cascade,
      vendor text, model text, version text,
      file text not null,
      octets bigint not null,
      sha256 bytea not null check (length(sha256) = 32),
      form text not null check (form in ('pdf', 'json', 'spreadsheet', 'text')),
      kind text check (kind in ('sbom', 'mds2', 'other')),
      format text,
      note text,
      state text not null default 'received' check (state in ('received', 'reading', 'read', 'failed')),
      problem text,
      summary jsonb,
      added_by text not null, added_by_name text not null,
      added_at timestamptz not null default now(),
      read_at timestamptz,
      check ((device_id is null) <> (model is null)),
      check (model is not null or (vendor is null and version is null))
    )`.execute(db);
  await sql`create index document_by_time on document (organisation_id, added_at desc, id)`.execute(db);
  await sql`create index document_of_device on document (device_id) where device_id is not null`.execute(db);
  await sql`
    create index document_of_model on document (organisation_id, lower(model)) where model is not null`.execute(
    db,
  );
  // The file itself, in parts: in the database, so that a backup has it. Parts may stand before their document: its row takes
  // a number of the feed, which keeps others waiting until the transaction ends.
  await sql`
    create table document_octets (
      document_id uuid not null references document on delete cascade deferrable initially deferred,
      part int not null,
      ${OWNED},
      octets bytea not null,
      primary key (document_id, part)
    )`.execute(db);
  await sql`alter table document_octets alter column octets set storage external`.execute(db);
  await sql`
    create table document_component (
      document_id uuid not null references document on delete cascade,
      position int not null,
      ${OWNED},
      type text not null, name text not null, version text, supplier text,
      cpes text[] not null, purls text[] not null,
      support_ends timestamptz,
      primary key (document_id, position)
    )`.execute(db);
  await sql`
    create table document_answer (
      document_id uuid not null references document on delete cascade,
      position int not null,
      ${OWNED},
      question text not null,
      text text not null,
      answer text check (answer in ('yes', 'no', 'not-applicable', 'see-note')),
      said text not null,
      note text,
      primary key (document_id, question)
    )`.execute(db);
  // Which documents hold for a device: written when its product is looked at.
  await sql`
    create table device_document (
      device_id uuid not null references device on delete cascade,
      document_id uuid not null references document on delete cascade,
      ${OWNED},
      primary key (device_id, document_id)
    )`.execute(db);
  await sql`create index device_document_by_document on device_document (document_id)`.execute(db);
}

async function makeProductBills(db: Kysely<unknown>): Promise<void> {
  // Bills of materials that hold for a tuple: part of its key, so that other bills make another product.
  await sql`alter table product add column bills uuid[] not null default '{}'`.execute(db);
}

/** What was a notice is an alert that is addressed to roles. */
async function makeAlerts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table alert (
      id uuid primary key default gen_random_uuid(),
      ${OWNED},
      kind text not null,
      severity text not null check (severity in ('critical', 'high', 'medium', 'low')),
      key text not null,
      text text not null,
      subject_id uuid,
      sensor_id uuid references sensor on delete cascade,
      cve text,
      audience text[] not null default '{}',
      state text not null default 'open' check (state in ('open', 'acknowledged', 'closed')),
      first_at timestamptz not null default now(),
      last_at timestamptz not null default now(),
      count int not null default 1 check (count > 0),
      decided_by text, decided_by_name text, decided_at timestamptz, reason text,
      check (state <> 'closed' or reason is not null)
    )`.execute(db);
  // The same thing again is the same alert, until it is closed.
  await sql`
    create unique index alert_under_way on alert (organisation_id, key) where state <> 'closed'`.execute(db);
  await sql`create index alert_by_time on alert (organisation_id, last_at desc, id)`.execute(db);
  await sql`
    create table alert_device (
      alert_id uuid not null references alert on delete cascade,
      device_id uuid not null references device on delete cascade,
      ${OWNED},
      at timestamptz not null default now(),
      primary key (alert_id, device_id)
    )`.execute(db);
  await sql`create index alert_of_device on alert_device (device_id)`.execute(db);
  await sql`
    create table alert_seen (
      alert_id uuid not null references alert on delete cascade,
      ${OWNED},
      user_id text not null,
      at timestamptz not null default now(),
      primary key (alert_id, user_id)
    )`.execute(db);
  // How far what is stored was looked through for alerts.
  await sql`
    create table alert_watch (
      organisation_id uuid primary key references organisation on delete cascade,
      change bigint not null,
      device_change bigint not null
    )`.execute(db);
  await sql`alter table site add column watched boolean not null default false`.execute(db);
  // An owner that row-level security holds for sees the rows of all organisations without it alone.
  const old = ['notice', 'notice_seen', 'change', 'output'];
  for (const table of old) await sql`alter table ${sql.table(table)} no force row level security`.execute(db);
  await sql`
    insert into alert (id, organisation_id, kind, severity, key, text, subject_id, audience, first_at, last_at)
      select id, organisation_id, kind, 'high', kind || ' ' || subject_id, text, subject_id, audience, at, at
        from notice`.execute(db);
  await sql`
    insert into alert_seen (alert_id, organisation_id, user_id, at)
      select notice_id, organisation_id, user_id, at from notice_seen`.execute(db);
  await sql`delete from change where kind = 'notice'`.execute(db);
  await sql`
    update output set kinds = array_replace(kinds, 'notice.new', 'alert.new')`.execute(db);
  await sql`drop table notice_seen, notice`.execute(db);
  for (const table of ['change', 'output'])
    await sql`alter table ${sql.table(table)} force row level security`.execute(db);
}

async function makeTasks(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table task (
      id uuid primary key default gen_random_uuid(),
      ${OWNED},
      title text not null check (title <> ''),
      note text,
      assignee text, assignee_name text, role text,
      due date,
      state text not null default 'open' check (state in ('open', 'done', 'dropped')),
      device_id uuid references device on delete cascade,
      alert_id uuid references alert on delete set null,
      cve text,
      made_by text not null, made_by_name text not null,
      made_at timestamptz not null default now(),
      ended_by_name text, ended_at timestamptz, outcome text,
      check ((assignee is null) = (assignee_name is null)),
      check ((assignee is null) <> (role is null)),
      check ((state = 'open') = (ended_at is null))
    )`.execute(db);
  await sql`create index task_by_due on task (organisation_id, state, due, id)`.execute(db);
  await sql`create index task_of_device on task (device_id)`.execute(db);
  await sql`create index task_of_alert on task (alert_id)`.execute(db);
}

async function widenControls(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table device_control
      add column put_by_name text,
      add column put_at timestamptz not null default now(),
      add column expires_at timestamptz,
      add column lapsed_at timestamptz,
      add column document_id uuid references document on delete set null`.execute(db);
}
