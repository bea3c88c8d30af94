import { describe, expect, it } from 'vitest';
import { converse, describeDissector, type Vector, type VectorMessage } from '../dissector.contract.ts';
import { astm, FRAME_LIMIT, HEADER_COUNT_LIMIT, HEADER_LIMIT } from './dissector.ts';
import { COMPONENT_COUNT_LIMIT, COMPONENT_LIMIT } from './header.ts';
import { FRAME_SEARCH_LIMIT } from './recognise.ts';

const ENQ = '05';
const EOT = '04';
const ACK = '06';

/** A frame with its checksum, as hexadecimal digits. */
function frame(number: number, text: string, more = false): string {
  const body = Buffer.from(`${number}${text}${more ? '\u0017' : '\u0003'}`, 'latin1');
  const sum = body.reduce((total, octet) => total + octet, 0) % 256;
  const trailer = `${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`;
  return Buffer.concat([Buffer.from([2]), body, Buffer.from(trailer, 'latin1')]).toString('hex');
}

const client = (hex: string): VectorMessage => ({ from: 'client', hex });
const server = (hex: string): VectorMessage => ({ from: 'server', hex });
const said = (field: string, value: string) => ({ field, value });

const COBAS = [
  said('H-5', 'Roche^cobas 6000^06-03^1427-11'),
  said('H-5-vendor', 'Roche'),
  said('H-5-model', 'cobas 6000'),
  said('H-5-software', '06-03'),
  said('H-5-serial', '1427-11'),
  { field: 'H-10', value: 'LIS', about: 'receiver' },
  said('H-12', 'P'),
  said('H-13', 'LIS2-A2'),
];

const ASTM_H =
  '0231487c5c5e267c7c7c526f6368655e636f62617320363030305e30362d30335e313432372d31317c7c7c7c7c4c49537c7c507c4c4953322d41327c32303236303331303130303033310d0341360d0a';

