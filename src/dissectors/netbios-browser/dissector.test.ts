import { describeDissector, type Vector } from '../dissector.contract.ts';
import { netbiosNameHex } from '../encodings/dns-message.arbitrary.ts';
import { netbiosBrowser } from './dissector.ts';
import { BROWSER_COMMENT_LIMIT_OCTETS } from './read-message.ts';

const OWN = '192.0.2.1';
const latin1 = (text: string) => Buffer.from(text, 'latin1').toString('hex');
const le = (number: number, octets: number) => {
  const buffer = Buffer.alloc(octets);
  buffer.writeUIntLE(number, 0, octets);
  return buffer.toString('hex');
};

const announcement = (command: number, name: string, version: string, type: number, comment: string) =>
  `${command.toString(16).padStart(2, '0')}0080fc0a00${latin1(name.padEnd(16, '\0'))}${version}${le(type, 4)}0f0155aa${latin1(comment)}00`;

interface Datagram {
  readonly type?: number;
  readonly ip?: string;
  readonly offset?: number;
  readonly source?: string;
  readonly destination?: string;
  readonly mailslot?: string;
  readonly words?: number;
}

function datagram(
  data: string,
  {
    type = 0x11,
    ip = OWN,
    offset = 0,
    source = netbiosNameHex('CT01', 0),
    destination = netbiosNameHex('RADIOLOGY', 0x1d),
    mailslot = '\\MAILSLOT\\BROWSE',
    words = 17,
  }: Datagram = {},
): string {
  const name = latin1(`${mailslot}\0`);
  const dataOffset = 32 + 1 + 34 + 2 + name.length / 2;
  const parameters = [
    `0000${le(data.length / 2, 2)}00000000`,
    '00000000',
    'e80300000000',
    `00000000${le(data.length / 2, 2)}${le(dataOffset, 2)}`,
    '0300010001000200',
  ].join('');
  const smb =
    `ff534d4225${'00'.repeat(27)}${words.toString(16)}${parameters}` +
    le((name.length + data.length) / 2, 2) +
    name +
    data;
  const address = Buffer.from(ip.split('.').map(Number)).toString('hex');
  return `${type.toString(16)}0a1234${address}008a00cc${offset.toString(16).padStart(4, '0')}${source}${destination}${smb}`;
}

const one = (name: string, hex: string, facts: Vector['facts'], more: Partial<Vector> = {}): Vector => ({
  name,
  clientPort: 138,
  messages: [{ from: 'client', hex }],
  facts,
  ...more,
});

const host = announcement(0x01, 'CT01', '0601', 0x0000_0000, '');

