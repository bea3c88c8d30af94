/**
 * The audit log of calls. Every call of a route that has a name for the log is written down with how it ended, and so is
 * every refused call of a route that needs a permission: before the answer leaves, or, where a handler asks for it, in the
 * transaction of what it does. What cannot be written down is not confirmed.
 */

import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPermission } from '../../access/permissions.ts';
import type { Json } from '../../audit/canonical-json.ts';
import type { Act, Actor, Target } from '../../audit/entry.ts';
import { appendAct, recordAct } from '../../store/audit.ts';
import type { Database, OrganisationId, OrganisationTransaction } from '../../store/database.ts';
import type { Caller } from '../caller.ts';
import { ProblemError } from '../problem.ts';
import { RecentKeys } from './recent-keys.ts';

/** What a handler knows of its call beyond the path. Nothing of it may hold patient data. */
export interface Audited {
  /** What it was done to; the path's `id` when absent. */
  readonly target?: Target;
  /** A small document of what changed; a larger one is kept as its hash. */
  readonly change?: Json;
  readonly reason?: string;
  /** For callers whom the guard does not know as members: a sensor that enrols, somebody who signs on or joins. */
  readonly organisation?: OrganisationId;
  readonly who?: Actor;
  /** Those of `who`. */
  readonly roles?: readonly string[];
  /** Id of a session that begins. */
  readonly session?: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What a call of the route is called in the audit log: `upload.begin`. Reading routes with a name show sensitive
     * evidence; the same person reading the same thing is written down once in a quarter of an hour.
     */
    audit?: string;
  }
  interface FastifyRequest {
    /** Set by handlers, before they answer. */
    audited: Audited | undefined;
    /** Whether the log has this call already. */
    isRecorded: boolean;
  }
}

/** The same reading, or the same refused reading, is written down once in so long. */
export const READING_WINDOW_MS = 15 * 60_000;
/** Ids as this server or standards make them; anything else in a path is not repeated in the log. */
const PLAIN_ID = /^[\w.:@-]{1,100}$/;

export function recordCalls(server: FastifyInstance, database: Database): void {
  const readings = new RecentKeys(READING_WINDOW_MS);
  server.decorateRequest('audited', undefined);
  server.decorateRequest('isRecorded', false);
  server.addHook('onSend', async (request, reply) => {
    if (request.isRecorded) return;
    const organisation = organisationOf(request);
    const action = actionOf(request, reply);
    if (organisation === undefined || action === undefined) return;
    const act = actOf(request, action, outcomeOf(request, reply));
    const reading = isReading(request) ? keyOf(organisation, act) : undefined;
    if (reading !== undefined && !readings.note(reading, Date.now())) return;
    // Also when it fails: the answer that says so passes here again.
    request.isRecorded = true;
    try {
      await recordAct(database, organisation, act);
    } catch (error) {
      if (reading !== undefined) readings.forget(reading);
      request.log.error({ err: error, action }, 'the audit log cannot be written');
      // What was not done needs no confirmation, and stays refused.
      if (act.result === 'done') throw notRecorded();
    }
  });
}

export const notRecorded = (): ProblemError =>
  new ProblemError(
    503,
    'not-recorded',
    'The audit log cannot be written, so nothing is confirmed. Look whether it was done before you try again.',
  );

/**
 * Writes a call down in the transaction of what it does: both are kept, or neither. Call it last in the transaction. If the
 * call fails after all, that is written down too.
 */
export async function recordWithin(
  transaction: OrganisationTransaction,
  request: FastifyRequest,
  audited: Audited,
): Promise<void> {
  request.audited = audited;
  const organisation = organisationOf(request);
  const action = request.routeOptions.config.audit;
  if (organisation === undefined || action === undefined)
    throw new Error(`${request.routeOptions.url} has no caller, or no name in the audit log`);
  const act = actOf(request, action, { result: 'done', code: null });
  try {
    await appendAct(transaction, organisation, act);
  } catch (error) {
    request.log.error({ err: error, action }, 'the audit log cannot be written');
    throw notRecorded();
  }
  request.isRecorded = true;
}

function organisationOf({ audited, caller }: FastifyRequest): OrganisationId | undefined {
  return audited?.organisation ?? caller?.organisation;
}

/** How the call is named; undefined for one that the log does not hold. */
function actionOf(request: FastifyRequest, { statusCode }: FastifyReply): string | undefined {
  const { config, url } = request.routeOptions;
  if (config.audit !== undefined) return config.audit;
  const needsPermission = isPermission(config.access ?? '');
  return statusCode === 403 && needsPermission ? `${request.method} ${url}` : undefined;
}

type Outcome = Pick<Act, 'result' | 'code'>;

function outcomeOf({ problem }: FastifyRequest, { statusCode }: FastifyReply): Outcome {
  const result = resultOf(statusCode);
  return { result, code: result === 'done' ? null : (problem ?? `http-${statusCode}`) };
}

/** A request as the log keeps what it changed. Take secrets out of it before. */
export function changeOf(request: object): Json {
  return JSON.parse(JSON.stringify(request)) as Json;
}

/** How the log calls what was answered with a status. */
export function resultOf(status: number): Act['result'] {
  if (status < 400) return 'done';
  return status < 500 ? 'refused' : 'failed';
}

/** What the log keeps of a session, so that what was done in one can be seen together. */
export function hashOfSession(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

function actOf(request: FastifyRequest, action: string, outcome: Outcome): Act {
  const { audited, caller, ip } = request;
  const actor = caller && actorOf(caller);
  const roles = audited?.roles ?? caller?.person.roles.map(({ role }) => role);
  const session = audited?.session ?? caller?.session?.id;
  return {
    ...{ who: audited?.who ?? actor ?? NOBODY, roles: [...new Set(roles)] },
    ...{ action, target: audited?.target ?? targetInPath(request, action), ...outcome },
    ...{ reason: audited?.reason ?? null, change: audited?.change ?? null },
    ...{ ip, session: session === undefined ? null : hashOfSession(session) },
  };
}

/** A key acts for its maker, and under its own name. */
function actorOf({ userId, name, key }: Caller): Actor {
  return key
    ? { kind: 'api-key', id: key.id, name: `${key.name} of ${name}` }
    : { kind: 'person', id: userId, name };
}

const NOBODY: Actor = { kind: 'person', id: null, name: null };

function targetInPath({ params }: FastifyRequest, action: string): Target | null {
  const { id } = (params ?? {}) as { readonly id?: unknown };
  if (typeof id !== 'string' || !PLAIN_ID.test(id)) return null;
  const [kind = ''] = action.split('.');
  // Of a call without a name the kind is the collection in its path: /api/devices/:id
  return { kind: action.includes(' ') ? (action.split('/')[2] ?? '') : kind, id };
}

/** What anybody may get and the log names is no reading: a sign-on ends so. */
const isReading = ({ method, routeOptions }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && routeOptions.config.access !== 'public';

function keyOf(organisation: OrganisationId, { who, action, target, code }: Act): string {
  return [organisation, who.id, action, target?.kind, target?.id, code].join(' ');
}
