/**
 * Folders whose captures the server takes in, as the operator names them in a file. No path of a folder comes from anywhere
 * else: neither the API nor the console can name one.
 *
 *   [{ "folder": "/srv/captures", "organisation": "St. Ann", "site": "Main", "restSeconds": 60 }]
 */

import fs from 'node:fs';
import path from 'node:path';
import { ConfigError } from './env.ts';

export interface WatchedFolder {
  readonly path: string;
  /** Name or id of the organisation whose captures they are. */
  readonly organisation: string;
  /** Name or id of the site where they were captured; undefined when that is not said. */
  readonly site: string | undefined;
  /** A file that has not changed for so long is whole. */
  readonly restSeconds: number;
}

/** Folders of one server, and octets of the file that names them. */
const FOLDERS_LIMIT = 64;
const FILE_LIMIT = 65_536;
const DEFAULT_REST = 60;
const LONGEST_REST = 86_400;
const KNOWN = new Set(['folder', 'organisation', 'site', 'restSeconds']);

/** Reads the file. Throws a ConfigError that says what is wrong with it. */
export function readWatchedFolders(file: string): readonly WatchedFolder[] {
  const stated = read(file);
  if (!Array.isArray(stated) || stated.length > FOLDERS_LIMIT)
    throw wrong(file, `must be a list of at most ${FOLDERS_LIMIT} folders`);
  const folders = stated.map((one: unknown, at) => folderOf(file, at + 1, one));
  const twice = folders.find(({ path: own }, at) => folders.findIndex((other) => other.path === own) < at);
  if (twice) throw wrong(file, `names ${twice.path} twice; a capture is of one organisation and site`);
  return folders;
}

function read(file: string): unknown {
  try {
    if (fs.statSync(file).size > FILE_LIMIT) throw wrong(file, `is longer than ${FILE_LIMIT} octets`);
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if (error instanceof SyntaxError) throw wrong(file, 'is not JSON');
    throw wrong(file, 'cannot be read');
  }
}

function folderOf(file: string, number: number, one: unknown): WatchedFolder {
  const entry = `entry ${number}`;
  if (typeof one !== 'object' || one === null || Array.isArray(one))
    throw wrong(file, `${entry} must be an object`);
  const { folder, organisation, site, restSeconds = DEFAULT_REST } = one as Record<string, unknown>;
  const unknown = Object.keys(one).find((name) => !KNOWN.has(name));
  if (unknown !== undefined)
    throw wrong(file, `${entry} has "${unknown}"; known are ${[...KNOWN].join(', ')}`);
  if (typeof folder !== 'string' || !path.isAbsolute(folder))
    throw wrong(file, `${entry} must name its "folder" with a whole path`);
  if (typeof organisation !== 'string' || organisation === '')
    throw wrong(file, `${entry} must name the "organisation" whose captures they are`);
  if (site !== undefined && (typeof site !== 'string' || site === ''))
    throw wrong(file, `${entry}: "site" must be the name of one`);
  if (typeof restSeconds !== 'number' || !(restSeconds >= 1 && restSeconds <= LONGEST_REST))
    throw wrong(file, `${entry}: "restSeconds" must be a number from 1 to ${LONGEST_REST}`);
  return { path: path.resolve(folder), organisation, site, restSeconds };
}

const wrong = (file: string, what: string): ConfigError =>
  new ConfigError(`WARDLIGHT_FOLDERS: ${file}: ${what}.`);
