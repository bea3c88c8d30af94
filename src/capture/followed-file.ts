/**
 * A capture file that its writer may still extend: read to its present end as often as wanted, each packet once. A cut
 * record at the end is not damage until the file is closed.
 */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CaptureDecoder } from '../wire/capture-decoder.ts';
import type { Frame, FrameSink } from '../wire/frame.ts';
import { type CaptureOutcome, PROGRESS_OCTETS } from './read-capture.ts';
import { beginsWith, type FileHead, readFileHead, type SeenFile, UNFINISHED_SIZE } from './seen-files.ts';

/** Passes frames on, except the first ones, which were passed on when the file was read before. */
export class SkippingSink implements FrameSink {
  /** Packets of the file that came so far, those skipped among them. */
  packets = 0;
  private readonly sink: FrameSink;
  private readonly skipped: number;

  constructor(sink: FrameSink, skipped: number) {
    this.sink = sink;
    this.skipped = skipped;
  }

  frame(frame: Frame): void {
    this.packets = frame.number;
    if (frame.number > this.skipped) this.sink.frame(frame);
  }

  resolvedName(ip: string, name: string): void {
    this.sink.resolvedName(ip, name);
  }
}

export class FollowedFile {
  readonly path: string;
  readonly name: string;
  readonly inode: number;
  /** Consecutive readings that found nothing new. */
  quietReadings = 0;
  private readonly descriptor: number;
  private readonly decoder: CaptureDecoder;
  private readonly alreadyRead: number;
  private head: FileHead;
  /** Size and time as of the beginning of the last reading: what comes later is noticed as a change. */
  private size = 0;
  private modifiedMs = 0;
  private position = 0;

  /** Opens the file; throws what the operating system says. `alreadyRead` packets are not given to the sink again. */
  constructor(path: string, name: string, sink: FrameSink, alreadyRead = 0) {
    this.path = path;
    this.name = name;
    this.alreadyRead = alreadyRead;
    this.descriptor = openSync(path, 'r');
    this.inode = fstatSync(this.descriptor).ino;
    this.head = readFileHead(this.descriptor);
    this.decoder = new CaptureDecoder(alreadyRead > 0 ? new SkippingSink(sink, alreadyRead) : sink);
  }

  get packets(): number {
    return Math.max(0, this.decoder.packets - this.alreadyRead);
  }

  /** False once the file holds other content than was read: it was cut or written anew under the same name. */
  isSameContent(): boolean {
    return fstatSync(this.descriptor).size >= this.position && beginsWith(this.descriptor, this.head);
  }

  /** Reads to the present end of the file, or until the signal is aborted. */
  async readOn(signal: AbortSignal | undefined): Promise<void> {
    const { decoder, descriptor } = this;
    const before = this.position;
    const stats = fstatSync(descriptor);
    this.size = stats.size;
    this.modifiedMs = stats.mtimeMs;
    let pause = before + PROGRESS_OCTETS;
    while (decoder.damagedAt === undefined && !signal?.aborted) {
      const { buffer, offset, length } = decoder.writable();
      const count = readSync(descriptor, buffer, offset, length, this.position);
      if (count === 0) break;
      this.position += count;
      decoder.advance(count);
      if (this.position >= pause) {
        pause = this.position + PROGRESS_OCTETS;
        await nextTurn();
      }
    }
    if (this.head.octets < this.position) this.head = readFileHead(descriptor);
    this.quietReadings = this.position === before ? this.quietReadings + 1 : 0;
  }

  /** What is to be remembered of it now, when a later start is to go on from here. */
  seenSoFar(): SeenFile {
    const { inode, modifiedMs, head, decoder } = this;
    const size = this.position < this.size ? UNFINISHED_SIZE : this.size;
    return { inode, size, modifiedMs, packets: decoder.packets, head };
  }

  /** Closes the file; tells what was read of it and what is to be remembered. */
  close(stopped: boolean): { outcome: CaptureOutcome; seen: SeenFile } {
    const { decoder, inode, size, modifiedMs, head, position } = this;
    closeSync(this.descriptor);
    if (!stopped) decoder.end();
    const { format, droppedPackets, damagedAt } = decoder;
    return {
      outcome: {
        path: this.path,
        format,
        compression: 'none',
        packets: this.packets,
        droppedPackets,
        readOctets: position,
        damagedAt,
        stopped,
      },
      seen: { inode, size, modifiedMs, packets: decoder.packets, head },
    };
  }
}
