/** Matching against published advisories: questions with an answer that people read out of the advisory, and a CPE oracle. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openCatalogue } from '../../src/feeds/open-catalogue.ts';
import { matchingOver } from '../../src/main/matching.ts';
import type { Finding } from '../../src/vulnerability/finding.ts';
import type { Measurement } from './figures.ts';
import { reference } from './reference-folder.ts';

interface Question {
  readonly file: string;
  readonly vendor: readonly string[];
  readonly product: string;
  readonly version: string;
  /** By the letter of the advisory, and as a person reads it: either is right. */
  readonly expectedCvesPublished: readonly string[];
  readonly expectedCvesByReading: readonly string[];
}

interface OracleQuery {
  readonly cpe: string;
  readonly expect: readonly string[];
  readonly expectConditional: readonly string[];
}

const data = (...parts: readonly string[]) => reference('data', 'vulnerability', ...parts);
const read = <Shape>(name: string): Shape => JSON.parse(fs.readFileSync(data(name), 'utf8')) as Shape;

export async function measureMatching(): Promise<Measurement> {
  const cacheFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-matching-'));
  try {
    const open = async (name: string) =>
      matchingOver(await openCatalogue([data(name)], { cacheFolder, nowMicros: 0 }));
    const questions = await measureQuestions(await open('csaf'));
    const oracle = await measureOracle(await open('nvd/nvd20-converted-2021-04-09.jsonl.gz'));
    return { section: { id: 'matching', shares: [...questions, ...oracle], counts: [] }, differences: [] };
  } finally {
    fs.rmSync(cacheFolder, { recursive: true });
  }
}

type Matching = ReturnType<typeof matchingOver>;

async function measureQuestions({ matcher, catalogue }: Matching) {
  const { questions } = read<{ questions: readonly Question[] }>('match-truth.json');
  const count = { right: 0, found: 0, correct: 0, expected: 0 };
  for (const { file, vendor, product, version, expectedCvesPublished, expectedCvesByReading } of questions) {
    const advisory = read<{ vulnerabilities: readonly { cve?: string }[] }>(file);
    const judged = new Set(advisory.vulnerabilities.flatMap(({ cve }) => cve ?? []));
    const { findings } = matcher.match({ vendors: vendor, product, version });
    const got = new Set(
      findings.filter(({ cve, status }) => status === 'affected' && judged.has(cve)).map(({ cve }) => cve),
    );
    const [nearest] = [new Set(expectedCvesPublished), new Set(expectedCvesByReading)].sort(
      (a, b) => distance(got, a) - distance(got, b),
    );
    if (!nearest) continue;
    const correct = [...got].filter((cve) => nearest.has(cve)).length;
    count.found += got.size;
    count.correct += correct;
    count.expected += nearest.size;
    if (correct === got.size && correct === nearest.size) count.right++;
  }
  catalogue.close();
  return [
    { name: 'questions answered rightly', right: count.right, of: questions.length, goal: 93 },
    { name: 'vulnerabilities: recall', right: count.correct, of: count.expected, goal: 95 },
    { name: 'vulnerabilities: precision', right: count.correct, of: count.found, goal: 97 },
  ];
}

async function measureOracle({ matcher, catalogue }: Matching) {
  const { queries } = read<{ queries: readonly OracleQuery[] }>('nvd/nvd-oracle.json');
  const right = queries.filter(({ cpe, expect, expectConditional }) => {
    const { findings } = matcher.match({ vendors: [], cpe });
    return (
      distance(affected(findings, false), new Set(expect)) === 0 &&
      distance(affected(findings, true), new Set(expectConditional)) === 0
    );
  });
  catalogue.close();
  return [{ name: 'CPE queries over NVD of 2021', right: right.length, of: queries.length, goal: 100 }];
}

function affected(findings: readonly Finding[], conditional: boolean): Set<string> {
  const hits = findings.filter(
    (finding) => finding.status === 'affected' && finding.conditional === conditional,
  );
  return new Set(hits.map(({ cve }) => cve));
}

/** How many members are in one of the sets alone. */
function distance(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const only = (left: ReadonlySet<string>, right: ReadonlySet<string>) =>
    [...left].filter((member) => !right.has(member)).length;
  return only(a, b) + only(b, a);
}