describeDissector(netbiosBrowser, [
  one(
    'browser-host',
    '110a12340a143216008a00cc0000204544464545444550454f46444550454d454644414442434143414341434141410020464345424545454a4550454d45504548464a434143414341434143414341424e00ff534d422500000000000000000000000000000000000000000000000000000011000032000000000000000000e803000000000000000032005600030001000100020043005c4d41494c534c4f545c42524f57534500010380fc0a004354434f4e534f4c45303100000000000501039000000f0155aa435420436f6e736f6c6520526f6f6d203300',
    [
      ['host-name', 'CTCONSOLE01'],
      ['os-version', '5.1'],
      ['server-type', 'nt-server'],
      ['comment', 'CT Console Room 3'],
      ['workgroup', 'RADIOLOGY'],
    ].map(([field = '', value = '']) => ({ field, value, about: 'ip:10.20.50.22' })),
  ),
  one(
    'a Samba master browser in lower-case mailslot spelling',
    datagram(announcement(0x0f, 'NAS01', '0601', 0x0084_9a03, 'nas01 server (Samba)'), {
      destination: netbiosNameHex('HOSP', 0x1e),
      source: netbiosNameHex('NAS01', 0x20),
      mailslot: '\\mailslot\\browse',
    }),
    [
      { field: 'host-name', value: 'NAS01' },
      { field: 'os-version', value: '6.1' },
      { field: 'server-type', value: 'print-server' },
      { field: 'server-type', value: 'unix-server' },
      { field: 'server-type', value: 'nt-server' },
      { field: 'server-type', value: 'master-browser' },
      { field: 'comment', value: 'nas01 server (Samba)' },
      { field: 'workgroup', value: 'HOSP' },
    ],
  ),
  one(
    'every role, and a header without an address',
    datagram(announcement(0x01, 'DC01', '0a00', 0xffff_ffff, ''), {
      ip: '0.0.0.0',
      source: netbiosNameHex('X', 3),
    }),
    [
      { field: 'host-name', value: 'DC01' },
      { field: 'os-version', value: '10.0' },
      ...[
        'sql-server',
        'domain-controller',
        'backup-domain-controller',
        'time-source',
        'print-server',
        'dial-in-server',
        'unix-server',
        'nt-server',
        'master-browser',
        'domain-master-browser',
        'cluster',
        'terminal-server',
      ].map((value) => ({ field: 'server-type', value })),
      { field: 'workgroup', value: 'RADIOLOGY' },
    ],
  ),
  one(
    'a domain announcement names a workgroup, and its comment is no comment',
    datagram(announcement(0x0c, 'HOSP', '0601', 0x8000_1000, 'NAS01'), {
      source: netbiosNameHex('NAS01', 0),
      destination: netbiosNameHex('\x01\x02__MSBROWSE__\x02', 1),
    }),
    [
      { field: 'host-name', value: 'NAS01' },
      { field: 'workgroup', value: 'HOSP' },
    ],
  ),
  one(
    'an election carries only the source name of its datagram',
    datagram(`0801140001001234${'00'.repeat(8)}${latin1('PLANTED')}00`, {
      destination: netbiosNameHex('HOSP', 0x1e),
    }),
    [{ field: 'host-name', value: 'CT01' }],
    { planted: ['planted'] },
  ),
  one(
    'a comment is read no further than the specification allows',
    datagram(announcement(0x01, 'CT01', '0501', 0, 'c'.repeat(BROWSER_COMMENT_LIMIT_OCTETS + 5))),
    [
      { field: 'host-name', value: 'CT01' },
      { field: 'os-version', value: '5.1' },
      { field: 'comment', value: 'c'.repeat(BROWSER_COMMENT_LIMIT_OCTETS) },
      { field: 'workgroup', value: 'RADIOLOGY' },
    ],
  ),
  one('an announcement cut before the version', datagram(host.slice(0, 46)), [
    { field: 'host-name', value: 'CT01' },
    { field: 'workgroup', value: 'RADIOLOGY' },
  ]),
  one('an announcement cut within the name', datagram(host.slice(0, 30)), [
    { field: 'host-name', value: 'CT01' },
  ]),
  ...(
    [
      ['a message to a user', { mailslot: '\\MAILSLOT\\MESSNGR' }],
      ['a logon', { mailslot: '\\MAILSLOT\\NET\\NETLOGON' }],
      ['a later fragment', { offset: 512 }],
      ['another number of words', { words: 16 }],
    ] as const
  ).map(([name, change]) => one(`${name} says nothing`, datagram(host, change), [])),
  one(
    'a datagram without SMB says nothing',
    `110a1234c0000201008a00440000${netbiosNameHex('CT01', 0)}${netbiosNameHex('HOSP', 0)}68690a`,
    [],
  ),
  one('a message cut away leaves the source name', datagram(host).slice(0, 2 * (14 + 68 + 69 + 17)), [
    { field: 'host-name', value: 'CT01' },
  ]),
  one(
    'damaged names in a datagram of the right length',
    `110a1234c0000201008a00440000${'aa'.repeat(0x44)}`,
    [],
  ),
  ...(
    [
      ['a positive answer to a query', datagram(host, { type: 0x15 })],
      ['a source name that is none', datagram(host, { source: `0443543031${'00'.repeat(30)}` })],
      ['a destination name that is none', datagram(host, { destination: '00' })],
      ['nothing behind the header', '110a1234c0000201008a00440000'],
    ] as const
  ).map(([name, hex]) => one(`not a NetBIOS datagram: ${name}`, hex, [], { unrecognised: true })),
]);
