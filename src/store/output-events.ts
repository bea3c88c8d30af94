/** What an output has not been told yet: changes of the feed and entries of the audit log, in order, and what was too much. */

import { type RawBuilder, sql } from 'kysely';
import type { AuditEntry } from '../audit/entry.ts';
import type { OutputAlert, OutputDevice, OutputEvent, OutputKind } from '../outputs/output-event.ts';
import type { OrganisationTransaction } from './database.ts';
import { type Cursors, endsOf, type StoredOutput } from './outputs.ts';

/** Events that wait for an output that cannot be reached; of more the oldest are dropped, and counted. */
export const BACKLOG_LIMIT = 100_000;

/**
 * Kind of a row of the feed for an output: one line for each kind of object that outputs are told of. Findings
 * get theirs here when they are in the feed.
 */
const kindOfChange = (cursor: number): RawBuilder<OutputKind | null> => sql`case
  when kind = 'device' and deleted then 'device.removed'
  when kind = 'device' and born > ${cursor} then 'device.new'
  when kind = 'device' then 'device.changed'
  when kind = 'alert' and not deleted and born > ${cursor} then 'alert.new'
  when kind = 'alert' and not deleted then 'alert.changed'
  end`;

/** As `auditKind` says it. */
const KIND_OF_ENTRY = sql<OutputKind>`case when action ~ '^(session|second-factor|sign-on)\\.'
  then 'audit.sign-in' else 'audit.act' end`;

export interface UntoldEvents extends Cursors {
  readonly events: readonly OutputEvent[];
}

/** At most `limit` events of the feed and as many of the log, and where the output stands when it has them. */
export async function untoldEvents(
  t: OrganisationTransaction,
  output: StoredOutput,
  limit: number,
): Promise<UntoldEvents> {
  const ends = await endsOf(t, output.organisation);
  const changes = await changesFor(t, output, limit);
  const entries = await entriesFor(t, output, limit);
  const next = (rows: readonly { readonly sequence: number }[], cursor: number, end: number) =>
    rows.length < limit ? Math.max(cursor, end) : (rows.at(-1)?.sequence ?? cursor);
  const devices = await outputDevices(
    t,
    changes.flatMap(({ kind, object }) => (kind.startsWith('device.') ? [object] : [])),
  );
  const alerts = await outputAlerts(
    t,
    changes.flatMap(({ kind, object }) => (kind.startsWith('alert.') ? [object] : [])),
  );
  return {
    events: [
      ...changes.flatMap((change) => changeEvent(output.organisation, change, devices, alerts)),
      ...entries.map(({ sequence, kind, entry }) => entryEvent(output.organisation, sequence, kind, entry)),
    ],
    changeCursor: next(changes, output.changeCursor, ends.change),
    auditCursor: next(entries, output.auditCursor, ends.audit),
  };
}

/** Skips the oldest events beyond the backlog. Returns how many, exactly, and where the output stands then. */
export async function skipBacklog(
  t: OrganisationTransaction,
  { organisation, changeCursor, auditCursor, kinds }: StoredOutput,
  backlog: number = BACKLOG_LIMIT,
): Promise<Cursors & { readonly dropped: number }> {
  const wantedChange = sql`organisation_id = ${organisation} and sequence > ${changeCursor}
    and ${kindOfChange(changeCursor)} = any(${[...kinds]}::text[])`;
  const wantedEntry = sql`organisation_id = ${organisation} and sequence > ${auditCursor}
    and ${KIND_OF_ENTRY} = any(${[...kinds]}::text[])`;
  const change = await beyond(t, sql`change where ${wantedChange}`, backlog);
  const entry = await beyond(t, sql`audit where ${wantedEntry}`, backlog);
  return {
    dropped: change.count + entry.count,
    changeCursor: change.last ?? changeCursor,
    auditCursor: entry.last ?? auditCursor,
  };
}

/** How many rows are there beyond the latest `backlog`, and the last of them. */
async function beyond(t: OrganisationTransaction, rows: RawBuilder<unknown>, backlog: number) {
  const found = await sql<{ count: number; last: number | null }>`
    select count(*) as count, max(sequence) as last
      from (select sequence from ${rows} order by sequence desc offset ${backlog}) as older`.execute(t);
  return found.rows[0] ?? { count: 0, last: null };
}

