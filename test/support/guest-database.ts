/** The database of a server that runs, as the commands beside it open it. */

import { Database } from '../../src/store/database.ts';
import { EmbeddedPostgres } from '../../src/store/postgres/embedded-postgres.ts';

/** Works with the database in a data folder as a guest: the server keeps it. */
export async function withGuestDatabase<Result>(
  folder: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const guest = await EmbeddedPostgres.start(folder, { asGuest: true });
  const database = await Database.open(guest.connection);
  try {
    return await work(database);
  } finally {
    await database.close();
    await guest.stop();
  }
}
