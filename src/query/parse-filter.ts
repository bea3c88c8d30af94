/**
 * The query language. One line, such as
 *
 *   category:infusion-pump os:windows seen<7d port:23,80 -vendor:unknown "free text"
 *
 *   filter    = *( condition )                      all must hold
 *   condition = [ "-" ] ( field operator values / text )
 *   operator  = ":" / "=" / "<" / "<=" / ">" / ">="
 *   values    = value *( "," value )                any may hold; a comparison takes one
 *   value     = "unknown" / bare / quoted           quoted: "…" with \" and \\
 *
 * Parameters of the API have the same meaning: the name of one is a field with or without "-", its text what would stand
 * after the field; `:` may be left out, and spaces need no quotes.
 */

import { FIELD_NAMES, type FieldName, isFieldName, kindOf } from './device-fields.ts';
import {
  CONDITION_LIMIT,
  type Condition,
  type Filter,
  type FilterValue,
  type Operator,
  QUERY_LIMIT,
  VALUE_LIMIT,
} from './filter.ts';
import { operatorsOf, parseValue } from './filter-values.ts';

export type ParsedFilter =
  | { readonly filter: Filter }
  /** A sentence for people, and the place in the query (UTF-16 units from its start). */
  | { readonly problem: string; readonly at: number };

/** Thrown and caught in this file alone. */
class Mistake extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const FIELD = /^([A-Za-z][A-Za-z-]*)(<=|>=|[:=<>])/;
const CONTROL = /\p{Cc}|\p{Surrogate}/u;
const UNKNOWN: FilterValue = { kind: 'unknown' };

/** The tree of a query, or what is wrong with it. */
export function parseFilter(query: string): ParsedFilter {
  return attempt(() => {
    checkText(query);
    const cursor = new Cursor(query);
    const conditions: Condition[] = [];
    for (cursor.skipSpaces(); !cursor.isAtEnd; cursor.skipSpaces()) {
      conditions.push(parseCondition(cursor));
      if (conditions.length > CONDITION_LIMIT)
        throw new Mistake(`A query has at most ${CONDITION_LIMIT} conditions.`, cursor.at);
    }
    return conditions;
  });
}

/** The conditions of one parameter, which may be given several times: any of its values may hold. */
export function parseParameter(name: string, texts: readonly string[]): ParsedFilter {
  return attempt(() => {
    const negated = name.startsWith('-');
    const field = fieldOf(negated ? name.slice(1) : name, 0);
    const parts = texts.map((text) => {
      checkText(text);
      const operator = (/^\s*(<=|>=|[:=<>])/.exec(text)?.[1] ?? ':') as Operator;
      const cursor = new Cursor(text.replace(/^\s*(?:<=|>=|[:=<>])?/, ''));
      return { operator, values: parseValues(cursor, field, operator, /[^,]+/y) };
    });
    const [first] = parts;
    if (!first) throw new Mistake(`${name} has no value.`, 0);
    const values = parts.flatMap((part) => part.values);
    if (parts.some(({ operator }) => operator !== first.operator))
      throw new Mistake(`All values of ${name} need the same comparison.`, 0);
    checkValues(first.operator, values, 0);
    return [{ field, negated, operator: first.operator, values }];
  });
}

function attempt(parse: () => Filter): ParsedFilter {
  try {
    return { filter: parse() };
  } catch (error) {
    if (error instanceof Mistake) return { problem: error.message, at: error.at };
    throw error;
  }
}

function checkText(text: string): void {
  if (text.length > QUERY_LIMIT)
    throw new Mistake(`A query has at most ${QUERY_LIMIT} characters.`, QUERY_LIMIT);
  const control = CONTROL.exec(text);
  if (control) throw new Mistake('There is a control character in the query.', control.index);
}

class Cursor {
  at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  get next(): string {
    return this.text.charAt(this.at);
  }

  rest(): string {
    return this.text.slice(this.at);
  }

  skipSpaces(): void {
    while (!this.isAtEnd && /\s/u.test(this.next)) this.at += 1;
  }

