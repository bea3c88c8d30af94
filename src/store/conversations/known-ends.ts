/** Ends of conversations as people know them. */

import { sql, type Transaction } from 'kysely';
import type { EndKind, Tables } from '../schema.ts';

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

/** Describes ends; a device that is gone keeps its id alone. */
export async function describeEnds(
  transaction: Transaction<Tables>,
  ends: readonly BareEnd[],
): Promise<(end: BareEnd) => KnownEnd> {
  const ids = [...new Set(ends.flatMap(({ deviceId }) => deviceId ?? []))];
  const { rows } = await sql<KnownDevice>`
    select d.id, d.category, host(d.ips[1]) as ip, d.macs[1]::text as mac,
           (select min(v) from unnest(d.vlans) v) as vlan,
           coalesce(d.hostnames -> 0 ->> 'value', a.value) as name
      from device d left join device_attribute a on a.device_id = d.id and a.attribute = 'model' and a.rank = 0
     where d.id = any(${ids}::uuid[])`.execute(transaction);
  const known = new Map(rows.map((row) => [row.id, row]));
  return ({ kind, deviceId, ip }) => ({
    kind,
    ip,
    device: deviceId === null ? null : (known.get(deviceId) ?? gone(deviceId)),
  });
}

function gone(id: string): KnownDevice {
  return { id, category: 'unknown', name: null, ip: null, mac: null, vlan: null };
}
