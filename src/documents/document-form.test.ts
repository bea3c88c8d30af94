import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formOf } from './document-form.ts';

describe('formOf', () => {
  it.each([
    ['a PDF', '%PDF-1.7\n%\xe2\xe3\xcf\xd3', 'pdf'],
    ['a zip, as spreadsheets are', 'PK\x03\x04\x14\x00', 'spreadsheet'],
    ['JSON', '\n { "bomFormat": "CycloneDX" }', 'json'],
    ['JSON behind a byte order mark', '\xef\xbb\xbf{}', 'json'],
    ['text', 'MPII-1,"Can this device …",Yes', 'text'],
    ['text of old, in Latin-1', 'MPII-1;Ger\xe4t;Yes', 'text'],
    ['a page of a browser', '<!doctype html><script>', undefined],
    ['a picture', '\x89PNG\r\n\x1a\n', undefined],
    ['a program', 'MZ\x90\x00', undefined],
    ['gzip', '\x1f\x8b\x08', undefined],
    [
      'a spreadsheet of before 2007, which may hold macros',
      '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00',
      undefined,
    ],
    ['nothing', '', undefined],
  ])('knows %s by its beginning', (_, octets, form) => {
    expect(formOf(Buffer.from(octets, 'latin1'))).toBe(form);
  });

  it('bears any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (octets) => {
        expect([undefined, 'pdf', 'json', 'spreadsheet', 'text']).toContain(formOf(octets));
      }),
    );
  });
});
