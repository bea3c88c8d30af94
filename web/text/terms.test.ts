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
const USES = /(?:<(?:Term|Meaning) of=|explains=)"([^"]+)"|explains: '([^']+)'/g;
const PAGES = path.join(ROOT, 'web', 'pages');
/** Each term with the folders of the pages that explain it. */
const pagesOf = new Map<string, Set<string>>();
for (const file of fs.readdirSync(PAGES, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.tsx')) continue;
  const [page = ''] = file.split(path.sep);
  for (const [, shown, stated = ''] of fs.readFileSync(path.join(PAGES, file), 'utf8').matchAll(USES)) {
    const term = shown ?? stated;
    pagesOf.set(term, (pagesOf.get(term) ?? new Set()).add(page));
  }
}

describe('terms that are explained in place', () => {
  it('are looked for in enough places to prove something', () => {
    expect(meanings.size).toBeGreaterThan(60);
    expect(new Set([...pagesOf.values()].flatMap((pages) => [...pages])).size).toBeGreaterThan(14);
  });

  it.each(Object.entries(TERMS))('%s is explained in the words of the glossary', (term, meaning) => {
    expect(meanings.get(term)).toBe(meaning);
  });

  it.each(Object.keys(TERMS))('%s is explained on at least one page', (term) => {
    expect(pagesOf.get(term)?.size ?? 0).toBeGreaterThan(0);
  });

  it('are all of this list', () => {
    expect([...pagesOf.keys()].filter((term) => !(term in TERMS))).toEqual([]);
  });
});
