import { describeDissector, type Vector } from '../dissector.contract.ts';
import {
  dnsMessageHex,
  dnsPointerHex,
  dnsRecordHex,
  netbiosNameHex,
} from '../encodings/dns-message.arbitrary.ts';
import { nbns } from './dissector.ts';
import { NB_ADDRESS_LIMIT, NODE_STATUS_NAME_LIMIT } from './read-records.ts';

const ASKED = dnsPointerHex(12);
const question = (name: string, suffix: number) => `${netbiosNameHex(name, suffix)}00200001`;
const addresses = (...entries: readonly (readonly [flags: number, ip: string])[]) =>
  entries
    .map(([flags, ip]) =>
      Buffer.from([flags >> 8, flags & 0xff, ...ip.split('.').map(Number)]).toString('hex'),
    )
    .join('');
const OWN = '192.0.2.1';

const registration = (name: string, suffix: number, data: string, opcode = 5) =>
  dnsMessageHex({
    flags: (opcode << 11) | 0x0110,
    questions: [question(name, suffix)],
    additionals: [dnsRecordHex(ASKED, 0x20, data)],
  });
const answer = (name: string, suffix: number, data: string, flags = 0x8500) =>
  dnsMessageHex({ flags, answers: [dnsRecordHex(netbiosNameHex(name, suffix), 0x20, data)] });

const entry = (name: string, suffix: number, flags: number) =>
  Buffer.from(name.padEnd(15), 'latin1').toString('hex') +
  (suffix * 0x10000 + flags).toString(16).padStart(6, '0');
const nodeStatus = (entries: readonly string[], unitId: string) =>
  dnsMessageHex({
    flags: 0x8400,
    answers: [
      dnsRecordHex(
        netbiosNameHex('*', 0, '\0'),
        0x21,
        `${entries.length.toString(16).padStart(2, '0')}${entries.join('')}${unitId}${'00'.repeat(40)}`,
      ),
    ],
  });

const one = (name: string, hex: string, facts: Vector['facts'], more: Partial<Vector> = {}): Vector => ({
  name,
  clientPort: 137,
  messages: [{ from: 'client', hex }],
  facts,
  ...more,
});

