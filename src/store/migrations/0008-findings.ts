/**
 * Products, findings, scores and what people decide about them. A finding belongs to a product in its versions, however
 * many devices share it, and says how it stands on most of them; `finding_verdict` holds the devices on which it stands
 * otherwise. What is a matter of the whole server, since it is public, belongs to no organisation: the feeds.
 */

import { type Kysely, sql } from 'kysely';

const STATUSES = `'affected', 'fixed', 'not-affected', 'under-investigation', 'unknown'`;
const GROUPS = `'act-now', 'plan', 'cannot-tell', 'watch', 'not-exploitable'`;
const OWNED = 'organisation_id uuid not null references organisation on delete cascade';

export async function up(db: Kysely<unknown>): Promise<void> {
  await makeProducts(db);
  await makeFindings(db);
  await makeScores(db);
  await makeDecisions(db);
  await makeFeeds(db);
  for (const table of [
    ...['product', 'device_product', 'device_to_match', 'device_to_score', 'finding', 'finding_verdict'],
    ...['vulnerability', 'vulnerability_history', 'device_risk', 'device_risk_history', 'fleet_risk'],
    ...['finding_decision', 'device_control', 'match_review'],
  ])
    await sql`call separate_organisations(${sql.lit(table)})`.execute(db);
  await makeMarks(db);
  await makeChanges(db);
}

async function makeProducts(db: Kysely<unknown>): Promise<void> {
  // Distinct tuples; `key` is the SHA-256 of all values. `matched_with` names the catalogue and rules of its findings.
  await sql`
    create table product (
      id bigint generated always as identity primary key,
      ${sql.raw(OWNED)},
      key bytea not null check (length(key) = 32),
      vendor text, model text, software text, firmware text, os text, os_version text,
      matched_with text,
      matched_at timestamptz,
      unique (organisation_id, key)
    )`.execute(db);
  // Beside the device and not in it: a new product is no change of the device, and its wide row is not written again.
  await sql`
    create table device_product (
      device_id uuid primary key references device on delete cascade,
      ${sql.raw(OWNED)},
      product_id bigint references product on delete cascade
    )`.execute(db);
  await sql`create index device_of_product on device_product (product_id, device_id)`.execute(db);
  await sql`
    create table device_to_match (
      device_id uuid primary key references device on delete cascade,
      ${sql.raw(OWNED)},
      marks bigint not null default 1
    )`.execute(db);
  await sql`create index device_to_match_of_organisation on device_to_match (organisation_id)`.execute(db);
  await sql`
    create table device_to_score (
      device_id uuid primary key references device on delete cascade,
      ${sql.raw(OWNED)},
      causes text[] not null,
      marks bigint not null default 1
    )`.execute(db);
  await sql`create index device_to_score_of_organisation on device_to_score (organisation_id)`.execute(db);
}

