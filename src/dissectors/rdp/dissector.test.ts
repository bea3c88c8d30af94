import {
  hex,
  octets,
  type Piece,
  padded,
  u16,
  u16le,
  u32le,
  utf16le,
} from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import { BLOCK_LIMIT, KEY_SEARCH_OCTETS, MESSAGE_LIMIT_OCTETS } from './constants.ts';
import { rdp } from './dissector.ts';

const NTLM_CHALLENGE =
  '4e544c4d5353500002000000080008003800000015828ae2000102030405060700000000000000004e004e00400000000601b11d0000000f48004f00530050000200080048004f0053005000010008004d005200300031000400100068006f00730070002e006c0061006e0003001a006d007200300031002e0068006f00730070002e006c0061006e0000000000';
const NTLM_AUTHENTICATE =
  '4e544c4d53535000030000001800180070000000180018008800000008000800480000001000100050000000100010006000000000000000a0000000158288e20a00614a0000000f48004f00530050007300760063005f0070006100630073004d005200560049004400410030003100000000000000000000000000000000000000000000000000111111111111111111111111111111111111111111111111';

/** A TPKT around an X.224 connect with this variable part. */
function connect(type: number, ...variable: readonly Piece[]): Buffer {
  const part = octets(...variable);
  return octets(3, 0, u16(11 + part.length), 6 + part.length, type, 0, 0, 0x12, 0x34, 0, part);
}
const request = (...variable: readonly Piece[]) => connect(0xe0, ...variable);
const confirm = (...variable: readonly Piece[]) => connect(0xd0, ...variable);
const negotiation = (kind: number, value: number) => octets(kind, 0, 8, 0, u32le(value));

/** A TPKT around X.224 data. */
function data(...pieces: readonly Piece[]): Buffer {
  const content = octets(...pieces);
  return octets(3, 0, u16(7 + content.length), 2, 0xf0, 0x80, content);
}

/** A data block of the basic settings exchange. */
function block(type: number, ...pieces: readonly Piece[]): Buffer {
  const content = octets(...pieces);
  return octets(u16le(type), u16le(4 + content.length), content);
}

const clientCore = (build: number, name: string) =>
  block(
    0xc001,
    u32le(0x0008_0004),
    Buffer.alloc(12),
    u32le(build),
    padded(utf16le(name).toString('latin1'), 32),
    Buffer.alloc(16),
  );

const settings = (tag: number, key: string, blocks: Buffer) =>
  data(u16(tag), 0x82, 0x01, 0x00, Buffer.alloc(40), 0, 1, 0xc0, 0, key, u16(0x8000 | blocks.length), blocks);
const initial = (...blocks: readonly Buffer[]) => settings(0x7f65, 'Duca', Buffer.concat(blocks));
const response = (...blocks: readonly Buffer[]) => settings(0x7f66, 'McDn', Buffer.concat(blocks));

/** A TSRequest with one token (MS-CSSP 2.2.1), its lengths in two octets. */
function credSsp(token: string): Buffer {
  const sequence = (tag: number, content: Buffer) => octets(tag, 0x82, u16(content.length), content);
  const token4 = sequence(0x04, hex(token));
  const tokens = sequence(0xa1, sequence(0x30, sequence(0x30, sequence(0xa0, token4))));
  return sequence(0x30, octets(0xa0, 3, 2, 1, 6, tokens));
}

const udpSyn = (size: number, mtu: number) =>
  padded(
    octets(0xff, 0xff, 0xff, 0xff, 0, 0x40, 0x18, 1, Buffer.alloc(4, 7), u16(mtu), u16(1232)).toString(
      'latin1',
    ),
    size,
  );

