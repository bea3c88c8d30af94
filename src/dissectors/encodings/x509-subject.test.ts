import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { oidContent } from './ber.ts';
import {
  DNS_NAME_LIMIT,
  EXTENSION_LIMIT,
  GENERAL_NAME_LIMIT,
  NAME_ATTRIBUTE_LIMIT,
  readCertificate,
} from './x509-subject.ts';

/** Acme, Medical / Infusion; with a mail address, a user id and alternative names of three kinds. */
const DEVICE_CERTIFICATE =
  '3082025b30820202a003020102020400a1b2c3300a06082a8648ce3d040302302931133011060355040a0c0a4578616d706c652043413112301006035504030c0949737375696e672031301e170d3236313132323036343533345a170d3239303232343036343533345a3081a7310b300906035504061302474231163014060355040a0c0d41636d652c204d65646963616c3111300f060355040b0c08496e667573696f6e3111300f06035504051308414d2d3535323137311c301a06035504030c1370756d7031372e686f73702e6578616d706c653126302406092a864886f70d01090116176e757273652e6a616e6540686f73702e6578616d706c6531143012060a0992268993f22c6401010c046a646f653059301306072a8648ce3d020106082a8648ce3d0301070342000481e1db49cdd79cbe5350e691ebd8c3438a98c54766cf4518bc76c886220c485f035b4236a6666613af2e26212976c0bf0964a58550b867d43955064fb2657c1aa38198308195300c0603551d130101ff0402300030450603551d11043e303c821370756d7031372e686f73702e6578616d706c658704c0000211820670756d70313781176e757273652e6a616e6540686f73702e6578616d706c65301d0603551d0e04160414edc23b39a1e19da53d6ac3fd9260c4a5a11b2359301f0603551d23041830168014bcdd95107ffefeff356ce559cc5db4891331b066300a06082a8648ce3d0403020347003044022058fb42219681c1ae5cbcfeefcd10cf15bf015bd08c60e9ab94e895ecca9f471602203378629fdc7432835a20e45327cff5dc793606dd3769949c74d781b7c23933ea';

const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex');
function element(tag: string, ...content: readonly string[]): string {
  const body = content.join('');
  const length = body.length / 2;
  return (
    tag +
    (length < 0x80 ? length.toString(16).padStart(2, '0') : `82${length.toString(16).padStart(4, '0')}`) +
    body
  );
}
const oid = (dotted: string) => element('06', hex(oidContent(dotted)));
const attribute = (type: string, value: string) =>
  element('31', element('30', oid(type), element('0c', hex(value))));
const COMMON_NAME = '2.5.4.3';
const extension = (type: string, value: string) => element('30', oid(type), element('04', value));
const RSA_2048 = element(
  '30',
  element('30', oid('1.2.840.113549.1.1.1'), '0500'),
  element('03', '00', element('30', element('02', '00', `80${'11'.repeat(255)}`), '0203010001')),
);

interface Parts {
  readonly subject?: readonly string[];
  readonly key?: string;
  readonly extensions?: readonly string[];
}

function certificate(parts: Parts): OctetReader {
  const validity = element('30', element('17', hex('260101000000Z')), element('17', hex('270101000000Z')));
  const name = element('30', ...(parts.subject ?? [attribute(COMMON_NAME, 'x')]));
  const extensions = parts.extensions ? element('a3', element('30', ...parts.extensions)) : '';
  const body = element(
    '30',
    'a003020102',
    '020101',
    element('30', oid('1.2.840.10045.4.3.2')),
    name,
    validity,
    name,
    parts.key ?? RSA_2048,
    extensions,
  );
  return OctetReader.over(
    Buffer.from(element('30', body, element('30', oid('1.2.840.10045.4.3.2')), '030100'), 'hex'),
  );
}

