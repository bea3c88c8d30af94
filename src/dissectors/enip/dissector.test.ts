import { describe, expect, it } from 'vitest';
import { hex, octets, type Piece, u16le, u32, u32le, zeros } from '../../../test/support/octet-builder.ts';
import { converse, describeDissector, type ExpectedFact } from '../dissector.contract.ts';
import { enip, IDENTITY_LIMIT, ITEM_LIMIT } from './dissector.ts';

const message = (command: number, session: number, ...pieces: readonly Piece[]) => {
  const body = octets(...pieces);
  return octets(u16le(command), u16le(body.length), u32le(session), zeros(16), body).toString('hex');
};
const identity = (address: string, serial: number, name: string) => {
  const body = octets(
    ...[hex('0100 0002af12'), hex(address), zeros(8), u16le(1), u16le(14), u16le(55), 20, 11, u16le(0)],
    ...[u32le(serial), name.length, name, 3],
  );
  return octets(u16le(0x0c), u16le(body.length), body);
};
const answer = (...identities: readonly Buffer[]) =>
  message(0x63, 0, u16le(identities.length), ...identities);

const IDENTITY =
  '63003100000000000000000000000000000000000000000001000c002b0001000002af12c0a8010a000000000000000001000c009e0003073000efcdab0009313736392d4c33324503';
const CONTROLLOGIX: readonly ExpectedFact[] = [
  { field: 'role', value: 'server' },
  { field: 'address', value: '192.168.1.10' },
  { field: 'vendor-id', value: '1' },
  { field: 'device-type', value: '12' },
  { field: 'product-code', value: '158' },
  { field: 'revision', value: '3.7' },
  { field: 'serial-number', value: '00ABCDEF' },
  { field: 'product-name', value: '1769-L32E' },
];

describeDissector(enip, [
  {
    name: 'ListIdentity (domain M) over UDP',
    carrier: 'udp',
    messages: [
      { from: 'client', hex: message(0x63, 0) },
      { from: 'server', hex: IDENTITY },
    ],
    facts: [
      { field: 'role', value: 'client' },
      ...CONTROLLOGIX.map((fact): ExpectedFact => ({ ...fact, from: 'server' })),
    ],
    server: 'server',
  },
  {
    name: 'ListIdentity (domain M) over TCP, twice',
    carrier: 'tcp',
    messages: [{ from: 'client', hex: IDENTITY + IDENTITY }],
    facts: CONTROLLOGIX,
    server: 'client',
  },
  {
    name: 'session and CIP traffic: roles only',
    carrier: 'tcp',
    messages: [
      { from: 'client', hex: message(0x04, 0) },
      { from: 'client', hex: message(0x65, 0, hex('01000000')) },
      { from: 'server', hex: message(0x65, 0x1234, hex('01000000')) },
      {
        from: 'client',
        hex: message(0x6f, 0x1234, zeros(6), hex('0200 0000 0000 b200 0600 0102 2001 2401')),
      },
      { from: 'server', hex: message(0x6f, 0x1234, zeros(6), hex('0200 0000 0000 b200 0400 81000000')) },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'role', value: 'server', from: 'server' },
    ],
    server: 'server',
  },
  {
    name: 'further identities are other devices; one without address is nobody',
    carrier: 'udp',
    messages: [
      {
        from: 'client',
        hex: answer(
          identity('00000000', 0, 'Gateway'),
          identity('0a140a05', 0xbeef, 'Drive'),
          identity('00000000', 1, 'Lost'),
          octets(u16le(0x0c), u16le(3), zeros(3)),
          octets(u16le(0x86), u16le(2), zeros(2)),
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'server' },
      { field: 'vendor-id', value: '1' },
      { field: 'device-type', value: '14' },
      { field: 'product-code', value: '55' },
      { field: 'revision', value: '20.11' },
      { field: 'product-name', value: 'Gateway' },
      { field: 'vendor-id', value: '1', about: 'ip:10.20.10.5' },
      { field: 'device-type', value: '14', about: 'ip:10.20.10.5' },
      { field: 'product-code', value: '55', about: 'ip:10.20.10.5' },
      { field: 'revision', value: '20.11', about: 'ip:10.20.10.5' },
      { field: 'serial-number', value: '0000BEEF', about: 'ip:10.20.10.5' },
      { field: 'product-name', value: 'Drive', about: 'ip:10.20.10.5' },
    ],
  },
  {
    name: 'n-enip-name: lengths FFFF and a name longer than the datagram',
    carrier: 'udp',
    messages: [
      {
        from: 'client',
        hex: '6300ffff0000000000000000000000000000000000000000ffff0c00ffff0100000000000000000000000000000000000100010001000101000000000000ff4142',
      },
    ],
    facts: [
      { field: 'role', value: 'server' },
      { field: 'vendor-id', value: '1' },
      { field: 'device-type', value: '1' },
      { field: 'product-code', value: '1' },
      { field: 'revision', value: '1.1' },
    ],
  },
  {
    name: 'n-enip-name over TCP: a length that is never held',
    carrier: 'tcp',
    messages: [
      {
        from: 'client',
        hex: '6300ffff0000000000000000000000000000000000000000ffff0c00ffff0100000000000000000000000000000000000100010001000101000000000000ff4142',
      },
    ],
    facts: [{ field: 'role', value: 'server' }],
  },
  {
    name: 'options set, unknown status, unknown command',
    carrier: 'udp',
    messages: [
      { from: 'client', hex: octets(u16le(0x63), zeros(18), u32(1)).toString('hex') },
      { from: 'client', hex: octets(u16le(0x63), zeros(6), u32le(7), zeros(12)).toString('hex') },
      { from: 'client', hex: octets(u16le(0x00), zeros(22)).toString('hex') },
      { from: 'client', hex: octets(u16le(0x0163), zeros(22)).toString('hex') },
    ],
    facts: [],
    unrecognised: true,
  },
]);

const names = (carrier: 'tcp' | 'udp', message: string) =>
  converse(enip, { name: '', carrier, messages: [], facts: [] }, [
    { from: 'client', octets: Buffer.from(message, 'hex') },
  ]).facts.filter((fact) => fact.field === 'product-name');

describe('limits', () => {
  it('reads ITEM_LIMIT identities of an answer', () => {
    const identities = Array.from({ length: ITEM_LIMIT + 4 }, (_, index) =>
      identity(`0a140a${(index + 1).toString(16).padStart(2, '0')}`, 1, 'Drive'),
    );
    expect(names('udp', answer(...identities))).toHaveLength(ITEM_LIMIT);
  });

  it('holds an answer of IDENTITY_LIMIT octets', () => {
    const filler = (size: number) => octets(u16le(0x86), u16le(size - 4), zeros(size - 4));
    const own = identity('0a140a05', 1, 'Drive');
    const sized = (size: number) => answer(own, filler(size - 2 - own.length));
    expect(names('tcp', sized(IDENTITY_LIMIT))).toHaveLength(1);
    expect(names('tcp', sized(IDENTITY_LIMIT + 1))).toHaveLength(0);
  });
});
