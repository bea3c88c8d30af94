import { describe, expect, it } from 'vitest';
import { hex, octets, type Piece, u16 } from '../../../test/support/octet-builder.ts';
import { OctetReader } from '../../wire/octet-reader.ts';
import { describeDissector } from '../dissector.contract.ts';
import { modbus } from './dissector.ts';
import { shapeOf, UMAS_LENGTH_LIMIT } from './shapes.ts';

const message = (transaction: number, unit: number, ...pieces: readonly Piece[]) => {
  const body = octets(unit, ...pieces);
  return octets(u16(transaction), u16(0), u16(body.length), body).toString('hex');
};
const text = (id: number, value: string) => octets(id, value.length, value);
const identification = (unit: number, ...objects: readonly Buffer[]) =>
  message(1, unit, hex('2b0e02820000'), objects.length, ...objects);
const UMAS_IDENTITY = octets(
  hex('10ff5a01010000007002000027000900080000000000'),
  text(0x0e, '140 CPU 311 10').subarray(1),
  hex('01010100000000 1100'),
);

describeDissector(modbus, [
  {
    name: 'a rejected DICOM association is no answer of unit 0',
    serverPort: 104,
    messages: [{ from: 'server', hex: '03000000000400010107' }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'read device identification (domain M)',
    messages: [
      { from: 'client', hex: message(1, 1, hex('2b0e0100')) },
      { from: 'server', hex: '00010000001c012b0e0101000003000441636d650105582d3130300205312e322e33' },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'role', value: 'server', from: 'server' },
      { field: 'vendor-name', value: 'Acme', from: 'server' },
      { field: 'product-code', value: 'X-100', from: 'server' },
      { field: 'revision', value: '1.2.3', from: 'server' },
    ],
    server: 'server',
  },
  {
    name: 'the answer alone, as first packet of a flow',
    messages: [
      { from: 'client', hex: '00010000001c012b0e0101000003000441636d650105582d3130300205312e322e33' },
    ],
    facts: [
      { field: 'role', value: 'server' },
      { field: 'vendor-name', value: 'Acme' },
      { field: 'product-code', value: 'X-100' },
      { field: 'revision', value: '1.2.3' },
    ],
    server: 'client',
  },
  {
    name: 'a unit behind a gateway is a device of its own; the name that users give is not read',
    messages: [
      {
        from: 'server',
        hex: identification(
          17,
          text(3, 'acme.example'),
          text(4, 'Meter'),
          text(5, 'M-3'),
          text(6, 'PLANTED'),
          text(0x80, 'PLANTED'),
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'server', from: 'server' },
      { field: 'vendor-url', value: 'acme.example', from: 'server', about: 'named:modbus:17' },
      { field: 'product-name', value: 'Meter', from: 'server', about: 'named:modbus:17' },
      { field: 'model-name', value: 'M-3', from: 'server', about: 'named:modbus:17' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'an object longer than the message',
    messages: [
      { from: 'server', hex: message(1, 1, hex('2b0e01820000 02'), text(0, 'Acme'), hex('01ff58')) },
    ],
    facts: [
      { field: 'role', value: 'server', from: 'server' },
      { field: 'vendor-name', value: 'Acme', from: 'server' },
    ],
    anomalies: ['object-length'],
  },
  {
    name: 'report server identification: text behind a number and a run status, and one without text',
    messages: [
      { from: 'client', hex: message(1, 255, 0x11) },
      { from: 'server', hex: message(1, 255, 0x11, 12, hex('b4ff'), 'PM5560 1.2') },
      { from: 'server', hex: message(2, 255, 0x11, 3, hex('b4ff41')) },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'role', value: 'server', from: 'server' },
      { field: 'server-id', value: 'PM5560 1.2', from: 'server' },
    ],
    server: 'server',
  },
  {
    name: 'UMAS: CPU name, then reservation and stop; a refused identification',
    messages: [
      { from: 'client', hex: message(0, 0, hex('5a0002')) },
      { from: 'server', hex: message(0, 0, hex('5a00fe'), UMAS_IDENTITY) },
      { from: 'client', hex: message(1, 0, hex('5a0010'), 'PLANTED') },
      { from: 'server', hex: message(1, 0, hex('5a00fe'), UMAS_IDENTITY) },
      { from: 'client', hex: message(2, 0, hex('5a1041ff00')) },
      { from: 'client', hex: message(3, 0, hex('5a0002')) },
      { from: 'server', hex: message(3, 0, hex('5a00fd'), UMAS_IDENTITY) },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'role', value: 'server', from: 'server' },
      { field: 'cpu-name', value: '140 CPU 311 10', from: 'server' },
      { field: 'function-write', value: 'umas-take-reservation' },
      { field: 'function-write', value: 'umas-stop' },
    ],
    server: 'server',
    planted: ['PLANTED'],
  },
  {
    name: 'writes are told once by kind, about who writes',
    messages: [
      { from: 'client', hex: message(1, 1, hex('05 0010 ff00')) },
      { from: 'server', hex: message(1, 1, hex('05 0010 ff00')) },
      { from: 'client', hex: message(2, 1, hex('06 0010 1234')) },
      { from: 'server', hex: message(2, 1, hex('06 0010 1234')) },
      { from: 'client', hex: message(3, 1, hex('10 0010 0001 02 1234')) },
      { from: 'server', hex: message(3, 1, hex('10 0010 0001')) },
      { from: 'client', hex: message(4, 1, hex('0f 0010 0001 01 01')) },
      { from: 'server', hex: message(4, 1, hex('8f 02')) },
      { from: 'client', hex: message(5, 1, hex('17 0000 0001 0000 0001 02 0001')) },
      { from: 'server', hex: message(5, 1, hex('17 02 0001')) },
      { from: 'client', hex: message(6, 1, hex('05 0010 0000')) },
    ],
    facts: [
      { field: 'function-write', value: 'write-single-coil' },
      { field: 'function-write', value: 'write-single-register' },
      { field: 'role', value: 'client' },
      { field: 'function-write', value: 'write-multiple-registers' },
      { field: 'role', value: 'server', from: 'server' },
      { field: 'function-write', value: 'write-multiple-coils' },
      { field: 'function-write', value: 'read-write-multiple-registers' },
    ],
    server: 'server',
  },
  {
    name: 'seen from an answer on: the initiator is the server',
    serverPort: 1502,
    clientPort: 502,
    messages: [
      { from: 'client', hex: message(9, 1, hex('06 0010 1234')) },
      { from: 'client', hex: message(9, 1, hex('03 04 00010002')) },
      { from: 'server', hex: message(10, 1, hex('06 0010 1234')) },
      { from: 'client', hex: message(10, 1, hex('06 0010 1234')) },
    ],
    facts: [
      { field: 'role', value: 'server' },
      { field: 'function-write', value: 'write-single-register', from: 'server' },
    ],
    server: 'client',
  },
  {
    name: 'a function of a maker is stepped over; another protocol on the same flow ends the direction',
    messages: [
      { from: 'client', hex: message(1, 1, hex('03 0000 0002')) },
      { from: 'client', hex: message(2, 1, hex('64 0102030405')) },
      { from: 'client', hex: message(3, 1, hex('16 0004 00f2 0025')) },
      { from: 'client', hex: '474554202f20485454502f312e310d0a' },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'function-write', value: 'mask-write-register' },
    ],
    server: 'server',
  },
  {
    name: 'n-modbus-proto: protocol identifier 1',
    messages: [{ from: 'client', hex: '000100010006012b0e0100' }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'a DICOM association request is not Modbus',
    messages: [{ from: 'client', hex: '0100000000d500010000504143535f4d41494e20202020202020' }],
    facts: [],
    unrecognised: true,
  },
]);

describe('shapeOf', () => {
  const shape = (digits: string) => shapeOf(OctetReader.over(hex(digits)));
  it.each([
    ['read coils', '0001000000060101 0000 0010', 'request'],
    ['read of no coils', '0001000000060101 0000 0000', 'none'],
    ['read coils answered', '0001000000040101 01 ff', 'answer'],
    ['answer with the length of a request', '0001000000060101 03 0000 01', 'echo'],
    ['read exception status', '0001000000020107', 'request'],
    ['read exception status answered', '000100000003010700', 'answer'],
    ['diagnostics', '0001000000060108 0000 a537', 'echo'],
    ['event counter', '000100000002010b', 'request'],
    ['event counter answered', '000100000006010b 0000 0001', 'answer'],
    ['event log', '000100000002010c', 'request'],
    ['event log answered', '000100000005010c 02 0000', 'answer'],
    ['read file record', '0001000000090114 06 060001000000', 'echo'],
    ['write file record', '00010000000a0115 07 06000100000001', 'echo'],
    ['read FIFO', '0001000000040118 04de', 'request'],
    ['read FIFO answered', '0001000000060118 0002 0000', 'answer'],
    ['CANopen', '000100000005012b 0d 0000', 'echo'],
    ['unknown encapsulation', '000100000005012b 0f 0000', 'none'],
    ['single coil half on', '0001000000060105 0010 0f00', 'none'],
    ['exception code out of range', '00010000000301830c', 'none'],
    ['head alone', '000100000006', 'need-more'],
    ['length 0', '0001000000000103', 'none'],
    ['UMAS too short', '000100000003005a00', 'none'],
  ])('%s', (_name, digits, expected) => {
    expect(shape(digits)).toBe(expected);
  });

  it('allows UMAS_LENGTH_LIMIT octets for UMAS and 254 for the rest', () => {
    const head = (length: number, operation: number) =>
      octets(u16(1), u16(0), u16(length), 1, operation, Buffer.alloc(20)).toString('hex');
    expect(shape(head(UMAS_LENGTH_LIMIT, 0x5a))).toBe('request');
    expect(shape(head(UMAS_LENGTH_LIMIT + 1, 0x5a))).toBe('none');
    expect(shape(head(254, 0x08))).toBe('echo');
    expect(shape(head(256, 0x08))).toBe('none');
  });
});
