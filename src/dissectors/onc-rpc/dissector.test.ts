import { expect, it } from 'vitest';
import { octets, type Piece, u32, zeros } from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  converse,
  describeDissector,
  type ExpectedFact,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import {
  AUTHENTICATION_LIMIT_OCTETS,
  DUMP_LIMIT_OCTETS,
  PENDING_LIMIT,
  RECORD_MARK_OCTETS,
  REGISTERED_LIMIT,
  REPLY_OCTETS,
} from './constants.ts';
import { oncRpc } from './dissector.ts';

const xdr = (text: string) => octets(u32(text.length), text, zeros((4 - (text.length % 4)) % 4));
const noAuthentication = octets(u32(0), u32(0));
const sys = (machine: string) => {
  const body = octets(u32(1), xdr(machine), u32(501), u32(20), u32(0));
  return octets(u32(1), u32(body.length), body);
};

const call = (
  id: number,
  [program, version, procedure]: readonly [number, number, number],
  credential: Buffer = noAuthentication,
  ...rest: readonly Piece[]
) =>
  octets(
    u32(id),
    u32(0),
    u32(2),
    u32(program),
    u32(version),
    u32(procedure),
    credential,
    noAuthentication,
    ...rest,
  );
const reply = (id: number, ...results: readonly Piece[]) =>
  octets(u32(id), u32(1), u32(0), noAuthentication, u32(0), ...results);
const record = (message: Buffer, isLast = true) =>
  octets(u32(((isLast ? 0x8000_0000 : 0) | message.length) >>> 0), message);

const used = (value: string): ExpectedFact => ({ field: 'program-used', value });
const served = (value: string) => serverFact('program-served', value);
const registered = (value: string) => serverFact('program-registered', value);
const mapping = (program: number, version: number, protocol: number, port: number) =>
  octets(u32(program), u32(version), u32(protocol), u32(port));

