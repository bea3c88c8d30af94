/** Queries of devices as people edit them: where one is wrong, and which values a menu has chosen in it. */

import { DEVICE_FIELDS, FIELD_NAMES, type FieldName, kindOf } from '../query/device-fields.ts';
import type { Condition, Filter, FilterValue } from '../query/filter.ts';
import { parseFilter } from '../query/parse-filter.ts';
import { printFilter } from '../query/print-filter.ts';

export type DeviceField = FieldName;

/** Most devices that one query may name: an id and its comma have 37 characters. */
export const DEVICES_IN_QUERY = 200;

/** Every field with what it means, as the server understands it. */
export const DEVICE_FIELD_HELP: readonly { readonly name: DeviceField; readonly help: string }[] =
  FIELD_NAMES.map((name) => ({ name, help: DEVICE_FIELDS[name].help }));

/** What is wrong with a query, and at which character (from 0); undefined when nothing is. */
export function mistakeIn(query: string): { readonly problem: string; readonly at: number } | undefined {
  const parsed = parseFilter(query);
  return 'problem' in parsed ? parsed : undefined;
}

/** Its conditions, each as text; none when it is not understood. */
export function conditionsOf(query: string): readonly string[] {
  return filterOf(query).map((condition) => printFilter([condition]));
}

/** Values that a menu has chosen for a field; null is "not known". None when it is asked in another way. */
export function chosenValues(query: string, field: DeviceField): readonly (string | null)[] {
  const chosen = filterOf(query).find((condition) => isChoice(condition, field));
  return chosen?.values.map(textOf) ?? [];
}

/** The query with these values for the field instead of those chosen before; without values, any. */
export function chooseValues(query: string, field: DeviceField, values: readonly (string | null)[]): string {
  const others = filterOf(query).filter((condition) => !isChoice(condition, field));
  if (values.length === 0) return printFilter(others);
  const choice: Condition = {
    field,
    negated: false,
    operator: operatorOf(field),
    values: values.map(toValue),
  };
  return printFilter([...others, choice]);
}

/** A query for all of one text, whatever characters it holds. */
export function queryForText(text: string): string {
  return text === '' ? '' : queryForTexts([text]);
}

/** A query for devices that have any of the texts: pasted serial numbers, addresses. */
export function queryForTexts(texts: readonly string[]): string {
  if (texts.length === 0) return '';
  return printFilter([{ field: 'text', negated: false, operator: ':', values: texts.map(toValue) }]);
}

/** Devices by their ids; those beyond the longest query are left out, so ask for the number that fits. */
export function queryForDevices(ids: readonly string[]): string {
  return chooseValues('', 'id', ids.slice(0, DEVICES_IN_QUERY));
}

function filterOf(query: string): Filter {
  const parsed = parseFilter(query);
  return 'filter' in parsed ? parsed.filter : [];
}

/** Of a text a menu means the whole. */
const operatorOf = (field: FieldName) => (kindOf(field) === 'text' ? '=' : ':');

function isChoice({ field, negated, operator }: Condition, asked: FieldName): boolean {
  return field === asked && !negated && operator === operatorOf(asked);
}

const toValue = (text: string | null): FilterValue =>
  text === null ? { kind: 'unknown' } : { kind: 'text', text };

function textOf(value: FilterValue): string | null {
  if (value.kind === 'unknown') return null;
  if (value.kind === 'text') return value.text;
  if (value.kind === 'numbers' && value.from === value.to) return String(value.from);
  return printFilter([{ field: 'text', negated: false, operator: ':', values: [value] }]);
}
