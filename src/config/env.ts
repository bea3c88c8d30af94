/** Every environment variable that Wardlight reads, once. The only file that looks at `process.env`. */

/** Names and purposes; an unknown `WARDLIGHT_…` variable is refused, for it is most likely a misspelt one. */
export const VARIABLES = {
  WARDLIGHT_MAX_FLOWS:
    'flows kept at a time, 65,536 to 16,777,216; each slot takes 64 octets (default 1,258,291)',
  WARDLIGHT_KNOWLEDGE: "folder of imported fingerprints (default: knowledge in the user's data folder)",
  WARDLIGHT_DATA: 'folder of the database and everything else that is kept (default: see docs/operations.md)',
  WARDLIGHT_HOST: 'address on which the server listens (default 127.0.0.1)',
  WARDLIGHT_PORT: 'port on which the server listens (default 8420)',
  WARDLIGHT_ORIGIN: 'where browsers reach the server, such as https://wardlight.hospital.example',
  WARDLIGHT_LOG: 'info, warn (default) or silent',
  WARDLIGHT_PROXIES:
    'addresses or networks of proxies in front, whose X-Forwarded-For is believed, with commas (default: this machine)',
  WARDLIGHT_BREACHED_PASSWORDS:
    'file of SHA-1 hashes of breached passwords, ordered by hash, as Have I Been Pwned gives them out',
  WARDLIGHT_FOLDERS: 'file (JSON) that names folders whose captures the server takes in',
  WARDLIGHT_LOCAL_OUTPUTS: 'yes lets webhooks and syslog go to this machine itself (default: no)',
  WARDLIGHT_METRICS_TOKEN: 'secret with which /metrics is read (default: API keys alone)',
  WARDLIGHT_LOG_TO: 'stdout (default) or stderr',
  WARDLIGHT_CACHE:
    'folder of compiled vulnerability catalogues (default: wardlight in XDG_CACHE_HOME or ~/.cache)',
} as const;

export interface Environment {
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly origin: string | undefined;
  readonly log: string | undefined;
  readonly proxies: string | undefined;
  readonly folders: string | undefined;
  readonly localOutputs: string | undefined;
  readonly metricsToken: string | undefined;
  readonly logTo: string | undefined;
  readonly breachedPasswords: string | undefined;
  readonly dataFolder: string | undefined;
  /** `postgres://…`: a server of the hospital's own and not the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly maxFlows: string | undefined;
  /** https://no-color.org: any value turns colours off. */
  readonly noColor: boolean;
  readonly knowledge: string | undefined;
  /** Folders that the system names for the user's data. */
  readonly xdgDataHome: string | undefined;
  readonly localAppData: string | undefined;
  readonly cache: string | undefined;
  /** XDG base directory specification: where users keep what can be made again. */
  readonly xdgCacheHome: string | undefined;
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
  const given = (name: string) => variables[name] || undefined;
  return {
    maxFlows: variables['WARDLIGHT_MAX_FLOWS'],
    noColor: given('NO_COLOR') !== undefined,
    dataFolder: given('WARDLIGHT_DATA'),
    host: given('WARDLIGHT_HOST'),
    port: given('WARDLIGHT_PORT'),
    origin: given('WARDLIGHT_ORIGIN'),
    log: given('WARDLIGHT_LOG'),
    proxies: given('WARDLIGHT_PROXIES'),
    folders: given('WARDLIGHT_FOLDERS'),
    localOutputs: given('WARDLIGHT_LOCAL_OUTPUTS'),
    metricsToken: given('WARDLIGHT_METRICS_TOKEN'),
    logTo: given('WARDLIGHT_LOG_TO'),
    breachedPasswords: given('WARDLIGHT_BREACHED_PASSWORDS'),
    databaseUrl: given('DATABASE_URL'),
    knowledge: given('WARDLIGHT_KNOWLEDGE'),
    xdgDataHome: given('XDG_DATA_HOME'),
    localAppData: given('LOCALAPPDATA'),
    cache: given('WARDLIGHT_CACHE'),
    xdgCacheHome: given('XDG_CACHE_HOME'),
  };
}

/** A setting that cannot be used; the message says which and what would be right. */
export class ConfigError extends Error {
  readonly code = 'config-invalid';
  override readonly name = 'ConfigError';
}
