/** Deliveries to webhooks: each is a row with a body that stays the same over all tries, and a job that tries. */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { OutputEvent } from '../outputs/output-event.ts';
import { webhookBody } from '../outputs/webhook-message.ts';
import type { Database, OrganisationId, OrganisationTransaction } from './database.ts';
import { addJob } from './jobs.ts';
import { untoldEvents } from './output-events.ts';
import { moveCursors, noteFailure, noteSent, type StoredOutput, stored, testEvent } from './outputs.ts';
import type { DeliveryState } from './schema-outputs.ts';

export const DELIVER_WEBHOOK = 'deliver-webhook';
/** Events of one delivery. */
export const EVENTS_OF_DELIVERY = 100;
/** Deliveries that wait; with more the webhook is told nothing new, and nothing is lost. */
export const WAITING_LIMIT = 1_000;
/** Deliveries that are over and still shown. */
export const SHOWN_DELIVERIES = 100;
/** e + e² + … seconds, from the tenth on 6 h: the last try is 22 h after the first. */
export const DELIVERY_ATTEMPTS = 13;

export interface DeliverWebhookJob {
  readonly organisation: OrganisationId;
  readonly delivery: string;
}

/** Makes deliveries of what a webhook has not been told; returns how many events they hold. */
export function fillDeliveries(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<number> {
  return database.asOrganisation(organisation, async (t) => {
    const row = await t
      .selectFrom('output')
      .selectAll()
      .where('id', '=', id)
      .where('enabled', '=', true)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!row) return 0;
    const output = stored(row);
    const waiting = await t
      .selectFrom('webhook_delivery')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('output_id', '=', id)
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow();
    if (waiting.count >= WAITING_LIMIT) return 0;
    const { events, ...cursors } = await untoldEvents(t, output, EVENTS_OF_DELIVERY);
    const moved = cursors.changeCursor !== output.changeCursor || cursors.auditCursor !== output.auditCursor;
    if (moved) await moveCursors(t, id, cursors);
    await forgetOld(t, id);
    if (events.length > 0) await addDelivery(t, output, events);
    return events.length;
  });
}

/** A delivery of a test; returns its id. */
export function addTestDelivery(database: Database, output: StoredOutput): Promise<string> {
  const { organisation } = output;
  return database.asOrganisation(organisation, (t) => addDelivery(t, output, [testEvent(organisation)]));
}

/** The job is added last: the queue belongs to no organisation. */
async function addDelivery(
  t: OrganisationTransaction,
  { id: output, organisation }: StoredOutput,
  events: readonly OutputEvent[],
): Promise<string> {
  const id = randomUUID();
  await t
    .insertInto('webhook_delivery')
    .values({
      ...{ id, organisation_id: organisation, output_id: output, events: events.length },
      body: webhookBody(id, events),
    })
    .execute();
  const job: DeliverWebhookJob = { organisation, delivery: id };
  await addJob(t, DELIVER_WEBHOOK, job, { maxAttempts: DELIVERY_ATTEMPTS });
  return id;
}

async function forgetOld(t: OrganisationTransaction, output: string): Promise<void> {
  await sql`delete from webhook_delivery where id in (
    select id from webhook_delivery where output_id = ${output} and state <> 'waiting'
     order by made_at desc, id offset ${SHOWN_DELIVERIES})`.execute(t);
}

export interface StoredDelivery {
  readonly id: string;
  readonly state: DeliveryState;
  readonly events: number;
  readonly attempts: number;
  readonly madeAt: Date;
  readonly lastTryAt: Date | null;
  readonly status: number | null;
  readonly error: string | null;
}

/** The latest deliveries, latest first. */
export function listDeliveries(
  database: Database,
  organisation: OrganisationId,
  output: string,
): Promise<readonly StoredDelivery[]> {
  return database.asOrganisation(organisation, (t) =>
    t
      .selectFrom('webhook_delivery')
      .select(['id', 'state', 'events', 'attempts', 'made_at as madeAt', 'last_try_at as lastTryAt'])
      .select(['status', 'error'])
      .where('output_id', '=', output)
      .orderBy('made_at', 'desc')
      .orderBy('id')
      .limit(SHOWN_DELIVERIES)
      .execute(),
  );
}

export interface DueDelivery {
  readonly body: string;
  readonly output: StoredOutput;
}

/** What a delivery carries and where to; undefined when it is over. */
export function dueDelivery(
  database: Database,
  { organisation, delivery }: DeliverWebhookJob,
): Promise<DueDelivery | undefined> {
  return database.asOrganisation(organisation, async (t) => {
    const found = await t
      .selectFrom('webhook_delivery')
      .select(['body', 'output_id'])
      .where('id', '=', delivery)
      .where('state', '=', 'waiting')
      .executeTakeFirst();
    if (found?.body == null) return undefined;
    const row = await t
      .selectFrom('output')
      .selectAll()
      .where('id', '=', found.output_id)
      .executeTakeFirstOrThrow();
    return { body: found.body, output: stored(row) };
  });
}

/** Notes how a try ended: `error` null when it arrived. Returns the state; `waiting` is tried again. */
export function noteTry(
  database: Database,
  { organisation, delivery }: DeliverWebhookJob,
  {
    status,
    error,
    givesUp,
  }: { readonly status: number | null; readonly error: string | null; readonly givesUp?: boolean },
): Promise<DeliveryState> {
  return database.asOrganisation(organisation, async (t) => {
    const row = await t
      .selectFrom('webhook_delivery')
      .select(['attempts', 'output_id', 'events'])
      .where('id', '=', delivery)
      .where('state', '=', 'waiting')
      .forUpdate()
      .executeTakeFirst();
    // Removed, or over: another try came first.
    if (!row) return 'dead';
    const attempts = row.attempts + 1;
    const isOver = givesUp || attempts >= DELIVERY_ATTEMPTS;
    const state = error === null ? 'delivered' : isOver ? 'dead' : 'waiting';
    await t
      .updateTable('webhook_delivery')
      .set({ attempts, state, status, error, last_try_at: new Date() })
      .set(state === 'waiting' ? {} : { body: null })
      .where('id', '=', delivery)
      .execute();
    if (error === null) await noteSent(t, row.output_id, row.events);
    else await noteFailure(t, row.output_id, error, state === 'dead' ? row.events : 0);
    return state;
  });
}
