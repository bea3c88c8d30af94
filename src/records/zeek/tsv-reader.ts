/** Logs of Zeek in its own notation: a header of lines that begin with `#`, then one entry a line. */

import type { JsonObject } from '../../base/json-object.ts';
import { COLUMN_LIMIT } from '../reading/delimited.ts';
import { firstLines, Lines } from '../reading/lines.ts';
import type { RecordReader, RecordSink } from '../record-reader.ts';
import { LogEntries, logOfColumns } from './read-log.ts';

const LISTS = /^(?:set|vector)\[/;

class TsvLog {
  private readonly entries: LogEntries;
  private readonly sink: RecordSink;
  private separator = '\t';
  private setSeparator = ',';
  private unset = '-';
  private empty = '(empty)';
  private path: string | undefined;
  private columns: readonly string[] = [];
  private types: readonly string[] = [];

  constructor(sink: RecordSink) {
    this.sink = sink;
    this.entries = new LogEntries(sink);
  }

  line(text: string, number: number): void {
    if (text === '') return;
    if (text.startsWith('#')) this.header(text);
    else if (this.columns.length === 0) this.sink.skip('no-columns');
    else this.entry(text, number);
  }

  private header(text: string): void {
    if (text.startsWith('#separator ')) {
      this.separator = unescaped(text.slice('#separator '.length)) || '\t';
      return;
    }
    const [name = '', ...values] = text.split(this.separator);
    const [value = ''] = values;
    if (name === '#set_separator') this.setSeparator = value || ',';
    else if (name === '#empty_field') this.empty = value;
    else if (name === '#unset_field') this.unset = value;
    else if (name === '#path') this.path = value;
    else if (name === '#fields') this.columns = values.slice(0, COLUMN_LIMIT);
    else if (name === '#types') this.types = values.slice(0, COLUMN_LIMIT);
  }

  private entry(text: string, number: number): void {
    const values = text.split(this.separator);
    if (values.length < this.columns.length) {
      this.sink.skip('cut-short');
      return;
    }
    const entry: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const [index, name] of this.columns.entries()) {
      const value = values[index];
      if (value === undefined || value === this.unset || value === this.empty) continue;
      entry[name] = LISTS.test(this.types[index] ?? '')
        ? value.split(this.setSeparator).map(unescaped)
        : unescaped(value);
    }
    const log = this.path ?? logOfColumns(new Set(this.columns)) ?? '';
    this.entries.read(log, entry as JsonObject, number);
  }
}

/** Octets that Zeek writes as `\x09`, as text. */
function unescaped(text: string): string {
  if (!text.includes('\\x')) return text;
  const whole = text.replaceAll(/\\x([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return whole;
}

export const zeekTsv: RecordReader = {
  format: 'zeek-tsv',
  title: 'Zeek logs, tab-separated',
  tells: 'observations',
  recognises: (head) => {
    // Remarks of other tools may stand before the header.
    const lines = firstLines(head, 8);
    return lines.some((line) => line.startsWith('#separator ') || line.startsWith('#fields\t'));
  },
  open: (sink) => {
    const log = new TsvLog(sink);
    return new Lines(sink, (text, number) => log.line(text, number));
  },
};
