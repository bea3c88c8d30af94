/** Records of delimited text (RFC 4180 with any delimiter); a quoted field may span lines. */

import { hasOpenQuote } from '../../base/csv-cell.ts';

/** Columns of a record that are read. */
export const COLUMN_LIMIT = 512;
/** Longest record that is gathered over several lines, in UTF-16 units. */
export const RECORD_LIMIT = 262_144;

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter that stands most often outside quotes in the header line; a comma when none does. */
export function delimiterOf(header: string): string {
  const bare = header.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** The fields of one whole record, without their quotes. */
export function fieldsOf(record: string, delimiter: string): string[] {
  const fields: string[] = [];
  let at = 0;
  while (fields.length < COLUMN_LIMIT) {
    if (record[at] === '"') {
      let value = '';
      let from = at + 1;
      for (;;) {
        const quote = record.indexOf('"', from);
        if (quote < 0) {
          value += record.slice(from);
          at = record.length;
          break;
        }
        value += record.slice(from, quote);
        at = quote + 1;
        if (record[at] !== '"') break;
        value += '"';
        from = at + 1;
      }
      fields.push(value);
      const next = record.indexOf(delimiter, at);
      if (next < 0) break;
      at = next + 1;
    } else {
      const next = record.indexOf(delimiter, at);
      fields.push(next < 0 ? record.slice(at) : record.slice(at, next));
      if (next < 0) break;
      at = next + 1;
    }
  }
  return fields;
}

/** Gathers lines into whole records: a line within an open quote belongs to the record before. */
export class RecordLines {
  private waiting = '';
  private from = 0;
  private readonly handle: (record: string, line: number) => void;

  /** `handle` gets each record with the number of its first line. */
  constructor(handle: (record: string, line: number) => void) {
    this.handle = handle;
  }

  push(line: string, number: number): void {
    const record = this.waiting === '' ? line : `${this.waiting}\n${line}`;
    if (this.waiting === '') this.from = number;
    if (hasOpenQuote(record) && record.length <= RECORD_LIMIT) {
      this.waiting = record;
      return;
    }
    this.waiting = '';
    if (record.trim() !== '') this.handle(record, this.from);
  }

  /** A quote that never closes holds no more than its own line. */
  end(): void {
    if (this.waiting !== '') this.handle(this.waiting, this.from);
    this.waiting = '';
  }
}
