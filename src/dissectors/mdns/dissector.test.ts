import { describe, expect, it } from 'vitest';
import { converse, describeDissector, type Vector } from '../dissector.contract.ts';
import {
  dnsAddressHex,
  dnsMessageHex,
  dnsNameHex,
  dnsPointerHex,
  dnsQuestionHex,
  dnsRecordHex,
  dnsTextsHex,
  reverseNameOf,
} from '../encodings/dns-message.arbitrary.ts';
import { MDNS_RECORD_LIMIT, MDNS_RESPONSE_LIMIT, TXT_STRING_LIMIT } from './constants.ts';
import { mdns } from './dissector.ts';

const RESPONSE = 0x8400;
const OWN = '192.0.2.1';
const OTHER = '10.20.50.82';
const FLUSH = { recordClass: 0x8001 };

const response = (answers: readonly string[], additionals: readonly string[] = []) =>
  dnsMessageHex({ flags: RESPONSE, answers, additionals });
const address = (host: string, ip: string, options = FLUSH) => dnsAddressHex(dnsNameHex(host), ip, options);
const pointer = (owner: string, target: string | readonly string[]) =>
  dnsRecordHex(dnsNameHex(owner), 12, dnsNameHex(target));
const service = (instance: string | readonly string[], host: string) =>
  dnsRecordHex(dnsNameHex(instance), 33, `000000000277${dnsNameHex(host)}`, FLUSH);
const texts = (instance: string | readonly string[], ...strings: readonly string[]) =>
  dnsRecordHex(dnsNameHex(instance), 16, dnsTextsHex(...strings), FLUSH);

const one = (name: string, hex: string, facts: Vector['facts'], more: Partial<Vector> = {}): Vector => ({
  name,
  clientPort: 5353,
  messages: [{ from: 'client', hex }],
  facts,
  ...more,
});

const about = (ip: string, ...facts: readonly (readonly [field: string, value: string])[]) =>
  facts.map(([field, value]) => ({ field, value, about: ip === OWN ? 'sender' : `ip:${ip}` }));

const printer = [
  service('Label Printer._ipp._tcp.local', 'zebra.local'),
  texts('Label Printer._ipp._tcp.local', 'usb_MDL=ZD420'),
];
const printerFacts = [
  ['service-type', '_ipp._tcp'],
  ['service-instance', 'Label Printer._ipp._tcp'],
  ['txt', 'usb_MDL=ZD420'],
] as const;

