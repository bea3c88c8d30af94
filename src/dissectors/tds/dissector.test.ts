import {
  hex,
  octets,
  type Piece,
  u16,
  u16le,
  u32le,
  utf16le,
  zeros,
} from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import {
  BROWSER_INSTANCE_LIMIT,
  BROWSER_PAIR_LIMIT,
  MESSAGE_LIMIT_OCTETS,
  OPTION_LIMIT,
  TOKEN_LIMIT,
} from './constants.ts';
import { tds } from './dissector.ts';

const NTLM_CHALLENGE = hex(
  '4e544c4d5353500002000000080008003800000015828ae2000102030405060700000000000000004e004e00400000000601b11d0000000f48004f00530050000200080048004f0053005000010008004d005200300031000400100068006f00730070002e006c0061006e0003001a006d007200300031002e0068006f00730070002e006c0061006e0000000000',
);
const NTLM_AUTHENTICATE = hex(
  '4e544c4d53535000030000001800180070000000180018008800000008000800480000001000100050000000100010006000000000000000a0000000158288e20a00614a0000000f48004f00530050007300760063005f0070006100630073004d005200560049004400410030003100000000000000000000000000000000000000000000000000111111111111111111111111111111111111111111111111',
);

function packet(type: number, ...pieces: readonly Piece[]): Buffer {
  const content = octets(...pieces);
  return octets(type, 1, u16(8 + content.length), u16(0), 1, 0, content);
}

/** A PRELOGIN of these options, from either side. */
function prelogin(type: number, ...options: readonly (readonly [token: number, value: Buffer])[]): Buffer {
  let offset = 5 * options.length + 1;
  const table = options.map(([token, value]) => {
    const entry = octets(token, u16(offset), u16(value.length));
    offset += value.length;
    return entry;
  });
  return packet(type, ...table, 0xff, ...options.map(([, value]) => value));
}

interface Login {
  readonly host?: string;
  readonly user?: string;
  readonly application?: string;
  readonly server?: string;
  readonly library?: string;
  readonly database?: string;
  readonly sspi?: Buffer;
}

/** The message of a LOGIN7 (MS-TDS 2.2.6.4). */
function login(texts: Login): Buffer {
  const fixed = Buffer.alloc(94);
  let offset = fixed.length;
  const values: Buffer[] = [];
  const put = (at: number, value: Buffer, count: number) => {
    fixed.writeUInt16LE(offset, at);
    fixed.writeUInt16LE(count, at + 2);
    offset += value.length;
    values.push(value);
  };
  const putName = (at: number, text = '') => put(at, utf16le(text), text.length);
  putName(36, texts.host);
  putName(40, texts.user);
  putName(44, texts.user && 'PLANTED-SECRET');
  putName(48, texts.application);
  putName(52, texts.server);
  putName(60, texts.library);
  putName(68, texts.database);
  if (texts.sspi) put(78, texts.sspi, texts.sspi.length);
  fixed.writeUInt32LE(offset, 0);
  fixed.writeUInt32LE(0x7400_0004, 4);
  if (texts.sspi) fixed.writeUInt8(0x80, 25);
  return Buffer.concat([fixed, ...values]);
}

const token = (type: number, ...pieces: readonly Piece[]) => {
  const content = octets(...pieces);
  return octets(type, u16le(content.length), content);
};
const LOGIN_ACK = token(0xad, 1, u32le(0x7400_0004), 5, utf16le('MSSQL'), 15, 0, u16(2000));
const REQUEST_HEADERS = octets(u32le(22), u32le(18), u16le(2), zeros(8), u32le(1));

const browser = (...instances: readonly string[]) => {
  const text = instances.join('');
  return octets(5, u16le(text.length), text);
};

