/** Sensors: what they say of themselves, and their enrolment. */

import { Enrolment, Sensor, SensorDetail, SensorRequest, Sensors } from '../../../src/contract/sensor.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['sensor'] as const;

export const listSensors = endpoint({
  method: 'GET',
  path: '/api/sensors',
  response: Sensors,
  concerns: CONCERNS,
});
export const findSensor = endpoint({
  method: 'GET',
  path: '/api/sensors/:id',
  response: SensorDetail,
  concerns: CONCERNS,
});
export const addSensor = endpoint({
  method: 'POST',
  path: '/api/sensors',
  body: SensorRequest,
  response: Enrolment,
  concerns: CONCERNS,
});
export const enrolSensor = endpoint({
  method: 'POST',
  path: '/api/sensors/:id/enrolment',
  response: Enrolment,
  concerns: CONCERNS,
});
export const revokeSensor = endpoint({
  method: 'POST',
  path: '/api/sensors/:id/revocation',
  response: Sensor,
  concerns: CONCERNS,
});
