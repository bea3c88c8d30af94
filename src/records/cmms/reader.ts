/** The asset register of a hospital (CMMS) as delimited text: one device a row, columns by their headings. */

import { delimiterOf, fieldsOf, RecordLines } from '../reading/delimited.ts';
import { ipOf, macOf } from '../reading/fields.ts';
import { firstLines, Lines } from '../reading/lines.ts';
import type { Claim, ReadingOptions, RecordReader, RecordSink } from '../record-reader.ts';
import { CLAIM_FIELDS } from '../record-reader.ts';
import { type ColumnField, FACT_FIELDS, fieldsOfColumns } from './columns.ts';

/** Columns that must be understood so that a table is an asset register, one of which names the device. */
const COLUMNS_NEEDED = 3;
const NAMING: readonly ColumnField[] = ['mac', 'ip', 'serial', 'asset-tag'];
/** Values that people write for "not known". */
const NOTHING = /^(?:|-+|\?+|n\/?a|none|null|unknown|unbekannt|inconnu|tbd|keine?)$/i;

const isFact = (field: ColumnField): boolean => (FACT_FIELDS as readonly string[]).includes(field);
const isClaim = (field: ColumnField): field is Claim['field'] =>
  (CLAIM_FIELDS as readonly string[]).includes(field);

class Register {
  private readonly sink: RecordSink;
  private readonly options: ReadingOptions;
  private delimiter = ',';
  private columns: readonly (ColumnField | undefined)[] | undefined;

  constructor(sink: RecordSink, options: ReadingOptions) {
    this.sink = sink;
    this.options = options;
  }

  row(record: string, line: number): void {
    if (this.columns === undefined) {
      this.delimiter = delimiterOf(record);
      const headings = fieldsOf(record, this.delimiter);
      this.columns = fieldsOfColumns(headings, this.options.columns);
      for (const [index, heading] of headings.entries())
        if (this.columns[index] === undefined) this.sink.ignore(heading.trim());
      if (!isRegister(this.columns)) this.sink.skip('no-columns');
      return;
    }
    this.device(fieldsOf(record, this.delimiter), this.columns, line);
  }

  private device(
    values: readonly string[],
    columns: readonly (ColumnField | undefined)[],
    line: number,
  ): void {
    const facts: { field: string; value: string }[] = [];
    const claims: Claim[] = [];
    let mac: string | undefined;
    let ip: string | undefined;
    for (const [index, field] of columns.entries()) {
      const value = values[index]?.trim() ?? '';
      if (field === undefined || NOTHING.test(value)) continue;
      // Several addresses stand in one cell: the first of each kind counts.
      if (field === 'mac') mac = firstOf(value, macOf);
      else if (field === 'ip') ip = firstOf(value, ipOf);
      else if (isClaim(field)) claims.push({ field, value });
      else if (isFact(field)) facts.push({ field, value });
      if ((field === 'mac' && mac === undefined) || (field === 'ip' && ip === undefined))
        this.sink.skip('value-invalid');
    }
    const isNamed = mac !== undefined || ip !== undefined || facts.some(({ field }) => field === 'serial');
    if (!isNamed && !claims.some(({ field }) => field === 'asset-tag')) {
      this.sink.skip('names-no-device');
      return;
    }
    // Addresses are given to others: beside a MAC the register's is a claim, and no way to know the device.
    if (mac !== undefined && ip !== undefined) claims.push({ field: 'ip-address', value: ip });
    this.sink.at(line, undefined);
    this.sink.read();
    this.sink.document('cmms', { party: mac === undefined ? { ip } : { mac }, facts, claims });
  }
}

function firstOf(value: string, read: (text: unknown) => string | undefined): string | undefined {
  const whole = read(value);
  if (whole !== undefined) return whole;
  for (const part of value.split(/[\s,;|/]+/).slice(0, 8)) {
    const found = read(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRegister(columns: readonly (ColumnField | undefined)[]): boolean {
  const understood = columns.filter((field) => field !== undefined);
  return understood.length >= COLUMNS_NEEDED && understood.some((field) => NAMING.includes(field));
}

export const cmmsCsv: RecordReader = {
  format: 'cmms-csv',
  title: 'Asset register of a CMMS (CSV)',
  tells: 'document',
  recognises: (head, options) => {
    const [header = ''] = firstLines(head, 1);
    return isRegister(fieldsOfColumns(fieldsOf(header, delimiterOf(header)), options.columns));
  },
  open: (sink, options) => {
    const register = new Register(sink, options);
    const records = new RecordLines((record, line) => register.row(record, line));
    return new Lines(
      sink,
      (text, number) => records.push(text, number),
      () => records.end(),
    );
  },
};
