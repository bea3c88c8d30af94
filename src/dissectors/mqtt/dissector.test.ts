import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { converse, describeDissector, type Vector } from '../dissector.contract.ts';
import { readVariableInteger } from './connect.ts';
import { NAME_OCTETS_LIMIT, PACKET_LIMIT, PROPERTY_LIMIT, PUBLISH_LIMIT } from './constants.ts';
import { ATTRIBUTE_NAME_LIMIT, ATTRIBUTE_VALUE_LIMIT, attributeOf } from './device-attributes.ts';
import { mqtt } from './dissector.ts';
import { PAYLOAD_LIMIT } from './publish.ts';
import { TOPIC_LEVEL_LIMIT, topicShape } from './topic-shape.ts';

const CONNECT_311 =
  '105200044d51545404c6003c0014534758353135302d30303830413336303030373100176465762f3030383041333630303037312f73746174757300076f66666c696e650005696f743031000768756e74657232';
const CONNECT_5 =
  '104b00044d5154540506001e181100000e102600056d6f64656c000954656d705461672d3700157461672d30303a31623a63353a30363a37303a30310518000000050006742f77696c6c000178';
const CONNECT_31 = '101800064d51497364700302003c000a50554d502d3535323137';

const text = (value: string) => {
  const octets = Buffer.from(value, 'utf8');
  return Buffer.concat([Buffer.from([octets.length >> 8, octets.length & 0xff]), octets]);
};
function packet(first: number, ...parts: Buffer[]): string {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([first, ...length]), body]).toString('hex');
}
const connect = (id: string, level = 4) =>
  packet(
    0x10,
    text('MQTT'),
    Buffer.from([level, 2, 0, 60]),
    ...(level === 5 ? [Buffer.from([0])] : []),
    text(id),
  );
const publish = (topic: string, payload: string, first = 0x30, middle = '') =>
  packet(first, text(topic), Buffer.from(middle, 'hex'), Buffer.from(payload, 'utf8'));
const properties = (...pairs: [string, string][]) => {
  const list = Buffer.concat(
    pairs.map(([name, value]) => Buffer.concat([Buffer.from([0x26]), text(name), text(value)])),
  );
  return Buffer.concat([Buffer.from([(list.length & 127) | 128, list.length >> 7]), list]);
};

