/** Random filters for property tests. */

import fc from 'fast-check';
import { FIELD_NAMES, type FieldName, kindOf } from './device-fields.ts';
import type { Condition, Filter, FilterValue } from './filter.ts';
import { operatorsOf, parseValue } from './filter-values.ts';

const unknown = fc.constant<FilterValue>({ kind: 'unknown' });
const filterText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => text.trim() !== '' && !/\p{Cc}|\p{Surrogate}/u.test(text));

const parsed = (field: FieldName, texts: fc.Arbitrary<string>, operator: Condition['operator']) =>
  texts.map((text) => {
    const value = parseValue(kindOf(field), operator, text);
    if (typeof value === 'string') throw new Error(value);
    return value;
  });

function valuesOf(field: FieldName, operator: Condition['operator']): fc.Arbitrary<FilterValue> {
  const isComparison = operator !== ':' && operator !== '=';
  switch (kindOf(field)) {
    case 'text':
    case 'choice':
      return filterText.map((text) => ({ kind: 'text', text }));
    case 'number':
      return fc.tuple(fc.nat(70_000), fc.nat(isComparison ? 0 : 50)).map(([from, more]) => ({
        kind: 'numbers',
        from,
        to: from + more,
      }));
    case 'address':
      return parsed(
        field,
        fc.oneof(
          fc.tuple(fc.ipV4(), fc.nat(32)).map(([ip, bits]) => `${ip}/${bits}`),
          fc.tuple(fc.ipV6(), fc.nat(128)).map(([ip, bits]) => `${ip}/${bits}`),
        ),
        operator,
      );
    case 'mac':
      return fc.uint8Array({ minLength: 1, maxLength: 6 }).map((octets) => ({
        kind: 'mac',
        prefix: Buffer.from(octets)
          .toString('hex')
          .replace(/(..)(?=.)/g, '$1:'),
      }));
    default:
      return fc.oneof(
        fc.nat(1_000_000).map((minutes): FilterValue => ({ kind: 'span', seconds: minutes * 60 })),
        fc
          .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
          .map((date): FilterValue => ({ kind: 'instant', at: date.getTime() })),
      );
  }
}

export function conditionOf(field: FieldName): fc.Arbitrary<Condition> {
  const operators = field === 'text' ? ([':'] as const) : operatorsOf(kindOf(field));
  return fc.tuple(fc.boolean(), fc.constantFrom(...operators)).chain(([negated, operator]) => {
    const isTime = kindOf(field) === 'instant' || kindOf(field) === 'day';
    const isComparison = operator !== ':' && operator !== '=';
    const one = valuesOf(field, operator);
    const values = isComparison
      ? fc.tuple(one)
      : isTime
        ? fc.tuple(unknown)
        : fc.array(field === 'text' ? one : fc.oneof({ weight: 4, arbitrary: one }, unknown), {
            minLength: 1,
            maxLength: 4,
          });
    return values.map((list): Condition => ({ field, negated, operator, values: list }));
  });
}

export const filters: fc.Arbitrary<Filter> = fc.array(fc.constantFrom(...FIELD_NAMES).chain(conditionOf), {
  maxLength: 6,
});
