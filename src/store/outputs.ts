/** Outputs: systems that are told what happens, each with how far it has been told and how that goes. */

import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { OutputEvent } from '../outputs/output-event.ts';
import type { Database, OrganisationId, OrganisationTransaction } from './database.ts';
import { addJob } from './jobs.ts';
import type { OutputTable } from './schema-outputs.ts';

/** Of one kind in one organisation. */
export const OUTPUT_LIMIT = 20;
/** How long one server has an output for itself; if it dies, another goes on after this. */
const LEASE_SECONDS = 60;
/** Longest pause between two tries, and longest error kept. */
const LONGEST_PAUSE_SECONDS = 300;
const ERROR_LIMIT = 500;

/** Job that sends a test to a syslog receiver; its payload. */
export const TEST_SYSLOG = 'test-syslog';
export interface TestSyslogJob {
  readonly organisation: OrganisationId;
  readonly output: string;
}

export interface NewOutput {
  readonly type: OutputTable['type'];
  readonly name: string;
  readonly kinds: readonly string[];
  readonly settings: object;
  readonly sealedSecret: string | null;
  /** Whether it is also told what is there already; else it begins now. */
  readonly fromStart: boolean;
}

export interface StoredOutput {
  readonly id: string;
  readonly organisation: OrganisationId;
  readonly type: OutputTable['type'];
  readonly name: string;
  readonly kinds: readonly string[];
  readonly enabled: boolean;
  readonly settings: object;
  readonly sealedSecret: string | null;
  readonly changeCursor: number;
  readonly auditCursor: number;
  readonly sent: number;
  readonly dropped: number;
  readonly lastSentAt: Date | null;
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly lastError: string | null;
  readonly madeAt: Date;
}

export interface OutputChange {
  readonly name?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
  readonly settings?: object | undefined;
  readonly sealedSecret?: string | undefined;
}