describe('readCertificate', () => {
  it('reads names, validity and key, and no personal attribute', () => {
    const read = readCertificate(OctetReader.over(Buffer.from(DEVICE_CERTIFICATE, 'hex')));
    expect(read).toEqual({
      subject: 'CN=pump17.hosp.example,serialNumber=AM-55217,OU=Infusion,O=Acme\\, Medical,C=GB',
      commonName: 'pump17.hosp.example',
      organisation: 'Acme, Medical',
      organisationalUnit: 'Infusion',
      subjectSerialNumber: 'AM-55217',
      issuer: 'CN=Issuing 1,O=Example CA',
      serialNumber: 'a1b2c3',
      notBefore: '2026-11-22T06:45:34Z',
      notAfter: '2029-02-24T06:45:34Z',
      selfSigned: false,
      dnsNames: ['pump17.hosp.example', 'pump17'],
      keyHash: '4329cf4cb9a4b5f4f0303c33723bad7f268d92839e659fb942e3c14a895ee835',
      key: 'EC P-256',
    });
    expect(JSON.stringify(read)).not.toMatch(/jane|jdoe/);
  });

  it.each([
    ['RSA', RSA_2048, 'RSA 2048'],
    [
      'RSA whose modulus does not fill its first octet',
      element(
        '30',
        element('30', oid('1.2.840.113549.1.1.1'), '0500'),
        element('03', '00', element('30', element('02', `01${'11'.repeat(64)}`), '020103')),
      ),
      'RSA 513',
    ],
    [
      'Ed25519',
      element('30', element('30', oid('1.3.101.112')), element('03', '00', '11'.repeat(32))),
      'Ed25519',
    ],
    [
      'another curve',
      element('30', element('30', oid('1.2.840.10045.2.1'), oid('1.3.132.0.10')), '030100'),
      'EC',
    ],
    ['another algorithm', element('30', element('30', oid('1.2.3.4')), '030100'), ''],
    ['RSA without modulus', element('30', element('30', oid('1.2.840.113549.1.1.1')), '030100'), ''],
  ])('names the key: %s', (_name, key, expected) => {
    expect(readCertificate(certificate({ key }))?.key).toBe(expected);
  });

  it('escapes as RFC 4514 says and joins attributes of one set', () => {
    const pair = (type: string, value: string) => element('30', oid(type), element('0c', hex(value)));
    const read = readCertificate(
      certificate({
        subject: [
          attribute('2.5.4.10', '#1 "A" <B>; C\\D, E+F '),
          element(
            '31',
            pair('2.5.4.11', 'Ward'),
            pair('0.9.2342.19200300.100.1.1', 'jdoe'),
            pair(COMMON_NAME, 'm'),
          ),
        ],
      }),
    );
    expect(read?.subject).toBe('OU=Ward+CN=m,O=\\#1 \\"A\\" \\<B\\>\\; C\\\\D\\, E\\+F\\ ');
    expect(read?.selfSigned).toBe(true);
    expect(read?.dnsNames).toEqual([]);
  });

  it('looks at no more attributes, extensions and DNS names than the limits', () => {
    const names = (count: number) =>
      readCertificate(
        certificate({
          subject: Array.from({ length: count }, (_, index) => attribute('2.5.4.11', String(index))),
        }),
      )?.subject.split(',');
    expect(names(NAME_ATTRIBUTE_LIMIT)).toHaveLength(NAME_ATTRIBUTE_LIMIT);
    expect(names(NAME_ATTRIBUTE_LIMIT + 1)).toHaveLength(NAME_ATTRIBUTE_LIMIT);

    const alternative = (count: number) =>
      extension(
        '2.5.29.17',
        element('30', ...Array.from({ length: count }, () => element('82', hex('a.example')))),
      );
    const dnsNames = (fillers: number, count: number) =>
      readCertificate(
        certificate({
          extensions: [
            ...Array.from({ length: fillers }, () => extension('2.5.29.14', '0400')),
            alternative(count),
          ],
        }),
      )?.dnsNames;
    expect(dnsNames(0, DNS_NAME_LIMIT + 1)).toHaveLength(DNS_NAME_LIMIT);
    expect(dnsNames(EXTENSION_LIMIT - 1, 1)).toHaveLength(1);
    expect(dnsNames(EXTENSION_LIMIT, 1)).toEqual([]);

    const behind = (addresses: number) => {
      const names = [
        ...Array.from({ length: addresses }, () => '8704c0000211'),
        element('82', hex('a.example')),
      ];
      const extensions = [extension('2.5.29.17', element('30', ...names))];
      return readCertificate(certificate({ extensions }))?.dnsNames;
    };
    expect(behind(GENERAL_NAME_LIMIT - 1)).toHaveLength(1);
    expect(behind(GENERAL_NAME_LIMIT)).toEqual([]);
  });

  it('refuses broken structures and survives any octets', () => {
    const bytes = Buffer.from(DEVICE_CERTIFICATE, 'hex');
    for (let length = 0; length < bytes.length; length++)
      expect(readCertificate(OctetReader.over(bytes.subarray(0, length)))).toBeUndefined();
    for (let at = 0; at < bytes.length; at++) {
      for (const octet of [0x00, 0x80, 0xff]) {
        const changed = Buffer.from(bytes);
        changed[at] = octet;
        readCertificate(OctetReader.over(changed));
      }
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
        readCertificate(OctetReader.over(Buffer.from(octets)));
      }),
    );
  });
});