async function makeFindings(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table finding (
      id bigint generated always as identity primary key,
      ${sql.raw(OWNED)},
      product_id bigint not null references product on delete cascade,
      cve text not null,
      part text not null,
      family_only boolean not null,
      status text not null check (status in (${sql.raw(STATUSES)})),
      conditional boolean not null,
      needs text[] not null default '{}',
      confidence smallint not null check (confidence between 0 and 100),
      because text not null,
      feed text not null, document text not null, revision text not null, input text not null,
      justification text,
      conflict boolean not null,
      remedy text,
      found_at timestamptz not null default now(),
      verdict_group text check (verdict_group in (${sql.raw(GROUPS)})),
      exploitability text,
      score real,
      unique (product_id, cve)
    )`.execute(db);
  await sql`create index finding_by_cve on finding (organisation_id, cve, product_id)`.execute(db);
  await sql`create index finding_by_document on finding (organisation_id, lower(document))`.execute(db);
  await sql`
    create table finding_verdict (
      device_id uuid not null references device on delete cascade,
      finding_id bigint not null references finding on delete cascade,
      ${sql.raw(OWNED)},
      verdict_group text not null check (verdict_group in (${sql.raw(GROUPS)})),
      exploitability text not null,
      score real not null,
      primary key (device_id, finding_id)
    )`.execute(db);
  await sql`create index finding_verdict_by_finding on finding_verdict (finding_id, device_id)`.execute(db);
}

async function makeScores(db: Kysely<unknown>): Promise<void> {
  // A vulnerability as it stands in this house: what lists and ranks read. Devices are counted by verdict.
  await sql`
    create table vulnerability (
      id uuid primary key default gen_random_uuid(),
      ${sql.raw(OWNED)},
      cve text not null,
      title text, described_with text,
      rank int, score real not null default 0, band text not null default 'minimal',
      verdict_group text not null check (verdict_group in (${sql.raw(GROUPS)})),
      act_now int not null, plan int not null, cannot_tell int not null, watch int not null,
      not_exploitable int not null,
      categories text[] not null default '{}', sites uuid[] not null default '{}',
      known_exploited boolean, ransomware boolean, exploit text,
      epss real, epss_percentile real, epss_model text, epss_on date,
      cvss real, cvss_version text,
      remedy text,
      since timestamptz not null default now(),
      pending_causes text[] not null default '{}',
      unique (organisation_id, cve)
    )`.execute(db);
  await sql`create index vulnerability_by_rank on vulnerability (organisation_id, rank)`.execute(db);
  await sql`
    create table vulnerability_history (
      ${sql.raw(OWNED)},
      cve text not null,
      at timestamptz not null,
      rank int, score real, band text,
      causes text[] not null,
      primary key (organisation_id, cve, at)
    )`.execute(db);
  await sql`
    create table device_risk (
      device_id uuid primary key references device on delete cascade,
      ${sql.raw(OWNED)},
      standing text not null check (standing in ('scored', 'nothing-found', 'product-unknown', 'no-data')),
      score real, low real, high real, band text,
      worst text,
      act_now int not null, plan int not null, cannot_tell int not null, watch int not null,
      not_exploitable int not null,
      factors jsonb,
      model text not null,
      inputs text not null,
      computed_at timestamptz not null,
      check ((standing in ('scored', 'nothing-found')) = (score is not null))
    )`.execute(db);
  await sql`create index device_by_risk on device_risk (organisation_id, score desc nulls last, device_id)`.execute(
    db,
  );
  await sql`
    create table device_risk_history (
      device_id uuid not null references device on delete cascade,
      ${sql.raw(OWNED)},
      at timestamptz not null,
      standing text not null,
      score real, low real, high real, band text,
      causes text[] not null,
      primary key (device_id, at)
    )`.execute(db);
  await sql`
    create table fleet_risk (
      ${sql.raw(OWNED)},
      day date not null,
      score real, band text,
      critical int not null, high int not null, medium int not null, low int not null, minimal int not null,
      unknown int not null,
      model text not null,
      primary key (organisation_id, day)
    )`.execute(db);
}

async function makeDecisions(db: Kysely<unknown>): Promise<void> {
  // On one device, on all devices of a product, or on all: then both are null.
  await sql`
    create table finding_decision (
      id uuid primary key default gen_random_uuid(),
      ${sql.raw(OWNED)},
      cve text not null,
      device_id uuid references device on delete cascade,
      product_id bigint references product on delete cascade,
      kind text not null check (kind in ('accepted', 'false-match', 'fixed', 'not-applicable', 'confirmed')),
      justification text,
      reason text not null check (reason <> ''),
      owner text,
      decided_by text not null, decided_by_name text not null,
      decided_at timestamptz not null default now(),
      expires_at timestamptz,
      ended_at timestamptz,
      ended_by_name text,
      check (device_id is null or product_id is null),
      check (kind <> 'accepted' or (expires_at is not null and owner is not null)),
      check (expires_at <= decided_at + interval '366 days'),
      check (kind <> 'not-applicable' or justification is not null)
    )`.execute(db);
  await sql`
    create index finding_decision_by_cve on finding_decision (organisation_id, cve) where ended_at is null`.execute(
    db,
  );
  await sql`
    create table device_control (
      id uuid primary key default gen_random_uuid(),
      ${sql.raw(OWNED)},
      device_id uuid not null references device on delete cascade,
      countermeasure text not null,
      validation text not null check (validation in ('claimed', 'configured', 'verified')),
      since timestamptz not null,
      verified_at timestamptz,
      note text,
      check ((validation = 'verified') = (verified_at is not null)),
      unique (device_id, countermeasure)
    )`.execute(db);
  await sql`
    create table match_review (
      id uuid primary key default gen_random_uuid(),
      ${sql.raw(OWNED)},
      key bytea not null,
      our_vendor text not null, our_product text not null,
      stated_vendor text not null, stated_product text not null,
      confidence smallint not null, reason text not null,
      cves text[] not null,
      first_at timestamptz not null default now(),
      answer text check (answer in ('same', 'different', 'cannot-tell')),
      answered_by_name text, answered_at timestamptz, note text,
      unique (organisation_id, key)
    )`.execute(db);
}

async function makeFeeds(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table feed_catalogue (
      single boolean primary key default true check (single),
      revision text not null,
      compiled_at timestamptz not null,
      records int not null,
      feeds jsonb not null
    )`.execute(db);
  await sql`
    create table feed_setting (
      single boolean primary key default true check (single),
      online boolean not null,
      sources text[] not null,
      set_by_name text not null,
      set_at timestamptz not null
    )`.execute(db);
  // What changed the feeds, or tried to.
  await sql`
    create table feed_update (
      id uuid primary key default gen_random_uuid(),
      kind text not null check (kind in ('bundle', 'online')),
      state text not null check (state in ('verified', 'applying', 'applied', 'refused')),
      asked_by_name text,
      at timestamptz not null default now(),
      outcome jsonb not null
    )`.execute(db);
  await sql`create index feed_update_by_time on feed_update (at desc)`.execute(db);
  await sql`
    create table threat_history (
      cve text not null,
      day date not null,
      epss real, percentile real,
      known_exploited boolean,
      primary key (cve, day)
    )`.execute(db);
  await sql`create table threat_history_read (cve text primary key, revision text not null)`.execute(db);
}

