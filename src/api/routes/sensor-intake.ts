/** POST /api/sensor/enrol, POST /api/sensor/batches: what sensors themselves ask. */

import { createHash } from 'node:crypto';
import { isEnrolmentSignedBy } from '../../access/signed-request.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { BatchQuery, BatchReceipt, EnrolRequest, EnrolResult } from '../../contract/sensor.ts';
import { BATCH_OCTETS_LIMIT } from '../../contract/sensor-batch.ts';
import { type BatchOutcome, receiveBatch } from '../../store/sensor-batches.ts';
import { enrolSensor } from '../../store/sensors.ts';
import type { Routes } from '../context.ts';
import { ProblemError } from '../problem.ts';
import { UnknownCallers } from '../record/unknown-callers.ts';
import { callingSensor } from '../sensor-access.ts';

/** Lines of JSON, compressed with gzip. */
const BATCH_TYPE = 'application/vnd.wardlight.batch';

const REFUSALS: Readonly<
  Record<Exclude<BatchOutcome, 'stored' | 'known'>, readonly [status: number, sentence: string]>
> = {
  'set-back': [
    409,
    'Another batch with this number is here already: the data of this sensor was set back, or copied to a second one. Delete its folder and enrol it again.',
  ],
  full: [503, 'Too many batches of this sensor wait to be applied. Keep it, and send it again later.'],
  replayed: [401, 'This request was answered before. Sign a new one.'],
};

export const sensorIntakeRoutes: Routes =
  ({ database }) =>
  async (server) => {
    const unknown = new UnknownCallers(database);
    server.post('/api/sensor/enrol', {
      config: { access: 'public', audit: 'sensor.enrol', rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        summary: 'Exchange an enrolment token for the right to deliver',
        body: EnrolRequest,
        response: { 200: EnrolResult, ...PROBLEMS },
      },
      handler: async (request) => {
        const { token, publicKey, proof } = request.body;
        const key = Buffer.from(publicKey, 'base64url');
        const enrolled = isEnrolmentSignedBy(token, proof, key)
          ? await enrolSensor(database, token, key)
          : undefined;
        if (!enrolled) {
          await unknown.record('sensor.enrol', 'enrolment-refused', request.ip);
          throw new ProblemError(
            403,
            'enrolment-refused',
            'The enrolment token is not valid, was used or is older than a day. Get a new one for this sensor.',
          );
        }
        const { organisation, sensor: id, name } = enrolled;
        request.audited = {
          ...{ organisation, who: { kind: 'sensor', id, name }, target: { kind: 'sensor', id } },
          // With which key it is known from now on.
          change: { publicKeySha256: createHash('sha256').update(key).digest('hex') },
        };
        return enrolled;
      },
    });

    // Stored as it comes: it is read by a job.
    server.addContentTypeParser(
      BATCH_TYPE,
      { parseAs: 'buffer', bodyLimit: BATCH_OCTETS_LIMIT },
      (_request, body, done) => done(null, body),
    );

    server.post('/api/sensor/batches', {
      config: { access: 'sensor' },
      bodyLimit: BATCH_OCTETS_LIMIT,
      schema: {
        summary: 'Deliver a batch; the answer says that it is safe',
        consumes: [BATCH_TYPE],
        querystring: BatchQuery,
        response: { 200: BatchReceipt, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, sensor, nonce, skewMs, bodySha256: sha256 } = callingSensor(request);
        const { sequence } = request.query;
        const body = request.body;
        if (!Buffer.isBuffer(body))
          throw new ProblemError(415, 'invalid-request', `Send a batch as ${BATCH_TYPE}.`);
        const batch = { sensor, sequence, body, sha256, nonce, skewMs };
        const outcome = await receiveBatch(database, organisation, batch);
        if (outcome === 'stored' || outcome === 'known') return { sequence };
        const [status, sentence] = REFUSALS[outcome];
        throw new ProblemError(status, `batch-${outcome}`, sentence);
      },
    });
  };
