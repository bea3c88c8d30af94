/**
 * The HTTP server: contracts checked in both directions, problems as RFC 9457, security headers, a limit on requests, and
 * every route with a stated permission. Nothing here listens: `main` does.
 */

import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { CaptureFiles } from '../store/capture-files.ts';
import type { CaptureStore } from '../store/captures.ts';
import type { Database } from '../store/database.ts';
import { guardRoutes } from './access.ts';
import { notFound, sendProblem } from './problem.ts';
import type { RiskDesk } from './risk-desk.ts';
import { ROUTES } from './routes/registry.ts';
import { createAuthentication, IDLE_SECONDS } from './sign-in/authentication.ts';
import { SessionActivity } from './sign-in/session-activity.ts';

/** Requests of one address in a minute. */
const REQUESTS_PER_MINUTE = 600;
/** Largest body that is read at once; uploads are streams. */
const BODY_LIMIT = 1 << 20;

export interface ServerOptions {
  readonly database: Database;
  readonly captures: CaptureStore;
  readonly files: CaptureFiles;
  readonly version: string;
  /** Where browsers reach the server, such as `https://wardlight.hospital.example`. */
  readonly origin: string;
  /** At least 32 random characters, kept over restarts. */
  readonly secret: string;
  readonly logLevel: 'info' | 'warn' | 'silent';
  /** Absent: nothing is known of vulnerabilities. */
  readonly riskDesk?: RiskDesk;
}

export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { database, captures, files, version, origin, secret, logLevel } = options;
  const server = Fastify({
    logger: { level: logLevel },
    bodyLimit: BODY_LIMIT,
    genReqId: () => crypto.randomUUID(),
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler(sendProblem);
  server.setNotFoundHandler(() => {
    throw notFound('page');
  });
  const overTls = origin.startsWith('https:');
  await server.register(helmet, {
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: overTls ? [] : null } },
    strictTransportSecurity: overTls,
  });
  await server.register(rateLimit, { max: REQUESTS_PER_MINUTE, timeWindow: 60_000 });
  await server.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Wardlight', version } },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  const authentication = createAuthentication({ database, secret, origin });
  guardRoutes(server, authentication, new SessionActivity(IDLE_SECONDS), database);
  const context = { database, captures, files, authentication, version, riskDesk: options.riskDesk };
  for (const routes of ROUTES) await server.register(routes(context));
  server.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, () =>
    server.swagger(),
  );
  return server;
}
