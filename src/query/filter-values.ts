/** The values of each kind of field: from what people write, and back. */

import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import type { FieldKind } from './device-fields.ts';
import { type FilterValue, type Operator, TEXT_LIMIT } from './filter.ts';

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };
/** A hundred years. */
const SPAN_LIMIT_SECONDS = 3_155_760_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/;

/** Operators that a kind of field understands. */
export function operatorsOf(kind: FieldKind): readonly Operator[] {
  if (kind === 'text') return [':', '='];
  if (kind === 'number') return [':', '=', '<', '<=', '>', '>='];
  if (kind === 'instant' || kind === 'day') return [':', '<', '<=', '>', '>='];
  return [':', '='];
}

/** The value, or a sentence that says what is wrong with it. */
export function parseValue(kind: FieldKind, operator: Operator, text: string): FilterValue | string {
  if (text.length > TEXT_LIMIT) return `A value is longer than ${TEXT_LIMIT} characters.`;
  if (kind === 'text' || kind === 'choice') return { kind: 'text', text };
  if (kind === 'number') return parseNumbers(operator, text);
  if (kind === 'address') return parseNetwork(text);
  if (kind === 'mac') return parsePrefix(text);
  return parseTime(operator, text);
}

function parseNumbers(operator: Operator, text: string): FilterValue | string {
  const [, from, to = from] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(text) ?? [];
  if (from === undefined) return `"${text}" is no whole number.`;
  const isComparison = operator !== ':' && operator !== '=';
  if (isComparison && from !== to) return `After ${operator} stands one number.`;
  if (Number(from) > Number(to)) return `"${text}" goes from the larger to the smaller number.`;
  return { kind: 'numbers', from: Number(from), to: Number(to) };
}

function parseTime(operator: Operator, text: string): FilterValue | string {
  if (operator === ':')
    return `A time needs a comparison, such as <7d, >2026-03-01, or unknown; "${text}" is none.`;
  const [, count, unit = ''] = /^(\d{1,9})([mhdw])$/.exec(text) ?? [];
  if (count !== undefined) {
    const seconds = Number(count) * (SECONDS[unit] ?? 1);
    return seconds <= SPAN_LIMIT_SECONDS ? { kind: 'span', seconds } : `"${text}" is more than a century.`;
  }
  const at = DAY.test(text) || INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  // Days that a month does not have turn into the next month: such a date is a mistake.
  if (!(at >= 0) || !new Date(at).toISOString().startsWith(text.slice(0, 10)))
    return `"${text}" is no time: write 30m, 12h, 7d, 2w, 2026-03-01 or 2026-03-01T08:00Z.`;
  return { kind: 'instant', at };
}

function parseNetwork(text: string): FilterValue | string {
  const [address = '', length, ...rest] = text.split('/');
  const ipv4 = parseIpv4(address);
  const words = ipv4 === undefined ? parseIpv6(address) : [ipv4];
  const most = ipv4 === undefined ? 128 : 32;
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (!words || rest.length > 0 || bits < 0 || bits > most)
    return `"${text}" is no address or network such as 10.20.0.5 or 10.20.0.0/16.`;
  return { kind: 'network', address: firstAddress(words, bits), bits };
}

/** The address with all but its leading bits zero. */
function firstAddress(words: readonly number[], bits: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = words.map((word, index) => {
    const kept = Math.min(32, Math.max(0, bits - index * 32));
    return kept === 0 ? 0 : word & (-1 << (32 - kept));
  });
  return words.length === 1 ? formatIpv4(a) : formatIpv6(a, b, c, d);
}

/** `00:09:fb`, `00-09-fb`, `0009fb`, `0009.fb3a`. */
const MAC_PREFIX =
  /^(?:[0-9a-f]{2}(?:[:-][0-9a-f]{2}){0,5}|(?:[0-9a-f]{2}){1,6}|(?:[0-9a-f]{4}\.){1,2}(?:[0-9a-f]{2}){1,2})$/;

function parsePrefix(text: string): FilterValue | string {
  const folded = text.toLowerCase();
  if (!MAC_PREFIX.test(folded))
    return `"${text}" is no MAC address or whole octets of one, such as 00:09:fb.`;
  return { kind: 'mac', prefix: folded.replace(/[:.-]/g, '').replace(/(..)(?=.)/g, '$1:') };
}

/** What a person writes for the value, before quotes; undefined for `unknown`, which is never quoted. */
export function printValue(value: Exclude<FilterValue, { kind: 'unknown' }>): string {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'numbers':
      return value.from === value.to ? `${value.from}` : `${value.from}-${value.to}`;
    case 'span':
      return printSpan(value.seconds);
    case 'instant':
      return printInstant(value.at);
    case 'network': {
      const most = value.address.includes(':') ? 128 : 32;
      return value.bits === most ? value.address : `${value.address}/${value.bits}`;
    }
    case 'mac':
      return value.prefix;
  }
}

function printSpan(seconds: number): string {
  const unit = ['w', 'd', 'h'].find((name) => seconds % (SECONDS[name] ?? 1) === 0) ?? 'm';
  return `${Math.floor(seconds / (SECONDS[unit] ?? 1))}${unit}`;
}

function printInstant(at: number): string {
  const text = new Date(at).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}
