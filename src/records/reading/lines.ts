/**
 * Octets into lines of text: UTF-8, UTF-16 with its mark, and Latin-1 where a line is no UTF-8 (spreadsheets of old). A line
 * that is too long is left out and counted.
 */

import type { RecordSink, RecordTaker } from '../record-reader.ts';

/** Longest line that is read, in octets. */
export const LINE_LIMIT = 1_048_576;

const LF = 0x0a;
const CARRIAGE_RETURN = /\r$/;

export type LineHandler = (line: string, number: number) => void;

/** Hands each line, without its end, to `handle`, with its 1-based number; `atEnd` when there are no more. */
export class Lines implements RecordTaker {
  private readonly sink: Pick<RecordSink, 'skip'>;
  private readonly handle: LineHandler;
  private readonly atEnd: () => void;
  private readonly exact = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private readonly latin = new TextDecoder('windows-1252');
  private wide: InstanceType<typeof TextDecoder> | undefined;
  private held: Uint8Array[] = [];
  private heldOctets = 0;
  private isTooLong = false;
  private isFirst = true;
  private mark: Uint8Array | undefined = new Uint8Array(0);
  private number = 0;

  constructor(sink: Pick<RecordSink, 'skip'>, handle: LineHandler, atEnd: () => void = () => {}) {
    this.sink = sink;
    this.handle = handle;
    this.atEnd = atEnd;
  }

  take(octets: Uint8Array): void {
    if (this.mark !== undefined) {
      // Two octets tell whether the file is UTF-16.
      const begun = joined([this.mark, octets]);
      if (begun.length < 2) {
        this.mark = begun;
        return;
      }
      this.mark = undefined;
      if (begun[0] === 0xff && begun[1] === 0xfe) this.wide = new TextDecoder('utf-16le');
      this.takeOctets(begun);
    } else this.takeOctets(octets);
  }

  end(): void {
    if (this.mark !== undefined && this.mark.length > 0) this.takeLines(this.mark);
    if (this.heldOctets > 0 || this.isTooLong) this.finishLine(new Uint8Array(0));
    this.atEnd();
  }

  private takeOctets(octets: Uint8Array): void {
    if (this.wide === undefined) this.takeLines(octets);
    else this.takeLines(new TextEncoder().encode(this.wide.decode(octets, { stream: true })));
  }

  private takeLines(octets: Uint8Array): void {
    let start = 0;
    for (let end = octets.indexOf(LF); end >= 0; end = octets.indexOf(LF, start)) {
      this.finishLine(octets.subarray(start, end));
      start = end + 1;
    }
    this.hold(octets.subarray(start));
  }

  private hold(octets: Uint8Array): void {
    if (octets.length === 0) return;
    if (this.heldOctets + octets.length > LINE_LIMIT) {
      this.isTooLong = true;
      this.held = [];
      this.heldOctets = 0;
    } else if (!this.isTooLong) {
      this.held.push(octets.slice());
      this.heldOctets += octets.length;
    }
  }

  private finishLine(rest: Uint8Array): void {
    this.number++;
    const line = this.held.length === 0 ? rest : joined([...this.held, rest]);
    this.held = [];
    this.heldOctets = 0;
    if (this.isTooLong || line.length > LINE_LIMIT) {
      this.isTooLong = false;
      this.sink.skip('line-too-long');
      return;
    }
    let text = this.decode(line).replace(CARRIAGE_RETURN, '');
    if (this.isFirst) text = text.replace(/^\ufeff/, '');
    this.isFirst = false;
    this.handle(text, this.number);
  }

  private decode(octets: Uint8Array): string {
    try {
      return this.exact.decode(octets);
    } catch {
      return this.latin.decode(octets);
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The first lines of a file of which `head` is the beginning; a last line that may be cut is left out unless it is the only one. */
export function firstLines(head: Uint8Array, limit = 64): string[] {
  const lines: string[] = [];
  const reading = new Lines({ skip: () => {} }, (line) => {
    if (lines.length < limit) lines.push(line);
  });
  reading.take(head);
  const whole = lines.length;
  reading.end();
  return whole === 0 ? lines : lines.slice(0, Math.max(whole, 1));
}
