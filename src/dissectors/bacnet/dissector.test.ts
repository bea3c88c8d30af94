import { describe, expect, it } from 'vitest';
import { hex, octets, type Piece, u16, u32, utf16be } from '../../../test/support/octet-builder.ts';
import { OctetReader } from '../../wire/octet-reader.ts';
import { converse, describeDissector, type ExpectedFact } from '../dissector.contract.ts';
import { bacnet, NETWORK_LIMIT } from './dissector.ts';
import { DEPTH_LIMIT, TAG_LIMIT, TagWalk } from './tags.ts';

const bvlc = (operation: number, ...pieces: readonly Piece[]) => {
  const body = octets(...pieces);
  return octets(0x81, operation, u16(body.length + 4), body).toString('hex');
};
const unicast = (...pieces: readonly Piece[]) => bvlc(0x0a, 0x01, 0x00, ...pieces);
const DEVICE = u32((8 << 22) | 1234);
const POINT = u32(77);
const string = (charset: number, content: Buffer) => octets(0x75, content.length + 1, charset, content);
const utf8 = (text: string) => string(0, Buffer.from(text, 'utf8'));
const result = (property: number, value: Buffer) => octets(0x29, property, 0x4e, value, 0x4f);
const object = (id: Buffer, ...results: readonly Buffer[]) => octets(0x0c, id, 0x1e, ...results, 0x1f);
const readMultipleAck = (...objects: readonly Buffer[]) => unicast(0x30, 0x03, 0x0e, ...objects);

const fromServer = (facts: readonly (readonly [string, string])[]): ExpectedFact[] =>
  facts.map(([field, value]) => ({ field, value, from: 'server' }));
const SERVER_1234 = [
  ['role', 'server'],
  ['device-instance', '1234'],
] as const;
const CHILD = 'named:bacnet:2001/0b';

