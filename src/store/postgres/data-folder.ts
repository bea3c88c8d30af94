/**
 * The folder in which Wardlight keeps what it must not lose. What the database's user owns and what Wardlight itself owns
 * stand apart:
 *
 *   postgres/        the cluster (database user, 0700)
 *   run/             the Unix socket (database user, 0711)
 *   postgresql-NN/   a copy of the programs, where the package cannot be reached
 *   postgres.log     what the database says
 *   owner-password   password of the owner role (Wardlight, 0600)
 */

import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keptSecret, randomText } from '../kept-secret.ts';
import { StoreError } from '../store-error.ts';
import type { DatabaseUser } from './database-user.ts';
import { isAlive, isListed } from './process-state.ts';

/** Number in the name of the socket; there is no network. */
export const POSTGRES_PORT = 5432;
/** `sun_path` of the narrowest system (macOS 104), less the name of the socket. */
const LONGEST_SOCKET_FOLDER = 104 - `/.s.PGSQL.${POSTGRES_PORT}`.length - 1;
/** The log is begun anew at a start when it is longer, in octets; the old one stays beside it. */
const LONGEST_LOG = 16 << 20;

export class DataFolder {
  readonly root: string;
  readonly cluster: string;
  readonly socketFolder: string;
  readonly programs: string;
  readonly log: string;
  private readonly passwordFile: string;
  private readonly processFile: string;
  private readonly socketLock: string;

  private constructor(root: string) {
    this.root = root;
    this.cluster = path.join(root, 'postgres');
    const socketFolder = path.join(root, 'run');
    this.socketFolder =
      socketFolder.length <= LONGEST_SOCKET_FOLDER
        ? socketFolder
        : path.join(os.tmpdir(), `wardlight-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);
    this.programs = path.join(root, 'postgresql');
    this.log = path.join(root, 'postgres.log');
    this.passwordFile = path.join(root, 'owner-password');
    this.processFile = path.join(this.cluster, 'postmaster.pid');
    this.socketLock = path.join(this.socketFolder, `.s.PGSQL.${POSTGRES_PORT}.lock`);
  }

  /** Opens or makes the folder. Throws a StoreError when it cannot serve. */
  static open(folder: string, user: DatabaseUser): DataFolder {
    const data = new DataFolder(path.resolve(folder));
    try {
      fs.mkdirSync(data.root, { recursive: true, mode: 0o711 });
      makeFor(user, data.socketFolder, 0o711);
    } catch (error) {
      throw new StoreError(
        'data-folder',
        `The data folder ${data.root} cannot be used: ${reasonOf(error)}.`,
        error,
      );
    }
    const closed = user.spawn.uid === undefined ? undefined : closedFolderAbove(data.socketFolder);
    if (closed)
      throw new StoreError(
        'data-folder',
        `The data folder ${data.root} cannot be used: the database runs as ${user.name}, who may not enter ${closed}. ` +
          'Choose a folder that all may enter, such as /var/lib/wardlight.',
      );
    return data;
  }

  /** Whether a cluster has been made in it. */
  get hasCluster(): boolean {
    return fs.existsSync(path.join(this.cluster, 'PG_VERSION'));
  }

  /** Major version of PostgreSQL that made the cluster. */
  clusterVersion(): number {
    return Number.parseInt(fs.readFileSync(path.join(this.cluster, 'PG_VERSION'), 'utf8'), 10);
  }

  /** Password of the owner role, made at the first use. */
  password(): string {
    return keptSecret(this.passwordFile, () => randomText(24));
  }

  /** A copy of the password that the database's user may read, for making the cluster; to be removed at once. */
  lendPassword(user: DatabaseUser, draft: string): string {
    const file = path.join(this.socketFolder, path.basename(draft));
    fs.writeFileSync(file, this.password(), { mode: 0o600, flag: 'wx' });
    giveTo(user, file);
    return file;
  }

  /** An empty folder in which a cluster can be made; those of starts that were killed are dropped. */
  openDraft(user: DatabaseUser): string {
    for (const folder of [this.root, this.socketFolder])
      for (const name of fs.readdirSync(folder)) {
        const maker = /\.draft-(\d+)-/.exec(name)?.[1];
        if (maker !== undefined && !isAlive(Number(maker)))
          fs.rmSync(path.join(folder, name), { recursive: true, force: true });
      }
    const draft = `${this.cluster}.draft-${process.pid}-${randomUUID()}`;
    makeFor(user, draft, 0o700);
    return draft;
  }

  /** Puts a finished draft in the cluster's place, unless another start was quicker. */
  adoptDraft(draft: string): void {
    try {
      fs.renameSync(draft, this.cluster);
    } catch (error) {
      fs.rmSync(draft, { recursive: true, force: true });
      if (!this.hasCluster) throw error;
    }
  }

  /** Whether the process that has the cluster lives. */
  isRunning(): boolean {
    const pid = this.postmaster();
    return pid !== undefined && isAlive(pid);
  }

  /**
   * Whether the last server did not end in order. Its lock files go when it has ended and the system still lists it:
   * PostgreSQL would take it for a running one, for ever where nothing waits for processes.
   */
  dropLocksOfTheDead(): boolean {
    let wasKilled = false;
    for (const file of [this.processFile, this.socketLock]) {
      const pid = pidIn(file);
      wasKilled ||= pid !== undefined;
      if (pid !== undefined && isListed(pid) && !isAlive(pid)) fs.rmSync(file, { force: true });
    }
    return wasKilled;
  }

  /** Process id of the database that has the cluster, running or not; undefined when it was shut down in order. */
  postmaster(): number | undefined {
    return pidIn(this.processFile);
  }

  /** File descriptor of the log, open for writing at its end. */
  openLog(): number {
    if (fs.existsSync(this.log) && fs.statSync(this.log).size > LONGEST_LOG)
      fs.renameSync(this.log, `${this.log}.1`);
    return fs.openSync(this.log, 'a', 0o640);
  }

  /** Last lines of the log, for an error message. */
  logTail(lines: number): string {
    if (!fs.existsSync(this.log)) return '';
    return fs.readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }
}

/** The number that a lock file of PostgreSQL begins with; undefined when there is none. */
function pidIn(file: string): number | undefined {
  try {
    const pid = Number.parseInt(fs.readFileSync(file, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function makeFor(user: DatabaseUser, folder: string, mode: number): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(folder, mode);
  giveTo(user, folder);
}

function giveTo(user: DatabaseUser, file: string): void {
  const { uid, gid } = user.spawn;
  if (uid !== undefined) fs.chownSync(file, uid, gid ?? uid);
}

const OTHERS_MAY_ENTER = 0o001;

/** The uppermost folder above this one that others may not enter; undefined when all may be. */
function closedFolderAbove(folder: string): string | undefined {
  const parent = path.dirname(folder);
  if (parent === folder) return undefined;
  const above = closedFolderAbove(parent);
  if (above) return above;
  return (fs.statSync(parent).mode & OTHERS_MAY_ENTER) === 0 ? parent : undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to write there';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'it is not a folder';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'ENOSPC') return 'the disk is full';
  return error instanceof Error ? error.message : String(error);
}
