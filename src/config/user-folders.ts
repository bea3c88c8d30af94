/** Where the system keeps a user's data (XDG Base Directory Specification; %LOCALAPPDATA% on Windows; ~/Library on macOS). */

import os from 'node:os';
import path from 'node:path';
import type { Environment } from './env.ts';

/** Where a server that root starts keeps its data: its database runs as another user, who may not enter /root. */
const SYSTEM_DATA_FOLDER = '/var/lib/wardlight';

/** Folder of imported fingerprints, which need not be there. */
export function knowledgeFolderOf(environment: Environment, platform: string = process.platform): string {
  return environment.knowledge ?? path.join(userDataFolder(environment, platform), 'knowledge');
}

/** Folder of everything that the server keeps. */
export function dataFolderOf(environment: Environment, platform: string = process.platform): string {
  if (environment.dataFolder !== undefined) return environment.dataFolder;
  return process.getuid?.() === 0 ? SYSTEM_DATA_FOLDER : userDataFolder(environment, platform);
}

/** Folder of what can be made again. */
export function cacheFolderOf(
  { cache, xdgCacheHome, localAppData }: Environment,
  platform: string = process.platform,
): string {
  if (cache !== undefined) return cache;
  if (platform === 'win32' && localAppData) return path.join(localAppData, 'Wardlight', 'Cache');
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'Wardlight');
  const base =
    xdgCacheHome && path.isAbsolute(xdgCacheHome) ? xdgCacheHome : path.join(os.homedir(), '.cache');
  return path.join(base, 'wardlight');
}

function userDataFolder({ xdgDataHome, localAppData }: Environment, platform: string): string {
  if (platform === 'win32' && localAppData) return path.join(localAppData, 'Wardlight');
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Application Support', 'Wardlight');
  // The specification: a relative path is to be ignored.
  const base =
    xdgDataHome && path.isAbsolute(xdgDataHome) ? xdgDataHome : path.join(os.homedir(), '.local', 'share');
  return path.join(base, 'wardlight');
}
