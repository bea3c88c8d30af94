import { expect, it } from 'vitest';
import { deviceUuid } from './uuid.ts';

const UUID = '0a1b2c3d-0000-1000-8000-0009fb102030';

it.each([
  ['urn:uuid:', `urn:uuid:${UUID}`, `urn:uuid:${UUID}`],
  ['uuid:', `UUID:${UUID.toUpperCase()}`, `uuid:${UUID}`],
  ['uuid:', 'uuid:00000000-0000-1000-8000-accc8e0a6001', 'uuid:00000000-0000-1000-8000-accc8e0a6001'],
  ['uuid:', 'uuid:00000000-0000-0000-0000-000000000000', ''],
  ['uuid:', 'uuid:ffffffff-ffff-ffff-ffff-ffffffffffff', ''],
  ['uuid:', 'uuid:Upnp-BasicDevice-1_0-ACCC8E0A6001', ''],
  ['uuid:', `urn:uuid:${UUID}`, ''],
  ['urn:uuid:', `urn:uuid:${UUID}x`, ''],
  ['uuid:', '', ''],
] as const)('%s %s', (prefix, text, expected) => {
  expect(deviceUuid(text, prefix)).toBe(expected);
});
