import { describe, expect, it } from 'vitest';
import { converse, describeDissector, type VectorMessage } from '../dissector.contract.ts';
import { ITEM_LIMIT } from './attributes.ts';
import { APDU_COUNT_LIMIT, PROTOCOL_LIMIT, phd } from './dissector.ts';

const u16 = (value: number) => value.toString(16).padStart(4, '0');
/** Length in octets of what `hex` writes. */
const octets = (hex: string) => hex.length / 2;
const sized = (hex: string) => u16(octets(hex)) + hex;
const list = (items: readonly string[]) => u16(items.length) + sized(items.join(''));
const text = (value: string) => Buffer.from(value, 'latin1').toString('hex');
const apdu = (choice: string, body: string) => choice + sized(body);

const AGENT = '00800000';
const MANAGER = '80000000';
const information = (systemType: string, systemId: string, configuration: number) =>
  `80000000a0008000000000000000${systemType}${sized(systemId)}${u16(configuration)}0001010000000000`;
const request = (...protocols: readonly string[]) => apdu('e200', `80000000${list(protocols)}`);
const protocol20601 = (info: string) => `5079${sized(info)}`;
const response = (result: number, info: string) => apdu('e300', `${u16(result)}5079${sized(info)}`);
const data = (choice: string, body: string) => apdu('e700', sized(`0001${choice}${sized(body)}`));

const attribute = (id: string, value: string) => id + sized(value);
const specification = (kind: number, value: string) => `${u16(kind)}0000${sized(text(value))}`;

const MDS = [
  attribute('0a5a', list(['10070001'])),
  attribute('0928', `${sized(text('Acme\0\0'))}${sized(text('BP-100'))}`),
  attribute('0984', sized('1a2b3cfffe4d5e6f')),
  attribute(
    '092d',
    list([
      specification(1, 'SN-0042'),
      specification(2, 'P-7'),
      specification(3, 'H1'),
      specification(4, '2.10'),
      specification(5, '1.4.2'),
      specification(6, '2'),
      specification(7, '16173'),
      specification(0, 'unspecified'),
    ]),
  ),
  attribute('0a44', '02bc'),
  attribute('0a4b', '00010002'),
];
const getResult = (attributes: readonly string[]) => data('0203', `0000${list(attributes)}`);

const client = (...hex: string[]): VectorMessage => ({ from: 'client', hex: hex.join('') });
const server = (...hex: string[]): VectorMessage => ({ from: 'server', hex: hex.join('') });
const agent = (field: string, value: string) => ({ field, value });
const manager = (field: string, value: string) => ({ field, value, from: 'server' }) as const;

const MDS_FACTS = [
  agent('role', 'agent'),
  agent('specialisation', '4103 blood-pressure-monitor'),
  agent('manufacturer', 'Acme'),
  agent('model-number', 'BP-100'),
  agent('system-id', '1a2b3cfffe4d5e6f'),
  agent('system-id-mac', '1a:2b:3c:4d:5e:6f'),
  agent('serial-number', 'SN-0042'),
  agent('part-number', 'P-7'),
  agent('hardware-revision', 'H1'),
  agent('software-revision', '2.10'),
  agent('firmware-revision', '1.4.2'),
  agent('protocol-revision', '2'),
  agent('gmdn', '16173'),
  agent('config-id', '700'),
];

