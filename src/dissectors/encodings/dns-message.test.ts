import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { dnsAddressHex, dnsNameHex, dnsQuestionHex, dnsRecordHex } from './dns-message.arbitrary.ts';
import { DnsRecord, dnsRecordAddress, nextDnsRecord, skipDnsQuestion } from './dns-message.ts';

const over = (hex: string) => OctetReader.over(Buffer.from(hex, 'hex'));

describe('nextDnsRecord', () => {
  it('tells where owner and data stand and moves behind the record', () => {
    const octets = over(
      `${dnsQuestionHex('a.lan', 1)}${dnsRecordHex(dnsNameHex('a.lan'), 16, '0161', { recordClass: 0x8001, ttl: 9 })}ff`,
    );
    const record = new DnsRecord();
    expect(skipDnsQuestion(octets)).toBe(true);
    expect(nextDnsRecord(octets, record)).toBe(true);
    expect(record).toMatchObject({
      ownerAt: 11,
      type: 16,
      classAndFlush: 0x8001,
      ttlSeconds: 9,
      dataAt: 28,
      dataOctets: 2,
    });
    expect(octets.remaining).toBe(1);
  });

  it('refuses a record at every place where it can be cut', () => {
    const hex = dnsRecordHex(dnsNameHex('a.lan'), 16, '0161');
    for (let length = 0; length < hex.length; length += 2)
      expect(nextDnsRecord(over(hex.slice(0, length)), new DnsRecord()), `${length / 2} octets`).toBe(false);
  });

  it('refuses a question at every place where it can be cut', () => {
    const hex = dnsQuestionHex('a.lan', 1);
    for (let length = 0; length < hex.length; length += 2)
      expect(skipDnsQuestion(over(hex.slice(0, length))), `${length / 2} octets`).toBe(false);
  });
});

describe('dnsRecordAddress', () => {
  const addressOf = (hex: string) => {
    const octets = over(hex);
    const record = new DnsRecord();
    nextDnsRecord(octets, record);
    return dnsRecordAddress(octets, record);
  };

  it.each([
    ['10.20.50.82', '10.20.50.82'],
    ['2001:db8::82', '2001:db8::82'],
    ['fe80::1', 'fe80::1'],
    ['0.0.0.0', ''],
    ['127.0.0.2', ''],
    ['224.0.0.251', ''],
    ['::', ''],
    ['::1', ''],
    ['::ffff:10.0.0.1', ''],
    ['ff02::fb', ''],
  ])('%s is "%s"', (ip, text) => {
    expect(addressOf(dnsAddressHex('00', ip))).toBe(text);
  });

  it('refuses data of another length or type', () => {
    expect(addressOf(dnsRecordHex('00', 1, '0a000001ff'))).toBe('');
    expect(addressOf(dnsRecordHex('00', 28, '0a000001'))).toBe('');
    expect(addressOf(dnsRecordHex('00', 16, '0a000001'))).toBe('');
  });
});
