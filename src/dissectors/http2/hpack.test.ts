import { describe, expect, it } from 'vitest';
import { octets, type Piece } from '../../../test/support/octet-builder.ts';
import { OctetReader } from '../../wire/octet-reader.ts';
import { FIELD_LIMIT, HpackDecoder, TABLE_LIMIT_OCTETS, TEXT_LIMIT_OCTETS } from './hpack.ts';
import { decodeHuffman } from './huffman.ts';
import { STATIC_TABLE } from './static-table.ts';

const read = (decoder: HpackDecoder, ...pieces: readonly Piece[]) => {
  const fields: string[] = [];
  const isWhole = decoder.read(OctetReader.over(octets(...pieces)), (name, value) =>
    fields.push(`${name}=${value}`),
  );
  return isWhole ? fields : [...fields, 'malformed'];
};
const hex = (digits: string) => Buffer.from(digits, 'hex');

describe('the Huffman code', () => {
  it.each([
    ['f1e3c2e5f23a6ba0ab90f4ff', 'www.example.com'],
    ['a8eb10649cbf', 'no-cache'],
    ['25a849e95ba97d7f', 'custom-key'],
    ['d07abe941054d444a8200595040b8166e082a62d1bff', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    [
      '94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
      'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
    ],
    ['', ''],
  ])('%s is %s (RFC 7541 appendix C)', (coded, text) => {
    expect(decodeHuffman(hex(coded))).toBe(text);
  });

  it.each([
    ['padding of a whole octet', 'a8eb10649cbfff'],
    ['padding of zeros', 'a8eb10649cb8'],
    ['the end of string in the middle', 'ffffffff'],
  ])('refuses %s', (_name, coded) => {
    expect(decodeHuffman(hex(coded))).toBeUndefined();
  });
});

describe('header blocks', () => {
  it('read the requests of RFC 7541 C.4, which share a table', () => {
    const decoder = new HpackDecoder();
    expect(read(decoder, hex('828684418cf1e3c2e5f23a6ba0ab90f4ff'))).toEqual([
      ':method=GET',
      ':scheme=http',
      ':path=/',
      ':authority=www.example.com',
    ]);
    expect(read(decoder, hex('828684be5886a8eb10649cbf'))).toContain('cache-control=no-cache');
    expect(read(decoder, hex('828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf'))).toEqual([
      ':method=GET',
      ':scheme=https',
      ':path=/index.html',
      ':authority=www.example.com',
      'custom-key=custom-value',
    ]);
  });

  it('forget the oldest fields when the table is full', () => {
    const decoder = new HpackDecoder();
    // A table of 31 + 37 = 68 octets holds two entries of 34 each: c=3 drives out a=1.
    read(decoder, 0x3f, 37, 0x40, 1, 'a', 1, '1', 0x40, 1, 'b', 1, '2');
    expect(read(decoder, 0xbf, 0xbe)).toEqual(['a=1', 'b=2']);
    read(decoder, 0x40, 1, 'c', 1, '3');
    expect(read(decoder, 0xbe, 0xbf, 0xc0)).toEqual(['c=3', 'b=2', 'malformed']);
  });

  it('know 61 fields beforehand', () => {
    expect(STATIC_TABLE).toHaveLength(61);
    expect(read(new HpackDecoder(), 0x80 | 54, 0x80 | 61)).toEqual(['server=', 'www-authenticate=']);
  });

  it.each([
    ['index 0', [0x80]],
    ['an index beyond the table', [0x80 | 62]],
    ['a value that is cut', [0x00, 1, 'a', 5, 'x']],
    ['a name that is cut', [0x00, 9, 'a']],
    ['an integer without end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['an integer that is cut', [0xff, 0xff]],
    ['a table beyond the limit', [0x3f, 0xff, 0xff, 0x7f]],
    ['a text beyond the limit', [0x00, 0x7f, 0x82, 0x3f, 'x'.repeat(TEXT_LIMIT_OCTETS + 1)]],
    ['bad Huffman code', [0x00, 0x84, 0xff, 0xff, 0xff, 0xff]],
  ] as readonly (readonly [string, readonly Piece[]])[])('refuse %s', (_name, pieces) => {
    expect(read(new HpackDecoder(), ...pieces)).toEqual(['malformed']);
  });

  it('hold no more fields than their limit, and a table of the largest size', () => {
    const fields = (count: number) => read(new HpackDecoder(), Buffer.alloc(count, 0x82));
    expect(fields(FIELD_LIMIT)).toHaveLength(FIELD_LIMIT);
    expect(fields(FIELD_LIMIT + 1)).toContain('malformed');
    // 65,536 = 31 + 65,505, in seven bits an octet: 61 7f 03 with the marks of more to come.
    expect(TABLE_LIMIT_OCTETS).toBe(31 + 0x61 + (0x7f << 7) + (0x03 << 14));
    expect(read(new HpackDecoder(), 0x3f, 0xe1, 0xff, 0x03, 0x82)).toEqual([':method=GET']);
  });
});
