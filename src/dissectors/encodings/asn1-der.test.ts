import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { DER_STRING_LIMIT_OCTETS, readDerString, readDerTime } from './asn1-der.ts';

const over = (hex: string) => OctetReader.over(Buffer.from(hex, 'hex'));
const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');
const element = (tag: string, hex: string) => tag + (hex.length / 2).toString(16).padStart(2, '0') + hex;

describe('readDerString', () => {
  it.each([
    ['UTF8String', '0c054d 6f6ec3a9', 'Moné'],
    ['PrintableString', '13024142', 'AB'],
    ['TeletexString', '1402 41e9', 'Aé'],
    ['IA5String', '1602 4142', 'AB'],
    ['BMPString', '1e04 00410042', 'AB'],
    ['UniversalString, which is not read', '1c04 00000041', ''],
    ['INTEGER', '020141', ''],
    ['length beyond the end', '0c054142', ''],
    ['nothing', '', ''],
  ])('%s', (_name, hex, text) => {
    const plain = hex.replaceAll(' ', '');
    expect(readDerString(over(plain), plain.length / 2)).toBe(text);
  });

  it('cuts a long string and moves behind it', () => {
    const length = DER_STRING_LIMIT_OCTETS + 10;
    const octets = over(`0c82${length.toString(16).padStart(4, '0')}${'41'.repeat(length)}0c0142`);
    expect(readDerString(octets, octets.length)).toHaveLength(DER_STRING_LIMIT_OCTETS);
    expect(readDerString(octets, octets.length)).toBe('B');
  });
});

describe('readDerTime', () => {
  it.each([
    ['UTCTime', '17', '260602000000Z', '2026-06-02T00:00:00Z'],
    ['UTCTime of the last century', '17', '500102030405Z', '1950-01-02T03:04:05Z'],
    ['UTCTime of 2049', '17', '491231235959Z', '2049-12-31T23:59:59Z'],
    ['GeneralizedTime', '18', '99991231235959Z', '9999-12-31T23:59:59Z'],
    ['without seconds', '17', '2606020000Z', ''],
    ['with an offset', '17', '260602000000+0000', ''],
    ['month 13', '17', '261302000000Z', ''],
    ['no digits', '17', 'ABCDEFGHIJKLZ', ''],
    ['another tag', '04', '260602000000Z', ''],
  ])('%s', (_name, tag, text, iso) => {
    const hex = element(tag, ascii(text));
    expect(readDerTime(over(hex), hex.length / 2)).toBe(iso);
  });
});
