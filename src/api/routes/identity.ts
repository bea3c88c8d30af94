/** POST /api/devices/:id/{join,keep-apart,split,values}, POST /api/decisions/:id/withdraw */

import type { FastifyRequest } from 'fastify';
import { IdPath } from '../../contract/device.ts';
import {
  DecisionMade,
  JoinRequest,
  KeepApartRequest,
  SplitRequest,
  ValueRequest,
  WithdrawRequest,
} from '../../contract/identity.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { isDeviceAttribute } from '../../store/device-columns.ts';
import {
  type DecisionOutcome,
  joinDevices,
  keepApart,
  setValue,
  splitMacs,
  splitPart,
  withdrawDecision,
} from '../../store/identity-decisions.ts';
import type { Routes } from '../context.ts';
import { authorOf, readerOf } from '../devices/read-filter.ts';
import { invalidRequest, notFound, ProblemError } from '../problem.ts';

export const identityRoutes: Routes =
  ({ database, deviceRules: rules }) =>
  async (server) => {
    const deciderOf = (request: FastifyRequest) => ({
      ...{ database, rules, reader: readerOf(request, 'inventory:edit'), author: authorOf(request) },
    });
    const response = { 200: DecisionMade, ...PROBLEMS };

    server.post('/api/devices/:id/join', {
      config: { access: 'inventory:edit', audit: 'device.join' },
      schema: { summary: 'Two devices are one', params: IdPath, body: JoinRequest, response },
      handler: async (request) => {
        const { other, ...why } = request.body;
        return made(await joinDevices(deciderOf(request), request.params.id, other, reasonedOf(why)));
      },
    });

    server.post('/api/devices/:id/keep-apart', {
      config: { access: 'inventory:edit', audit: 'device.keep-apart' },
      schema: { summary: 'Two devices are never one', params: IdPath, body: KeepApartRequest, response },
      handler: async (request) => {
        const { other, ...why } = request.body;
        return made(await keepApart(deciderOf(request), request.params.id, other, reasonedOf(why)));
      },
    });

    server.post('/api/devices/:id/split', {
      config: { access: 'inventory:edit', audit: 'device.split' },
      schema: { summary: 'One device is two', params: IdPath, body: SplitRequest, response },
      handler: async (request) => {
        const { part, macs = [], ...why } = request.body;
        const [decider, { id }, reasoned] = [deciderOf(request), request.params, reasonedOf(why)];
        if (part !== undefined) return made(await splitPart(decider, id, part, reasoned));
        return made(await splitMacs(decider, id, macs, reasoned));
      },
    });

    server.post('/api/devices/:id/values', {
      config: { access: 'inventory:edit', audit: 'device.set-value' },
      schema: {
        summary: 'A value of a device is this; no traffic changes it',
        params: IdPath,
        body: ValueRequest,
        response,
      },
      handler: async (request) => {
        const { attribute, value, ...why } = request.body;
        if (attribute !== 'category' && !isDeviceAttribute(attribute))
          throw invalidRequest(`Devices have no attribute "${attribute}".`);
        if (attribute === 'category' && !rules.criticalityOf.has(value))
          throw invalidRequest(`There is no category "${value}".`);
        const decider = deciderOf(request);
        return made(await setValue(decider, request.params.id, attribute, value, reasonedOf(why)));
      },
    });

    server.post('/api/decisions/:id/withdraw', {
      config: { access: 'inventory:edit', audit: 'decision.withdraw' },
      schema: { summary: 'Take a decision back', params: IdPath, body: WithdrawRequest, response },
      handler: async (request) =>
        made(await withdrawDecision(deciderOf(request), request.params.id, request.body.reason)),
    });
  };

function reasonedOf({ reason, until }: { readonly reason: string; readonly until?: string | undefined }) {
  if (until !== undefined && Date.parse(until) <= Date.now())
    throw invalidRequest('The decision would end before it begins.');
  return { reason, until: until === undefined ? undefined : new Date(until) };
}

function made(outcome: DecisionOutcome): { decision: string; device: string } {
  if (outcome.kind === 'not-found') throw notFound('device or decision');
  if (outcome.kind === 'refused') throw new ProblemError(409, 'decision-refused', outcome.reason);
  return { decision: outcome.id, device: outcome.device };
}
