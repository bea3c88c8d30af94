import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { TERMS } from './terms.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const GLOSSARY = fs.readFileSync(path.join(ROOT, 'docs', 'glossary.md'), 'utf8');
/** What each table of the glossary says of a word. */
const meanings = new Map(
  GLOSSARY.split('\n').flatMap((line) => {
    const [, word = '', meaning = ''] = line.split('|').map((cell) => cell.trim());
    return word === '' || meaning === '' ? [] : [[word, meaning] as const];
  }),
);
const used = fs
  .readdirSync(path.join(ROOT, 'web'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.tsx'))
  .flatMap((file) => {
    const text = fs.readFileSync(path.join(ROOT, 'web', file), 'utf8');
    return [...text.matchAll(/(?:<Term of|explains)="([^"]+)"/g)].map(([, term]) => term);
  });

describe('terms that are explained in place', () => {
  it('are looked for in enough places to prove something', () => {
    expect(meanings.size).toBeGreaterThan(60);
    expect(used.length).toBeGreaterThan(9);
  });

  it.each(Object.entries(TERMS))('%s is explained in the words of the glossary', (term, meaning) => {
    expect(meanings.get(term)).toBe(meaning);
  });

  it('are those that pages use, and no others', () => {
    expect([...new Set(used)].sort()).toEqual(Object.keys(TERMS).sort());
  });
});
