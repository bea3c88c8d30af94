/** POST and GET /api/active-queries, GET and DELETE …/:id, POST …/:id/approve, GET /api/devices/:id/active-queries */

import { shutGates } from '../../active/gates.ts';
import { PROBES } from '../../active/registry.ts';
import {
  ActiveQueries,
  ActiveQueriesQuery,
  ActiveQuery,
  ActiveQueryRequest,
  ActiveQueryVerdict,
  ActiveQueryWithPackets,
  DeviceQueries,
} from '../../contract/active-query.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import {
  addPermit,
  approvalNeeded,
  approvePermit,
  listPermits,
  lockPermit,
  movePermit,
  OPEN_PERMITS_LIMIT,
  type StoredPermit,
} from '../../store/active-queries/permits.ts';
import { findPolicy } from '../../store/active-queries/policy.ts';
import { packetsOf, runsOf } from '../../store/active-queries/runs.ts';
import { standingOf } from '../../store/active-queries/standing.ts';
import { describeEnds } from '../../store/conversations/known-ends.ts';
import type { OrganisationTransaction } from '../../store/database.ts';
import { callerOfRoute, requireAnother } from '../access.ts';
import {
  alreadyOver,
  approvingRoles,
  checkedWindow,
  checkSettings,
  knownProbe,
  likelyPort,
  mayOn,
  notAllowed,
  refuseLasting,
  visibleResource,
} from '../active-query-rules.ts';
import { type Caller, devicesOf } from '../caller.ts';
import type { Routes } from '../context.ts';
import { authorOf } from '../devices/read-filter.ts';
import { presentPackets, presentProbe, presentQuery } from '../present-active-queries.ts';
import { notFound, ProblemError } from '../problem.ts';
import { recordWithin } from '../record/recorded-calls.ts';

