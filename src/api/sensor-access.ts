/**
 * Requests of sensors: known by a signature over everything that is acted on, before any of the body is read. That a
 * request counts once is the store's to know, in the transaction of its effects.
 */

import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import {
  CLOCK_TOLERANCE_MS,
  isSignedBy,
  SIGNATURE_HEADERS,
  type SignedRequest,
} from '../access/signed-request.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { sensorKey } from '../store/sensors.ts';
import { ProblemError } from './problem.ts';

export interface SensorCaller {
  readonly organisation: OrganisationId;
  readonly sensor: string;
  readonly nonce: string;
  readonly bodySha256: Buffer;
  /** Its clock less ours, journey included. */
  readonly skewMs: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    sensorCaller: SensorCaller | undefined;
  }
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NONCE = /^[A-Za-z0-9_-]{16,64}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[A-Za-z0-9_-]{86}$/;

/** The sensor that signed this request. Throws a ProblemError. */
export async function authenticateSensor(request: FastifyRequest, database: Database): Promise<SensorCaller> {
  const signed: SignedRequest = {
    method: request.method,
    path: request.url,
    organisation: header(request, 'organisation', ID),
    sensor: header(request, 'sensor', ID),
    at: header(request, 'at', /^[0-9TZ:.-]{20,32}$/),
    nonce: header(request, 'nonce', NONCE),
    bodySha256: header(request, 'bodySha256', SHA256),
  };
  const signature = header(request, 'signature', SIGNATURE);
  const { organisation, sensor, nonce } = signed;
  const key = await sensorKey(database, organisation, sensor);
  if (key?.isRevoked)
    throw new ProblemError(
      401,
      'sensor-revoked',
      'This sensor was revoked. Enrol it again with a new token.',
    );
  if (!key?.publicKey || !isSignedBy(signed, signature, key.publicKey))
    throw new ProblemError(
      401,
      'sensor-unknown',
      'The signature is not that of an enrolled sensor. Enrol it again with a new token.',
    );
  const skewMs = Date.parse(signed.at) - Date.now();
  if (!(Math.abs(skewMs) <= CLOCK_TOLERANCE_MS))
    throw new ProblemError(
      401,
      'clock-skew',
      `The sensor's clock is ${describeSkew(skewMs)}; at most 5 minutes are accepted. Set its clock, best by NTP.`,
    );
  return { organisation, sensor, nonce, bodySha256: Buffer.from(signed.bodySha256, 'hex'), skewMs };
}

/** Throws a ProblemError unless the body is the one that was signed. */
export function checkSensorBody(request: FastifyRequest): void {
  const { bodySha256 } = callingSensor(request);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!createHash('sha256').update(body).digest().equals(bodySha256))
    throw new ProblemError(401, 'body-altered', 'The body is not the one that was signed.');
}

/** The caller of a route for sensors. */
export function callingSensor(request: FastifyRequest): SensorCaller {
  if (!request.sensorCaller) throw new Error(`${request.routeOptions.url} is not for sensors`);
  return request.sensorCaller;
}

function header(request: FastifyRequest, name: keyof typeof SIGNATURE_HEADERS, form: RegExp): string {
  const value = request.headers[SIGNATURE_HEADERS[name]];
  if (typeof value === 'string' && form.test(value)) return value;
  throw new ProblemError(
    401,
    'sensor-signature-missing',
    `Only enrolled sensors may do this: ${SIGNATURE_HEADERS[name]} is missing or malformed.`,
  );
}

function describeSkew(skewMs: number): string {
  if (Number.isNaN(skewMs)) return 'not readable';
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return `${minutes} minutes ${skewMs < 0 ? 'behind' : 'ahead'}`;
}
