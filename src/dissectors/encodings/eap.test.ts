import { expect, it } from 'vitest';
import { octets, type Piece, u16 } from '../../../test/support/octet-builder.ts';
import { OctetReader } from '../../wire/octet-reader.ts';
import { sayEap } from './eap.ts';
import { IDENTITY_LIMIT } from './machine-identity.ts';

function eap(code: number, ...pieces: readonly Piece[]): Buffer {
  const data = octets(...pieces);
  return octets(code, 7, u16(4 + data.length), data);
}

function said(message: Buffer): string[] {
  const lines: string[] = [];
  const header = sayEap(OctetReader.over(message), (field, value) => {
    if (value !== '') lines.push(`${field} ${value}`);
  });
  return [header ? `${header.code}/${header.type}` : 'none', ...lines];
}

it.each([
  ['identity of a computer', eap(2, 1, 'host/ct01.hosp.lan'), ['2/1', 'machine-name ct01.hosp.lan']],
  ['identity of a person', eap(2, 1, 'jane.doe'), ['2/1']],
  ['identity with octets behind', octets(eap(2, 1, 'host/ct01'), 0, 0), ['2/1', 'machine-name ct01']],
  ['identity that is cut', eap(2, 1, 'host/ct01.hosp.lan').subarray(0, 12), ['2/1']],
  ['identity longer than is read', eap(2, 1, `host/${'a'.repeat(IDENTITY_LIMIT)}`), ['2/1']],
  ['request for the identity', eap(1, 1, 'host/ct01'), ['1/1']],
  ['method', eap(1, 25, 0x20), ['1/25', 'eap-method peap']],
  ['method without a name', eap(2, 99), ['2/99', 'eap-method 99']],
  ['refusal of a method', eap(2, 3, 13), ['2/3']],
  ['success', eap(3), ['3/0']],
  ['code 5', eap(5), ['none']],
  ['length below the header', octets(1, 7, u16(3), 1), ['none']],
  ['type missing', octets(1, 7, u16(5)), ['none']],
] as const)('%s', (_name, message, expected) => {
  expect(said(message)).toEqual(expected);
});
