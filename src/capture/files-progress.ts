/** How far single files were read, so that a reader that is started again reads no packet twice. */

import { closeSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FrameSink } from '../wire/frame.ts';
import { SkippingSink } from './followed-file.ts';
import {
  beginsWith,
  readFileHead,
  type SavedFiles,
  type SeenFile,
  SeenFiles,
  UNFINISHED_SIZE,
} from './seen-files.ts';

/** Files remembered. */
const SAVED_FILES = 2_000;

export class FilesProgress {
  private readonly seen = new SeenFiles(SAVED_FILES);
  private reading:
    | { readonly path: string; readonly file: SeenFile; readonly sink: SkippingSink }
    | undefined;

  constructor(saved: SavedFiles = {}) {
    this.seen.restore(saved);
  }

  /**
   * The sink to read a file into, which leaves out the packets that were read before; undefined when all of them were. What
   * is no regular file, or is not there, is read as it comes.
   */
  begin(path: string, sink: FrameSink): FrameSink | undefined {
    const stats = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile()) return sink;
    const name = resolve(path);
    const known = this.seen.get(name);
    const { ino: inode, size, mtimeMs: modifiedMs } = stats;
    if (known?.inode === inode && known.size === size && known.modifiedMs === modifiedMs) return undefined;
    const descriptor = openSync(path, 'r');
    try {
      const isSame = known?.head !== undefined && beginsWith(descriptor, known.head);
      const skipping = new SkippingSink(sink, isSame ? known.packets : 0);
      const file = { inode, size, modifiedMs, packets: 0, head: readFileHead(descriptor) };
      this.reading = { path: name, file, sink: skipping };
      return skipping;
    } finally {
      closeSync(descriptor);
    }
  }

  /** The file was read; `toItsEnd` unless reading was stopped. */
  end(toItsEnd: boolean): void {
    if (!this.reading) return;
    const { path, file, sink } = this.reading;
    const size = toItsEnd ? file.size : UNFINISHED_SIZE;
    this.seen.add(path, { ...file, size, packets: sink.packets });
    this.reading = undefined;
  }

  /** What a later start is to be given. */
  current(): SavedFiles {
    const files = this.seen.save(SAVED_FILES);
    if (this.reading) {
      const { path, file, sink } = this.reading;
      files.push([path, { ...file, size: UNFINISHED_SIZE, packets: sink.packets }]);
    }
    return Object.fromEntries(files);
  }
}