/** Queries on the page of a device. */
const DEVICE_PAGE = 50;
export const activeQueryRoutes: Routes =
  ({ database, deviceRules, sealing, allowsLocalOutputs }) =>
  async (server) => {
    /** Permits with what was sent under them. */
    const withRuns = async (t: OrganisationTransaction, caller: Caller, permits: readonly StoredPermit[]) => {
      const runs = await runsOf(
        t,
        permits.map(({ id }) => id),
      );
      const ends = permits.map(({ device }) => ({ kind: 'device' as const, deviceId: device, ip: null }));
      const describe = await describeEnds(t, ends, devicesOf(caller, 'active-query:view'));
      const criticalities = await criticalitiesOf(
        t,
        permits.map(({ device }) => device),
      );
      return permits.flatMap((permit, index) => {
        const known = ends[index] && describe(ends[index]).device;
        const criticality = criticalities.get(permit.device) ?? null;
        return known ? [presentQuery(permit, runs.get(permit.id), known, criticality, caller.userId)] : [];
      });
    };
    const oneWithRun = async (
      t: OrganisationTransaction,
      caller: Caller,
      permit: StoredPermit,
    ): Promise<ActiveQuery> => {
      const [shown] = await withRuns(t, caller, [permit]);
      if (!shown) throw new Error('a permit that was just read is gone');
      return shown;
    };
    const lockedFor = async (t: OrganisationTransaction, caller: Caller, id: string) => {
      const found = await lockPermit(t, devicesOf(caller, 'active-query:view'), id);
      if (!found) throw notFound('active query');
      return found;
    };

    server.get('/api/active-queries', {
      config: { access: 'active-query:view' },
      schema: {
        summary: 'What was permitted and sent, asked for last in front',
        querystring: ActiveQueriesQuery,
        response: { 200: ActiveQueries, ...PROBLEMS },
      },
      handler: async (request) => {
        const caller = callerOfRoute(request);
        const { state, cursor: after, limit } = request.query;
        return database.asOrganisation(caller.organisation, async (t) => {
          const selection = devicesOf(caller, 'active-query:view');
          const found = await listPermits(t, selection, { open: state === 'open', after, limit });
          const next = found.length < limit ? null : (found.at(-1)?.id ?? null);
          return { queries: await withRuns(t, caller, found), next };
        });
      },
    });

    server.post('/api/active-queries', {
      config: { access: 'active-query:view', stepUp: true, audit: 'active-query.permit' },
      schema: {
        summary: 'Allow that one probe is sent once to one device, in a window',
        body: ActiveQueryRequest,
        response: { 201: ActiveQuery, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { device, probe: probeId, community, calledAe, callingAe, reason } = request.body;
        const caller = callerOfRoute(request);
        const probe = knownProbe(probeId);
        const port = request.body.port ?? probe.port;
        request.audited = {
          target: { kind: 'device', id: device },
          change: { probe: probeId, port },
          reason,
        };
        const window = checkedWindow(request.body.from, request.body.until);
        checkSettings(probe, request.body);
        const isSealed = probe.needs.includes('community') && community !== undefined;
        const sealedCommunity = isSealed ? await sealing.seal(community) : null;
        const made = await database.asOrganisation(caller.organisation, async (t) => {
          const resource = await visibleResource(t, caller, device);
          const may = mayOn(caller, resource);
          if (!may('active-query:edit') && !may('active-query:execute'))
            throw notAllowed('active-query:edit or active-query:execute');
          const standing = await standingOf(t, device, deviceRules);
          if (!standing) throw notFound('device');
          const circumstances = { now: Date.now(), port, allowsLoopback: allowsLocalOutputs };
          refuseLasting(shutGates(probe, standing, await findPolicy(t), circumstances));
          const permit = {
            ...{ device, probe: probe.id, port, sealedCommunity, ...window, reason },
            settings: { ...(calledAe && { calledAe }), ...(callingAe && { callingAe }) },
            ...{ by: authorOf(request), maySend: may('active-query:execute') },
          };
          const added = await addPermit(t, caller.organisation, permit, standing.criticality);
          if (added === 'full')
            throw new ProblemError(
              409,
              'too-many-active-queries',
              `The device has ${OPEN_PERMITS_LIMIT} queries that are not over. Withdraw one first.`,
            );
          await recordWithin(t, request, {
            ...{ target: { kind: 'device', id: device }, reason },
            change: {
              query: added.id,
              probe: probe.id,
              port,
              state: added.state,
              until: added.until.toISOString(),
            },
          });
          return oneWithRun(t, caller, added);
        });
        return reply.code(201).send(made);
      },
    });

    server.get('/api/active-queries/:id', {
      config: { access: 'active-query:view' },
      schema: {
        summary: 'One query with every packet that was sent and received',
        params: IdPath,
        response: { 200: ActiveQueryWithPackets, ...PROBLEMS },
      },
      handler: async (request) => {
        const caller = callerOfRoute(request);
        return database.asOrganisation(caller.organisation, async (t) => {
          const shown = await oneWithRun(t, caller, await lockedFor(t, caller, request.params.id));
          return { ...shown, packets: shown.run ? presentPackets(await packetsOf(t, shown.run.id)) : [] };
        });
      },
    });

    server.post('/api/active-queries/:id/approve', {
      config: { access: 'active-query:view', stepUp: true, audit: 'active-query.approve' },
      schema: {
        summary: 'Agree to what another person asked for, or decline it',
        params: IdPath,
        body: ActiveQueryVerdict,
        response: { 200: ActiveQuery, ...PROBLEMS },
      },
      handler: async (request) => {
        const { verdict, note } = request.body;
        const caller = callerOfRoute(request);
        return database.asOrganisation(caller.organisation, async (t) => {
          const found = await lockedFor(t, caller, request.params.id);
          const resource = await visibleResource(t, caller, found.device);
          const roles = approvingRoles(caller, resource);
          if (!roles) throw notAllowed('active-query:approve or active-query:execute');
          requireAnother('approve', caller, found.askedBy);
          if (found.state !== 'waiting') throw alreadyOver();
          const decided =
            verdict === 'agree'
              ? await approvePermit(
                  t,
                  caller.organisation,
                  found,
                  { ...authorOf(request), roles },
                  resource.criticality ?? null,
                )
              : await movePermit(t, found.id, 'declined', note ?? `${caller.name} declined.`);
          await recordWithin(t, request, {
            ...{ target: { kind: 'device', id: found.device }, ...(note !== undefined && { reason: note }) },
            change: { query: found.id, verdict, state: decided.state },
          });
          return oneWithRun(t, caller, decided);
        });
      },
    });

    server.delete('/api/active-queries/:id', {
      config: { access: 'active-query:view', audit: 'active-query.withdraw' },
      schema: {
        summary: 'Withdraw what was asked for and is not sent yet',
        params: IdPath,
        response: { 200: ActiveQuery, ...PROBLEMS },
      },
      handler: async (request) => {
        const caller = callerOfRoute(request);
        return database.asOrganisation(caller.organisation, async (t) => {
          const found = await lockedFor(t, caller, request.params.id);
          const resource = await visibleResource(t, caller, found.device);
          const isOwn = found.askedBy === caller.userId;
          if (!isOwn && !approvingRoles(caller, resource))
            throw notAllowed('active-query:approve or active-query:execute');
          if (found.state !== 'waiting' && found.state !== 'allowed') throw alreadyOver();
          const ended = await movePermit(t, found.id, 'withdrawn', `${caller.name} withdrew it.`);
          await recordWithin(t, request, {
            ...{ target: { kind: 'device', id: found.device }, change: { query: found.id } },
          });
          return oneWithRun(t, caller, ended);
        });
      },
    });

    server.get('/api/devices/:id/active-queries', {
      config: { access: 'active-query:view' },
      schema: {
        summary: 'Whether a device may be asked anything, and what it was asked',
        params: IdPath,
        response: { 200: DeviceQueries, ...PROBLEMS },
      },
      handler: async (request) => {
        const caller = callerOfRoute(request);
        const { id } = request.params;
        return database.asOrganisation(caller.organisation, async (t) => {
          const may = mayOn(caller, await visibleResource(t, caller, id));
          const standing = await standingOf(t, id, deviceRules);
          if (!standing) throw notFound('device');
          const policy = await findPolicy(t);
          const now = Date.now();
          const selection = devicesOf(caller, 'active-query:view');
          const found = await listPermits(t, selection, { device: id, limit: DEVICE_PAGE });
          const maySend = may('active-query:execute');
          return {
            ...{ mayAsk: maySend || may('active-query:edit'), maySend },
            needsAnother: approvalNeeded(standing.criticality, maySend),
            probes: PROBES.map((probe) => {
              const port = likelyPort(probe, standing);
              const circumstances = { now, port, allowsLoopback: allowsLocalOutputs };
              const shut = shutGates(probe, standing, policy, circumstances);
              return { ...presentProbe(probe), port, shut: shut.map((gate) => ({ ...gate })) };
            }),
            queries: await withRuns(t, caller, found),
          };
        });
      },
    });
  };

async function criticalitiesOf(
  t: OrganisationTransaction,
  devices: readonly string[],
): Promise<ReadonlyMap<string, number | null>> {
  if (devices.length === 0) return new Map();
  const rows = await t
    .selectFrom('device')
    .select(['id', 'effective_criticality'])
    .where('id', 'in', [...new Set(devices)])
    .execute();
  return new Map(rows.map(({ id, effective_criticality }) => [id, effective_criticality]));
}
