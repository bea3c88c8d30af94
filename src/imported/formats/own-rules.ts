/**
 * A hospital's own rules: JSON in the form of `fingerprints/*.json` (docs/recipes/add-a-fingerprint.md), or a list of such
 * files, which is what `wardlight fingerprints export` writes. Patterns may not use what needs backtracking.
 */

import { isObject } from '../../base/json-object.ts';
import { fingerprintProblems } from '../../identify/fingerprints-validate.ts';
import type { ImportedFile, ImportedFingerprint } from '../imported-file.ts';
import type { RuleCollector, RuleTarget } from '../rule-collector.ts';
import { translatePattern } from './translate-pattern.ts';

type LooseFile = { readonly [Key in keyof ImportedFile]?: unknown };

const FACT_ID = /^[a-z0-9-]+\/\S{1,64}$/;

/** Reads own rules; every entry is taken or refused for itself. */
export function readOwnRules(text: string, fileName: string, collector: RuleCollector): void {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    collector.refuse(fileName, `it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const files = isObject(json) && Array.isArray(json['files']) ? (json['files'] as unknown[]) : [json];
  for (const file of files) {
    if (isObject(file)) readFile(file, fileName, collector);
    else collector.refuse(fileName, 'a file must be a JSON object');
  }
}

function readFile(file: LooseFile, fileName: string, collector: RuleCollector): void {
  const facts = Array.isArray(file.facts) ? (file.facts as unknown[]) : [];
  const factIds = facts.filter((fact): fact is string => typeof fact === 'string' && FACT_ID.test(fact));
  if (factIds.length === 0 || factIds.length !== facts.length) {
    collector.refuse(fileName, '"facts" must list the fields that are matched, as "dissector/field"');
    return;
  }
  if (!Array.isArray(file.fingerprints)) {
    collector.refuse(fileName, '"fingerprints" must be a list');
    return;
  }
  const about = typeof file.about === 'string' ? file.about : `Own rules of ${fileName}.`;
  const form = typeof file.form === 'string' && file.form.includes('{value}') ? file.form : undefined;
  for (const [index, entry] of (file.fingerprints as unknown[]).entries()) {
    const problems = entryProblems(entry);
    const id = isObject(entry) && typeof entry['id'] === 'string' ? entry['id'] : `entry ${index + 1}`;
    if (problems.length > 0) collector.refuse(`${fileName}, ${id}`, problems.join('; '));
    else for (const factId of factIds) take(entry as ImportedFingerprint, { factId, about, form }, collector);
  }
}

function entryProblems(entry: unknown): readonly string[] {
  const problems = fingerprintProblems(entry, 'it', ['flags']);
  const flagsAreText = !isObject(entry) || ['undefined', 'string'].includes(typeof entry['flags']);
  return flagsAreText ? problems : [...problems, 'it: flags must be a text'];
}

function take(entry: ImportedFingerprint, target: RuleTarget, collector: RuleCollector): void {
  collector.take(target, { ...entry, pattern: translatePattern(entry.pattern) });
}