const VECTORS: Vector[] = [
  {
    name: 'rdp-tls: cookie with a user name, TLS and CredSSP offered, CredSSP chosen',
    messages: [
      {
        from: 'client',
        hex: '0300002c27e00000000000436f6f6b69653a206d737473686173683d62696f6d65640d0a0100080003000000',
      },
      { from: 'server', hex: '030000130ed00000123400021f080002000000' },
    ],
    facts: [
      { field: 'cookie', value: 'mstshash' },
      { field: 'requested-protocols', value: 'tls,credssp' },
      serverFact('selected-protocol', 'credssp'),
    ],
    server: 'server',
    planted: ['biomed'],
  },
  {
    name: 'without TLS: settings of both sides in clear',
    messages: [
      clientSends(request('Cookie: mstshash=PLANTED\r\n', negotiation(1, 0))),
      serverSends(confirm(negotiation(2, 0))),
      clientSends(initial(block(0xc004, u32le(13)), clientCore(7601, 'CT-CONSOLE-2'))),
      serverSends(
        response(block(0x0c01, u32le(0x0008_0004)), block(0x0c02, u32le(2), u32le(3)), block(0x0c03)),
      ),
      clientSends(data(4, 1, 0, 1, 0)),
    ],
    facts: [
      { field: 'cookie', value: 'mstshash' },
      { field: 'requested-protocols', value: 'standard' },
      serverFact('selected-protocol', 'standard'),
      { field: 'client-build', value: '7601' },
      { field: 'client-name', value: 'CT-CONSOLE-2' },
      serverFact('encryption-method', '128-bit'),
      serverFact('encryption-level', 'high'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'a client before negotiation existed is known by its settings',
    messages: [
      clientSends(request()),
      serverSends(confirm()),
      clientSends(initial(clientCore(2195, 'LAB-OLD'))),
    ],
    facts: [
      { field: 'client-build', value: '2195' },
      { field: 'client-name', value: 'LAB-OLD' },
    ],
    server: 'server',
  },
  {
    name: 'a server that refuses',
    messages: [clientSends(request(negotiation(1, 0x1b))), serverSends(confirm(negotiation(3, 5)))],
    facts: [
      { field: 'requested-protocols', value: 'tls,credssp,credssp-early-user-auth,rdsaad' },
      serverFact('negotiation-failure', 'credssp-required'),
    ],
    server: 'server',
  },
  {
    name: 'a routing token, an unknown failure and an answer of the old kind',
    messages: [
      clientSends(request('Cookie: msts=3640205228.15629.0000\r\n')),
      serverSends(confirm(negotiation(3, 99))),
      serverSends(confirm()),
    ],
    facts: [serverFact('negotiation-failure', '0x63'), serverFact('selected-protocol', 'standard')],
    server: 'server',
  },
  {
    name: 'only the server is seen',
    messages: [serverSends(confirm(negotiation(2, 1)))],
    facts: [serverFact('selected-protocol', 'tls')],
    server: 'server',
  },
  {
    name: 'CredSSP in clear',
    messages: [
      serverSends(credSsp(NTLM_CHALLENGE)),
      clientSends(credSsp(NTLM_AUTHENTICATE)),
      clientSends(0x30, 3, 0xa0, 1, 0),
      clientSends(0x30, 0x80),
    ],
    facts: [
      serverFact('ntlm-computer', 'MR01'),
      serverFact('ntlm-dns-computer', 'mr01.hosp.lan'),
      serverFact('ntlm-domain', 'HOSP'),
      serverFact('ntlm-dns-domain', 'hosp.lan'),
      serverFact('ntlm-version', '6.1.7601'),
      { field: 'ntlm-computer', value: 'MRVIDA01' },
      { field: 'ntlm-domain', value: 'HOSP' },
      { field: 'ntlm-version', value: '10.0.19041' },
    ],
    planted: ['svc_pacs'],
  },
  {
    name: 'transport over UDP',
    carrier: 'udp',
    messages: [clientSends(udpSyn(1232, 1232))],
    facts: [{ field: 'transport', value: 'udp' }],
  },
  {
    name: 'a core block that is cut, more blocks than are looked at',
    messages: [
      clientSends(
        initial(
          block(0xc001, u32le(4)),
          ...Array.from({ length: BLOCK_LIMIT }, () => block(0xc004)),
          clientCore(7601, 'TOO-LATE'),
        ),
      ),
    ],
    facts: [],
    server: 'server',
  },
  {
    name: 'a block longer than the message',
    messages: [serverSends(response(octets(u16le(0x0c02), u16le(0xffff), u32le(1))))],
    facts: [],
    server: 'server',
  },
  {
    name: 'a message longer than is put together',
    messages: [
      clientSends(request(negotiation(1, 0))),
      clientSends(3, 0, u16(MESSAGE_LIMIT_OCTETS + 1), 2, 0xf0, 0x80, u16(0x7f65)),
    ],
    facts: [{ field: 'requested-protocols', value: 'standard' }],
    server: 'server',
  },
];

const UNRECOGNISED: readonly (readonly [name: string, hex: string, carrier?: 'udp'])[] = [
  ['n-cotp-other: a connect without anything behind it', '0300000b06e00000000000'],
  ['a connect of S7 with its parameters', '0300001611e00000001400c1020100c2020102c0010a'],
  ['the same connect twice', '0300000b06e000000000000300000b06e00000000000'],
  ['data that is not T.125', data(0x32, 1, 0, 0, 0, 1).toString('hex')],
  ['T.125 of another protocol', data(u16(0x7f65), Buffer.alloc(KEY_SEARCH_OCTETS)).toString('hex')],
  ['a cookie of another kind', request('Cookie: session=1\r\n').toString('hex')],
  ['a negotiation structure of another length', request(octets(1, 0, 9, 0, u32le(0))).toString('hex')],
  ['LDAP, which starts with a SEQUENCE too', '300c020101600702010304008000'],
  ['a TSRequest of version 9', '3009a003020109a1023000'],
  ['a UDP SYN that is not filled up', udpSyn(800, 1232).toString('hex'), 'udp'],
  ['a UDP SYN with an odd size', udpSyn(1232, 9000).toString('hex'), 'udp'],
];

describeDissector(rdp, [
  ...VECTORS,
  ...UNRECOGNISED.map(
    ([name, message, carrier = undefined]): Vector => ({
      name,
      messages: [{ from: 'client', hex: message }],
      facts: [],
      unrecognised: true,
      ...(carrier ? { carrier } : {}),
    }),
  ),
]);
