import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_READERS, TABLE_READERS } from './registry.ts';

const FOLDER = import.meta.dirname;
const files = fs
  .readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.includes(path.sep))
  .sort();

const read = (name: string) => fs.readFileSync(path.join(FOLDER, name), 'utf8');

describe('the registry of readers', () => {
  it('has every reader of every folder', () => {
    const registry = fs.readFileSync(path.join(FOLDER, 'registry.ts'), 'utf8');
    const readers = files
      .filter((name) => !name.endsWith('.test.ts'))
      .flatMap((name) => read(name).match(/(?<=^export const )\w+_READER\b/gm) ?? []);
    expect(readers).toHaveLength(DOCUMENT_READERS.length + TABLE_READERS.length);
    for (const reader of readers) expect(registry).toContain(`  ${reader},\n`);
  });

  it('has a test with the contract for every reader', () => {
    const tests = files.filter((name) => name.endsWith('.test.ts')).map(read);
    const called = tests.join('\n').match(/^describe(?:Document|Table)Reader\(/gm) ?? [];
    expect(called).toHaveLength(DOCUMENT_READERS.length + TABLE_READERS.length);
  });

  it('lets all readers of a feed agree on what they say of it', () => {
    const all = [...DOCUMENT_READERS, ...TABLE_READERS];
    for (const { feed, title, keeps, staleAfterDays } of all)
      expect(all.find((other) => other.feed === feed)).toMatchObject({
        title,
        keeps,
        ...(staleAfterDays && { staleAfterDays }),
      });
  });
});
