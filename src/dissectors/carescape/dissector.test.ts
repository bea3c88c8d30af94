import { describe, expect, it } from 'vitest';
import { converse, describeDissector, type VectorMessage } from '../dissector.contract.ts';
import { carescape } from './dissector.ts';

const OWN = 'c0000201'; // 192.0.2.1
const field = (text: string, length: number) =>
  Buffer.from(text.padEnd(length, '\0'), 'latin1').toString('hex');

/** A discovery message: 88 octets with the patient's name behind the location. */
const discovery = (address: string, location: string, patient = 'PLANTED,NAME') =>
  `01040000${address}5a40cdc0${field(location, 16)}${field(patient, 15)}07` +
  `000307d0001100200009${'07d0'}`.padEnd(88, '0');

const time = (address: string, location: string, seconds = 'e7a3b100') =>
  `${'00'.repeat(6)}${address}${'00'.repeat(14)}${field(location, 13)}${'00'.repeat(23)}${seconds}`;

const client = (hex: string): VectorMessage => ({ from: 'client', hex });
const said = (name: string, value: string) => ({ field: name, value });

describeDissector(carescape, [
  {
    name: 'discovery: unit and bed, never the patient',
    serverPort: 7000,
    messages: [client(discovery(OWN, 'ICU|B-02'))],
    facts: [said('role', 'node'), said('location', 'ICU|B-02')],
    planted: ['PLANTED'],
  },
  {
    name: 'time of the master node',
    serverPort: 2000,
    messages: [client(time(OWN, 'CENTRAL|CIC 1'))],
    facts: [said('role', 'time-source'), said('location', 'CENTRAL|CIC 1')],
  },
  {
    name: 'a node that moves, and one without a place',
    serverPort: 7000,
    messages: [
      discovery(OWN, 'ICU|1'),
      discovery(OWN, 'ICU|1'),
      discovery(OWN, 'ICU|2'),
      discovery(OWN, '|'),
    ].map(client),
    facts: [said('role', 'node'), said('location', 'ICU|1'), said('location', 'ICU|2')],
    planted: ['PLANTED'],
  },
  {
    name: 'the address of another host',
    serverPort: 7000,
    messages: [client(discovery('c0000207', 'ICU|1'))],
    facts: [],
    anomalies: ['foreign-address'],
    planted: ['PLANTED'],
  },
  ...[
    ['no bar in the location', 7000, discovery(OWN, 'ICU')],
    ['a name in the location', 7000, discovery(OWN, 'ICU|PLANTED,X')],
    ['text behind the end of the location', 7000, discovery(OWN, 'ICU|1\0PLANTED')],
    ['another port', 7001, discovery(OWN, 'ICU|1')],
    ['another kind', 7000, `02${discovery(OWN, 'ICU|1').slice(2)}`],
    ['a time before 1990', 2000, time(OWN, 'ICU|1', '00000001')],
    ['a time message of another length', 2000, `${time(OWN, 'ICU|1')}00`],
    ['a group address', 2000, time('e0000001', 'ICU|1')],
  ].map(([name = '', serverPort = 0, hex = '']) => ({
    name: `not CARESCAPE: ${name}`,
    serverPort: Number(serverPort),
    messages: [client(`${hex}`)],
    facts: [],
    unrecognised: true as const,
  })),
]);

describe('carescape limits', () => {
  it('states a repeated message once', () => {
    const octets = Buffer.from(discovery(OWN, 'ICU|1'), 'hex');
    const segments = Array.from({ length: 3_000 }, () => ({ from: 'client', octets }) as const);
    const outcome = converse(carescape, { name: '', serverPort: 7000, messages: [], facts: [] }, segments);
    expect(outcome.facts.length).toBe(2);
  });
});
