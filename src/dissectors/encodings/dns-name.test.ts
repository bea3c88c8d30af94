import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { dnsNameHex, dnsPointerHex, hostLabels, reverseNameOf } from './dns-message.arbitrary.ts';
import {
  DNS_JUMP_LIMIT,
  DNS_NAME_LIMIT_OCTETS,
  hostNameText,
  localHostName,
  readDnsName,
  reverseAddress,
  skipDnsName,
} from './dns-name.ts';

const over = (hex: string) => OctetReader.over(Buffer.from(hex, 'hex'));

describe('readDnsName', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(hostLabels, (labels) => {
        expect(readDnsName(over(dnsNameHex(labels)))).toEqual(labels);
      }),
    );
  });

  it('reads the root, UTF-8 and dots within a label', () => {
    expect(readDnsName(over('00'))).toEqual([]);
    expect(readDnsName(over(dnsNameHex(['Röntgen 2.1', '_http', '_tcp'])))).toEqual([
      'Röntgen 2.1',
      '_http',
      '_tcp',
    ]);
  });

  it('follows pointers and leaves the reader unfailed', () => {
    const octets = over(`${dnsNameHex('hosp.lan')}${dnsNameHex('ct01').slice(0, -2)}${dnsPointerHex(0)}`);
    octets.seek(10);
    expect(readDnsName(octets)).toEqual(['ct01', 'hosp', 'lan']);
    expect(octets.failed).toBe(false);
  });

  const chain = (jumps: number) =>
    `${Array.from({ length: jumps }, (_, index) => dnsPointerHex(2 * index + 2)).join('')}00`;
  const long = (octets: number) => {
    const hex: string[] = [];
    for (let rest = octets - 1; rest > 0; rest -= Math.min(rest, 64)) {
      const label = Math.min(rest, 64) - 1;
      hex.push(label.toString(16).padStart(2, '0'), '61'.repeat(label));
    }
    return `${hex.join('')}00`;
  };

  it.each([
    ['a pointer to itself', 'c000', 'pointer-loop'],
    ['one jump too many', chain(DNS_JUMP_LIMIT + 1), 'pointer-loop'],
    ['one octet too many', long(DNS_NAME_LIMIT_OCTETS + 1), 'name-too-long'],
    ['a loop that gathers labels', '0461616161c000', 'name-too-long'],
    ['a cut label', '0561', 'name-malformed'],
    ['no end', '0161', 'name-malformed'],
    ['a cut pointer', 'c0', 'name-malformed'],
    ['a pointer beyond the message', 'c0ff', 'name-malformed'],
    ['a label of type 01', '4161', 'name-malformed'],
    ['nothing', '', 'name-malformed'],
  ])('says what is wrong with %s', (_, hex, problem) => {
    expect(readDnsName(over(hex))).toBe(problem);
  });

  it('reads a name at each limit', () => {
    expect(readDnsName(over(chain(DNS_JUMP_LIMIT)))).toEqual([]);
    expect(readDnsName(over(long(DNS_NAME_LIMIT_OCTETS)))).toHaveLength(4);
  });
});

describe('skipDnsName', () => {
  it.each([
    ['a name', '016100ff', 3],
    ['a name that ends with a pointer', '0161c000ff', 4],
    ['the root', '00ff', 1],
  ])('moves behind %s', (_, hex, position) => {
    const octets = over(hex);
    expect(skipDnsName(octets)).toBe(true);
    expect(octets.position).toBe(position);
  });

  it.each([['', '01', '0161', 'c0', '4161', `${'3f'.padEnd(128, '6')}`.repeat(4)]])(
    'refuses cut, unknown and long names',
    (...names) => {
      for (const hex of names) expect(skipDnsName(over(hex)), hex).toBe(false);
    },
  );
});

describe('hostNameText', () => {
  it.each([
    ['ct01.hosp.lan', 'ct01.hosp.lan'],
    ['WS_04', 'WS_04'],
    ['_ldap._tcp.hosp.lan', ''],
    ['*.hosp.lan', ''],
    ['ct 01.lan', ''],
    ['10.20.30.40', ''],
    ['1.0.0.10.in-addr.arpa', ''],
    ['localhost', ''],
    ['localhost.localdomain', ''],
    ['', ''],
  ])('%s is "%s"', (name, text) => {
    expect(hostNameText(name === '' ? [] : name.split('.'))).toBe(text);
  });
});

describe('localHostName', () => {
  it.each([
    ['ZEBRA-4B1.local', 'ZEBRA-4B1'],
    ['ZEBRA-4B1.Local', 'ZEBRA-4B1'],
    ['zebra.hosp.lan', ''],
    ['local', ''],
    ['localhost.local', ''],
    ['0a1b2c3d-4e5f-4a1b-8c2d-00074d9a5082.local', ''],
  ])('%s is "%s"', (name, text) => {
    expect(localHostName(name.split('.'))).toBe(text);
  });
});

describe('reverseAddress', () => {
  it.each([['10.20.50.82'], ['fe80::207:4dff:fe9a:5082'], ['2001:db8::1']])(
    'reads the reverse name of %s',
    (ip) => {
      expect(reverseAddress(reverseNameOf(ip).split('.'))).toBe(ip);
    },
  );

  it.each([
    ['82.50.20.in-addr.arpa'],
    ['1.82.50.20.10.in-addr.arpa'],
    ['x.50.20.10.in-addr.arpa'],
    ['1.0.0.2.ip6.arpa'],
    ['ct01.hosp.lan'],
    ['arpa'],
  ])('knows no address of %s', (name) => {
    expect(reverseAddress(name.split('.'))).toBe('');
  });
});
