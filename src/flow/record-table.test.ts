import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_RECORD, RecordTable } from './record-table.ts';

const shape = { keyWords: 2, words: 3, doubles: 1, limit: 10_000, seed: 0x5eed };
const word = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
/** Few enough different keys that they come again. */
const crowdedWord = fc.oneof(fc.integer({ min: -4, max: 4 }), word);

describe('RecordTable', () => {
  it('finds what was added and nothing else', () => {
    const table = new RecordTable(shape);
    expect(table.find(1, 2)).toBe(NO_RECORD);
    const id = table.add(1, 2);
    expect(table.find(1, 2)).toBe(id);
    expect(table.find(2, 1)).toBe(NO_RECORD);
    expect(table.count).toBe(1);
  });

  it('keeps ids, keys and contents while it grows far beyond its first size', () => {
    const table = new RecordTable({ ...shape, limit: 1 << 20 });
    for (let each = 0; each < 40_000; each++) {
      const id = table.add(each, -each);
      expect(id).toBe(each);
      table.words[id * 3 + 2] = each * 7;
      table.doubles[id] = each / 3;
    }
    for (let each = 0; each < 40_000; each++) {
      if (table.find(each, -each) !== each) expect.fail(`record ${each} is lost`);
      const content = [table.words[each * 3], table.words[each * 3 + 1], table.words[each * 3 + 2]];
      if (content.join() !== [each, -each, each * 7].join()) expect.fail(`record ${each} holds ${content}`);
      if (table.doubles[each] !== each / 3) expect.fail(`record ${each} has lost its double`);
    }
  });

  it('adds nothing at the limit, and still finds what it has', () => {
    const table = new RecordTable({ ...shape, limit: 300 });
    for (let each = 0; each < 300; each++) table.add(each, 0);
    expect(table.add(300, 0)).toBe(NO_RECORD);
    expect(table.add(301, 0)).toBe(NO_RECORD);
    expect(table.count).toBe(300);
    expect(table.add(299, 0)).toBe(299);
    expect(table.find(300, 0)).toBe(NO_RECORD);
  });

  it('starts each record at zero', () => {
    const table = new RecordTable(shape);
    for (let each = 0; each < 1_000; each++) {
      const id = table.add(each, each);
      expect([table.words[id * 3 + 2], table.doubles[id]]).toEqual([0, 0]);
    }
  });

  it.each([1, 2, 3, 4])('behaves as a Map with keys of %d words', (keyWords) => {
    const key = fc.array(crowdedWord, { minLength: keyWords, maxLength: keyWords });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), key), { maxLength: 200 }),
        word,
        fc.integer({ min: 1, max: 60 }),
        (steps, seed, limit) => {
          const table = new RecordTable({ keyWords, words: 4, doubles: 0, limit, seed });
          const model = new Map<string, number>();
          for (const [adds, words] of steps) {
            const [key0 = 0, key1 = 0, key2 = 0, key3 = 0] = words;
            const name = words.join();
            const known = model.get(name) ?? NO_RECORD;
            if (!adds) {
              expect(table.find(key0, key1, key2, key3)).toBe(known);
              continue;
            }
            const id = table.add(key0, key1, key2, key3);
            if (known !== NO_RECORD) expect(id).toBe(known);
            else if (model.size === limit) expect(id).toBe(NO_RECORD);
            else {
              expect(id).toBe(model.size);
              model.set(name, id);
            }
            expect(table.count).toBe(model.size);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
