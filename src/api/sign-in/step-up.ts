/** A session whose second factor is proven anew: by a one-time code or a passkey. Its cookie changes, its end does not. */

import { isAPIError } from 'better-auth/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Factor } from '../../store/schema-people.ts';
import { endSession, replaceSession } from '../../store/sessions.ts';
import { callerOfRoute, sessionOfRoute } from '../access.ts';
import type { ApiContext } from '../context.ts';
import { ProblemError } from '../problem.ts';
import { libraryHeaders } from './address-header.ts';
import { attempt } from './attempts.ts';
import { judgeCode } from './one-time-codes.ts';
import type { SessionStart } from './session-endpoints.ts';

/** Throws a ProblemError when the code is wrong, was used, or too many were. */
export async function stepUpByCode(
  { database, authentication }: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
): Promise<Factor> {
  const old = sessionOfRoute(request);
  const { userId, email } = callerOfRoute(request);
  const { secretConfig } = await authentication.$context;
  const isRight = async () => (await judgeCode(database, secretConfig, userId, code)) === 'right';
  await attempt(database, email, old.id, isRight, 'This code is wrong, or was used. Wait for the next one.');
  const start: SessionStart = {
    ...{ userId, factor: 'one-time-code', factorAt: new Date(), expiresAt: old.expiresAt },
    organisationId: old.organisationId ?? undefined,
  };
  const { headers } = await authentication.api.beginSession({
    ...{ body: start as never, headers: libraryHeaders(request), returnHeaders: true },
  });
  reply.header('set-cookie', headers.getSetCookie());
  await endSession(database, userId, old.id);
  return 'one-time-code';
}

/** Throws a ProblemError when the answer is wrong, or is of another person's passkey. */
export async function stepUpByPasskey(
  { database, authentication }: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  passkey: object,
): Promise<Factor> {
  const old = sessionOfRoute(request);
  const refused = new ProblemError(401, 'wrong-secret', 'This passkey is not accepted.');
  const { headers, response } = await authentication.api
    .verifyPasskeyAuthentication({
      ...{ body: { response: passkey as never }, headers: libraryHeaders(request), returnHeaders: true },
    })
    .catch((error: unknown) => {
      if (!isAPIError(error)) throw error;
      throw error.statusCode === 429
        ? new ProblemError(429, 'locked', 'Too many failed attempts. Wait 15 minutes.')
        : refused;
    });
  if (response.user.id !== callerOfRoute(request).userId) {
    await endSession(database, response.user.id, response.session.id);
    throw refused;
  }
  const { id, expiresAt } = old;
  const organisationId = old.organisationId ?? null;
  await replaceSession(database, { id, expiresAt, organisationId }, response.session.token);
  reply.header('set-cookie', headers.getSetCookie());
  return 'passkey';
}
