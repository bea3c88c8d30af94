/**
 * Accuracy of matching on published data that is not part of the repository: questions made from advisories, a CPE oracle over
 * NVD records, and the cases of the CPE name matching specification. The folder is that of WARDLIGHT_ADVISORIES, else
 * `shared/data/vulnerability` beside the repository. The bars may be raised and never lowered.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openCatalogue } from '../src/feeds/open-catalogue.ts';
import { matchingOver } from '../src/main/matching.ts';
import { CPE_ATTRIBUTES, type CpeName } from '../src/vulnerability/cpe-name.ts';
import { relateCpeNames } from '../src/vulnerability/cpe-relation.ts';
import type { Finding } from '../src/vulnerability/finding.ts';

const FOLDER =
  process.env['WARDLIGHT_ADVISORIES'] ??
  path.join(import.meta.dirname, '..', '..', 'shared', 'data', 'vulnerability');
const present = fs.existsSync(FOLDER);
if (!present) process.stderr.write(`SKIPPED: no advisories in ${FOLDER}; set WARDLIGHT_ADVISORIES.\n`);

const cacheFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-advisories-'));
afterAll(() => fs.rmSync(cacheFolder, { recursive: true }));
const open = async (...names: string[]) => {
  const paths = names.map((name) => path.join(FOLDER, name));
  return matchingOver(await openCatalogue(paths, { cacheFolder, nowMicros: 0 }));
};
const read = <Shape>(name: string): Shape =>
  JSON.parse(fs.readFileSync(path.join(FOLDER, name), 'utf8')) as Shape;

interface Question {
  readonly file: string;
  readonly vendor: readonly string[];
  readonly product: string;
  readonly version: string;
  readonly expectedCvesPublished: readonly string[];
  readonly expectedCvesByReading: readonly string[];
}

const RIGHT_AT_LEAST = 0.97;
const PRECISION_AT_LEAST = 0.98;
const RECALL_AT_LEAST = 0.98;

const difference = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  [...a].filter((cve) => !b.has(cve)).length;

describe.skipIf(!present)('published advisories', () => {
  it('are matched as people read them', { timeout: 300_000 }, async () => {
    const { matcher, catalogue } = await open('csaf');
    const { questions } = read<{ questions: Question[] }>('match-truth.json');
    const count = { right: 0, found: 0, wrong: 0, missed: 0 };
    for (const question of questions) {
      const advisory = read<{ vulnerabilities: { cve?: string }[] }>(question.file);
      const known = new Set(advisory.vulnerabilities.flatMap(({ cve }) => cve ?? []));
      const { findings } = matcher.match({
        vendors: question.vendor,
        product: question.product,
        version: question.version,
      });
      const got = new Set(
        findings.filter(({ cve, status }) => status === 'affected' && known.has(cve)).map(({ cve }) => cve),
      );
      const readings = [question.expectedCvesPublished, question.expectedCvesByReading].map(
        (cves) => new Set(cves),
      );
      const [nearest = new Set<string>()] = readings.sort(
        (a, b) => difference(got, a) + difference(a, got) - difference(got, b) - difference(b, got),
      );
      count.found += got.size;
      count.wrong += difference(got, nearest);
      count.missed += difference(nearest, got);
      if (difference(got, nearest) + difference(nearest, got) === 0) count.right += 1;
    }
    catalogue.close();
    expect(questions.length).toBeGreaterThan(50);
    expect(count.right / questions.length, JSON.stringify(count)).toBeGreaterThanOrEqual(RIGHT_AT_LEAST);
    expect(1 - count.wrong / count.found).toBeGreaterThanOrEqual(PRECISION_AT_LEAST);
    expect(1 - count.missed / (count.found - count.wrong + count.missed)).toBeGreaterThanOrEqual(
      RECALL_AT_LEAST,
    );
  });

  it('of NVD give what a CPE oracle gives', { timeout: 300_000 }, async () => {
    const { matcher, catalogue } = await open('nvd/nvd20-converted-2021-04-09.jsonl.gz');
    const { queries } = read<{ queries: { cpe: string; expect: string[]; expectConditional: string[] }[] }>(
      'nvd/nvd-oracle.json',
    );
    const affected = (findings: readonly Finding[], conditional: boolean) =>
      findings
        .filter((finding) => finding.status === 'affected' && finding.conditional === conditional)
        .map(({ cve }) => cve);
    for (const { cpe, expect: plain, expectConditional } of queries) {
      const { findings } = matcher.match({ vendors: [], cpe });
      expect(affected(findings, false).sort(), cpe).toEqual(plain.sort());
      expect(affected(findings, true).sort(), cpe).toEqual(expectConditional.sort());
    }
    catalogue.close();
    expect(queries.length).toBe(60);
  });
});

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
    const cases = read<NameCase[]>('cpe/name-matching-cases.json');
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
