/** Every environment variable that Wardlight reads, once. The only file that looks at `process.env`. */

/** Names and purposes; an unknown `WARDLIGHT_…` variable is refused, for it is most likely a misspelt one. */
export const VARIABLES = {
  WARDLIGHT_MAX_FLOWS:
    'flows kept at a time, 65,536 to 16,777,216; each slot takes 64 octets (default 1,258,291)',
  WARDLIGHT_KNOWLEDGE: "folder of imported fingerprints (default: knowledge in the user's data folder)",
} as const;

export interface Environment {
  readonly maxFlows: string | undefined;
  /** https://no-color.org: any value turns colours off. */
  readonly noColor: boolean;
  readonly knowledge?: string | undefined;
  /** Folders that the system names for the user's data. */
  readonly xdgDataHome?: string | undefined;
  readonly localAppData?: string | undefined;
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
    knowledge: variables['WARDLIGHT_KNOWLEDGE'],
    xdgDataHome: variables['XDG_DATA_HOME'],
    localAppData: variables['LOCALAPPDATA'],
  };
}

/** A setting that cannot be used; the message says which and what would be right. */
export class ConfigError extends Error {
  readonly code = 'config-invalid';
  override readonly name = 'ConfigError';
}
