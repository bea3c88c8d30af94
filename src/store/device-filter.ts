/** Filters as SQL: the one place that says what each field means. A condition is true or false, never unknown. */

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { isUuid } from '../base/uuid.ts';
import { PLURAL_ATTRIBUTES } from '../identify/attributes.ts';
import type { FieldName } from '../query/device-fields.ts';
import type { Condition, Filter, FilterValue, Operator } from '../query/filter.ts';
import { ATTRIBUTE_COLUMNS, type AttributeColumn, foldText, SEPARATOR } from './device-columns.ts';
import { type SaidColumn, saidText } from './device-place.ts';

type Sql = RawBuilder<SqlBool>;
type Known = Exclude<FilterValue, { kind: 'unknown' }>;

/** How a field is asked; `unknown` holds where nothing is known of it. */
interface FieldSql {
  readonly unknown: Sql;
  readonly holds: (operator: Operator, value: Known, now: number) => Sql;
  /** Values hold for a row that a device has in another table: that table is asked once for all of them. */
  readonly rows?: DeviceRows;
  /** Whether each of its texts stands in `device.search` too. */
  readonly isSearched?: true;
  /** Whether it is one column, whose index has the devices of known values with their ids. */
  readonly isColumn?: true;
}

/** A table of rows of devices, or those of its rows for which `which` is true. */
interface DeviceRows {
  readonly table: RawBuilder<unknown>;
  readonly which?: Sql;
  /** Whether no part of a device has such rows. */
  readonly areOfWholes?: true;
  /** How a device is asked that is looked at anyhow, where it has the same itself. */
  readonly ofDevice?: (any: Sql) => Sql;
}

const column = (name: string) => sql.ref(`device.${name}`);

const PLURAL_COLUMNS: ReadonlySet<string> = new Set(
  [...PLURAL_ATTRIBUTES].map((attribute) => ATTRIBUTE_COLUMNS[attribute]),
);

/** Few devices are in several VLANs: of only these the others are looked at. */
const DEVICE_VLANS = sql`(
  select id as device_id, first_vlan as vlan from device where part_of is null
  union all
  select id, vlan from device cross join unnest(vlans[2:]) vlan where part_of is null and vlan_count > 1)`;

const FIELDS: Readonly<Record<FieldName, FieldSql>> = {
  text: {
    unknown: sql`false`,
    holds: (_operator, value) => sql`device.search like ${partOf(value)}`,
  },
  id: {
    unknown: sql`false`,
    holds: (_operator, value) => {
      const id = foldText(textOf(value));
      return isUuid(id) ? sql`device.id = ${id}` : sql`false`;
    },
  },
  category: choiceField('known_category'),
  vendor: textField('vendor'),
  model: textField('model'),
  serial: textField('serial_number'),
  software: textField('software_version'),
  firmware: textField('firmware_version'),
  hardware: textField('hardware_version'),
  os: textField('os'),
  'os-version': textField('os_version'),
  hostname: textField('hostname'),
  'ae-title': textField('dicom_ae_title'),
  app: textField('app_name'),
  udi: textField('udi'),
  function: textField('function'),
  application: textField('application'),
  address: {
    unknown: sql`cardinality(device.ips) = 0`,
    holds: (_operator, value) => inRange('ip', 'inet', addressRange(value)),
    rows: { table: sql.table('device_ip') },
  },
  mac: {
    unknown: sql`cardinality(device.macs) = 0`,
    holds: (_operator, value) => inRange('mac', 'macaddr', macRange(value)),
    rows: { table: sql.table('device_mac') },
  },
  vlan: {
    unknown: sql`cardinality(device.vlans) = 0`,
    holds: (operator, value) => compareNumber(sql.ref('vlan'), operator, value),
    rows: {
      ...{ table: DEVICE_VLANS, areOfWholes: true },
      ofDevice: (any) => sql`exists (select from unnest(device.vlans) its(vlan) where ${any})`,
    },
  },
  port: serviceField(sql`role = 'server'`, (operator, value) => compareNumber(sql`port`, operator, value)),
  service: serviceField(sql`role = 'server'`, isProtocol),
  protocol: serviceField(sql`true`, isProtocol),
  site: placeField('site', 'site_id'),
  unit: placeField('unit', 'unit_id'),
  room: saidField('room'),
  zone: choiceField('zone'),
  owner: saidField('owner'),
  'asset-tag': saidField('asset_tag'),
  criticality: numberField('effective_criticality'),
  sensitivity: choiceField('data_sensitivity'),
  use: choiceField('use_state'),
  contract: saidField('service_contract'),
  'support-ends': timeField('support_ends', 'date', 1),
  seen: timeField('last_at', 'timestamptz', -1),
  first: timeField('first_at', 'timestamptz', -1),
  confidence: numberField('known_confidence'),
  'seen-as': choiceField('seen_as'),
  profile: choiceField('profile'),
  packets: numberField('packets'),
  octets: numberField('octets'),
  peers: numberField('peers'),
};

/** A text of which no index knows where it stands: looked for in the narrow table of texts. */
const SHORT_TEXT: FieldSql = {
  unknown: sql`false`,
  holds: (_operator, value) => sql`text like ${partOf(value)}`,
  rows: { table: sql.table('device_text'), areOfWholes: true },
};

