/** What the gate into service asks of a device. */

import { sql } from 'kysely';
import type { Database } from './database.ts';
import { findDevice } from './device-page.ts';
import type { DeviceReader } from './device-reader.ts';

/** Undefined when the reader sees no such device. */
export async function gateFactsOf(database: Database, reader: DeviceReader, asked: string) {
  const device = await findDevice(database, reader, asked);
  if (!device) return undefined;
  const kinds = await database.asOrganisation(reader.organisation, async (transaction) => {
    const { rows } = await sql<{ kind: string }>`
      select distinct d.kind from device_document l join document d on d.id = l.document_id
       where l.device_id = ${device.id}::uuid and d.state = 'read'`.execute(transaction);
    return new Set(rows.map(({ kind }) => kind));
  });
  const best = (wanted: string) => device.values.find(({ attribute }) => attribute === wanted)?.value ?? null;
  const { site, owner, zone, criticality, use, version } = device.place;
  return {
    ...{ id: device.id, version, use },
    facts: {
      ...{ category: device.category, vendor: best('vendor'), model: best('model') },
      ...{ site, owner, zone, criticality },
      ...{ hasDisclosure: kinds.has('mds2'), hasBill: kinds.has('sbom') },
      ...{ firstAt: Date.parse(device.firstAt), lastAt: Date.parse(device.lastAt) },
    },
  };
}
