import { describe, expect, it } from 'vitest';
import { hex, octets, type Piece, u16le, u32le, zeros } from '../../../test/support/octet-builder.ts';
import { converse, describeDissector, type ExpectedFact } from '../dissector.contract.ts';
import { ENTRY_LIMIT, LIST_LIMIT } from './applications.ts';
import { NODE_LIMIT } from './build-info.ts';
import { MESSAGE_LIMIT, opcua, PENDING_LIMIT } from './dissector.ts';

const NULL = hex('ffffffff');
const text = (value: string) => octets(u32le(Buffer.byteLength(value)), Buffer.from(value));
const list = (...entries: readonly Buffer[]) => octets(u32le(entries.length), ...entries);
const chunk = (type: string, ...pieces: readonly Piece[]) => {
  const body = octets(...pieces);
  return octets(type, u32le(body.length + 8), body).toString('hex');
};
const node = (id: number) => octets(1, 0, u16le(id));
const service = (id: number, request: number, ...pieces: readonly Piece[]) =>
  chunk('MSGF', u32le(1), u32le(1), u32le(request), u32le(request), node(id), ...pieces);
const NO_EXTENSION = hex('000000');
const REQUEST_HEADER = octets(hex('0000'), zeros(16), text('PLANTED'), zeros(4), NO_EXTENSION);
const RESPONSE_HEADER = octets(zeros(16), 0, NULL, NO_EXTENSION);

const application = (uri: string, type: number, ...urls: readonly string[]) =>
  octets(
    text(uri),
    text('urn:p'),
    3,
    text('en'),
    text('App'),
    u32le(type),
    NULL,
    NULL,
    list(...urls.map(text)),
  );
const endpoint = (mode: number, policy: string, tokens: readonly number[], urls: readonly string[] = []) =>
  octets(
    text('opc.tcp://plc:4840'),
    application('urn:plc', 0, ...urls),
    text('certificate'),
    u32le(mode),
    text(`http://opcfoundation.org/UA/SecurityPolicy#${policy}`),
    list(...tokens.map((type) => octets(text('id'), u32le(type), NULL, NULL, NULL))),
    NULL,
    0,
  );
const read = (request: number, ...nodes: readonly Buffer[]) =>
  service(
    631,
    request,
    REQUEST_HEADER,
    zeros(12),
    list(...nodes.map((id) => octets(id, u32le(13), NULL, u16le(0), NULL))),
  );
const values = (request: number, ...results: readonly Buffer[]) =>
  service(634, request, RESPONSE_HEADER, list(...results));
const stringValue = (value: string) => octets(0x0d, 12, text(value), zeros(16));
const BUILD_INFO = octets(text('urn:p'), text('Siemens'), text('S7-1500'), text('V2.9'), text('7'), zeros(8));
const extension = (type: number, body: Buffer) => octets(1, 22, node(type), 1, u32le(body.length), body);
const userNameToken = (algorithm: Buffer) => {
  const body = octets(text('id'), text('PLANTED'), text('PLANTED'), algorithm);
  return octets(node(324), 1, u32le(body.length), body);
};
const activate = (token: Buffer) =>
  service(467, 9, REQUEST_HEADER, NULL, NULL, list(), list(text('en')), token, NULL, NULL);
const fromServer = (facts: readonly (readonly [string, string])[]): ExpectedFact[] =>
  facts.map(([field, value]) => ({ field, value, from: 'server' }));

