/** What a sensor listens to: an interface until it is told to stop, a folder that is filled, or some files to their end. */

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CaptureUnreadableError, NotACaptureError } from '../capture/capture-errors.ts';
import { FilesProgress } from '../capture/files-progress.ts';
import { captureInterface, LiveCaptureError } from '../capture/live-interface.ts';
import { type CaptureOutcome, readCaptureFile } from '../capture/read-capture.ts';
import type { SavedFiles } from '../capture/seen-files.ts';
import { FolderProgress, watchCaptureFolder } from '../capture/watch-folder.ts';
import type { Sensing } from '../pipeline/sensing.ts';
import type { FrameSink } from '../wire/frame.ts';

/** Time before an interface that went away is tried again. */
const RETRY_MS = 10_000;

export type SensorSource =
  | { readonly kind: 'interface'; readonly name: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'files'; readonly paths: readonly string[] };

/** A source that cannot be listened to; the message is for people. */
export class SensorSourceError extends Error {
  override readonly name = 'SensorSourceError';
  /** `not-a-capture`: the content is something else. `unreadable`: file or folder cannot be read. `live`: no live capture. */
  readonly code: 'not-a-capture' | 'unreadable' | 'live';

  constructor(code: SensorSourceError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** How the source is. */
export class SourceState {
  /** Packets lost before they came here, in all; undefined while nobody tells. */
  dropped: number | undefined;
  /** Why nothing is captured, for people. */
  problem: string | undefined;
  /** How far files were read. */
  progress: () => SavedFiles = () => ({});
}

/** What a source is remembered by: how far it was read is of no use to another. */
export function sourceKey(source: SensorSource): string {
  if (source.kind === 'interface') return `interface ${source.name}`;
  return source.kind === 'folder' ? `folder ${path.resolve(source.path)}` : 'files';
}

/** `interface eth1`, as shown to people. */
export function describeSource(source: SensorSource): string {
  if (source.kind === 'interface') return `interface ${source.name}`;
  return source.kind === 'folder' ? `folder ${source.path}` : `files ${source.paths.join(', ')}`;
}

/** Reads the source into the engine, from where `saved` says, until its end or the signal's abort. Throws a SensorSourceError when it cannot be read. */
export async function listen(
  source: SensorSource,
  sensing: Sensing,
  state: SourceState,
  saved: SavedFiles,
  signal: AbortSignal,
): Promise<void> {
  try {
    await read(source, sensing, state, saved, signal);
  } catch (error) {
    if (error instanceof LiveCaptureError) throw new SensorSourceError('live', error.message, error);
    if (error instanceof NotACaptureError) throw new SensorSourceError('not-a-capture', error.message, error);
    if (error instanceof CaptureUnreadableError)
      throw new SensorSourceError('unreadable', error.message, error);
    throw error;
  }
}

async function read(
  source: SensorSource,
  sensing: Sensing,
  state: SourceState,
  saved: SavedFiles,
  signal: AbortSignal,
): Promise<void> {
  if (source.kind === 'interface') await listenToInterface(source.name, sensing, state, signal);
  else {
    state.dropped = 0;
    const sinks = new OpenSinks(sensing, state);
    if (source.kind === 'folder') {
      const progress = new FolderProgress(saved);
      state.progress = () => progress.current();
      const onFile = (outcome: CaptureOutcome) => sinks.close(outcome);
      await watchCaptureFolder(source.path, (file) => sinks.open(file), { signal, onFile, progress });
      return;
    }
    const progress = new FilesProgress(saved);
    state.progress = () => progress.current();
    for (const file of source.paths) {
      if (signal.aborted) return;
      const sink = progress.begin(file, sinks.open(file));
      if (!sink) continue;
      const outcome = await readCaptureFile(file, sink, { signal });
      sinks.close(outcome);
      progress.end(!outcome.stopped);
    }
  }
}

/** Sinks of files that are read at the same time, by their paths. */
class OpenSinks {
  private readonly sensing: Sensing;
  private readonly state: SourceState;
  private readonly sinks = new Map<string, FrameSink>();

  constructor(sensing: Sensing, state: SourceState) {
    this.sensing = sensing;
    this.state = state;
  }

  open(path: string): FrameSink {
    const sink = this.sensing.open();
    const before = this.sinks.get(path);
    if (before) this.sensing.close(before);
    this.sinks.set(path, sink);
    return sink;
  }

  close({ path, droppedPackets }: CaptureOutcome): void {
    const sink = this.sinks.get(path);
    if (sink) this.sensing.close(sink);
    this.sinks.delete(path);
    this.state.dropped = (this.state.dropped ?? 0) + droppedPackets;
  }
}

async function listenToInterface(
  name: string,
  sensing: Sensing,
  state: SourceState,
  signal: AbortSignal,
): Promise<void> {
  let hasStarted = false;
  while (!signal.aborted) {
    const sink = sensing.open();
    const before = state.dropped;
    const count = (counts: {
      droppedByKernel: number | undefined;
      droppedByInterface: number | undefined;
    }) => {
      const { droppedByKernel, droppedByInterface } = counts;
      if (droppedByKernel === undefined) return;
      state.dropped = (before ?? 0) + droppedByKernel + (droppedByInterface ?? 0);
    };
    try {
      const outcome = await captureInterface(name, sink, {
        signal,
        onStarted: () => {
          hasStarted = true;
          state.problem = undefined;
        },
        onCounts: count,
      });
      count(outcome);
      if (outcome.stopped) return;
      state.problem = `The capture program on ${name} was ended. It is started again.`;
    } catch (error) {
      // At the start a person looks on; later the interface may come back by itself.
      if (!(error instanceof LiveCaptureError) || !hasStarted) throw error;
      state.problem = error.message;
    } finally {
      sensing.close(sink);
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}
