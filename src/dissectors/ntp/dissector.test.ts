import { octets, type Piece, u16, u32, zeros } from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import { ntp } from './dissector.ts';

/** A time message of 48 octets. */
const time = (first: number, stratum: number, reference: Piece) =>
  octets(first, stratum, 6, 0xec, zeros(8), reference, u32(0xeb00_0000), zeros(28));

/** A response to "read variables" with this text. */
const control = (flags: number, text: string, count = text.length) =>
  octets(0x16, flags, u16(1), u16(0x0618), u16(0), u16(0), u16(count), text);

const asked = [
  { field: 'role', value: 'client' },
  { field: 'version', value: '4' },
];
const CONTROL_FACTS = [serverFact('role', 'control'), serverFact('version', '2')];

const VECTORS: Vector[] = [
  {
    name: 'a client and a stratum 2 server',
    messages: [clientSends(time(0x23, 0, u32(0))), serverSends(time(0x24, 2, octets(192, 0, 2, 10)))],
    facts: [
      ...asked,
      serverFact('role', 'server'),
      serverFact('version', '4'),
      serverFact('stratum', '2'),
      serverFact('reference', '192.0.2.10'),
    ],
    server: 'server',
  },
  {
    name: 'a server with a clock of its own, with a message authentication code',
    messages: [serverSends(time(0x1c, 1, 'GPS\0'), u32(1), zeros(16))],
    facts: [
      serverFact('role', 'server'),
      serverFact('version', '3'),
      serverFact('stratum', '1'),
      serverFact('reference', 'GPS'),
    ],
    server: 'server',
  },
  {
    name: 'a refusal, and a server that is not synchronised',
    messages: [serverSends(time(0xe4, 0, 'RATE')), serverSends(time(0xe4, 16, 'INIT'))],
    facts: [
      serverFact('role', 'server'),
      serverFact('version', '4'),
      serverFact('reference', 'RATE'),
      serverFact('stratum', '16'),
    ],
    server: 'server',
  },
  {
    name: 'a reference that is no text',
    messages: [serverSends(time(0x24, 1, octets(1, 2, 3, 4)))],
    facts: [serverFact('role', 'server'), serverFact('version', '4'), serverFact('stratum', '1')],
    server: 'server',
  },
  {
    name: 'broadcast and symmetric',
    messages: [
      serverSends(time(0x1d, 3, octets(10, 0, 0, 1))),
      clientSends(time(0x19, 4, octets(10, 0, 0, 2))),
    ],
    facts: [
      serverFact('role', 'broadcast'),
      serverFact('version', '3'),
      serverFact('stratum', '3'),
      serverFact('reference', '10.0.0.1'),
      { field: 'role', value: 'symmetric-active' },
      { field: 'version', value: '3' },
      { field: 'stratum', value: '4' },
      { field: 'reference', value: '10.0.0.2' },
    ],
    server: 'server',
  },
  {
    name: 'system variables of a control response',
    messages: [
      clientSends(control(0x02, '')),
      serverSends(
        control(
          0x82,
          'version="ntpd 4.2.6p5@1.2349-o Mon Jan 1 UTC 2018 (1)",\r\nprocessor="armv7l", system="Linux/3.10.17",leap=0, stratum=3, peer="PLANTED"',
        ),
      ),
    ],
    facts: [
      { field: 'role', value: 'control' },
      { field: 'version', value: '2' },
      ...CONTROL_FACTS,
      serverFact('software', 'ntpd 4.2.6p5@1.2349-o Mon Jan 1 UTC 2018 (1)'),
      serverFact('processor', 'armv7l'),
      serverFact('system', 'Linux/3.10.17'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'an error, another operation and a value that is cut',
    messages: [
      serverSends(control(0xc2, 'system="X"')),
      serverSends(control(0x81, 'system="X"')),
      serverSends(control(0x82, 'system="Linux/3')),
      serverSends(control(0x82, `a="${'x'.repeat(468)}",system="X"`)),
    ],
    facts: CONTROL_FACTS,
    server: 'server',
  },
  {
    name: 'a private response, which amplifies attacks',
    messages: [serverSends(0x97, 0, 3, 42, u16(6), u16(72), zeros(432))],
    facts: [serverFact('role', 'private'), serverFact('version', '2')],
    server: 'server',
  },
];

const UNRECOGNISED: readonly (readonly [name: string, payload: Buffer, port?: number])[] = [
  ['another port', time(0x23, 0, u32(0)), 4_123],
  ['version 0', time(0x03, 0, u32(0))],
  ['version 5', time(0x2b, 0, u32(0))],
  ['mode 0', time(0x20, 0, u32(0))],
  ['stratum 17', time(0x24, 17, u32(0))],
  ['47 octets', time(0x23, 0, u32(0)).subarray(1)],
  ['a part of a word behind', octets(time(0x23, 0, u32(0)), 1)],
  ['a control message longer than its datagram', control(0x82, 'system="X"', 99)],
];

describeDissector(ntp, [
  ...VECTORS,
  ...UNRECOGNISED.map(
    ([name, payload, serverPort = 123]): Vector => ({
      name: `not NTP: ${name}`,
      serverPort,
      messages: [clientSends(payload)],
      facts: [],
      unrecognised: true,
    }),
  ),
]);
