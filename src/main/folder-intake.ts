/** One folder that the operator named: its captures are taken in when they have rested, and what goes wrong is told and shown. */

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
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
import { FolderAccount } from './folder-account.ts';

/** Disk that a capture leaves free. */
const FREE_OCTETS = 2 * 2 ** 30;
/** Longest name of a file that is kept. */
const NAME_LIMIT = 256;
/** Whose a folder is is asked again after so long, and before anything is taken in. */
const PLACE_ASKED_MS = 60_000;

export interface FolderContext {
  readonly database: Database;
  readonly captures: CaptureStore;
  readonly files: CaptureFiles;
  readonly dataFolder: string;
  /** Name of this machine, under which people see its folders. */
  readonly server: string;
}

/** What people are told, once each: a folder that cannot be read, a file that is no capture. */
export type Tell = (sentence: string) => void;

/** Whose captures they are. */
interface Place {
  readonly organisation: OrganisationId;
  readonly site: string | null;
  /** Why they cannot be taken in: there is no site of the name; null when they can. */
  readonly problem: string | null;
}

export class FolderIntake {
  readonly folder: WatchedFolder;
  private readonly context: FolderContext;
  private readonly resting: RestingFiles;
  private readonly tell: Tell;
  private readonly account: FolderAccount;
  private place: Place | undefined;
  private placeAskedMs = Number.NEGATIVE_INFINITY;

  constructor(context: FolderContext, folder: WatchedFolder, saved: SavedFiles, tell: Tell) {
    const { database, server } = context;
    this.context = context;
    this.folder = folder;
    this.tell = toldOnce(tell);
    this.resting = new RestingFiles(folder.path, folder.restSeconds * 1_000, saved);
    this.account = new FolderAccount(database, { server, path: folder.path });
  }

  save(): SavedFiles {
    return this.resting.save();
  }

  /** One look; true when something was taken in. What goes wrong is told and shown, and tried again at the next look. */
  async look(isStopped: () => boolean): Promise<boolean> {
    let hasTaken = false;
    let problem: string | null = null;
    try {
      const { present, resting, passedOver } = await this.resting.look(performance.now());
      this.account.keepOnly(present);
      for (const file of passedOver) {
        this.tell(file.problem);
        this.account.passOver(file.name, file.problem, new Date());
      }
      hasTaken = passedOver.length > 0;
      await this.findPlace(resting.length > 0);
      const { place } = this;
      for (const file of place?.problem === null ? resting : []) {
        if (isStopped() || !place) break;
        problem = await this.takeIn(place, file);
        if (problem !== null) break;
        hasTaken = true;
      }
    } catch (error) {
      if (error instanceof CaptureUnreadableError) problem = error.message;
      else if (!isGone(error)) problem = `${this.folder.path} was not read: ${sentenceOf(error)}`;
    }
    await this.show(problem ?? this.place?.problem ?? null);
    return hasTaken;
  }

  /** Tells and shows what is wrong with the folder as a whole. */
  private async show(problem: string | null): Promise<void> {
    if (problem !== null) this.tell(problem);
    try {
      await this.findPlace(false);
      if (!this.place) return; // nobody could see it
      const { organisation, site } = this.place;
      await this.account.keep({ organisation, site, problem }, new Date());
    } catch (error) {
      this.tell(`How ${this.folder.path} stands cannot be shown: ${sentenceOf(error)}`);
    }
  }

  /** Asks whose captures they are, unless that is known; what is not unambiguous is told. */
  private async findPlace(isNeeded: boolean): Promise<void> {
    const isKnown = this.place?.problem === null;
    const nowMs = performance.now();
    if (isKnown && !isNeeded && nowMs - this.placeAskedMs < PLACE_ASKED_MS) return;
    this.place = await this.askPlace();
    this.placeAskedMs = nowMs;
  }

  private async askPlace(): Promise<Place | undefined> {
    const { database } = this.context;
    const { organisation: asked, site: askedSite } = this.folder;
    const known = await Promise.all(
      (await allOrganisations(database)).map(async (id) => ({
        id,
        name: (await organisationSettings(database, id)).name,
      })),
    );
    const found = this.named('organisation', asked, known);
    if ('problem' in found) {
      this.tell(found.problem);
      return undefined;
    }
    const organisation = found.id;
    if (askedSite === undefined) return { organisation, site: null, problem: null };
    const site = this.named('site', askedSite, await listSites(database, organisation));
    if ('problem' in site) return { organisation, site: null, problem: site.problem };
    return { organisation, site: site.id, problem: null };
  }

  private named(
    what: string,
    asked: string,
    known: readonly { readonly id: string; readonly name: string }[],
  ): { readonly id: string } | { readonly problem: string } {
    const found = known.filter(({ id, name }) => id === asked || name === asked);
    const [only, another] = found;
    if (only && !another) return only;
    const many = another && `${found.length} have the name "${asked}": write the id of one`;
    return { problem: `${this.folder.path} is not read: ${many ?? `there is no ${what} "${asked}"`}.` };
  }

  /** Returns why it cannot be taken in now; null when it was, or is seen again by the next look. */
  private async takeIn({ organisation, site }: Place, file: RestingFile): Promise<string | null> {
    const { captures, files } = this.context;
    const { path: source, size, name } = file;
    const free = await files.freeOctets();
    if (free !== undefined && free < size + FREE_OCTETS)
      return `${source} waits: the disk of the data folder has no room for it.`;
    const id = randomUUID();
    try {
      const octets = fs.createReadStream(source, { end: size - 1 });
      const received = await files.append(id, 0, size, octets);
      const { size: sizeNow, mtimeMs } = fs.statSync(source);
      // It was written to meanwhile: the next look sees how it stands then.
      if (received !== size || sizeNow !== size || mtimeMs !== file.stats.mtimeMs) return null;
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
      this.account.takeIn(name);
    } finally {
      await files.dropUpload(id);
    }
    return null;
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

export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
