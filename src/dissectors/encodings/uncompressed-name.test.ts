import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { NAME_LIMIT_OCTETS, readUncompressedName } from './uncompressed-name.ts';

const read = (hex: string) => readUncompressedName(OctetReader.over(Buffer.from(hex, 'hex')));

describe('names in DNS wire form without compression', () => {
  it.each([
    ['whole name', '046374303104686f7370036c616e00', 'ct01.hosp.lan'],
    ['name without the root label', '0656454e543031', 'VENT01'],
    ['root', '00', ''],
    ['nothing', '', ''],
    ['label beyond the end', '056162', ''],
    ['compression pointer', 'c000', ''],
    ['second label beyond the end', '0141054242', ''],
  ])('%s', (_, hex, expected) => {
    expect(read(hex)).toBe(expected);
  });

  it('refuses a name over 255 octets', () => {
    const label = `3f${'61'.repeat(63)}`;
    expect(read(`${label.repeat(3)}00`)).toHaveLength(3 * 64 - 1);
    expect(NAME_LIMIT_OCTETS).toBeLessThan(4 * 64);
    expect(read(`${label.repeat(4)}00`)).toBe('');
  });
});
