import {
  hex,
  octets,
  type Piece,
  u16,
  u16le,
  u32,
  u32le,
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
  ATTRIBUTE_LIMIT,
  ERROR_TEXT_OCTETS,
  MESSAGE_LIMIT_OCTETS,
  TERM_LIMIT,
  TEXT_LIMIT_OCTETS,
  VALUE_LIMIT,
} from './constants.ts';
import { ldap } from './dissector.ts';

const NTLM_CHALLENGE = hex(
  '4e544c4d5353500002000000080008003800000015828ae2000102030405060700000000000000004e004e00400000000601b11d0000000f48004f00530050000200080048004f0053005000010008004d005200300031000400100068006f00730070002e006c0061006e0003001a006d007200300031002e0068006f00730070002e006c0061006e0000000000',
);
const NTLM_AUTHENTICATE = hex(
  '4e544c4d53535000030000001800180070000000180018008800000008000800480000001000100050000000100010006000000000000000a0000000158288e20a00614a0000000f48004f00530050007300760063005f0070006100630073004d005200560049004400410030003100000000000000000000000000000000000000000000000000111111111111111111111111111111111111111111111111',
);

/** A BER element; constructed ones have the four length octets that Active Directory writes. */
function element(tag: number, ...pieces: readonly Piece[]): Buffer {
  const content = octets(...pieces);
  const isShort = content.length < 0x80 && (tag & 0x20) === 0;
  return isShort ? octets(tag, content.length, content) : octets(tag, 0x84, u32(content.length), content);
}
const text = (value: Piece) => element(4, value);
const sequence = (...pieces: readonly Piece[]) => element(0x30, ...pieces);
const message = (operation: number, ...pieces: readonly Piece[]) =>
  sequence(element(2, 1), element(operation, ...pieces));

const bind = (name: string, ...choice: readonly Buffer[]) =>
  message(0x60, element(2, 3), text(name), ...choice);
const result = (
  operation: number,
  code: number,
  matched: Piece = '',
  diagnostic: Piece = '',
  ...rest: readonly Buffer[]
) => message(operation, element(0x0a, code), text(matched), text(diagnostic), ...rest);
const attribute = (type: string, ...values: readonly Piece[]) =>
  sequence(text(type), element(0x31, ...values.map(text)));
const entry = (name: string, ...attributes: readonly Buffer[]) =>
  message(0x64, text(name), sequence(...attributes));
const search = (filter: Buffer, ...attributes: readonly string[]) =>
  message(
    0x63,
    text(''),
    element(0x0a, 0),
    element(0x0a, 0),
    element(2, 0),
    element(2, 0),
    element(1, 0),
    filter,
    sequence(...attributes.map(text)),
  );
const present = element(0x87, 'objectClass');
const term = (name: string, value: Piece) => element(0xa3, text(name), text(value));

/** A netlogon answer whose host and domain point back at the forest. */
const netlogon = (flags: number) =>
  octets(
    u16le(23),
    u16(0),
    u32le(flags),
    zeros(16),
    octets(4, 'hosp', 3, 'lan', 0),
    u16(0xc018),
    octets(4, 'dc01', u16(0xc018)),
    octets(4, 'HOSP', 0),
    octets(4, 'DC01', 0),
    octets(7, 'PLANTED', 0),
    octets(10, 'Main-Build', 0),
    octets(6, 'Ward-3', 0),
    zeros(8),
  );

const CLIENT = { field: 'role', value: 'client' };
const SERVER = serverFact('role', 'server');

