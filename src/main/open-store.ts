/** The database of the settings: the embedded one, started or adopted, or a server of the hospital's own. */

import type { Config } from '../config/config.ts';
import { Database } from '../store/database.ts';
import type { ConnectionSettings } from '../store/postgres/connection-settings.ts';
import { type DatabaseWatcher, EmbeddedPostgres } from '../store/postgres/embedded-postgres.ts';

export interface OpenStore {
  readonly database: Database;
  /** How others of this process reach it: the settings of the embedded one, or DATABASE_URL. */
  readonly connection: string | ConnectionSettings;
  /** Where the data is, for people. */
  readonly place: string;
  /** Whether no other server can be using it. */
  readonly isSole: boolean;
  /** Names who is told when the embedded database ends by itself; a server of the hospital's own has its own watch. */
  watch(watcher: DatabaseWatcher): void;
  /** Closes in reverse order of opening. */
  close(): Promise<void>;
}

/** Opens it without touching its schema; as a guest also while a server has it. Throws a StoreError. */
export async function openStore(
  { databaseUrl, dataFolder }: Pick<Config, 'databaseUrl' | 'dataFolder'>,
  options: { asGuest?: boolean } = {},
): Promise<OpenStore> {
  if (databaseUrl !== undefined) {
    const database = await Database.open(databaseUrl);
    return {
      ...{ database, connection: databaseUrl, place: 'the server of DATABASE_URL', isSole: false },
      watch: () => undefined,
      close: () => database.close(),
    };
  }
  const server = await EmbeddedPostgres.start(dataFolder, options);
  try {
    const database = await Database.open(server.connection);
    const close = async () => {
      await database.close();
      await server.stop();
    };
    const watch = (watcher: DatabaseWatcher) => server.watch(watcher);
    return {
      ...{ database, connection: server.connection, place: dataFolder, isSole: options.asGuest !== true },
      ...{ watch, close },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
