/**
 * Reads the captures of one folder in the order of their first packets. Files are recognised by content; subfolders,
 * hidden files and everything that is no capture are passed over. For folders that are still being written to see
 * watch-folder.ts.
 */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Compression } from '../compression/compression.ts';
import type { FrameSink } from '../wire/frame.ts';
import { CaptureUnreadableError, NotACaptureError } from './capture-errors.ts';
import { type CaptureOutcome, type ReadCaptureOptions, readCaptureFile } from './read-capture.ts';

const byName = new Intl.Collator('en', { numeric: true });

/** Gives the sink for the capture at `path`; called once for each file, when its reading begins. */
export type SinkOfFile = (path: string) => FrameSink;

/** A capture file as the folder shows it. */
export interface FolderCapture {
  readonly name: string;
  readonly path: string;
  readonly compression: Compression;
  /** Time of its first packet; Infinity while it has none. */
  readonly firstMicros: number;
}

export interface FolderOutcome {
  /** Captures read. */
  readonly files: number;
  readonly packets: number;
  /** Files that are no captures or could not be read. */
  readonly passedOver: number;
  readonly stopped: boolean;
}

export interface ReadFolderOptions extends Pick<ReadCaptureOptions, 'signal'> {
  /** Called when a capture is finished. */
  readonly onFile?: ((outcome: CaptureOutcome) => void) | undefined;
  /** Called for each file that is no capture or cannot be read. */
  readonly onPassedOver?: ((error: NotACaptureError | CaptureUnreadableError) => void) | undefined;
}

/** Names of the regular files of `folder` that are not hidden, in no order. Throws CaptureUnreadableError. */
export function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.') && (entry.isFile() || entry.isSymbolicLink()))
      .map((entry) => entry.name)
      .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile());
  } catch (error) {
    throw new CaptureUnreadableError(folder, error);
  }
}

/**
 * Order in which captures were made: by first packet, then by name with numbers as numbers. Modification times are not
 * used, they do not survive copying; nor names alone, ring buffers reuse them.
 */
export function inCaptureOrder(first: FolderCapture, second: FolderCapture): number {
  if (first.firstMicros !== second.firstMicros) return first.firstMicros - second.firstMicros;
  return byName.compare(first.name, second.name);
}

/** Looks at the beginning of a file. The error tells why a file is not to be read. */
export async function inspectCapture(
  folder: string,
  name: string,
): Promise<FolderCapture | NotACaptureError | CaptureUnreadableError> {
  const path = join(folder, name);
  const enough = new AbortController();
  let firstMicros = Number.POSITIVE_INFINITY;
  const sink: FrameSink = {
    frame(frame) {
      if (firstMicros === Number.POSITIVE_INFINITY) firstMicros = frame.micros;
      enough.abort();
    },
    resolvedName() {},
  };
  try {
    const { compression } = await readCaptureFile(path, sink, { signal: enough.signal });
    return { name, path, compression, firstMicros };
  } catch (error) {
    if (error instanceof NotACaptureError || error instanceof CaptureUnreadableError) return error;
    throw error;
  }
}

/** Reads all captures that are in `folder` now. Throws CaptureUnreadableError when the folder cannot be listed. */
export async function readCaptureFolder(
  folder: string,
  sinkOf: SinkOfFile,
  options: ReadFolderOptions = {},
): Promise<FolderOutcome> {
  const { signal, onFile, onPassedOver } = options;
  const captures: FolderCapture[] = [];
  let files = 0;
  let packets = 0;
  let passedOver = 0;
  const passOver = (error: NotACaptureError | CaptureUnreadableError) => {
    passedOver++;
    onPassedOver?.(error);
  };
  for (const name of listFiles(folder)) {
    if (signal?.aborted) break;
    const found = await inspectCapture(folder, name);
    if (found instanceof Error) passOver(found);
    else captures.push(found);
  }
  for (const { path } of captures.sort(inCaptureOrder)) {
    if (signal?.aborted) break;
    try {
      const outcome = await readCaptureFile(path, sinkOf(path), { signal });
      files++;
      packets += outcome.packets;
      onFile?.(outcome);
    } catch (error) {
      if (!(error instanceof NotACaptureError || error instanceof CaptureUnreadableError)) throw error;
      passOver(error);
    }
  }
  return { files, packets, passedOver, stopped: signal?.aborted ?? false };
}
