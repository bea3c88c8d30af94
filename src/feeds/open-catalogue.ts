/**
 * From files and folders of feeds to an open catalogue. What was compiled before is used again as long as the files are
 * the same: by size and time of change, and where those differ by content.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { nameOf, objectOf } from '../advisories/json-value.ts';
import type { RecordChanges } from '../vulnerability/record-changes.ts';
import { CatalogueBuilder } from './catalogue/catalogue-builder.ts';
import { changesBetween } from './catalogue/catalogue-changes.ts';
import { CatalogueFile } from './catalogue/catalogue-file.ts';
import type { CatalogueInput, DocumentNote } from './catalogue/catalogue-header.ts';
import { MAGIC } from './catalogue/catalogue-layout.ts';
import { CatalogueDamagedError } from './feed-errors.ts';
import { readFetchState } from './fetch/fetch-state.ts';
import { type FeedFile, listFeedFiles } from './reading/feed-files.ts';
import { hashFile } from './reading/file-octets.ts';
import { type FileProblem, readFeedFile } from './reading/read-feed-file.ts';

/** Notes on documents that are kept. */
const MAX_NOTES = 10_000;

export interface CatalogueOptions {
  /** Folder of compiled catalogues. */
  readonly cacheFolder: string;
  /** Instant of now: that of the compilation, and the latest that data can be of. */
  readonly nowMicros: number;
  /** Keep what a new compilation changes against the one before, for `readChanges`. */
  readonly keepChanges?: boolean;
  /** Called after each file that was read. */
  readonly onProgress?: (read: number, files: number) => void;
}

/**
 * Opens the catalogue of everything at and below `paths` and compiles it first when it has to be. Throws
 * FeedUnreadableError when a file or folder cannot be read.
 */
export async function openCatalogue(
  paths: readonly string[],
  options: CatalogueOptions,
): Promise<CatalogueFile> {
  const files = listFeedFiles(paths);
  const compiled = compiledPath(paths, options.cacheFolder);
  const checked = checkedTimes(paths);
  const cached = openCompiled(compiled, checked);
  if (cached) {
    if (await isOf(cached.header.inputs, files)) return cached;
    cached.close();
  }
  await compile(files, compiled, options);
  return CatalogueFile.open(compiled, checked);
}

/** Opens what was compiled of `paths` last, whether the files have changed since or not; undefined when nothing was. */
export function openCompiledCatalogue(
  paths: readonly string[],
  cacheFolder: string,
): CatalogueFile | undefined {
  return openCompiled(compiledPath(paths, cacheFolder), checkedTimes(paths));
}

/** What changed since a catalogue of `from` was compiled, by the revisions of both. */
export interface KeptChanges extends RecordChanges {
  readonly from: string;
  readonly to: string;
}

/** What the last compilation of `paths` changed; undefined when it was not kept, or was more than is worth keeping. */
export function readChanges(paths: readonly string[], cacheFolder: string): KeptChanges | undefined {
  const file = changesPath(compiledPath(paths, cacheFolder));
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as KeptChanges) : undefined;
}

/** Equal for catalogues that were compiled from the same content. */
export function revisionOf({ header }: CatalogueFile): string {
  const contents = header.inputs.map(({ sha256 }) => sha256).sort();
  return createHash('sha256').update(MAGIC).update(contents.join()).digest('hex').slice(0, 32);
}

/** When each feed was last found complete: the earliest of the folders that know it. */
function checkedTimes(paths: readonly string[]): Map<string, number> {
  const checked = new Map<string, number>();
  for (const folder of paths)
    for (const [feed, micros] of readFetchState(folder).checkedMicros)
      checked.set(feed, Math.min(checked.get(feed) ?? micros, micros));
  return checked;
}

function compiledPath(paths: readonly string[], cacheFolder: string): string {
  return path.join(cacheFolder, `${keyOf(paths)}.catalogue`);
}

const changesPath = (compiled: string): string => `${compiled}.changes.json`;

/** One compiled file for each set of paths. */
function keyOf(paths: readonly string[]): string {
  const resolved = [...new Set(paths.map((named) => path.resolve(named)))].sort();
  return createHash('sha256').update(MAGIC).update(resolved.join('\0')).digest('hex').slice(0, 32);
}

