import { expect, it } from 'vitest';
import { deviceIdKeys } from './ieee1284-id.ts';

it('keeps the identifying keys of a device id', () => {
  expect(deviceIdKeys('MFG:HP;CMD:PJL,PCL; MDL:LaserJet;SN: ;X:PLANTED;SERN:VNB3;')).toBe(
    'MFG:HP;MDL:LaserJet;SERN:VNB3;',
  );
});
