/** What a sensor listens to: an interface until it is told to stop, a folder that is filled, or some files to their end. */

import { setTimeout as delay } from 'node:timers/promises';
import { CaptureUnreadableError, NotACaptureError } from '../capture/capture-errors.ts';
import { readCaptureFolder } from '../capture/capture-folder.ts';
import { captureInterface, LiveCaptureError } from '../capture/live-interface.ts';
import { type CaptureOutcome, isFolder, readCaptureFile } from '../capture/read-capture.ts';
import { watchCaptureFolder } from '../capture/watch-folder.ts';
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
}

/** `interface eth1`, as shown to people. */
export function describeSource(source: SensorSource): string {
  if (source.kind === 'interface') return `interface ${source.name}`;
  return source.kind === 'folder' ? `folder ${source.path}` : `files ${source.paths.join(', ')}`;
}

/** Reads the source into the engine until its end or the signal's abort. Throws a SensorSourceError when it cannot be read. */
export async function listen(
  source: SensorSource,
  sensing: Sensing,
  state: SourceState,
  signal: AbortSignal,
): Promise<void> {
  try {
    await read(source, sensing, state, signal);
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
  signal: AbortSignal,
): Promise<void> {
  if (source.kind === 'interface') await listenToInterface(source.name, sensing, state, signal);
  else {
    state.dropped = 0;
    const sinks = new OpenSinks(sensing, state);
    const options = { signal, onFile: (outcome: CaptureOutcome) => sinks.close(outcome) };
    if (source.kind === 'folder') await watchCaptureFolder(source.path, (path) => sinks.open(path), options);
    else
      for (const path of source.paths) {
        if (signal.aborted) return;
        if (isFolder(path)) await readCaptureFolder(path, (file) => sinks.open(file), options);
        else sinks.close(await readCaptureFile(path, sinks.open(path), { signal }));
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
