/**
 * Cuts what a file holds into documents: one JSON document, JSON documents one a line, or a table in text. A document
 * larger than is parsed at once is cut into smaller ones of the same form, at the elements of a list at its top:
 *
 *   { "format": "NVD_CVE", "vulnerabilities": [ e1, e2, e3, e4 ], "x": 1 }
 *   { "format": "NVD_CVE", "vulnerabilities": [ e1, e2 ]}   { "format": "NVD_CVE", "vulnerabilities": [ e3, e4 ], "x": 1 }
 */

import { LargeDocument } from './large-document.ts';

/** Largest JSON text that is parsed at once, and longest line. */
export const MAX_DOCUMENT_OCTETS = 48 * 1_048_576;
/** Octets in which the end of the first line must stand to be looked at as a document of its own. */
const HEAD_OCTETS = 8 * 1_048_576;
/** Lines of a table that are shown before one of its readers is chosen. */
const TABLE_HEAD_LINES = 8;

const LINE_END = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export type SplitProblem = 'empty' | 'not-json' | 'document-too-large' | 'line-too-long';

export interface SplitHandlers {
  /** A parsed document; `cutAt` names the list at which a larger one was cut. */
  document(document: unknown, cutAt?: string): void;
  /** Lines of a text that is no JSON; the first call gets the first lines. False: no more lines are wanted. */
  lines(lines: readonly string[]): boolean;
  problem(problem: SplitProblem): void;
}

type Mode = 'undecided' | 'document' | 'lines' | 'table' | 'done';

export class DocumentSplitter {
  private mode: Mode = 'undecided';
  private readonly handlers: SplitHandlers;
  private held: Buffer[] = [];
  private heldOctets = 0;
  private large: LargeDocument | undefined;
  private tableHead: string[] | undefined = [];

  constructor(handlers: SplitHandlers) {
    this.handlers = handlers;
  }

  /** No more octets are wanted. */
  get done(): boolean {
    return this.mode === 'done';
  }

  push(octets: Buffer): void {
    if (this.mode === 'done') return;
    if (this.large) {
      this.pushLarge(octets);
      return;
    }
    this.held.push(octets);
    this.heldOctets += octets.length;
    if (this.mode === 'undecided' && (octets.includes(LINE_END) || this.heldOctets > HEAD_OCTETS))
      this.decide();
    if (this.mode === 'lines' || this.mode === 'table') this.takeLines(octets);
    else if (this.mode === 'document' && this.heldOctets > MAX_DOCUMENT_OCTETS) this.beginLarge();
  }

  finish(): void {
    if (this.mode === 'undecided') this.decide(true);
    const rest = this.takeHeld();
    if (this.mode === 'document') this.finishDocument(rest);
    else if (this.mode === 'lines' && !isBlank(rest)) this.parse(rest);
    else if (this.mode === 'table') this.finishTable(rest);
    this.mode = 'done';
  }

  private decide(atEnd = false): void {
    const head = withoutMark(Buffer.concat(this.held));
    this.held = [head];
    this.heldOctets = head.length;
    const first = head.findIndex((octet) => !isBlankOctet(octet));
    if (first < 0) {
      if (atEnd) {
        this.handlers.problem('empty');
        this.mode = 'done';
      }
      return;
    }
    const isJson = head[first] === 0x7b || head[first] === 0x5b;
    if (!isJson) this.mode = 'table';
    else {
      const lineEnd = head.indexOf(LINE_END, first);
      const isWhole = lineEnd > 0 && parsed(head.subarray(first, lineEnd)) !== undefined;
      this.mode = isWhole ? 'lines' : 'document';
    }
  }

  private takeLines(latest: Buffer): void {
    if (!latest.includes(LINE_END) && this.heldOctets !== latest.length) {
      if (this.heldOctets > MAX_DOCUMENT_OCTETS) this.giveUp('line-too-long');
      return;
    }
    const octets = this.takeHeld();
    const end = octets.lastIndexOf(LINE_END) + 1;
    this.held = end < octets.length ? [octets.subarray(end)] : [];
    this.heldOctets = octets.length - end;
    if (this.mode === 'table') this.takeTable(octets.toString('utf8', 0, end).split(/\r?\n/).slice(0, -1));
    else {
      for (let at = 0; at < end; ) {
        const lineEnd = octets.indexOf(LINE_END, at);
        const line = octets.subarray(at, lineEnd);
        if (!isBlank(line)) this.parse(line);
        at = lineEnd + 1;
      }
    }
  }

  private takeTable(lines: readonly string[]): void {
    if (!this.tableHead) {
      if (!this.handlers.lines(lines)) this.mode = 'done';
      return;
    }
    this.tableHead.push(...lines);
    if (this.tableHead.length >= TABLE_HEAD_LINES) this.showTable();
  }

  private showTable(): void {
    const head = this.tableHead ?? [];
    this.tableHead = undefined;
    if (!this.handlers.lines(head)) this.mode = 'done';
  }

  private finishTable(rest: Buffer): void {
    if (rest.length > 0) this.takeTable([rest.toString('utf8').replace(/\r$/, '')]);
    if (this.tableHead && !this.done) this.showTable();
  }

  private finishDocument(rest: Buffer): void {
    if (this.large) {
      const last = this.large.finish();
      if (last) this.parse(last, this.large.list);
      else this.handlers.problem('document-too-large');
    } else this.parse(rest);
  }

  private beginLarge(): void {
    this.large = new LargeDocument(MAX_DOCUMENT_OCTETS);
    this.pushLarge(this.takeHeld());
  }

  private pushLarge(octets: Buffer): void {
    for (const piece of this.large?.push(octets) ?? []) this.parse(piece, this.large?.list);
    if (this.large?.tooLarge) this.giveUp('document-too-large');
  }

  private giveUp(problem: SplitProblem): void {
    this.handlers.problem(problem);
    this.takeHeld();
    this.mode = 'done';
  }

  private parse(octets: Buffer, cutAt?: string): void {
    const document = parsed(octets);
    if (document === undefined) this.handlers.problem('not-json');
    else this.handlers.document(document, cutAt);
  }

  private takeHeld(): Buffer {
    const octets = this.held.length === 1 ? (this.held[0] ?? Buffer.alloc(0)) : Buffer.concat(this.held);
    this.held = [];
    this.heldOctets = 0;
    return octets;
  }
}

function parsed(octets: Buffer): unknown {
  try {
    return JSON.parse(octets.toString('utf8'));
  } catch {
    return undefined;
  }
}

function withoutMark(octets: Buffer): Buffer {
  return octets.subarray(0, 3).equals(BYTE_ORDER_MARK) ? octets.subarray(3) : octets;
}

const isBlankOctet = (octet: number) => octet === 0x20 || (octet >= 0x09 && octet <= 0x0d);
const isBlank = (octets: Buffer) => octets.every(isBlankOctet);
