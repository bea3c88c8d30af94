/** Settings, validated, with defaults and units. */

import os from 'node:os';
import path from 'node:path';
import { ConfigError, type Environment } from './env.ts';

export interface Config {
  /** Slots of the flow table at most; a power of two. */
  readonly maxFlowSlots: number;
  /** Folder of compiled catalogues; it need not exist. */
  readonly cacheFolder: string;
  readonly colour: boolean;
}

/** 1.2 million flows at a time and 128 MiB: more than a large hospital's core sees. */
const DEFAULT_FLOW_SLOTS = 1 << 21;
/** The table keeps 40 % of its slots free. */
const LOAD = 0.6;
const FLOWS_MIN = 65_536;
const FLOWS_MAX = 16_777_216;

export function configOf(environment: Environment): Config {
  return {
    maxFlowSlots: flowSlots(environment.maxFlows),
    cacheFolder: environment.cacheFolder ?? path.join(environment.cacheHome ?? os.tmpdir(), 'wardlight'),
    colour: !environment.noColor,
  };
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
