/**
 * The published cases of CPE name matching, which are not part of the repository. How well advisories are matched is measured
 * by the accuracy test.
 */

import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CPE_ATTRIBUTES, type CpeName } from '../src/vulnerability/cpe-name.ts';
import { relateCpeNames } from '../src/vulnerability/cpe-relation.ts';
import { reference } from './accuracy/reference-folder.ts';

const CASES = reference('data', 'vulnerability', 'cpe', 'name-matching-cases.json');
const present = fs.existsSync(CASES);
if (!present) process.stderr.write(`SKIPPED: no cases in ${CASES}; set WARDLIGHT_REFERENCE.\n`);

interface NameCase {
  readonly source: Readonly<Record<string, string | { logical: 'ANY' | 'NA' }>>;
  readonly target: NameCase['source'];
  readonly disjoint: boolean;
  readonly equal: boolean;
  readonly subset: boolean;
  readonly superset: boolean;
}

/** Names of the attributes in the case file. */
const CASE_ATTRIBUTES: Readonly<Record<string, string>> = {
  swEdition: 'sw_edition',
  targetSw: 'target_sw',
  targetHw: 'target_hw',
};

function nameOf(attributes: NameCase['source']): CpeName {
  return Object.fromEntries(
    CPE_ATTRIBUTES.map((attribute) => {
      const value = attributes[CASE_ATTRIBUTES[attribute] ?? attribute] ?? { logical: 'ANY' };
      return [attribute, typeof value === 'string' ? value : value.logical === 'ANY' ? '*' : '-'];
    }),
  ) as CpeName;
}

describe.skipIf(!present)('the cases of CPE name matching', () => {
  it('are all as specified', () => {
    const cases = JSON.parse(fs.readFileSync(CASES, 'utf8')) as NameCase[];
    for (const { source, target, ...expected } of cases) {
      const relation = relateCpeNames(nameOf(source), nameOf(target));
      // Equal names are also subset and superset of each other where the file says so.
      const named = (['disjoint', 'equal', 'subset', 'superset'] as const).filter((kind) => expected[kind]);
      expect(named.length === 0 ? ['undefined'] : named, JSON.stringify([source, target])).toContain(
        relation,
      );
    }
    expect(cases.length).toBeGreaterThan(0);
  });
});
