/**
 * Rows of text out of the parts of a workbook (ECMA-376 part 1, 18.3 and 18.4). Formulas are never computed: the value that
 * was saved is read. Macros stand in other parts, which nobody opens.
 *
 *   xl/sharedStrings.xml          <si><t>text</t></si> or <si><r><t>te</t></r><r><t>xt</t></r></si>
 *   xl/worksheets/sheet1.xml      <row><c r="B2" t="s"><v>0</v></c><c t="inlineStr"><is><t>text</t></is></c></row>
 */

import { attributeOf, piecesOf } from './xml-pieces.ts';

/** Rows of one sheet, columns of a row, texts that cells share, and the longest cell, that are read. */
export const ROW_LIMIT = 20_000;
export const COLUMN_LIMIT = 64;
export const STRING_LIMIT = 200_000;
export const CELL_LIMIT = 4_000;

const LETTERS = 26;
const BEFORE_A = 64;

/** The texts that cells share, in order. */
export function sharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let text: string | undefined;
  let isText = false;
  let isPhonetic = false;
  for (const piece of piecesOf(xml)) {
    if (piece.kind === 'text') {
      if (text !== undefined && isText && !isPhonetic && text.length < CELL_LIMIT) text += piece.text;
      continue;
    }
    if (piece.name === 'si') {
      if (piece.kind !== 'open') strings.push((text ?? '').slice(0, CELL_LIMIT));
      text = piece.kind === 'open' ? '' : undefined;
      if (strings.length >= STRING_LIMIT) break;
    } else if (piece.name === 't') isText = piece.kind === 'open';
    else if (piece.name === 'rPh') isPhonetic = piece.kind === 'open';
  }
  return strings;
}

interface Cell {
  readonly column: number;
  readonly type: string | undefined;
  text: string;
}

/** The rows of a sheet that hold something; a cell without text is empty. */
export function sheetRows(xml: string, strings: readonly string[]): string[][] {
  const rows: string[][] = [];
  let row: string[] | undefined;
  let cell: Cell | undefined;
  let isValue = false;
  for (const piece of piecesOf(xml)) {
    if (piece.kind === 'text') {
      if (cell && isValue && cell.text.length < CELL_LIMIT) cell.text += piece.text;
      continue;
    }
    const { kind, name, attributes } = piece;
    if (name === 'row') {
      if (row?.some((text) => text !== '')) rows.push(row);
      if (rows.length >= ROW_LIMIT) return rows;
      row = kind === 'open' ? [] : undefined;
    } else if (name === 'c' && row) {
      if (cell) place(row, cell, strings);
      const column = columnOf(attributeOf(attributes, 'r')) ?? row.length;
      cell = kind === 'open' ? { column, type: attributeOf(attributes, 't'), text: '' } : undefined;
    } else if (name === 'v' || name === 't') isValue = kind === 'open';
  }
  return rows;
}

function place(row: string[], { column, type, text }: Cell, strings: readonly string[]): void {
  if (column >= COLUMN_LIMIT) return;
  while (row.length < column) row.push('');
  row[column] = (type === 's' ? (strings[Number(text)] ?? '') : text).slice(0, CELL_LIMIT).trim();
}

/** 0 for `A1`, 27 for `AB9`; undefined when the cell does not say where it stands. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d/.exec(reference ?? '')?.[1];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * LETTERS + letter.charCodeAt(0) - BEFORE_A;
  return column - 1;
}
