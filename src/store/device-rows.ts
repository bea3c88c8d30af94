/** Devices as rows: one record, its values with evidence, services and addresses, read and written many at a time. */

import { type Selectable, sql, type Transaction } from 'kysely';
import type { ScanMode } from '../active/gates.ts';
import { groupedBy } from '../base/lists-by-key.ts';
import { printableText } from '../base/printable-text.ts';
import { identifyingSerial } from '../identify/previous-inventory.ts';
import type { VendorDirectory } from '../identify/vendors.ts';
import type { OrganisationId } from './database.ts';
import { ATTRIBUTE_COLUMNS, attributeColumns, searchLines } from './device-columns.ts';
import type { KeptDevice, KeptValue } from './merge-device.ts';
import type { Tables } from './schema.ts';
import type { DeviceTable } from './schema-devices.ts';

/** What merging knows beforehand; `main` loads it. */
export interface DeviceRules {
  readonly vendors: VendorDirectory;
  /** Criticality of a category by its id, 1 to 5. */
  readonly criticalityOf: ReadonlyMap<string, number>;
  /** Whether devices of a category may be asked anything, by its id. */
  readonly scanModeOf: ReadonlyMap<string, ScanMode>;
}

/** Columns of the facts of a device, without its values and services. */
export const FACT_COLUMNS = [
  ...(['id', 'macs', 'ips', 'vlans', 'hostnames', 'category', 'category_confidence'] as const),
  ...(['category_reasons', 'category_set_by_person', 'inferred_category', 'first_at', 'last_at'] as const),
  ...(['packets', 'octets', 'peers', 'conversations_both_ways', 'conversations_one_way'] as const),
  ...(['seen_as', 'profile', 'decisions'] as const),
] as const;

export type FactRow = Pick<Selectable<DeviceTable>, (typeof FACT_COLUMNS)[number]>;

/** Devices by id, whole ones and parts, each as `mergeDevice` takes it. */
export async function loadDevices(
  transaction: Transaction<Tables>,
  ids: readonly string[],
): Promise<Map<string, KeptDevice>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('device')
    .select(FACT_COLUMNS)
    .where('id', 'in', [...ids])
    .execute();
  const values = await transaction
    .selectFrom('device_attribute')
    .select(['device_id', 'attribute', 'value', 'confidence', 'evidence', 'set_by_person', 'kept'])
    .where('device_id', 'in', [...ids])
    .orderBy('attribute')
    .orderBy('rank')
    .execute();
  const services = await transaction
    .selectFrom('device_service')
    .select(['device_id', 'transport', 'port', 'protocol', 'role'])
    .where('device_id', 'in', [...ids])
    .orderBy('role', 'desc')
    .orderBy('port')
    .orderBy('transport')
    .orderBy('protocol')
    .execute();
  const [valuesOf, servicesOf] = [groupedBy(values, deviceOf), groupedBy(services, deviceOf)];
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...factsOf(row),
        services: (servicesOf.get(row.id) ?? []).map(({ device_id: _, ...service }) => service),
        values: (valuesOf.get(row.id) ?? []).map(({ device_id: _, set_by_person, kept, ...value }) => ({
          ...(value as Pick<KeptValue, 'attribute' | 'value' | 'confidence' | 'evidence'>),
          ...(set_by_person && { setByPerson: true as const }),
          ...(kept && { kept: true as const }),
        })),
      },
    ]),
  );
}

/** The facts of a row. */
export function factsOf(row: FactRow): Omit<KeptDevice, 'services' | 'values'> {
  const { macs, ips, vlans, hostnames, packets, octets, peers, profile, decisions } = row;
  return {
    ...{ macs, ips, vlans, hostnames, packets, octets, peers, profile, decisions },
    category: {
      ...{ value: row.category, confidence: row.category_confidence, reasons: row.category_reasons },
      ...(row.category_set_by_person && { setByPerson: true as const }),
    },
    ...(row.inferred_category && { inferredCategory: row.inferred_category }),
    ...{ firstAt: row.first_at.toISOString(), lastAt: row.last_at.toISOString(), seenAs: row.seen_as },
    conversations: { bothWays: row.conversations_both_ways, oneWay: row.conversations_one_way },
  };
}

const deviceOf = ({ device_id }: { readonly device_id: string }) => device_id;

/**
 * Columns that writing a device sets, with their types. Each batch travels as one JSON parameter: a statement takes at most
 * 65,535 parameters, fewer than the evidence of a batch may have.
 */
