import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { OPAQUE_LIMIT_OCTETS, printableOctets, textOrHex } from './opaque-text.ts';

const over = (hex: string) => OctetReader.over(Buffer.from(hex, 'hex'));

describe('opaque values', () => {
  it.each([
    ['interface name', '4769312f302f3137', 'Gi1/0/17'],
    ['trailing NUL', '414200', 'AB'],
    ['UTF-8', '4472c3a4676572', 'Dräger'],
    ['a MAC', '084fa9600002', '084fa9600002'],
    ['not UTF-8', 'ff41', 'ff41'],
    ['a NUL inside', '410042', '410042'],
    ['spaces alone stay octets', '2020', '2020'],
    ['nothing', '', ''],
  ])('%s', (_, hex, expected) => {
    const reader = over(`${hex}99`);
    expect(textOrHex(reader, hex.length / 2)).toBe(expected);
    expect(reader.u8()).toBe(0x99);
  });

  it('fails beyond the end', () => {
    const reader = over('4142');
    expect(textOrHex(reader, 3)).toBe('');
    expect(reader.failed).toBe(true);
    expect(printableOctets(over('41'), 2)).toBe('');
  });

  it('shows no more than its limit and skips the rest', () => {
    const reader = over(`${'41'.repeat(OPAQUE_LIMIT_OCTETS + 5)}42`);
    expect(textOrHex(reader, OPAQUE_LIMIT_OCTETS + 5)).toHaveLength(OPAQUE_LIMIT_OCTETS);
    expect(reader.u8()).toBe(0x42);
    const binary = over(`${'01'.repeat(OPAQUE_LIMIT_OCTETS + 5)}42`);
    expect(textOrHex(binary, OPAQUE_LIMIT_OCTETS + 5)).toHaveLength(2 * OPAQUE_LIMIT_OCTETS);
    expect(binary.u8()).toBe(0x42);
  });
});
