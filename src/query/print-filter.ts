/** A filter as its query: parsing what is printed gives the same filter. */

import type { Condition, Filter, FilterValue } from './filter.ts';
import { printValue } from './filter-values.ts';

/** Needs no quotes after a field. */
const BARE_VALUE = /^[\p{Letter}\p{Number}][\p{Letter}\p{Number}._:/-]*$/u;
/** Needs none on its own either: cannot be taken for a field. */
const BARE_WORD = /^[\p{Letter}\p{Number}][\p{Letter}\p{Number}._-]*$/u;

export function printFilter(filter: Filter): string {
  return filter.map(printCondition).join(' ');
}

function printCondition({ field, negated, operator, values }: Condition): string {
  const sign = negated ? '-' : '';
  const [first] = values;
  if (field === 'text' && values.length === 1 && first?.kind === 'text')
    return sign + (BARE_WORD.test(first.text) ? first.text : quoted(first.text));
  return `${sign}${field}${operator}${values.map(printOne).join(',')}`;
}

function printOne(value: FilterValue): string {
  if (value.kind === 'unknown') return 'unknown';
  const text = printValue(value);
  const isBare = BARE_VALUE.test(text) && text.toLowerCase() !== 'unknown';
  return isBare || value.kind !== 'text' ? text : quoted(text);
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
