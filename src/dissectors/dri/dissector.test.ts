import { describe, expect, it } from 'vitest';
import { octets, type Piece, u16le, u32le, zeros } from '../../../test/support/octet-builder.ts';
import { OctetReader } from '../../wire/octet-reader.ts';
import { clientSends, converse, describeDissector, serverFact, serverSends } from '../dissector.contract.ts';
import { dri, FRAMES_LIMIT } from './dissector.ts';
import { FRAME_LIMIT } from './record.ts';

interface Header {
  level?: number;
  plug?: number;
  mainType?: number;
  types?: readonly number[];
  /** In place of the right length. */
  length?: number;
}

function record(header: Header, ...data: Piece[]): Buffer {
  const { level = 0, plug = 0, mainType = 0, types = [0] } = header;
  const body = octets(...data);
  const descriptors = [...types, 0xff, 0, 0, 0, 0, 0, 0, 0]
    .slice(0, 8)
    .map((type, index) => octets(u16le(type === 0xff ? 0 : Math.min(index * 4, body.length)), type));
  const length = header.length ?? 40 + body.length;
  return octets(
    ...[u16le(length), 1, level, u16le(plug), u32le(1_777_881_600), 0, 0, u16le(0)],
    ...[u16le(mainType), ...descriptors, body],
  );
}

function frame(content: Buffer, checksum?: number): Buffer {
  const sum = checksum ?? content.reduce((total, octet) => total + octet, 0) % 256;
  const escaped = [...content, sum].flatMap((octet) =>
    octet === 0x7e || octet === 0x7d ? [0x7d, octet & ~0x20] : [octet],
  );
  return octets(0x7e, Buffer.from(escaped), 0x7e);
}

const request = frame(record({ level: 9 }, 1, u16le(10), u32le(0x0e), u16le(0)));
const waveRequest = frame(record({ level: 9, mainType: 1 }, u16le(0), u16le(0), 1, 0xff, zeros(26)));
/** Values that must not be read, with both octets that are escaped. */
const values = (text = '') => octets(zeros(4), 0x7e, 0x7d, u16le(78), text, zeros(60));
const data = frame(record({ level: 9, plug: 4711, types: [1, 1, 1] }, values()));
const waveform = frame(record({ level: 9, plug: 4711, mainType: 1, types: [1, 4] }, values()));
const patient = frame(record({ level: 9, plug: 4711, mainType: 5, types: [1] }, values('PLANTED,PATIENT')));
const DEVICE = 'named:dri:192.0.2.2:4001';

describeDissector(dri, [
  {
    name: 'a reader asks, the monitor behind the terminal server sends',
    serverPort: 4001,
    messages: [clientSends(request, waveRequest), serverSends(data, waveform, patient, data)],
    facts: [
      { field: 'role', value: 'reader' },
      serverFact('role', 'serial-gateway'),
      { ...serverFact('record-kind', 'physiological-data'), about: DEVICE },
      { ...serverFact('record-kind', 'waveforms'), about: DEVICE },
      { ...serverFact('record-kind', 'network'), about: DEVICE },
      { ...serverFact('interface-level', '9'), about: DEVICE },
      { ...serverFact('plug-identifier', '4711'), about: DEVICE },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'one mark between two frames, and no level and plug',
    serverPort: 4001,
    messages: [
      serverSends(frame(record({ mainType: 4, types: [1] }, values())).subarray(0, -1)),
      serverSends(frame(record({ mainType: 8, types: [1, 2, 3, 4, 5, 6, 7, 8] }, values()))),
    ],
    facts: [
      serverFact('role', 'serial-gateway'),
      { ...serverFact('record-kind', 'alarms'), about: DEVICE },
      { ...serverFact('record-kind', 'events'), about: DEVICE },
    ],
  },
  {
    name: 'a terminal server that connects itself',
    serverPort: 4001,
    messages: [clientSends(data)],
    facts: [
      { field: 'role', value: 'serial-gateway' },
      ...[
        ['record-kind', 'physiological-data'] as const,
        ['interface-level', '9'] as const,
        ['plug-identifier', '4711'] as const,
      ].map(([field, value]) => ({ field, value, about: 'named:dri:192.0.2.1' })),
    ],
  },
  {
    name: 'line noise and a wrong checksum between frames',
    messages: [clientSends(request, 'noise', frame(record({ types: [1] }, values()), 0), waveRequest)],
    facts: [{ field: 'role', value: 'reader' }],
    anomalies: ['broken-frame'],
  },
  ...[
    ['a wrong checksum', frame(record({}, values()), 0)],
    ['a length that does not fit', frame(record({ length: 41 }, values()))],
    ['a length below the header', frame(record({ length: 39 }, values()))],
    ['an unknown main type', frame(record({ mainType: 2 }, values()))],
    ['a level that nobody has', frame(record({ level: 0x40 }, values()))],
    ['no subrecord', frame(record({ types: [] }, values()))],
    ['a header alone, cut', octets(0x7e, zeros(20), 0x7e)],
    ['PPP in frames like those of HDLC', octets(0x7e, 0xff, 0x7d, 0x23, 0xc0, 0x21, 0x7d, 0x21, 0x7e)],
    ['two marks', octets(0x7e, 0x7e)],
  ].map(([name, content]) => ({
    name: `not DRI: ${name}`,
    messages: [clientSends(content ?? '')],
    facts: [],
    unrecognised: true as const,
  })),
]);

describe('dri limits', () => {
  const vector = { name: '', serverPort: 4001, messages: [], facts: [] };
  const from = (from: 'client' | 'server', content: Buffer) => ({ from, octets: content });

  it('gives a frame up after FRAME_LIMIT octets and reads the next', () => {
    const long = octets(0x7e, record({ length: 3_000 }, zeros(FRAME_LIMIT)));
    const outcome = converse(dri, vector, [from('client', request), from('server', octets(long, data))]);
    expect(outcome.anomalies).toEqual(['long-frame']);
    expect(outcome.facts.map(({ value }) => value)).toContain('serial-gateway');
    expect(dri.recognise(OctetReader.over(long), { carrier: 'tcp', sourcePort: 1, destinationPort: 2 })).toBe(
      'no',
    );
  });

  it('leaves a flow alone after FRAMES_LIMIT frames and marks', () => {
    const requests = Array.from({ length: FRAMES_LIMIT }, () => from('client', request));
    const outcome = converse(dri, vector, [...requests, from('server', data)]);
    expect(outcome.facts.map(({ value }) => value)).toEqual(['reader']);
  });
});