/**
 * The filter as conditions that must all hold; `now` in milliseconds since 1970. What follows from them and only says
 * where to look is left out of `bare` ones. Those of devices that come `inOrder` ask these and not, before, who fits.
 */
export function filterSql(filter: Filter, now: number, { bare = false, inOrder = false } = {}): Sql[] {
  return filter.flatMap((condition) => {
    const { rows } = FIELDS[condition.field];
    return conditionSql(condition, now, inOrder ? rows?.ofDevice : undefined).slice(0, bare ? 1 : undefined);
  });
}

/** Whether indices alone can tell which devices fit: that of at most one column, and those of other tables. */
export function isOfOneIndex(filter: Filter): boolean {
  const ofColumns = filter.filter(({ field }) => !FIELDS[field].rows);
  const areKnown = filter.every(({ values }) => values.every(({ kind }) => kind !== 'unknown'));
  return (
    areKnown &&
    filter.length > 0 &&
    ofColumns.length <= 1 &&
    ofColumns.every(({ field, negated }) => !negated && FIELDS[field].isColumn)
  );
}

/**
 * Rows of devices that fit, the ids of these as `id`, when the filter asks for nothing but one kind of rows. A device comes as
 * often as it has such rows; parts of devices do not come.
 */
export function rowsThatFit(filter: Filter, now: number): RawBuilder<unknown> | undefined {
  const [condition] = filter;
  if (filter.length !== 1 || !condition || condition.negated) return undefined;
  const known = condition.values.flatMap((value) => (value.kind === 'unknown' ? [] : [value]));
  const { rows, holds } = fieldOf(condition);
  if (!rows || known.length < condition.values.length) return undefined;
  const any = anyOf(known.map((value) => holds(condition.operator, value, now)));
  const whole = rows.areOfWholes
    ? sql``
    : sql`and not exists (select from device part where part.id = its.device_id and part.part_of is not null)`;
  return sql`select device_id as id from ${rows.table} its where ${any} ${andWhich(rows)} ${whole}`;
}

/** How the condition is asked: of texts that no index finds another table than of others. */
function fieldOf({ field, negated, values }: Condition): FieldSql {
  const isShort = !values.every((value) => value.kind !== 'unknown' && hasTrigram(value));
  return field === 'text' && isShort && !negated ? SHORT_TEXT : FIELDS[field];
}

/** The condition, and after it what follows from it. */
function conditionSql(condition: Condition, now: number, ofDevice?: DeviceRows['ofDevice']): Sql[] {
  const { negated, operator, values } = condition;
  const known = values.flatMap((value) => (value.kind === 'unknown' ? [] : [value]));
  const isIndexed = known.length === values.length && known.every(hasTrigram);
  const { unknown, holds, rows, isSearched } = fieldOf(condition);
  const anyKnown = known.length > 0 ? [anyOf(known.map((value) => holds(operator, value, now)))] : [];
  // The database makes a join of a condition that stands alone, and asks for each device what stands in an "or".
  if (rows && negated && known.length === values.length) return anyKnown.map((any) => hasNone(rows, any));
  const any = anyOf([
    ...(rows ? anyKnown.map(ofDevice ?? ((it) => hasSome(rows, it))) : anyKnown),
    ...(known.length < values.length ? [unknown] : []),
  ]);
  // What is not known makes a comparison null: then it does not hold, and its opposite does.
  if (negated) return [sql`not coalesce(${any}, false)`];
  if (!isSearched || !isIndexed) return [any];
  // Follows from the condition, and has an index for parts of texts.
  return [any, anyOf(known.map((value) => sql`device.search like ${partOf(value)}`))];
}

function anyOf(conditions: readonly Sql[]): Sql {
  return sql`(${sql.join(conditions, sql` or `)})`;
}

function andWhich({ which }: DeviceRows): Sql {
  return which ? sql`and ${which}` : sql``;
}

function hasSome(rows: DeviceRows, any: Sql): Sql {
  return sql`device.id in (select device_id from ${rows.table} its where ${any} ${andWhich(rows)})`;
}

function hasNone(rows: DeviceRows, any: Sql): Sql {
  return sql`not exists (
    select from ${rows.table} its where its.device_id = device.id and ${any} ${andWhich(rows)})`;
}

/** Whether the index of parts of texts, which knows letters and digits by threes, can find the text. */
function hasTrigram(value: Known): boolean {
  return value.kind === 'text' && /[a-z0-9]{3}/.test(foldText(value.text));
}

const partOf = (value: Known) => `%${escapeLike(foldText(textOf(value)))}%`;

function textField(name: AttributeColumn): FieldSql {
  if (!PLURAL_COLUMNS.has(name)) return foldedField(column(name));
  const lines = sql`(${SEPARATOR} || ${column(name)} || ${SEPARATOR})`;
  return {
    unknown: sql`${column(name)} is null`,
    holds: (operator, value) =>
      operator === '='
        ? sql`${lines} like ${`%${SEPARATOR}${escapeLike(foldText(textOf(value)))}${SEPARATOR}%`}`
        : sql`${column(name)} like ${partOf(value)}`,
    ...{ isSearched: true, isColumn: true },
  };
}