describeDissector(phd, [
  {
    name: 'association, attributes of the device, a measurement, release',
    messages: [
      client(request(protocol20601(information(AGENT, '1a2b3cfffe4d5e6f', 700)))),
      server(response(0, information(MANAGER, '0011223344556677', 0)), data('0103', '000000000000')),
      client(getResult(MDS)),
      client(data('0101', `0000000000000d1d${sized(text('PLANTED'))}`)),
      server(data('0201', '000000000d1d0000')),
      client(apdu('e400', '0000')),
      server(apdu('e500', '0000')),
    ],
    facts: [
      ...MDS_FACTS,
      manager('association-outcome', 'accepted'),
      manager('role', 'manager'),
      manager('system-id', '0011223344556677'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: "a maker's protocol offered first",
    messages: [client(request('ffff00020000', protocol20601(information(AGENT, '1a2b3c4d5e6f7081', 0))))],
    facts: [agent('role', 'agent'), agent('system-id', '1a2b3c4d5e6f7081')],
  },
  {
    name: 'a response first; identities of other lengths and of zeros',
    messages: [
      server(response(8, information(MANAGER, 'ffff', 0))),
      client(request(protocol20601(information(AGENT, '0000000000000000', 16384)), 'ffff00020000')),
      client(getResult([attribute('0a5a', list(['2000ffff']))])),
    ],
    facts: [
      manager('association-outcome', 'rejected-unsupported-assoc-version'),
      manager('role', 'manager'),
      agent('role', 'agent'),
      agent('config-id', '16384'),
      agent('specialisation', '8192'),
    ],
  },
  {
    name: 'a capture that begins with a measurement',
    messages: [client(data('0101', `0000000000000d1d${sized(text('PLANTED'))}`)), client(getResult(MDS))],
    facts: MDS_FACTS,
    planted: ['PLANTED'],
  },
  {
    name: 'lengths that do not fit',
    messages: [
      client(data('0203', '00000002ffff0928')),
      client(data('0203', `0000${u16(1)}${sized('0928ffff')}`)),
      client(data('0203', `0000${list([attribute('092d', '000100080001000000ff4142')])}`)),
      client(apdu('e200', '80000000000100045079ffff')),
      client(request(protocol20601('8000'))),
      client(response(0, '8000')),
      client(data('0203', '000100000000')),
    ],
    facts: [agent('role', 'agent'), agent('association-outcome', 'accepted')],
    anomalies: ['length'],
  },
  {
    name: 'out of step',
    messages: [client(data('0101', '0000000000000d1d0000')), client('00112233')],
    facts: [agent('role', 'agent')],
    anomalies: ['not-20601'],
  },
  {
    name: 'a data APDU whose lengths do not nest',
    messages: [client('e7000010000d00010101000800000000')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'an unknown data choice',
    messages: [client('e7000008000600010209ffff')],
    facts: [],
    unrecognised: true,
  },
  { name: 'another choice first', messages: [client('e40000020000')], facts: [], unrecognised: true },
  {
    name: 'a version that is none',
    messages: [client('e20000080000000100000000')],
    facts: [],
    unrecognised: true,
  },
  { name: 'a result that is none', messages: [client('e3000004ffff5079')], facts: [], unrecognised: true },
]);

describe('phd limits', () => {
  const run = (messages: readonly VectorMessage[]) =>
    converse(
      phd,
      { name: '', messages, facts: [] },
      messages.map((message) => ({ from: message.from, octets: Buffer.from(message.hex, 'hex') })),
    );

  it('reads ITEM_LIMIT attributes', () => {
    const many = Array.from({ length: ITEM_LIMIT + 1 }, () => attribute('0a44', '02bc'));
    expect(run([client(getResult(many))]).anomalies).toEqual(['too-many-items']);
  });

  it('reads ITEM_LIMIT specialisations', () => {
    const many = Array.from({ length: ITEM_LIMIT + 9 }, (_, index) => `${u16(8192 + index)}0001`);
    const facts = run([client(getResult([attribute('0a5a', list(many))]))]).facts;
    expect(facts.filter((fact) => fact.field === 'specialisation').length).toBe(ITEM_LIMIT);
  });

  it('reads PROTOCOL_LIMIT protocols of a request', () => {
    const many = Array.from({ length: PROTOCOL_LIMIT + 1 }, () => '50790000');
    expect(run([client(request(...many))]).anomalies).toContain('too-many-items');
  });

  it('reads APDU_COUNT_LIMIT APDUs', () => {
    const measurements = Array.from({ length: APDU_COUNT_LIMIT }, () =>
      client(data('0101', '0000000000000d1d0000')),
    );
    expect(run([...measurements, client(getResult(MDS))]).facts.map((fact) => fact.field)).toEqual(['role']);
  });
});
