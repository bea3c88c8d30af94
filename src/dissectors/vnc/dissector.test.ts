import { expect, it } from 'vitest';
import { octets, u16, u32, zeros } from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  describeDissector,
  type ExpectedFact,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import { hostOfDesktopName } from './desktop-name.ts';
import { NAME_LIMIT_OCTETS, vnc } from './dissector.ts';

const line = (version: string) => `RFB ${version}\n`;
const init = (name: string) => octets(u16(1024), u16(768), zeros(16), u32(name.length), name);
const versions = (version: string): ExpectedFact[] => [
  serverFact('version', version),
  { field: 'version', value: version },
];

const VECTORS: Vector[] = [
  {
    name: '3.8 without a password',
    messages: [
      serverSends(line('003.008')),
      clientSends(line('003.008')),
      serverSends(2, 1, 2),
      clientSends(1),
      serverSends(u32(0)),
      clientSends(1),
      serverSends(init('us-cart-3:0'), 'framebuffer'),
    ],
    facts: [
      ...versions('3.8'),
      serverFact('security-types', 'none,vnc'),
      { field: 'security-type', value: 'none' },
      serverFact('desktop-name', 'us-cart-3'),
    ],
    server: 'server',
  },
  {
    name: '3.3 with a password: the server decides',
    messages: [
      serverSends(line('003.008')),
      clientSends(line('003.003')),
      serverSends(u32(2)),
      serverSends(zeros(16)),
      clientSends(zeros(16)),
      serverSends(u32(0)),
      clientSends(1),
      serverSends(init('CT01 ( 10.20.30.40 )')),
    ],
    facts: [
      serverFact('version', '3.8'),
      { field: 'version', value: '3.3' },
      serverFact('security-types', 'vnc'),
      serverFact('desktop-name', 'CT01'),
    ],
    server: 'server',
  },
  {
    name: '3.7 without a password sends no result',
    messages: [
      serverSends(line('003.007')),
      clientSends(line('003.007')),
      serverSends(1, 1),
      clientSends(1),
      serverSends(init('mr-host:1 (PLANTED)')),
    ],
    facts: [
      ...versions('3.7'),
      serverFact('security-types', 'none'),
      { field: 'security-type', value: 'none' },
      serverFact('desktop-name', 'mr-host'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'a wrong password',
    messages: [
      serverSends(line('003.889')),
      clientSends(line('003.889')),
      serverSends(3, 30, 33, 2),
      clientSends(2),
      serverSends(zeros(16)),
      clientSends(zeros(16)),
      serverSends(u32(1), u32(5), 'wrong'),
    ],
    facts: [
      ...versions('3.889'),
      serverFact('security-types', 'apple-dh,apple-33,vnc'),
      { field: 'security-type', value: 'vnc' },
    ],
    server: 'server',
  },
  {
    name: 'RealVNC with a way that encrypts, and one without a name',
    messages: [
      serverSends(line('004.001')),
      clientSends(line('004.001')),
      serverSends(2, 13, 6),
      clientSends(13),
      serverSends(zeros(40)),
    ],
    facts: [
      ...versions('4.1'),
      serverFact('security-types', '13,ra2-unencrypted'),
      { field: 'security-type', value: '13' },
    ],
    server: 'server',
  },
  {
    name: 'no way to log in, with a reason',
    messages: [
      serverSends(line('003.008')),
      clientSends(line('003.008')),
      serverSends(0, u32(8), 'too many'),
    ],
    facts: versions('3.8'),
    server: 'server',
  },
  {
    name: 'version 3.3, refused',
    messages: [
      serverSends(line('003.003')),
      clientSends(line('003.003')),
      serverSends(u32(0), u32(3), 'why'),
    ],
    facts: versions('3.3'),
    server: 'server',
  },
  {
    name: 'a name that may be a person, and one longer than is read',
    messages: [
      serverSends(line('003.007')),
      clientSends(line('003.007')),
      serverSends(1, 1),
      clientSends(1),
      serverSends(init('PLANTED Smith desktop')),
    ],
    facts: [
      ...versions('3.7'),
      serverFact('security-types', 'none'),
      { field: 'security-type', value: 'none' },
    ],
    planted: ['planted'],
    server: 'server',
  },
  {
    name: 'a name longer than is read',
    messages: [
      serverSends(line('003.007')),
      clientSends(line('003.007')),
      serverSends(1, 1),
      clientSends(1),
      serverSends(init(`host:0 (${'x'.repeat(NAME_LIMIT_OCTETS)})`)),
    ],
    facts: [
      ...versions('3.7'),
      serverFact('security-types', 'none'),
      { field: 'security-type', value: 'none' },
    ],
    server: 'server',
  },
  {
    name: 'a capture that begins with the answer of a server on another port',
    serverPort: 40_001,
    messages: [clientSends(line('003.008')), serverSends(line('003.008')), clientSends(1, 2)],
    facts: [...versions('3.8'), { field: 'security-types', value: 'vnc' }],
    server: 'client',
  },
  {
    name: 'a capture of the client alone',
    messages: [clientSends(line('003.008'), 1)],
    facts: [
      { field: 'version', value: '3.8' },
      { field: 'security-type', value: 'none' },
    ],
  },
  {
    name: 'something else behind a version line',
    messages: [serverSends(line('003.008')), clientSends('GET / HTTP/1.1\r\n')],
    facts: [serverFact('version', '3.8')],
    server: 'server',
  },
  {
    name: 'a line of another shape',
    messages: [serverSends('RFB 3.8\n........')],
    facts: [],
    unrecognised: true,
  },
];

describeDissector(vnc, VECTORS);

it.each([
  ['ct01:0', 'ct01'],
  ['ct01:0.0', 'ct01'],
  ['ct01.hosp.lan:1 (jdoe)', 'ct01.hosp.lan'],
  ['CT01 ( 10.0.0.5, 192.0.2.5 )', 'CT01'],
  ['CT01 (10.0.0.5) - application mode', 'CT01'],
  ['CT01 [10.0.0.5]', 'CT01'],
  ['CT01', ''],
  ["Jane's MacBook", ''],
  ['jane@ct01', ''],
  ['jane doe:0', ''],
  ['', ''],
])('reads of the desktop name %s the host %s', (name, host) => {
  expect(hostOfDesktopName(name)).toBe(host);
});
