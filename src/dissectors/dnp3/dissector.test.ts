import { octets, type Piece, u16le } from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import { ATTRIBUTE_LIMIT, dnp3 } from './dissector.ts';

const MASTER = 0x80;
const PRIMARY = 0x40;
const DATA = 4;

/** CRC of DNP3 by division of the plain polynomial, bit by bit from the low end: not how the dissector does it. */
function checksum(block: Uint8Array): Buffer {
  let crc = 0;
  for (const octet of block)
    for (let bit = 0; bit < 8; bit++) {
      const feedback = ((octet >> bit) & 1) ^ (crc >> 15);
      crc = ((crc << 1) & 0xffff) ^ (feedback === 1 ? 0x3d65 : 0);
    }
  let reflected = 0;
  for (let bit = 0; bit < 16; bit++) reflected |= ((crc >> bit) & 1) << (15 - bit);
  return u16le(reflected ^ 0xffff);
}

const withChecksum = (block: Buffer) => octets(block, checksum(block));

/** A frame with this control octet and data, from address 3 to address 4. */
function frame(control: number, ...pieces: readonly Piece[]): Buffer {
  const data = octets(...pieces);
  const blocks: Buffer[] = [];
  for (let at = 0; at < data.length; at += 16) blocks.push(withChecksum(data.subarray(at, at + 16)));
  return octets(withChecksum(octets(5, 0x64, 5 + data.length, control, u16le(4), u16le(3))), ...blocks);
}

const fromMaster = (...pieces: readonly Piece[]) => frame(MASTER | PRIMARY | DATA, 0xc0, 0xc0, ...pieces);
const response = (...pieces: readonly Piece[]) => frame(PRIMARY | DATA, 0xc0, 0xc0, 129, 0, 0, ...pieces);
const attribute = (variation: number, value: string) => octets(0, variation, 0, 0, 0, 1, value.length, value);

const MASTER_FACTS = [
  { field: 'role', value: 'master' },
  { field: 'link-address', value: '3' },
];
const OUTSTATION_FACTS = [serverFact('role', 'outstation'), serverFact('link-address', '3')];

const VECTORS: Vector[] = [
  {
    name: 'a reset of the link, a poll and its answer, a command',
    messages: [
      clientSends(frame(MASTER | PRIMARY)),
      serverSends(frame(0)),
      clientSends(fromMaster(1, 60, 2, 6)),
      serverSends(response(1, 2, 0, 0, 1, 0x81, 0x01)),
      clientSends(fromMaster(5, 12, 1, 0x28, 1, 0, 7, 0)),
      clientSends(fromMaster(5, 12, 1, 0x28, 1, 0, 8, 0)),
      clientSends(fromMaster(99)),
    ],
    facts: [
      ...MASTER_FACTS,
      ...OUTSTATION_FACTS,
      { field: 'function', value: 'read' },
      serverFact('function', 'response'),
      { field: 'function', value: 'direct-operate' },
    ],
    server: 'server',
  },
  {
    name: 'device attributes over several blocks',
    messages: [
      serverSends(
        response(
          attribute(252, 'Acme Power'),
          attribute(250, 'RTU-100'),
          octets(0, 249, 0, 0, 0, 2, 1, 2),
          attribute(248, 'SN-4711'),
          attribute(247, 'Chiller plant'),
          attribute(246, 'PLANT-7'),
          attribute(243, 'B2'),
          attribute(242, '3.1.4'),
          attribute(240, 'PLANTED'),
        ),
      ),
    ],
    facts: [
      ...OUTSTATION_FACTS,
      serverFact('function', 'response'),
      serverFact('manufacturer', 'Acme Power'),
      serverFact('product-name', 'RTU-100'),
      serverFact('serial-number', 'SN-4711'),
      serverFact('device-name', 'Chiller plant'),
      serverFact('device-id', 'PLANT-7'),
      serverFact('hardware-version', 'B2'),
      serverFact('software-version', '3.1.4'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'attributes behind a block with a wrong checksum are not believed',
    messages: [
      serverSends(
        response(attribute(252, 'Acme'), attribute(248, 'SN-4711'))
          .toString('latin1')
          .replace('SN-4711', 'SN-9999'),
      ),
    ],
    facts: [...OUTSTATION_FACTS, serverFact('function', 'response'), serverFact('manufacturer', 'Acme')],
    server: 'server',
  },
  {
    name: 'more attributes than are looked at',
    messages: [
      serverSends(
        response(
          ...Array.from({ length: ATTRIBUTE_LIMIT / 4 }, () => octets(0, 1, 0, 0, 0, 1, 0)),
          octets(1, 2, 0, 0, 0, 1, 0),
          attribute(248, 'SN-4711'),
        ),
      ),
    ],
    facts: [...OUTSTATION_FACTS, serverFact('function', 'response')],
    server: 'server',
  },
  {
    name: 'a continued fragment says no function',
    messages: [clientSends(frame(MASTER | PRIMARY | DATA, 0x81, 5, 5, 5))],
    facts: MASTER_FACTS,
    server: 'server',
  },
  {
    name: 'over UDP',
    carrier: 'udp',
    messages: [clientSends(fromMaster(13))],
    facts: [...MASTER_FACTS, { field: 'function', value: 'cold-restart' }],
    server: 'server',
  },
  {
    name: 'a second frame whose header is broken',
    messages: [clientSends(frame(MASTER | PRIMARY), octets(5, 0x64, 5, 0xc0, 4, 0, 3, 0, 0, 0))],
    facts: MASTER_FACTS,
    anomalies: ['frame-malformed'],
    server: 'server',
  },
  {
    name: 'a header whose checksum is wrong',
    messages: [clientSends(5, 0x64, 5, 0xc0, 4, 0, 3, 0, 0, 0)],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'a length below its own header',
    messages: [clientSends(withChecksum(octets(5, 0x64, 4, 0xc0, u16le(4), u16le(3))))],
    facts: [],
    unrecognised: true,
  },
];

describeDissector(dnp3, VECTORS);