const VECTORS: Vector[] = [
  {
    name: 'the root entry of a domain controller',
    messages: [
      clientSends(search(present, '*')),
      serverSends(
        entry(
          '',
          attribute('dnsHostName', 'dc01.hosp.lan'),
          attribute('defaultNamingContext', 'DC=hosp,DC=lan'),
          attribute('supportedCapabilities', '1.2.840.113556.1.4.800', '1.2.840.113556.1.4.1670'),
          attribute('domainFunctionality', '7'),
          attribute('forestFunctionality', '6'),
          attribute('domainControllerFunctionality', '7'),
          attribute('serverName', 'CN=PLANTED'),
        ),
        result(0x65, 0),
      ),
    ],
    facts: [
      CLIENT,
      SERVER,
      serverFact('dns-host-name', 'dc01.hosp.lan'),
      serverFact('domain', 'hosp.lan'),
      serverFact('directory', 'active-directory'),
      serverFact('domain-level', '7'),
      serverFact('forest-level', '6'),
      serverFact('controller-level', '7'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'root entries of other directories',
    messages: [
      serverSends(
        entry(
          '',
          attribute('objectClass', 'top', 'OpenLDAProotDSE'),
          attribute('vendorName', 'Example Directory'),
        ),
      ),
      serverSends(
        entry(
          '',
          attribute('vendorVersion', '2.4.1'),
          attribute('supportedCapabilities', '1.2.840.113556.1.4.1851'),
          attribute('defaultNamingContext', 'CN=Something,DC=lan'),
        ),
      ),
    ],
    facts: [
      SERVER,
      serverFact('directory', 'openldap'),
      serverFact('vendor-name', 'Example Directory'),
      serverFact('vendor-version', '2.4.1'),
      serverFact('directory', 'ad-lds'),
    ],
    server: 'server',
  },
  {
    name: 'a name and a password in clear, refused; then entries of people',
    messages: [
      clientSends(bind('CN=PLANTED', element(0x80, 'PLANTED password'))),
      serverSends(
        result(
          0x61,
          49,
          '',
          '80090308: LdapErr: DSID-0C090400, comment: AcceptSecurityContext error, data 52e, v4563\0',
        ),
      ),
      clientSends(bind('', element(0x80))),
      serverSends(
        entry('CN=PLANTED', attribute('cn', 'PLANTED')),
        entry('CN=x', attribute('dnsHostName', 'other')),
      ),
      clientSends(sequence(element(2, 3), octets(0x42, 0))),
    ],
    facts: [
      CLIENT,
      { field: 'bind-mechanism', value: 'simple' },
      { field: 'clear-text-credential', value: 'simple-bind' },
      SERVER,
      serverFact('windows-build', '17763'),
      { field: 'bind-mechanism', value: 'anonymous' },
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'binds by SASL and by the old way of Windows',
    messages: [
      clientSends(bind('', element(0xa3, text('GSS-SPNEGO'), text(octets('x', NTLM_AUTHENTICATE))))),
      serverSends(result(0x61, 14, '', '', element(0x87, octets('x', NTLM_CHALLENGE)))),
      clientSends(bind('', element(0xa3, text('PLAIN'), text('\0PLANTED\0PLANTED')))),
      clientSends(bind('', element(0xa3, text('not a mechanism')))),
      clientSends(bind('NTLM', element(0x8a, NTLM_AUTHENTICATE))),
    ],
    facts: [
      CLIENT,
      { field: 'bind-mechanism', value: 'GSS-SPNEGO' },
      { field: 'ntlm-computer', value: 'MRVIDA01' },
      { field: 'ntlm-domain', value: 'HOSP' },
      { field: 'ntlm-version', value: '10.0.19041' },
      SERVER,
      serverFact('ntlm-computer', 'MR01'),
      serverFact('ntlm-dns-computer', 'mr01.hosp.lan'),
      serverFact('ntlm-domain', 'HOSP'),
      serverFact('ntlm-dns-domain', 'hosp.lan'),
      serverFact('ntlm-version', '6.1.7601'),
      { field: 'bind-mechanism', value: 'PLAIN' },
      { field: 'clear-text-credential', value: 'simple-bind' },
      { field: 'bind-mechanism', value: 'sicily' },
    ],
    server: 'server',
    planted: ['svc_pacs', 'planted'],
  },
  {
    name: 'a computer looks for its domain controller over UDP',
    carrier: 'udp',
    messages: [
      clientSends(
        search(
          element(
            0xa0,
            term('DnsDomain', 'hosp.lan.'),
            term('Host', 'CT01'),
            term('User', 'PLANTED'),
            term('NtVer', u32le(6)),
          ),
          'Netlogon',
        ),
      ),
      serverSends(entry('', attribute('netlogon', netlogon(0x31fd))), result(0x65, 0)),
    ],
    facts: [
      CLIENT,
      { field: 'domain-sought', value: 'hosp.lan' },
      { field: 'host-name', value: 'CT01' },
      SERVER,
      serverFact('controller-role', 'pdc,global-catalog,ldap,kdc,time,writable'),
      serverFact('forest', 'hosp.lan'),
      serverFact('domain', 'hosp.lan'),
      serverFact('dns-host-name', 'dc01.hosp.lan'),
      serverFact('netbios-domain', 'HOSP'),
      serverFact('netbios-name', 'DC01'),
      serverFact('site', 'Main-Build'),
      { field: 'site', value: 'Ward-3', from: 'server', about: 'receiver' },
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'STARTTLS: what follows is another protocol',
    messages: [
      clientSends(message(0x77, element(0x80, '1.3.6.1.4.1.1466.20037'))),
      serverSends(result(0x78, 0)),
    ],
    facts: [CLIENT, SERVER],
    server: 'server',
  },
  {
    name: 'TLS behind a STARTTLS whose answer is missing, and a session that is sealed',
    messages: [
      clientSends(message(0x77, element(0x80, '1.3.6.1.4.1.1466.20037'))),
      clientSends(hex('1603010005')),
    ],
    facts: [CLIENT],
    server: 'server',
  },
  {
    name: 'a session that is sealed',
    messages: [clientSends(bind('', element(0x80))), clientSends(u32(5), 5, 4, 6, 255, 0)],
    facts: [CLIENT, { field: 'bind-mechanism', value: 'anonymous' }],
    server: 'server',
  },
  {
    name: 'limits of texts, attributes, values and terms',
    carrier: 'udp',
    messages: [
      serverSends(
        entry(
          '',
          attribute('vendorName', 'V'.repeat(TEXT_LIMIT_OCTETS + 1)),
          attribute(
            'supportedCapabilities',
            ...Array.from({ length: VALUE_LIMIT }, () => 'x'),
            '1.2.840.113556.1.4.800',
          ),
          ...Array.from({ length: ATTRIBUTE_LIMIT - 2 }, () => attribute('x')),
          attribute('vendorVersion', 'too late'),
        ),
      ),
      clientSends(
        search(
          element(0xa0, ...Array.from({ length: TERM_LIMIT }, () => term('x', 'y')), term('Host', 'LATE')),
          'netlogon',
        ),
      ),
      serverSends(
        result(0x65, 1, '', `000004DC: LdapErr: DSID-0C090A22, ${'x'.repeat(ERROR_TEXT_OCTETS)}, v4563`),
      ),
    ],
    facts: [SERVER, CLIENT],
    server: 'server',
  },
  {
    name: 'broken netlogon answers, other searches',
    carrier: 'udp',
    messages: [
      serverSends(entry('', attribute('netlogon', octets(u16le(19), zeros(40))))),
      serverSends(
        entry('', attribute('netlogon', octets(u16le(23), u16(0), u32le(1), zeros(16), 4, 'hosp', 0, 9))),
      ),
      serverSends(entry('', attribute('netlogon', 'x'))),
      clientSends(search(present, 'netlogon')),
      clientSends(search(element(0xa0, term('Host', 'CT01')), 'mail')),
    ],
    facts: [SERVER, serverFact('controller-role', 'pdc'), serverFact('forest', 'hosp'), CLIENT],
    server: 'server',
  },
  {
    name: 'a message longer than is put together is passed over',
    messages: [
      serverSends(
        entry('', attribute('vendorName', 'x'.repeat(MESSAGE_LIMIT_OCTETS))),
        entry('', attribute('vendorName', 'Behind')),
      ),
    ],
    facts: [SERVER, serverFact('vendor-name', 'Behind')],
    server: 'server',
  },
];

const UNRECOGNISED: readonly (readonly [name: string, payload: Buffer, carrier?: 'udp'])[] = [
  ['SNMP', hex('302402010104067075626c6963a017020101020100020100300c300a06052b060102010500')],
  ['an operation with another first element', message(0x60, text(''))],
  ['an unbind with content', sequence(element(2, 1), octets(0x42, 1, 0))],
  ['a message id of five octets', sequence(element(2, zeros(5)), element(0x60, element(2, 3)))],
  ['another sequence', sequence(element(6, 1), element(2, 1))],
  ['an indefinite length', hex('308002010160')],
  ['an operation of indefinite length', hex('300c020101608002010304008000')],
  ['another first octet', hex('a000')],
  ['a datagram that is cut', bind('').subarray(0, 10), 'udp'],
];

describeDissector(ldap, [
  ...VECTORS,
  ...UNRECOGNISED.map(
    ([name, payload, carrier = undefined]): Vector => ({
      name: `not LDAP: ${name}`,
      messages: [clientSends(payload)],
      facts: [],
      unrecognised: true,
      ...(carrier ? { carrier } : {}),
    }),
  ),
]);
