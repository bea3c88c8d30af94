/** Ends of conversations as people know them. */

import { sql, type Transaction } from 'kysely';
import type { DeviceSelection } from '../../access/device-selection.ts';
import type { Tables } from '../schema.ts';
import type { EndKind } from '../schema-conversations.ts';
import { visibleDevices, WHOLE_OF_RECORD } from '../visible-devices.ts';

export interface KnownEnd {
  readonly kind: EndKind;
  readonly device: KnownDevice | null;
  readonly ip: string | null;
}

export interface KnownDevice {
  readonly id: string;
  readonly category: string;
  /** Best host name, else model; null when neither is known. */
  readonly name: string | null;
  readonly ip: string | null;
  readonly mac: string | null;
  readonly vlan: number | null;
}

export interface BareEnd {
  readonly kind: EndKind;
  readonly deviceId: string | null;
  readonly ip: string | null;
}

/**
 * Describes ends: parts as their whole device. Of a device that the reader may not see, its id and address are told, which
 * the traffic of the other end shows; of one that is gone, its id.
 */
export async function describeEnds(
  transaction: Transaction<Tables>,
  ends: readonly BareEnd[],
  selection: DeviceSelection,
): Promise<(end: BareEnd) => KnownEnd> {
  const ids = [...new Set(ends.flatMap(({ deviceId }) => deviceId ?? []))];
  const { rows } = await sql<KnownDevice & { readonly record: string; readonly isSeen: boolean }>`
    select record.id as record, device.id, device.category, host(device.ips[1]) as ip, device.macs[1]::text as mac,
           (select min(v) from unnest(device.vlans) v) as vlan,
           coalesce(device.hostnames -> 0 ->> 'value', a.value) as name,
           coalesce(${visibleDevices(selection)}, false) as "isSeen"
      from device record join device on device.id = ${WHOLE_OF_RECORD}
      left join device_attribute a on a.device_id = device.id and a.attribute = 'model' and a.rank = 0
     where record.id = any(${ids}::uuid[])`.execute(transaction);
  const known = new Map(
    rows.map(({ record, isSeen, ...row }) => [record, isSeen ? row : { ...gone(row.id), ip: row.ip }]),
  );
  return ({ kind, deviceId, ip }) => ({
    kind,
    ip,
    device: deviceId === null ? null : (known.get(deviceId) ?? gone(deviceId)),
  });
}

function gone(id: string): KnownDevice {
  return { id, category: 'unknown', name: null, ip: null, mac: null, vlan: null };
}
