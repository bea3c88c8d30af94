/** Settings, validated, with defaults and units. */

import { isIP } from 'node:net';
import { ConfigError, type Environment } from './env.ts';
import { cacheFolderOf, dataFolderOf } from './user-folders.ts';
import { readWatchedFolders, type WatchedFolder } from './watched-folders.ts';

export interface Config {
  /** Slots of the flow table at most; a power of two. */
  readonly maxFlowSlots: number;
  /** Folder of everything that is kept. */
  readonly dataFolder: string;
  /** A server of the hospital's own; undefined for the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Address and port of the server; loopback unless a person says otherwise. */
  readonly host: string;
  readonly port: number;
  /** Where browsers reach it, without a slash at the end. */
  readonly origin: string;
  readonly logLevel: LogLevel;
  /** Addresses and networks of proxies that are believed; undefined for this machine alone. */
  readonly proxies: readonly string[] | undefined;
  /** Whether outputs may reach this machine itself. */
  readonly allowsLocalOutputs: boolean;
  /** Secret with which metrics are read. */
  readonly metricsToken: string | undefined;
  readonly logTo: LogTarget;
  /** File of hashes of breached passwords. */
  readonly breachedPasswords: string | undefined;
  /** Folders whose captures the server takes in. */
  readonly watchedFolders: readonly WatchedFolder[];
  /** Folder of what can be made again: compiled vulnerability catalogues. */
  readonly cacheFolder: string;
  readonly colour: boolean;
}

const LOG_LEVELS = ['info', 'warn', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
const LOG_TARGETS = ['stdout', 'stderr'] as const;
export type LogTarget = (typeof LOG_TARGETS)[number];
/** A token that nobody guesses. */
const SHORTEST_TOKEN = 24;

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 8_420;

/** 1.2 million flows at a time and 128 MiB: more than a large hospital's core sees. */
const DEFAULT_FLOW_SLOTS = 1 << 21;
/** The table keeps 40 % of its slots free. */
const LOAD = 0.6;
const FLOWS_MIN = 65_536;
const FLOWS_MAX = 16_777_216;

export function configOf(environment: Environment): Config {
  return {
    maxFlowSlots: flowSlots(environment.maxFlows),
    colour: !environment.noColor,
    dataFolder: dataFolderOf(environment),
    databaseUrl: databaseUrl(environment.databaseUrl),
    ...listening(environment),
    logLevel: oneOf('WARDLIGHT_LOG', environment.log ?? 'warn', LOG_LEVELS),
    proxies: proxies(environment.proxies),
    allowsLocalOutputs:
      oneOf('WARDLIGHT_LOCAL_OUTPUTS', environment.localOutputs ?? 'no', ['yes', 'no']) === 'yes',
    metricsToken: metricsToken(environment.metricsToken),
    logTo: oneOf('WARDLIGHT_LOG_TO', environment.logTo ?? 'stdout', LOG_TARGETS),
    breachedPasswords: environment.breachedPasswords,
    watchedFolders: environment.folders === undefined ? [] : readWatchedFolders(environment.folders),
    cacheFolder: cacheFolderOf(environment),
  };
}

function listening({
  host = DEFAULT_HOST,
  port: text,
  origin,
}: Environment): Pick<Config, 'host' | 'port' | 'origin'> {
  const port = text === undefined ? DEFAULT_PORT : Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new ConfigError(`WARDLIGHT_PORT is "${text}"; it must be a port from 1 to 65535.`);
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return { host, port, origin: origin === undefined ? `http://${shownHost}:${port}` : checkedOrigin(origin) };
}

function checkedOrigin(text: string): string {
  if (!URL.canParse(text) || new URL(text).origin !== text)
    throw new ConfigError(
      `WARDLIGHT_ORIGIN is "${text}"; it must look like https://wardlight.hospital.example.`,
    );
  return text;
}

function oneOf<Value extends string>(name: string, text: string, values: readonly Value[]): Value {
  const found = values.find((known) => known === text);
  if (!found) throw new ConfigError(`${name} is "${text}"; it must be one of ${values.join(', ')}.`);
  return found;
}

function metricsToken(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[!-~]+$/.test(text))
    throw new ConfigError('WARDLIGHT_METRICS_TOKEN must be printable characters without spaces.');
  if (text !== undefined && text.length < SHORTEST_TOKEN)
    throw new ConfigError(`WARDLIGHT_METRICS_TOKEN must have at least ${SHORTEST_TOKEN} characters.`);
  return text;
}

const NETWORK = /^([^/]+)(?:\/(\d{1,3}))?$/;

function proxies(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').map((part) => {
    const [, address = '', prefix = '0'] = NETWORK.exec(part.trim()) ?? [];
    const version = isIP(address);
    if (version === 0 || Number(prefix) > (version === 6 ? 128 : 32))
      throw new ConfigError(
        `WARDLIGHT_PROXIES holds "${part.trim()}"; it must be an address or a network such as 10.20.0.0/16.`,
      );
    return part.trim();
  });
}

function databaseUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^postgres(?:ql)?:\/\//.test(text) || !URL.canParse(text))
    throw new ConfigError('DATABASE_URL must look like postgres://user:password@host:5432/database.');
  return text;
}

function flowSlots(text: string | undefined): number {
  if (text === undefined) return DEFAULT_FLOW_SLOTS;
  const flows = Number(text);
  if (!Number.isInteger(flows) || flows < FLOWS_MIN || flows > FLOWS_MAX) {
    throw new ConfigError(
      `WARDLIGHT_MAX_FLOWS is "${text}"; it must be a whole number from ${FLOWS_MIN} to ${FLOWS_MAX}.`,
    );
  }
  return 2 ** Math.ceil(Math.log2(flows / LOAD));
}
