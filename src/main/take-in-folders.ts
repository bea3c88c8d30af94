/**
 * Takes in captures that appear in the folders which the operator named, by the same way as an upload: the octets are copied
 * and hashed, a capture with its job and its entry in the audit log is made in one transaction, and octets that the
 * organisation has already are not read again. What was taken in is remembered in the data folder, beyond a restart.
 */

import fs from 'node:fs';
import path from 'node:path';
import type { SavedFiles } from '../capture/seen-files.ts';
import type { WatchedFolder } from '../config/watched-folders.ts';
import { allOrganisations, organisationSettings } from '../store/organisations.ts';
import { forgetFolders } from '../store/watched-folders.ts';
import { type FolderContext, FolderIntake, sentenceOf, type Tell } from './folder-intake.ts';

/** Time between two looks at the folders. */
const LOOK_MS = 1_000;
/** Begins to look at the folders, until it is stopped. */
export function takeInFolders(
  context: FolderContext,
  folders: readonly WatchedFolder[],
  tell: Tell,
): { stop(): Promise<void> } {
  const saved = readSaved(context.dataFolder);
  const watches = folders.map((folder) => new FolderIntake(context, folder, saved[folder.path] ?? {}, tell));
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const turn = async () => {
    for (const watch of watches) {
      if (isStopped) return;
      const hasTaken = await watch.look(() => isStopped);
      if (hasTaken) keep();
    }
    timer = isStopped ? undefined : setTimeout(next, LOOK_MS);
  };
  const keep = () => {
    try {
      writeSaved(context.dataFolder, watches);
    } catch (error) {
      tell(`What was taken in is not remembered: ${sentenceOf(error)}`);
    }
  };
  let running = forgetOthers(context, folders).catch((error) =>
    tell(`Folders that are not watched any more are still shown: ${sentenceOf(error)}`),
  );
  const next = () => {
    running = turn();
  };
  if (watches.length > 0) running = running.then(turn);
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** Lets people see no folder of this server that is not named, or is named as another organisation's. */
async function forgetOthers(
  { database, server }: FolderContext,
  folders: readonly WatchedFolder[],
): Promise<void> {
  for (const id of await allOrganisations(database)) {
    const { name } = await organisationSettings(database, id);
    const theirs = folders.filter(({ organisation }) => organisation === id || organisation === name);
    await forgetFolders(
      database,
      id,
      server,
      theirs.map((folder) => folder.path),
    );
  }
}

const savedPath = (dataFolder: string): string => path.join(dataFolder, 'watched-folders.json');

/** What was taken in of each folder. A file that is damaged costs time and nothing else: hashes tell what is known. */
function readSaved(dataFolder: string): Readonly<Record<string, SavedFiles>> {
  try {
    const saved: unknown = JSON.parse(fs.readFileSync(savedPath(dataFolder), 'utf8'));
    return typeof saved === 'object' && saved !== null ? (saved as Record<string, SavedFiles>) : {};
  } catch {
    return {};
  }
}

function writeSaved(dataFolder: string, watches: readonly FolderIntake[]): void {
  const saved = Object.fromEntries(watches.map((watch) => [watch.folder.path, watch.save()]));
  const place = savedPath(dataFolder);
  fs.writeFileSync(`${place}.new`, JSON.stringify(saved), { mode: 0o600 });
  fs.renameSync(`${place}.new`, place);
}