describeDissector(opcua, [
  {
    name: 'opcua-endpoints: an endpoint without security',
    messages: [
      {
        from: 'client',
        hex: '48454c463a00000000000000ffff0000ffff000000000000000000001a0000006f70632e7463703a2f2f31302e32302e36302e36323a34383430',
      },
      { from: 'server', hex: '41434b461c00000000000000ffff0000ffff00000000000000000000' },
      {
        from: 'client',
        hex: '4f504e4684000000000000002f000000687474703a2f2f6f7063666f756e646174696f6e2e6f72672f55412f5365637572697479506f6c696379234e6f6e65ffffffffffffffff01000000010000000100be01000000000000000000000100000000000000ffffffffe8030000000000000000000000000001000000ffffffffc0270900',
      },
      {
        from: 'client',
        hex: '4d5347465f000000010000000100000002000000020000000100ac01000000000000000000000100000000000000ffffffffe80300000000001a0000006f70632e7463703a2f2f31302e32302e36302e36323a343834300000000000000000',
      },
      {
        from: 'server',
        hex: '4d5347469b010000010000000100000002000000020000000100af010000000000000000010000000000000000ffffffff000000010000001a0000006f70632e7463703a2f2f31302e32302e36302e36323a343834302100000075726e3a706c6330313a5369656d656e733a53494d415449432e53372d313530301f00000068747470733a2f2f7777772e7369656d656e732e636f6d2f73372d31353030022800000053494d415449432e53372d313530302e4f50432d55412e4170706c69636174696f6e3a504c43303100000000ffffffffffffffff010000001a0000006f70632e7463703a2f2f31302e32302e36302e36323a34383430ffffffff010000002f000000687474703a2f2f6f7063666f756e646174696f6e2e6f72672f55412f5365637572697479506f6c696379234e6f6e650100000009000000616e6f6e796d6f757300000000ffffffffffffffffffffffff41000000687474703a2f2f6f7063666f756e646174696f6e2e6f72672f55412d50726f66696c652f5472616e73706f72742f75617463702d756173632d756162696e61727900',
      },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'hello-url', value: 'opc.tcp://10.20.60.62:4840', about: 'receiver' },
      { field: 'channel-policy', value: 'None' },
      ...fromServer([
        ['role', 'server'],
        ['endpoint-url', 'opc.tcp://10.20.60.62:4840'],
        ['application-uri', 'urn:plc01:Siemens:SIMATIC.S7-1500'],
        ['product-uri', 'https://www.siemens.com/s7-1500'],
        ['application-name', 'SIMATIC.S7-1500.OPC-UA.Application:PLC01'],
        ['application-type', 'server'],
        ['security-mode', 'none'],
        ['security-policy', 'None'],
        ['user-token', 'anonymous'],
      ]),
    ],
    server: 'server',
  },
  {
    name: 'session: both applications, two endpoints; audit entries and session names are not read',
    messages: [
      {
        from: 'client',
        hex: service(
          461,
          1,
          REQUEST_HEADER,
          application('urn:ws3:client', 1),
          NULL,
          NULL,
          text('PLANTED'),
          zeros(20),
        ),
      },
      {
        from: 'server',
        hex: service(
          464,
          1,
          ...[
            RESPONSE_HEADER,
            hex('020100 07000000'),
            hex('050000'),
            text('secret'),
            zeros(8),
            text('nonce'),
            NULL,
          ],
          list(endpoint(2, 'Basic256Sha256', [1, 2]), endpoint(3, 'Basic256Sha256', [3, 77])),
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'application-uri', value: 'urn:ws3:client' },
      { field: 'product-uri', value: 'urn:p' },
      { field: 'application-name', value: 'App' },
      { field: 'application-type', value: 'client' },
      ...fromServer([
        ['role', 'server'],
        ['endpoint-url', 'opc.tcp://plc:4840'],
        ['application-uri', 'urn:plc'],
        ['product-uri', 'urn:p'],
        ['application-name', 'App'],
        ['application-type', 'server'],
        ['security-mode', 'sign'],
        ['security-mode', 'sign-and-encrypt'],
        ['security-policy', 'Basic256Sha256'],
        ['user-token', 'user-name'],
        ['user-token', 'certificate'],
        ['user-token', 'issued-token'],
      ]),
    ],
    server: 'server',
    planted: ['PLANTED', 'secret'],
  },
  {
    name: 'servers that a discovery server knows are devices of their own',
    messages: [
      {
        from: 'server',
        hex: service(
          425,
          1,
          RESPONSE_HEADER,
          list(
            application('urn:lds', 3, 'opc.tcp://192.0.2.2:4840'),
            application('urn:plc2', 0, 'opc.tcp://10.20.60.63:4840/x'),
            application('urn:plc3', 0, 'opc.tcp://plc3:4840'),
          ),
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'server', from: 'server' },
      ...[
        ['sender', 'urn:lds', 'discovery-server'],
        ['ip:10.20.60.63', 'urn:plc2', 'server'],
        ['named:opcua:urn:plc3', 'urn:plc3', 'server'],
      ].flatMap(([about = '', uri = '', type = '']): ExpectedFact[] => [
        { field: 'application-uri', value: uri, from: 'server', about },
        { field: 'product-uri', value: 'urn:p', from: 'server', about },
        { field: 'application-name', value: 'App', from: 'server', about },
        { field: 'application-type', value: type, from: 'server', about },
      ]),
    ],
  },
  {
    name: 'build information, node by node among other values',
    messages: [
      {
        from: 'client',
        hex: read(
          4,
          node(2258),
          node(2261),
          hex('0301000300414243'.replace('0300', '03000000')),
          node(2264),
          node(2263),
        ),
      },
      {
        from: 'server',
        hex: values(
          4,
          octets(0x01, 13, zeros(8)),
          stringValue('S7-1500'),
          octets(0x33, 0x8c, list(text('a'), text('PLANTED')), zeros(8)),
          octets(0x01, 12, text('V2.9')),
          octets(0x02, zeros(4)),
        ),
      },
      { from: 'server', hex: values(4, stringValue('PLANTED')) },
    ],
    facts: [
      { field: 'role', value: 'client' },
      ...fromServer([
        ['role', 'server'],
        ['product-name', 'S7-1500'],
        ['software-version', 'V2.9'],
      ]),
    ],
    server: 'server',
    planted: ['PLANTED'],
  },
  {
    name: 'build information as one value, alone and within the status',
    messages: [
      { from: 'client', hex: read(5, node(2260)) + read(6, node(2256), node(2262)) },
      { from: 'server', hex: values(5, extension(340, BUILD_INFO)) },
      {
        from: 'server',
        hex: values(6, extension(864, octets(zeros(20), BUILD_INFO, zeros(8))), octets(1, 12, text('urn:q'))),
      },
    ],
    facts: [
      { field: 'role', value: 'client' },
      ...fromServer([
        ['role', 'server'],
        ['product-uri', 'urn:p'],
        ['manufacturer-name', 'Siemens'],
        ['product-name', 'S7-1500'],
        ['software-version', 'V2.9'],
        ['build-number', '7'],
        ['product-uri', 'urn:q'],
      ]),
    ],
  },
  {
    name: 'reads of process values, of other attributes, and values of every kind before a wanted one',
    messages: [
      { from: 'client', hex: read(7, node(3000)) },
      { from: 'server', hex: values(7, stringValue('PLANTED')) },
      {
        from: 'client',
        hex: read(
          8,
          ...[
            hex('0005'),
            hex('02010005000000'),
            hex('040100'),
            hex('050100ffffffff'),
            hex('c0ff0300000061626300000000'),
          ].map((id, index) => (index === 2 ? octets(id, zeros(16)) : id)),
          ...[node(1), node(2), node(3), node(2264)],
        ),
      },
      {
        from: 'server',
        hex: values(
          8,
          ...[
            octets(1, 17, node(5)),
            octets(1, 20, u16le(0), text('q')),
            octets(1, 21, 3, text('l'), text('t')),
          ],
          ...[octets(1, 21, 0), extension(99, zeros(3)), octets(1, 0), octets(1, 15, NULL)],
          ...[octets(1, 0xc6, list(zeros(4)), list(zeros(4))), octets(1, 12, text('V3'))],
        ),
      },
      { from: 'client', hex: read(9, node(2264)).replaceAll('0d000000ffffffff', '01000000ffffffff') },
      { from: 'client', hex: read(10, node(1), node(2264)) },
      { from: 'server', hex: values(10, octets(1, 25), octets(1, 12, text('PLANTED'))) },
    ],
    facts: [
      { field: 'role', value: 'client' },
      ...fromServer([
        ['role', 'server'],
        ['software-version', 'V3'],
      ]),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a password in clear text, and encrypted ones',
    messages: [
      { from: 'client', hex: activate(userNameToken(text('http://www.w3.org/2001/04/xmlenc#rsa-oaep'))) },
      { from: 'client', hex: activate(octets(node(321), 1, u32le(6), text('id'))) },
      { from: 'client', hex: activate(userNameToken(NULL)) },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'clear-text-credential', value: 'user-name' },
    ],
    server: 'server',
    planted: ['PLANTED'],
  },
  {
    name: 'changing services by kind, each once; a reverse hello',
    messages: [
      { from: 'server', hex: chunk('RHEF', text('urn:plc'), text('opc.tcp://plc:4840')) },
      {
        from: 'client',
        hex: service(673, 1, zeros(30)) + service(673, 2, zeros(30)) + service(712, 3, zeros(30)),
      },
      {
        from: 'client',
        hex: service(488, 4, zeros(9)) + service(500, 5, zeros(9)) + chunk('CLOF', zeros(20)),
      },
    ],
    facts: [
      ...fromServer([
        ['role', 'server'],
        ['application-uri', 'urn:plc'],
        ['endpoint-url', 'opc.tcp://plc:4840'],
      ]),
      { field: 'function-write', value: 'write' },
      { field: 'function-write', value: 'call' },
      { field: 'function-write', value: 'add-nodes' },
      { field: 'function-write', value: 'delete-nodes' },
    ],
    server: 'server',
  },
  {
    name: 'a message in chunks: the first is read as far as it goes, the next are not taken for messages',
    messages: [
      {
        from: 'server',
        hex: `${service(431, 1, RESPONSE_HEADER, u32le(2), endpoint(1, 'None', [0])).replace('4d534746', '4d534743')}${service(431, 1, RESPONSE_HEADER, list(endpoint(3, 'PLANTED', [])))}`,
      },
      { from: 'server', hex: service(431, 2, RESPONSE_HEADER, list(endpoint(3, 'Aes256', []))) },
    ],
    facts: fromServer([
      ['role', 'server'],
      ['endpoint-url', 'opc.tcp://plc:4840'],
      ['application-uri', 'urn:plc'],
      ['product-uri', 'urn:p'],
      ['application-name', 'App'],
      ['application-type', 'server'],
      ['security-mode', 'none'],
      ['security-policy', 'None'],
      ['user-token', 'anonymous'],
      ['security-mode', 'sign-and-encrypt'],
      ['security-policy', 'Aes256'],
    ]),
    planted: ['PLANTED'],
  },
  {
    name: 'diagnostics in an answer, array lengths beyond the end, unknown application type',
    messages: [
      { from: 'server', hex: service(431, 1, zeros(16), 1, zeros(20)) },
      { from: 'server', hex: service(431, 1, RESPONSE_HEADER, hex('ffffff7f'), zeros(40)) },
      { from: 'server', hex: service(425, 1, RESPONSE_HEADER, list(application('urn:x', 9))) },
      { from: 'server', hex: service(425, 1, zeros(16), 0, u32le(1), text('table'), NO_EXTENSION, list()) },
      { from: 'server', hex: chunk('MSGF', zeros(4)) },
      { from: 'server', hex: chunk('OPNF', zeros(4), text('no policy'), NULL, NULL) },
    ],
    facts: fromServer([['role', 'server']]),
  },
  {
    name: 'n-opcua-str: a string length of 7FFFFFFF',
    messages: [
      { from: 'client', hex: '48454c462800000000000000ffff0000ffff00000000000000000000ffffff7f6f7063' },
    ],
    facts: [],
  },
  {
    name: 'n-opcua-str with a chunk length that is right: role without URL',
    messages: [
      {
        from: 'client',
        hex: '48454c462800000000000000ffff0000ffff00000000000000000000ffffff7f6f7063'.replace(
          '28000000',
          '23000000',
        ),
      },
    ],
    facts: [{ field: 'role', value: 'client' }],
  },
  {
    name: 'other texts and sizes',
    messages: [
      { from: 'client', hex: Buffer.from('HELO example.org\r\n').toString('hex') },
      { from: 'client', hex: Buffer.from('MSG hello to all').toString('hex') },
      { from: 'client', hex: '4d53474600000002' },
      { from: 'client', hex: '4d53474607000000' },
    ],
    facts: [],
    unrecognised: true,
  },
]);

const run = (...messages: readonly string[]) =>
  converse(
    opcua,
    { name: '', messages: [], facts: [] },
    messages.map((message) => ({ from: 'server', octets: Buffer.from(message, 'hex') })),
  ).facts;
const count = (facts: ReturnType<typeof run>, field: string) =>
  facts.filter((fact) => fact.field === field).length;

describe('limits', () => {
  const numbered = (entries: number) =>
    Array.from({ length: entries }, (_, index) => application(`urn:${index}`, 0));

  it('reads ENTRY_LIMIT servers of an answer', () => {
    const facts = run(service(425, 1, RESPONSE_HEADER, list(...numbered(ENTRY_LIMIT + 5))));
    expect(count(facts, 'application-uri')).toBe(ENTRY_LIMIT);
  });

  it('reads LIST_LIMIT tokens and gives the answer up behind more', () => {
    const many = endpoint(1, 'None', Array(LIST_LIMIT + 1).fill(0));
    const facts = run(service(431, 1, RESPONSE_HEADER, list(many, endpoint(2, 'B', []))));
    expect(count(facts, 'security-policy')).toBe(1);
    const few = endpoint(1, 'None', Array(LIST_LIMIT).fill(0));
    expect(
      count(run(service(431, 1, RESPONSE_HEADER, list(few, endpoint(2, 'B', [])))), 'security-policy'),
    ).toBe(2);
  });

  it('looks at LIST_LIMIT addresses of an application', () => {
    const named = Array<string>(LIST_LIMIT).fill('opc.tcp://x');
    const facts = run(
      service(425, 1, RESPONSE_HEADER, list(application('urn:a', 0, ...named, 'opc.tcp://10.0.0.9'))),
    );
    expect(facts.find((fact) => fact.field === 'application-uri')?.about).toBe('sender');
  });

  it('walks NODE_LIMIT nodes of a read', () => {
    const version = (nodes: number) => {
      const ids = Array.from({ length: nodes - 1 }, () => node(1));
      const empty = Array.from({ length: nodes - 1 }, () => octets(0));
      return count(
        run(read(1, ...ids, node(2264)), values(1, ...empty, stringValue('V'))),
        'software-version',
      );
    };
    expect(version(NODE_LIMIT)).toBe(1);
    expect(version(NODE_LIMIT + 1)).toBe(0);
  });

  it('keeps PENDING_LIMIT reads that nobody answers', () => {
    const requests = Array.from({ length: PENDING_LIMIT + 1 }, (_, index) => read(index + 1, node(2264)));
    const answered = (request: number) =>
      count(run(...requests, values(request, stringValue('V'))), 'software-version');
    expect(answered(PENDING_LIMIT)).toBe(1);
    expect(answered(PENDING_LIMIT + 1)).toBe(0);
  });

  it('steps over chunks of more than MESSAGE_LIMIT octets', () => {
    const sized = (size: number) => {
      const answer = [RESPONSE_HEADER, list(endpoint(1, 'None', []))];
      const length = service(431, 1, ...answer).length / 2;
      return count(run(service(431, 1, ...answer, zeros(size - length))), 'endpoint-url');
    };
    expect(sized(MESSAGE_LIMIT)).toBe(1);
    expect(sized(MESSAGE_LIMIT + 1)).toBe(0);
  });
});
