import { describe, expect, it } from 'vitest';
import { hex, octets, type Piece, padded, u16, zeros } from '../../../test/support/octet-builder.ts';
import { converse, describeDissector, type ExpectedFact } from '../dissector.contract.ts';
import { BLOCK_LIMIT, knx } from './dissector.ts';

const message = (service: number, ...pieces: readonly Piece[]) => {
  const body = octets(...pieces);
  return octets(0x06, 0x10, u16(service), u16(body.length + 6), body).toString('hex');
};
const ENDPOINT = hex('08010a143c460e57');
const device = (name: string, serial = '000a12345678', mac = '000e8c010203') =>
  octets(54, 1, hex('2000 11ff 0000'), hex(serial), hex('e000170c'), hex(mac), padded(name, 30));

const SEARCH =
  '06100202004e08010a143c460e57360102001101000000c501020304e000170c000e8c0102034b4e5820495020526f75746572204e3134360000000000000000000000000a020201030104010501';
const ROUTER: readonly ExpectedFact[] = [
  { field: 'address', value: '10.20.60.70' },
  { field: 'control-endpoint', value: '10.20.60.70:3671' },
  { field: 'medium', value: 'tp1' },
  { field: 'individual-address', value: '1.1.1' },
  { field: 'serial-number', value: '00c501020304' },
  { field: 'manufacturer-id', value: '197' },
  { field: 'mac-address', value: '00:0e:8c:01:02:03' },
  { field: 'device-name', value: 'KNX IP Router N146' },
  { field: 'services', value: 'core,device-management,tunnelling,routing' },
];

describeDissector(knx, [
  {
    name: 'knx-search-res',
    messages: [{ from: 'client', hex: SEARCH }],
    facts: ROUTER,
    server: 'client',
  },
  {
    name: 'knx-search-res over TCP behind another message',
    carrier: 'tcp',
    messages: [{ from: 'client', hex: message(0x0206, hex('0100'), ENDPOINT) + SEARCH + SEARCH }],
    facts: ROUTER,
    server: 'client',
  },
  {
    name: 'search and description requests, bus telegrams: nothing to say',
    messages: [
      { from: 'client', hex: message(0x0201, ENDPOINT) },
      { from: 'client', hex: message(0x0203, ENDPOINT) },
      { from: 'client', hex: message(0x0530, hex('2900bcd011010901010081')) },
    ],
    facts: [],
  },
  {
    name: 'description response: no endpoint, name of full length, unknown blocks, no serial and no MAC',
    messages: [
      {
        from: 'server',
        hex: message(
          0x0204,
          device('123456789012345678901234567890', '000000000000', '000000000000'),
          hex('0afe00c5504c414e5458'),
          hex('0602ff01 0201'),
        ),
      },
    ],
    facts: [
      { field: 'medium', value: 'ip', from: 'server' },
      { field: 'individual-address', value: '1.1.255', from: 'server' },
      { field: 'device-name', value: '123456789012345678901234567890', from: 'server' },
      { field: 'services', value: 'core', from: 'server' },
    ],
    server: 'server',
  },
  {
    name: 'extended search response behind address translation',
    messages: [{ from: 'server', hex: message(0x020c, hex('0801000000000000'), device('Gira X1')) }],
    facts: [
      { field: 'medium', value: 'ip', from: 'server' },
      { field: 'individual-address', value: '1.1.255', from: 'server' },
      { field: 'serial-number', value: '000a12345678', from: 'server' },
      { field: 'manufacturer-id', value: '10', from: 'server' },
      { field: 'mac-address', value: '00:0e:8c:01:02:03', from: 'server' },
      { field: 'device-name', value: 'Gira X1', from: 'server' },
    ],
  },
  {
    name: 'n-knx-dib: a block of length 0',
    messages: [{ from: 'client', hex: '06100202001a08010a0000010e57000100000000000000000000' }],
    facts: [
      { field: 'address', value: '10.0.0.1' },
      { field: 'control-endpoint', value: '10.0.0.1:3671' },
    ],
  },
  {
    name: 'blocks of length 1 and beyond the end',
    messages: [
      { from: 'client', hex: message(0x0204, hex('0101')) },
      { from: 'client', hex: message(0x0204, hex('3601'), zeros(20)) },
    ],
    facts: [],
    anomalies: ['block-length'],
  },
  {
    name: 'a length that does not end the datagram, and unknown families of services',
    messages: [
      { from: 'client', hex: '06100202004f08010a143c460e57' },
      { from: 'client', hex: message(0x0101, ENDPOINT) },
      { from: 'client', hex: message(0x0c01, ENDPOINT) },
    ],
    facts: [],
    unrecognised: true,
  },
]);

describe('limits', () => {
  it('reads BLOCK_LIMIT blocks', () => {
    const names = (blocks: number) =>
      converse(knx, { name: '', messages: [], facts: [] }, [
        {
          from: 'client',
          octets: Buffer.from(message(0x0204, Buffer.from('02fe'.repeat(blocks), 'hex'), device('X')), 'hex'),
        },
      ]).facts.filter((fact) => fact.field === 'device-name').length;
    expect(names(BLOCK_LIMIT - 1)).toBe(1);
    expect(names(BLOCK_LIMIT)).toBe(0);
  });
});
