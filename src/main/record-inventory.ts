/** Records that were read, in the form in which `wardlight inspect` gives an inventory. */

import { INVENTORY_SCHEMA, type Inventory, type InventoryCapture } from '../identify/inventory.ts';
import type { ReadRecords } from './read-records.ts';

/** The files stand where captures do: evidence refers to them, and `packet` is the line or record. */
export function inventoryOfRecords({ files, devices, profiles, damages }: ReadRecords): Inventory {
  const captures = files.map(
    ({ file, format, read, skipped, firstAt, lastAt }, index): InventoryCapture => ({
      ...{ file, packets: read, octets: 0, firstAt, lastAt, linkTypes: [format] },
      anomalies: { ...skipped },
      damagedAt: damages.has(index) ? { octet: 0, packet: read, reason: damages.get(index) ?? '' } : null,
    }),
  );
  return {
    schema: INVENTORY_SCHEMA,
    captures,
    unusedDecisions: [],
    devices,
    profiles: () => profiles.all(),
    notSeen: undefined,
  };
}
