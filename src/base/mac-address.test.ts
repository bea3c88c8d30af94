import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatMac,
  hexOctet,
  isGroupMac,
  isLocallyAdministered,
  isSharedRouterMac,
  macFromEui64,
  macWords,
  parseMac,
} from './mac-address.ts';

const high16 = fc.nat(0xffff);
/** As tables hold it: signed. */
const low32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });

describe('text of a MAC', () => {
  it('comes back as the same words', () => {
    fc.assert(
      fc.property(high16, low32, (high, low) => {
        const text = formatMac(high, low);
        expect(text).toMatch(/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/);
        expect(macWords(text)).toEqual({ high, low });
        expect(parseMac(text)).toBe(text);
        expect(formatMac(high, low >>> 0)).toBe(text);
      }),
    );
  });

  it('shows the lowest eight bits of an octet', () => {
    expect([0, 10, 255, 256, -1].map(hexOctet)).toEqual(['00', '0a', 'ff', '00', 'ff']);
  });

  it.each([
    ['colons', '00:09:FB:3A:10:15'],
    ['hyphens', '00-09-fb-3a-10-15'],
    ['three groups with dots', '0009.fb3a.1015'],
    ['no separators', '0009FB3A1015'],
    ['blanks around', '  00:09:fb:3a:10:15\r\n'],
  ])('is read with %s', (_name, text) => {
    expect(parseMac(text)).toBe('00:09:fb:3a:10:15');
  });

  it.each([
    ['empty', ''],
    ['too short', '00:09:fb:3a:10'],
    ['too long, as an EUI-64 is', '00:09:fb:ff:fe:3a:10:15'],
    ['another letter', '00:09:fb:3a:10:1g'],
    ['a digit missing', '0:9:fb:3a:10:15'],
    ['groups of other length', '00:09fb:3a:10:15'],
    ['two MACs', '00:09:fb:3a:10:15 00:09:fb:3a:10:16'],
    ['dots between octets', '00.09.fb.3a.10.15'],
  ])('is refused when it is %s', (_name, text) => {
    expect(parseMac(text)).toBeUndefined();
  });
});

describe('bits of the first octet', () => {
  it.each([
    ['ff:ff:ff:ff:ff:ff', true, true],
    ['01:80:c2:00:00:0e', true, false],
    ['33:33:00:00:00:01', true, true],
    ['00:09:fb:3a:10:15', false, false],
    ['02:42:ac:11:00:02', false, true],
  ])('%s: group %s, locally administered %s', (mac, group, local) => {
    const { high } = macWords(mac);
    expect(isGroupMac(high)).toBe(group);
    expect(isLocallyAdministered(high)).toBe(local);
  });
});

describe('MACs that routers share', () => {
  it.each([
    ['00:00:5e:00:01:0a', 'VRRP over IPv4'],
    ['00:00:5e:00:02:ff', 'VRRP over IPv6'],
    ['00:00:0c:07:ac:00', 'HSRP'],
    ['00:00:0c:9f:f0:01', 'HSRP version 2'],
    ['00:00:0c:9f:ff:ff', 'HSRP version 2, last group'],
    ['00:07:b4:00:01:02', 'GLBP'],
  ])('%s is one: %s', (mac) => {
    const { high, low } = macWords(mac);
    expect(isSharedRouterMac(high, low)).toBe(true);
    expect(isSharedRouterMac(high, low >>> 0)).toBe(true);
  });

  it.each([
    ['00:00:5e:00:03:0a', 'another use of the IANA block'],
    ['01:00:5e:00:01:0a', 'IPv4 multicast'],
    ['00:00:0c:07:ad:00', 'a neighbour of the HSRP block'],
    ['00:00:0c:9f:e0:01', 'a neighbour of the HSRP version 2 block'],
    ['00:07:b4:01:01:02', 'a neighbour of the GLBP block'],
    ['00:09:fb:3a:10:15', 'a device'],
  ])('%s is none: %s', (mac) => {
    const { high, low } = macWords(mac);
    expect(isSharedRouterMac(high, low)).toBe(false);
  });
});

describe('MAC within an EUI-64', () => {
  it.each([
    ['0009FBFFFE3A1015', '00:09:fb:3a:10:15'],
    ['0009fbfffe3a1015', '00:09:fb:3a:10:15'],
    ['0009fbffff3a1015', '00:09:fb:3a:10:15'],
    ['0009fbfffd3a1015', undefined],
    ['0009fbfffe3a10', undefined],
    ['0009fbfffe3a10150', undefined],
    ['00:09:fb:ff:fe:3a:10:15', undefined],
  ])('%s gives %s', (eui64, mac) => {
    expect(macFromEui64(eui64)).toBe(mac);
  });
});