export function addOutput(
  database: Database,
  organisation: OrganisationId,
  { type, name, kinds, settings, sealedSecret, fromStart }: NewOutput,
): Promise<StoredOutput | 'full'> {
  return database.asOrganisation(organisation, async (t) => {
    // Who adds at the same moment waits, so that the limit holds.
    await t.selectFrom('organisation').select('id').where('id', '=', organisation).forUpdate().execute();
    const present = await t.selectFrom('output').select('id').where('type', '=', type).execute();
    if (present.length >= OUTPUT_LIMIT) return 'full';
    const ends = await endsOf(t, organisation);
    const row = await t
      .insertInto('output')
      .values({
        ...{ organisation_id: organisation, type, name, kinds, settings: JSON.stringify(settings) },
        ...{ sealed_secret: sealedSecret, audit_cursor: ends.audit },
        change_cursor: fromStart ? 0 : ends.change,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return stored(row);
  });
}

export function listOutputs(
  database: Database,
  organisation: OrganisationId,
  type?: OutputTable['type'],
): Promise<readonly StoredOutput[]> {
  return database.asOrganisation(organisation, async (t) => {
    let query = t.selectFrom('output').selectAll().orderBy('name').orderBy('id');
    if (type !== undefined) query = query.where('type', '=', type);
    return (await query.execute()).map(stored);
  });
}

export async function findOutput(
  database: Database,
  organisation: OrganisationId,
  type: OutputTable['type'],
  id: string,
): Promise<StoredOutput | undefined> {
  return (await listOutputs(database, organisation, type)).find((output) => output.id === id);
}

/** Changes an output, which is then tried at once; undefined when there is none such. */
export function changeOutput(
  database: Database,
  organisation: OrganisationId,
  type: OutputTable['type'],
  id: string,
  { name, kinds, enabled, settings, sealedSecret }: OutputChange,
): Promise<StoredOutput | undefined> {
  return database.asOrganisation(organisation, async (t) => {
    const row = await t
      .updateTable('output')
      .set({
        ...(name !== undefined && { name }),
        ...(kinds !== undefined && { kinds }),
        ...(enabled !== undefined && { enabled }),
        ...(settings !== undefined && { settings: JSON.stringify(settings) }),
        ...(sealedSecret !== undefined && { sealed_secret: sealedSecret }),
        next_try_at: new Date(),
      })
      .where('id', '=', id)
      .where('type', '=', type)
      .returningAll()
      .executeTakeFirst();
    return row && stored(row);
  });
}

/** Takes an output away with its deliveries; false when there is none such. */
export function removeOutput(
  database: Database,
  organisation: OrganisationId,
  type: OutputTable['type'],
  id: string,
): Promise<boolean> {
  return database.asOrganisation(organisation, async (t) => {
    const { numDeletedRows } = await t
      .deleteFrom('output')
      .where('id', '=', id)
      .where('type', '=', type)
      .executeTakeFirst();
    return numDeletedRows === 1n;
  });
}

/** Lets a test be sent to a syslog receiver, once: whoever asked looks how it went. */
export function addSyslogTest(
  database: Database,
  { organisation, id: output }: Pick<StoredOutput, 'organisation' | 'id'>,
): Promise<void> {
  const job: TestSyslogJob = { organisation, output };
  return database.asOrganisation(organisation, (t) => addJob(t, TEST_SYSLOG, job, { maxAttempts: 1 }));
}

/** What a test tells; each has a name of its own. */
export const testEvent = (organisation: OrganisationId): OutputEvent => ({
  id: `${organisation}.test.${randomUUID()}`,
  organisation,
  at: new Date().toISOString(),
  kind: 'test',
});

/** Takes an output that is due for this server alone, for a while; undefined when it is not due, or another has it. */
export function leaseOutput(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<StoredOutput | undefined> {
  return database.asOrganisation(organisation, async (t) => {
    const row = await t
      .updateTable('output')
      .set({ next_try_at: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})` })
      .where('id', '=', id)
      .where('enabled', '=', true)
      .where('next_try_at', '<=', sql<Date>`now()`)
      .returningAll()
      .executeTakeFirst();
    return row && stored(row);
  });
}

/** Gives a leased output back. */
export async function releaseOutput(database: Database, { organisation, id }: StoredOutput): Promise<void> {
  await database.asOrganisation(organisation, (t) =>
    t.updateTable('output').set({ next_try_at: new Date() }).where('id', '=', id).execute(),
  );
}

export interface Cursors {
  readonly changeCursor: number;
  readonly auditCursor: number;
}

/** Notes within a transaction that an output was told so far. */
export async function moveCursors(
  t: OrganisationTransaction,
  id: string,
  { changeCursor, auditCursor }: Cursors,
): Promise<void> {
  await t
    .updateTable('output')
    .set({ change_cursor: changeCursor, audit_cursor: auditCursor })
    .where('id', '=', id)
    .execute();
}

/** Notes that so many events arrived. */
export async function noteSent(t: OrganisationTransaction, id: string, events: number): Promise<void> {
  await t
    .updateTable('output')
    .set({ sent: sql<number>`sent + ${events}`, last_sent_at: new Date(), failures: 0 })
    .set({ failing_since: null, last_error: null })
    .where('id', '=', id)
    .execute();
}

/** Notes that a try failed, and when the next one is due; `dropped` events are given up. */
export async function noteFailure(
  t: OrganisationTransaction,
  id: string,
  error: string,
  dropped = 0,
): Promise<void> {
  await t
    .updateTable('output')
    .set({
      failures: sql<number>`failures + 1`,
      failing_since: sql<Date>`coalesce(failing_since, now())`,
      last_error: error.slice(0, ERROR_LIMIT),
      dropped: sql<number>`dropped + ${dropped}`,
      next_try_at: sql<Date>`now() + make_interval(secs => least(${LONGEST_PAUSE_SECONDS}, power(2, least(failures, 10))))`,
    })
    .where('id', '=', id)
    .execute();
}

/** Numbers of the newest change and the newest entry of the audit log. */
export async function endsOf(
  t: OrganisationTransaction,
  organisation: OrganisationId,
): Promise<{ readonly change: number; readonly audit: number }> {
  const { rows } = await sql<{ change: number; audit: number }>`
    select last_change as change, coalesce(
      (select sequence from audit_head where organisation_id = ${organisation}), 0) as audit
      from organisation where id = ${organisation}`.execute(t);
  return rows[0] ?? { change: 0, audit: 0 };
}

export const stored = (row: Selectable<OutputTable>): StoredOutput => ({
  ...{ id: row.id, organisation: row.organisation_id, type: row.type, name: row.name, kinds: row.kinds },
  ...{ enabled: row.enabled, settings: row.settings, sealedSecret: row.sealed_secret },
  ...{ changeCursor: row.change_cursor, auditCursor: row.audit_cursor, sent: row.sent, dropped: row.dropped },
  ...{ lastSentAt: row.last_sent_at, failures: row.failures, failingSince: row.failing_since },
  ...{ lastError: row.last_error, madeAt: row.made_at },
});