interface FoundChange {
  readonly sequence: number;
  readonly kind: OutputKind;
  readonly object: string;
  readonly at: Date;
}

async function changesFor(
  t: OrganisationTransaction,
  { organisation, changeCursor, kinds }: StoredOutput,
  limit: number,
): Promise<readonly FoundChange[]> {
  const { rows } = await sql<FoundChange>`
    select sequence, ${kindOfChange(changeCursor)} as kind, object_id as object, at from change
     where organisation_id = ${organisation} and sequence > ${changeCursor}
       and ${kindOfChange(changeCursor)} = any(${[...kinds]}::text[])
     order by sequence limit ${limit}`.execute(t);
  return rows;
}

async function entriesFor(
  t: OrganisationTransaction,
  { organisation, auditCursor, kinds }: StoredOutput,
  limit: number,
): Promise<readonly { sequence: number; kind: 'audit.sign-in' | 'audit.act'; entry: AuditEntry }[]> {
  if (!kinds.some((kind) => kind.startsWith('audit.'))) return [];
  const { rows } = await sql<{ sequence: number; kind: 'audit.sign-in' | 'audit.act'; entry: string }>`
    select sequence, ${KIND_OF_ENTRY} as kind, entry from audit
     where organisation_id = ${organisation} and sequence > ${auditCursor}
       and ${KIND_OF_ENTRY} = any(${[...kinds]}::text[])
     order by sequence limit ${limit}`.execute(t);
  return rows.map(({ sequence, kind, entry }) => ({
    sequence,
    kind,
    entry: JSON.parse(entry) as AuditEntry,
  }));
}

function changeEvent(
  organisation: string,
  { sequence, kind, object, at }: FoundChange,
  devices: ReadonlyMap<string, OutputDevice>,
  alerts: ReadonlyMap<string, OutputAlert>,
): OutputEvent[] {
  const base = { id: `${organisation}.change.${sequence}`, organisation, at: at.toISOString() };
  if (kind === 'device.removed') return [{ ...base, kind, device: { id: object } }];
  if (kind === 'alert.new' || kind === 'alert.changed') {
    const alert = alerts.get(object);
    return alert ? [{ ...base, kind, alert }] : [];
  }
  const device = devices.get(object);
  // Gone since: that has a number of its own, which comes later.
  if (!device || (kind !== 'device.new' && kind !== 'device.changed')) return [];
  return [{ ...base, kind, device }];
}

const entryEvent = (
  organisation: string,
  sequence: number,
  kind: 'audit.sign-in' | 'audit.act',
  entry: AuditEntry,
): OutputEvent => ({ id: `${organisation}.audit.${sequence}`, organisation, at: entry.at, kind, entry });

async function outputDevices(
  t: OrganisationTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OutputDevice>> {
  if (ids.length === 0) return new Map();
  const rows = await t
    .selectFrom('device')
    .select(['id', 'macs', 'ips', 'hostnames', 'category', 'first_at', 'last_at'])
    .where('id', 'in', [...ids])
    .execute();
  const values = await t
    .selectFrom('device_attribute')
    .select(['device_id', 'attribute', 'value'])
    .where('device_id', 'in', [...ids])
    .where('rank', '=', 0)
    .execute();
  const attributes = new Map<string, Record<string, string>>(ids.map((id) => [id, {}]));
  for (const { device_id, attribute, value } of values) {
    const own = attributes.get(device_id);
    if (own) own[attribute] = value;
  }
  return new Map(
    rows.map(({ id, macs, ips, hostnames, category, first_at, last_at }) => [
      id,
      {
        ...{ id, macs, ips, category, attributes: attributes.get(id) ?? {} },
        hostnames: hostnames.map(({ value }) => value),
        ...{ firstAt: first_at.toISOString(), lastAt: last_at.toISOString() },
      },
    ]),
  );
}

async function outputAlerts(
  t: OrganisationTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OutputAlert>> {
  if (ids.length === 0) return new Map();
  const rows = await t
    .selectFrom('alert')
    .select(['id', 'kind', 'severity', 'text', 'state', 'count', 'first_at', 'last_at', 'cve', 'reason'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(
    rows.map(({ first_at, last_at, ...alert }) => [
      alert.id,
      { ...alert, firstAt: first_at.toISOString(), lastAt: last_at.toISOString() },
    ]),
  );
}
