/**
 * GET /api/risk-model, POST /api/risk-model/preview, GET and POST /api/risk-model/versions,
 * GET /api/risk-model/versions/:id, POST /api/risk-model/restore
 */

import type { FastifyRequest } from 'fastify';
import { isEverySelected } from '../../access/device-selection.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import {
  ModelVersion,
  ModelVersions,
  ModelVersionsQuery,
  ModelVersionWithDocument,
  Preview,
  PreviewRequest,
  RestoreModelRequest,
  RiskModel,
  SaveModelRequest,
} from '../../contract/risk-model.ts';
import {
  findModel,
  listModels,
  lockModels,
  type SavedModelSummary,
  saveModel,
  VERSION_LIMIT,
} from '../../store/risk-models.ts';
import { callerOfRoute } from '../access.ts';
import { type Caller, devicesOf } from '../caller.ts';
import type { Routes } from '../context.ts';
import { notFound, ProblemError } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';
import { DeskRefusal, deskOf } from '../risk-desk.ts';

/** A risk model as a request. */
const MODEL_OCTETS = 1 << 18;
/** Previews score the whole fleet twice. */
const PREVIEWS = { max: 6, timeWindow: 60_000 };
/** Changed weights that the audit log names. */
const LOGGED_LIMIT = 50;

export const riskModelRoutes: Routes =
  ({ database, riskDesk }) =>
  async (server) => {
    server.get('/api/risk-model', {
      config: { access: 'risk:view' },
      schema: { summary: 'The weights of the scores', response: { 200: RiskModel, ...PROBLEMS } },
      handler: async (request) => {
        const model = await deskOf(riskDesk).model(callerOfRoute(request).organisation);
        const { saved, document, shipped, ...condition } = model;
        return {
          ...condition,
          number: saved?.number ?? 0,
          saved: saved && presentVersion(saved),
          document: { ...document },
          shipped: { version: shipped.version, document: { ...shipped.document } },
        };
      },
    });

    server.post('/api/risk-model/preview', {
      bodyLimit: MODEL_OCTETS,
      config: { access: 'risk:view', audit: 'risk-model.preview', rateLimit: PREVIEWS },
      schema: {
        summary: 'What changed weights would make of the own fleet; nothing is changed',
        body: PreviewRequest,
        response: { 200: Preview, ...PROBLEMS },
      },
      handler: (request) =>
        refusable(() => deskOf(riskDesk).preview(callerOfRoute(request).organisation, request.body.document)),
    });

    server.get('/api/risk-model/versions', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Versions of the weights that people saved, newest first',
        querystring: ModelVersionsQuery,
        response: { 200: ModelVersions, ...PROBLEMS },
      },
      handler: async (request) => {
        const found = await database.asOrganisation(callerOfRoute(request).organisation, (transaction) =>
          listModels(transaction, request.query.limit),
        );
        return { versions: found.map(presentVersion) };
      },
    });

    server.get('/api/risk-model/versions/:id', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'One saved version with its document',
        params: IdPath,
        response: { 200: ModelVersionWithDocument, ...PROBLEMS },
      },
      handler: async (request) => {
        const found = await database.asOrganisation(callerOfRoute(request).organisation, (transaction) =>
          findModel(transaction, request.params.id),
        );
        if (!found) throw notFound('version of the risk model');
        return { ...presentVersion(found), document: { ...found.document } };
      },
    });

    server.post('/api/risk-model/versions', {
      bodyLimit: MODEL_OCTETS,
      config: { access: 'risk:approve', stepUp: true, audit: 'risk-model.save' },
      schema: {
        summary: 'Save changed weights; all scores follow',
        body: SaveModelRequest,
        response: { 201: ModelVersion, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { document, basedOn, reason } = request.body;
        const saved = await save(request, { document, basedOn, reason, restoredFrom: null });
        return reply.code(201).send(saved);
      },
    });

    server.post('/api/risk-model/restore', {
      config: { access: 'risk:approve', stepUp: true, audit: 'risk-model.restore' },
      schema: {
        summary: 'Go back to earlier weights, as a new version; all scores follow',
        body: RestoreModelRequest,
        response: { 201: ModelVersion, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { version, basedOn, reason } = request.body;
        const { organisation } = callerOfRoute(request);
        const earlier =
          version === null
            ? { number: 0, document: (await deskOf(riskDesk).model(organisation)).shipped.document }
            : await database.asOrganisation(organisation, (transaction) => findModel(transaction, version));
        if (!earlier) throw notFound('version of the risk model');
        const { number: restoredFrom, document } = earlier;
        return reply.code(201).send(await save(request, { document, basedOn, reason, restoredFrom }));
      },
    });

    interface Wanted {
      readonly document: object;
      readonly basedOn: number;
      readonly reason: string;
      readonly restoredFrom: number | null;
    }

    /** Saves the next version. Throws a ProblemError when another counts by now, or nothing would be changed. */
    async function save(request: FastifyRequest, wanted: Wanted): Promise<ModelVersion> {
      const caller = callerOfRoute(request);
      const { basedOn, reason, restoredFrom } = wanted;
      requireWholeFleet(caller);
      request.audited = { reason };
      const number = basedOn + 1;
      const desk = deskOf(riskDesk);
      if (((await desk.model(caller.organisation)).saved?.number ?? 0) !== basedOn) throw savedMeanwhile();
      const { version, document, changes } = await refusable(() =>
        desk.modelToSave(caller.organisation, wanted.document, number),
      );
      if (changes.length === 0)
        throw new ProblemError(422, 'nothing-changed', 'These are the weights that count already.');
      if (number > VERSION_LIMIT)
        throw new ProblemError(409, 'too-many-versions', `There are ${VERSION_LIMIT} versions already.`);
      const saved = await database.asOrganisation(caller.organisation, async (transaction) => {
        if ((await lockModels(transaction, caller.organisation)) !== basedOn) throw savedMeanwhile();
        return saveModel(transaction, caller.organisation, number, {
          ...{ version, document, changes, restoredFrom, reason },
          savedBy: { id: caller.userId, name: caller.name },
        });
      });
      request.audited = {
        ...{ target: { kind: 'risk-model', id: saved.id }, reason },
        change: changeOf({
          ...{ number, version, changed: changes.length, changes: changes.slice(0, LOGGED_LIMIT) },
          ...(restoredFrom !== null && { restoredFrom }),
        }),
      };
      return presentVersion(saved);
    }
  };

/** Weights count for every device: who decides about some of them alone cannot change them. */
function requireWholeFleet(caller: Caller): void {
  if (!isEverySelected(devicesOf(caller, 'risk:approve')))
    throw new ProblemError(
      403,
      'not-allowed',
      'The weights count for every device, and you decide about some of them alone.',
    );
}

async function refusable<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DeskRefusal) throw new ProblemError(422, 'risk-model-refused', error.message);
    throw error;
  }
}

function savedMeanwhile(): ProblemError {
  return new ProblemError(
    409,
    'edit-conflict',
    'Somebody saved other weights meanwhile. Look at them, then decide anew.',
  );
}

function presentVersion(saved: SavedModelSummary): ModelVersion {
  const { id, number, version, changed, changes, restoredFrom, reason, savedBy, savedAt } = saved;
  return {
    ...{ id, number, version, changed, changes: [...changes], restoredFrom, reason, savedBy },
    savedAt: savedAt.toISOString(),
  };
}
