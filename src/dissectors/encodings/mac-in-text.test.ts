import { describe, expect, it } from 'vitest';
import { deviceMac, macInText, NAME_LIMIT, phoneNameIn } from './mac-in-text.ts';

describe('macInText', () => {
  it.each([
    ['SGX5150-0080A3600071', '00:80:a3:60:00:71'],
    ['tag-00:1b:c5:06:70:01', '00:1b:c5:06:70:01'],
    ['AXIS_ACCC8E0A6001', 'ac:cc:8e:0a:60:01'],
    ['SEP001B67600020.cnf.xml', '00:1b:67:60:00:20'],
    ['pxelinux.cfg/01-00-1b-67-60-00-20', '00:1b:67:60:00:20'],
    ['0080A3600071', '00:80:a3:60:00:71'],
    ['0080A3600071/0080a3600071', '00:80:a3:60:00:71'],
    ['0080A3600071/0080A3600072', ''],
    ['550e8400-e29b-41d4-a716-44665544aa00', ''],
    ['202611220541', ''],
    ['device0080A3600071', ''],
    ['0080A3600071f', ''],
    ['0080A3600071xyz', ''],
    ['00:1b:c5:06:70:01:02', ''],
    ['01:00:5e:00:00:fb', ''],
    ['x-020000000a01', ''],
    ['PUMP-55217', ''],
    ['', ''],
  ])('%s: %s', (text, mac) => {
    expect(macInText(text)).toBe(mac);
  });

  it('searches NAME_LIMIT characters', () => {
    const name = (length: number) => '0080A3600071'.padStart(length, '-');
    expect(macInText(name(NAME_LIMIT))).toBe('00:80:a3:60:00:71');
    expect(macInText(name(NAME_LIMIT + 1))).toBe('');
  });
});

it('tells MACs of devices from others', () => {
  expect(['000000000000', '00-1B-67-60-00-20', '001b67600020', 'ffffffffffff', 'x'].map(deviceMac)).toEqual([
    '',
    '00:1b:67:60:00:20',
    '00:1b:67:60:00:20',
    '',
    '',
  ]);
});

describe('phoneNameIn', () => {
  it.each([
    ['SEP001B67600020', 'SEP001B67600020', '00:1b:67:60:00:20'],
    ['ATA001B67600020.cnf.xml', 'ATA001B67600020', '00:1b:67:60:00:20'],
  ])('%s', (text, name, mac) => {
    expect(phoneNameIn(text)).toEqual({ name, mac });
  });

  it.each(['CSFJANEDOE', 'SEP001B676000', 'XSEP001B67600020', 'SEPFFFFFFFFFFFF', 'S'.repeat(NAME_LIMIT + 1)])(
    '%s names no phone',
    (text) => {
      expect(phoneNameIn(text)).toBeUndefined();
    },
  );
});
