import { describe, expect, it } from 'vitest';
import { converse, describeDissector, type VectorMessage } from '../dissector.contract.ts';
import { MESSAGES_LIMIT, medibus } from './dissector.ts';
import { MESSAGE_LIMIT } from './frame.ts';

/** ESC or SOH, command and text with checksum and CR. */
function message(start: '\u001b' | '\u0001', text: string): string {
  const body = Buffer.from(start + text, 'latin1');
  const sum = body.reduce((total, octet) => total + octet, 0) % 256;
  const trailer = `${sum.toString(16).toUpperCase().padStart(2, '0')}\r`;
  return Buffer.concat([body, Buffer.from(trailer, 'latin1')]).toString('hex');
}

const ask = (text: string) => message('\u001b', text);
const answer = (text: string) => message('\u0001', text);
const client = (...hex: string[]): VectorMessage => ({ from: 'client', hex: hex.join('') });
const server = (...hex: string[]): VectorMessage => ({ from: 'server', hex: hex.join('') });

const device = (field: string, value: string, about = 'named:medibus:192.0.2.2:4001') =>
  ({ field, value, from: 'server', about }) as const;
const GATEWAY = { field: 'role', value: 'serial-gateway', from: 'server' } as const;
const EVITA = [
  GATEWAY,
  device('device-id', '8800'),
  device('device-name', 'Evita V800'),
  device('device-revision', '02.50'),
  device('protocol-version', '06.00'),
];

describeDissector(medibus, [
  {
    name: 'medibus-id: request and answer 52H',
    serverPort: 4001,
    messages: [
      client('1b5236440d'),
      server('01523838303027457669746120563830302730322e35303a30362e303039420d'),
    ],
    facts: EVITA,
  },
  {
    name: 'medibus-realtime: realtime and synchronisation octets between',
    serverPort: 4001,
    messages: [server('015238383030274576c685a169746120563830302730322e35303a30362e303039420d')],
    facts: EVITA,
  },
  {
    name: 'both ends ask who the other is; data and texts stay inside',
    serverPort: 4001,
    messages: [
      client(ask('Q')),
      server(answer('Q'), ask('R')),
      client(answer("R0161'Reader software'01.03:06.00"), ask('$'), ask('*')),
      server('85a1c6', answer('$7D  2478   588'), answer('*PLANTED'), '9f80'),
      client(ask('R')),
      server(answer("R8410'Babylog VN500'02.51:06.00")),
      client(ask('$')),
    ],
    facts: [
      GATEWAY,
      { field: 'role', value: 'reader' },
      device('device-id', '8410'),
      device('device-name', 'Babylog VN500'),
      device('device-revision', '02.51'),
      device('protocol-version', '06.00'),
    ],
    planted: ['PLANTED', 'Reader software'],
  },
  {
    name: 'a terminal server that connects to the reader: known by the data it gives',
    clientPort: 40_000,
    serverPort: 5_100,
    messages: [
      client(ask('Q'), answer("R5500'Perseus A500'01.10:06.00")),
      server(ask('$')),
      client(answer('$')),
    ],
    facts: [
      { field: 'role', value: 'reader', from: 'server' },
      { field: 'role', value: 'serial-gateway' },
      ...[
        ['device-id', '5500'],
        ['device-name', 'Perseus A500'],
        ['device-revision', '01.10'],
        ['protocol-version', '06.00'],
      ].map(([field = '', value = '']) => ({ field, value, about: 'named:medibus:192.0.2.1' })),
    ],
  },
  {
    name: 'a capture that begins with an answer: the device is the first sender',
    clientPort: 4_001,
    serverPort: 40_000,
    messages: [client(answer('$11'), answer("R8800'Evita V800'02.50:06.00"))],
    facts: [
      { field: 'role', value: 'serial-gateway' },
      ...[
        ['device-id', '8800'],
        ['device-name', 'Evita V800'],
        ['device-revision', '02.50'],
        ['protocol-version', '06.00'],
      ].map(([field = '', value = '']) => ({ field, value, about: 'named:medibus:192.0.2.1:4001' })),
    ],
  },
  {
    name: 'a wrong checksum, a message cut by another, an identification of another form',
    serverPort: 4001,
    messages: [
      server(answer('Q'), '01523838303027457669746120563830302730322e35303a30362e303039430d'),
      server('0152', answer("R88'Evita'2")),
    ],
    facts: [GATEWAY],
    anomalies: ['checksum'],
  },
  {
    name: 'a wrong checksum first',
    serverPort: 4001,
    messages: [client('1b5236450d')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'a printer language begins with ESC too',
    serverPort: 9100,
    messages: [client(Buffer.from('\u001b%-12345X@PJL INFO ID\r\n').toString('hex'))],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'DICOM begins with 01 too',
    serverPort: 104,
    messages: [client('0100000000d50001')],
    facts: [],
    unrecognised: true,
  },
]);

describe('medibus limits', () => {
  const run = (messages: readonly VectorMessage[]) =>
    converse(
      medibus,
      { name: '', messages, serverPort: 4001, facts: [] },
      messages.map((one) => ({ from: one.from, octets: Buffer.from(one.hex, 'hex') })),
    );

  it('passes over a message longer than MESSAGE_LIMIT', () => {
    const outcome = run([
      server(answer('Q')),
      server(`012a${'41'.repeat(MESSAGE_LIMIT)}`),
      server(answer("R8800'Evita V800'02.50:06.00")),
    ]);
    expect(outcome.anomalies).toEqual(['long-message']);
    expect(outcome.facts.length).toBe(EVITA.length);
  });

  it('reads MESSAGES_LIMIT messages', () => {
    const before = Array.from({ length: MESSAGES_LIMIT }, () => server(answer('0')));
    const outcome = run([...before, server(answer("R8800'Evita V800'02.50:06.00"))]);
    expect(outcome.facts.map((fact) => fact.field)).toEqual(['role']);
  });
});
