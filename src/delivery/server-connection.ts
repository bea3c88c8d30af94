/** Requests of a sensor to its server: HTTPS, or HTTP to this machine; signed; with limits on time and answer. */

import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import {
  SIGNATURE_HEADERS,
  type SignedRequest,
  signEnrolment,
  signRequest,
} from '../access/signed-request.ts';
import { DeliveryError } from './delivery-error.ts';
import { publicKeyText, type SensorIdentity } from './sensor-identity.ts';

/** Silence of the server after which a request is given up. */
const TIMEOUT_MS = 60_000;
/** Octets of an answer. */
const ANSWER_LIMIT = 1 << 16;
const BATCH_TYPE = 'application/vnd.wardlight.batch';
const NONCE_OCTETS = 16;

export interface ConnectionOptions {
  /** Certificates of a private authority, PEM. */
  readonly authority?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The origin of a server as a person wrote it. Throws a DeliveryError for one that must not be used. */
export function serverOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new DeliveryError(
      'server-address',
      `"${text}" is no address such as https://wardlight.hospital.example.`,
    );
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isHere)
    throw new DeliveryError(
      'server-address',
      `${url.origin} is not encrypted. Use https:// (http:// only on this machine).`,
    );
  return url.origin;
}

export interface Enrolled extends SensorIdentity {
  /** Highest number that the server has of this sensor. */
  readonly received: number;
}

/** Exchanges an enrolment token. Throws a DeliveryError. */
export async function enrol(
  server: string,
  token: string,
  privateKey: KeyObject,
  options: ConnectionOptions = {},
): Promise<Enrolled> {
  const proof = signEnrolment(token, privateKey);
  const body = Buffer.from(JSON.stringify({ token, publicKey: publicKeyText(privateKey), proof }));
  const answer = await send(
    server,
    '/api/sensor/enrol',
    { 'content-type': 'application/json' },
    body,
    options,
  );
  if (answer.status !== 200) throw refusal(answer);
  const { organisation, sensor, name, received } = answer.body;
  if (
    typeof organisation !== 'string' ||
    typeof sensor !== 'string' ||
    typeof name !== 'string' ||
    typeof received !== 'number'
  )
    throw new DeliveryError('not-wardlight', `What answers at ${server} is no Wardlight server.`);
  return { server, organisation, sensor, name, received };
}

/** Delivers one batch; it is safe at the server when this returns. Throws a DeliveryError. */
export async function deliverBatch(
  identity: SensorIdentity,
  privateKey: KeyObject,
  batch: { readonly sequence: number; readonly body: Buffer },
  options: ConnectionOptions = {},
): Promise<void> {
  const path = `/api/sensor/batches?sequence=${batch.sequence}`;
  const request: SignedRequest = {
    ...{ method: 'POST', path, organisation: identity.organisation, sensor: identity.sensor },
    at: new Date().toISOString(),
    nonce: randomBytes(NONCE_OCTETS).toString('base64url'),
    bodySha256: createHash('sha256').update(batch.body).digest('hex'),
  };
  const headers = {
    'content-type': BATCH_TYPE,
    [SIGNATURE_HEADERS.organisation]: request.organisation,
    [SIGNATURE_HEADERS.sensor]: request.sensor,
    [SIGNATURE_HEADERS.at]: request.at,
    [SIGNATURE_HEADERS.nonce]: request.nonce,
    [SIGNATURE_HEADERS.bodySha256]: request.bodySha256,
    [SIGNATURE_HEADERS.signature]: signRequest(request, privateKey),
  };
  const answer = await send(identity.server, path, headers, batch.body, options);
  if (answer.status !== 200) throw refusal(answer);
  // Anything may answer 200 in between: a portal, a proxy. Only the server says the number.
  if (answer.body['sequence'] !== batch.sequence)
    throw new DeliveryError('not-wardlight', `What answers at ${identity.server} is no Wardlight server.`);
}

function refusal({ status, body }: Answer): DeliveryError {
  const { code, detail } = body;
  const said =
    typeof detail === 'string' ? detail.slice(0, 500) : `The server answers with status ${status}.`;
  if (status === 413 && code === undefined)
    return new DeliveryError('refused', 'A proxy before the server refuses 8 MB: raise its limit of bodies.');
  if (status >= 500 || status === 429) return new DeliveryError('unavailable', said);
  return new DeliveryError('refused', said);
}

function send(
  server: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  { authority, signal }: ConnectionOptions,
): Promise<Answer> {
  const url = new URL(path, server);
  const open = url.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const unreachable = (error: unknown) =>
      reject(
        new DeliveryError(
          'unreachable',
          `${server} cannot be reached: ${error instanceof Error ? error.message || 'no connection' : String(error)}.`,
          error,
        ),
      );
    const request = open(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(body.length) },
        timeout: TIMEOUT_MS,
        ...(authority !== undefined && { ca: authority }),
        ...(signal && { signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let octets = 0;
        response.on('data', (chunk: Buffer) => {
          octets += chunk.length;
          if (octets > ANSWER_LIMIT) request.destroy(new Error('its answer is too long'));
          else chunks.push(chunk);
        });
        response.once('error', unreachable);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString('utf8')) }),
        );
      },
    );
    request.once('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS / 1_000} s`)));
    request.once('error', unreachable);
    request.end(body);
  });
}

function parsed(text: string): Answer['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Answer['body']) : {};
  } catch {
    return {};
  }
}
