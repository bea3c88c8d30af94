/** Rows of a spreadsheet that was saved as delimited text: by comma, semicolon, tab or bar. */

import { delimiterOf, fieldsOf, RecordLines } from '../../records/reading/delimited.ts';
import { Lines } from '../../records/reading/lines.ts';
import { CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT } from './sheet-rows.ts';

/** Lines that are asked which delimiter they have: the first of a form are titles. */
const SAMPLE = 200;

/** The rows of `octets`; of a line that is too long nothing is read. */
export function textRows(octets: Uint8Array): string[][] {
  const records: string[] = [];
  const lines = new RecordLines((record) => {
    if (records.length < ROW_LIMIT) records.push(record);
  });
  const text = new Lines({ skip: () => undefined }, (line, number) => lines.push(line, number));
  text.take(octets);
  text.end();
  lines.end();
  const delimiter = delimiterOf(records.slice(0, SAMPLE).join('\n'));
  return records.map((record) =>
    fieldsOf(record, delimiter)
      .slice(0, COLUMN_LIMIT)
      .map((field) => field.slice(0, CELL_LIMIT).trim()),
  );
}
