import { octets, u16le, u32le, zeros } from '../../../test/support/octet-builder.ts';
import { clientSends, describeDissector, serverSends, type Vector } from '../dissector.contract.ts';
import { teamviewer } from './dissector.ts';

const short = (command: number, length: number) => octets(0x17, 0x24, command, u16le(length), zeros(length));
const long = (headerOctets: number) =>
  octets(0x11, 0x30, 0x36, 0, u32le(24), u32le(1), u32le(0), u32le(0x1b), u32le(headerOctets), zeros(24));
const FACT = { field: 'remote-support', value: 'TeamViewer' };

const VECTORS: Vector[] = [
  { name: 'the first frame of a client', messages: [clientSends(short(0x0a, 32))], facts: [FACT] },
  {
    name: 'a capture from the middle: a long frame of a server',
    messages: [serverSends(long(24))],
    facts: [{ ...FACT, from: 'server' }],
  },
  {
    name: 'over UDP',
    carrier: 'udp',
    messages: [clientSends(zeros(10), 3, short(0x47, 80))],
    facts: [FACT],
  },
];

const UNRECOGNISED = [
  ['a command that is none', short(0x05, 32)],
  ['a frame without data', short(0x0a, 0)],
  ['a frame of absurd length', octets(0x17, 0x24, 0x0a, u16le(0xf000), zeros(40))],
  ['application data of TLS', octets(0x17, 3, 3, 0, 5)],
  ['a long frame with another header length', long(32)],
  ['a long frame of absurd length', octets(0x11, 0x30, 0x36, 0, u32le(0x10_0000), zeros(16))],
] as const;

describeDissector(teamviewer, [
  ...VECTORS,
  ...UNRECOGNISED.map(
    ([name, payload]): Vector => ({
      name: `not TeamViewer: ${name}`,
      messages: [clientSends(payload)],
      facts: [],
      unrecognised: true,
    }),
  ),
  {
    name: 'not TeamViewer: a datagram of another length',
    carrier: 'udp',
    messages: [clientSends(zeros(10), 3, short(0x47, 80), 0)],
    facts: [],
    unrecognised: true,
  },
]);
