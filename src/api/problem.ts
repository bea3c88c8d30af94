/** Errors of the API as problem documents (RFC 9457): one shape, a stable code, a sentence for people. */

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { LastAdministratorError } from '../store/administrators.ts';
import { isDatabaseAway } from '../store/database-away.ts';

export const PROBLEM_TYPE = 'application/problem+json';
const TOO_MANY = 429;
const AWAY =
  'The database does not answer at the moment. Look whether what you sent is there before you send it again.';

/** A request that cannot be answered as asked. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** Stable, for programs: `not-found`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A request that has the described shape and still makes no sense; the sentence says why. */
export const invalidRequest = (sentence: string): ProblemError =>
  new ProblemError(400, 'invalid-request', sentence);

/** The same answer for what is not there and what one may not see. */
export const notFound = (what: string): ProblemError =>
  new ProblemError(404, 'not-found', `There is no such ${what}, or you may not see it.`);

/** For what holds for all devices, or all of a product, when somebody may do it on some alone. */
export const someDevicesOnly = (): ProblemError =>
  new ProblemError(
    403,
    'not-allowed',
    'This concerns devices that you may not edit: you may do it on some only.',
  );

declare module 'fastify' {
  interface FastifyRequest {
    /** Code of the problem that is answered; undefined as long as there is none. */
    problem: string | undefined;
  }
}

export function sendProblem(
  error: FastifyError | ProblemError | LastAdministratorError,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (error instanceof ProblemError) return send(request, reply, error.status, error.code, error.message);
  if (error instanceof LastAdministratorError)
    return send(request, reply, 409, 'last-administrator', error.message);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({ path: instancePath, message }));
    return send(request, reply, 400, 'invalid-request', 'The request is not as described.', { errors });
  }
  if (isDatabaseAway(error)) {
    request.log.error({ err: error }, 'the database is away');
    return send(request, reply, 503, 'database-away', AWAY);
  }
  const status = statusOf(error);
  if (status < 500) {
    const code = status === TOO_MANY ? 'too-many-requests' : 'invalid-request';
    return send(request, reply, status, code, error.message || 'The request cannot be answered as asked.');
  }
  request.log.error({ err: error }, 'a request failed');
  return send(
    request,
    reply,
    500,
    'internal-error',
    `Something went wrong here. Report it with the number ${request.id}.`,
  );
}

/** Whatever is thrown becomes a problem: what says no status of its own is a defect here. */
function statusOf(error: { readonly statusCode?: unknown } | null | undefined): number {
  const status = error?.statusCode;
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 600
    ? status
    : 500;
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  more: object = {},
) {
  request.problem = code;
  return reply
    .code(status)
    .type(PROBLEM_TYPE)
    .send({
      type: `urn:wardlight:${code}`,
      status,
      code,
      detail,
      instance: `urn:uuid:${request.id}`,
      ...more,
    });
}
