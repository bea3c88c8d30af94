import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { DUID_LIMIT_OCTETS, isPlausibleDuid, readDuid, uuidText } from './duid.ts';

const read = (hex: string) => readDuid(OctetReader.over(Buffer.from(hex, 'hex')));

describe('DHCP unique identifiers', () => {
  it.each([
    ['LLT', '000100012a3b4c5d0030e6140831', { mac: '00:30:e6:14:08:31' }],
    ['LL', '000300010030e6140831', { mac: '00:30:e6:14:08:31' }],
    ['LL of other hardware', '000300200030e6140831', {}],
    ['LL with a long address', '000300010030e61408310000', {}],
    ['EN', '0002000011f04142434431323334', { enterprise: 4592, identifier: 'ABCD1234' }],
    ['EN of binary identity', '0002000011f001ff', { enterprise: 4592, identifier: '' }],
    ['UUID', '0004000102030405060708090a0b0c0d0e0f', { uuid: '00010203-0405-0607-0809-0a0b0c0d0e0f' }],
    ['unknown type', '00090102', {}],
  ])('%s', (_, hex, expected) => {
    expect(read(hex)).toEqual({ hex, ...expected });
  });

  it.each([
    ['', false],
    ['0001', false],
    ['00'.repeat(DUID_LIMIT_OCTETS), true],
    ['00'.repeat(DUID_LIMIT_OCTETS + 1), false],
  ])('keeps to the allowed lengths: %s', (hex, allowed) => {
    expect(read(hex) !== undefined).toBe(allowed);
  });

  it.each([
    [1, 14, true],
    [1, 8, false],
    [2, 7, true],
    [2, 6, false],
    [3, 10, true],
    [3, 4, false],
    [4, 18, true],
    [4, 17, false],
    [0, 14, false],
    [5, 14, false],
    [1, DUID_LIMIT_OCTETS + 1, false],
  ])('type %i of %i octets is plausible: %s', (type, length, plausible) => {
    expect(isPlausibleDuid(type, length)).toBe(plausible);
  });

  it('writes UUIDs and refuses those that name nothing', () => {
    expect(uuidText('000102030405060708090a0b0c0d0e0f')).toBe('00010203-0405-0607-0809-0a0b0c0d0e0f');
    expect(uuidText('0'.repeat(32))).toBe('');
    expect(uuidText('f'.repeat(32))).toBe('');
  });
});
