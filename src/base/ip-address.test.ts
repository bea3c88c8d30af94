import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalIp,
  formatIpv4,
  formatIpv6,
  isPrivateIpv4,
  isUnicastIpv4,
  parseIpv4,
  parseIpv6,
} from './ip-address.ts';

/** As tables hold it: signed. */
const word = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
/** Words with runs of zero groups, where shortening happens. */
const sparseWord = fc.oneof(word, fc.constantFrom(0, 1, 0x1_0000, -0x1_0000));

describe('IPv4', () => {
  it('text comes back as the same word', () => {
    fc.assert(
      fc.property(word, (address) => {
        expect(parseIpv4(formatIpv4(address))).toBe(address);
        expect(formatIpv4(address >>> 0)).toBe(formatIpv4(address));
      }),
    );
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['192.168.001.010', '192.168.1.10'], // zeros in front, as monitors print them: decimal, never octal
  ])('%s is %s', (text, canonical) => {
    expect(canonicalIp(text)).toBe(canonical);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.-4',
    '1.2.3.4 ',
    '1.2.3.0x4',
    '1.2.3.',
    '0001.2.3.4',
  ])('"%s" is refused', (text) => {
    expect(parseIpv4(text)).toBeUndefined();
    expect(canonicalIp(text)).toBeUndefined();
  });

  it.each([
    ['0.0.0.0', false, false],
    ['0.1.2.3', false, false],
    ['10.20.30.40', true, true],
    ['100.63.255.255', true, false],
    ['100.64.0.1', true, true],
    ['100.128.0.1', true, false],
    ['127.0.0.1', false, false],
    ['169.254.7.9', true, true],
    ['172.15.0.1', true, false],
    ['172.16.0.1', true, true],
    ['172.31.255.254', true, true],
    ['172.32.0.1', true, false],
    ['192.168.0.1', true, true],
    ['192.169.0.1', true, false],
    ['223.255.255.254', true, false],
    ['224.0.0.251', false, false],
    ['240.0.0.1', false, false],
    ['255.255.255.255', false, false],
  ])('%s: one host can own it %s, private %s', (text, unicast, isPrivate) => {
    const address = parseIpv4(text) ?? Number.NaN;
    expect(isUnicastIpv4(address)).toBe(unicast);
    expect(isPrivateIpv4(address)).toBe(isPrivate);
  });
});

describe('IPv6', () => {
  it('text comes back as the same words', () => {
    fc.assert(
      fc.property(sparseWord, sparseWord, sparseWord, sparseWord, (...words) => {
        const text = formatIpv6(...words);
        expect(parseIpv6(text)).toEqual(words);
        expect(canonicalIp(text)).toBe(text);
        expect(canonicalIp(text.toUpperCase())).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('every way to write an address has one canonical text', () => {
    fc.assert(
      fc.property(sparseWord, sparseWord, sparseWord, sparseWord, (...words) => {
        const groups = words.flatMap((each) => [(each >>> 16) & 0xffff, each & 0xffff]);
        const full = groups.map((group) => group.toString(16).padStart(4, '0')).join(':');
        const mixed = `${full.slice(0, 30)}${formatIpv4(words[3])}`;
        expect(canonicalIp(full)).toBe(formatIpv6(...words));
        expect(canonicalIp(mixed)).toBe(formatIpv6(...words));
      }),
    );
  });

  it.each([
    // RFC 5952: section 4.1 leading zeros, 4.2.1 shorten as far as possible, 4.2.2 not a single group, 4.2.3 the longest
    // run and of equal ones the first, 4.3 lower case.
    ['4.1', '2001:0db8::0001', '2001:db8::1'],
    ['4.2.1', '2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['4.2.2', '2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['4.2.3 longest', '2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['4.2.3 first', '2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['4.3', '2001:DB8::AAAA:BBBB', '2001:db8::aaaa:bbbb'],
    ['all zero', '0:0:0:0:0:0:0:0', '::'],
    ['loopback', '0:0:0:0:0:0:0:1', '::1'],
    ['zeros at the end', 'fe80:0:0:0:0:0:0:0', 'fe80::'],
    ['nothing to shorten', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['one group shortened by the writer', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['IPv4 at the end', '::ffff:192.0.2.33', '::ffff:c000:221'],
  ])('%s: %s', (_section, text, canonical) => {
    expect(canonicalIp(text)).toBe(canonical);
  });

  it.each([
    ['a zone', 'fe80::1%eth0'],
    ['two gaps', '1::2::3'],
    ['three colons', ':::'],
    ['a colon at the start', ':1:2:3:4:5:6:7'],
    ['a colon at the end', '1:2:3:4:5:6:7:'],
    ['too few groups', '1:2:3:4:5:6:7'],
    ['too many groups', '1:2:3:4:5:6:7:8:9'],
    ['a gap that stands for nothing', '1:2:3:4::5:6:7:8'],
    ['five digits', '12345::'],
    ['IPv4 not at the end', '1.2.3.4::'],
    ['IPv4 in the middle', '::1.2.3.4:5'],
    ['IPv4 in front of a gap', '1:1.2.3.4::5'],
    ['IPv4 that is none', '::1.2.3.256'],
    ['a prefix', '2001:db8::/32'],
    ['brackets', '[::1]'],
    ['a colon alone', ':'],
    ['endless', `${'0'.repeat(60)}::`],
  ])('refuses %s', (_name, text) => {
    expect(parseIpv6(text)).toBeUndefined();
  });

  it('never throws, and what it takes for an address reads the same again', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'0123456789abcdefF:.%'), maxLength: 46 });
    fc.assert(
      fc.property(nearly, (text) => {
        const canonical = canonicalIp(text);
        if (canonical !== undefined) expect(canonicalIp(canonical)).toBe(canonical);
      }),
      { numRuns: 2_000 },
    );
  });
});
