/**
 * Who asks about devices. Every question that people ask begins with `devicesSeenBy`, and so does every change that they
 * make: what it leaves out, nobody finds, counts, exports or edits.
 */

import type { SelectQueryBuilder, Transaction } from 'kysely';
import type { OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';

export interface DeviceReader {
  readonly organisation: OrganisationId;
}

export type DeviceQuery = SelectQueryBuilder<Tables, 'device', object>;

/** The devices that the reader may see: whole ones, of the organisation of the transaction. */
export function devicesSeenBy(transaction: Transaction<Tables>, _reader: DeviceReader): DeviceQuery {
  return transaction.selectFrom('device').where('device.part_of', 'is', null);
}
