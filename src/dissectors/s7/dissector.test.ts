import { describe, expect, it } from 'vitest';
import { hex, octets, type Piece, padded, u16, zeros } from '../../../test/support/octet-builder.ts';
import { OctetReader } from '../../wire/octet-reader.ts';
import { converse, describeDissector } from '../dissector.contract.ts';
import { s7 } from './dissector.ts';
import { LIST_LIMIT, RECORD_LIMIT } from './system-status.ts';

const CONNECT = '0300001611e00000000100c0010ac1020100c2020102';
const CONFIRM = '0300001611d00001000200c0010ac1020100c2020102';
const tpkt = (...pieces: readonly Piece[]) => {
  const body = octets(hex('02f080'), ...pieces);
  return octets(hex('0300'), u16(body.length + 4), body).toString('hex');
};
const job = (parameter: string) =>
  tpkt(hex('32010000 0001'), u16(parameter.length / 2), u16(0), hex(parameter));
const answer = (parameter: string) =>
  tpkt(hex('32030000 0001'), u16(parameter.length / 2), u16(0), hex('0000'), hex(parameter));
/** A part of a system status list: data unit number, whether more follows. */
const part = (unit: number, more: number, data: Buffer) =>
  tpkt(
    hex('32070000 0001'),
    u16(12),
    u16(data.length + 4),
    octets(hex('00011208128401 01'), unit, more, u16(0), hex('ff09'), u16(data.length), data),
  );
const component = (index: number, text: string) => octets(u16(index), padded(text, 32));
const components = (...records: readonly Buffer[]) =>
  octets(u16(0x1c), u16(0), u16(34), u16(records.length), ...records);

