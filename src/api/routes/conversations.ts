/** GET /api/devices/:id/peers, /api/devices/:id/traffic, /api/conversations */

import type { FastifyRequest } from 'fastify';
import {
  Conversations,
  ConversationsQuery,
  HOURS_WINDOW_DAYS,
  Peers,
  PeersQuery,
  Traffic,
  TrafficQuery,
} from '../../contract/conversation.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { peersOf } from '../../store/conversations/device-peers.ts';
import { trafficOf } from '../../store/conversations/device-traffic.ts';
import { listConversations } from '../../store/conversations/list-conversations.ts';
import type { ConversationReader } from '../../store/conversations/reader.ts';
import { visibleDevice } from '../../store/conversations/reader.ts';
import type { Routes } from '../context.ts';
import { newSinceOf, readerOf, windowOf } from '../conversation-window.ts';
import { invalidRequest, notFound, ProblemError } from '../problem.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

export const conversationRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/devices/:id/peers', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'With whom a device talks, over what, and since when',
        params: IdPath,
        querystring: PeersQuery,
        response: { 200: Peers, ...PROBLEMS },
      },
      handler: async (request) => {
        const { reader, id } = await ofDevice(request, request.params.id);
        const window = windowOf(request.query, WEEK_MS);
        const newSince = newSinceOf(request.query, window);
        const found = await peersOf(reader, id, { ...window, newSince, limit: request.query.limit });
        return {
          ...found,
          ...presentWindow(found),
          peers: found.peers.map((peer) => ({
            ...peer,
            ...presentTimes(peer),
            services: peer.services.map((service) => ({ ...service, ...presentTimes(service) })),
          })),
        };
      },
    });

    server.get('/api/devices/:id/traffic', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Traffic of a device by hour or day',
        params: IdPath,
        querystring: TrafficQuery,
        response: { 200: Traffic, ...PROBLEMS },
      },
      handler: async (request) => {
        const { reader, id } = await ofDevice(request, request.params.id);
        const { bin } = request.query;
        const window = windowOf(request.query, bin === 'hour' ? 2 * DAY_MS : 30 * DAY_MS);
        checkHours(window, bin);
        const found = await trafficOf(reader, id, window, bin);
        return {
          ...presentWindow(found),
          bin: found.width,
          points: found.points.map(({ at, ...sums }) => ({ ...sums, at: at.toISOString() })),
        };
      },
    });

    server.get('/api/conversations', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Who talked with whom over what, hour by hour or day by day, latest first',
        querystring: ConversationsQuery,
        response: { 200: Conversations, ...PROBLEMS },
      },
      handler: async (request) => {
        const { cursor, bin, limit, ...filter } = request.query;
        const window = windowOf(filter, DAY_MS);
        checkHours(window, bin);
        const after = cursor === undefined ? undefined : parseCursor(cursor);
        const query = { ...filter, ...window, width: bin, after, limit };
        const found = await listConversations(readerOf(database, request), query);
        const last = found.conversations.length < limit ? undefined : found.conversations.at(-1);
        return {
          ...presentWindow(found),
          conversations: found.conversations.map((one) => ({
            ...one,
            ...presentTimes(one),
            at: one.at.toISOString(),
          })),
          next: last ? `${last.at.toISOString()}~${last.id}` : null,
        };
      },
    });

    async function ofDevice(
      request: FastifyRequest,
      asked: string,
    ): Promise<{ readonly reader: ConversationReader; readonly id: string }> {
      const reader = readerOf(database, request);
      const id = await visibleDevice(reader, asked);
      if (id === undefined) throw notFound('device');
      return { reader, id };
    }
  };

/** A year by hour is no answer that anybody reads. */
function checkHours({ from, to }: { readonly from: Date; readonly to: Date }, bin: 'hour' | 'day'): void {
  if (bin === 'hour' && to.getTime() - from.getTime() > HOURS_WINDOW_DAYS * DAY_MS)
    throw new ProblemError(
      400,
      'window-too-long',
      `Ask for at most ${HOURS_WINDOW_DAYS} days by hour, or by day.`,
    );
}

function parseCursor(text: string): { at: Date; id: number } {
  const [at = '', id = ''] = text.split('~');
  if (Number.isNaN(Date.parse(at)) || !/^\d{1,15}$/.test(id))
    throw invalidRequest('The cursor is not one that a page gave.');
  return { at: new Date(at), id: Number(id) };
}

function presentWindow({ from, to }: { readonly from: Date; readonly to: Date }) {
  return { from: from.toISOString(), to: to.toISOString() };
}

function presentTimes({ firstAt, lastAt }: { readonly firstAt: Date; readonly lastAt: Date }) {
  return { firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() };
}