describeDissector(astm, [
  {
    name: 'astm-h: ENQ, header record, EOT',
    serverPort: 5000,
    messages: [client(ENQ), server(ACK), client(ASTM_H), server(ACK), client(EOT)],
    facts: COBAS,
  },
  {
    name: 'astm-split: the record in two frames',
    serverPort: 5000,
    messages: [
      client(
        '0231487c5c5e267c7c7c526f6368655e636f62617320363030305e30362d30335e313432372d31317c7c1741340d0a',
      ),
      client('02327c7c7c4c49537c7c507c4c4953322d41327c32303236303331303130303033310d0334420d0a'),
    ],
    facts: COBAS,
  },
  {
    name: 'n-astm-sum: wrong checksum, then the frame again',
    serverPort: 5000,
    messages: [
      client(
        '0231487c5c5e267c7c7c526f6368655e636f62617320363030305e30362d30335e313432372d31317c7c7c7c7c4c49537c7c507c4c4953322d41327c32303236303331303130303033310d0330300d0a',
      ),
      server('15'),
      client(ASTM_H),
    ],
    facts: COBAS,
    anomalies: ['checksum'],
  },
  {
    name: 'n-astm-sum alone: no facts',
    serverPort: 5000,
    messages: [
      client(
        '0231487c5c5e267c7c7c526f6368655e636f62617320363030305e30362d30335e313432372d31317c7c7c7c7c4c49537c7c507c4c4953322d41327c32303236303331303130303033310d0330300d0a',
      ),
    ],
    facts: [],
    anomalies: ['checksum'],
  },
  {
    name: 'n-astm-fn: frame number is no digit',
    serverPort: 5000,
    messages: [client('0258487c5c5e267c7c7c415e420334310d0a')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'session with patient, order and result; password and telephone number stay inside',
    messages: [
      client(ENQ + frame(1, 'H|\\^&||PLANTEDPW|ARCHITECT^8.10^F3453010030^H1P1|PLANTEDADDR||PLANTEDTEL\r')),
      client(
        frame(2, 'P|1||PLANTEDID||PLANTED^NAME||19700101|M\r') + frame(3, 'O|1|PLANTEDSPEC||^^^GLU|R\r'),
      ),
      client(frame(4, 'R|1|^^^GLU|5.1|mmol/L||N||F||PLANTEDOPERATOR\r') + frame(5, 'L|1\r') + EOT),
    ],
    facts: [
      said('clear-text-credential', 'access-password'),
      said('H-5', 'ARCHITECT^8.10^F3453010030^H1P1'),
      said('H-5-model', 'ARCHITECT'),
      said('H-5-software', '8.10'),
      said('H-5-serial', 'F3453010030'),
      said('sends', 'orders'),
      said('sends', 'results'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'the host asks through a terminal server: the responder is the analyser',
    serverPort: 4001,
    messages: [
      client(`${ENQ}${frame(1, 'H!~:?!!!HOST!!!!!XN-20!!P!E1394-97\r')}${frame(2, 'O!1!X\r')}${EOT}`),
      server(ACK),
      server(`${ENQ}${frame(1, 'H|\\^&|||XN-20^00-08^11001^^^^01234567||||||||E1394-97\r')}`),
      server(`${frame(2, 'Q|1|^PLANTED||ALL\r')}${EOT}`),
      server(`${ENQ}${frame(1, 'H|\\^&|||H7600^1|||||host||Q|1\r')}${EOT}`),
    ],
    facts: [
      said('H-5', 'HOST'),
      { field: 'H-10', value: 'XN-20', about: 'receiver' },
      said('H-12', 'P'),
      said('H-13', 'E1394-97'),
      said('sends', 'orders'),
      { field: 'H-5', value: 'XN-20^00-08^11001^^^^01234567', from: 'server' },
      { field: 'H-5-model', value: 'XN-20', from: 'server' },
      { field: 'H-5-software', value: '00-08', from: 'server' },
      { field: 'H-5-serial', value: '11001', from: 'server' },
      { field: 'H-13', value: 'E1394-97', from: 'server' },
      { field: 'sends', value: 'queries', from: 'server' },
      { field: 'H-5', value: 'H7600^1', from: 'server' },
      { field: 'H-10', value: 'host', from: 'server', about: 'receiver' },
      { field: 'H-12', value: 'Q', from: 'server' },
      { field: 'H-13', value: '1', from: 'server' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a repeated frame of a split record is taken once',
    messages: [
      client(ENQ + frame(1, 'H|\\^&|||Acme^An', true)),
      client(frame(1, 'H|\\^&|||Acme^An', true)),
      client(frame(2, 'alyser^1.0^A77\rP|1||PLANTED\r')),
    ],
    facts: [
      said('H-5', 'Acme^Analyser^1.0^A77'),
      said('H-5-vendor', 'Acme'),
      said('H-5-model', 'Analyser'),
      said('H-5-software', '1.0'),
      said('H-5-serial', 'A77'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'records without framing',
    messages: [
      client(
        Buffer.from('H|\\^&|||ACCESS^500001|||||LIS||P|1|20260101\rP|1|PLANTED\r', 'latin1').toString('hex'),
      ),
    ],
    facts: [
      said('H-5', 'ACCESS^500001'),
      { field: 'H-10', value: 'LIS', about: 'receiver' },
      said('H-12', 'P'),
      said('H-13', '1'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a capture that begins within a transfer, with a comma in the sender',
    messages: [
      client(frame(4, 'R|1|^^^GLU|5.1\r')),
      client(`${frame(5, 'L|1\r')}${EOT}${ENQ}${frame(1, 'H|\\^&|||PLANTED, JANE\r')}`),
    ],
    facts: [said('sends', 'results')],
    planted: ['PLANTED'],
  },
  {
    name: 'a frame that another one cuts',
    messages: [client(`${ENQ}${frame(1, 'M|1\r')}023148${ASTM_H}`)],
    facts: [],
  },
  {
    name: 'the first record is no header and its checksum is wrong',
    messages: [client('0231507c310d0330300d0a')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'delimiters that are not four different signs',
    messages: [client('0231487c7c5e267c7c7c')],
    facts: [],
    unrecognised: true,
  },
  { name: 'SOCKS begins with 05 too', messages: [client('050100')], facts: [], unrecognised: true },
  {
    name: 'HTTP HEAD begins with H too',
    messages: [client(Buffer.from('HEAD / HTTP/1.1\r\n').toString('hex'))],
    facts: [],
    unrecognised: true,
  },
]);

describe('astm limits', () => {
  const run = (messages: readonly VectorMessage[]) =>
    converse(
      astm,
      { name: '', messages, facts: [] } satisfies Vector,
      messages.map((message) => ({ from: message.from, octets: Buffer.from(message.hex, 'hex') })),
    );

  it('passes over a frame longer than FRAME_LIMIT', () => {
    const long = `0232${'43'.repeat(FRAME_LIMIT)}`;
    const outcome = run([client(ENQ), client(frame(7, 'M|1\r')), client(long), client(ASTM_H)]);
    expect(outcome.anomalies).toEqual(['frame-too-long']);
    expect(outcome.facts.length).toBe(COBAS.length);
  });

  it('drops a header record longer than HEADER_LIMIT', () => {
    const text = `H|\\^&|||${'A'.repeat(HEADER_LIMIT)}\r`;
    expect(run([client(frame(1, text))]).anomalies).toEqual(['header-too-long']);
    expect(run([client(Buffer.from(text, 'latin1').toString('hex'))]).anomalies).toEqual(['header-too-long']);
  });

  it('states HEADER_COUNT_LIMIT header records', () => {
    const messages = Array.from({ length: HEADER_COUNT_LIMIT + 9 }, (_, index) =>
      client(`${ENQ}${frame(1, `H|\\^&|||ANALYSER ${index}\r`)}${EOT}`),
    );
    expect(run(messages).facts.length).toBe(HEADER_COUNT_LIMIT);
  });

  it('takes COMPONENT_COUNT_LIMIT components of COMPONENT_LIMIT characters', () => {
    const sender = (...parts: string[]) => run([client(frame(1, `H|\\^&|||${parts.join('^')}\r`))]).facts;
    expect(sender('A'.repeat(COMPONENT_LIMIT)).length).toBe(1);
    expect(sender('A'.repeat(COMPONENT_LIMIT + 1)).length).toBe(0);
    const many = Array.from({ length: COMPONENT_COUNT_LIMIT + 9 }, () => 'A');
    expect(sender(...many)[0]?.value.length).toBe(COMPONENT_COUNT_LIMIT * 2 - 1);
  });

  it('looks for the end of a first frame within FRAME_SEARCH_LIMIT', () => {
    const outcome = run([client(`023150${'7c'.repeat(FRAME_SEARCH_LIMIT)}`)]);
    expect(outcome.recognised).toBe(false);
  });
});
