/** GET /api/health, GET /api/health/details */

import { Health, type HealthCheck, HealthDetails } from '../../contract/health.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { organisationState, queueState } from '../../store/server-state.ts';
import { callerOfRoute } from '../access.ts';
import type { ApiContext, Routes } from '../context.ts';

/** A job that waits longer than this shows that nothing takes it. */
const WAIT_SECONDS = 300;
/** A server that looks renews a folder every minute. */
const UNWATCHED_SECONDS = 180;
const GIB = 2 ** 30;
/** Free space below which captures, and then the database, have no room. */
const SPACE_ATTENTION = 20 * GIB;
const SPACE_FAILING = 2 * GIB;

const SEVERITY: readonly HealthCheck['status'][] = ['ok', 'unknown', 'attention', 'failing'];

export const healthRoutes: Routes = (context) => async (server) => {
  const { database, version } = context;
  server.get('/api/health', {
    config: { access: 'public' },
    schema: { summary: 'Whether the server works', response: { 200: Health, 503: Health, ...PROBLEMS } },
    handler: async (_request, reply) => {
      const answers = await database.answers();
      const status = answers ? ('ok' as const) : ('failing' as const);
      return reply.code(answers ? 200 : 503).send({ status, version, database: status });
    },
  });

  server.get('/api/health/details', {
    config: { access: 'administration:view' },
    schema: {
      summary: 'How the server is, and what to do about it',
      response: { 200: HealthDetails, ...PROBLEMS },
    },
    handler: async (request) => {
      const checks: HealthCheck[] = [
        // Who is signed in was found in it.
        { name: 'database', status: 'ok', detail: 'The database answers.', action: null },
        ...(await jobChecks(context)),
        await diskCheck(context),
        ...(await organisationChecks(context, callerOfRoute(request).organisation)),
      ];
      const worst = Math.max(...checks.map(({ status }) => SEVERITY.indexOf(status)));
      const status = SEVERITY[worst] ?? 'failing';
      return {
        status: status === 'unknown' ? 'attention' : status,
        ...{ version, uptimeSeconds: Math.floor(process.uptime()), checks },
      };
    },
  });
};

async function jobChecks({ database }: ApiContext): Promise<readonly HealthCheck[]> {
  const { waiting, running, failed, oldestSeconds = 0 } = await queueState(database);
  const isStuck = oldestSeconds > WAIT_SECONDS;
  return [
    {
      name: 'jobs',
      status: isStuck ? 'attention' : 'ok',
      detail: `${waiting} jobs wait, ${running} run.${isStuck ? ` The oldest has waited ${Math.floor(oldestSeconds / 60)} minutes.` : ''}`,
      action: isStuck
        ? 'Wait when large captures are being read. Otherwise start the server again: jobs go on where they were.'
        : null,
    },
    {
      name: 'failed-jobs',
      status: failed > 0 ? 'attention' : 'ok',
      detail: failed > 0 ? `${failed} jobs were given up.` : 'No job was given up.',
      action: failed > 0 ? 'Look at the captures that were not read, and at the log of the server.' : null,
    },
  ];
}

async function diskCheck({ files }: ApiContext): Promise<HealthCheck> {
  const free = await files.freeOctets();
  if (free === undefined)
    return {
      ...{ name: 'disk', status: 'unknown', detail: 'The system does not say how much space is free.' },
      action: 'Look at the disk of the data folder.',
    };
  const status = free < SPACE_FAILING ? 'failing' : free < SPACE_ATTENTION ? 'attention' : 'ok';
  return {
    ...{ name: 'disk', status, detail: `${(free / GIB).toFixed(1)} GiB are free in the data folder.` },
    action: status === 'ok' ? null : 'Make room on the disk of the data folder, or move it to a larger one.',
  };
}

async function organisationChecks(
  { database }: ApiContext,
  organisation: string,
): Promise<readonly HealthCheck[]> {
  const { sensors, folders, outputs } = await organisationState(database, organisation);
  const silent = sensors.filter(({ state }) => state === 'silent' || state === 'interface-silent');
  const lost = folders.filter(({ hasProblem, sinceLook }) => hasProblem || sinceLook > UNWATCHED_SECONDS);
  const passedOver = folders.reduce((sum, folder) => sum + folder.passedOver, 0);
  const failing = outputs.filter(({ isFailing }) => isFailing);
  return [
    {
      name: 'sensors',
      status: silent.length > 0 ? 'attention' : 'ok',
      detail:
        silent.length > 0
          ? `Silent: ${silent.map(({ name }) => name).join(', ')}.`
          : `None of ${sensors.length} sensors is silent.`,
      action: silent.length > 0 ? 'Look whether they run, reach this server, and see traffic.' : null,
    },
    {
      name: 'folders',
      status: lost.length > 0 ? 'attention' : 'ok',
      // A file that is no capture is no defect of the server.
      detail:
        lost.length > 0
          ? `Not taken in: ${lost.map(({ path }) => path).join(', ')}.`
          : `${folders.length} watched folders are read; ${passedOver} files in them are passed over.`,
      action: lost.length > 0 ? 'Look at the page Captures, which says what is wrong.' : null,
    },
    {
      name: 'outputs',
      status: failing.length > 0 ? 'attention' : 'ok',
      detail:
        failing.length > 0
          ? `Not reached: ${failing.map(({ name }) => name).join(', ')}.`
          : `${outputs.length} outputs are reached or have nothing to tell.`,
      action: failing.length > 0 ? 'Look at the last error of these webhooks and receivers of syslog.' : null,
    },
  ];
}
