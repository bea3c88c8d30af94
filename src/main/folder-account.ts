/**
 * What people are shown of a watched folder: what is wrong with it, since when, and which files were passed over. It is kept in
 * the database when it changes, and every minute, so that a folder that nobody looks at shows.
 */

import { isDeepStrictEqual } from 'node:util';
import type { Database, OrganisationId } from '../store/database.ts';
import type { PassedOverFile } from '../store/schema-watched-folders.ts';
import { type FolderPlace, keepFolder, watchedFolders } from '../store/watched-folders.ts';

/** Files of a folder that are shown as passed over: the latest. */
const PASSED_OVER_LIMIT = 100;
/** Longest name, and longest sentence, that is kept (characters). */
const TEXT_LIMIT = 1_000;
/** An account that did not change is kept again after so long. */
const RENEWED_AFTER_MS = 60_000;

/** What a look found of the folder as a whole. */
export interface FolderFinding {
  readonly organisation: OrganisationId;
  readonly site: string | null;
  /** A sentence for people; null while nothing is wrong. */
  readonly problem: string | null;
}

export class FolderAccount {
  private readonly database: Database;
  private readonly place: FolderPlace;
  /** By name, earliest first. */
  private passedOver = new Map<string, PassedOverFile>();
  private kept: (FolderFinding & { readonly files: readonly PassedOverFile[] }) | undefined;
  private keptAt = new Date(0);
  private problemSince: Date | null = null;

  constructor(database: Database, place: FolderPlace) {
    this.database = database;
    this.place = place;
  }

  /** Notes that a file is passed over, and why. */
  passOver(file: string, problem: string, now: Date): void {
    this.passedOver.delete(file);
    const cut = (text: string) => text.slice(0, TEXT_LIMIT).toWellFormed();
    this.passedOver.set(file, { file: cut(file), problem: cut(problem), noticedAt: now.toISOString() });
    for (const earliest of this.passedOver.keys()) {
      if (this.passedOver.size <= PASSED_OVER_LIMIT) return;
      this.passedOver.delete(earliest);
    }
  }

  /** Notes that a file is taken in. */
  takeIn(file: string): void {
    this.passedOver.delete(file);
  }

  /** Forgets files that do not lie there any more. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const file of this.passedOver.keys()) if (!present.has(file)) this.passedOver.delete(file);
  }

  /** Keeps what is the case now, unless that stands there already. Throws what the database throws. */
  async keep(finding: FolderFinding, now: Date): Promise<void> {
    if (this.kept?.organisation !== finding.organisation) await this.goOn(finding.organisation);
    const isSame = isDeepStrictEqual(this.kept, { ...finding, files: [...this.passedOver.values()] });
    if (isSame && now.getTime() - this.keptAt.getTime() < RENEWED_AFTER_MS) return;
    if (finding.problem !== this.kept?.problem) this.problemSince = finding.problem === null ? null : now;
    const files = [...this.passedOver.values()];
    const { site, problem } = finding;
    await keepFolder(this.database, finding.organisation, {
      ...{ ...this.place, site, lookedAt: now, problem, problemSince: this.problemSince },
      passedOver: files,
    });
    this.kept = { ...finding, files };
    this.keptAt = now;
  }

  /** Goes on with what an earlier run of the server has kept: files that were looked at are not looked at again. */
  private async goOn(organisation: OrganisationId): Promise<void> {
    const { server, path } = this.place;
    const folders = await watchedFolders(this.database, organisation);
    const earlier = folders.find((folder) => folder.server === server && folder.path === path);
    if (!earlier) return;
    const { site, problem, problemSince, passedOver } = earlier;
    const known = passedOver.map((each) => [each.file, each] as const);
    this.passedOver = new Map([...known, ...this.passedOver]);
    this.problemSince = problemSince;
    this.kept = { organisation, site, problem, files: passedOver };
  }
}
