/** Errors of the API as problem documents (RFC 9457): one shape, a stable code, a sentence for people. */

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { LastAdministratorError } from '../store/administrators.ts';

export const PROBLEM_TYPE = 'application/problem+json';

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

/** The same answer for what is not there and what one may not see. */
export const notFound = (what: string): ProblemError =>
  new ProblemError(404, 'not-found', `There is no such ${what}, or you may not see it.`);

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
  const status = error.statusCode ?? 500;
  if (status < 500) return send(request, reply, status, 'invalid-request', error.message);
  request.log.error({ err: error }, 'a request failed');
  return send(
    request,
    reply,
    500,
    'internal-error',
    `Something went wrong here. Report it with the number ${request.id}.`,
  );
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
