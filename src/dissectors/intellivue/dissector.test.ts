import { describe, expect, it } from 'vitest';
import {
  hex,
  macOctets,
  octets,
  type Piece,
  u16,
  u32,
  utf16be,
  zeros,
} from '../../../test/support/octet-builder.ts';
import { converse, describeDissector } from '../dissector.contract.ts';
import { intellivue } from './dissector.ts';
import { ITEM_LIMIT } from './mds.ts';

const counted = (...pieces: readonly Piece[]) => {
  const body = octets(...pieces);
  return octets(u16(body.length), body);
};
const list = (...entries: readonly Buffer[]) => octets(u16(entries.length), counted(...entries));
const attribute = (id: number, ...pieces: readonly Piece[]) => octets(u16(id), counted(...pieces));
const specification = (kind: number, component: Buffer, text: string) =>
  octets(u16(kind), component, counted(text));

/** A remote operation: type 1 invoke, 2 result, 5 linked result. */
const operation = (type: number, command: number, body: Buffer, session = 'e1000002') =>
  octets(
    hex(session),
    u16(type),
    counted(type === 5 ? hex('0101') : '', u16(7), u16(command), counted(body)),
  ).toString('hex');

const MDS = octets(u16(0x21), zeros(4));
const create = (attributes: Buffer) =>
  operation(1, 1, octets(MDS, zeros(4), u16(0x0d06), counted(MDS, attributes)));
const indication = (attributes: Buffer) =>
  operation(1, 0, octets(MDS, zeros(4), u16(0x0d17), counted(attributes)), '00010000');

/** Answer to a poll (0c16) or an extended poll (f13b) for the objects of a class. */
const pollResult = (type: number, action: number, polledClass: number, attributes: Buffer) => {
  const contexts = list(octets(u16(0), list(octets(u16(0), attributes))));
  const head = octets(zeros(action === 0xf13b ? 16 : 14), u16(1), u16(polledClass), u16(0));
  return operation(type, 7, octets(MDS, u16(action), counted(head, contexts)));
};

const AARQ =
  '0dec0508130100160102800014020002c1dc3180a0808001010000a280a003000001a4803080020101060452010001308006025101000000003080020102060c2a8648ce14020100000001013080060c2a8648ce140201000000020100000000000061803080020101a0806080a180060c2a8648ce14020100000003010000be802880060c2a8648ce140201000000010102010281488000000040000000000000008000000020000000000000000001002c0001002880000000000009c4000009c4000003e8ffffffff600000000001000cf00100088c0000000000000000000000000000000000000000000000';
/** The public request with the SPDU and the system type of an answer. */
const AARE = AARQ.replace(/^0dec/, '0eec').replace('8000000020000000000000', '0080000020000000000000');