const VECTORS: Vector[] = [
  {
    name: 'a login with a password in clear',
    messages: [
      clientSends(
        prelogin(0x12, [0, octets(17, 0, u16(1000), u16(0))], [1, octets(2)], [2, octets('LAB\0')]),
      ),
      serverSends(prelogin(0x04, [0, octets(15, 0, u16(2000), u16(0))], [1, octets(2)], [2, octets(0)])),
      clientSends(
        packet(
          0x10,
          login({
            host: 'LAB-ANALYSER-1',
            user: 'PLANTED',
            application: 'Acme LIS',
            server: 'sql01.hosp.lan',
            library: 'ODBC',
            database: 'LIS',
          }),
        ),
      ),
      serverSends(packet(0x04, token(0xe3, 1, 2), token(0xab, zeros(9)), LOGIN_ACK, 0xfd, zeros(12))),
      clientSends(packet(0x01, REQUEST_HEADERS, utf16le('select PLANTED'))),
    ],
    facts: [
      { field: 'client-version', value: '17.0.1000' },
      { field: 'encryption', value: 'not-supported' },
      { field: 'instance-sought', value: 'LAB' },
      serverFact('server-version', '15.0.2000'),
      serverFact('encryption', 'not-supported'),
      { field: 'host-name', value: 'LAB-ANALYSER-1' },
      { field: 'application', value: 'Acme LIS' },
      { field: 'server-sought', value: 'sql01.hosp.lan' },
      { field: 'library', value: 'ODBC' },
      { field: 'database', value: 'LIS' },
      { field: 'clear-text-credential', value: 'password' },
      serverFact('server-program', 'MSSQL'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'a login by NTLM in two packets',
    messages: [
      clientSends(
        (() => {
          const message = login({ host: 'CT01', sspi: NTLM_AUTHENTICATE });
          const first = message.subarray(0, 120);
          const rest = message.subarray(120);
          return octets(
            0x10,
            0,
            u16(128),
            u16(0),
            1,
            0,
            first,
            0x10,
            1,
            u16(8 + rest.length),
            u16(0),
            2,
            0,
            rest,
          );
        })(),
      ),
      serverSends(packet(0x04, token(0xed, NTLM_CHALLENGE))),
      clientSends(packet(0x11, NTLM_AUTHENTICATE)),
      serverSends(packet(0x04, token(0xaa, zeros(20)), 0xfd, zeros(12))),
    ],
    facts: [
      { field: 'host-name', value: 'CT01' },
      { field: 'ntlm-computer', value: 'MRVIDA01' },
      { field: 'ntlm-domain', value: 'HOSP' },
      { field: 'ntlm-version', value: '10.0.19041' },
      serverFact('ntlm-computer', 'MR01'),
      serverFact('ntlm-dns-computer', 'mr01.hosp.lan'),
      serverFact('ntlm-domain', 'HOSP'),
      serverFact('ntlm-dns-domain', 'hosp.lan'),
      serverFact('ntlm-version', '6.1.7601'),
    ],
    server: 'server',
    planted: ['svc_pacs'],
  },
  {
    name: 'TLS follows: nothing more to read',
    messages: [
      clientSends(prelogin(0x12, [0, zeros(6)], [1, octets(1)])),
      serverSends(prelogin(0x04, [0, octets(16, 0, u16(4135), u16(0))], [1, octets(3)])),
      clientSends(packet(0x12, hex('160301000501000001ff'))),
    ],
    facts: [
      { field: 'encryption', value: 'on' },
      serverFact('server-version', '16.0.4135'),
      serverFact('encryption', 'required'),
    ],
    server: 'server',
  },
  {
    name: 'a capture from the middle: a procedure call',
    messages: [clientSends(packet(0x03, REQUEST_HEADERS, 'call'))],
    facts: [],
    server: 'server',
  },
  {
    name: 'a capture from the middle: a batch of TDS 7.1',
    messages: [clientSends(packet(0x01, utf16le('select 1')))],
    facts: [],
    server: 'server',
  },
  {
    name: 'a capture from the middle: a procedure of TDS 7.1',
    messages: [clientSends(packet(0x03, u16le(10), utf16le('sp_execute')))],
    facts: [],
    server: 'server',
  },
  ...(
    [
      ['a lone end', packet(0x04, 0xfd, zeros(12))],
      ['a return status', packet(0x04, 0x79, u32le(0), 0xfe, zeros(12))],
      ['columns', packet(0x04, 0x81, u16le(3), zeros(20))],
    ] as const
  ).map(
    ([name, message]): Vector => ({
      name: `a capture from the middle: ${name}`,
      messages: [serverSends(message)],
      facts: [],
      server: 'server',
    }),
  ),
  {
    name: 'the SQL Server browser',
    carrier: 'udp',
    serverPort: 1434,
    messages: [
      clientSends(3),
      serverSends(
        browser(
          'ServerName;SQL01;InstanceName;MSSQLSERVER;IsClustered;No;Version;15.0.2000.5;tcp;1433;;',
          'ServerName;SQL01;InstanceName;PACS;IsClustered;No;Version;11.0.2100.60;tcp;49200;;',
        ),
      ),
    ],
    facts: [
      serverFact('server-name', 'SQL01'),
      serverFact('instance', 'MSSQLSERVER'),
      serverFact('server-version', '15.0.2000.5'),
      serverFact('instance', 'PACS'),
      serverFact('server-version', '11.0.2100.60'),
    ],
    server: 'server',
  },
  {
    name: 'more pairs and instances than are looked at',
    carrier: 'udp',
    messages: [
      serverSends(
        browser(
          `ServerName;SQL01;${'tcp;1;'.repeat(BROWSER_PAIR_LIMIT)}Version;9;;`,
          'tcp;1;;'.repeat(BROWSER_INSTANCE_LIMIT - 1),
          'InstanceName;LATE;;',
        ),
      ),
    ],
    facts: [serverFact('server-name', 'SQL01')],
    server: 'server',
  },
  {
    name: 'more options than are looked at, and one beyond the message',
    messages: [
      clientSends(
        prelogin(
          0x12,
          [0, zeros(6)],
          ...Array.from({ length: OPTION_LIMIT - 1 }, () => [9, octets(0)] as const),
          [1, octets(1)],
        ),
      ),
      serverSends(packet(0x04, 0, u16(11), u16(6), 1, u16(99), u16(1), 0xff, 15, 0, u16(2000), u16(0))),
    ],
    facts: [serverFact('server-version', '15.0.2000')],
    server: 'server',
  },
  {
    name: 'names outside a login, a login that is cut, more tokens than are looked at',
    messages: [
      clientSends(packet(0x10, u32le(94), u32le(0x7100_0001), Buffer.alloc(86, 0xff))),
      clientSends(packet(0x10, u32le(20), u32le(0x7100_0001), zeros(12))),
      serverSends(packet(0x04, ...Array.from({ length: TOKEN_LIMIT }, () => token(0xab, 1, 1)), LOGIN_ACK)),
    ],
    facts: [],
    server: 'server',
  },
  {
    name: 'a message of packets without end',
    messages: [
      clientSends(
        prelogin(0x12, [0, zeros(6)]),
        ...Array.from({ length: 3 }, () =>
          octets(0x10, 0, u16(8 + MESSAGE_LIMIT_OCTETS / 2), u16(0), 1, 0, zeros(MESSAGE_LIMIT_OCTETS / 2)),
        ),
      ),
    ],
    facts: [],
    server: 'server',
  },
];

const UNRECOGNISED: readonly (readonly [name: string, payload: Buffer, carrier?: 'udp'])[] = [
  ['a PRELOGIN without the version first', packet(0x12, 1, u16(6), u16(1), 0xff, 0)],
  ['a version of another length', packet(0x12, 0, u16(6), u16(5), 0xff, zeros(5))],
  ['a status with unused bits', octets(0x12, 0x81, packet(0x12, 0, u16(6), u16(6), 0xff).subarray(2))],
  ['a window', octets(0x12, 1, u16(40), u16(0), 1, 7, 0, u16(6), u16(6))],
  ['headers that are cut into text', packet(0x01, utf16le('\u0016elect'))],
  ['a batch that is no text', packet(0x01, 0x20, 0, 7, 0, 0x20, 0)],
  ['a procedure without a name', packet(0x03, 4, 0, zeros(8))],
  ['a transaction without headers', packet(0x0e, utf16le('select 1'))],
  ['an answer with another token', packet(0x04, 0x55, zeros(20))],
  ['a token longer than its message', packet(0x04, 0xe3, u16le(900), zeros(8))],
  ['a return status in a longer message', packet(0x04, 0x79, zeros(40))],
  ['an end in a longer message', packet(0x04, 0xfd, zeros(40))],
  ['a login of an unknown version', packet(0x10, u32le(94), u32le(0x0100_0000), zeros(86))],
  ['a login shorter than its packet', packet(0x10, u32le(20), u32le(0x7400_0004), zeros(86))],
  ['DICOM', hex('01000000005500010000')],
  ['a browser answer of another length', octets(5, u16le(99), 'ServerName;SQL01;;'), 'udp'],
  ['another datagram', octets(5, u16le(4), 'abcd'), 'udp'],
];

describeDissector(tds, [
  ...VECTORS,
  ...UNRECOGNISED.map(
    ([name, payload, carrier = undefined]): Vector => ({
      name: `not TDS: ${name}`,
      messages: [clientSends(payload)],
      facts: [],
      unrecognised: true,
      ...(carrier ? { carrier } : {}),
    }),
  ),
]);