/** Whoever changes a device marks it in the same transaction: no way of changing one can forget it. */
async function makeMarks(db: Kysely<unknown>): Promise<void> {
  for (const [table, column] of [
    ['device', 'id'],
    ['device_attribute', 'device_id'],
    ['device_service', 'device_id'],
  ] as const) {
    const name = sql.raw(`mark_${table}_to_match`);
    // The update locks the mark, so that who takes marks waits for this transaction and reads what it wrote.
    await sql`
      create function ${name}() returns trigger language plpgsql as $$
      begin
        insert into device_to_match (device_id, organisation_id)
          select distinct c.${sql.raw(column)}, c.organisation_id from changed c
            where exists (select from device d where d.id = c.${sql.raw(column)})
            order by 1
          on conflict (device_id) do update set marks = device_to_match.marks + 1;
        return null;
      end $$`.execute(db);
    for (const [event, rows] of [
      ['insert', 'new'],
      ['update', 'new'],
      ['delete', 'old'],
    ] as const) {
      if (table === 'device' && event === 'delete') continue;
      await sql`
        create trigger ${sql.raw(`to_match_after_${event}`)} after ${sql.raw(event)} on ${sql.table(table)}
          referencing ${sql.raw(rows)} table as changed
          for each statement execute function ${name}()`.execute(db);
    }
  }
}

/** Scores change by the thousand: their place in the feed of changes is taken for all rows of a statement at once. */
async function makeChanges(db: Kysely<unknown>): Promise<void> {
  await sql`
    create procedure note_changes_of(owner uuid, its_kind text, objects uuid[], gone boolean) language plpgsql as $$
    declare first bigint;
    begin
      if cardinality(objects) = 0 then return; end if;
      update organisation set last_change = last_change + cardinality(objects) where id = owner
        returning last_change - cardinality(objects) into first;
      if first is null then return; end if; -- the organisation itself goes
      insert into change (organisation_id, sequence, kind, object_id, deleted)
        select owner, first + o.place, its_kind, o.id, gone from unnest(objects) with ordinality as o (id, place)
        on conflict (organisation_id, kind, object_id)
        do update set sequence = excluded.sequence, deleted = excluded.deleted, at = excluded.at;
    end $$`.execute(db);
  const noteAll = (name: string, kind: string, select: string, gone: boolean) =>
    sql`
      create function ${sql.raw(name)}() returns trigger language plpgsql as $$
      declare each record;
      begin
        for each in ${sql.raw(select)} loop
          call note_changes_of(each.organisation_id, ${sql.lit(kind)}, each.ids, ${sql.lit(gone)});
        end loop;
        return null;
      end $$`.execute(db);
  const trigger = (name: string, table: string, event: string, rows: string) =>
    sql`
      create trigger ${sql.raw(`change_after_${event}`)} after ${sql.raw(event)} on ${sql.table(table)}
        referencing ${sql.raw(rows)} for each statement execute function ${sql.raw(name)}()`.execute(db);
  const list = (id: string, from: string) =>
    `select n.organisation_id, array_agg(n.${id} order by n.${id}) as ids from ${from} group by 1`;
  await noteAll('note_new_device_risk', 'device', list('device_id', 'new_rows n'), false);
  await trigger('note_new_device_risk', 'device_risk', 'insert', 'new table as new_rows');
  await trigger('note_new_device_risk', 'device_risk', 'update', 'new table as new_rows');
  // That others moved past it is no change of a vulnerability: who counts or describes one calls the procedure.
  await noteAll('note_gone_vulnerabilities', 'vulnerability', list('id', 'old_rows n'), true);
  await trigger('note_gone_vulnerabilities', 'vulnerability', 'delete', 'old table as old_rows');
  for (const table of ['finding_decision', 'match_review'])
    await sql`
      create trigger change after insert or update or delete on ${sql.table(table)}
        for each row execute function note_change()`.execute(db);
}
