/** Every environment variable that Wardlight reads, once. The only file that looks at `process.env`. */

import path from 'node:path';

/** Names and purposes; an unknown `WARDLIGHT_…` variable is refused, for it is most likely a misspelt one. */
export const VARIABLES = {
  WARDLIGHT_MAX_FLOWS:
    'flows kept at a time, 65,536 to 16,777,216; each slot takes 64 octets (default 1,258,291)',
  WARDLIGHT_CACHE_FOLDER:
    'folder of compiled catalogues (default wardlight in XDG_CACHE_HOME, else in .cache of the home folder)',
} as const;

export interface Environment {
  readonly maxFlows: string | undefined;
  readonly cacheFolder?: string | undefined;
  /** Where caches belong by the XDG base directory specification; undefined without such a place. */
  readonly cacheHome?: string | undefined;
  /** https://no-color.org: any value turns colours off. */
  readonly noColor: boolean;
}

export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  const unknown = Object.keys(variables).filter(
    (name) => name.startsWith('WARDLIGHT_') && !(name in VARIABLES),
  );
  if (unknown.length > 0)
    throw new ConfigError(
      `Unknown setting ${unknown.join(', ')}. Known: ${Object.keys(VARIABLES).join(', ')}.`,
    );
  const home = variables['HOME'] ?? variables['USERPROFILE'];
  return {
    maxFlows: variables['WARDLIGHT_MAX_FLOWS'],
    cacheFolder: variables['WARDLIGHT_CACHE_FOLDER'],
    cacheHome: variables['XDG_CACHE_HOME'] ?? (home === undefined ? undefined : path.join(home, '.cache')),
    noColor: (variables['NO_COLOR'] ?? '') !== '',
  };
}

/** A setting that cannot be used; the message says which and what would be right. */
export class ConfigError extends Error {
  readonly code = 'config-invalid';
  override readonly name = 'ConfigError';
}