function openCompiled(compiled: string, checked: ReadonlyMap<string, number>): CatalogueFile | undefined {
  if (!fs.existsSync(compiled)) return undefined;
  try {
    return CatalogueFile.open(compiled, checked);
  } catch (error) {
    // It can be made again, so damage costs time alone.
    if (error instanceof CatalogueDamagedError) return undefined;
    throw error;
  }
}

/** The files are those that were compiled. Content is looked at only where size is equal and time is not. */
async function isOf(inputs: readonly CatalogueInput[], files: readonly FeedFile[]): Promise<boolean> {
  if (inputs.length !== files.length) return false;
  for (const [index, { path: its, octets, modifiedMs }] of files.entries()) {
    const input = inputs[index];
    if (input?.path !== its || input.octets !== octets) return false;
    if (input.modifiedMs !== modifiedMs && input.sha256 !== (await hashFile(its))) return false;
  }
  return true;
}

async function compile(
  files: readonly FeedFile[],
  compiled: string,
  { cacheFolder, nowMicros, keepChanges = false, onProgress }: CatalogueOptions,
): Promise<void> {
  fs.mkdirSync(cacheFolder, { recursive: true });
  const unfinished = `${compiled}.${process.pid}.part`;
  const builder = new CatalogueBuilder(unfinished, nowMicros);
  try {
    const inputs: CatalogueInput[] = [];
    const notes: DocumentNote[] = [];
    let notesDropped = 0;
    const note = (its: DocumentNote) => {
      if (notes.length < MAX_NOTES) notes.push(its);
      else notesDropped++;
    };
    for (const [index, file] of files.entries()) {
      const report = await readFeedFile(
        file.path,
        builder,
        (document, { schemaErrors, failedTests }, refused) => {
          const id = nameOf(objectOf(objectOf(document['document'])?.['tracking'])?.['id']);
          const reasons = refused
            ? schemaErrors
            : failedTests.map(({ test, message }) => `${test} ${message}`);
          note({ path: file.path, ...(id !== undefined && { document: id }), refused, reasons });
        },
      );
      inputs.push({ ...file, sha256: report.sha256 });
      for (const [problem, count] of report.problems)
        note({ path: file.path, refused: true, reasons: [`${PROBLEM_SENTENCES[problem]} (${count})`] });
      onProgress?.(index + 1, files.length);
    }
    builder.finish({ compiledMicros: nowMicros, inputs, notes, notesDropped });
    if (keepChanges) writeChanges(compiled, unfinished);
    fs.renameSync(unfinished, compiled);
  } catch (error) {
    builder.close();
    fs.rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Keeps what `unfinished` changes against what is compiled; a file that is left from an earlier compilation goes. */
function writeChanges(compiled: string, unfinished: string): void {
  const file = changesPath(compiled);
  const former = openCompiled(compiled, new Map());
  const now = CatalogueFile.open(unfinished);
  try {
    const [from, to] = [former && revisionOf(former), revisionOf(now)];
    if (from === to) return;
    fs.rmSync(file, { force: true });
    const changes = former && changesBetween(former, now);
    if (!changes) return;
    fs.writeFileSync(`${file}.part`, JSON.stringify({ from, to, ...changes }));
    fs.renameSync(`${file}.part`, file);
  } finally {
    former?.close();
    now.close();
  }
}

const PROBLEM_SENTENCES: Readonly<Record<FileProblem, string>> = {
  empty: 'The file is empty',
  'not-json': 'It is no valid JSON',
  'not-recognised': 'It is of no feed that Wardlight reads',
  'document-too-large': 'A document is too large to be read',
  'line-too-long': 'A line is too long to be read',
  'too-large': 'It decompresses to more than is read',
  'too-many-zip-entries': 'The zip holds more files than are read',
  'zip-damaged': 'The zip is damaged',
  'compression-damaged': 'The compressed data is damaged',
  'compression-cut-short': 'The compressed data ends early',
  'compression-unsupported': 'The compressed data asks for more memory than is granted',
};
