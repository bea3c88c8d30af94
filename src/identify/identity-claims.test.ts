import { describe, expect, it } from 'vitest';
import { foldSerial, keysInEquipmentName } from './identity-claims.ts';

describe('foldSerial', () => {
  it.each([
    ['DE44027113', 'de44027113'],
    ['SC-310412', 'sc310412'],
    [' 1427-11 ', '142711'],
    ['55217', '55217'],
    ['1000', '1000'],
  ])('%s names a device', (text, folded) => {
    expect(foldSerial(text)).toBe(folded);
  });

  it.each([
    '',
    '0',
    '12',
    '0000000000',
    '1111111',
    '123456789',
    '0123456789',
    '1234567890',
    'Default string 1',
    'N/A',
    'unknown',
    'xxxx1',
    'To be filled by O.E.M. 1',
    'ABCDEF',
  ])('"%s" names none', (text) => {
    expect(foldSerial(text)).toBeUndefined();
  });
});

describe('keysInEquipmentName', () => {
  it('finds what may be serial numbers in the name of equipment alone', () => {
    expect(keysInEquipmentName('equipment:14420188^BD Alaris 8015 PCU')).toEqual([
      'serial 14420188',
      'serial bdalaris8015pcu',
    ]);
    expect(keysInEquipmentName('serial:14420188')).toEqual([]);
  });
});
