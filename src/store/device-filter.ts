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
  /** Devices with a row of another table for which any of the values holds: that table is asked once for all. */
  readonly among?: (any: Sql) => Sql;
}

const column = (name: string) => sql.ref(`device.${name}`);

const PLURAL_COLUMNS: ReadonlySet<string> = new Set(
  [...PLURAL_ATTRIBUTES].map((attribute) => ATTRIBUTE_COLUMNS[attribute]),
);

const FIELDS: Readonly<Record<FieldName, FieldSql>> = {
  text: {
    unknown: sql`false`,
    holds: (_operator, value) => {
      return sql`device.search like ${`%${escapeLike(foldText(textOf(value)))}%`}`;
    },
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
    among: (any) => sql`device.id in (select device_id from device_ip where ${any})`,
  },
  mac: {
    unknown: sql`cardinality(device.macs) = 0`,
    holds: (_operator, value) => inRange('mac', 'macaddr', macRange(value)),
    among: (any) => sql`device.id in (select device_id from device_mac where ${any})`,
  },
  vlan: {
    unknown: sql`cardinality(device.vlans) = 0`,
    holds: (operator, value) =>
      isOneNumber(operator, value)
        ? sql`${value.from}::bigint = any(device.vlans)` // a seventh of the time
        : sql`exists (select from unnest(device.vlans) vlan where ${compareNumber(sql`vlan`, operator, value)})`,
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
  confidence: {
    unknown: sql`device.known_category is null`,
    holds: (operator, value) =>
      sql`device.known_category is not null and ${compareNumber(column('category_confidence'), operator, value)}`,
  },
  'seen-as': choiceField('seen_as'),
  profile: choiceField('profile'),
  packets: numberField('packets'),
  octets: numberField('octets'),
  peers: numberField('peers'),
};

/** The filter as conditions that must all hold; `now` in milliseconds since 1970. */
export function filterSql(filter: Filter, now: number): Sql[] {
  return filter.map((condition) => conditionSql(condition, now));
}

function conditionSql({ field, negated, operator, values }: Condition, now: number): Sql {
  const { unknown, holds, among } = FIELDS[field];
  const known = values.flatMap((value) => (value.kind === 'unknown' ? [] : holds(operator, value, now)));
  const anyKnown = known.length > 0 ? [sql<SqlBool>`(${sql.join(known, sql` or `)})`] : [];
  const parts = [
    ...(among ? anyKnown.map(among) : anyKnown),
    ...(values.some(({ kind }) => kind === 'unknown') ? [unknown] : []),
  ];
  const any = sql<SqlBool>`(${sql.join(parts, sql` or `)})`;
  // What is not known makes a comparison null: then it does not hold, and its opposite does.
  return negated ? sql`not coalesce(${any}, false)` : any;
}

function textField(name: AttributeColumn): FieldSql {
  if (!PLURAL_COLUMNS.has(name)) return foldedField(column(name));
  const lines = sql`(${SEPARATOR} || ${column(name)} || ${SEPARATOR})`;
  return {
    unknown: sql`${column(name)} is null`,
    holds: (operator, value) => {
      const text = escapeLike(foldText(textOf(value)));
      return operator === '='
        ? sql`${lines} like ${`%${SEPARATOR}${text}${SEPARATOR}%`}`
        : sql`${column(name)} like ${`%${text}%`}`;
    },
  };
}

/** A text that people wrote. */
function saidField(name: SaidColumn): FieldSql {
  return foldedField(saidText(name));
}

function foldedField(folded: RawBuilder<unknown>): FieldSql {
  return {
    unknown: sql`${folded} is null`,
    holds: (operator, value) => {
      const text = foldText(textOf(value));
      return operator === '=' ? sql`${folded} = ${text}` : sql`${folded} like ${`%${escapeLike(text)}%`}`;
    },
  };
}

function choiceField(name: string): FieldSql {
  return {
    unknown: sql`${column(name)} is null`,
    holds: (_operator, value) => sql`${column(name)} = ${foldText(textOf(value))}`,
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
  };
}

function numberField(name: string): FieldSql {
  return {
    unknown: sql`${column(name)} is null`,
    holds: (operator, value) => compareNumber(column(name), operator, value),
  };
}

function isOneNumber(operator: Operator, value: Known): value is Extract<Known, { kind: 'numbers' }> {
  return value.kind === 'numbers' && value.from === value.to && (operator === ':' || operator === '=');
}

function compareNumber(number: RawBuilder<unknown>, operator: Operator, value: Known): Sql {
  if (value.kind !== 'numbers') throw new Error(`a number is compared with a ${value.kind}`);
  // Wider than any column: a number that no device can have is a question like others.
  const [from, to] = [sql`${value.from}::bigint`, sql`${value.to}::bigint`];
  if (operator === ':' || operator === '=') return sql`${number} between ${from} and ${to}`;
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
  return {
    unknown: sql`device.id not in (select device_id from device_service where ${which})`,
    holds,
    among: (any) => sql`device.id in (select device_id from device_service where ${which} and ${any})`,
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
