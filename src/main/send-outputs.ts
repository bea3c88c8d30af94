/** Tells outputs what happens: fills deliveries of webhooks, sends messages to syslog receivers, and tries webhooks. */

import os from 'node:os';
import { OutboundError } from '../outbound/outbound-error.ts';
import { post } from '../outbound/post.ts';
import { type SyslogReceiver, sendSyslog } from '../outbound/syslog-connection.ts';
import type { OutputEvent } from '../outputs/output-event.ts';
import { type SyslogFormat, syslogMessage } from '../outputs/syslog-message.ts';
import { DELIVERY_HEADER, SIGNATURE_HEADER, webhookSignature } from '../outputs/webhook-message.ts';
import type { Database } from '../store/database.ts';
import { allOrganisations } from '../store/organisations.ts';
import { BACKLOG_LIMIT, skipBacklog, untoldEvents } from '../store/output-events.ts';
import {
  findOutput,
  leaseOutput,
  listOutputs,
  moveCursors,
  noteFailure,
  noteSent,
  releaseOutput,
  type StoredOutput,
  type TestSyslogJob,
  testEvent,
} from '../store/outputs.ts';
import {
  type DeliverWebhookJob,
  dueDelivery,
  EVENTS_OF_DELIVERY,
  fillDeliveries,
  noteTry,
} from '../store/webhook-deliveries.ts';

export interface OutputContext {
  readonly database: Database;
  readonly outputs: {
    readonly version: string;
    /** Whether outputs may reach this machine itself. */
    readonly allowsLoopback: boolean;
    /** Opens what was sealed with the server's secret. */
    readonly open: (sealed: string) => Promise<string>;
  };
}

/** Messages of one connection. */
const MESSAGES_AT_ONCE = 500;
/** Rounds for one output before the others have their turn. */
const ROUNDS = 20;
const PUMP_MS = 2_000;

/** What webhooks and syslog receivers are configured with; the API checks it. */
interface WebhookSettings {
  readonly url: string;
  readonly authority?: string;
}
interface SyslogSettings extends SyslogReceiver {
  readonly format: SyslogFormat;
}

/** Tells every output of every organisation what it has not been told. */
export async function sendOutputs(context: OutputContext, backlog: number = BACKLOG_LIMIT): Promise<void> {
  const { database } = context;
  for (const organisation of await allOrganisations(database))
    for (const output of await listOutputs(database, organisation)) {
      if (!output.enabled) continue;
      if (output.type === 'webhook') await fill(database, output);
      else await sendTo(context, output, backlog);
    }
}

async function fill(database: Database, { organisation, id }: StoredOutput): Promise<void> {
  for (let round = 0; round < ROUNDS; round++)
    if ((await fillDeliveries(database, organisation, id)) < EVENTS_OF_DELIVERY) return;
}

async function sendTo(
  context: OutputContext,
  { organisation, id }: StoredOutput,
  backlog: number,
): Promise<void> {
  const { database } = context;
  for (let round = 0; round < ROUNDS; round++) {
    const output = await leaseOutput(database, organisation, id);
    if (!output) return;
    const sent = await sendRound(context, output, backlog);
    if (sent === 'failed') return;
    await releaseOutput(database, output);
    if (sent < MESSAGES_AT_ONCE) return;
  }
}

async function sendRound(
  { database, outputs }: OutputContext,
  output: StoredOutput,
  backlog: number,
): Promise<number | 'failed'> {
  const { organisation, id } = output;
  const { events, ...cursors } = await database.asOrganisation(organisation, (t) =>
    untoldEvents(t, output, MESSAGES_AT_ONCE),
  );
  try {
    if (events.length > 0) await send(outputs, output, events);
  } catch (error) {
    await database.asOrganisation(organisation, async (t) => {
      // Only while it cannot be reached: who is merely behind loses nothing.
      const { dropped, ...skipped } = await skipBacklog(t, output, backlog);
      if (dropped > 0) await moveCursors(t, id, skipped);
      await noteFailure(t, id, sentenceOf(error), dropped);
    });
    return 'failed';
  }
  const isFurther =
    cursors.changeCursor !== output.changeCursor || cursors.auditCursor !== output.auditCursor;
  if (isFurther)
    await database.asOrganisation(organisation, async (t) => {
      await moveCursors(t, id, cursors);
      if (events.length > 0) await noteSent(t, id, events.length);
    });
  return events.length;
}

/** Sends messages to a syslog receiver. Throws an OutboundError. */
async function send(
  { version, allowsLoopback }: OutputContext['outputs'],
  { settings }: StoredOutput,
  events: readonly OutputEvent[],
): Promise<void> {
  const { format, ...receiver } = settings as SyslogSettings;
  const sender = { host: os.hostname(), process: process.pid, version };
  const messages = events.map((event) => syslogMessage(event, format, sender));
  await sendSyslog(receiver, messages, allowsLoopback);
}

/** The job that sends one test to a syslog receiver, switched on or off, and notes how that went. */
export async function testSyslog(
  { database, outputs }: OutputContext,
  { organisation, output: id }: TestSyslogJob,
): Promise<void> {
  const output = await findOutput(database, organisation, 'syslog', id);
  if (!output) return;
  let problem: string | undefined;
  try {
    await send(outputs, output, [testEvent(organisation)]);
  } catch (error) {
    problem = sentenceOf(error);
  }
  await database.asOrganisation(organisation, (t) =>
    problem === undefined ? noteSent(t, id, 1) : noteFailure(t, id, problem),
  );
}

/** The job that tries one delivery. Throws when it is to be tried again. */
export async function deliverWebhook(
  { database, outputs }: OutputContext,
  job: DeliverWebhookJob,
): Promise<void> {
  const due = await dueDelivery(database, job);
  if (!due) return;
  const { body, output } = due;
  if (!output.enabled || output.sealedSecret === null) {
    await noteTry(database, job, { status: null, error: 'The webhook is switched off.', givesUp: true });
    return;
  }
  const { url, authority } = output.settings as WebhookSettings;
  const secret = await outputs.open(output.sealedSecret);
  const headers = {
    'content-type': 'application/json',
    'user-agent': `Wardlight/${outputs.version}`,
    [DELIVERY_HEADER]: job.delivery,
    [SIGNATURE_HEADER]: webhookSignature(secret, Math.floor(Date.now() / 1_000), body),
  };
  try {
    const status = await post(url, headers, body, { allowsLoopback: outputs.allowsLoopback, authority });
    await noteTry(database, job, { status, error: null });
  } catch (error) {
    const status = error instanceof OutboundError ? error.status : null;
    const state = await noteTry(database, job, { status, error: sentenceOf(error) });
    if (state === 'waiting') throw new Error(sentenceOf(error));
  }
}

const sentenceOf = (error: unknown): string =>
  error instanceof OutboundError
    ? error.message
    : 'Something went wrong here; the log of the server says what.';

/** Tells outputs every other second until it is stopped; several servers share the work. */
export function pumpOutputs(
  context: OutputContext,
  report: (error: unknown) => void,
): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const turn = () => {
    running = sendOutputs(context)
      .catch(report)
      .then(() => {
        if (!isStopped) timer = setTimeout(turn, PUMP_MS);
      });
  };
  turn();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
