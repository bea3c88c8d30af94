/**
 * The knowledge folder: what was imported, as files that people can read and delete.
 *
 *   <folder>/<source>/<protocol>.<field>.json      recog/snmp.sysDescr.json
 *
 * Listing reads names alone; a file is read when a value first needs it.
 */

import fs from 'node:fs';
import path from 'node:path';
import { asImportedFile, type ImportedFile } from '../imported/imported-file.ts';
import type { ImportedSource } from '../imported/imported-fingerprints.ts';

/** Octets of one file that is read. */
export const KNOWLEDGE_FILE_LIMIT = 256 << 20;
/** Sources in a folder, and files of a source. */
export const SOURCES_LIMIT = 256;
export const FACTS_LIMIT = 1_024;

const ENDING = '.json';

/** The knowledge folder cannot be used; the message is for people. */
export class KnowledgeFolderError extends Error {
  override readonly name = 'KnowledgeFolderError';
  readonly code = 'knowledge-folder';
}

export class KnowledgeFolder {
  readonly path: string;
  readonly #onProblem: (message: string) => void;

  /** `onProblem` hears of a file that cannot be used, once for each time that it is wanted. */
  constructor(folder: string, onProblem: (message: string) => void) {
    this.path = folder;
    this.#onProblem = onProblem;
  }

  /** The sources in the folder, by name; none when the folder is not there. */
  sources(): ImportedSource[] {
    const origins = namesIn(this.path, (entry) => entry.isDirectory() && /^[a-z0-9-]+$/.test(entry.name));
    return origins.slice(0, SOURCES_LIMIT).map((origin) => ({
      origin,
      factIds: namesIn(path.join(this.path, origin), (entry) => entry.isFile())
        .flatMap((name) => factIdOf(name) ?? [])
        .slice(0, FACTS_LIMIT),
      read: (factId) => this.#read(origin, factId),
    }));
  }

  /** Puts `files` into the folder, each in the place of what its source had for the same fact. */
  write(files: readonly ImportedFile[]): void {
    try {
      for (const file of files) {
        const folder = path.join(this.path, file.origin);
        fs.mkdirSync(folder, { recursive: true });
        for (const factId of file.facts) {
          const target = path.join(folder, fileNameOf(factId));
          const draft = `${target}.new`;
          fs.writeFileSync(draft, textOf({ ...file, facts: [factId] }));
          fs.renameSync(draft, target);
        }
      }
    } catch (error) {
      throw new KnowledgeFolderError(`${this.path} cannot be written: ${reasonOf(error)}`, { cause: error });
    }
  }

  #read(origin: string, factId: string): ImportedFile | undefined {
    const file = path.join(this.path, origin, fileNameOf(factId));
    try {
      const { size } = fs.statSync(file);
      if (size > KNOWLEDGE_FILE_LIMIT) {
        this.#onProblem(`${file} is not used: it is larger than ${KNOWLEDGE_FILE_LIMIT} octets`);
        return undefined;
      }
      const imported = asImportedFile(JSON.parse(fs.readFileSync(file, 'utf8')));
      if (!imported) this.#onProblem(`${file} is not used: it is no file of imported fingerprints`);
      // The folder names the source, whatever the file says.
      return imported && { ...imported, origin };
    } catch (error) {
      this.#onProblem(`${file} is not used: ${reasonOf(error)}`);
      return undefined;
    }
  }
}

function namesIn(folder: string, accepts: (entry: fs.Dirent) => boolean): string[] {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true })
      .filter(accepts)
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

/** `snmp/sysDescr` as `snmp.sysDescr.json`; what file systems dislike is written as in a URL. */
function fileNameOf(factId: string): string {
  const slash = factId.indexOf('/');
  return `${factId.slice(0, slash)}.${encodeURIComponent(factId.slice(slash + 1))}${ENDING}`;
}

function factIdOf(fileName: string): string | undefined {
  const dot = fileName.indexOf('.');
  if (dot <= 0 || !fileName.endsWith(ENDING) || fileName.length < dot + 2 + ENDING.length) return undefined;
  try {
    return `${fileName.slice(0, dot)}/${decodeURIComponent(fileName.slice(dot + 1, -ENDING.length))}`;
  } catch {
    return undefined;
  }
}

/** One fingerprint on a line: changes between two imports can be seen. */
function textOf(file: ImportedFile): string {
  const { fingerprints, ...head } = file;
  const lines = fingerprints.map((fingerprint) => JSON.stringify(fingerprint)).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},"fingerprints":[\n${lines}\n]}\n`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
