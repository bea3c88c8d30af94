/**
 * Who asks about devices. Every question that people ask begins with `devicesSeenBy`, and so does every change that they
 * make: what it leaves out, nobody finds, counts, exports or edits.
 */

import type { SelectQueryBuilder, Transaction } from 'kysely';
import type { DeviceSelection } from '../access/device-selection.ts';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import { visibleDevices } from './visible-devices.ts';

export interface DeviceReader {
  readonly organisation: OrganisationId;
  /** The devices that the reader has the permission for. */
  readonly selection: DeviceSelection;
}

export type DeviceQuery = SelectQueryBuilder<Tables, 'device', object>;

/** The devices that the reader may see: whole ones, of the organisation of the transaction. */
export function devicesSeenBy(transaction: Transaction<Tables>, { selection }: DeviceReader): DeviceQuery {
  return transaction
    .selectFrom('device')
    .where('device.part_of', 'is', null)
    .where(visibleDevices(selection));
}

/** Whether the reader may see this device. */
export function isDeviceSeen(database: Database, reader: DeviceReader, device: string): Promise<boolean> {
  return database.readAsOrganisation(reader.organisation, async (transaction) => {
    const row = await devicesSeenBy(transaction, reader)
      .select('device.id')
      .where('device.id', '=', device)
      .executeTakeFirst();
    return row !== undefined;
  });
}