/** A text that people wrote. */
function saidField(name: SaidColumn): FieldSql {
  return foldedField(saidText(name));
}

function foldedField(folded: RawBuilder<unknown>): FieldSql {
  return {
    unknown: sql`${folded} is null`,
    holds: (operator, value) =>
      operator === '=' ? sql`${folded} = ${foldText(textOf(value))}` : sql`${folded} like ${partOf(value)}`,
    ...{ isSearched: true, isColumn: true },
  };
}

function choiceField(name: string): FieldSql {
  return {
    unknown: sql`${column(name)} is null`,
    holds: (_operator, value) => sql`${column(name)} = ${foldText(textOf(value))}`,
    isColumn: true,
  };
}

/** A place has a name that may change; a query may also give its id. */
function placeField(table: 'site' | 'unit', reference: string): FieldSql {
  return {
    unknown: sql`${column(reference)} is null`,
    holds: (operator, value) => {
      const text = textOf(value);
      const isNamed =
        operator === '='
          ? sql`lower(name) = lower(${text})`
          : sql`lower(name) like lower(${`%${escapeLike(text)}%`})`;
      return sql`${column(reference)} in
        (select id from ${sql.table(table)} where ${isNamed} or id::text = lower(${text}))`;
    },
    isColumn: true,
  };
}

function numberField(name: string): FieldSql {
  return {
    unknown: sql`${column(name)} is null`,
    holds: (operator, value) => compareNumber(column(name), operator, value),
    isColumn: true,
  };
}

function compareNumber(number: RawBuilder<unknown>, operator: Operator, value: Known): Sql {
  if (value.kind !== 'numbers') throw new Error(`a number is compared with a ${value.kind}`);
  // Wider than any column: a number that no device can have is a question like others.
  const [from, to] = [sql`${value.from}::bigint`, sql`${value.to}::bigint`];
  if (operator === ':' || operator === '=')
    return value.from === value.to ? sql`${number} = ${from}` : sql`${number} between ${from} and ${to}`;
  return sql`${number} ${sql.raw(operator)} ${from}`;
}

/** `direction` is -1 for a time of the past, of which a span is an age, and 1 for one of the future. */
function timeField(name: string, type: 'timestamptz' | 'date', direction: -1 | 1): FieldSql {
  return {
    unknown: sql`${column(name)} is null`,
    holds: (operator, value, now) => {
      const isSpan = value.kind === 'span';
      if (!isSpan && value.kind !== 'instant') throw new Error(`a time is compared with a ${value.kind}`);
      const at = isSpan ? now + direction * value.seconds * 1_000 : value.at;
      const text = new Date(at).toISOString();
      // A younger one is a later instant.
      const sign = isSpan && direction < 0 ? (OPPOSITE[operator] ?? operator) : operator;
      return sql`${column(name)} ${sql.raw(sign)} ${type === 'date' ? text.slice(0, 10) : text}::${sql.raw(type)}`;
    },
    isColumn: true,
  };
}

const OPPOSITE: Readonly<Partial<Record<Operator, Operator>>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function inRange(
  name: 'ip' | 'mac',
  type: 'inet' | 'macaddr',
  [from, to]: readonly [RawBuilder<unknown>, RawBuilder<unknown>],
): Sql {
  const [place, kind] = [sql.ref(name), sql.raw(type)];
  return sql`(${place} >= ${from}::${kind} and ${place} <= ${to}::${kind})`;
}

function serviceField(which: Sql, holds: FieldSql['holds']): FieldSql {
  const rows = { table: sql.table('device_service'), which };
  return {
    unknown: hasNone(rows, sql`true`),
    holds,
    rows,
  };
}

function isProtocol(_operator: Operator, value: Known): Sql {
  return sql`protocol = ${foldText(textOf(value))}`;
}

function addressRange(value: Known): readonly [RawBuilder<unknown>, RawBuilder<unknown>] {
  if (value.kind !== 'network') throw new Error(`an address is compared with a ${value.kind}`);
  const network = sql`${`${value.address}/${value.bits}`}::inet`;
  // Single addresses: the first and last of the network, as a network of all bits.
  return [
    sql`set_masklen(${network}, ${sql.raw(value.address.includes(':') ? '128' : '32')})`,
    sql`set_masklen(broadcast(${network}), ${sql.raw(value.address.includes(':') ? '128' : '32')})`,
  ];
}

const MAC_DIGITS = 12;

function macRange(value: Known): readonly [RawBuilder<unknown>, RawBuilder<unknown>] {
  if (value.kind !== 'mac') throw new Error(`a MAC address is compared with a ${value.kind}`);
  const digits = value.prefix.replaceAll(':', '');
  return [sql`${digits.padEnd(MAC_DIGITS, '0')}`, sql`${digits.padEnd(MAC_DIGITS, 'f')}`];
}

function textOf(value: Known): string {
  if (value.kind !== 'text') throw new Error(`a text is compared with a ${value.kind}`);
  return value.text;
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');
