/** Fields of records as values: text, numbers, addresses, instants. What is something else is undefined, never a guess. */

import { canonicalIp } from '../../base/ip-address.ts';
import { isObject, type JsonObject } from '../../base/json-object.ts';
import { isGroupMac, macWords, parseMac } from '../../base/mac-address.ts';

/** Deepest step of a dotted path. */
const TEXT_LIMIT = 4_096;
const MICROS = 1_000_000;
/** Instants that a record can have: 1990 to 2100. */
const FIRST_SECOND = 631_152_000;
const LAST_SECOND = 4_102_444_800;

/** The JSON object in a line; undefined when it is something else. */
export function jsonObject(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The value at a path of names, such as `tls.ja3.hash`; names may hold dots themselves when they stand at the top. */
export function valueAt(object: JsonObject, path: string): unknown {
  if (Object.hasOwn(object, path)) return object[path];
  let value: unknown = object;
  for (const name of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** Text or a number as text; undefined for anything else and for nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' && value.length <= TEXT_LIMIT ? value : undefined;
}

/** A count, 0 and up; undefined for anything else. */
export function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0
    ? Math.floor(number)
    : undefined;
}

export function portOf(value: unknown): number | undefined {
  const port = countOf(value);
  return port !== undefined && port > 0 && port <= 0xffff ? port : undefined;
}

/** The canonical address of one host; undefined for other text, multicast, broadcast and loopback. */
export function ipOf(value: unknown): string | undefined {
  const ip = typeof value === 'string' ? canonicalIp(value.trim()) : undefined;
  if (ip === undefined || /^(?:0\.|127\.|2(?:2[4-9]|[345]\d)\.|ff|::1?$)/.test(ip)) return undefined;
  return ip;
}

/** The canonical MAC of one station; undefined for other text, group addresses and zeros. */
export function macOf(value: unknown): string | undefined {
  const mac = typeof value === 'string' ? parseMac(value) : undefined;
  if (mac === undefined || mac === '00:00:00:00:00:00') return undefined;
  return isGroupMac(macWords(mac).high) ? undefined : mac;
}

/** Microseconds of an instant in seconds since 1970, a number or its text. */
export function microsOfSeconds(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds >= FIRST_SECOND && seconds <= LAST_SECOND)) return undefined;
  return Math.round(seconds * MICROS);
}

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/;

/** Microseconds of ISO 8601 text with its offset from UTC; text without an offset is no instant. */
export function microsOfIso(value: unknown): number | undefined {
  const [, day, time, fraction = '', offset = ''] = typeof value === 'string' ? (ISO.exec(value) ?? []) : [];
  if (day === undefined) return undefined;
  const zone = /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const millis = Date.parse(`${day}T${time}${zone}`);
  const micros = microsOfSeconds(millis / 1_000);
  return micros === undefined ? undefined : micros + Number(fraction.slice(0, 6).padEnd(6, '0'));
}
