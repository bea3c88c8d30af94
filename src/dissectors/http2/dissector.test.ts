import { hex, octets, type Piece, u16, u24, u32, zeros } from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import { BLOCK_LIMIT_OCTETS, BLOCKS_PER_DIRECTION, http2 } from './dissector.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const END_HEADERS = 4;

function frame(type: number, flags: number, stream: number, ...pieces: readonly Piece[]): Buffer {
  const payload = octets(...pieces);
  return octets(u24(payload.length), type, flags, u32(stream), payload);
}
const settings = frame(4, 0, 0, u16(3), u32(100));
/** A literal field that is kept, its texts as they are. */
const literal = (name: string, value: string) => octets(0x40, name.length, name, value.length, value);

const VECTORS: Vector[] = [
  {
    name: 'a request and its answer',
    messages: [
      clientSends(
        PREFACE,
        settings,
        frame(
          1,
          END_HEADERS,
          1,
          hex('82 86 84'),
          hex('41 8c f1e3c2e5f23a6ba0ab90f4ff'),
          literal('user-agent', 'AcmePump/3.1'),
          literal('authorization', 'Basic PLANTED'),
          literal('cookie', 'PLANTED'),
        ),
      ),
      serverSends(
        settings,
        frame(4, 1, 0),
        frame(1, END_HEADERS, 1, 0x88, literal('server', 'Kestrel'), literal('x-powered-by', 'ASP.NET')),
        frame(0, 1, 1, 'PLANTED body'),
      ),
    ],
    facts: [
      { field: 'authority-sought', value: 'www.example.com' },
      { field: 'user-agent', value: 'AcmePump/3.1' },
      { field: 'clear-text-credential', value: 'basic' },
      serverFact('server', 'Kestrel'),
      serverFact('powered-by', 'ASP.NET'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'padding, priority, a promise, and a block over two frames',
    messages: [
      clientSends(
        PREFACE,
        frame(
          1,
          END_HEADERS | 0x28,
          1,
          3,
          zeros(5),
          literal(':authority', 'PLANTED@pump.hosp.lan'),
          zeros(3),
        ),
      ),
      serverSends(
        settings,
        frame(5, END_HEADERS, 1, u32(2), literal('server', 'Jetty(12)')),
        frame(1, 0, 1, 0x88, octets(0xbe).subarray(0, 0)),
        frame(9, END_HEADERS, 1, 0xbe, literal('x-powered-by', 'Servlet')),
      ),
    ],
    facts: [
      { field: 'authority-sought', value: 'pump.hosp.lan' },
      serverFact('server', 'Jetty(12)'),
      serverFact('powered-by', 'Servlet'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'the server alone',
    messages: [serverSends(settings, frame(1, END_HEADERS, 1, literal('server', 'nginx')))],
    facts: [serverFact('server', 'nginx')],
  },
  {
    name: 'a block that is malformed, padding longer than its frame',
    messages: [
      clientSends(PREFACE, frame(1, END_HEADERS, 1, 0x80)),
      serverSends(settings, frame(1, END_HEADERS | 8, 1, 200, 0x88)),
    ],
    facts: [],
    anomalies: ['header-block-malformed'],
    server: 'server',
  },
  {
    name: 'a block longer than is put together',
    messages: [clientSends(PREFACE, frame(1, 0, 1, zeros(9)), octets(u24(BLOCK_LIMIT_OCTETS), 9, 0, u32(1)))],
    facts: [],
    anomalies: ['header-block-too-long'],
    server: 'server',
  },
  {
    name: 'more blocks than are read',
    messages: [
      clientSends(
        PREFACE,
        ...Array.from({ length: BLOCKS_PER_DIRECTION }, () => frame(1, END_HEADERS, 1, 0x82)),
        frame(1, END_HEADERS, 3, literal('user-agent', 'late')),
      ),
    ],
    facts: [],
    server: 'server',
  },
];

const UNRECOGNISED: readonly (readonly [name: string, payload: Buffer])[] = [
  ['HTTP/1', octets('GET / HTTP/1.1\r\n\r\n')],
  ['a preface of another version', octets('PRI * HTTP/3.0\r\n\r\n')],
  ['another first frame', frame(6, 0, 0, zeros(8))],
  ['settings without a setting', frame(4, 0, 0)],
  ['settings of a broken length', frame(4, 0, 0, zeros(7))],
  ['a setting of an unknown number', frame(4, 0, 0, u16(99), u32(1))],
];

describeDissector(http2, [
  ...VECTORS,
  ...UNRECOGNISED.map(
    ([name, payload]): Vector => ({
      name: `not HTTP/2: ${name}`,
      messages: [clientSends(payload)],
      facts: [],
      unrecognised: true,
    }),
  ),
]);
