/** The start of `wardlight serve`: the database comes up while the code of the server is loaded, for each takes seconds. */

import type { Config } from '../config/config.ts';
import { openStore } from './open-store.ts';
import type { RunningServer } from './run-server.ts';

/** Starts the server of the settings. Throws a StoreError, or the error of the system when the port is taken. */
export async function startServer(config: Config, version: string): Promise<RunningServer> {
  const opening = openStore(config);
  const loading = import('./run-server.ts');
  const store = await opening;
  const { runServer } = await loading;
  return runServer(config, version, store);
}
