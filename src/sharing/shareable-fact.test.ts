import { describe, expect, it } from 'vitest';
import { LinearPattern } from '../imported/linear-pattern.ts';
import { SHAREABLE_FACTS, sharedValue } from './shareable-fact.ts';

const share = (factId: string, value: string, identifiers: readonly string[] = [], product = 'Acme P100') =>
  sharedValue(factId, value, identifiers, product);

describe('sharedValue', () => {
  it.each([
    ['keeps a name, lets the version vary', 'Acme P100 v2.14', [], 'Acme P100 v2.14', 'Acme P100 v7.0.1-b2'],
    [
      'hides names of devices in any case',
      'Acme P100 on WARD7-pump',
      ['ward7-PUMP'],
      'Acme P100 on xxxxxxxxxx',
      'Acme P100 on other',
    ],
    [
      'hides the longer name first',
      'Acme ward7-pump',
      ['ward', 'ward7-pump'],
      'Acme xxxxxxxxxx',
      'Acme bed9',
    ],
    ['hides long numbers', 'Acme P100 SN 1234567', [], 'Acme P100 SN xxxxxxx', 'Acme P100 SN 99'],
    ['hides hexadecimal identities', 'Acme P100 0009fb3a1015', [], 'Acme P100 xxxxxxxxxxxx', 'Acme P100 id'],
    [
      'does not look for names that are too short',
      'Acme P100 abc',
      ['abc'],
      'Acme P100 abc',
      'Acme P100 abc',
    ],
  ])('%s', (_, value, identifiers, expected, other) => {
    const shared = share('snmp/sysDescr', value, identifiers);
    expect(shared?.value).toBe(expected);
    const pattern = LinearPattern.compile(shared?.pattern ?? '', 'i');
    if (typeof pattern === 'string') throw new Error(pattern);
    for (const text of [value, expected, other]) expect(pattern.find(text), text).toBeDefined();
    expect(pattern.find(`${value} and more`)).toBeUndefined();
  });

  it.each([
    ['a fact that may name a person', 'hl7/PID-5', 'Acme P100', []],
    ['a host name', 'dhcp/host-name', 'Acme', []],
    ['a code that holds a name', 'snmp/sysObjectID', '1.3.6.1.4.1.9', ['1.3.6.1']],
    ['what nothing is left of', 'snmp/sysDescr', '12345678 ward7', ['ward7']],
    ['software that does not name the product', 'http/server', 'nginx/1.18', []],
  ])('withholds %s', (_, factId, value, identifiers) => {
    expect(share(factId, value, identifiers)).toBeUndefined();
  });

  it('shares software that names the product', () => {
    expect(share('http/server', 'AcmeHttp/1.18')?.value).toBe('AcmeHttp/1.18');
  });

  it('leaves codes as they are', () => {
    expect(share('snmp/sysObjectID', '1.3.6.1.4.1.99999.7')).toEqual({
      value: '1.3.6.1.4.1.99999.7',
      pattern: '^1\\.3\\.6\\.1\\.4\\.1\\.99999\\.7$',
    });
  });

  it('knows no field of persons, hosts or places', () => {
    const personal = /host-name|hostname|location|user-name|patient|serial|calling-ae|PID|bed|owner|fqdn/i;
    expect(SHAREABLE_FACTS.filter((fact) => personal.test(fact))).toEqual([]);
  });
});
