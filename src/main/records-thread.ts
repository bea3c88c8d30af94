/** Runs in a worker thread: reads one file of records and posts its devices in portions. */

import { parentPort, workerData } from 'node:worker_threads';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { RecordFileSummary } from '../records/file-tally.ts';
import { readerOfFormat } from '../records/registry.ts';
import { loadKnowledge } from './load-knowledge.ts';
import { RecordsError, readRecords } from './read-records.ts';
import { deviceOfRow } from './unplaced-rows.ts';

/** Devices of one message. */
const PORTION = 200;

export interface RecordsThreadInput {
  readonly path: string;
  /** Name that people know the file by. */
  readonly name: string;
  readonly readAt: number;
  readonly format: string | undefined;
  readonly columns: Readonly<Record<string, string>> | undefined;
}

export type RecordsThreadMessage =
  | { readonly kind: 'devices' | 'unplaced'; readonly devices: readonly InventoryDevice[] }
  | {
      readonly kind: 'done';
      readonly summary: RecordFileSummary;
      readonly isDocument: boolean;
      /** Why it was not read to its end. */
      readonly damage: string | undefined;
    }
  /** The file cannot be read; the sentence is for people. */
  | { readonly kind: 'refused'; readonly problem: string };

const post = (message: RecordsThreadMessage) => parentPort?.postMessage(message);

function postDevices(kind: 'devices' | 'unplaced', devices: readonly InventoryDevice[]): void {
  for (let at = 0; at < devices.length; at += PORTION)
    post({ kind, devices: devices.slice(at, at + PORTION) });
}

const { path, name, readAt, format, columns } = workerData as RecordsThreadInput;
try {
  const options = columns ? { columns } : {};
  const { files, devices, unplaced, damages } = await readRecords(
    [{ path, name, readAt, format, options }],
    loadKnowledge(),
  );
  postDevices('devices', devices);
  postDevices(
    'unplaced',
    unplaced.map((row, index) => deviceOfRow(row, index, readAt)),
  );
  const [summary] = files;
  if (!summary) throw new Error('records without a file');
  const isDocument = readerOfFormat(summary.format)?.tells === 'document';
  post({ kind: 'done', summary, isDocument, damage: damages.get(0) });
} catch (error) {
  if (!(error instanceof RecordsError)) throw error;
  post({ kind: 'refused', problem: `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}` });
}