const WRITTEN: Readonly<Record<string, string>> = {
  ...{ id: 'uuid', macs: 'macaddr[]', ips: 'inet[]', vlans: 'int[]', hostnames: 'jsonb' },
  ...{ category: 'text', category_confidence: 'smallint', category_reasons: 'jsonb' },
  ...{ category_set_by_person: 'boolean', inferred_category: 'jsonb', category_criticality: 'smallint' },
  ...{ first_at: 'timestamptz', last_at: 'timestamptz', packets: 'bigint', octets: 'bigint', peers: 'int' },
  ...{ conversations_both_ways: 'bigint', conversations_one_way: 'bigint', seen_as: 'text', profile: 'text' },
  ...{ decisions: 'jsonb', identifying_serial: 'text', searched_facts: 'text' },
  ...Object.fromEntries(Object.values(ATTRIBUTE_COLUMNS).map((column) => [column, 'text'])),
};

/** Writes whole devices and parts as they are given; what people said of them stays. */
export async function writeDevices(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  devices: ReadonlyMap<string, KeptDevice>,
  rules: DeviceRules,
): Promise<void> {
  if (devices.size === 0) return;
  const ids = [...devices.keys()];
  const columns = Object.keys(WRITTEN);
  const list = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));
  const definition = sql.raw(columns.map((name) => `"${name}" ${WRITTEN[name]}`).join(', '));
  const rows = [...devices].map(([id, device]) => deviceRow(id, device, rules));
  const updates = columns
    .filter((name) => name !== 'id')
    .map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`);
  await sql`
    insert into device (organisation_id, ${list(columns)})
    select ${organisation}, ${list(columns)} from jsonb_to_recordset(${jsonOf(rows)}::jsonb) as r (${definition})
    on conflict (id) do update set ${sql.join(updates)}`.execute(transaction);
  for (const table of ['device_attribute', 'device_service', 'device_ip', 'device_mac'] as const)
    await transaction.deleteFrom(table).where('device_id', 'in', ids).execute();
  await sql`
    insert into device_attribute
      (organisation_id, device_id, attribute, value, rank, confidence, evidence, set_by_person, kept)
    select ${organisation}, * from jsonb_to_recordset(${jsonOf([...devices].flatMap(valueRows))}::jsonb)
      as r (device_id uuid, attribute text, value text, rank smallint, confidence smallint, evidence jsonb,
            set_by_person boolean, kept boolean)`.execute(transaction);
  const services = [...devices].flatMap(([device_id, { services: its }]) =>
    its.map((service) => ({ device_id, ...service })),
  );
  await sql`
    insert into device_service (organisation_id, device_id, transport, port, protocol, role)
    select ${organisation}, * from jsonb_to_recordset(${jsonOf(services)}::jsonb)
      as r (device_id uuid, transport text, port int, protocol text, role text)`.execute(transaction);
  await sql`
    insert into device_ip (organisation_id, device_id, ip)
    select organisation_id, id, unnest(ips) from device where id = any(${ids}::uuid[])
    on conflict do nothing`.execute(transaction);
  await sql`
    insert into device_mac (organisation_id, device_id, mac)
    select organisation_id, id, unnest(macs) from device where id = any(${ids}::uuid[])
    on conflict do nothing`.execute(transaction);
}

function deviceRow(id: string, device: KeptDevice, { criticalityOf }: DeviceRules): object {
  const { macs, ips, vlans, hostnames, category, inferredCategory, firstAt, lastAt, values } = device;
  const { packets, octets, peers, conversations, seenAs, profile, decisions } = device;
  const serial = values.find(({ attribute }) => attribute === 'serialNumber');
  const columns = attributeColumns(values);
  return {
    ...{ id, macs, ips, vlans, hostnames, packets, octets, peers, profile, decisions },
    ...{ category: category.value, category_confidence: category.confidence },
    ...{ category_reasons: category.reasons, category_set_by_person: category.setByPerson === true },
    inferred_category: inferredCategory ?? null,
    category_criticality: criticalityOf.get(category.value) ?? null,
    ...{ first_at: firstAt, last_at: lastAt, seen_as: seenAs },
    conversations_both_ways: conversations.bothWays,
    conversations_one_way: conversations.oneWay,
    identifying_serial: identifyingSerial(serial) ?? null,
    searched_facts: searchLines([...Object.values(columns), category.value, ...macs, ...ips]),
    ...columns,
  };
}

function valueRows([device_id, { values }]: readonly [string, KeptDevice]): object[] {
  const ranks = new Map<string, number>();
  return values.map(({ attribute, value, confidence, evidence, setByPerson, kept }) => {
    const rank = ranks.get(attribute) ?? 0;
    ranks.set(attribute, rank + 1);
    const marks = { set_by_person: setByPerson === true, kept: kept === true };
    return { device_id, attribute, value, rank, confidence, evidence, ...marks };
  });
}

/** JSON that the database takes: it refuses zeros and halves of characters within texts. */
function jsonOf(rows: readonly object[]): string {
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())
      ? printableText(value)
      : value,
  );
}
