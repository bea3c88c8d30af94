/** The suite of the standard body, where it is at hand, and small documents of our own. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mandatoryTestIds, validateCsaf } from './csaf-validator.ts';

const SUITE =
  process.env['WARDLIGHT_CSAF_SUITE'] ??
  join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'vulnerability', 'csaf-suite');

/** Cases of CSAF 2.1 on which the library is known to err; docs/feeds.md gives the reasons. */
const KNOWN_GAPS_2_1: readonly string[] = [
  '6-1-01-03',
  '6-1-03-01',
  '6-1-04-03',
  '6-1-08-05',
  '6-1-09-15',
  '6-1-21-17',
  '6-1-26-03',
  '6-1-26-05',
  '6-1-26-13',
  '6-1-27-03-03',
  '6-1-27-04-03',
  '6-1-27-05-03',
  '6-1-27-06-03',
  '6-1-27-11-03',
];

interface SuiteCase {
  readonly test: string;
  readonly group: string;
  readonly file: string;
  readonly shouldTrigger: boolean;
}

const present = existsSync(SUITE);
if (!present) process.stderr.write(`SKIPPED: no CSAF suite in ${SUITE}; set WARDLIGHT_CSAF_SUITE.\n`);

function document(version: string, changes: Record<string, unknown> = {}) {
  return {
    document: {
      category: 'csaf_base',
      csaf_version: version,
      publisher: { category: 'vendor', name: 'Example', namespace: 'https://example.com' },
      title: 'Example',
      tracking: {
        id: 'EX-1',
        version: '1',
        status: 'final',
        current_release_date: '2026-01-01T00:00:00Z',
        initial_release_date: '2026-01-01T00:00:00Z',
        revision_history: [{ date: '2026-01-01T00:00:00Z', number: '1', summary: 'First' }],
      },
      ...changes,
    },
  };
}

describe('validateCsaf', { timeout: 120_000 }, () => {
  it('passes a small document that conforms', async () => {
    expect(await validateCsaf(document('2.0'))).toEqual({ schemaErrors: [], failedTests: [] });
  });

  it('names what the schema refuses', async () => {
    const { schemaErrors } = await validateCsaf(document('2.0', { title: 7 }));
    expect(schemaErrors).toEqual(['/document/title: must be string']);
  });

  it('refuses a version that it does not know', async () => {
    const { schemaErrors } = await validateCsaf(document('9.9'));
    expect(schemaErrors).toEqual(['CSAF version "9.9" is none that is known']);
  });

  it('names the mandatory tests that fail', async () => {
    const { failedTests } = await validateCsaf({
      ...document('2.0'),
      product_tree: { full_product_names: [1, 2].map(() => ({ product_id: 'P', name: 'Pump' })) },
    });
    expect(failedTests.map(({ test }) => test)).toEqual(['6.1.2']);
  });

  it('tells of, but takes, a property of 2.1 that the library does not know', async () => {
    const head = { distribution: { tlp: { label: 'CLEAR' } }, unheard_of: true };
    const $schema = 'https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json';
    const { schemaErrors, failedTests } = await validateCsaf({ $schema, ...document('2.1', head) });
    expect(schemaErrors).toEqual([]);
    expect(failedTests.map(({ test }) => test)).toContain('schema');
  });
});

describe.skipIf(!present)('the suite of OASIS', { timeout: 240_000 }, () => {
  it.each([
    ['2.0', 94, 43, []],
    ['2.1', 204, 61, KNOWN_GAPS_2_1],
  ])('%s: all mandatory cases but the known gaps', async (version, cases, ids, gaps) => {
    const known = new Set(await mandatoryTestIds(version));
    expect(known.size).toBe(ids);
    const all = JSON.parse(readFileSync(join(SUITE, version, 'testcases.json'), 'utf8')) as SuiteCase[];
    const mandatory = all.filter(({ group, test }) => group === 'mandatory' && known.has(test));
    const wrong: string[] = [];
    for (const { test, file, shouldTrigger } of mandatory) {
      const content = JSON.parse(readFileSync(join(SUITE, version, file), 'utf8'));
      const { failedTests, schemaErrors } = await validateCsaf(content);
      const triggers = failedTests.some((failed) => failed.test === test);
      // A document that the schema refuses already is caught as well: the test is then not asked.
      const caught = triggers || (schemaErrors.length > 0 && shouldTrigger);
      if (caught !== shouldTrigger) wrong.push(/(6-1-[\d-]+)\.json$/.exec(file)?.[1] ?? file);
    }
    expect(mandatory).toHaveLength(cases);
    expect(wrong).toEqual(gaps);
  });
});
