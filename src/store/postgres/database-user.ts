/**
 * Whom the database runs as. PostgreSQL refuses to run as root, and a server that root started must not own more than it
 * needs: then it is `nobody`, which every system has (a user id without an entry in the user database is refused too).
 */

import { execFileSync } from 'node:child_process';

const UNPRIVILEGED = 'nobody';

export interface DatabaseUser {
  readonly name: string;
  /** Options for spawning a process as this user; empty for oneself. */
  readonly spawn: { readonly uid?: number; readonly gid?: number };
}

/** Oneself, or an unprivileged user when one is root. */
export function databaseUser(): DatabaseUser {
  if (process.getuid?.() !== 0) return { name: 'the current user', spawn: {} };
  const id = (flag: '-u' | '-g') => Number(execFileSync('id', [flag, UNPRIVILEGED], { encoding: 'utf8' }));
  return { name: UNPRIVILEGED, spawn: { uid: id('-u'), gid: id('-g') } };
}
