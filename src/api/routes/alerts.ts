/** GET /api/alerts, /api/alerts/export, /api/alerts/:id, POST /api/alerts/decisions, PUT /api/sites/:id/watch */

import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { csvLine } from '../../base/csv-cell.ts';
import {
  Alert,
  AlertDecisionRequest,
  AlertExportQuery,
  AlertFile,
  Alerts,
  AlertsDecided,
  AlertsQuery,
  SiteWatched,
  SiteWatchRequest,
} from '../../contract/alert.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import {
  type AlertQuery,
  type AlertReader,
  type AlertSort,
  decideAlerts,
  findAlert,
  listAlerts,
  type Alert as StoredAlert,
} from '../../store/alerts.ts';
import { watchSite } from '../../store/places.ts';
import { authorise, callerOfRoute } from '../access.ts';
import { devicesOf } from '../caller.ts';
import type { Routes } from '../context.ts';
import { authorOf } from '../devices/read-filter.ts';
import { endAfter } from '../export-stream.ts';
import { invalidRequest, notFound } from '../problem.ts';

/** Alerts of an export that are read at a time, and those that one export has at most. */
const EXPORT_PAGE = 500;
const EXPORT_LIMIT = 100_000;

export const alertRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/alerts', {
      config: { access: 'alert:view' },
      schema: {
        summary: 'Alerts that fit, in any order',
        querystring: AlertsQuery,
        response: { 200: Alerts, ...PROBLEMS },
      },
      handler: async (request) => {
        const { cursor, limit } = request.query;
        const asked = { ...queryOf(request.query), after: cursor, limit };
        const found = await listAlerts(database, alertReader(request), asked);
        const next = found.length < limit ? null : (found.at(-1)?.id ?? null);
        return { alerts: found.map(presentAlert), next };
      },
    });

    server.get('/api/alerts/export', {
      config: { access: 'alert:view' },
      schema: {
        summary: 'Alerts that fit, as CSV or NDJSON',
        querystring: AlertExportQuery,
        produces: ['text/csv', 'application/x-ndjson'],
        response: { 200: AlertFile, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { format, ...query } = request.query;
        const lines = new PassThrough();
        const pages = pagesOf(alertReader(request), queryOf(query));
        void endAfter(writeLines(lines, pages, format), lines, request);
        return reply
          .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson')
          .header('content-disposition', `attachment; filename="alerts.${format}"`)
          .send(lines as never);
      },
    });

    server.get('/api/alerts/:id', {
      config: { access: 'alert:view' },
      schema: { summary: 'One alert', params: IdPath, response: { 200: Alert, ...PROBLEMS } },
      handler: async (request) => {
        const found = await findAlert(database, alertReader(request), request.params.id);
        if (!found) throw notFound('alert');
        return presentAlert(found);
      },
    });

    server.post('/api/alerts/decisions', {
      config: { access: 'alert:edit', audit: 'alert.decide' },
      schema: {
        summary: 'Acknowledge, close or open alerts again',
        body: AlertDecisionRequest,
        response: { 200: AlertsDecided, ...PROBLEMS },
      },
      handler: async (request) => {
        const { alerts, state, reason = null } = request.body;
        if (state === 'closed' && reason === null)
          throw invalidRequest('Say in `reason` why they are closed.');
        request.audited = { change: { alerts, state }, ...(reason !== null && { reason }) };
        const reader = alertReader(request, 'alert:edit');
        const changed = await decideAlerts(database, reader, alerts, {
          state,
          reason,
          by: authorOf(request),
        });
        return { alerts: [...changed] };
      },
    });

    server.put('/api/sites/:id/watch', {
      config: { access: 'alert:edit', audit: 'site.watch' },
      schema: {
        summary: 'Watch a site for devices that were never seen before, or watch it no more',
        params: IdPath,
        body: SiteWatchRequest,
        response: { 200: SiteWatched, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = request.params;
        const caller = callerOfRoute(request);
        request.audited = { change: request.body };
        authorise(caller, 'alert:edit', { site: id });
        if (!(await watchSite(database, caller.organisation, id, request.body.watched)))
          throw notFound('site');
        return { id };
      },
    });

    async function* pagesOf(reader: AlertReader, query: Filtered): AsyncGenerator<readonly StoredAlert[]> {
      let after: string | undefined;
      for (let count = 0; count < EXPORT_LIMIT; count += EXPORT_PAGE) {
        const page = await listAlerts(database, reader, { ...query, after, limit: EXPORT_PAGE });
        yield page;
        after = page.at(-1)?.id;
        if (page.length < EXPORT_PAGE) return;
      }
    }
  };

/** Who looks at alerts; `permission` says on which devices. */
export function alertReader(
  request: FastifyRequest,
  permission: 'alert:view' | 'alert:edit' = 'alert:view',
): AlertReader {
  const caller = callerOfRoute(request);
  const { organisation, userId, person } = caller;
  return {
    ...{ organisation, userId, roles: person.roles.map(({ role }) => role) },
    selection: devicesOf(caller, permission),
  };
}

type Filtered = Omit<AlertQuery, 'after' | 'limit'>;
type AskedFilter = Omit<typeof AlertExportQuery._output, 'format'>;

const several = <Item>(value: Item | Item[] | undefined): Item[] | undefined =>
  value === undefined ? undefined : ([value].flat() as Item[]);

function queryOf({ state, kind, severity, device, sensor, cve, text, since, sort }: AskedFilter): Filtered {
  const descending = sort.startsWith('-');
  return {
    ...{ states: several(state), kinds: several(kind), severities: several(severity) },
    ...{ device, sensor, cve, text, since: since === undefined ? undefined : new Date(since) },
    ...{ sort: (descending ? sort.slice(1) : sort) as AlertSort, descending },
  };
}

export function presentAlert({ firstAt, lastAt, decidedAt, devices, ...alert }: StoredAlert): Alert {
  return {
    ...{ ...alert, devices: [...devices] },
    ...{ firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() },
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

const COLUMNS = [
  ...(['id', 'severity', 'kind', 'state', 'text', 'count', 'firstAt', 'lastAt', 'cve', 'sensor'] as const),
  ...(['deviceCount', 'devices', 'decidedBy', 'decidedAt', 'reason'] as const),
] as const;

async function writeLines(
  lines: PassThrough,
  pages: AsyncIterable<readonly StoredAlert[]>,
  format: 'csv' | 'ndjson',
): Promise<void> {
  if (format === 'csv') lines.write(csvLine([...COLUMNS]));
  for await (const page of pages) {
    const text = page
      .map((alert) =>
        format === 'csv' ? csvOf(presentAlert(alert)) : `${JSON.stringify(presentAlert(alert))}\n`,
      )
      .join('');
    if (!lines.write(text)) await Promise.race([once(lines, 'drain'), once(lines, 'close')]);
    if (lines.destroyed) return;
  }
}

const csvOf = (alert: Alert): string =>
  csvLine(
    COLUMNS.map((column) => {
      const value = alert[column];
      return Array.isArray(value) ? value.join(' ') : (value ?? '');
    }),
  );
