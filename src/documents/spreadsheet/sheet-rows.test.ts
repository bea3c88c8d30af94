import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT, sharedStrings, sheetRows } from './sheet-rows.ts';
import { textRows } from './text-rows.ts';

const STRINGS = `<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="3">
  <si><t>MPII-1</t></si><si><r><t>See </t></r><r><rPr/><t xml:space="preserve">note &amp; more</t></r></si>
  <si><t>読</t><rPh sb="0" eb="1"><t>よむ</t></rPh></si><si/></sst>`;
const SHEET = `<worksheet><!-- <row><c><v>9</v></c></row> --><sheetData>
  <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="2"/>
  <row r="3"><c r="B3"/><c r="C3"><f>1+1</f><v>2</v></c><c t="inlineStr"><is><t>in line</t></is></c></row>
  <row r="4"><c r="A4" t="s"><v>99</v></c><c r="ZZZ4"><v>far</v></c></row>
  <x:row><x:c x:r="B5" t="str"><x:v>prefixed</x:v></x:c></x:row></sheetData></worksheet>`;

describe('sharedStrings', () => {
  it('joins the runs of a text, without how it is spoken', () => {
    expect(sharedStrings(STRINGS)).toEqual(['MPII-1', 'See note & more', '読', '']);
  });
});

describe('sheetRows', () => {
  it('puts each cell where it says that it stands, by the value that was saved', () => {
    expect(sheetRows(SHEET, sharedStrings(STRINGS))).toEqual([
      ['MPII-1', '', 'See note & more'],
      ['', '', '2', 'in line'],
      ['prefixed'],
    ]);
  });

  it('reads no more rows, columns and letters than it says', () => {
    const cell = '<c><v>1</v></c>';
    expect(sheetRows(`<row>${cell}</row>`.repeat(ROW_LIMIT + 5), [])).toHaveLength(ROW_LIMIT);
    expect(sheetRows(`<row>${cell.repeat(COLUMN_LIMIT + 5)}</row>`, [])[0]).toHaveLength(COLUMN_LIMIT);
    const long = sheetRows(`<row><c><v>${'x'.repeat(CELL_LIMIT * 2)}</v></c></row>`, []);
    expect(long[0]?.[0]).toHaveLength(CELL_LIMIT);
  });

  it('bears a sheet that ends anywhere, and any text', () => {
    for (let end = 0; end < SHEET.length; end++) sheetRows(SHEET.slice(0, end), ['a']);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<row>', '</row>', '<c r="A1">', '<v>', '<', '>', 'x', '<!--', '/>')),
        (parts) => {
          expect(sheetRows(parts.join(''), sharedStrings(parts.join('')))).toBeInstanceOf(Array);
        },
      ),
    );
  });
});

describe('textRows', () => {
  it.each([
    ['commas', 'MPII-1,"Can it, too?",Yes\n\nMPII-2,,No\n'],
    ['semicolons', 'MPII-1;Can it, too?;Yes\r\nMPII-2;;No'],
    ['tabs', '\ufeffMPII-1\tCan it, too?\tYes\nMPII-2\t\tNo'],
  ])('reads text with %s', (_, text) => {
    expect(textRows(Buffer.from(text))).toEqual([
      ['MPII-1', 'Can it, too?', 'Yes'],
      ['MPII-2', '', 'No'],
    ]);
  });
});
