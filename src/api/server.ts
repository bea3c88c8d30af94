/**
 * The HTTP server: contracts checked in both directions, problems as RFC 9457, security headers, a limit on requests, and
 * every route with a stated permission. Nothing here listens: `main` does.
 */

import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { BreachedPasswords } from '../store/breached-passwords.ts';
import type { CaptureFiles } from '../store/capture-files.ts';
import type { CaptureStore } from '../store/captures.ts';
import type { Database } from '../store/database.ts';
import type { DeviceRules } from '../store/device-rows.ts';
import { guardRoutes } from './access.ts';
import { CONNECTION_LIMITS } from './connection-limits.ts';
import { contentSecurityPolicy, serveConsole } from './console-files.ts';
import type { ApiContext } from './context.ts';
import { describeRoutes } from './description/openapi.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { ProblemError, sendProblem } from './problem.ts';
import { recordCalls } from './record/recorded-calls.ts';
import { limitAddresses } from './request-limits.ts';
import { loggerOf } from './request-log.ts';
import type { RiskDesk } from './risk-desk.ts';
import { ROUTES } from './routes/registry.ts';
import { createAuthentication } from './sign-in/authentication.ts';
import { sealingWith } from './sign-in/sealing.ts';
import { ChangeStreams } from './stream/change-streams.ts';

/** Largest body that is read at once; uploads are streams. */
const BODY_LIMIT = 1 << 20;

export interface ServerOptions {
  readonly database: Database;
  readonly captures: CaptureStore;
  readonly files: CaptureFiles;
  readonly deviceRules: DeviceRules;
  readonly version: string;
  /** Where browsers reach the server, such as `https://wardlight.hospital.example`. */
  readonly origin: string;
  /** At least 32 random characters, kept over restarts. */
  readonly secret: string;
  /** Folder of the built console; without it `/` says how to get one. */
  readonly consoleFolder?: string;
  readonly logLevel: 'info' | 'warn' | 'silent';
  readonly breachedPasswords?: BreachedPasswords | undefined;
  /** Where the log goes; absent: stdout. */
  readonly logStream?: { write(line: string): unknown } | undefined;
  /** Secret with which metrics are read; absent: API keys alone. */
  readonly metricsToken?: string | undefined;
  /** Seconds since each vulnerability feed was updated, of those that are known. */
  readonly feedAges?: (() => Promise<ReadonlyMap<string, number>>) | undefined;
  /** Whether outputs may reach this machine itself; absent: they may not. */
  readonly allowsLocalOutputs?: boolean | undefined;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed; absent: this machine's own. */
  readonly proxies?: readonly string[] | undefined;
  /** Absent: nothing is known of vulnerabilities. */
  readonly riskDesk?: RiskDesk;
}

/** A proxy in front usually runs on the same machine. */
const OWN_MACHINE = ['127.0.0.0/8', '::1/128'];

export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { database, captures, files, deviceRules, version, origin, secret, logLevel } = options;
  const server = Fastify({
    logger: loggerOf({ level: logLevel, stream: options.logStream }),
    ...CONNECTION_LIMITS,
    // A path that no route can be asked with; it is not repeated, for it can be as long as headers may be.
    frameworkErrors: (error, request, reply) => {
      const status = error.statusCode ?? 400;
      sendProblem(new ProblemError(status, 'invalid-request', 'There can be no such path.'), request, reply);
    },
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
  await limitAddresses(server);
  await describeRoutes(server, version);
  const report = (message: string) => server.log.error({ reason: message }, 'the sign-in library failed');
  const authentication = createAuthentication({ database, secret, origin, report });
  recordCalls(server, database);
  await serveConsole(server, options.consoleFolder);
  guardRoutes(server, authentication, database, { origin, metricsToken: options.metricsToken });
  const { breachedPasswords } = options;
  const changeStreams = new ChangeStreams(database);
  // A stream does not end by itself, and the server waits for every answer.
  server.addHook('preClose', () => changeStreams.stop());
  const context: ApiContext = {
    ...{ database, captures, files, deviceRules, authentication, changeStreams, version, origin },
    breachedPasswords,
    riskDesk: options.riskDesk,
    metrics: new ServerMetrics(server, database, options.feedAges),
    sealing: sealingWith((await authentication.$context).secretConfig),
    allowsLocalOutputs: options.allowsLocalOutputs ?? false,
  };
  for (const routes of ROUTES) await server.register(routes(context));
  return server;
}
