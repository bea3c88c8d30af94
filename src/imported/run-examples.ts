/** Runs the examples that imported fingerprints carry: each must match its fingerprint and give what it says. */

import { type FingerprintExample, fillAttributes, MATCHED_INPUT_LIMIT } from '../identify/fingerprints.ts';
import { flagsOf, type ImportedFile, type ImportedFingerprint, inForm } from './imported-file.ts';
import { IndexedFile } from './imported-fingerprints.ts';
import { LinearPattern } from './linear-pattern.ts';

export interface ExampleFailure {
  readonly fingerprintId: string;
  readonly value: string;
  readonly problem: string;
}

export interface ExamplesRun {
  readonly fingerprints: number;
  readonly withoutExample: number;
  readonly examples: number;
  readonly failures: readonly ExampleFailure[];
  /** Examples for which an earlier, exclusive fingerprint of the file speaks instead. */
  readonly spokenForEarlier: number;
}

/** Runs all examples of one file. */
export function runExamples(file: ImportedFile): ExamplesRun {
  const indexed = new IndexedFile(file);
  const failures: ExampleFailure[] = [];
  let examples = 0;
  let withoutExample = 0;
  let spokenForEarlier = 0;
  for (const fingerprint of file.fingerprints) {
    if (fingerprint.examples.length === 0) withoutExample++;
    for (const { value, expect } of fingerprint.examples) {
      examples++;
      const problem = exampleProblem(fingerprint, file.form, { value, expect });
      if (problem !== undefined) {
        failures.push({ fingerprintId: fingerprint.id, value, problem });
        continue;
      }
      const speaking = indexed.match(value.slice(0, MATCHED_INPUT_LIMIT)).map((match) => match.fingerprintId);
      if (!speaking.includes(fingerprint.id)) spokenForEarlier++;
    }
  }
  return { fingerprints: file.fingerprints.length, withoutExample, examples, failures, spokenForEarlier };
}

/** What is wrong when `fingerprint` reads one of its examples; undefined when nothing is. */
export function exampleProblem(
  fingerprint: ImportedFingerprint,
  form: string | undefined,
  { value, expect }: FingerprintExample,
): string | undefined {
  const pattern = LinearPattern.compile(fingerprint.pattern, flagsOf(fingerprint));
  if (typeof pattern === 'string') return pattern;
  const groups = pattern.find(inForm(form, value.slice(0, MATCHED_INPUT_LIMIT)));
  if (!groups) return 'the pattern does not match it';
  const { category } = fingerprint;
  const given: Readonly<Record<string, string>> = {
    ...fillAttributes(fingerprint.attributes, groups),
    ...(category === undefined ? {} : { category }),
  };
  for (const [attribute, expected] of Object.entries(expect))
    if (given[attribute] !== expected)
      return `gives ${attribute} "${given[attribute] ?? ''}", the example says "${expected}"`;
  return undefined;
}