describeDissector(nbns, [
  one(
    'nbns-status',
    'a55a8400000000010000000020434b4141414141414141414141414141414141414141414141414141414141410000210001000000000065034354434f4e534f4c45303120202020000400524144494f4c4f47592020202020200084004354434f4e534f4c45303120202020200400444b5d2a310b00000000000000000000000000000000000000000000000000000000000000000000000000000000',
    [
      { field: 'host-name', value: 'CTCONSOLE01' },
      { field: 'workgroup', value: 'RADIOLOGY' },
      { field: 'service', value: 'file-server' },
      { field: 'mac', value: '44:4b:5d:2a:31:0b' },
    ],
  ),
  one(
    'nbns-reg',
    '000129100001000000000001204544464545444550454f46444550454d454644414442434143414341434141410000200001c00c00200001000493e0000600000a140a0b',
    [{ field: 'host-name', value: 'CTCONSOLE01', about: 'ip:10.20.10.11' }],
  ),
  one(
    'n-nbns-count',
    'a55a8400000000010000000020434b414141414141414141414141414141414141414141414141414141414141000021000100000000ffffff4141414141414141414141414141414141414141',
    [],
  ),
  one(
    'a host registers its name and its file service at its own address',
    registration('CT01', 0x20, addresses([0, OWN]), 15),
    [
      { field: 'host-name', value: 'CT01' },
      { field: 'service', value: 'file-server' },
      { field: 'address', value: OWN },
    ],
  ),
  one('a refresh', registration('CT01', 0, addresses([0, OWN]), 8), [
    { field: 'host-name', value: 'CT01' },
    { field: 'address', value: OWN },
  ]),
  one('a group name is a workgroup, never a host', registration('RADIOLOGY', 0, addresses([0x8000, OWN])), [
    { field: 'workgroup', value: 'RADIOLOGY' },
  ]),
  one('a messenger name may be that of a user', registration('JDOE', 3, addresses([0, OWN])), [], {
    planted: ['JDOE'],
  }),
  one(
    'a name server lists the controllers of a domain',
    answer(
      'HOSP',
      0x1c,
      addresses([0xe000, '10.20.100.10'], [0xe000, '10.20.100.11'], [0xe000, '0.0.0.0']),
      0x8580,
    ),
    [
      { field: 'service', value: 'name-server' },
      { field: 'service', value: 'domain-controller', about: 'ip:10.20.100.10' },
      { field: 'service', value: 'domain-controller', about: 'ip:10.20.100.11' },
    ],
  ),
  one('a host answers for its name', answer('CT01', 0, addresses([0, OWN], [0, '10.20.10.11'])), [
    { field: 'host-name', value: 'CT01' },
    { field: 'address', value: OWN },
    { field: 'host-name', value: 'CT01', about: 'ip:10.20.10.11' },
  ]),
  one(
    'a record of more addresses than are read',
    answer(
      'CT01',
      0x1b,
      addresses(
        ...Array.from({ length: NB_ADDRESS_LIMIT + 1 }, (_, index) => [0, `10.20.30.${index + 1}`] as const),
      ),
    ),
    [
      ...Array.from({ length: NB_ADDRESS_LIMIT }, (_, index) => ({
        field: 'service',
        value: 'domain-master-browser',
        about: `ip:10.20.30.${index + 1}`,
      })),
    ],
  ),
  one(
    'a Samba controller without a unit identifier, with names of users, services and on the way out',
    nodeStatus(
      [
        entry('DC01', 0x00, 0x0400),
        entry('ADMINJANE', 0x03, 0x0400),
        entry('OLDNAME', 0x00, 0x0c00),
        entry('TWIN', 0x00, 0x1400),
        entry('IS~DC01', 0x00, 0x0400),
        entry('INet~Services', 0x1c, 0x8400),
        entry('HOSP', 0x1c, 0x8400),
        entry('HOSP', 0x1d, 0x0400),
        entry('HOSP', 0x1e, 0x8400),
        entry('\x01\x02__MSBROWSE__\x02', 0x01, 0x8400),
      ],
      '00'.repeat(6),
    ),
    [
      { field: 'host-name', value: 'DC01' },
      { field: 'service', value: 'domain-controller' },
      { field: 'service', value: 'master-browser' },
      { field: 'workgroup', value: 'HOSP' },
    ],
    { planted: ['ADMINJANE', 'OLDNAME', 'TWIN'] },
  ),
  one(
    'a node status of more names than are read: the unit identifier still counts',
    nodeStatus(
      [
        ...Array.from({ length: NODE_STATUS_NAME_LIMIT }, () => entry('CT01', 0x00, 0x0400)),
        entry('CT02', 0x00, 0x0400),
      ],
      '444b5d2a310b',
    ),
    [
      { field: 'host-name', value: 'CT01' },
      { field: 'mac', value: '44:4b:5d:2a:31:0b' },
    ],
  ),
  ...(
    [
      ['a sought name', dnsMessageHex({ flags: 0x0110, questions: [question('FILESERVER', 0x20)] })],
      ['a release', registration('CT01', 0, addresses([0, OWN]), 6)],
      ['a conflict', answer('CT01', 0, addresses([0, OWN]), 0xad87)],
      ['the answer to a registration', answer('CT01', 0, addresses([0, OWN]), 0xad80)],
      ['a registration without a record', dnsMessageHex({ flags: 0x2910, questions: [question('CT01', 0)] })],
      ['a cut record', answer('CT01', 0, addresses([0, OWN])).slice(0, -2)],
      [
        'an owner that is no NetBIOS name',
        `${registration('CT01', 0, addresses([0, OWN])).replace('c00c0020', 'c00d0020')}`,
      ],
      [
        'a class other than IN',
        registration('CT01', 0, addresses([0, OWN])).replace('c00c00200001', 'c00c00200003'),
      ],
    ] as const
  ).map(([name, hex]) => one(`${name} says nothing`, hex, [])),
  one(
    'a damaged name on the own port',
    dnsMessageHex({ flags: 0x0110, questions: [netbiosNameHex('CT01', 0).replace('43', '7f')] }),
    [],
  ),
  ...(
    [
      ['a DNS question', dnsMessageHex({ flags: 0x0100, questions: ['046374303100001c0001'] })],
      ['opcode 1', dnsMessageHex({ flags: 0x0800, questions: [question('CT01', 0)] })],
      ['reserved bits', dnsMessageHex({ flags: 0x0040, questions: [question('CT01', 0)] })],
      ['no question and no answer', dnsMessageHex({ flags: 0x0110 })],
      ['another type', dnsMessageHex({ flags: 0x0110, questions: [`${netbiosNameHex('CT01', 0)}00010001`] })],
      [
        'a name without end',
        dnsMessageHex({ flags: 0x0110, questions: [netbiosNameHex('CT01', 0).slice(0, -2)] }),
      ],
    ] as const
  ).map(([name, hex]) =>
    one(`not NetBIOS names: ${name}`, hex, [], { clientPort: 40_000, serverPort: 5_000, unrecognised: true }),
  ),
]);