describeDissector(intellivue, [
  {
    name: 'intellivue-aarq: the sender reads, the receiver is asked',
    messages: [{ from: 'client', hex: AARQ }],
    facts: [{ field: 'role', value: 'reader' }],
    server: 'server',
  },
  {
    name: 'association request with a BER long length, as wave clients send it',
    messages: [
      {
        from: 'client',
        hex: AARQ.replace(/^0dec/, '0dff00ee').replace('0201028148', '020102818200' + '80'),
      },
    ],
    facts: [{ field: 'role', value: 'reader' }],
    server: 'server',
  },
  {
    name: 'association accepted, seen from the accept on',
    messages: [{ from: 'client', hex: AARE }],
    facts: [{ field: 'role', value: 'monitor' }],
    server: 'client',
  },
  {
    name: 'association refused, released and aborted',
    messages: [
      { from: 'client', hex: AARQ },
      { from: 'server', hex: '0c06320100c1020000'.slice(0, 16) },
      { from: 'client', hex: '0903c10100' },
      { from: 'client', hex: '1903110103' },
    ],
    facts: [
      { field: 'role', value: 'reader' },
      { field: 'role', value: 'monitor', from: 'server' },
      { field: 'association-refused', value: 'yes', from: 'server' },
    ],
    server: 'server',
  },
  {
    name: 'intellivue-connect: no model, but address, port and bed',
    clientPort: 24_005,
    serverPort: 24_005,
    messages: [
      {
        from: 'client',
        hex: '000100000001005e000100000058002100000000000123450d17004a00040046098600040001114df101001400020010000100015e290000000500015e290000f100000e0009fb3a10150a141415ffffff00091e0010000e0049004300550032002d00370000',
      },
    ],
    facts: [
      { field: 'role', value: 'monitor' },
      { field: 'system-type', value: '69965 MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS' },
      { field: 'protocol-support', value: 'udp/24105' },
      { field: 'mac-address', value: '00:09:fb:3a:10:15' },
      { field: 'ip-address', value: '10.20.20.21' },
      { field: 'bed-label', value: 'ICU2-7' },
    ],
  },
  {
    name: 'intellivue-mds-create',
    messages: [
      {
        from: 'server',
        hex: 'e10000020001008e000000010088002100000000000123450d06007a00210000000000040070098600040001114d0928001400085068696c6970730000084d38303034410000092d00400004003c00010008000c44453132333435363738000000020008000838363532343100000004005800084a2e31302e353200000500180008422e30312e3032000984000800060009fb3a1015',
      },
      { from: 'client', hex: operation(2, 1, octets(MDS, zeros(4), u16(0x0d06), u16(0))) },
    ],
    facts: [
      { field: 'role', value: 'monitor', from: 'server' },
      { field: 'system-type', value: '69965 MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS', from: 'server' },
      { field: 'manufacturer', value: 'Philips', from: 'server' },
      { field: 'model', value: 'M8004A', from: 'server' },
      { field: 'serial-number', value: 'DE12345678', from: 'server' },
      { field: 'part-number', value: '865241', from: 'server' },
      { field: 'software-revision', value: 'J.10.52', from: 'server' },
      { field: 'firmware-revision', value: 'B.01.02', from: 'server' },
      { field: 'system-id', value: '0009fb3a1015', from: 'server' },
      { field: 'role', value: 'reader' },
    ],
    server: 'server',
  },
  {
    name: 'MDS create event with an EUI-64 as system identity (domain M)',
    messages: [
      {
        from: 'client',
        hex: 'e10000020001004a000000010044002100000000000123450d0600360021000000000003002c098600040001114d0928001200085068696c6970730000064d38303034410984000a00080009fb0102030405',
      },
    ],
    facts: [
      { field: 'role', value: 'monitor' },
      { field: 'system-type', value: '69965 MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS' },
      { field: 'manufacturer', value: 'Philips' },
      { field: 'model', value: 'M8004A' },
      { field: 'system-id', value: '0009fb0102030405' },
    ],
  },
  {
    name: 'component identities of four octets, other components, unknown kinds; an address that is not broadcast',
    messages: [
      {
        from: 'client',
        hex: create(
          list(
            attribute(0xf100, hex('0009fb3a10150a141415ffffff00')),
            attribute(0x0986, u16(1), u16(0x2001)),
            attribute(
              0x092d,
              list(
                specification(1, u32(0x50), 'MB-1'),
                specification(3, u32(0x50), 'C.2'),
                specification(4, u32(0x10), 'cfg 4'),
                specification(6, u32(0x08), 'P.1'),
                specification(9, u32(0x77), 'x'),
                specification(2, u32(0x08), '\0\0'),
              ),
            ),
          ),
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'monitor' },
      { field: 'system-type', value: '73729' },
      { field: 'component-specification', value: 'serial main-board: MB-1' },
      { field: 'hardware-revision', value: 'C.2' },
      { field: 'component-specification', value: 'software configuration: cfg 4' },
      { field: 'protocol-revision', value: 'P.1' },
      { field: 'component-specification', value: 'kind-9 component-119: x' },
    ],
  },
  {
    name: 'network address with two octets of padding behind the MAC',
    messages: [
      {
        from: 'client',
        hex: indication(
          list(attribute(0xf100, macOctets('00:09:fb:3a:10:16'), u16(0), hex('0a141416ffffff00'))),
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'monitor' },
      { field: 'mac-address', value: '00:09:fb:3a:10:16' },
      { field: 'ip-address', value: '10.20.20.22' },
    ],
  },
  {
    name: 'addresses of nobody and a network address of another size',
    messages: [
      {
        from: 'client',
        hex: indication(
          list(
            attribute(0xf100, zeros(14)),
            attribute(0xf100, hex('ffffffffffff7f000001ffffff00')),
            attribute(0xf100, zeros(10)),
            attribute(0x0984, u16(0)),
          ),
        ),
      },
    ],
    facts: [{ field: 'role', value: 'monitor' }],
  },
  {
    name: 'answers to polls for the MDS object; patient demographics and measurements are not read',
    messages: [
      {
        from: 'client',
        hex: operation(1, 7, octets(MDS, u16(0x0c16), counted(u16(1), u16(1), u16(0x21), u16(0)))),
      },
      {
        from: 'server',
        hex: pollResult(2, 0x0c16, 0x21, list(attribute(0x091e, counted(utf16be('ED-3'), u16(0))))),
      },
      {
        from: 'server',
        hex: pollResult(5, 0xf13b, 0x21, list(attribute(0x0928, counted('Philips\0'), counted('MX450\0')))),
      },
      {
        from: 'server',
        hex: pollResult(2, 0x0c16, 0x2a, list(attribute(0x0957, counted(utf16be('PLANTED^JANE'))))),
      },
      {
        from: 'server',
        hex: pollResult(2, 0x0c16, 0x06, list(attribute(0x091e, counted(utf16be('PLANTED'))))),
      },
    ],
    facts: [
      { field: 'role', value: 'reader' },
      { field: 'role', value: 'monitor', from: 'server' },
      { field: 'bed-label', value: 'ED-3', from: 'server' },
      { field: 'manufacturer', value: 'Philips', from: 'server' },
      { field: 'model', value: 'MX450', from: 'server' },
    ],
    planted: ['PLANTED'],
    server: 'server',
  },
  {
    name: 'n-intellivue-len: lengths and attribute count FFFF',
    messages: [
      {
        from: 'client',
        hex: 'e10000020001ffff00000001fff9002100000000000123450d06ffeb002100000000ffffffff0928ffff0008',
      },
    ],
    facts: [],
    anomalies: ['length'],
  },
  {
    name: 'n-intellivue-li: session header without its length octets',
    messages: [{ from: 'client', hex: '0dff' }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'an attribute and a specification longer than their list',
    messages: [
      { from: 'client', hex: create(octets(u16(1), counted(u16(0x0928), u16(50)))) },
      { from: 'client', hex: create(list(attribute(0x092d, u16(1), counted(u16(1), u16(8), u16(9))))) },
    ],
    facts: [{ field: 'role', value: 'monitor' }],
    anomalies: ['length'],
  },
  {
    name: 'DTLS, an X.224 connect and other datagrams with the same first octet are not this protocol',
    messages: [
      { from: 'client', hex: '0d00050813010016' },
      { from: 'client', hex: 'e100000200010004000000010000' },
      { from: 'client', hex: '00010000000100060000000000000000' },
    ],
    facts: [],
    unrecognised: true,
  },
]);

describe('limits', () => {
  it('reads ITEM_LIMIT attributes of a list', () => {
    const attributes = Array.from({ length: ITEM_LIMIT + 5 }, (_, index) =>
      attribute(0x0984, counted(u16(index + 1))),
    );
    const outcome = converse(intellivue, { name: '', messages: [], facts: [] }, [
      { from: 'client', octets: Buffer.from(create(list(...attributes)), 'hex') },
    ]);
    expect(outcome.facts.filter((fact) => fact.field === 'system-id')).toHaveLength(ITEM_LIMIT);
    expect(outcome.anomalies).toEqual(['too-many-items']);
  });

  it('reads ITEM_LIMIT protocols of an indication', () => {
    const protocols = Array.from({ length: ITEM_LIMIT + 5 }, (_, index) =>
      octets(u16(1), u16(1), u16(index + 1), u16(0)),
    );
    const outcome = converse(intellivue, { name: '', messages: [], facts: [] }, [
      { from: 'client', octets: Buffer.from(indication(list(attribute(0xf101, list(...protocols)))), 'hex') },
    ]);
    expect(outcome.facts.filter((fact) => fact.field === 'protocol-support')).toHaveLength(ITEM_LIMIT);
  });
});
