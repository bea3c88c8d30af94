import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import {
  BER_OCTET_STRING,
  BER_SEQUENCE,
  enterBer,
  OID_SUBIDENTIFIER_LIMIT,
  oidContent,
  readBerInteger,
  readOidContent,
  skipBer,
} from './ber.ts';

const over = (hex: string) => OctetReader.over(Buffer.from(hex, 'hex'));
const length = (hex: string) => hex.length / 2;

describe('enterBer', () => {
  it.each([
    ['short form', '3003020101', 5],
    ['long form', '308103020101', 6],
    ['long form with leading zeros', '308400000003020101', 9],
    ['empty', '3000', 2],
    ['another tag', '0403020101', -1],
    ['beyond the end', '3004020101', -1],
    ['four octets of FF', '3084ffffffff020101', -1],
    ['five length octets', '30850000000003020101', -1],
    ['indefinite', '30800201010000', -1],
    ['length octets cut', '3082', -1],
    ['nothing', '', -1],
  ])('%s', (_name, hex, end) => {
    expect(enterBer(over(hex), BER_SEQUENCE, length(hex))).toBe(end);
  });

  it('does not let a child reach beyond its parent', () => {
    const octets = over('3003040541424344');
    const end = enterBer(octets, BER_SEQUENCE, 8);
    expect(end).toBe(5);
    expect(enterBer(octets, BER_OCTET_STRING, end)).toBe(-1);
  });
});

describe('skipBer', () => {
  it('moves behind one element of any single-octet tag', () => {
    const octets = over('a20302010102');
    expect(skipBer(octets, 6)).toBe(true);
    expect(octets.position).toBe(5);
    expect(skipBer(octets, 6)).toBe(false);
    expect(skipBer(over('1f0100'), 3)).toBe(false);
  });
});

describe('readBerInteger', () => {
  it.each([
    ['020100', 0],
    ['02020080', 128],
    ['0201ff', -1],
    ['02047fffffff', 2_147_483_647],
    ['020600ffffffffff', 1_099_511_627_775],
    ['02070000000000000001', undefined],
    ['0200', undefined],
    ['0402', undefined],
  ])('%s', (hex, value) => {
    expect(readBerInteger(over(hex), length(hex))).toBe(value);
  });
});

describe('readOidContent', () => {
  it.each([
    ['2b06010201010100', '1.3.6.1.2.1.1.1.0'],
    ['2b06010401823e010a', '1.3.6.1.4.1.318.1.10'],
    ['550403', '2.5.4.3'],
    ['8837', '2.999'],
    ['00', '0.0'],
    ['2b86ffffff', ''],
    ['2bffffffffff7f', ''],
    ['', ''],
  ])('%s', (hex, text) => {
    expect(readOidContent(over(hex), length(hex))).toBe(text);
  });

  it.each(['1.3.6.1.4.1.318.1.10', '2.5.29.17', '0.9.2342.19200300.100.1.25', '1.2.840.113549.1.1.1'])(
    'is what oidContent writes for %s',
    (dotted) => {
      const content = oidContent(dotted);
      expect(readOidContent(OctetReader.over(Buffer.from(content, 'latin1')), content.length)).toBe(dotted);
    },
  );

  it('reads no more sub-identifiers than the limit', () => {
    const most = '01'.repeat(OID_SUBIDENTIFIER_LIMIT);
    expect(readOidContent(over(most), length(most))).not.toBe('');
    expect(readOidContent(over(`${most}01`), length(most) + 1)).toBe('');
  });
});

it('survives any octets', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 60 }), (bytes, end) => {
      const read = () => OctetReader.over(Buffer.from(bytes));
      enterBer(read(), bytes[0] ?? 0, end);
      skipBer(read(), end);
      readBerInteger(read(), end);
      readOidContent(read(), end);
    }),
  );
});
