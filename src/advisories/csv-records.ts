/** Records of comma-separated text (RFC 4180), keyed by the header line; a quoted field may span lines. */

import { hasOpenQuote } from '../base/csv-cell.ts';

/** Longest record that is gathered, in UTF-16 units; beyond it the record is given up. */
export const MAX_RECORD_LENGTH = 1_048_576;

const FIELD = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/y;

export class CsvRecords {
  private header: readonly string[] | undefined;
  private waiting = '';
  private readonly take: (record: Readonly<Record<string, string>>) => void;

  /** `take` gets each record with its fields by the names of the header. */
  constructor(take: (record: Readonly<Record<string, string>>) => void) {
    this.take = take;
  }

  /** Takes the next line, without its end. */
  push(line: string): void {
    const text = this.waiting === '' ? line : `${this.waiting}\n${line}`;
    if (hasOpenQuote(text)) {
      this.waiting = text.length > MAX_RECORD_LENGTH ? '' : text;
      return;
    }
    this.waiting = '';
    if (text.trim() === '') return;
    const fields = fieldsOf(text);
    if (!this.header) {
      this.header = fields.map((name) => name.trim());
      return;
    }
    this.take(Object.fromEntries(this.header.map((name, index) => [name, fields[index] ?? ''])));
  }
}

function fieldsOf(text: string): string[] {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex <= text.length) {
    const found = FIELD.exec(text);
    if (!found) break;
    const [, quoted, plain = '', end] = found;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') break;
  }
  return fields;
}
