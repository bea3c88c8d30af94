/**
 * What is remembered between updates of a folder of feeds: when each feed was last found to be up to date, and for
 * each file what its server said of it. A hidden file in the folder; without it everything is fetched again.
 */

import fs from 'node:fs';
import path from 'node:path';
import { nameOf, numberOf, objectOf, present } from '../../advisories/json-value.ts';
import { isObject } from '../../base/json-object.ts';
import type { Validators } from './download.ts';

const STATE_NAME = '.wardlight-feeds.json';

export interface FileState extends Validators {
  readonly url: string;
  /** SHA-256 of the file as fetched, in hexadecimal. */
  readonly sha256: string;
  /** Checksum that the source published, where it does. */
  readonly published?: string;
}

export interface FetchState {
  /** Instant at which each feed was last known to be complete. */
  readonly checkedMicros: Map<string, number>;
  readonly files: Map<string, FileState>;
}

/** The state of a folder; an empty one where there is none or it is damaged. */
export function readFetchState(folder: string): FetchState {
  const state: FetchState = { checkedMicros: new Map(), files: new Map() };
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(path.join(folder, STATE_NAME), 'utf8'));
  } catch {
    return state;
  }
  if (!isObject(value)) return state;
  for (const [feed, micros] of Object.entries(objectOf(value['checkedMicros']) ?? {})) {
    const checked = numberOf(micros);
    if (checked !== undefined) state.checkedMicros.set(feed, checked);
  }
  for (const [name, file] of Object.entries(objectOf(value['files']) ?? {})) {
    const url = nameOf(objectOf(file)?.['url']);
    const sha256 = nameOf(objectOf(file)?.['sha256']);
    if (url === undefined || sha256 === undefined || !isObject(file)) continue;
    state.files.set(
      name,
      present({
        url,
        sha256,
        etag: nameOf(file['etag']),
        lastModified: nameOf(file['lastModified']),
        published: nameOf(file['published']),
      }),
    );
  }
  return state;
}

export function writeFetchState(folder: string, { checkedMicros, files }: FetchState): void {
  const text = JSON.stringify(
    { checkedMicros: Object.fromEntries(checkedMicros), files: Object.fromEntries(files) },
    null,
    1,
  );
  const target = path.join(folder, STATE_NAME);
  fs.writeFileSync(`${target}.part`, `${text}\n`);
  fs.renameSync(`${target}.part`, target);
}