const VECTORS: Vector[] = [
  {
    name: 'a client asks a port mapper for mount, then for everything',
    carrier: 'udp',
    serverPort: 111,
    messages: [
      clientSends(call(1, [100_000, 2, 3], noAuthentication, mapping(100_005, 3, 17, 0))),
      serverSends(reply(1, u32(1048))),
      clientSends(call(2, [100_000, 2, 4])),
      serverSends(
        reply(
          2,
          ...[mapping(100_003, 3, 6, 2049), mapping(395_183, 1, 6, 1024), mapping(9, 1, 99, 1)].flatMap(
            (entry) => [u32(1), entry],
          ),
          u32(0),
        ),
      ),
      clientSends(call(3, [100_000, 2, 3], noAuthentication, mapping(100_021, 4, 6, 0))),
      serverSends(reply(3, u32(0))),
    ],
    facts: [
      used('portmapper 2'),
      served('portmapper 2'),
      registered('mountd 3 udp/1048'),
      registered('nfs 3 tcp/2049'),
      registered('vxi-11 1 tcp/1024'),
    ],
    server: 'server',
  },
  {
    name: 'a client mounts and reads over TCP',
    serverPort: 2049,
    messages: [
      clientSends(record(call(7, [100_005, 3, 1], sys('ct01.hosp.lan'), xdr('/home/PLANTED/export')))),
      serverSends(record(reply(7, u32(0), zeros(40)))),
      clientSends(record(call(8, [100_003, 3, 7], sys('ct01.hosp.lan'), Buffer.alloc(3_000, 0x41)))),
      serverSends(record(reply(8, u32(0)))),
    ],
    facts: [
      used('mountd 3'),
      { field: 'machine-name', value: 'ct01.hosp.lan' },
      { field: 'mount-root', value: '/home' },
      served('mountd 3'),
      used('nfs 3'),
      served('nfs 3'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'a record of several fragments',
    messages: [
      clientSends(
        record(call(1, [100_003, 4, 1], noAuthentication, zeros(40))),
        record(call(2, [100_021, 4, 1], noAuthentication, zeros(8)), false),
        record(zeros(64), false),
        record(zeros(16)),
        record(call(3, [400_000, 1, 0])),
      ),
    ],
    facts: [used('nfs 4'), used('nlockmgr 4'), used('400000 1')],
    server: 'server',
  },
  {
    name: 'answers that refuse, belong to nobody or are cut; another version of the port mapper',
    carrier: 'udp',
    messages: [
      clientSends(call(1, [100_003, 3, 0])),
      serverSends(octets(u32(1), u32(1), u32(1), u32(1), u32(5), u32(0))),
      clientSends(call(2, [100_003, 3, 0])),
      serverSends(octets(u32(2), u32(1), u32(0), noAuthentication, u32(1))),
      serverSends(reply(99, u32(0))),
      clientSends(call(4, [100_000, 4, 4])),
      serverSends(reply(4, u32(1), mapping(100_003, 3, 6, 2049))),
    ],
    facts: [used('nfs 3'), used('portmapper 4'), served('portmapper 4')],
    server: 'server',
  },
  {
    name: 'only the server is seen',
    carrier: 'udp',
    serverPort: 2049,
    messages: [serverSends(reply(1, u32(0)))],
    facts: [],
  },
  {
    name: 'no more calls wait for an answer than the limit',
    carrier: 'udp',
    messages: [
      ...Array.from({ length: PENDING_LIMIT }, (_, index) => clientSends(call(index + 1, [100_003, 3, 0]))),
      clientSends(call(500, [100_021, 4, 0])),
      serverSends(reply(500, u32(0))),
      serverSends(reply(1, u32(0))),
    ],
    facts: [used('nfs 3'), used('nlockmgr 4'), served('nfs 3')],
    server: 'server',
  },
  {
    name: 'a verifier that is too long, a path and a name beyond what is read',
    carrier: 'udp',
    messages: [
      clientSends(
        octets(
          u32(1),
          u32(0),
          u32(2),
          u32(100_003),
          u32(3),
          u32(1),
          noAuthentication,
          u32(0),
          u32(9_999),
          zeros(64),
        ),
      ),
      clientSends(
        call(2, [100_005, 3, 1], octets(u32(1), u32(12), u32(1), u32(256), u32(0)), u32(9_999), '/x'),
      ),
      clientSends(call(3, [100_005, 3, 1], noAuthentication, xdr('no path'))),
    ],
    facts: [used('mountd 3')],
    server: 'server',
  },
  {
    name: 'a fragment longer than is believed',
    messages: [clientSends(record(call(1, [100_003, 3, 0])), u32(0xff00_0000))],
    facts: [used('nfs 3')],
    server: 'server',
  },
];

const UNRECOGNISED: readonly (readonly [name: string, payload: Buffer, carrier?: 'udp'])[] = [
  ['a first fragment that is not the last', record(call(1, [100_003, 3, 0]), false)],
  ['another RPC version', record(octets(u32(1), u32(0), u32(3), u32(100_003), u32(3), zeros(20)))],
  ['program 0', record(call(1, [0, 3, 0]))],
  ['an unknown flavour', record(call(1, [100_003, 3, 0], octets(u32(99), u32(0))))],
  [
    'a credential that is too long',
    record(call(1, [100_003, 3, 0], octets(u32(1), u32(AUTHENTICATION_LIMIT_OCTETS + 4)))),
  ],
  ['a record shorter than a call', octets(u32(0x8000_0010), call(1, [100_003, 3, 0]))],
  ['an answer on a port that is nobody’s', reply(1, u32(0)), 'udp'],
  ['a datagram that is cut', call(1, [100_003, 3, 0]).subarray(0, 28), 'udp'],
];

describeDissector(oncRpc, [
  ...VECTORS,
  ...UNRECOGNISED.map(
    ([name, payload, carrier = undefined]): Vector => ({
      name: `not ONC RPC: ${name}`,
      serverPort: 5_000,
      messages: [clientSends(payload)],
      facts: [],
      unrecognised: true,
      ...(carrier ? { carrier } : {}),
    }),
  ),
]);

/** Registered programs that come out of a list of `count` different ones. */
function registeredOf(count: number, carrier: 'tcp' | 'udp'): number {
  const entries = Array.from({ length: count }, (_, index) => octets(u32(1), mapping(index + 1, 1, 6, 2049)));
  const question = call(2, [100_000, 2, 4]);
  const list = reply(2, ...entries, u32(0));
  const framed = carrier === 'tcp' ? [record(question), record(list)] : [question, list];
  const [asked, answered] = framed.map((message) => Buffer.from(message));
  const { facts } = converse(oncRpc, { name: '', carrier, messages: [], facts: [] }, [
    { from: 'client', octets: asked ?? Buffer.alloc(0) },
    { from: 'server', octets: answered ?? Buffer.alloc(0) },
  ]);
  return facts.filter(({ field }) => field === 'program-registered').length;
}

it('states no more registered programs than its limit', () => {
  expect(registeredOf(REGISTERED_LIMIT + 1, 'udp')).toBe(REGISTERED_LIMIT);
});

it('waits for no more of a list over TCP than its limit', () => {
  const whole = Math.floor((DUMP_LIMIT_OCTETS - RECORD_MARK_OCTETS - REPLY_OCTETS) / 20);
  expect(registeredOf(whole, 'tcp')).toBe(whole);
  expect(registeredOf(whole + 40, 'tcp')).toBe(whole);
});
