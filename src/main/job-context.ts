/** What jobs work with, made of settings: the same on the server's thread, which answers by some of it, and on that of the jobs. */

import { sealingWith } from '../api/sign-in/sealing.ts';
import type { Config } from '../config/config.ts';
import { CaptureFiles } from '../store/capture-files.ts';
import { CaptureStore } from '../store/captures.ts';
import type { Database } from '../store/database.ts';
import { auditKey } from './audit-key.ts';
import type { JobContext } from './jobs.ts';
import { loadDeviceRules } from './load-knowledge.ts';
import { feedFoldersIn } from './update-feeds-job.ts';

/** Plain values, for they are told to another thread. */
export interface JobSettings extends Pick<Config, 'dataFolder' | 'maxFlowSlots' | 'allowsLocalOutputs'> {
  /** Opens what the database keeps for others. */
  readonly secret: string;
  readonly version: string;
}

export function jobContext(database: Database, settings: JobSettings, stopping: AbortSignal): JobContext {
  const { dataFolder, maxFlowSlots, allowsLocalOutputs, secret, version } = settings;
  return {
    ...{ database, maxFlowSlots, stopping, ...feedFoldersIn(dataFolder) },
    captures: new CaptureStore(database),
    files: new CaptureFiles(dataFolder),
    deviceRules: loadDeviceRules(),
    auditKey: auditKey(dataFolder),
    outputs: { version, allowsLoopback: allowsLocalOutputs, open: sealingWith(secret).open },
  };
}
