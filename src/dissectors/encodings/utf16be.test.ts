import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { UTF16BE_LIMIT, utf16be } from './utf16be.ts';

const encode = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('utf16be', () => {
  it.each([
    ['plain', encode('ICU2-7'), 'ICU2-7'],
    ['up to the first NUL', encode('ICU\0rest'), 'ICU'],
    ['odd last octet', Buffer.concat([encode('AB'), Buffer.from([0])]), 'AB'],
    ['pairs of surrogates', encode('\u{1F3E5}'), '\u{1F3E5}'],
    ['nothing', Buffer.alloc(0), ''],
  ])('%s', (_name, octets, text) => {
    const reader = OctetReader.over(octets);
    expect(utf16be(reader, octets.length)).toBe(text);
    expect(reader.remaining).toBe(0);
    expect(reader.failed).toBe(false);
  });

  it('decodes no more than UTF16BE_LIMIT units and skips the rest', () => {
    const octets = encode('x'.repeat(UTF16BE_LIMIT + 10));
    const reader = OctetReader.over(octets);
    expect(utf16be(reader, octets.length)).toHaveLength(UTF16BE_LIMIT);
    expect(reader.remaining).toBe(0);
  });

  it('fails beyond the end', () => {
    const reader = OctetReader.over(encode('AB'));
    expect(utf16be(reader, 6)).toBe('');
    expect(reader.failed).toBe(true);
  });
});
