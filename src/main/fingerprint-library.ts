/** Composition root of `wardlight fingerprints`: rule files, the knowledge folder and our vocabularies put together. */

import fs from 'node:fs';
import path from 'node:path';
import { makerAtStart } from '../identify/product-name.ts';
import type { ImportedFile, ImportFormat } from '../imported/imported-file.ts';
import { readRules } from '../imported/read-rules.ts';
import type { Refusal, Vocabulary } from '../imported/rule-collector.ts';
import { type ExamplesRun, runExamples } from '../imported/run-examples.ts';
import { KnowledgeFolder } from '../knowledge/knowledge-folder.ts';
import { loadVocabulary } from './load-knowledge.ts';
import { type PackProof, provePack } from './prove-pack.ts';

/** Octets of one rule file. */
export const RULE_FILE_LIMIT = 64 << 20;
/** Endings of files that are looked at in a folder. */
const RULE_FILE = /\.(?:xml|json|conf|fp)$/i;

/** What became of one rule file. */
export interface FileImported {
  readonly file: string;
  /** Undefined when the file could not be read as rules; `problem` says why. */
  readonly format?: ImportFormat;
  readonly problem?: string;
  readonly origin?: string;
  readonly taken: number;
  readonly refused: readonly Refusal[];
}

/** One source and field of the knowledge folder. */
export interface ShelfEntry {
  readonly origin: string;
  readonly factId: string;
  readonly fingerprints: number;
  /** Of these, fingerprints that say something about a device, and not only which software speaks. */
  readonly aboutDevices: number;
}

export interface ExamplesOfFile extends ExamplesRun {
  readonly origin: string;
  readonly factId: string;
}

export class FingerprintLibrary {
  readonly #folder: KnowledgeFolder;

  constructor(folder: string, onProblem: (message: string) => void) {
    this.#folder = new KnowledgeFolder(folder, onProblem);
  }

  get path(): string {
    return this.#folder.path;
  }

  /**
   * Reads rule files, and the rule files of folders, into the knowledge folder. What a source had for a field is replaced.
   * Throws KnowledgeFolderError when nothing can be written.
   */
  take(paths: readonly string[], origin: string | undefined): FileImported[] {
    const vocabulary = vocabularyOfImports();
    const found = new Map<string, ImportedFile>();
    const outcomes = ruleFilesOf(paths).map((file): FileImported => {
      const text = readRuleFile(file);
      if (typeof text !== 'string') return { file, ...text, taken: 0, refused: [] };
      const read = readRules({ text, fileName: path.basename(file), origin }, vocabulary);
      if (!read) return { file, problem: 'its format is not known', taken: 0, refused: [] };
      for (const imported of read.files) join(found, imported);
      const taken = read.files.reduce((sum, { fingerprints }) => sum + fingerprints.length, 0);
      return { file, format: read.format, origin: read.origin, taken, refused: read.refused };
    });
    this.#folder.write([...found.values()]);
    return outcomes;
  }

  /** Runs the test captures of packs: rule files that name captures, as `export --device` writes them. */
  async provePacks(paths: readonly string[]): Promise<PackProof[]> {
    const vocabulary = vocabularyOfImports();
    const proofs: PackProof[] = [];
    for (const file of ruleFilesOf(paths)) {
      const text = readRuleFile(file);
      const read =
        typeof text === 'string' &&
        readRules({ text, fileName: path.basename(file), origin: undefined }, vocabulary);
      if (read && read.format === 'wardlight') proofs.push(...(await provePack(file, read.files)));
    }
    return proofs;
  }

  /** All files of the knowledge folder, or those of one source or field. */
  files(
    filter: { readonly origin?: string | undefined; readonly factId?: string | undefined } = {},
  ): ImportedFile[] {
    return this.#folder
      .sources()
      .filter(({ origin }) => filter.origin === undefined || origin === filter.origin)
      .flatMap((source) =>
        source.factIds
          .filter((factId) => filter.factId === undefined || factId === filter.factId)
          .flatMap((factId) => source.read(factId) ?? []),
      );
  }

  list(): ShelfEntry[] {
    return this.files().map(({ origin, facts, fingerprints }) => ({
      origin,
      factId: facts[0] ?? '',
      fingerprints: fingerprints.length,
      aboutDevices: fingerprints.filter(({ confidence }) => confidence > 0).length,
    }));
  }

  test(): ExamplesOfFile[] {
    return this.files().map((file) => ({
      origin: file.origin,
      factId: file.facts[0] ?? '',
      ...runExamples(file),
    }));
  }
}

function vocabularyOfImports(): Vocabulary {
  const { categories, vendors } = loadVocabulary();
  return { categories, makerAtStart: (text) => makerAtStart(text, vendors) };
}

/** Two rule files of one source and field become one. */
function join(found: Map<string, ImportedFile>, imported: ImportedFile): void {
  const key = `${imported.origin}\n${imported.facts.join()}`;
  const known = found.get(key);
  found.set(
    key,
    known ? { ...known, fingerprints: [...known.fingerprints, ...imported.fingerprints] } : imported,
  );
}

function ruleFilesOf(paths: readonly string[]): string[] {
  return paths.flatMap((each) =>
    isFolder(each)
      ? fs
          .readdirSync(each)
          .filter((name) => RULE_FILE.test(name))
          .sort()
          .map((name) => path.join(each, name))
      : [each],
  );
}

function isFolder(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

function readRuleFile(file: string): string | { readonly problem: string } {
  try {
    const { size } = fs.statSync(file);
    if (size > RULE_FILE_LIMIT) return { problem: `it is larger than ${RULE_FILE_LIMIT} octets` };
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    return { problem: `it cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
