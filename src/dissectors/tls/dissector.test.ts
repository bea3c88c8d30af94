import { expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { converse, describeDissector, type ExpectedFact, type Vector } from '../dissector.contract.ts';
import { HANDSHAKE_LIMIT } from './constants.ts';
import { tls } from './dissector.ts';

/** tls-ja4: GREASE in suites, extensions, groups and supported versions. */
const CLIENT_HELLO =
  '16030101430100013f0303404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f20000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00202a2a130113021303c02bc02fc02cc030cca9cca8c013c014009c009d002f0035010000d67a7a0000001b000302000200000012001000000d637430312e686f73702e6c616e003300260024001d0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0010000e000c02683208687474702f312e3144690005000302683200170000002d00020101000d00120010040308040401050308050501080606010005000501000000000023000000120000002b0007066a6a03040303ff01000100000b00020100000a000800068a8a001d00170015001400000000000000000000000000000000000000004a4a000100';
/** tls-ja4-alpn: the same with a first ALPN value of octets ab cd. */
const CLIENT_HELLO_ODD_ALPN =
  '160301013a010001360303404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f20000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00202a2a130113021303c02bc02fc02cc030cca9cca8c013c014009c009d002f0035010000cd7a7a0000001b000302000200000012001000000d637430312e686f73702e6c616e003300260024001d0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00100005000302abcd44690005000302683200170000002d00020101000d00120010040308040401050308050501080606010005000501000000000023000000120000002b0007066a6a03040303ff01000100000b00020100000a000800068a8a001d00170015001400000000000000000000000000000000000000004a4a000100';
/** tls-noext: no extensions, split over two records. */
const CLIENT_HELLO_TWO_RECORDS =
  '16030100140100002d0303404142434445464748494a4b4c4d160301001d4e4f505152535455565758595a5b5c5d5e5f000006002f003500ff0100';
/** The TLS part of rdp-tls: ServerHello and certificate in two records. */
const SERVER_FLIGHT =
  '16030300310200002d0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00c02b000005ff0100010016030301390b00013500013200012f3082012b3081d2a00302010202024d5a300a06082a8648ce3d040302301f311d301b06035504030c144354434f4e534f4c4530312e686f73702e6c616e301e170d3235313230313030303030305a170d3236303630323030303030305a301f311d301b06035504030c144354434f4e534f4c4530312e686f73702e6c616e3059301306072a8648ce3d020106082a8648ce3d03010703420004f9ebe464147cc102d92324d099d927c1a50e42d57a08a116ffec0a29819d8c6570baf7d12888902a6a0c1d67add103123c859ab69bf8e9431c9384930d4b7eee300a06082a8648ce3d0403020348003045022009654a58ed5f3b9173f91184044dcf2dd5ff8cff00b5bae63739f9712d1e767f022100976e838b0bf25bb29654e8003c77ee1fb0b0d9a057c0d4afd2ce8fcfe8331967';
/** n-tls-suites: a suite list longer than the message. */
const CLIENT_HELLO_WILD_SUITES = CLIENT_HELLO.replace('00202a2a1301', 'ffff2a2a1301');
/**
 * Certificate of Acme, Medical / Infusion, device serial AM-55217, two DNS names and an address; with a mail address
 * and a user id that must stay unread.
 */
const DEVICE_CERTIFICATE =
  '3082025b30820202a003020102020400a1b2c3300a06082a8648ce3d040302302931133011060355040a0c0a4578616d706c652043413112301006035504030c0949737375696e672031301e170d3236313132323036343533345a170d3239303232343036343533345a3081a7310b300906035504061302474231163014060355040a0c0d41636d652c204d65646963616c3111300f060355040b0c08496e667573696f6e3111300f06035504051308414d2d3535323137311c301a06035504030c1370756d7031372e686f73702e6578616d706c653126302406092a864886f70d01090116176e757273652e6a616e6540686f73702e6578616d706c6531143012060a0992268993f22c6401010c046a646f653059301306072a8648ce3d020106082a8648ce3d0301070342000481e1db49cdd79cbe5350e691ebd8c3438a98c54766cf4518bc76c886220c485f035b4236a6666613af2e26212976c0bf0964a58550b867d43955064fb2657c1aa38198308195300c0603551d130101ff0402300030450603551d11043e303c821370756d7031372e686f73702e6578616d706c658704c0000211820670756d70313781176e757273652e6a616e6540686f73702e6578616d706c65301d0603551d0e04160414edc23b39a1e19da53d6ac3fd9260c4a5a11b2359301f0603551d23041830168014bcdd95107ffefeff356ce559cc5db4891331b066300a06082a8648ce3d0403020347003044022058fb42219681c1ae5cbcfeefcd10cf15bf015bd08c60e9ab94e895ecca9f471602203378629fdc7432835a20e45327cff5dc793606dd3769949c74d781b7c23933ea';

const hexOf = (value: number, octets: number) => value.toString(16).padStart(octets * 2, '0');
const record = (fragment: string, type = 22) =>
  `${hexOf(type, 1)}0303${hexOf(fragment.length / 2, 2)}${fragment}`;
const handshake = (type: number, body: string) => `${hexOf(type, 1)}${hexOf(body.length / 2, 3)}${body}`;
const serverHello = (suite: string, extensions: string, random = '5a'.repeat(32)) =>
  handshake(2, `0303${random}00${suite}00${hexOf(extensions.length / 2, 2)}${extensions}`);
const chain = (...certificates: string[]) => {
  const list = certificates.map((certificate) => hexOf(certificate.length / 2, 3) + certificate).join('');
  return handshake(11, hexOf(list.length / 2, 3) + list);
};

const TLS12_HELLO = serverHello('c02b', 'ff010001000010000500030268' + '32');
const TLS13_HELLO = serverHello('1301', '002b00020304003300021234');

const deviceFacts: readonly ExpectedFact[] = [
  ['version', 'TLS 1.2'],
  ['cipher-suite', '0xc02b'],
  ['alpn', 'h2'],
  ['ja3s', '96681175a9547081bf3d417f1a572091'],
  ['certificate-subject', 'CN=pump17.hosp.example,serialNumber=AM-55217,OU=Infusion,O=Acme\\, Medical,C=GB'],
  ['certificate-common-name', 'pump17.hosp.example'],
  ['certificate-organisation', 'Acme, Medical'],
  ['certificate-organisational-unit', 'Infusion'],
  ['certificate-subject-serial-number', 'AM-55217'],
  ['certificate-issuer', 'CN=Issuing 1,O=Example CA'],
  ['certificate-serial-number', 'a1b2c3'],
  ['certificate-not-before', '2026-11-22T06:45:34Z'],
  ['certificate-not-after', '2029-02-24T06:45:34Z'],
  ['certificate-self-signed', 'false'],
  ['certificate-key', 'EC P-256'],
  ['certificate-key-hash', '4329cf4cb9a4b5f4f0303c33723bad7f268d92839e659fb942e3c14a895ee835'],
  ['certificate-dns-name', 'pump17.hosp.example'],
  ['certificate-dns-name', 'pump17'],
].map(([field = '', value = '']) => ({ field, value, from: 'server' }));

const clientHelloFacts: readonly ExpectedFact[] = [
  { field: 'sni', value: 'ct01.hosp.lan' },
  { field: 'alpn', value: 'h2,http/1.1' },
  { field: 'offered-version', value: 'TLS 1.3' },
  { field: 'ja3', value: 'c7240d90981bb4a546a859dd3bd5457c' },
  { field: 'ja4', value: 't13d1516h2_8daaf6152771_e5627efa2ab1' },
];

const fragments = (message: string, octets: number) =>
  (message.match(new RegExp(`.{1,${octets * 2}}`, 'g')) ?? []).map((part) => record(part)).join('');

const vectors: readonly Vector[] = [
  {
    name: 'tls-ja4: ClientHello with GREASE',
    messages: [{ from: 'client', hex: CLIENT_HELLO }],
    facts: clientHelloFacts,
    server: 'server',
  },
  {
    name: 'tls-ja4-alpn: first application protocol of octets ab cd',
    messages: [{ from: 'client', hex: CLIENT_HELLO_ODD_ALPN }],
    facts: [
      { field: 'sni', value: 'ct01.hosp.lan' },
      { field: 'offered-version', value: 'TLS 1.3' },
      { field: 'ja3', value: 'c7240d90981bb4a546a859dd3bd5457c' },
      { field: 'ja4', value: 't13d1516ad_8daaf6152771_e5627efa2ab1' },
    ],
  },
  {
    name: 'a server of a program for remote support is sought',
    messages: [
      {
        from: 'client',
        hex: CLIENT_HELLO.replace(
          Buffer.from('ct01.hosp.lan').toString('hex'),
          Buffer.from('a.dyngate.com').toString('hex'),
        ),
      },
    ],
    facts: [
      { field: 'sni', value: 'a.dyngate.com' },
      { field: 'remote-support', value: 'TeamViewer' },
      ...clientHelloFacts.slice(1),
    ],
    server: 'server',
  },
  {
    name: 'tls-noext: no extensions, over two records',
    messages: [{ from: 'client', hex: CLIENT_HELLO_TWO_RECORDS }],
    facts: [
      { field: 'offered-version', value: 'TLS 1.2' },
      { field: 'ja3', value: 'e75804d68a7ebd56a8b283bbe50bddad' },
      { field: 'ja4', value: 't12i030000_03e80547d04c_000000000000' },
    ],
  },
  {
    name: 'rdp-tls: hellos and a self-signed certificate',
    serverPort: 3389,
    messages: [
      { from: 'client', hex: CLIENT_HELLO },
      { from: 'server', hex: SERVER_FLIGHT },
    ],
    facts: [
      ...clientHelloFacts,
      ...[
        ['version', 'TLS 1.2'],
        ['cipher-suite', '0xc02b'],
        ['ja3s', '5cbdf35d43faf9cfc331165209343f05'],
        ['certificate-subject', 'CN=CTCONSOLE01.hosp.lan'],
        ['certificate-common-name', 'CTCONSOLE01.hosp.lan'],
        ['certificate-issuer', 'CN=CTCONSOLE01.hosp.lan'],
        ['certificate-serial-number', '4d5a'],
        ['certificate-not-before', '2025-12-01T00:00:00Z'],
        ['certificate-not-after', '2026-06-02T00:00:00Z'],
        ['certificate-self-signed', 'true'],
        ['certificate-key', 'EC P-256'],
        ['certificate-key-hash', 'd3949091b17809e3c090eb70c3592b2ce2020fb8b5081c99220565a7eb1990f4'],
      ].map(([field = '', value = '']) => ({ field, value, from: 'server' as const })),
    ],
    server: 'server',
  },
  {
    name: 'server direction alone, hello and chain in one record, second certificate unread',
    messages: [
      { from: 'server', hex: record(TLS12_HELLO + chain(DEVICE_CERTIFICATE, '300000') + handshake(14, '')) },
    ],
    facts: deviceFacts,
    server: 'server',
    planted: ['nurse.jane', 'jdoe'],
  },
  {
    name: 'server flight cut into records of 100 octets',
    messages: [{ from: 'server', hex: fragments(TLS12_HELLO + chain(DEVICE_CERTIFICATE), 100) }],
    facts: deviceFacts,
    planted: ['nurse.jane', 'jdoe'],
  },
  {
    name: 'TLS 1.3 ends with the ServerHello',
    messages: [{ from: 'server', hex: record(TLS13_HELLO) + record('01', 20) + record('00'.repeat(40), 23) }],
    facts: [
      { field: 'version', value: 'TLS 1.3', from: 'server' },
      { field: 'cipher-suite', value: '0x1301', from: 'server' },
      { field: 'ja3s', value: 'f4febc55ea12b31ae17cfb7e614afda8', from: 'server' },
    ],
  },
  {
    name: 'a HelloRetryRequest has no JA3S',
    messages: [
      {
        from: 'server',
        hex: record(
          serverHello(
            '1302',
            '002b00020304',
            'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
          ),
        ),
      },
    ],
    facts: [
      { field: 'version', value: 'TLS 1.3', from: 'server' },
      { field: 'cipher-suite', value: '0x1302', from: 'server' },
    ],
  },
  {
    name: 'a resumed session has no certificate',
    messages: [
      { from: 'server', hex: record(handshake(2, `0301${'5a'.repeat(32)}00000a00`)) + record('01', 20) },
    ],
    facts: [
      { field: 'version', value: 'TLS 1.0', from: 'server' },
      { field: 'cipher-suite', value: '0x000a', from: 'server' },
      { field: 'ja3s', value: '5cd6efb8d804faf03e1462073b729151', from: 'server' },
    ],
  },
  {
    name: 'n-tls-suites: suite list longer than the message',
    messages: [{ from: 'client', hex: CLIENT_HELLO_WILD_SUITES }],
    facts: [],
    anomalies: ['client-hello-malformed'],
    server: 'server',
  },
  {
    name: 'certificate of broken structure',
    messages: [{ from: 'server', hex: record(TLS12_HELLO) + record(chain('3003020101')) }],
    facts: deviceFacts.slice(0, 4),
    anomalies: ['certificate-malformed'],
  },
  {
    name: 'ServerHello whose session id reaches beyond it',
    messages: [{ from: 'server', hex: record(handshake(2, `0303${'5a'.repeat(32)}ffc02b00`)) }],
    facts: [],
    anomalies: ['server-hello-malformed'],
  },
  {
    name: 'handshake message beyond the limit',
    messages: [
      { from: 'server', hex: record(TLS12_HELLO) + record(`0b${hexOf(HANDSHAKE_LIMIT, 3)}00ffffff00ffffff`) },
    ],
    facts: deviceFacts.slice(0, 4),
    anomalies: ['handshake-too-long'],
  },
  {
    name: 'handshake message beyond the limit that starts at the end of a record',
    messages: [
      {
        from: 'server',
        hex: record(`${TLS12_HELLO}0b`) + record(`${hexOf(HANDSHAKE_LIMIT, 3)}00ffffff00ffffff`),
      },
    ],
    facts: deviceFacts.slice(0, 4),
    anomalies: ['handshake-too-long'],
  },
  {
    name: 'mid-stream application data is TLS and says nothing',
    messages: [{ from: 'client', hex: record('00'.repeat(32), 23) }],
    facts: [],
  },
  {
    name: 'an alert is TLS and says nothing',
    messages: [{ from: 'server', hex: record('0228', 21) }],
    facts: [],
  },
];

describeDissector(tls, vectors);

it('puts a ClientHello of the longest allowed length together, and no longer one', () => {
  const hello = (length: number) => {
    const fixed = `0303${'5a'.repeat(32)}000002002f0100`;
    const rest = length - 4 - fixed.length / 2 - 2;
    const extension = `fff0${hexOf(rest - 4, 2)}${'00'.repeat(rest - 4)}`;
    return fragments(handshake(1, `${fixed}${hexOf(rest, 2)}${extension}`), 16_384);
  };
  const outcome = (length: number) => {
    const octets = Buffer.from(hello(length), 'hex');
    return converse(tls, { name: '', messages: [], facts: [] }, [{ from: 'client', octets }]);
  };
  expect(outcome(HANDSHAKE_LIMIT).facts.map((fact) => fact.field)).toContain('ja4');
  expect(outcome(HANDSHAKE_LIMIT + 1).anomalies).toEqual(['handshake-too-long']);
});

it.each([
  ['the client hello of HTTP', '474554202f20'],
  ['a TPKT header', '0300002c27e0'],
  ['another major version', '160401010001'],
  ['another minor version', '160305010001'],
  ['a record of no octets', '160301000001'],
  ['a record beyond the limit', '160301480101'],
  ['a handshake that is no hello', '16030100200b000010'],
  ['a hello of 65,536 octets and more', '1603010020010100'],
  ['application data of SSL 2', '1700020010'],
  ['an encrypted alert', '1503030020'],
])('does not recognise %s', (_name, hex) => {
  const flow = { carrier: 'tcp', sourcePort: 40_000, destinationPort: 443 } as const;
  expect(tls.recognise(OctetReader.over(Buffer.from(hex, 'hex')), flow)).toBe('no');
});
