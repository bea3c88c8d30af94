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
import type { BreachedPasswords } from '../store/breached-passwords.ts';
import type { CaptureFiles } from '../store/capture-files.ts';
import type { CaptureStore } from '../store/captures.ts';
import type { Database } from '../store/database.ts';
import { guardRoutes } from './access.ts';
import { contentSecurityPolicy, serveConsole } from './console-files.ts';
import type { ApiContext } from './context.ts';
import { sendProblem } from './problem.ts';
import { recordCalls } from './record/recorded-calls.ts';
import { ROUTES } from './routes/registry.ts';
import { createAuthentication } from './sign-in/authentication.ts';
import { sealingWith } from './sign-in/sealing.ts';
import { ChangeStreams } from './stream/change-streams.ts';

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
  /** Folder of the built console; without it `/` says how to get one. */
  readonly consoleFolder?: string;
  readonly logLevel: 'info' | 'warn' | 'silent';
  readonly breachedPasswords?: BreachedPasswords | undefined;
  /** Whether outputs may reach this machine itself; absent: they may not. */
  readonly allowsLocalOutputs?: boolean | undefined;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed; absent: this machine's own. */
  readonly proxies?: readonly string[] | undefined;
}

/** A proxy in front usually runs on the same machine. */
const OWN_MACHINE = ['127.0.0.0/8', '::1/128'];

export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { database, captures, files, version, origin, secret, logLevel } = options;
  const server = Fastify({
    logger: { level: logLevel },
    bodyLimit: BODY_LIMIT,
    genReqId: () => crypto.randomUUID(),
    trustProxy: [...(options.proxies ?? OWN_MACHINE)],
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.decorateRequest('problem', undefined);
  server.setErrorHandler(sendProblem);
  const overTls = origin.startsWith('https:');
  await server.register(helmet, {
    contentSecurityPolicy: contentSecurityPolicy(overTls),
    strictTransportSecurity: overTls,
    referrerPolicy: { policy: 'no-referrer' },
  });
  await server.register(rateLimit, { max: REQUESTS_PER_MINUTE, timeWindow: 60_000 });
  await server.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Wardlight', version } },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  const report = (message: string) => server.log.error({ reason: message }, 'the sign-in library failed');
  const authentication = createAuthentication({ database, secret, origin, report });
  recordCalls(server, database);
  await serveConsole(server, options.consoleFolder);
  guardRoutes(server, authentication, database, origin);
  const { breachedPasswords } = options;
  const changeStreams = new ChangeStreams(database);
  // A stream does not end by itself, and the server waits for every answer.
  server.addHook('preClose', () => changeStreams.stop());
  const context: ApiContext = {
    ...{ database, captures, files, authentication, changeStreams, version, origin, breachedPasswords },
    sealing: sealingWith((await authentication.$context).secretConfig),
    allowsLocalOutputs: options.allowsLocalOutputs ?? false,
  };
  for (const routes of ROUTES) await server.register(routes(context));
  server.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, () =>
    server.swagger(),
  );
  return server;
}
