/** Composition root of `wardlight serve`: jobs and HTTP server over an open database, started in this order and ended in reverse. */

import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildServer } from '../api/server.ts';
import type { Config } from '../config/config.ts';
import { BreachedPasswords } from '../store/breached-passwords.ts';
import type { CaptureFiles } from '../store/capture-files.ts';
import type { Database } from '../store/database.ts';
import { addUpdateFeeds } from '../store/feeds-state.ts';
import { prepareJobs } from '../store/jobs.ts';
import { keptSecret, randomText } from '../store/kept-secret.ts';
import { migrate } from '../store/migrate.ts';
import { allOrganisations } from '../store/organisations.ts';
import { offerSetup } from '../store/people.ts';
import { filesOnDisk } from '../store/received-files.ts';
import { announceServer } from '../store/server-presence.ts';
import type { StoreError } from '../store/store-error.ts';
import { feedAgeSeconds } from './feed-ages.ts';
import { jobContext } from './job-context.ts';
import { JobsInThread } from './jobs-in-thread.ts';
import type { OpenStore } from './open-store.ts';
import { ServerRiskDesk } from './risk-desk.ts';
import { pumpOutputs } from './send-outputs.ts';
import { takeInFolders } from './take-in-folders.ts';
import { feedFoldersIn, prepareFeedFolders } from './update-feeds-job.ts';

/** The same from src and from dist. */
const CONSOLE = new URL('../../dist/web/', import.meta.url);

export interface RunningServer {
  /** Where it listens. */
  readonly address: string;
  /** Where the first account is made, once; undefined when there is one. */
  readonly setupLink: string | undefined;
  /** Fulfilled when the server must end because another one has its data; the reason. */
  readonly lost: Promise<StoreError>;
  /** Answers what is under way, then ends everything. */
  stop(): Promise<void>;
}

/** Runs the server of the settings on its database, and closes that at the end. Throws as `startServer` does. */
export async function runServer(config: Config, version: string, store: OpenStore): Promise<RunningServer> {
  const ending: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ending.splice(0).reverse()) await end();
  };
  try {
    ending.push(store.close);
    const { database } = store;
    await migrate(database.kysely);
    const presence = await announceServer(database);
    ending.push(async () => presence.leave());
    const isSole = store.isSole || presence.isSole;
    // Signs cookies, and seals what the database keeps for others.
    const secret = keptSecret(path.join(config.dataFolder, 'server-secret'), () => randomText(32));
    const { dataFolder, maxFlowSlots, allowsLocalOutputs, metricsToken } = config;
    const settings = { dataFolder, maxFlowSlots, allowsLocalOutputs, secret, version };
    const stopping = new AbortController();
    const context = jobContext(database, settings, stopping.signal);
    const { captures, files, deviceRules } = context;
    await files.prepare();
    // A server that was killed may leave octets of what was never committed.
    if (isSole) await dropForgotten(database, files);
    prepareFeedFolders(feedFoldersIn(dataFolder));
    await prepareJobs(database);
    await addUpdateFeeds(database);
    const { origin, logLevel, proxies } = config;
    const list = config.breachedPasswords;
    const breachedPasswords = list === undefined ? undefined : await BreachedPasswords.open(list);
    if (breachedPasswords) ending.push(() => breachedPasswords.close());
    const riskDesk = new ServerRiskDesk(context);
    ending.push(() => riskDesk.close());
    const server = await buildServer({
      ...{ database, captures, files, deviceRules, riskDesk, version, origin, secret, logLevel, proxies },
      breachedPasswords,
      feedAges: () => feedAgeSeconds(database, Date.now()),
      ...{ consoleFolder: fileURLToPath(CONSOLE), allowsLocalOutputs, metricsToken },
      logStream: process[config.logTo],
    });
    const jobs = new JobsInThread({ connection: store.connection, isSole, settings }, (error) =>
      server.log.error({ err: error }, 'the thread of the jobs ended and is started again'),
    );
    ending.push(() => {
      stopping.abort();
      return jobs.stop();
    });
    ending.push(() => server.close());
    const lost = new Promise<StoreError>((resolve) =>
      store.watch({
        away: (reason) => server.log.error({ reason }, 'the database is away'),
        restored: () => server.log.warn('the database had ended and was started again'),
        lost: resolve,
      }),
    );
    const pump = pumpOutputs(context, (error) => server.log.error({ err: error }, 'outputs were not told'));
    ending.push(() => pump.stop());
    const intake = takeInFolders(
      { database, captures, files, dataFolder, server: os.hostname() },
      config.watchedFolders,
      (sentence) => server.log.warn(sentence),
    );
    ending.push(() => intake.stop());
    const address = await server.listen({ host: config.host, port: config.port });
    const token = await offerSetup(database);
    // In the fragment, which browsers do not send: no log of a proxy has the token.
    return { address, setupLink: token && `${origin}/setup#${token}`, lost, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function dropForgotten(database: Database, files: CaptureFiles): Promise<void> {
  const kept = new Set<string>();
  for (const organisation of await allOrganisations(database))
    for (const id of await filesOnDisk(database, organisation)) kept.add(id);
  await files.dropOthers(kept);
}
