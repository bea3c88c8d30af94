/**
 * A whole server for tests that ask as many people: database, jobs and API in this process, asked without a port. People
 * are put straight into the database with a second factor and a session, since signing in each of them would meet the
 * limits against guessing.
 */

import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import type { Role } from '../../src/access/permissions.ts';
import { buildServer } from '../../src/api/server.ts';
import { sealingWith } from '../../src/api/sign-in/sealing.ts';
import { feedAgeSeconds } from '../../src/main/feed-ages.ts';
import { type JobContext, jobHandlers } from '../../src/main/jobs.ts';
import { loadDeviceRules } from '../../src/main/load-knowledge.ts';
import { feedFoldersIn, prepareFeedFolders } from '../../src/main/update-feeds-job.ts';
import { CaptureFiles } from '../../src/store/capture-files.ts';
import { CaptureStore } from '../../src/store/captures.ts';
import type { Database } from '../../src/store/database.ts';
import { prepareJobs, runJobs } from '../../src/store/jobs.ts';
import { type TestDatabase, useTestDatabase } from './test-database.ts';

const ORIGIN = 'http://127.0.0.1:8420';
const SECRET = 's'.repeat(43);
export const METRICS_TOKEN = 'm'.repeat(24);
const THREAD = new URL('../../dist/main/inventory-thread.js', import.meta.url);
const THREADS = new URL('../../dist/main/', import.meta.url);
const RECORDS_THREAD = new URL('../../dist/main/records-thread.js', import.meta.url);
const START_LIMIT_MS = 120_000;
/** How long the answer of a stream that does not end is listened to. */
const STREAM_MS = 300;

export interface TestServer extends TestDatabase {
  readonly jobContext: JobContext;
  readonly server: FastifyInstance;
  /** Signs the days of the audit log. */
  readonly auditKey: ReturnType<typeof generateKeyPairSync>['privateKey'];
}

/**
 * Starts one for all tests of the calling file; ask only within tests. `withFindings`: products are matched and devices scored
 * as well, which takes its time.
 */
export function useTestServer({ withFindings = false } = {}): () => TestServer {
  const test = useTestDatabase();
  let running: (TestServer & { readonly stop: () => Promise<void> }) | undefined;
  beforeAll(async () => {
    const { database, folder } = test();
    const files = new CaptureFiles(folder);
    const captures = new CaptureStore(database);
    await files.prepare();
    await prepareJobs(database);
    const feeds = feedFoldersIn(folder);
    prepareFeedFolders(feeds);
    const auditKey = generateKeyPairSync('ed25519').privateKey;
    const deviceRules = loadDeviceRules();
    const context: JobContext = {
      ...{ database, captures, files, deviceRules, auditKey, ...feeds },
      ...{ maxFlowSlots: 1 << 16, thread: THREAD, recordsThread: RECORDS_THREAD },
      ...{ documentThreads: THREADS, ...(withFindings && { threads: THREADS }) },
      outputs: { version: '0.0.0', allowsLoopback: true, open: sealingWith(SECRET).open },
    };
    const jobs = await runJobs(database, jobHandlers(context), { concurrency: 1, isSole: true });
    const settings = { version: '0.0.0', origin: ORIGIN, secret: SECRET, logLevel: 'silent' } as const;
    const server = await buildServer({
      ...{ database, captures, files, deviceRules, ...settings },
      ...{ allowsLocalOutputs: true, metricsToken: METRICS_TOKEN },
      feedAges: () => feedAgeSeconds(database, Date.now()),
    });
    await server.ready();
    const stop = async () => {
      await server.close();
      await jobs.stop();
    };
    running = { ...test(), server, auditKey, jobContext: context, stop };
  }, START_LIMIT_MS);
  afterAll(async () => running?.stop(), START_LIMIT_MS);
  return () => {
    if (!running) throw new Error('the server runs only within tests');
    return running;
  };
}

