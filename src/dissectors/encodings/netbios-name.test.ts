import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { netbiosNameHex } from './dns-message.arbitrary.ts';
import {
  isEncodedNetbiosName,
  plainNetbiosName,
  readNetbiosName,
  readPlainNetbiosName,
} from './netbios-name.ts';

const over = (hex: string) => OctetReader.over(Buffer.from(hex, 'hex'));

describe('readNetbiosName', () => {
  it('reads the name CTCONSOLE01<00> as it stands in a question', () => {
    const octets = over(`20${Buffer.from('EDFEEDEPEOFDEPEMEFDADBCACACACAAA').toString('hex')}00ff`);
    expect(readNetbiosName(octets)).toEqual({ name: 'CTCONSOLE01', suffix: 0 });
    expect(octets.remaining).toBe(1);
  });

  it.each([
    ['a group name', netbiosNameHex('RADIOLOGY', 0x1d), { name: 'RADIOLOGY', suffix: 0x1d }],
    ['a name with a scope', netbiosNameHex('CT01', 0, ' ', '046c6f6e6700'), { name: 'CT01', suffix: 0 }],
    ['the wildcard', netbiosNameHex('*', 0, '\0'), { name: '', suffix: 0 }],
    ['the name of all browsers', netbiosNameHex('\x01\x02__MSBROWSE__\x02', 1), { name: '', suffix: 1 }],
  ])('reads %s', (_, hex, name) => {
    expect(readNetbiosName(over(hex))).toEqual(name);
  });

  it.each([
    ['a name of 16 letters', `10${'41'.repeat(16)}00`],
    ['letters beyond P', `20${'51'.repeat(32)}00`],
    ['a cut name', netbiosNameHex('CT01', 0).slice(0, 40)],
    ['a name without end', netbiosNameHex('CT01', 0).slice(0, -2)],
    ['nothing', ''],
  ])('refuses %s', (_, hex) => {
    expect(readNetbiosName(over(hex))).toBeUndefined();
  });
});

describe('isEncodedNetbiosName', () => {
  it('looks ahead without moving', () => {
    const octets = over(`ffff${netbiosNameHex('CT01', 0)}`);
    expect(isEncodedNetbiosName(octets, 2)).toBe(true);
    expect(isEncodedNetbiosName(octets)).toBe(false);
    expect(octets.position).toBe(0);
  });
});

describe('plain names', () => {
  it('reads fifteen characters and the suffix', () => {
    expect(readPlainNetbiosName(over(Buffer.from('CTCONSOLE01    \x20', 'latin1').toString('hex')))).toEqual({
      name: 'CTCONSOLE01',
      suffix: 0x20,
    });
  });

  it.each([
    ['CT01\0\0\0', 'CT01'],
    ['CT 01  ', 'CT 01'],
    ['IS~CT01', ''],
    ['INet~Services', ''],
    ['*SMBSERVER', ''],
    ['CT\x0701', ''],
    ['', ''],
  ])('%j is "%s"', (text, name) => {
    expect(plainNetbiosName(text)).toBe(name);
  });
});
