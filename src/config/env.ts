/** Every environment variable that Wardlight reads, once. The only file that looks at `process.env`. */

/** Names and purposes; an unknown `WARDLIGHT_…` variable is refused, for it is most likely a misspelt one. */
export const VARIABLES = {
  WARDLIGHT_MAX_FLOWS:
    'flows kept at a time, 65,536 to 16,777,216; each slot takes 64 octets (default 1,258,291)',
  WARDLIGHT_CACHE:
    'folder of compiled vulnerability catalogues (default: wardlight in XDG_CACHE_HOME or ~/.cache)',
} as const;

export interface Environment {
  readonly maxFlows: string | undefined;
  /** https://no-color.org: any value turns colours off. */
  readonly noColor: boolean;
  readonly cache?: string | undefined;
  /** XDG base directory specification: where users keep what can be made again. */
  readonly xdgCacheHome?: string | undefined;
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
  return {
    maxFlows: variables['WARDLIGHT_MAX_FLOWS'],
    noColor: (variables['NO_COLOR'] ?? '') !== '',
    cache: variables['WARDLIGHT_CACHE'],
    xdgCacheHome: variables['XDG_CACHE_HOME'],
  };
}

/** A setting that cannot be used; the message says which and what would be right. */
export class ConfigError extends Error {
  readonly code = 'config-invalid';
  override readonly name = 'ConfigError';
}
