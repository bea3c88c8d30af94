/**
 * Takes in captures that appear in the folders which the operator named, by the same way as an upload: the octets are copied
 * and hashed, a capture with its job and its entry in the audit log is made in one transaction, and octets that the
 * organisation has already are not read again. What was taken in is remembered in the data folder, beyond a restart.
 */

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Act } from '../audit/entry.ts';
import { CaptureUnreadableError } from '../capture/capture-errors.ts';
import { isGone, type RestingFile, RestingFiles } from '../capture/resting-files.ts';
import type { SavedFiles } from '../capture/seen-files.ts';
import type { WatchedFolder } from '../config/watched-folders.ts';
import { appendAct } from '../store/audit.ts';
import type { CaptureFiles } from '../store/capture-files.ts';
import type { CaptureStore } from '../store/captures.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { allOrganisations, organisationSettings } from '../store/organisations.ts';
import { listSites } from '../store/places.ts';

/** Time between two looks at the folders. */
const LOOK_MS = 1_000;
/** Disk that a capture leaves free. */
const FREE_OCTETS = 2 * 2 ** 30;
/** Longest name of a file that is kept. */
const NAME_LIMIT = 256;

export interface FolderContext {
  readonly database: Database;
  readonly captures: CaptureStore;
  readonly files: CaptureFiles;
  readonly dataFolder: string;
}

/** What people are told, once each: a folder that cannot be read, a file that is no capture. */
export type Tell = (sentence: string) => void;

interface Place {
  readonly organisation: OrganisationId;
  readonly site: string | null;
}

/** Begins to look at the folders, until it is stopped. */
export function takeInFolders(
  context: FolderContext,
  folders: readonly WatchedFolder[],
  tell: Tell,
): { stop(): Promise<void> } {
  const saved = readSaved(context.dataFolder);
  const watches = folders.map(
    (folder) => new FolderIntake(context, folder, saved[folder.path] ?? {}, toldOnce(tell)),
  );
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
  let running = Promise.resolve();
  const next = () => {
    running = turn();
  };
  if (watches.length > 0) next();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

class FolderIntake {
  readonly folder: WatchedFolder;
  private readonly context: FolderContext;
  private readonly resting: RestingFiles;
  private readonly tell: Tell;

  constructor(context: FolderContext, folder: WatchedFolder, saved: SavedFiles, tell: Tell) {
    this.context = context;
    this.folder = folder;
    this.tell = tell;
    this.resting = new RestingFiles(folder.path, folder.restSeconds * 1_000, saved);
  }

  save(): SavedFiles {
    return this.resting.save();
  }

  /** One look; true when something was taken in. What goes wrong is told, and tried again at the next look. */
  async look(isStopped: () => boolean): Promise<boolean> {
    let hasTaken = false;
    try {
      const { resting, passedOver } = await this.resting.look(performance.now());
      for (const sentence of passedOver) this.tell(sentence);
      hasTaken = passedOver.length > 0;
      const place = resting.length > 0 ? await this.place() : undefined;
      for (const file of place ? resting : []) {
        if (isStopped() || !place || !(await this.takeIn(place, file))) break;
        hasTaken = true;
      }
    } catch (error) {
      if (error instanceof CaptureUnreadableError) this.tell(error.message);
      else if (!isGone(error)) this.tell(`${this.folder.path} was not read: ${sentenceOf(error)}`);
    }
    return hasTaken;
  }

  /** Whose captures they are, and of which site; undefined, and told, when there is none of this name, or several. */
  private async place(): Promise<Place | undefined> {
    const { database } = this.context;
    const { organisation: asked, site: askedSite } = this.folder;
    const known = await Promise.all(
      (await allOrganisations(database)).map(async (id) => ({
        id,
        name: (await organisationSettings(database, id)).name,
      })),
    );
    const organisation = this.named('organisation', asked, known);
    if (organisation === undefined || askedSite === undefined)
      return organisation === undefined ? undefined : { organisation, site: null };
    const site = this.named('site', askedSite, await listSites(database, organisation));
    return site === undefined ? undefined : { organisation, site };
  }

  private named(
    what: string,
    asked: string,
    known: readonly { readonly id: string; readonly name: string }[],
  ): string | undefined {
    const found = known.filter(({ id, name }) => id === asked || name === asked);
    const [only, another] = found;
    if (only && !another) return only.id;
    const many = another && `${found.length} have the name "${asked}": write the id of one`;
    this.tell(`${this.folder.path} is not read: ${many ?? `there is no ${what} "${asked}"`}.`);
    return undefined;
  }

  /** False when there is no room for it. */
  private async takeIn({ organisation, site }: Place, file: RestingFile): Promise<boolean> {
    const { captures, files } = this.context;
    const { path: source, size, name } = file;
    const free = await files.freeOctets();
    if (free !== undefined && free < size + FREE_OCTETS) {
      this.tell(`${source} waits: the disk of the data folder has no room for it.`);
      return false;
    }
    const id = randomUUID();
    try {
      const octets = fs.createReadStream(source, { end: size - 1 });
      const received = await files.append(id, 0, size, octets);
      const { size: sizeNow, mtimeMs } = fs.statSync(source);
      // It was written to meanwhile: the next look sees how it stands then.
      if (received !== size || sizeNow !== size || mtimeMs !== file.stats.mtimeMs) return true;
      const sha256 = await files.hash(id);
      const told = name.slice(0, NAME_LIMIT).toWellFormed();
      const upload = { id, file: told, octets: size, sha256: null, import: null, document: null };
      await captures.finishUpload(
        organisation,
        { ...upload, folder: { site } },
        sha256,
        async (capture, t) => {
          await files.keep(id, capture);
          await appendAct(
            t,
            organisation,
            taken(capture, { file: told, octets: size, sha256: sha256.toString('hex') }),
          );
        },
      );
      this.resting.taken(file);
    } finally {
      await files.dropUpload(id);
    }
    return true;
  }
}

function taken(capture: string, change: { file: string; octets: number; sha256: string }): Act {
  return {
    ...{ who: { kind: 'system', id: null, name: 'watched folder' }, roles: [], action: 'capture.take-in' },
    ...{ target: { kind: 'capture', id: capture }, result: 'done', code: null, reason: null, change },
    ...{ ip: null, session: null },
  };
}

/** The same sentence again and again is told once, until another one was. */
function toldOnce(tell: Tell): Tell {
  let last = '';
  return (sentence) => {
    if (sentence !== last) tell(sentence);
    last = sentence;
  };
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

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
