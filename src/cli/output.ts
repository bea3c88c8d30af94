/** Where a command writes its result: standard output or a file, in blocks, and complete before the process ends. */

import fs from 'node:fs';
import { systemProblem } from '../base/system-problem.ts';

const STANDARD_OUTPUT = 1;
/** Octets gathered before they are written. */
const BLOCK_OCTETS = 262_144;
/** Most octets of UTF-8 that one UTF-16 unit can take. */
const OCTETS_PER_UNIT = 3;
/** Pause before a full pipe is tried again. */
const RETRY_MS = 5;

const WRITING_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'writing it is not permitted',
  EPERM: 'writing it is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Why something cannot be written, in words. */
export function writingProblem(error: unknown): string {
  return systemProblem(error, WRITING_PROBLEMS);
}

/** Writes one line, or several that stand in a text, to standard output. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export class Output {
  readonly isTerminal: boolean;
  private readonly descriptor: number;
  /** What is not written yet: one block for the whole run, so that a large inventory leaves no texts behind. */
  private readonly block = Buffer.allocUnsafeSlow(BLOCK_OCTETS);
  private waiting = 0;
  private broken = false;

  private constructor(descriptor: number, isTerminal: boolean) {
    this.descriptor = descriptor;
    this.isTerminal = isTerminal;
  }

  /** Opens `path` for writing, standard output when it is undefined. Says why and returns undefined when it cannot. */
  static open(path: string | undefined): Output | undefined {
    if (path === undefined) return new Output(STANDARD_OUTPUT, process.stdout.isTTY === true);
    try {
      return new Output(fs.openSync(path, 'w'), false);
    } catch (error) {
      process.stderr.write(`wardlight: ${path} cannot be written: ${writingProblem(error)}.\n`);
      return undefined;
    }
  }

  write(text: string): void {
    const most = text.length * OCTETS_PER_UNIT;
    if (this.waiting + most > BLOCK_OCTETS) this.flush();
    if (most > BLOCK_OCTETS) this.put(Buffer.from(text, 'utf8'));
    else this.waiting += this.block.write(text, this.waiting, 'utf8');
  }

  close(): void {
    this.flush();
    if (this.descriptor !== STANDARD_OUTPUT) fs.closeSync(this.descriptor);
  }

  private flush(): void {
    this.put(this.block.subarray(0, this.waiting));
    this.waiting = 0;
  }

  private put(octets: Buffer): void {
    for (let at = 0; at < octets.length && !this.broken; ) {
      try {
        at += fs.writeSync(this.descriptor, octets, at);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        // A pipe whose reader is slow, and a reader that has gone (`| head`).
        if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
        else if (code === 'EPIPE') this.broken = true;
        else throw error;
      }
    }
  }
}