describeDissector(s7, [
  {
    name: 's7-szl: module and component identification',
    messages: [
      { from: 'client', hex: '0300001611e00000000100c0010ac1020100c2020102' },
      { from: 'server', hex: '0300001611d00001000200c0010ac1020100c2020102' },
      { from: 'client', hex: '0300002102f080320700000100000800080001120411440100ff09000400110000' },
      {
        from: 'server',
        hex: '0300007d02f080320700000100000c0060000112081284010100000000ff09005c00110000001c0003000136455337203331352d32454831342d304142302000c000050001000636455337203331352d32454831342d304142302000c0000500010007202020202020202020202020202020202020202000c056030206',
      },
      { from: 'client', hex: '0300002102f080320700000200000800080001120411440100ff090004001c0000' },
      {
        from: 'server',
        hex: '030000f502f080320700000200000c00d8000112081284010100000000ff0900d4001c000000220006000153494d41544943203330300000000000000000000000000000000000000000000002435055203331352d3220504e2f4450000000000000000000000000000000000000034f522d474153000000000000000000000000000000000000000000000000000000044f726967696e616c205369656d656e732045717569706d656e7400000000000000055320432d583455343231333032303039000000000000000000000000000000000007435055203331352d3220504e2f44500000000000000000000000000000000000',
      },
    ],
    facts: [
      { field: 'role', value: 'server', from: 'server' },
      { field: 'order-number', value: '6ES7 315-2EH14-0AB0', from: 'server' },
      { field: 'firmware-version', value: '3.2.6', from: 'server' },
      { field: 'system-name', value: 'SIMATIC 300', from: 'server' },
      { field: 'module-name', value: 'CPU 315-2 PN/DP', from: 'server' },
      { field: 'plant-identification', value: 'OR-GAS', from: 'server' },
      { field: 'copyright', value: 'Original Siemens Equipment', from: 'server' },
      { field: 'serial-number', value: 'S C-X4U421302009', from: 'server' },
      { field: 'module-type', value: 'CPU 315-2 PN/DP', from: 'server' },
    ],
    server: 'server',
  },
  {
    name: 'a list in three messages, cut within a record; captured from the server alone',
    messages: [
      {
        from: 'client',
        hex: part(6, 1, components(component(5, 'S1234'), component(11, 'Hall 2')).subarray(0, 20)),
      },
      {
        from: 'client',
        hex: part(6, 1, components(component(5, 'S1234'), component(11, 'Hall 2')).subarray(20, 50)),
      },
      {
        from: 'client',
        hex: part(6, 0, components(component(5, 'S1234'), component(11, 'Hall 2')).subarray(50)),
      },
    ],
    facts: [
      { field: 'role', value: 'server' },
      { field: 'serial-number', value: 'S1234' },
      { field: 'location', value: 'Hall 2' },
    ],
    server: 'client',
  },
  {
    name: 'jobs that write, stop and load, told once by kind; blocks fetched by the controller do not turn the roles',
    messages: [
      { from: 'client', hex: CONNECT },
      { from: 'server', hex: CONFIRM },
      { from: 'client', hex: job('f0000001000101e0') },
      { from: 'server', hex: answer('f0000001000100f0') },
      { from: 'client', hex: job('0501120a10020001000083000000') },
      { from: 'client', hex: job('0501120a10020001000083000000') },
      { from: 'client', hex: job('1a00010000000000095f304130303030314100') },
      { from: 'server', hex: job('1b00000000000000095f304130303030314100') },
      { from: 'client', hex: answer('1b00') },
      { from: 'client', hex: job('2800000000fd000009505f50524f4752414d') },
      { from: 'client', hex: job('290000000000 09505f50524f4752414d'.replace(' ', '')) },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'role', value: 'server', from: 'server' },
      { field: 'function-write', value: 'write-variable' },
      { field: 'function-write', value: 'request-download' },
      { field: 'function-write', value: 'plc-control' },
      { field: 'function-write', value: 'plc-stop' },
    ],
    server: 'server',
  },
  {
    name: 'S7comm-plus is named and left alone; an empty data packet before it',
    messages: [
      { from: 'client', hex: `${CONNECT}03000007 02f080`.replace(' ', '') },
      { from: 'server', hex: CONFIRM },
      { from: 'client', hex: tpkt(hex('720100c431000004ca00000002000001203600'), zeros(20)) },
    ],
    facts: [{ field: 'variant', value: 's7comm-plus' }],
  },
  {
    name: 'answers with an error, other groups, other lists, a firmware record that holds no version',
    messages: [
      {
        from: 'server',
        hex: part(0, 0, octets(u16(0x11), u16(0), u16(28), u16(1), u16(7), padded('', 26, 0x20))),
      },
      { from: 'server', hex: part(0, 0, octets(u16(0x131), u16(1), u16(40), u16(1), zeros(40))) },
      {
        from: 'server',
        hex: part(0, 0, components(component(5, 'PLANTED'))).replace('84010100', '85010100'),
      },
      { from: 'server', hex: part(0, 0, components(component(5, 'PLANTED'))).replace('ff09', '0a09') },
      { from: 'server', hex: part(0, 0, components(component(8, 'PLANTED'))) },
    ],
    facts: [{ field: 'role', value: 'server', from: 'server' }],
    planted: ['PLANTED'],
  },
  {
    name: 'n-s7-szl: record length 0, count FFFF',
    messages: [
      {
        from: 'server',
        hex: '0300002902f080320700000100000c000c000112081284010100000000ff090008001100000000ffff',
      },
    ],
    facts: [{ field: 'role', value: 'server', from: 'server' }],
    server: 'server',
  },
  {
    name: 'n-cotp-other: a connect request alone',
    messages: [{ from: 'client', hex: '0300000b06e00000000000' }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'MMS on the same port is not S7',
    messages: [
      { from: 'client', hex: CONNECT },
      { from: 'server', hex: CONFIRM },
      { from: 'client', hex: tpkt(hex('0db20506130100160102140200023302')) },
    ],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'RDP on the same transport is not S7',
    messages: [
      { from: 'client', hex: '030000130ee000000000000100080003000000' },
      { from: 'client', hex: tpkt(hex('7f6582019404010104010101')) },
    ],
    facts: [],
    unrecognised: true,
  },
]);

const run = (...messages: readonly string[]) =>
  converse(
    s7,
    { name: '', messages: [], facts: [] },
    messages.map((message) => ({ from: 'server', octets: Buffer.from(message, 'hex') })),
  ).facts.filter((fact) => fact.field === 'serial-number');

describe('limits', () => {
  it('reads RECORD_LIMIT records of a list', () => {
    const records = Array.from({ length: RECORD_LIMIT + 6 }, (_, index) => component(5, `S${index}`));
    expect(run(part(0, 0, components(...records)))).toHaveLength(RECORD_LIMIT);
  });

  it('joins lists of LIST_LIMIT octets', () => {
    const list = components(component(5, 'S1'));
    const joined = (size: number) =>
      run(part(1, 1, list), part(1, 1, zeros(size - list.length - 4)), part(1, 0, zeros(4)));
    expect(joined(LIST_LIMIT)).toHaveLength(1);
    expect(joined(LIST_LIMIT + 1)).toHaveLength(0);
  });

  it('gives up after some transport packets without data', () => {
    const packets = (count: number) =>
      OctetReader.over(Buffer.from('03000007 02f080'.replace(' ', '').repeat(count), 'hex'));
    const flow = { carrier: 'tcp', sourcePort: 1, destinationPort: 102 } as const;
    expect(s7.recognise(packets(3), flow)).toBe('need-more');
    expect(s7.recognise(packets(4), flow)).toBe('no');
  });
});
