/**
 * Accuracy may not fall. Measures on the reference captures, when there are any (test/accuracy/reference-folder.ts), and
 * compares with the figures kept; `npm run accuracy` raises these and writes docs/accuracy.md.
 */

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  percentOf,
  readDifferences,
  readFigures,
  type Section,
  unexplained,
  worseThan,
  writeFigures,
} from './accuracy/figures.ts';
import { measureAll } from './accuracy/measure.ts';
import { isReferenceThere, REFERENCE } from './accuracy/reference-folder.ts';
import { renderAccuracy } from './accuracy/render-accuracy.ts';

const PAGE = path.join(import.meta.dirname, '..', 'docs', 'accuracy.md');
const isUpdate = process.env['UPDATE_ACCURACY'] !== undefined;
const isThere = isReferenceThere();
if (!isThere) {
  if (isUpdate) throw new Error(`No reference captures in ${REFERENCE}: set WARDLIGHT_REFERENCE.`);
  process.stderr.write(`SKIPPED: no reference captures in ${REFERENCE}; set WARDLIGHT_REFERENCE.\n`);
}

describe.skipIf(!isThere)('accuracy on the reference captures', () => {
  it('is nowhere below the figures kept, and every difference has a reason', {
    timeout: 600_000,
  }, async () => {
    const { sections, differences } = await measureAll();
    expect(worseThan(readFigures(), sections)).toEqual([]);
    const { missing, stale } = unexplained(differences, readDifferences());
    expect(missing, 'give a reason in test/accuracy/differences.json').toEqual([]);
    expect(stale, 'remove from test/accuracy/differences.json what differs no more').toEqual([]);
    if (!isUpdate) return;
    writeFigures(sections);
    fs.writeFileSync(PAGE, renderAccuracy(sections, readDifferences()));
  });
});

describe('docs/accuracy.md', () => {
  it('is made of the figures kept', () => {
    expect(fs.readFileSync(PAGE, 'utf8')).toBe(renderAccuracy(readFigures(), readDifferences()));
  });

  it('shows every goal reached', () => {
    const missed = readFigures().flatMap(({ id, shares, counts }) => [
      ...shares.filter((share) => percentOf(share) < (share.goal ?? 0)).map(({ name }) => `${id}: ${name}`),
      ...counts.filter(({ count, atMost }) => count > atMost).map(({ name }) => `${id}: ${name}`),
    ]);
    expect(missed).toEqual([]);
  });

  it('gives each difference a reason of its own words', () => {
    expect(readDifferences().filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});

describe('worseThan', () => {
  const section = (right: number, of: number, count = 0): Section => ({
    id: 'some',
    shares: [{ name: 'all', right, of }],
    counts: [{ name: 'bad', count, atMost: 9 }],
  });

  it.each([
    ['the same', section(9, 10), 0],
    ['the same share of more', section(18, 20), 0],
    ['better', section(10, 10), 0],
    ['worse', section(8, 10), 1],
    ['one bad more', section(9, 10, 1), 1],
  ])('%s', (_, measured, sentences) => {
    expect(worseThan([section(9, 10)], [measured])).toHaveLength(sentences);
  });

  it('holds to nothing that is only shown', () => {
    const shown: Section = {
      id: 'some',
      shares: [{ name: 'all', right: 9, of: 9, shownOnly: true }],
      counts: [],
    };
    expect(worseThan([shown], [section(1, 9)])).toEqual([]);
  });

  it('notices what is no longer measured', () => {
    expect(worseThan([section(9, 10)], [])).toEqual(['some was not measured']);
    expect(worseThan([section(9, 10)], [{ id: 'some', shares: [], counts: [] }])).toHaveLength(1);
  });

  it('takes nothing of nothing for all', () => {
    expect(percentOf({ name: 'none', right: 0, of: 0 })).toBe(100);
  });
});
