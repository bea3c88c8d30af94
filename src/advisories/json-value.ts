/**
 * Permissive looks at parsed JSON of strangers: each gives the value when it has the wanted shape and nothing else.
 * Texts leave here printable and bounded, lists bounded, instants in microseconds.
 */

import { isObject, type JsonObject } from '../base/json-object.ts';
import { printableText } from '../base/printable-text.ts';

/** Longest name, id, version or URL that is kept, in UTF-16 units. */
export const NAME_LIMIT = 1_024;
/** Longest description, note or remedy that is kept, in UTF-16 units. */
export const TEXT_LIMIT = 16_384;
/** Entries of one list that are looked at. */
export const LIST_LIMIT = 1_000_000;

export function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** The list itself up to `LIST_LIMIT` entries; empty when `value` is none. */
export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  return value.length > LIST_LIMIT ? value.slice(0, LIST_LIMIT) : value;
}

/** The objects among the entries of a list. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  const list = listOf(value);
  return list.every(isObject) ? (list as readonly JsonObject[]) : list.filter(isObject);
}

/** A short text, trimmed and printable; undefined when it is empty or none. */
export function nameOf(value: unknown): string | undefined {
  return textWithin(value, NAME_LIMIT);
}

/** A long text, trimmed and printable; undefined when it is empty or none. */
export function textOf(value: unknown): string | undefined {
  return textWithin(value, TEXT_LIMIT);
}

function textWithin(value: unknown, limit: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = printableText(value, limit);
  return text === '' ? undefined : text;
}

/** The short texts among the entries of a list. */
export function namesOf(value: unknown): string[] {
  return listOf(value).flatMap((entry) => nameOf(entry) ?? []);
}

/** A finite number, also one that is written as text. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** What `table` holds under `value`, when that is one of its own words. */
export function choiceOf<Meaning>(
  table: Readonly<Record<string, Meaning>>,
  value: unknown,
): Meaning | undefined {
  return typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined;
}

/** ISO 8601 and its looser kin in feeds: without zone (then UTC), with a blank for T, compact `20200131`. */
const INSTANT =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(?:Z|UTC|([+-])(\d{2}):?(\d{2}))?$/i;
const MINUTE_MICROS = 60_000_000;

/** Instant of a date or time in text, in microseconds since 1970; undefined when it is none. */
export function microsOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const parts = INSTANT.exec(value.trim());
  if (!parts) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    sign,
    zoneHours,
    zoneMinutes,
  ] = parts;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const date = new Date(ms);
  if (date.getUTCMonth() !== Number(month) - 1 || Number(hour) > 23 || Number(minute) > 59) return undefined;
  const zone = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * (sign === '-' ? -1 : 1);
  return ms * 1_000 + Number(fraction.padEnd(6, '0').slice(0, 6)) - zone * MINUTE_MICROS;
}

/** `object` without the properties that are undefined, as exact optional properties want them. */
export function present<Shape extends object>(object: Shape): Present<Shape> {
  const kept: Record<string, unknown> = {};
  // A loop over the keys: Object.entries made a tenth of the time of a compilation.
  for (const name in object) if (object[name] !== undefined) kept[name] = object[name];
  return kept as Present<Shape>;
}

/** Properties that may be undefined become optional ones. */
export type Present<Shape> = {
  [Key in keyof Shape as undefined extends Shape[Key] ? never : Key]: Shape[Key];
} & {
  [Key in keyof Shape as undefined extends Shape[Key] ? Key : never]?: Exclude<Shape[Key], undefined>;
};
