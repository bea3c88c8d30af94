/**
 * The review file: pairs of names that may be one product, for a person to decide, and what was decided. `wardlight match
 * --review FILE` obeys its decisions and adds the pairs that are new; nothing that a person wrote is changed.
 *
 *   { "schema": "wardlight.review/1",
 *     "pairs": [{ "ours": { "vendor", "product" }, "stated": { "vendor", "product" }, "reason", "cves", "decision": null }],
 *     "verdicts": [{ "product": { "vendor", "product" }, "cve", "versions": "< 3.2", "status", "justification", "note" }] }
 */

import fs from 'node:fs';
import {
  keyOfPair,
  type PairRule,
  type ProductNames,
  ReviewRules,
  type UncertainPair,
  type VerdictRule,
} from '../vulnerability/review-rules.ts';

const SCHEMA = 'wardlight.review/1';
const DECISIONS: ReadonlySet<unknown> = new Set(['same', 'different']);
const STATUSES: ReadonlySet<unknown> = new Set([
  'affected',
  'fixed',
  'not-affected',
  'under-investigation',
  'unknown',
]);

/** Expected failure: the file is no review file. */
export class ReviewFileError extends Error {
  readonly code = 'review-file-invalid';
  override readonly name = 'ReviewFileError';
}

interface StoredPair {
  readonly ours: ProductNames;
  readonly stated: ProductNames;
  readonly decision?: unknown;
}

export class ReviewFile {
  readonly rules: ReviewRules;
  readonly #path: string;
  readonly #pairs: readonly StoredPair[];
  readonly #verdicts: readonly unknown[];

  private constructor(path: string, pairs: readonly StoredPair[], verdicts: readonly unknown[]) {
    this.#path = path;
    this.#pairs = pairs;
    this.#verdicts = verdicts;
    this.rules = new ReviewRules(pairs.filter(isDecided), verdicts.filter(isVerdict));
  }

  /** Reads the file; one that is not there yet has no rules. Throws ReviewFileError for anything else. */
  static open(path: string): ReviewFile {
    if (!fs.existsSync(path)) return new ReviewFile(path, [], []);
    let document: { schema?: unknown; pairs?: unknown; verdicts?: unknown };
    try {
      document = JSON.parse(fs.readFileSync(path, 'utf8')) as typeof document;
    } catch (error) {
      throw new ReviewFileError(
        `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    const { schema, pairs, verdicts = [] } = document ?? {};
    if (schema !== SCHEMA || !Array.isArray(pairs) || !Array.isArray(verdicts)) {
      throw new ReviewFileError(`${path} is no review file (schema ${SCHEMA})`);
    }
    const broken = pairs.findIndex((pair) => !isPair(pair));
    if (broken >= 0)
      throw new ReviewFileError(`${path}: pair ${broken + 1} lacks the names "ours" or "stated"`);
    return new ReviewFile(path, pairs, verdicts);
  }

  /** Adds the pairs that the file does not have; answers how many were new. Written beside and renamed, so never half. */
  add(uncertain: readonly UncertainPair[]): number {
    const known = new Set(this.#pairs.map(keyOfPair));
    const added = new Map<string, UncertainPair>();
    for (const pair of uncertain) if (!known.has(keyOfPair(pair))) added.set(keyOfPair(pair), pair);
    const fresh = [...added.values()].map((pair) => ({ ...pair, decision: null }));
    const document = { schema: SCHEMA, pairs: [...this.#pairs, ...fresh], verdicts: this.#verdicts };
    const unfinished = `${this.#path}.${process.pid}.part`;
    fs.writeFileSync(unfinished, `${JSON.stringify(document, null, 2)}\n`);
    fs.renameSync(unfinished, this.#path);
    return fresh.length;
  }
}

function isNames(value: unknown): value is ProductNames {
  const { vendor, product } = (value ?? {}) as Partial<Record<keyof ProductNames, unknown>>;
  return typeof vendor === 'string' && typeof product === 'string';
}

function isPair(value: unknown): value is StoredPair {
  const { ours, stated } = (value ?? {}) as { ours?: unknown; stated?: unknown };
  return isNames(ours) && isNames(stated);
}

function isDecided(pair: StoredPair): pair is PairRule {
  return DECISIONS.has(pair.decision);
}

function isVerdict(value: unknown): value is VerdictRule {
  const { product, cve, status, versions } = (value ?? {}) as Partial<Record<keyof VerdictRule, unknown>>;
  return (
    isNames(product) &&
    typeof cve === 'string' &&
    STATUSES.has(status) &&
    (versions === undefined || typeof versions === 'string')
  );
}