  /** What a sticky pattern matches here, empty when it does not. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }

  /** The text between the quotes here. */
  takeQuoted(): string {
    const start = this.at;
    let text = '';
    for (this.at += 1; this.next !== '"'; this.at += 1) {
      if (this.next === '\\') this.at += 1;
      if (this.isAtEnd) throw new Mistake('A quotation mark is not closed.', start);
      text += this.next;
    }
    this.at += 1;
    return text;
  }
}

function parseCondition(cursor: Cursor): Condition {
  const negated = cursor.next === '-';
  if (negated) cursor.at += 1;
  const start = cursor.at;
  const [, name, sign] = FIELD.exec(cursor.rest()) ?? [];
  if (name !== undefined && sign !== undefined) {
    const field = fieldOf(name, start);
    cursor.at += name.length + sign.length;
    const operator = operatorFor(field, sign as Operator, cursor.at);
    const values = parseValues(cursor, field, operator, /[^\s,"]+/y);
    checkValues(operator, values, start);
    if (!cursor.isAtEnd && !/\s/u.test(cursor.next))
      throw new Mistake('Put a space between two conditions.', cursor.at);
    return { field, negated, operator, values };
  }
  const text = cursor.next === '"' ? cursor.takeQuoted() : cursor.take(/[^\s"]+/y);
  if (text === '') throw new Mistake('There is nothing to search for here.', start);
  return { field: 'text', negated, operator: ':', values: [valueAt('text', ':', text, start)] };
}

function fieldOf(name: string, at: number): FieldName {
  const folded = name.toLowerCase();
  if (isFieldName(folded)) return folded;
  const near = FIELD_NAMES.find((known) => isNear(known, folded));
  const advice = near ? `Did you mean ${near}?` : 'Put text that holds a : or a comparison in quotes.';
  throw new Mistake(`Devices have no field "${name}". ${advice}`, at);
}

function operatorFor(field: FieldName, operator: Operator, at: number): Operator {
  const known = field === 'text' ? ([':'] as const) : operatorsOf(kindOf(field));
  if ((known as readonly Operator[]).includes(operator)) return operator;
  throw new Mistake(`${field} cannot be asked with ${operator}; it takes ${known.join(' ')}.`, at);
}

function parseValues(cursor: Cursor, field: FieldName, sign: Operator, bare: RegExp): FilterValue[] {
  const operator = operatorFor(field, sign, cursor.at);
  const values: FilterValue[] = [];
  for (;;) {
    cursor.take(/[^\S\n]*(?=")/y);
    const start = cursor.at;
    const isQuoted = cursor.next === '"';
    const text = isQuoted ? cursor.takeQuoted() : cursor.take(bare).trim();
    if (text === '') throw new Mistake(`A value is missing after ${field}${operator}.`, start);
    const isUnknown = !isQuoted && text.toLowerCase() === 'unknown' && field !== 'text';
    values.push(isUnknown ? UNKNOWN : valueAt(field, operator, text, start));
    if (values.length > VALUE_LIMIT)
      throw new Mistake(`A condition has at most ${VALUE_LIMIT} values.`, start);
    if (cursor.next !== ',') return values;
    cursor.at += 1;
  }
}

function valueAt(field: FieldName, operator: Operator, text: string, at: number): FilterValue {
  const value = parseValue(kindOf(field), operator, text);
  if (typeof value === 'string') throw new Mistake(value, at);
  return value;
}

function checkValues(operator: Operator, values: readonly FilterValue[], at: number): void {
  if (operator === ':' || operator === '=') return;
  if (values.length !== 1 || values[0]?.kind === 'unknown')
    throw new Mistake(`After ${operator} stands one value.`, at);
}

/** At most one letter too many, too few, other or two swapped. */
function isNear(known: string, written: string): boolean {
  if (Math.abs(known.length - written.length) > 1) return false;
  let start = 0;
  while (start < written.length && known[start] === written[start]) start += 1;
  const [left, right] = [known.slice(start), written.slice(start)];
  return (
    left.slice(1) === right.slice(1) ||
    left === right.slice(1) ||
    left.slice(1) === right ||
    (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2))
  );
}
