/** GET /api/map, /api/map/matrix, /api/map/path, /api/map/reach */

import type { FastifyRequest } from 'fastify';
import {
  MAP_EDGES_LIMIT,
  MAP_NODES_LIMIT,
  MapQuery,
  MatrixQuery,
  ObservedPath,
  ObservedReach,
  PathQuery,
  ReachQuery,
  TrafficMap,
  TrafficMatrix,
} from '../../contract/conversation.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { observedPath } from '../../store/conversations/observed-path.ts';
import { observedReach } from '../../store/conversations/observed-reach.ts';
import { visibleDevice } from '../../store/conversations/reader.ts';
import {
  type TrafficMap as FoundMap,
  type MapFilter,
  trafficMap,
} from '../../store/conversations/traffic-map.ts';
import type { Routes } from '../context.ts';
import { newSinceOf, readerOf, windowOf } from '../conversation-window.ts';
import { notFound } from '../problem.ts';
import { RememberedAnswers } from '../remembered-answers.ts';

const DAY_MS = 86_400_000;
const REMEMBERING = {
  ...{ costlyMs: 2_000, freshMs: 60_000, keptMs: 600_000, limit: 32 },
  now: () => performance.now(),
};

export const trafficMapRoutes: Routes =
  ({ database }) =>
  async (server) => {
    const maps = new RememberedAnswers<FoundMap & { readonly asOf: string }>(REMEMBERING);
    /** The map, or one that was made of the same question lately. */
    const mapFor = (request: FastifyRequest, asked: object, filter: MapFilter) => {
      const reader = readerOf(database, request);
      const { organisation, selection } = reader;
      return maps.get(JSON.stringify([organisation, selection, asked]), async () => {
        const asOf = new Date().toISOString();
        return { ...(await trafficMap(reader, filter)), asOf };
      });
    };

    server.get('/api/map', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Who talks to whom, summed by place or for single devices, and what is new',
        querystring: MapQuery,
        response: { 200: TrafficMap, ...PROBLEMS },
      },
      handler: async (request) => {
        const window = windowOf(request.query, DAY_MS);
        const filter = { ...request.query, ...window, newSince: newSinceOf(request.query, window) };
        const found = await mapFor(request, ['map', request.query], filter);
        return { ...presentTimes(found), nodes: [...found.nodes], edges: [...found.edges], rest: found.rest };
      },
    });

    server.get('/api/map/matrix', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'The same as a table of places',
        querystring: MatrixQuery,
        response: { 200: TrafficMatrix, ...PROBLEMS },
      },
      handler: async (request) => {
        const window = windowOf(request.query, DAY_MS);
        const limits = { nodes: MAP_NODES_LIMIT, edges: MAP_EDGES_LIMIT };
        const filter = {
          ...request.query,
          ...window,
          newSince: newSinceOf(request.query, window),
          ...limits,
        };
        const found = await mapFor(request, ['matrix', request.query], filter);
        const { nodes, edges, ...rest } = found.rest;
        return {
          ...presentTimes(found),
          places: found.nodes.map(({ id, devices }) => ({ id, devices })),
          cells: [...found.edges],
          rest: { ...rest, places: nodes, cells: edges },
        };
      },
    });

    server.get('/api/map/path', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'The shortest way from one device to another that was seen, with the evidence of each step',
        querystring: PathQuery,
        response: { 200: ObservedPath, ...PROBLEMS },
      },
      handler: async (request) => {
        const reader = readerOf(database, request);
        const [from, to] = [
          await visibleDevice(reader, request.query.from),
          await visibleDevice(reader, request.query.to),
        ];
        if (from === undefined || to === undefined) throw notFound('device');
        const { steps, complete } = await observedPath(reader, from, to);
        return {
          ...{ observed: steps.length > 0, complete },
          steps: steps.map((step) => ({
            ...step,
            evidence: step.evidence.map(({ firstAt, lastAt, ...carrier }) => ({
              ...carrier,
              firstAt: firstAt.toISOString(),
              lastAt: lastAt.toISOString(),
            })),
          })),
        };
      },
    });

    server.get('/api/map/reach', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'What a device was seen to reach, directly and over others',
        querystring: ReachQuery,
        response: { 200: ObservedReach, ...PROBLEMS },
      },
      handler: async (request) => {
        const { from, steps, limit } = request.query;
        const reader = readerOf(database, request);
        const start = await visibleDevice(reader, from);
        if (start === undefined) throw notFound('device');
        const { complete, perStep, devices } = await observedReach(reader, start, { steps, limit });
        return { complete, perStep: [...perStep], devices: [...devices] };
      },
    });
  };

function presentTimes({ from, to, knownSince, asOf }: FoundMap & { readonly asOf: string }) {
  return {
    asOf,
    from: from.toISOString(),
    to: to.toISOString(),
    knownSince: knownSince?.toISOString() ?? null,
  };
}
