/** Settings, validated, with defaults and units. */

import path from 'node:path';
import { ConfigError, type Environment } from './env.ts';

export interface Config {
  /** Slots of the flow table at most; a power of two. */
  readonly maxFlowSlots: number;
  readonly colour: boolean;
  /** Folder of everything that is kept. */
  readonly dataFolder: string;
  /** A server of the hospital's own; undefined for the embedded one. */
  readonly databaseUrl: string | undefined;
}

/** Where a server that root starts keeps its data: its database runs as another user, who may not enter /root. */
const SYSTEM_DATA_FOLDER = '/var/lib/wardlight';

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
    dataFolder: environment.dataFolder ?? defaultDataFolder(environment),
    databaseUrl: databaseUrl(environment.databaseUrl),
  };
}

function defaultDataFolder({ home, userData }: Environment): string {
  if (process.getuid?.() === 0) return SYSTEM_DATA_FOLDER;
  if (userData !== undefined) return path.join(userData, 'wardlight');
  return home === undefined
    ? path.resolve('wardlight-data')
    : path.join(home, '.local', 'share', 'wardlight');
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
