/** The arrays of which a catalogue is made, each with its law. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingColumn } from '../../vulnerability/growing-column.ts';
import { CatalogueDamagedError } from '../feed-errors.ts';
import { BlockReader, BlockWriter } from './block-store.ts';
import { purlKey } from './product-columns.ts';
import { DROPPED, rowListsOf, rowsAt } from './row-lists.ts';
import { findText, textAt, textTableOf } from './text-table.ts';

describe('a text table', () => {
  it('gives back every text and finds each in a sorted one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' })), fc.string(), (texts, other) => {
        const sorted = texts.sort();
        const table = textTableOf(sorted);
        expect(sorted.map((_, index) => textAt(table, index))).toEqual(sorted);
        expect(sorted.map((text) => findText(table, text))).toEqual(sorted.map((_, index) => index));
        expect(findText(table, other)).toBe(sorted.indexOf(other));
      }),
    );
  });
});

describe('row lists', () => {
  it('hold every pair that is not dropped, in order', () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 3, DROPPED), fc.nat(100)));
    fc.assert(
      fc.property(pairs, (all) => {
        const lists = rowListsOf(
          Uint32Array.from(all, ([key]) => key),
          Uint32Array.from(all, ([, row]) => row),
          4,
        );
        for (let key = 0; key < 4; key++)
          expect([...rowsAt(lists, key)]).toEqual(all.filter(([its]) => its === key).map(([, row]) => row));
        expect(rowsAt(lists, 4)).toHaveLength(0);
      }),
    );
  });
});

describe('a growing column', () => {
  it('keeps what was pushed', () => {
    const column = new GrowingColumn();
    for (let value = 0; value < 5_000; value++) column.push(value);
    expect([...column.view()]).toEqual(Array.from({ length: 5_000 }, (_, value) => value));
    expect(column.at(5_000)).toBe(0);
  });
});

describe('a block store', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-blocks-'));

  it('gives back items of any size, in any order', () => {
    const descriptor = fs.openSync(path.join(folder, 'blocks'), 'w+');
    const writer = new BlockWriter(descriptor, 10);
    const items = [0, 1, 40_000, 70_000, 200_000, 5].map((length) => ({ text: 'ä'.repeat(length) }));
    expect(items.map((item) => writer.add(item))).toEqual([0, 1, 2, 3, 4, 5]);
    const { places } = writer.finish();
    const reader = new BlockReader(descriptor, places);
    for (const index of [5, 0, 3, 4, 1, 2, 3]) expect(reader.read(index)).toEqual(items[index]);
    expect(() => reader.read(6)).toThrow(RangeError);
    fs.writeSync(descriptor, Buffer.alloc(64, 0xff), 0, 64, 10);
    expect(() => new BlockReader(descriptor, places).read(0)).toThrow(CatalogueDamagedError);
    fs.closeSync(descriptor);
  });
});

describe('purlKey', () => {
  it.each([
    ['pkg:npm/%40angular/core@1.2?arch=x#sub', 'pkg:npm/%40angular/core'],
    ['pkg:npm/@angular/core', 'pkg:npm/@angular/core'],
    ['PKG:PyPI/Django@4', 'pkg:pypi/Django'],
    ['pkg:generic/a', 'pkg:generic/a'],
  ])('%s is found as %s', (purl, key) => {
    expect(purlKey(purl)).toBe(key);
  });
});
