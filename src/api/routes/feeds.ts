/** GET /api/feeds, PUT /api/feeds/settings, POST /api/feeds/bundle, POST /api/feeds/bundle/:id */

import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { IdPath } from '../../contract/device.ts';
import { Applied, BundlePreview, FeedSettingsRequest, Feeds } from '../../contract/feeds.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { isDemonstration } from '../../store/demonstrations.ts';
import {
  addFeedUpdate,
  applyBundle,
  feedSettings,
  latestFeedUpdates,
  setFeedSettings,
} from '../../store/feeds-state.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { feedsOf } from '../present-findings.ts';
import { notFound, ProblemError } from '../problem.ts';
import { DeskRefusal, type RiskDesk } from '../risk-desk.ts';

/** Octets of a bundle; one with all of NVD has two gigabytes. */
const BUNDLE_LIMIT = 20e9;
const UPDATES_SHOWN = 20;

export const feedRoutes: Routes =
  ({ database, riskDesk }) =>
  async (server) => {
    // Octets are not parsed: they go to disk as they come.
    server.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

    server.get('/api/feeds', {
      config: { access: 'risk:view' },
      schema: { summary: 'The vulnerability feeds with their age', response: { 200: Feeds, ...PROBLEMS } },
      handler: async (request) => {
        const { feeds, caveats, ...condition } = await feedsOf(riskDesk, callerOfRoute(request).organisation);
        const { online, sources, setBy, setAt } = await feedSettings(database);
        const updates = await latestFeedUpdates(database, UPDATES_SHOWN);
        return {
          ...{ ...condition, feeds: [...feeds], caveats: [...caveats] },
          online: { allowed: online, sources: [...sources], setBy, setAt: setAt?.toISOString() ?? null },
          updates: updates.map(({ at, outcome, ...update }) => ({
            ...{ ...update, at: at.toISOString(), outcome: { ...outcome } },
          })),
        };
      },
    });

    server.put('/api/feeds/settings', {
      config: { access: 'administration:edit', audit: 'feeds.settings' },
      schema: {
        summary: 'Allow the server to fetch feeds, or forbid it',
        body: FeedSettingsRequest,
        response: { 200: FeedSettingsRequest, ...PROBLEMS },
      },
      handler: async (request) => {
        await requireReal(request);
        await setFeedSettings(database, request.body, callerOfRoute(request).name);
        return request.body;
      },
    });

    server.post('/api/feeds/bundle', {
      bodyLimit: BUNDLE_LIMIT,
      config: { access: 'administration:edit', audit: 'feeds.upload' },
      schema: {
        summary:
          'Send a signed bundle; it is verified, and what it would change is said, before anything changes',
        consumes: ['application/octet-stream'],
        response: { 201: BundlePreview, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        await requireReal(request);
        const desk = deskOf(riskDesk);
        const body = request.body as Readable | undefined;
        if (!body)
          throw new ProblemError(415, 'invalid-request', 'Send the octets as application/octet-stream.');
        const id = randomUUID();
        const preview = await receiveBundle(desk, callerOfRoute(request).organisation, id, body);
        const outcome = { made: preview.made, added: preview.added, changed: preview.changed };
        const by = callerOfRoute(request).name;
        await addFeedUpdate(database, { id, kind: 'bundle', state: 'verified', by, outcome });
        return reply.code(201).send({ id, ...preview });
      },
    });

    server.post('/api/feeds/bundle/:id', {
      config: { access: 'administration:edit', audit: 'feeds.apply' },
      schema: {
        summary: 'Apply a bundle that was verified; findings and scores follow',
        params: IdPath,
        response: { 202: Applied, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        await requireReal(request);
        const { id } = request.params;
        if (!(await applyBundle(database, id))) throw notFound('bundle that waits');
        return reply.code(202).send({ id });
      },
    });

    /** The feeds are those of the whole server: who looks at what is invented does not change them. */
    async function requireReal(request: FastifyRequest): Promise<void> {
      if (await isDemonstration(database, callerOfRoute(request).organisation))
        throw new ProblemError(
          409,
          'demonstration',
          'The demonstration hospital has invented feeds of its own. Choose the real hospital for this.',
        );
    }
  };

/** Writes a bundle to disk and verifies it; what is refused is not kept. Throws a ProblemError. */
async function receiveBundle(desk: RiskDesk, organisation: string, id: string, body: Readable) {
  const path = desk.bundlePath(id);
  try {
    await pipeline(body, limited(), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    return await desk.inspectBundle(id, organisation);
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof DeskRefusal)
      throw new ProblemError(422, 'bundle-refused', `${error.message} Nothing was changed.`);
    throw error;
  }
}

/** A length that a client states is no limit. */
function limited(): Transform {
  let octets = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      octets += chunk.length;
      if (octets > BUNDLE_LIMIT)
        done(new ProblemError(413, 'bundle-too-long', `A bundle has at most ${BUNDLE_LIMIT} octets.`));
      else done(null, chunk);
    },
  });
}

function deskOf(desk: RiskDesk | undefined): RiskDesk {
  if (desk) return desk;
  throw new ProblemError(409, 'nothing-known', 'This server keeps no feeds.');
}
