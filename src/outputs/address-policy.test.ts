import { describe, expect, it } from 'vitest';
import { refusedAddress, refusedHost, refusedWebhook } from './address-policy.ts';

describe('refusedAddress', () => {
  it.each([
    ...['169.254.169.254', '169.254.1.1', 'fe80::1', 'febf::1', '::ffff:169.254.169.254'],
    ...['64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', '::169.254.169.254', 'fd00:ec2::254', '100.100.100.200'],
    ...['0.0.0.0', '::', '224.0.0.1', '255.255.255.255', 'ff02::1', '127.0.0.1', '::1', '::ffff:127.0.0.1'],
    ...['nonsense', ''],
  ])('refuses %s', (address) => {
    expect(refusedAddress(address, false)).toBeDefined();
  });

  it.each([
    '10.1.2.3',
    '192.168.1.1',
    '172.16.0.9',
    '203.0.113.7',
    'fd12::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
  ])('lets %s be reached: hospitals have private addresses', (address) => {
    expect(refusedAddress(address, false)).toBeUndefined();
  });

  it('allows the own machine where the operator did', () => {
    expect(refusedAddress('127.0.0.1', true)).toBeUndefined();
    expect(refusedAddress('::1', true)).toBeUndefined();
    expect(refusedAddress('169.254.169.254', true)).toBeDefined();
  });
});

describe('refusedWebhook', () => {
  it.each([
    ...['http://siem.example/', 'ftp://siem.example/', 'siem.example', 'https://ann:x@siem.example/'],
    ...[
      'https://siem.example/#a',
      'https://169.254.169.254/latest',
      'https://[fe80::1]/',
      'https://localhost/',
    ],
    ...['https://2852039166/', 'https://0x7f.1/'],
  ])('refuses %s', (url) => {
    expect(refusedWebhook(url, false)).toBeDefined();
  });

  it('takes https, and plain http to the own machine where the operator allows it', () => {
    expect(refusedWebhook('https://siem.hospital.example:8443/hook?x=1', false)).toBeUndefined();
    expect(refusedWebhook('http://127.0.0.1:9/', true)).toBeUndefined();
    expect(refusedWebhook('http://10.0.0.1/', true)).toBeDefined();
    expect(refusedHost('siem.hospital.example', false)).toBeUndefined();
  });
});