describeDissector(bacnet, [
  {
    name: 'I-Am (domain M): device 1234 of vendor 5',
    messages: [{ from: 'client', hex: '810b001401001000c4020004d22205c491032105' }],
    facts: [
      { field: 'device-instance', value: '1234' },
      { field: 'max-apdu', value: '1476' },
      { field: 'segmentation', value: 'none' },
      { field: 'vendor-id', value: '5' },
    ],
  },
  {
    name: 'bacnet-rp-model',
    messages: [{ from: 'server', hex: '810a001e010030010c0c020004d219463e750a0050584333362d452e443f' }],
    facts: fromServer([...SERVER_1234, ['model-name', 'PXC36-E.D']]),
    server: 'server',
  },
  {
    name: 'bacnet-rp-serial: a property number of two octets and a short string tag',
    messages: [{ from: 'server', hex: '810a0018010030020c0c020004d21a01743e74004131373f' }],
    facts: fromServer([...SERVER_1234, ['serial-number', 'A17']]),
    server: 'server',
  },
  {
    name: 'bacnet-iam-router: a device behind a router is not the router',
    messages: [{ from: 'client', hex: '810a0018010807d1010b1000c4020005392201e091032107' }],
    facts: [
      { field: 'role', value: 'router' },
      { field: 'device-instance', value: '1337', about: CHILD },
      { field: 'max-apdu', value: '480', about: CHILD },
      { field: 'segmentation', value: 'none', about: CHILD },
      { field: 'vendor-id', value: '7', about: CHILD },
    ],
  },
  {
    name: 'bacnet-rpm: vendor name, firmware, and an error in place of the location',
    messages: [
      {
        from: 'server',
        hex: '810a0035010030030e0c020004d21e29794e7508005369656d656e734f292c4e75090046573d56362e322e4f293a5e910291205f1f',
      },
    ],
    facts: fromServer([
      ['role', 'server'],
      ['device-instance', '1234'],
      ['vendor-name', 'Siemens'],
      ['firmware-revision', 'FW=V6.2.'],
    ]),
    server: 'server',
  },
  {
    name: 'request and answer for a whole device object, among a point whose name is not read',
    messages: [
      { from: 'client', hex: bvlc(0x0a, 0x01, 0x04, 0x02, 0x75, 0x03, 0x0e, 0x0c, DEVICE, hex('1e09081f')) },
      {
        from: 'server',
        hex: readMultipleAck(
          object(POINT, result(77, utf8('PLANTED')), result(28, utf8('PLANTED'))),
          object(
            DEVICE,
            result(12, utf8('4.1.2')),
            result(28, string(5, Buffer.from('L\xfcftung', 'latin1'))),
            result(58, string(4, utf16be('Dach 3'))),
            result(77, utf8('AHU-7')),
            result(120, hex('210a')),
            result(139, hex('2113')),
            result(76, octets(0xc4, DEVICE, 0xc4, POINT)),
            result(152, hex('0e2e3e2101 3f2f0f')),
            octets(hex('294c3902'), 0x4e, 0xc4, POINT, 0x4f),
            result(121, string(1, Buffer.from('XX'))),
            result(70, octets()),
            result(44, hex('2105')),
          ),
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'client' },
      ...fromServer([
        ...SERVER_1234,
        ['application-software-version', '4.1.2'],
        ['description', 'Lüftung'],
        ['location', 'Dach 3'],
        ['object-name', 'AHU-7'],
        ['vendor-id', '10'],
        ['protocol-revision', '19'],
      ]),
    ],
    server: 'server',
    planted: ['PLANTED'],
  },
  {
    name: 'array index before the value, and a text value for a property that is a number',
    messages: [
      {
        from: 'server',
        hex: unicast(0x30, 1, 0x0c, 0x0c, DEVICE, hex('1946'), hex('2901'), 0x3e, utf8('X1'), 0x3f),
      },
      { from: 'server', hex: unicast(0x30, 1, 0x0c, 0x0c, DEVICE, hex('1978'), 0x3e, utf8('12'), 0x3f) },
    ],
    facts: fromServer([...SERVER_1234, ['model-name', 'X1']]),
  },
  {
    name: 'objects other than the device object, and the instance that means any device',
    messages: [
      { from: 'server', hex: unicast(0x30, 1, 0x0c, 0x0c, POINT, hex('194d'), 0x3e, utf8('PLANTED'), 0x3f) },
      {
        from: 'server',
        hex: unicast(0x30, 1, 0x0c, hex('0c023fffff'), hex('194d'), 0x3e, utf8('PLANTED'), 0x3f),
      },
    ],
    facts: fromServer([['role', 'server']]),
    planted: ['PLANTED'],
  },
  {
    name: 'segmented answer: the first segment is read up to its end, the others are not',
    messages: [
      {
        from: 'server',
        hex: unicast(0x3c, 3, 0, 4, 0x0e, 0x0c, DEVICE, 0x1e, result(70, utf8('M1')), hex('292c4e750900')),
      },
      { from: 'server', hex: unicast(0x38, 3, 1, 4, 0x0e, 0x0c, u32((8 << 22) | 99)) },
    ],
    facts: fromServer([...SERVER_1234, ['model-name', 'M1']]),
  },
  {
    name: 'forwarded message: about the origin, not about who forwards',
    messages: [
      {
        from: 'client',
        hex: bvlc(0x04, hex('0a143c3dbac0'), hex('0100'), hex('1000'), 0xc4, DEVICE, hex('2205c491032105')),
      },
      {
        from: 'client',
        hex: bvlc(
          0x04,
          hex('0a143c3dbac0'),
          hex('010807d1010b'),
          hex('1000'),
          0xc4,
          DEVICE,
          hex('2205c491002105'),
        ),
      },
      { from: 'client', hex: bvlc(0x04, hex('00000000bac0'), hex('0100'), hex('1000'), 0xc4, DEVICE) },
      {
        from: 'client',
        hex: bvlc(0x04, hex('c0000201bac0'), hex('0100'), hex('1000'), 0xc4, u32((8 << 22) | 6)),
      },
    ],
    facts: [
      { field: 'role', value: 'bbmd' },
      { field: 'device-instance', value: '1234', about: 'ip:10.20.60.61' },
      { field: 'max-apdu', value: '1476', about: 'ip:10.20.60.61' },
      { field: 'segmentation', value: 'none', about: 'ip:10.20.60.61' },
      { field: 'vendor-id', value: '5', about: 'ip:10.20.60.61' },
      { field: 'role', value: 'router', about: 'ip:10.20.60.61' },
      { field: 'device-instance', value: '1234', about: CHILD },
      { field: 'max-apdu', value: '1476', about: CHILD },
      { field: 'segmentation', value: 'both', about: CHILD },
      { field: 'vendor-id', value: '5', about: CHILD },
      { field: 'device-instance', value: '6' },
    ],
  },
  {
    name: 'I-Have names the device only when the object is the device',
    messages: [
      { from: 'client', hex: unicast(0x10, 0x01, 0xc4, DEVICE, 0xc4, DEVICE, utf8('BMS-3')) },
      { from: 'client', hex: unicast(0x10, 0x01, 0xc4, DEVICE, 0xc4, POINT, utf8('PLANTED')) },
    ],
    facts: [
      { field: 'device-instance', value: '1234' },
      { field: 'object-name', value: 'BMS-3' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a foreign device, a router and the networks behind it',
    messages: [
      { from: 'client', hex: bvlc(0x05, u16(300)) },
      { from: 'server', hex: bvlc(0x00, u16(0)) },
      { from: 'server', hex: bvlc(0x0b, hex('0180'), 0x01, u16(2001), u16(2002), 0xff) },
      { from: 'client', hex: bvlc(0x0b, hex('0180'), 0x00, u16(2001)) },
    ],
    facts: [
      { field: 'role', value: 'foreign-device' },
      { field: 'role', value: 'router', from: 'server' },
      { field: 'routes-network', value: '2001', from: 'server' },
      { field: 'routes-network', value: '2002', from: 'server' },
    ],
  },
  {
    name: 'changing services by kind; their passwords and values are not read',
    messages: [
      {
        from: 'client',
        hex: bvlc(0x0a, hex('0124 0bb8 0105 ff'), hex('0005 0f 0f 0c00000001 1955 3e4442a000003f')),
      },
      { from: 'server', hex: unicast(0x20, 0x0f, 0x0f) },
      { from: 'client', hex: unicast(hex('0005 10 14 0901'), 0x1d, 9, 0, 'PLANTED1') },
      { from: 'client', hex: unicast(hex('0805 11 00 01 11 1901')) },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'function-write', value: 'write-property' },
      { field: 'role', value: 'server', from: 'server' },
      { field: 'function-write', value: 'reinitialize-device' },
      { field: 'function-write', value: 'device-communication-control' },
    ],
    server: 'server',
    planted: ['PLANTED'],
  },
  {
    name: 'n-bacnet-dlen: destination address longer than the datagram',
    messages: [{ from: 'client', hex: '810a000d0120ffffffffffffff' }],
    facts: [],
    anomalies: ['address-length'],
  },
  {
    name: 'n-bacnet-strlen: a string longer than the datagram',
    messages: [{ from: 'server', hex: '810a0018010030010c0c020004d219463e75feffff004142' }],
    facts: fromServer(SERVER_1234),
  },
  {
    name: 'source address of no octets',
    messages: [{ from: 'client', hex: bvlc(0x0b, hex('0108 07d1 00 1000'), 0xc4, DEVICE) }],
    facts: [],
    anomalies: ['address-length'],
  },
  {
    name: 'datagrams whose length, version or function does not fit are not BACnet',
    messages: [
      { from: 'client', hex: '810b0015010010 00c4020004d22205c491032105'.replace(' ', '') },
      { from: 'client', hex: bvlc(0x0b, hex('02001008')) },
      { from: 'client', hex: bvlc(0x0d, hex('01001008')) },
      { from: 'client', hex: bvlc(0x01, hex('01001008')) },
    ],
    facts: [],
    unrecognised: true,
  },
]);

const run = (message: string) =>
  converse(bacnet, { name: '', messages: [], facts: [] }, [
    { from: 'client', octets: Buffer.from(message, 'hex') },
  ]);

describe('limits', () => {
  it('says NETWORK_LIMIT networks of a router', () => {
    const networks = Array.from({ length: NETWORK_LIMIT + 9 }, (_, index) => u16(index + 1));
    const { facts } = run(bvlc(0x0b, hex('018001'), ...networks));
    expect(facts.filter((fact) => fact.field === 'routes-network')).toHaveLength(NETWORK_LIMIT);
  });

  it('walks TAG_LIMIT tags', () => {
    const walk = new TagWalk(OctetReader.over(Buffer.alloc(TAG_LIMIT + 1, 0x10)));
    let tags = 0;
    while (walk.next()) tags++;
    expect(tags).toBe(TAG_LIMIT);
  });

  it('goes DEPTH_LIMIT constructed values deep', () => {
    const nested = (depth: number) =>
      readMultipleAck(
        object(
          DEVICE,
          result(152, octets(Buffer.alloc(depth, 0x0e), Buffer.alloc(depth, 0x0f))),
          result(70, utf8('M')),
        ),
      );
    const models = (depth: number) =>
      run(nested(depth)).facts.filter((fact) => fact.field === 'model-name').length;
    expect(models(DEPTH_LIMIT - 1)).toBe(1);
    expect(models(DEPTH_LIMIT)).toBe(0);
  });
});
