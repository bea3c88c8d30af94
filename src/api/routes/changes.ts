/** GET /api/changes, GET /api/changes/stream */

import type { FastifyRequest } from 'fastify';
import { ChangeStreamQuery, ChangeStreamText, Changes, ChangesQuery } from '../../contract/change.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { changesSince, newestChange } from '../../store/changes.ts';
import { authorise, callerOfRoute } from '../access.ts';
import {
  type Caller,
  devicesOf,
  keyCalling,
  notSignedIn,
  personCalling,
  refuseOtherOrganisation,
} from '../caller.ts';
import type { ApiContext, Routes } from '../context.ts';
import { bearerKey } from '../sign-in/key-access.ts';

/** What browsers send when they come back to a stream. */
const LAST_EVENT = 'last-event-id';

export const changeRoutes: Routes = (context) => async (server) => {
  const { database, changeStreams } = context;
  server.get('/api/changes', {
    config: { access: 'inventory:view' },
    schema: {
      summary: 'What changed since a number',
      querystring: ChangesQuery,
      response: { 200: Changes, ...PROBLEMS },
    },
    handler: async (request) => {
      const { since, limit, newest } = request.query;
      const caller = callerOfRoute(request);
      if (newest) return { changes: [], next: await newestChange(database, caller.organisation) };
      const visible = devicesOf(caller, 'inventory:view');
      const found = await changesSince(database, caller.organisation, visible, since, limit);
      return {
        changes: found.map((change) => ({ ...change, at: change.at.toISOString() })),
        next: found.at(-1)?.sequence ?? since,
      };
    },
  });

  server.get('/api/changes/stream', {
    config: { access: 'inventory:view' },
    schema: {
      summary: 'What changes, as server-sent events',
      description:
        'Events `change` with the number as their id; `start` says from where it goes on; `reset` that your number is of another history: read everything anew; `end` why it ended. Come back with `Last-Event-ID`, or `since`: nothing is missed and nothing comes twice.',
      produces: ['text/event-stream'],
      querystring: ChangeStreamQuery,
      response: { 200: ChangeStreamText, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const caller = callerOfRoute(request);
      const stream = await changeStreams.open({
        ...{ organisation: caller.organisation, who: caller.key?.id ?? caller.userId },
        selection: devicesOf(caller, 'inventory:view'),
        since: lastEventOf(request) ?? request.query.since,
        checkAgain: async () => devicesOf(await callerAgain(context, request, caller), 'inventory:view'),
      });
      return (
        reply
          .type('text/event-stream; charset=utf-8')
          .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
          // The serialiser passes streams on as they are; the schema describes their text.
          .send(stream as never)
      );
    },
  });
};

/** Number of the last event that a client has; undefined without one that can be one. */
function lastEventOf({ headers }: FastifyRequest): number | undefined {
  const text = headers[LAST_EVENT];
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Who listens, as they are by now. Throws a ProblemError when they may no longer listen. */
async function callerAgain(
  { authentication, database }: ApiContext,
  request: FastifyRequest,
  { organisation }: Caller,
): Promise<Caller> {
  const key = bearerKey(request);
  // Listening alone is no use of a session: it falls idle like one that nobody touches.
  const caller = key
    ? await keyCalling(request, key, database)
    : await personCalling(request, authentication, database, false);
  refuseOtherOrganisation(request, caller);
  if (caller.organisation !== organisation) throw notSignedIn();
  authorise(caller, 'inventory:view');
  return caller;
}
