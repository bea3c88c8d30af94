/** Every device of a list, in its order, for a file: read with a cursor of the database, a portion at a time. */

import { sql } from 'kysely';
import type { Filter } from '../query/filter.ts';
import type { Database } from './database.ts';
import { devicesThatFit, type ListedDevice, listedDevices } from './device-list.ts';
import type { DeviceReader } from './device-reader.ts';
import { orderOf, type SortOrder, withOrder } from './device-sorts.ts';

/** Devices of one portion. */
const PORTION = 500;

/**
 * Hands over portions until all were read; `take` ends the export by returning false. The transaction lasts as long: the
 * list is that of its start, what is known of a device that of its turn.
 */
export function exportDevices(
  database: Database,
  reader: DeviceReader,
  { filter, now, sort }: { readonly filter: Filter; readonly now: number; readonly sort: SortOrder },
  take: (devices: readonly ListedDevice[]) => Promise<boolean>,
): Promise<void> {
  return database.asOrganisation(reader.organisation, async (transaction) => {
    const ids = withOrder(devicesThatFit(transaction, reader, filter, now), sort)
      .select('device.id')
      .orderBy(orderOf(sort, 'some'));
    await sql`declare exported no scroll cursor for ${ids}`.execute(transaction);
    for (;;) {
      const { rows } = await sql<{ id: string }>`fetch ${sql.lit(PORTION)} from exported`.execute(
        transaction,
      );
      if (rows.length === 0) return;
      const devices = await listedDevices(
        transaction,
        rows.map(({ id }) => id),
      );
      if (!(await take(devices))) return;
    }
  });
}
