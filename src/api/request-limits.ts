/**
 * How many requests are answered in a minute: of one person or key where somebody is known, of one address where not. A
 * whole hospital may come from one address, and nobody's program may take what the others need.
 */

import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem.ts';

const MINUTE_MS = 60_000;
/** Requests in a minute: to public routes from an address, with a session or key from an address, of one principal. */
const PUBLIC_REQUESTS = 600;
const ADDRESS_REQUESTS = 6_000;
export const PRINCIPAL_REQUESTS = 1_200;

/** Registers the limits by address. */
export async function limitAddresses(server: FastifyInstance): Promise<void> {
  await server.register(rateLimit, {
    timeWindow: MINUTE_MS,
    max: (request) => (isPublic(request) ? PUBLIC_REQUESTS : ADDRESS_REQUESTS),
    keyGenerator: (request) => `${request.ip} ${isPublic(request) ? 'public' : 'known'}`,
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  });
}

const isPublic = ({ routeOptions }: FastifyRequest): boolean =>
  routeOptions.config.access === undefined || routeOptions.config.access === 'public';

/** Counts requests of persons and keys; call it once somebody is known. Throws a ProblemError beyond the limit. */
export function principalLimiter(server: FastifyInstance): (request: FastifyRequest) => Promise<void> {
  const count = server.createRateLimit({
    max: PRINCIPAL_REQUESTS,
    timeWindow: MINUTE_MS,
    keyGenerator: ({ caller }) => `${caller?.key ? 'key' : 'person'} ${caller?.key?.id ?? caller?.userId}`,
  });
  return async (request) => {
    const result = await count(request);
    if (!result.isAllowed && result.isExceeded) throw tooMany(result.ttl);
  };
}

const tooMany = (ttlMs: number): ProblemError =>
  new ProblemError(
    429,
    'too-many-requests',
    `Too many requests. Wait ${Math.max(1, Math.ceil(ttlMs / 1_000))} seconds.`,
  );
