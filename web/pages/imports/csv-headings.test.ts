import { describe, expect, it } from 'vitest';
import { csvHeadings } from './csv-headings.ts';

describe('csvHeadings', () => {
  it.each([
    ['Asset Tag,Model\r\n1,2', ['Asset Tag', 'Model']],
    ['\uFEFFInv.-Nr.;Hersteller;Typ\n', ['Inv.-Nr.', 'Hersteller', 'Typ']],
    ['a\tb', ['a', 'b']],
    ['"Room, floor","Say ""model"""', ['Room, floor', 'Say "model"']],
    ['a,,a,b', ['a', 'b']],
    ['one column', []],
    ['', []],
  ])('of %j are %j', (text, headings) => {
    expect(csvHeadings(text)).toEqual(headings);
  });

  it('are no more than the server reads', () => {
    expect(csvHeadings(Array.from({ length: 500 }, (_, at) => `c${at}`).join(','))).toHaveLength(128);
  });
});
