/** The files below what the user named, in one order everywhere, within limits. */

import fs from 'node:fs';
import path from 'node:path';
import { FeedUnreadableError } from '../feed-errors.ts';

/** Files of one collection that are read; a mirror of the CVE list has 300,000. */
export const MAX_FILES = 2_000_000;
/** Folders below folders that are entered. */
export const MAX_FOLDER_DEPTH = 32;

export interface FeedFile {
  readonly path: string;
  readonly octets: number;
  readonly modifiedMs: number;
}

/**
 * All files at and below `paths`, sorted by path, each once. Hidden files and folders and links to folders are left
 * out. Throws FeedUnreadableError for a path that cannot be looked at.
 */
export function listFeedFiles(paths: readonly string[]): FeedFile[] {
  const files = new Map<string, FeedFile>();
  for (const named of paths) addPath(path.resolve(named), 0, files);
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function addPath(named: string, depth: number, files: Map<string, FeedFile>): void {
  if (files.size >= MAX_FILES) return;
  try {
    const stat = fs.statSync(named);
    if (stat.isFile()) files.set(named, { path: named, octets: stat.size, modifiedMs: stat.mtimeMs });
    if (!stat.isDirectory() || depth > MAX_FOLDER_DEPTH) return;
    for (const entry of fs.readdirSync(named, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const below = path.join(named, entry.name);
      // A link to a folder could lead round in a circle, and one to nothing is no loss.
      if (entry.isSymbolicLink() && !fs.statSync(below, { throwIfNoEntry: false })?.isFile()) continue;
      addPath(below, depth + 1, files);
    }
  } catch (error) {
    throw error instanceof FeedUnreadableError ? error : new FeedUnreadableError(named, error);
  }
}