export interface TestAnswer {
  readonly status: number;
  readonly text: string;
  /** The JSON of the answer; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests compare its parts
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface Asked {
  /** An object is sent as JSON, octets as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Each comes from an address of their own, so that nobody meets another one's limits. */
let addresses = 0;

/** Somebody who asks a server: with a session, or without. */
export class TestPerson {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  private readonly server: FastifyInstance;
  private readonly cookie: string;
  private asked = 0;
  private address = '';

  constructor(
    server: FastifyInstance,
    { id, name, organisation, cookie }: { id: string; name: string; organisation: string; cookie: string },
  ) {
    this.server = server;
    this.id = id;
    this.name = name;
    this.organisation = organisation;
    this.cookie = cookie;
  }

  get(url: string, headers?: Readonly<Record<string, string>>): Promise<TestAnswer> {
    return this.ask('GET', url, headers ? { headers } : {});
  }

  post(url: string, body: object = {}): Promise<TestAnswer> {
    return this.ask('POST', url, { body });
  }

  async ask(method: string, url: string, { body, headers }: Asked = {}): Promise<TestAnswer> {
    const isOctets = Buffer.isBuffer(body);
    const answer = await this.server.inject({
      method: method as 'GET',
      url,
      remoteAddress: this.nextAddress(),
      payloadAsStream: true,
      headers: {
        origin: ORIGIN,
        ...(this.cookie !== '' && { cookie: this.cookie }),
        ...(isOctets && { 'content-type': 'application/octet-stream' }),
        ...headers,
      },
      ...(body !== undefined && { payload: body as object }),
    });
    const type = String(answer.headers['content-type']);
    const text = await textOf(answer.stream(), type.includes('event-stream'));
    return {
      ...{ status: answer.statusCode, text, headers: answer.headers },
      body: /[/+]json\b/.test(type) && text !== '' ? JSON.parse(text) : undefined,
    };
  }

  /** Another address after some hundred requests: the limit for one address is not what is tested. */
  private nextAddress(): string {
    if (this.asked++ % 200 === 0) {
      addresses++;
      this.address = `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
    }
    return this.address;
  }
}

/** What a stream says; of one that does not end by itself what it says at first. */
async function textOf(stream: Readable, isEndless: boolean): Promise<string> {
  const chunks: Buffer[] = [];
  const timer = isEndless && setTimeout(() => stream.destroy(), STREAM_MS);
  stream.on('data', (chunk: Buffer) => chunks.push(Buffer.from(chunk)));
  await finished(stream).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
  if (timer) clearTimeout(timer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Somebody without a session. */
export const stranger = (server: FastifyInstance): TestPerson =>
  new TestPerson(server, { id: '', name: '', organisation: '', cookie: '' });

/** A new organisation. */
export async function addOrganisation(database: Database, name: string): Promise<string> {
  const id = randomUUID();
  await database.asOrganisation(id, (t) => t.insertInto('organisation').values({ id, name }).execute());
  return id;
}

/** Somebody with these roles and a session, and a second factor that was proven now unless it is said otherwise. */
export async function addPerson(
  { database, server }: TestServer,
  organisation: string,
  name: string,
  roles: readonly Role[],
  options: { readonly secondFactor?: boolean } = {},
): Promise<TestPerson> {
  const [id, session, token] = [randomUUID(), randomUUID(), randomUUID()];
  const { secondFactor = true } = options;
  await sql`insert into "user" ("id", "name", "email", "emailVerified", "twoFactorEnabled")
    values (${id}, ${name}, ${`${id}@hospital.example`}, false, ${secondFactor})`.execute(database.kysely);
  const proven = secondFactor ? { factor: 'one-time-code', at: new Date() } : { factor: null, at: null };
  await sql`insert into "session" ("id", "token", "userId", "expiresAt", "updatedAt", "factor", "factorAt")
    values (${session}, ${token}, ${id}, now() + interval '1 hour', now(), ${proven.factor}, ${proven.at})`.execute(
    database.kysely,
  );
  for (const role of roles)
    await database.kysely
      .insertInto('membership')
      .values({ organisation_id: organisation, user_id: id, role })
      .execute();
  const signature = createHmac('sha256', SECRET).update(token).digest('base64');
  const cookie = `wardlight.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
  return new TestPerson(server, { id, name, organisation, cookie });
}
