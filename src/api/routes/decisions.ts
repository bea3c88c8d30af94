/** GET and POST /api/finding-decisions, DELETE /api/finding-decisions/:id */

import { isEverySelected } from '../../access/device-selection.ts';
import {
  Decision,
  DecisionMade,
  DecisionRequest,
  Decisions,
  DecisionsQuery,
} from '../../contract/decision.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import type { OrganisationTransaction } from '../../store/database.ts';
import {
  decideFinding,
  decisionsOnVulnerability,
  endDecision,
  findDecision,
  highestScore,
  listDecisions,
} from '../../store/finding-decisions.ts';
import { productOfDevice } from '../../store/products.ts';
import { callerOfRoute } from '../access.ts';
import { type Caller, devicesOf } from '../caller.ts';
import type { Routes } from '../context.ts';
import { readerOf } from '../devices/read-filter.ts';
import { presentDecision } from '../present-findings.ts';
import { invalidRequest, notFound, ProblemError, someDevicesOnly } from '../problem.ts';

const YEAR_MS = 365 * 86_400_000;
/** Without a risk model every acceptance needs an approver. */
const STRICTEST = 0;

export const decisionRoutes: Routes =
  ({ database, riskDesk }) =>
  async (server) => {
    server.get('/api/finding-decisions', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Decisions on findings; those that end first in front',
        querystring: DecisionsQuery,
        response: { 200: Decisions, ...PROBLEMS },
      },
      handler: async (request) => {
        const { cve, limit } = request.query;
        const { organisation, selection } = readerOf(request, 'risk:view');
        const found = await database.asOrganisation(organisation, (transaction) =>
          cve === undefined
            ? listDecisions(transaction, selection, limit)
            : decisionsOnVulnerability(transaction, selection, cve, limit),
        );
        return { decisions: found.map(presentDecision) };
      },
    });

    server.post('/api/finding-decisions', {
      config: { access: 'risk:view', audit: 'decision.make' },
      schema: {
        summary: 'Decide on a finding: on one device, one product, or all',
        body: DecisionRequest,
        response: { 201: DecisionMade, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { cve, device, product, kind, justification, reason, owner, expiresAt } = request.body;
        const caller = callerOfRoute(request);
        if (device !== undefined && product !== undefined)
          throw refused('Name a device or a product, not both.');
        if (kind === 'not-applicable' && justification === undefined)
          throw refused('State the justification for `not-applicable`.');
        const until = expiresAt === undefined ? null : new Date(expiresAt);
        checkExpiry(kind, owner, until);
        const highFrom = (await riskDesk?.bands(caller.organisation))?.high ?? STRICTEST;
        const id = await database.asOrganisation(caller.organisation, async (transaction) => {
          const { selection } = readerOf(request, 'risk:view');
          const place = device && (await productOfDevice(transaction, selection, device));
          if (device !== undefined && !place) throw notFound('device');
          const one = place ? place.device : null;
          const score = await highestScore(transaction, cve, one, product ?? null);
          if (score === undefined) throw notFound('finding');
          const needsApproval = kind === 'accepted' && score >= highFrom;
          await authoriseDecision(transaction, caller, one, needsApproval);
          return decideFinding(transaction, caller.organisation, {
            ...{ cve, kind, reason, device: one, product: product ?? null },
            ...{ justification: justification ?? null, owner: owner ?? null, expiresAt: until },
            decidedBy: { id: caller.userId, name: caller.name },
          });
        });
        return reply.code(201).send({ id });
      },
    });

    server.get('/api/finding-decisions/:id', {
      config: { access: 'risk:view' },
      schema: { summary: 'One decision', params: IdPath, response: { 200: Decision, ...PROBLEMS } },
      handler: async (request) => {
        const { organisation, selection } = readerOf(request, 'risk:view');
        const found = await database.asOrganisation(organisation, (transaction) =>
          findDecision(transaction, selection, request.params.id),
        );
        if (!found) throw notFound('decision');
        return presentDecision(found);
      },
    });

    server.delete('/api/finding-decisions/:id', {
      config: { access: 'risk:view', audit: 'decision.end' },
      schema: {
        summary: 'End a decision; what is inferred counts again',
        params: IdPath,
        response: { 200: DecisionMade, ...PROBLEMS },
      },
      handler: async (request) => {
        const caller = callerOfRoute(request);
        const { id } = request.params;
        const { selection } = readerOf(request, 'risk:view');
        const ended = await database.asOrganisation(caller.organisation, async (transaction) => {
          const found = await findDecision(transaction, selection, id);
          if (!found) throw notFound('decision');
          await authoriseDecision(transaction, caller, found.device, false);
          return endDecision(transaction, caller.organisation, selection, id, caller.name);
        });
        if (!ended) throw notFound('decision');
        return { id };
      },
    });
  };

function refused(sentence: string): ProblemError {
  return invalidRequest(sentence);
}

function checkExpiry(kind: string, owner: string | undefined, until: Date | null): void {
  if (kind === 'accepted' && (until === null || owner === undefined))
    throw refused('An accepted risk needs an owner and a day on which it ends.');
  if (until !== null && until.getTime() <= Date.now()) throw refused('It must end in the future.');
  if (until !== null && until.getTime() > Date.now() + YEAR_MS)
    throw refused('It must end within a year; decide anew then.');
}

/**
 * Who edits or approves risk on the device decides; without one, on all devices. To accept a high risk needs an approver.
 * Throws a ProblemError.
 */
async function authoriseDecision(
  transaction: OrganisationTransaction,
  caller: Caller,
  device: string | null,
  needsApproval: boolean,
): Promise<void> {
  const permissions = needsApproval ? (['risk:approve'] as const) : (['risk:approve', 'risk:edit'] as const);
  const selections = permissions.map((permission) => devicesOf(caller, permission));
  for (const selection of selections) {
    if (isEverySelected(selection)) return;
    if (device !== null && (await productOfDevice(transaction, selection, device))) return;
  }
  if (device === null && selections.some(({ any }) => any.length > 0)) throw someDevicesOnly();
  throw new ProblemError(
    403,
    'not-allowed',
    needsApproval
      ? 'You may not accept a risk this high: it needs risk:approve.'
      : 'You may not do this: it needs risk:edit.',
  );
}
