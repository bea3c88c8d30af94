import { describe, expect, it } from 'vitest';
import { placeOfAddress } from './conversation.ts';

describe('placeOfAddress', () => {
  it.each([
    ['10.20.30.1', 'internal'],
    ['172.31.255.255', 'internal'],
    ['172.32.0.1', 'outside'],
    ['192.168.1.1', 'internal'],
    ['100.64.0.1', 'internal'],
    ['169.254.1.1', 'internal'],
    ['127.0.0.1', 'internal'],
    ['0.0.0.0', 'internal'],
    ['8.8.8.8', 'outside'],
    ['224.0.0.251', 'group'],
    ['239.255.255.250', 'group'],
    ['240.0.0.1', 'internal'],
    ['255.255.255.255', 'group'],
    ['::', 'internal'],
    ['::1', 'internal'],
    ['::ffff:808:808', 'outside'],
    ['::ffff:a00:1', 'internal'],
    ['fe80::1', 'internal'],
    ['febf::1', 'internal'],
    ['fec0::1', 'outside'],
    ['fc00::1', 'internal'],
    ['fdff::1', 'internal'],
    ['fe00::1', 'outside'],
    ['ff02::1', 'group'],
    ['2001:db8::1', 'outside'],
    ['nonsense', 'internal'],
  ])('%s is %s', (ip, place) => {
    expect(placeOfAddress(ip)).toBe(place);
  });
});
