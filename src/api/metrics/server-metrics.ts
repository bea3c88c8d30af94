/**
 * Metrics for Prometheus. What the database knows is asked for when somebody reads them, not in between; what is not known
 * has no line, never a zero. The number of series is bounded: so many organisations, sensors and outputs have lines.
 */

import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database, OrganisationId } from '../../store/database.ts';
import {
  databaseOctets,
  type OrganisationState,
  organisationState,
  queueState,
} from '../../store/server-state.ts';

/** Organisations, and sensors, watched folders or outputs of one, that have lines. */
export const ORGANISATION_LIMIT = 100;
export const MEMBER_LIMIT = 200;
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const UNKNOWN_ROUTE = 'none';

export class ServerMetrics {
  /** Of this process: what it uses, and how it answered. */
  private readonly process = new Registry();
  private readonly database: Database;
  /** Seconds since each feed was updated, of those that are known. */
  private readonly feedAges: () => Promise<ReadonlyMap<string, number>>;

  constructor(
    server: FastifyInstance,
    database: Database,
    feedAges: () => Promise<ReadonlyMap<string, number>> = async () => new Map(),
  ) {
    this.database = database;
    this.feedAges = feedAges;
    collectDefaultMetrics({ register: this.process });
    const durations = new Histogram({
      name: 'wardlight_http_request_duration_seconds',
      help: 'Time to answer, by route.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: DURATIONS,
      registers: [this.process],
    });
    server.addHook('onResponse', async (request, reply) => {
      // A stream lasts as long as somebody listens.
      if (String(reply.getHeader('content-type')).includes('event-stream')) return;
      const route = request.routeOptions.url ?? UNKNOWN_ROUTE;
      const status = `${Math.floor(reply.statusCode / 100)}xx`;
      durations.observe({ method: request.method, route, status }, reply.elapsedTime / 1_000);
    });
  }

  /** The text of all metrics, with the lines of these organisations alone. */
  async text(organisations: readonly OrganisationId[]): Promise<string> {
    const now = new Registry();
    const gauge = gaugesIn(now);
    const queue = await queueState(this.database);
    gauge('wardlight_jobs', 'Jobs by state.', 'state', { ...queue, oldestSeconds: undefined });
    gauge(
      'wardlight_jobs_oldest_seconds',
      'Wait of the oldest job that could run.',
      undefined,
      queue.oldestSeconds,
    );
    const octets = await databaseOctets(this.database);
    gauge('wardlight_database_octets', 'Size of the database.', undefined, octets);
    const ages = Object.fromEntries(await this.feedAges());
    gauge('wardlight_feed_age_seconds', 'Time since a feed was updated.', 'feed', ages);
    const states = new Map<OrganisationId, OrganisationState>();
    for (const organisation of organisations.slice(0, ORGANISATION_LIMIT))
      states.set(organisation, await organisationState(this.database, organisation));
    addOrganisations(now, states);
    return `${await this.process.metrics()}\n${await now.metrics()}`;
  }

  get contentType(): string {
    return this.process.contentType;
  }
}

type Values = number | undefined | Readonly<Record<string, number | undefined>>;

/** Makes gauges of values; what is undefined gets no line. */
function gaugesIn(registry: Registry) {
  return (name: string, help: string, label: string | undefined, values: Values): void => {
    const gauge = new Gauge({ name, help, labelNames: label ? [label] : [], registers: [registry] });
    // Without labels a gauge begins with a zero that nobody measured.
    if (label === undefined) gauge.remove();
    if (typeof values === 'number') gauge.set(values);
    if (typeof values !== 'object' || label === undefined) return;
    for (const [key, value] of Object.entries(values))
      if (value !== undefined) gauge.set({ [label]: key }, value);
  };
}

function addOrganisations(registry: Registry, states: ReadonlyMap<OrganisationId, OrganisationState>): void {
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames: ['organisation', ...labelNames], registers: [registry] });
  const devices = gauge('wardlight_devices', 'Devices of an organisation.');
  const captures = gauge('wardlight_captures', 'Captures by state.', 'state');
  const sensors = gauge('wardlight_sensors', 'Sensors by state.', 'state');
  const sinceBatch = gauge('wardlight_sensor_last_batch_seconds', 'Time since the last batch.', 'sensor');
  const folderProblem = gauge(
    'wardlight_watched_folder_problem',
    '1 while captures of a watched folder cannot be taken in.',
    ...['server', 'folder'],
  );
  const passedOver = gauge(
    'wardlight_watched_folder_passed_over',
    'Files in a watched folder that were passed over.',
    ...['server', 'folder'],
  );
  const sinceLook = gauge(
    'wardlight_watched_folder_look_seconds',
    'Time since a server looked at a watched folder.',
    ...['server', 'folder'],
  );
  const failing = gauge('wardlight_output_failing', '1 while an output cannot be reached.', 'output', 'type');
  const dropped = gauge('wardlight_output_dropped_events', 'Events that were given up.', 'output', 'type');
  const lag = gauge(
    'wardlight_change_feed_lag_seconds',
    'Age of the oldest change that an output was not told.',
    ...['output', 'type'],
  );
  for (const [organisation, state] of states) {
    devices.set({ organisation }, state.devices);
    for (const [name, count] of Object.entries(state.captures))
      captures.set({ organisation, state: name }, count);
    for (const { id, state: name, sinceBatch: seconds } of state.sensors.slice(0, MEMBER_LIMIT)) {
      sensors.inc({ organisation, state: name });
      if (seconds !== null) sinceBatch.set({ organisation, sensor: id }, seconds);
    }
    for (const { server, path: folder, ...course } of state.folders.slice(0, MEMBER_LIMIT)) {
      folderProblem.set({ organisation, server, folder }, course.hasProblem ? 1 : 0);
      passedOver.set({ organisation, server, folder }, course.passedOver);
      sinceLook.set({ organisation, server, folder }, course.sinceLook);
    }
    for (const { id: output, type, ...course } of state.outputs.slice(0, MEMBER_LIMIT)) {
      failing.set({ organisation, output, type }, course.isFailing ? 1 : 0);
      dropped.set({ organisation, output, type }, course.dropped);
      if (course.lag !== null) lag.set({ organisation, output, type }, course.lag);
    }
  }
}