const vectors: Vector[] = [
  {
    name: 'mqtt-311: will, user name and password',
    messages: [
      { from: 'client', hex: CONNECT_311 },
      { from: 'server', hex: '20020000' },
    ],
    facts: [
      { field: 'version', value: '3.1.1' },
      { field: 'clear-text-credential', value: 'password' },
      { field: 'client-id', value: 'SGX5150-0080A3600071' },
      { field: 'client-mac', value: '00:80:a3:60:00:71' },
      { field: 'will-topic', value: 'dev/<mac>/status' },
      { field: 'role', value: 'broker', from: 'server' },
      { field: 'login-outcome', value: 'accepted', from: 'server' },
    ],
    server: 'server',
    planted: ['iot01', 'hunter2'],
  },
  {
    name: 'mqtt-5: user property and will properties before the will topic',
    messages: [{ from: 'client', hex: CONNECT_5 }],
    facts: [
      { field: 'version', value: '5.0' },
      { field: 'property-model', value: 'TempTag-7' },
      { field: 'client-id', value: 'tag-00:1b:c5:06:70:01' },
      { field: 'client-mac', value: '00:1b:c5:06:70:01' },
      { field: 'will-topic', value: '*/will' },
    ],
  },
  {
    name: 'mqtt-31: protocol name MQIsdp',
    messages: [
      { from: 'client', hex: CONNECT_31 },
      { from: 'server', hex: '20020005' },
    ],
    facts: [
      { field: 'version', value: '3.1' },
      { field: 'client-id', value: 'PUMP-55217' },
      { field: 'role', value: 'broker', from: 'server' },
      { field: 'login-outcome', value: 'rejected', from: 'server' },
    ],
  },
  {
    name: 'a connection that was there before: a message is published',
    serverPort: 17_501,
    messages: [
      { from: 'server', hex: publish('ward4/pump7/state', 'PLANTED') },
      { from: 'client', hex: publish('ward4/pump7/ack', 'PLANTED', 0x3b, '0004') },
    ],
    facts: [],
    planted: ['PLANTED', 'ward4'],
  },
  {
    name: 'a connection that was there before: a ping on the own port',
    messages: [
      { from: 'server', hex: 'd000' },
      { from: 'client', hex: 'c000' },
    ],
    facts: [],
    server: 'server',
  },
  ...(
    [
      ['LDAP', `300c020101600702010304008000`],
      ['a certificate', '3082010a0282010100b0'],
      ['a banner of FTP', Buffer.from('220 ready\r\n').toString('hex')],
      ['an empty topic', publish('', 'x'.repeat(40))],
      ['a topic with a wildcard', publish('ward/#', 'x')],
      ['a quality of service of three', publish('ward/pump', 'x', 0x36, '0001')],
      ['a repetition of what is sent once', publish('ward/pump', 'x', 0x38)],
      ['a topic that does not fit', '300900207761726431ff'],
      ['a ping on another port', 'c000'],
    ] as const
  ).map(
    ([name, hex]): Vector => ({
      name: `not MQTT: ${name}`,
      serverPort: 4_000,
      messages: [{ from: 'client', hex }],
      facts: [],
      unrecognised: true,
    }),
  ),
  {
    name: 'n-mqtt-varint: remaining length of five octets',
    messages: [{ from: 'client', hex: '10ffffffff7f' }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'n-mqtt-cid: client identifier of 65,535 octets',
    messages: [{ from: 'client', hex: '100f00044d5154540402003cffff616263' }],
    facts: [{ field: 'version', value: '3.1.1' }],
    anomalies: ['malformed-connect'],
  },
  {
    name: 'user properties that name the device, and one that names a person',
    messages: [
      {
        from: 'client',
        hex: packet(
          0x10,
          text('MQTT'),
          Buffer.from([5, 0x80, 0, 60]),
          properties(
            ['manufacturer', 'Acme'],
            ['serial_number', 'SN-4711'],
            ['fwVersion', '1.2.3'],
            ['sw', '4.5'],
            ['hw', 'B2'],
            ['nurse', 'PLANTED'],
            ['model', 'unknown'],
          ),
          text('jane@PLANTED'),
          text('PLANTEDUSER'),
        ),
      },
      { from: 'server', hex: '2003008600' },
    ],
    facts: [
      { field: 'version', value: '5.0' },
      { field: 'clear-text-credential', value: 'user-name' },
      { field: 'property-vendor', value: 'Acme' },
      { field: 'property-serial-number', value: 'SN-4711' },
      { field: 'property-firmware-version', value: '1.2.3' },
      { field: 'property-software-version', value: '4.5' },
      { field: 'property-hardware-version', value: 'B2' },
      { field: 'role', value: 'broker', from: 'server' },
      { field: 'login-outcome', value: 'rejected', from: 'server' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a sensor publishes who it is beside its measurements',
    messages: [
      { from: 'client', hex: connect('TEMP-4711') },
      { from: 'server', hex: '20020000' },
      {
        from: 'client',
        hex:
          publish(
            'ward/PLANTED/fridge',
            '{"vendor":"Acme","model":"T-1","serial":"4711","fw":"8.9","sw":"2.0","t":4.1,"patient":"PLANTED"}',
          ) +
          'c000' +
          'e000',
      },
    ],
    facts: [
      { field: 'version', value: '3.1.1' },
      { field: 'client-id', value: 'TEMP-4711' },
      { field: 'role', value: 'broker', from: 'server' },
      { field: 'login-outcome', value: 'accepted-without-credentials', from: 'server' },
      { field: 'published-vendor', value: 'Acme' },
      { field: 'published-model', value: 'T-1' },
      { field: 'published-serial-number', value: '4711' },
      { field: 'published-firmware-version', value: '8.9' },
      { field: 'published-software-version', value: '2.0' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a gateway publishes for devices behind it; version 5 with packet identifier and properties',
    messages: [
      { from: 'client', hex: connect('ward-gateway', 5) },
      {
        from: 'client',
        hex: publish('a/b', '{"serial":"SN-1","model":"Pump A","hardware":"rev2"}', 0x32, '000100'),
      },
      { from: 'client', hex: publish('a/b', '{"serial":"SN-2","model":"Pump B"}', 0x30, '00') },
      { from: 'client', hex: publish('a/b', '{"model":"Pump C"}', 0x30, '00') },
      { from: 'client', hex: publish('a/b', '[{"serial":"SN-4","model":"Pump D"}]', 0x30, '00') },
    ],
    facts: [
      { field: 'version', value: '5.0' },
      { field: 'client-id', value: 'ward-gateway' },
      { field: 'published-serial-number', value: 'SN-1', about: 'named:serial:SN-1' },
      { field: 'published-model', value: 'Pump A', about: 'named:serial:SN-1' },
      { field: 'published-hardware-version', value: 'rev2', about: 'named:serial:SN-1' },
      { field: 'published-serial-number', value: 'SN-2', about: 'named:serial:SN-2' },
      { field: 'published-model', value: 'Pump B', about: 'named:serial:SN-2' },
    ],
  },
  {
    name: 'a length of five octets after CONNECT ends the direction',
    messages: [
      { from: 'client', hex: connect('x') },
      { from: 'client', hex: '30ffffffff01' },
    ],
    facts: [
      { field: 'version', value: '3.1.1' },
      { field: 'client-id', value: 'x' },
    ],
    anomalies: ['malformed-packet'],
  },
  {
    name: 'CONNECT that the end of the capture cuts',
    messages: [{ from: 'client', hex: CONNECT_31.slice(0, -2) }],
    facts: [{ field: 'version', value: '3.1' }],
    endsCut: true,
  },
];

describeDissector(mqtt, vectors);

const run = (...hexes: string[]) =>
  converse(
    mqtt,
    { name: '', messages: [], facts: [] },
    hexes.map((hex) => ({ from: 'client', octets: Buffer.from(hex, 'hex') })),
  ).facts.map((fact) => `${fact.field}=${fact.value}`);

describe('limits', () => {
  it('reads PACKET_LIMIT octets of a CONNECT and passes over the rest', () => {
    const long = (willOctets: number) =>
      packet(
        0x10,
        text('MQTT'),
        Buffer.from([4, 6, 0, 60]),
        text('x'),
        text('dev/status'),
        text('w'.repeat(willOctets)),
      );
    const next = publish('t', '{"serial":"SN-1","model":"A"}');
    expect(run(long(PACKET_LIMIT * 2), next)).toContain('published-model=A');
    expect(run(long(PACKET_LIMIT * 2), next)).toContain('will-topic=dev/status');
  });

  it('reads PUBLISH_LIMIT messages of PAYLOAD_LIMIT octets', () => {
    const message = (serial: string, padding = 0) =>
      publish('t', `{"serial":"${serial}","model":"A"}${' '.repeat(padding)}`);
    const others = Array.from({ length: PUBLISH_LIMIT - 1 }, (_, index) => message(`SN-${index}`));
    expect(run(connect('x'), ...others, message('SN-9'))).toContain('published-serial-number=SN-9');
    expect(run(connect('x'), message('SN-8'), ...others, message('SN-9'))).not.toContain(
      'published-serial-number=SN-9',
    );
    expect(run(connect('x'), message('SN-9', PAYLOAD_LIMIT))).not.toContain('published-serial-number=SN-9');
  });

  it('walks PROPERTY_LIMIT properties', () => {
    const many = (count: number) =>
      packet(
        0x10,
        text('MQTT'),
        Buffer.from([5, 2, 0, 60]),
        properties(...Array.from({ length: count }, (): [string, string] => ['a', 'b']), ['model', 'M']),
        text('x'),
      );
    expect(run(many(PROPERTY_LIMIT - 1))).toContain('property-model=M');
    expect(run(many(PROPERTY_LIMIT))).not.toContain('property-model=M');
  });

  it('bounds names', () => {
    expect(run(connect('i'.repeat(NAME_OCTETS_LIMIT + 1)))).toContain(
      `client-id=${'i'.repeat(NAME_OCTETS_LIMIT)}`,
    );
    expect(attributeOf('model', 'm'.repeat(ATTRIBUTE_VALUE_LIMIT))).toBe('model');
    expect(attributeOf('model', 'm'.repeat(ATTRIBUTE_VALUE_LIMIT + 1))).toBeUndefined();
    expect(attributeOf('model'.padEnd(ATTRIBUTE_NAME_LIMIT), 'm')).toBe('model');
    expect(attributeOf('model'.padEnd(ATTRIBUTE_NAME_LIMIT + 1), 'm')).toBeUndefined();
  });

  it.each([
    ['00', 0],
    ['7f', 127],
    ['8001', 128],
    ['ffffff7f', 268_435_455],
    ['ffffffff', -1],
    ['80', -1],
  ])('variable integer %s', (hex, value) => {
    expect(readVariableInteger(OctetReader.over(Buffer.from(hex, 'hex')))).toBe(value);
  });
});

it.each([
  ['spBv1.0/PLANTED/NDEATH/node7', '', 'spBv1.0/*/NDEATH/*'],
  ['shellies/shellyht-1/online', 'shellyht-1', 'shellies/<client-id>/online'],
  ['/dev', '', '/dev'],
  ['dev/'.repeat(TOPIC_LEVEL_LIMIT), '', `${'dev/'.repeat(TOPIC_LEVEL_LIMIT)}…`],
])('topic %s', (topic, client, shape) => {
  expect(topicShape(topic, client)).toBe(shape);
});
