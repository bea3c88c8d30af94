import { describe, expect, it } from 'vitest';
import { parseOnvifScope, unescapedPercent } from './onvif-scope.ts';

describe('parseOnvifScope', () => {
  it.each([
    ['onvif://www.onvif.org/hardware/P3245-LV', { category: 'hardware', value: 'P3245-LV' }],
    ['onvif://www.onvif.org/Profile/Streaming', { category: 'profile', value: 'Streaming' }],
    ['onvif://www.onvif.org/name/Dock%20cam', { category: 'name', value: 'Dock cam' }],
    ['onvif://www.onvif.org/location/country/de', { category: 'location', value: 'country/de' }],
    ['onvif://www.onvif.org/name', undefined],
    ['http://www.onvif.org/name/x', undefined],
  ])('%s', (scope, expected) => {
    expect(parseOnvifScope(scope)).toEqual(expected);
  });
});

describe('unescapedPercent', () => {
  it.each([
    ['a%20b%2Fc', 'a b/c'],
    ['%C3%A4', 'ä'],
    ['100% %zz %2', '100% %zz %2'],
  ])('%s', (text, plain) => {
    expect(unescapedPercent(text)).toBe(plain);
  });
});
