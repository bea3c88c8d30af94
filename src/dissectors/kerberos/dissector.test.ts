import { octets, type Piece, u16, u32 } from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import {
  ADDRESS_LIMIT,
  ENCRYPTION_TYPE_LIMIT,
  MESSAGE_LIMIT_OCTETS,
  PART_LIMIT,
  TEXT_LIMIT_OCTETS,
} from './constants.ts';
import { kerberos } from './dissector.ts';

/** A BER element, its length in one or three octets. */
function element(tag: number, ...pieces: readonly Piece[]): Buffer {
  const content = octets(...pieces);
  return content.length < 0x80
    ? octets(tag, content.length, content)
    : octets(tag, 0x82, u16(content.length), content);
}
const sequence = (...pieces: readonly Piece[]) => element(0x30, ...pieces);
const field = (tag: number, ...pieces: readonly Piece[]) => element(0xa0 | tag, ...pieces);
const integer = (value: number) => element(2, value & 0xff);
const text = (value: string) => element(0x1b, value);
const principal = (...parts: readonly string[]) =>
  sequence(field(0, integer(1)), field(1, sequence(...parts.map(text))));
const encrypted = (type: number) => sequence(field(0, integer(type)), field(2, element(4, 'secret')));

const request = (tag: number, ...body: readonly Buffer[]) =>
  element(
    tag,
    sequence(
      field(1, integer(5)),
      field(2, integer(tag & 0x1f)),
      field(3, sequence(sequence(field(1, integer(1)), field(2, element(4, 'PLANTED ticket'))))),
      field(4, sequence(field(0, element(3, 0, 0)), ...body)),
    ),
  );

const answer = (tag: number, client: Buffer, ticketType: number) =>
  element(
    tag,
    sequence(
      field(0, integer(5)),
      field(1, integer(tag & 0x1f)),
      field(3, text('HOSP.LAN')),
      field(4, client),
      field(
        5,
        element(
          0x61,
          sequence(
            field(0, integer(5)),
            field(1, text('HOSP.LAN')),
            field(2, principal('krbtgt', 'HOSP.LAN')),
            field(3, encrypted(ticketType)),
          ),
        ),
      ),
      field(6, encrypted(18)),
    ),
  );

const error = (realm: string) =>
  element(
    0x7e,
    sequence(
      field(0, integer(5)),
      field(1, integer(30)),
      field(6, integer(25)),
      field(7, text('HOSP.LAN')),
      field(8, principal('PLANTED')),
      field(9, text(realm)),
      field(11, text('PLANTED text')),
    ),
  );

const overTcp = (message: Buffer) => octets(u32(message.length), message);
const netbios = (name: string) => sequence(field(0, integer(20)), field(1, element(4, name.padEnd(16))));

const CLIENT = { field: 'role', value: 'client' };
const KDC = serverFact('role', 'kdc');

