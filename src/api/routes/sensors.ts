/** POST and GET /api/sensors, GET /api/sensors/:id, POST /api/sensors/:id/enrolment, POST /api/sensors/:id/revocation */

import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { Enrolment, Sensor, SensorDetail, SensorRequest, Sensors } from '../../contract/sensor.ts';
import { SensorHealth } from '../../contract/sensor-batch.ts';
import type { OrganisationId } from '../../store/database.ts';
import { observedState } from '../../store/sensor-watch.ts';
import {
  createSensor,
  hoursOfSensor,
  listSensors,
  offerEnrolment,
  revokeSensor,
  type Enrolment as StoredEnrolment,
  type StoredSensor,
} from '../../store/sensors.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { notFound, ProblemError } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';

/** Hours of health in one answer. */
const HOURS_SHOWN = 24 * 7;

export const sensorRoutes: Routes =
  ({ database, origin }) =>
  async (server) => {
    server.post('/api/sensors', {
      config: { access: 'administration:edit', stepUp: true, audit: 'sensor.create' },
      schema: {
        summary: 'Make a sensor, with a token that enrols it once, within a day',
        body: SensorRequest,
        response: { 201: Enrolment, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { name, site } = request.body;
        request.audited = { change: changeOf(request.body) };
        const made = await createSensor(database, callerOfRoute(request).organisation, { name, site });
        if (!made)
          throw new ProblemError(409, 'name-taken', 'There is a sensor of this name. Choose another one.');
        if (made === 'too-many-sites')
          throw new ProblemError(409, 'too-many', 'There are too many sites. Name one that is there.');
        request.audited = { ...request.audited, target: { kind: 'sensor', id: made.id } };
        return reply.code(201).send(presentEnrolment(made));
      },
    });

    server.get('/api/sensors', {
      config: { access: 'inventory:view' },
      schema: { summary: 'All sensors, by name', response: { 200: Sensors, ...PROBLEMS } },
      handler: async (request) => {
        const found = await listSensors(database, callerOfRoute(request).organisation);
        const now = new Date();
        return { sensors: found.map((sensor) => presentSensor(sensor, now)) };
      },
    });

    server.get('/api/sensors/:id', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'One sensor with its last hours',
        params: IdPath,
        response: { 200: SensorDetail, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        const { id } = request.params;
        const sensor = presentSensor(await sensorOf(organisation, id), new Date());
        const hours = await hoursOfSensor(database, organisation, id, HOURS_SHOWN);
        return { ...sensor, hours: hours.map((hour) => ({ ...hour, hour: hour.hour.toISOString() })) };
      },
    });

    server.post('/api/sensors/:id/enrolment', {
      config: { access: 'administration:edit', stepUp: true, audit: 'sensor.offer-enrolment' },
      schema: {
        summary: 'A new enrolment token: for a sensor that was set up anew or revoked',
        params: IdPath,
        response: { 201: Enrolment, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const offered = await offerEnrolment(
          database,
          callerOfRoute(request).organisation,
          request.params.id,
        );
        if (!offered) throw notFound('sensor');
        return reply.code(201).send(presentEnrolment(offered));
      },
    });

    server.post('/api/sensors/:id/revocation', {
      config: { access: 'administration:edit', audit: 'sensor.revoke' },
      schema: {
        summary: 'Accept nothing from this sensor any more',
        params: IdPath,
        response: { 200: Sensor, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        if (!(await revokeSensor(database, organisation, request.params.id))) throw notFound('sensor');
        return presentSensor(await sensorOf(organisation, request.params.id), new Date());
      },
    });

    async function sensorOf(organisation: OrganisationId, id: string): Promise<StoredSensor> {
      const [sensor] = await listSensors(database, organisation, id);
      if (!sensor) throw notFound('sensor');
      return sensor;
    }

    function presentEnrolment({ id, token, expiresAt }: StoredEnrolment) {
      const command = `wardlight sensor --server ${origin} --enrol ${token} --interface INTERFACE`;
      return { id, token, expiresAt: expiresAt.toISOString(), command };
    }
  };

function presentSensor(sensor: StoredSensor, now: Date): Sensor {
  const { id, name, site, received, applied, missing, refused, skewMs, dark } = sensor;
  const { state, since } = observedState(sensor, now);
  const { tokenExpiresAt, lastError, lastErrorAt } = sensor;
  const health = SensorHealth.safeParse(sensor.health);
  const isOffered = !sensor.tokenUsed && tokenExpiresAt !== null && tokenExpiresAt > now;
  const isDark = state === 'silent' || state === 'interface-silent';
  return {
    ...{ id, name, site, state, received, applied, missing, refused, clockSkewMs: skewMs },
    silentSince: since?.toISOString() ?? null,
    dark: isDark && dark ? { vlans: [...dark.vlans], devices: dark.devices } : null,
    enrolledAt: sensor.enrolledAt?.toISOString() ?? null,
    tokenExpiresAt: isOffered ? tokenExpiresAt.toISOString() : null,
    lastBatchAt: sensor.receivedAt?.toISOString() ?? null,
    lastPacketAt: sensor.lastPacketAt?.toISOString() ?? null,
    lastError:
      lastError !== null && lastErrorAt ? { at: lastErrorAt.toISOString(), message: lastError } : null,
    health: health.success ? health.data : null,
  };
}
