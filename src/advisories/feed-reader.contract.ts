/**
 * What every reader must hold to, whatever the document: it recognises its own, reads damaged ones without throwing,
 * gives items that survive JSON, clean of control characters, and counts what it leaves out.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../base/json-object.ts';
import type { FeedItem } from '../vulnerability/vulnerability-record.ts';
import type { DocumentReader, ItemSink, SkipReason, TableReader } from './feed-reader.ts';
import { DOCUMENT_READERS } from './registry.ts';

/** Gathers what a reader gives. */
export class Gathered implements ItemSink {
  readonly items: FeedItem[] = [];
  readonly skipped: SkipReason[] = [];
  readonly dates: number[] = [];

  take(item: FeedItem): void {
    this.items.push(item);
  }

  skip(reason: SkipReason): void {
    this.skipped.push(reason);
  }

  dated(micros: number): void {
    this.dates.push(micros);
  }
}

export function readDocument(reader: DocumentReader, document: JsonObject, fileName = 'a.json'): Gathered {
  const gathered = new Gathered();
  reader.read(document, { fileName, location: `/feeds/${fileName}` }, gathered);
  return gathered;
}

export function readTable(reader: TableReader, lines: readonly string[], fileName = 'a.csv'): Gathered {
  const gathered = new Gathered();
  const take = reader.openTable(lines.slice(0, 8), { fileName, location: `/feeds/${fileName}` }, gathered);
  for (const line of lines) take?.(line);
  return gathered;
}

/** Values of every type, the hostile ones among them. */
const STRANGE_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'constructor',
  '__proto__',
  '\u0000\u001b[31m\u202e',
  'x'.repeat(20_000),
  [],
  {},
  [null],
  [[]],
  [{}],
  { toString: null, length: -1 },
];

/** Runs the contract over `reader` with documents that it must recognise and read items from. */
export function describeDocumentReader(
  reader: DocumentReader,
  examples: Readonly<Record<string, JsonObject>>,
): void {
  describe(`contract of the reader of ${reader.feed}`, () => {
    const documents = Object.entries(examples);

    it.each(documents)('recognises and reads: %s', (_, document) => {
      expect(DOCUMENT_READERS.find((other) => other.recognises(document))).toBe(reader);
      const { items } = readDocument(reader, document);
      expect(items.length).toBeGreaterThan(0);
      expectSound(reader, items);
    });

    it.each(documents)('survives every value of another type, and its absence: %s', (_, document) => {
      for (const place of placesOf(document)) {
        for (const value of [...STRANGE_VALUES, undefined])
          expectSurvives(reader, replaced(document, place, value));
      }
    });

    it.each(documents)('survives random changes: %s', (_, document) => {
      const places = placesOf(document);
      const change = fc.tuple(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 4 }));
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
          const changed = changes.reduce((all, [place, value]) => replaced(all, place, value), document);
          expectSurvives(reader, changed);
        }),
        { numRuns: 100 },
      );
    });

    it('reads nothing out of an empty object', () => {
      expect(reader.recognises({})).toBe(false);
      expect(readDocument(reader, {}).items).toEqual([]);
    });
  });
}

function expectSurvives(reader: DocumentReader, changed: JsonObject): void {
  // As it would come out of a file: JSON has neither holes in lists nor undefined values.
  const document = JSON.parse(JSON.stringify(changed)) as JsonObject;
  expect(typeof reader.recognises(document)).toBe('boolean');
  expectSound(reader, readDocument(reader, document).items);
}

function expectSound(reader: DocumentReader | TableReader, items: readonly FeedItem[]): void {
  for (const item of items) {
    expect(item.source.feed).toBe(reader.feed);
    expect(findUnsound(item)).toBeUndefined();
  }
}

/** The first text with a control character, undefined property or number that JSON does not carry. */
function findUnsound(value: unknown): string | undefined {
  if (typeof value === 'string')
    return /\p{Cc}/u.test(value) ? `control character in ${value.slice(0, 40)}` : undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `number ${value}`;
  if (value === undefined) return 'undefined';
  if (typeof value !== 'object' || value === null) return undefined;
  for (const entry of Object.values(value)) {
    const unsound = findUnsound(entry);
    if (unsound !== undefined) return unsound;
  }
  return undefined;
}

type Place = readonly (string | number)[];

function placesOf(value: unknown, place: Place = []): Place[] {
  const below = Array.isArray(value)
    ? value.flatMap((entry, index) => placesOf(entry, [...place, index]))
    : isObject(value)
      ? Object.entries(value).flatMap(([name, entry]) => placesOf(entry, [...place, name]))
      : [];
  return place.length === 0 ? below : [place, ...below];
}

function replaced(document: JsonObject, place: Place, value: unknown): JsonObject {
  const copy = structuredClone(document) as Record<string | number, unknown>;
  let parent = copy;
  for (const step of place.slice(0, -1)) {
    const next = parent[step];
    if (typeof next !== 'object' || next === null) return copy as JsonObject;
    parent = next as Record<string | number, unknown>;
  }
  const last = place.at(-1) ?? '';
  if (value === undefined && Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (value === undefined) delete parent[last];
  else Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  return copy as JsonObject;
}

/** Runs the contract over a table reader with lines that it must recognise and read items from. */
export function describeTableReader(
  reader: TableReader,
  examples: Readonly<Record<string, readonly string[]>>,
): void {
  describe(`contract of the table reader of ${reader.feed}`, () => {
    it.each(Object.entries(examples))('recognises and reads: %s', (_, lines) => {
      const { items } = readTable(reader, lines);
      expect(items.length).toBeGreaterThan(0);
      expectSound(reader, items);
    });

    it.each(Object.entries(examples))('survives any other lines behind the first: %s', (_, lines) => {
      fc.assert(
        fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 20 }), (others) => {
          expectSound(reader, readTable(reader, [...lines, ...others]).items);
        }),
      );
    });

    it('wants nothing of other texts', () => {
      for (const lines of [[], [''], ['hello'], ['a,b,c'], ['{', '}']])
        expect(reader.openTable(lines, { fileName: 'a', location: '/a' }, new Gathered())).toBeUndefined();
    });
  });
}