const VECTORS: Vector[] = [
  {
    name: 'a computer logs in over UDP, is refused at first',
    carrier: 'udp',
    messages: [
      clientSends(
        request(
          0x6a,
          field(1, principal('CT01$')),
          field(2, text('HOSP')),
          field(3, principal('krbtgt', 'HOSP')),
          field(8, sequence(...[18, 17, 23, 0x87].map(integer))),
          field(9, sequence(sequence(field(0, integer(2)), field(1, element(4, 'abcd'))), netbios('CT01'))),
        ),
      ),
      serverSends(error('HOSP.LAN')),
    ],
    facts: [
      CLIENT,
      { field: 'machine-name', value: 'CT01' },
      { field: 'realm', value: 'HOSP' },
      { field: 'encryption-types', value: 'aes256-cts-hmac-sha1,aes128-cts-hmac-sha1,rc4-hmac,-121' },
      { field: 'netbios-name', value: 'CT01' },
      KDC,
      serverFact('realm', 'HOSP.LAN'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'a person logs in over TCP',
    messages: [
      clientSends(
        overTcp(
          request(
            0x6a,
            field(1, principal('PLANTED')),
            field(2, text('HOSP.LAN')),
            field(9, sequence(netbios('MR-CONSOLE'))),
          ),
        ),
      ),
      serverSends(overTcp(answer(0x6b, principal('PLANTED'), 23))),
    ],
    facts: [
      CLIENT,
      { field: 'realm', value: 'HOSP.LAN' },
      { field: 'netbios-name', value: 'MR-CONSOLE' },
      KDC,
      serverFact('realm', 'HOSP.LAN'),
      serverFact('ticket-encryption-type', 'rc4-hmac'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'tickets for services: hosts are named, people are not',
    messages: [
      ...[
        ['cifs', 'nas01.hosp.lan'],
        ['MSSQLSvc', 'sql01.hosp.lan:1433'],
        ['PLANTED', 'admin'],
        ['host', 'PLANTED person'],
        ['PLANTED'],
      ].map((parts) => clientSends(overTcp(request(0x6c, field(3, principal(...parts)))))),
      serverSends(overTcp(answer(0x6d, principal('host', 'ct01.hosp.lan'), 18))),
    ],
    facts: [
      CLIENT,
      { field: 'service-sought', value: 'cifs/nas01.hosp.lan' },
      { field: 'service-sought', value: 'MSSQLSvc/sql01.hosp.lan:1433' },
      KDC,
      { field: 'machine-name', value: 'ct01.hosp.lan', from: 'server', about: 'receiver' },
      serverFact('realm', 'HOSP.LAN'),
      serverFact('ticket-encryption-type', 'aes256-cts-hmac-sha1'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'limits of texts, parts, types and addresses',
    carrier: 'udp',
    messages: [
      clientSends(
        request(
          0x6c,
          field(2, text('R'.repeat(TEXT_LIMIT_OCTETS + 1))),
          field(3, principal('cifs', 'nas01', ...Array.from({ length: PART_LIMIT }, () => 'x'))),
          field(8, sequence(...Array.from({ length: ENCRYPTION_TYPE_LIMIT + 1 }, () => integer(1)))),
          field(9, sequence(...Array.from({ length: ADDRESS_LIMIT }, () => sequence()), netbios('TOO-LATE'))),
        ),
      ),
    ],
    facts: [
      CLIENT,
      { field: 'service-sought', value: 'cifs/nas01' },
      {
        field: 'encryption-types',
        value: Array.from({ length: ENCRYPTION_TYPE_LIMIT }, () => 'des-cbc-crc').join(','),
      },
    ],
    server: 'server',
  },
  {
    name: 'fields that are broken end what is read',
    carrier: 'udp',
    messages: [
      clientSends(request(0x6a, field(2, text('HOSP')), octets(0x04, 1, 0), field(1, principal('CT01$')))),
    ],
    facts: [CLIENT, { field: 'realm', value: 'HOSP' }],
    server: 'server',
  },
  {
    name: 'a message longer than is put together is passed over, as is a length of 0',
    messages: [
      clientSends(
        overTcp(request(0x6a, field(2, text('HOSP')))),
        u32(MESSAGE_LIMIT_OCTETS),
        Buffer.alloc(MESSAGE_LIMIT_OCTETS),
        overTcp(request(0x6a, field(2, text('AFTER')))),
        u32(0),
      ),
    ],
    facts: [CLIENT, { field: 'realm', value: 'HOSP' }, { field: 'realm', value: 'AFTER' }],
    server: 'server',
  },
];

const UNRECOGNISED: readonly (readonly [name: string, payload: Buffer, carrier?: 'tcp'])[] = [
  ['version 4', element(0x6a, sequence(field(1, integer(4)), field(2, integer(10))))],
  ['another application tag', element(0x6e, sequence(field(0, integer(5))))],
  ['a length that is not that of the datagram', octets(error('HOSP'), 0)],
  ['LDAP', sequence(integer(1), element(0x60, integer(3)))],
  ['a length that is not that of the message', octets(u32(999), error('HOSP')), 'tcp'],
  ['a long first length', octets(1, 0, 0, 0, error('HOSP')), 'tcp'],
];

describeDissector(kerberos, [
  ...VECTORS,
  ...UNRECOGNISED.map(
    ([name, payload, carrier = undefined]): Vector => ({
      name: `not Kerberos: ${name}`,
      carrier: carrier ?? 'udp',
      messages: [clientSends(payload)],
      facts: [],
      unrecognised: true,
    }),
  ),
]);