describeDissector(mdns, [
  one(
    'mdns-ipp',
    '000084000000000300000001045f697070045f746370056c6f63616c00000c00010000119400100d5a443432302057617264203442c00cc0270010800100001194007c09747874766572733d311574793d5a65627261205a443432302d3230336470690f70726f647563743d285a44343230290d7573625f4d46473d5a656272610d7573625f4d444c3d5a4434323029555549443d30613162326333642d303030302d313030302d383030302d303030373464396135303832046e6f746500c02700218001000000780012000000000277095a454252412d344231c016c0d1000180010000007800040a143252',
    about(
      OTHER,
      ['host-name', 'ZEBRA-4B1'],
      ['service-type', '_ipp._tcp'],
      ['service-instance', 'ZD420 Ward 4B._ipp._tcp'],
      ['txt', 'ty=Zebra ZD420-203dpi'],
      ['txt', 'product=(ZD420)'],
      ['txt', 'usb_MFG=Zebra'],
      ['txt', 'usb_MDL=ZD420'],
      ['txt', 'UUID=0a1b2c3d-0000-1000-8000-00074d9a5082'],
    ),
  ),
  one('n-dns-loop', '000084000000000100000000c00c000c0001000000780002c00c', [], {
    anomalies: ['pointer-loop'],
  }),
  one('n-dns-rdlen', '000084000000ffff000000000161056c6f63616c00001000010000007800ff0574793d4850ff', []),
  one(
    'a printer speaks for itself, and its name has further addresses',
    response(
      printer,
      [OWN, 'fe80::82', '2001:db8::82'].map((ip) => address('zebra.local', ip)),
    ),
    [
      ...about(
        OWN,
        ['host-name', 'zebra'],
        ['address', 'fe80::82'],
        ['address', '2001:db8::82'],
        ...printerFacts,
      ),
      ...about('fe80::82', ['host-name', 'zebra']),
      ...about('2001:db8::82', ['host-name', 'zebra']),
    ],
  ),
  one('a service without any address is that of the sender', response(printer), about(OWN, ...printerFacts)),
  one(
    'a reflector or sleep proxy: the service is that of the named host, by its IPv4 address',
    response(
      printer,
      ['2001:db8::82', OTHER].map((ip) => address('zebra.local', ip)),
    ),
    [
      ...about(OTHER, ['host-name', 'zebra'], ...printerFacts),
      ...about('2001:db8::82', ['host-name', 'zebra']),
    ],
  ),
  one(
    'a sleep proxy that also names itself',
    response(printer, [address('proxy.local', OWN), address('zebra.local', OTHER)]),
    [...about(OWN, ['host-name', 'proxy']), ...about(OTHER, ['host-name', 'zebra'], ...printerFacts)],
  ),
  one(
    'device information, hardware and a workstation',
    response(
      [
        texts("Anna's MacBook._device-info._tcp.local", 'model=MacBookPro18,3', 'osxvers=21'),
        dnsRecordHex(dnsNameHex('annas-macbook.local'), 13, dnsTextsHex('ARM64', 'MACOS')),
        texts('annas-macbook [00:07:4D:9a:50:82]._workstation._tcp.local'),
      ],
      [address('Annas-MacBook.local', OWN)],
    ),
    about(
      OWN,
      ['host-name', 'Annas-MacBook'],
      ['hinfo-cpu', 'ARM64'],
      ['hinfo-os', 'MACOS'],
      ['service-type', '_device-info._tcp'],
      ['service-instance', "Anna's MacBook._device-info._tcp"],
      ['device-info-model', 'MacBookPro18,3'],
      ['txt', 'osxvers=21'],
      ['service-type', '_workstation._tcp'],
      ['service-instance', 'annas-macbook [00:07:4D:9a:50:82]._workstation._tcp'],
      ['mac', '00:07:4d:9a:50:82'],
    ),
  ),
  one(
    'service types, a subtype, a dotted instance name and a reverse name',
    response([
      pointer('_services._dns-sd._udp.local', '_dicom._tcp.local'),
      pointer('_printer._sub._http._tcp.local', ['Viewer 2.1', '_http', '_tcp', 'local']),
      pointer(reverseNameOf(OWN), 'ct01.local'),
    ]),
    about(
      OWN,
      ['host-name', 'ct01'],
      ['service-type', '_dicom._tcp'],
      ['service-type', '_http._tcp'],
      ['service-instance', 'Viewer 2.1._http._tcp'],
    ),
  ),
  one(
    'texts without a key: only a model number with the kind of product',
    response([
      texts(
        'cam._http._tcp.local',
        'planted of ward 4',
        'IC-3115W Network Camera',
        'IC-9999 Network Camera',
        'DR-4711 Planted',
        `AB-123${' Camera'.repeat(7)}`,
      ),
    ]),
    about(
      OWN,
      ['service-type', '_http._tcp'],
      ['service-instance', 'cam._http._tcp'],
      ['txt', 'IC-3115W Network Camera'],
    ),
    { planted: ['planted', '9999', 'AB-123'] },
  ),
  one(
    'texts: allow-list, keys of any case, the first of equal keys, values with equals signs, a cut string',
    response([
      dnsRecordHex(
        dnsNameHex('CT01._dicom._tcp.local'),
        16,
        `${dnsTextsHex(
          'aet=CT01',
          'AET=SECOND',
          'PrimaryDeviceType=CT=1',
          'note=Dr. Planted',
          'user=planted',
          '=planted',
          'version',
          'version=9',
          `${'k'.repeat(40)}=planted`,
          '',
        )}3074793d43`,
      ),
    ]),
    about(
      OWN,
      ['service-type', '_dicom._tcp'],
      ['service-instance', 'CT01._dicom._tcp'],
      ['txt', 'AET=CT01'],
      ['txt', 'PrimaryDeviceType=CT=1'],
    ),
    { planted: ['planted', 'SECOND'] },
  ),
  one(
    'services of persons: only their type',
    response([
      texts('jdoe@mac._presence._tcp.local', '1st=Jane', 'last=Doe', 'vs=1'),
      texts("Jane Doe's Library._daap._tcp.local", 'Machine Name=Doe', 'id=doe'),
      texts('jdoe@host._ssh._tcp.local'),
      texts('5855CA1AE288@Ward 4._raop._tcp.local', 'am=AppleTV3,2'),
    ]),
    about(
      OWN,
      ['service-type', '_presence._tcp'],
      ['service-type', '_daap._tcp'],
      ['service-type', '_ssh._tcp'],
      ['service-type', '_raop._tcp'],
      ['service-instance', '5855CA1AE288@Ward 4._raop._tcp'],
      ['txt', 'am=AppleTV3,2'],
    ),
    { planted: ['jdoe', 'Jane', 'Doe'] },
  ),
  one(
    'several messages of one host, behind questions',
    dnsMessageHex({
      flags: RESPONSE,
      questions: [dnsQuestionHex('ct01.local', 1, 0x8001)],
      answers: [dnsAddressHex(dnsPointerHex(12), OWN)],
    }),
    about(OWN, ['host-name', 'ct01']),
  ),
  ...(
    [
      [
        'a query with known answers of others',
        dnsMessageHex({ flags: 0, answers: [address('other.local', OTHER)] }),
      ],
      ['a goodbye', response([dnsAddressHex(dnsNameHex('gone.local'), OWN, { ttl: 0 })])],
      ['a class other than IN', response([dnsAddressHex(dnsNameHex('ct01.local'), OWN, { recordClass: 3 })])],
      ['a name outside .local', response([address('ct01.hosp.lan', OWN)])],
      [
        'the made-up name of a browser',
        response([address('0a1b2c3d-4e5f-4a1b-8c2d-00074d9a5082.local', OWN)]),
      ],
      ['an address that no host owns', response([address('ct01.local', '127.0.0.1')])],
      [
        'an SRV record without target',
        response([dnsRecordHex(dnsNameHex('A._ipp._tcp.local'), 33, '000000000277')]),
      ],
      ['hardware with a cut string', response([dnsRecordHex(dnsNameHex('a.local'), 13, '0341')])],
      [
        'a pointer to no service and no reverse name',
        response([
          pointer('_x._tcp.local', 'host.local'),
          pointer('b._dns-sd._udp.0.in-addr.arpa', 'local'),
          pointer('x.hosp.lan', 'A._ipp._tcp.local'),
        ]),
      ],
      ['an unread type', response([dnsRecordHex(dnsNameHex('ct01.local'), 47, '00')])],
      [
        'more questions than are skipped',
        dnsMessageHex({
          flags: RESPONSE,
          questions: Array.from({ length: 65 }, () => '0000010001'),
          answers: [address('ct01.local', OWN)],
        }),
      ],
      ['a cut question', `${dnsMessageHex({ flags: RESPONSE, questions: ['0561'] })}`],
    ] as const
  ).map(([name, hex]) => one(`${name} says nothing`, hex, [])),
  one(
    'a name of more than 255 octets',
    response([
      dnsRecordHex('00', 16, `3f${'61'.repeat(63)}`.repeat(4)),
      dnsRecordHex(dnsPointerHex(23), 16, '00'),
    ]),
    [],
    { anomalies: ['name-too-long'] },
  ),
  one(
    'records behind the limit are not read',
    response([
      ...Array.from({ length: MDNS_RECORD_LIMIT }, () => dnsRecordHex('00', 47, '')),
      address('a.local', OWN),
    ]),
    [],
    { anomalies: ['too-many-records'] },
  ),
  one(
    'strings behind the limit are not read',
    response([texts('A._ipp._tcp.local', ...Array.from({ length: TXT_STRING_LIMIT }, () => 'x'), 'ty=late')]),
    about(OWN, ['service-type', '_ipp._tcp'], ['service-instance', 'A._ipp._tcp']),
  ),
  ...(
    [
      ['another port', response([address('ct01.local', OWN)]), 53],
      ['a response code', dnsMessageHex({ flags: 0x8403, questions: ['0000010001'] }), 5353],
      ['an opcode', dnsMessageHex({ flags: 0x2800, questions: ['0000010001'] }), 5353],
      ['a header only', dnsMessageHex({ flags: RESPONSE }), 5353],
    ] as const
  ).map(([name, hex, port]) =>
    one(`not mDNS: ${name}`, hex, [], { clientPort: port, serverPort: port, unrecognised: true }),
  ),
]);

describe('a long flow', () => {
  it('is left alone after enough responses; queries do not count', () => {
    const hello = response([address('first.local', OWN)]);
    const question = dnsMessageHex({ flags: 0, questions: ['0000010001'] });
    const segments = [
      ...Array.from({ length: 2 * MDNS_RESPONSE_LIMIT }, (_, index) => (index % 2 ? hello : question)),
      response([address('late.local', OWN)]),
    ].map((hex) => ({ from: 'client' as const, octets: Buffer.from(hex, 'hex') }));
    const outcome = converse(mdns, one('', '', []), segments);
    expect(outcome.facts.map((fact) => fact.value)).toEqual(['first']);
  });
});
