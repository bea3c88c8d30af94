import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { converse, describeDissector, type Vector } from '../dissector.contract.ts';
import { coap, DATAGRAM_LIMIT, LINKS_LIMIT, PENDING_LIMIT, TEXT_LIMIT } from './dissector.ts';
import { LINK_LIMIT, readLinkFormat, VALUE_CHARACTERS_LIMIT, VALUE_LIMIT } from './link-format.ts';
import { OPTION_LIMIT, readCoapMessage } from './options.ts';

type Option = readonly [number, string];

/** A confirmable message; options in order of their numbers. */
function message(code: number, token: string, options: readonly Option[] = [], payload = ''): string {
  const parts: Buffer[] = [
    Buffer.from([0x40 | token.length, code, 0x12, 0x34]),
    Buffer.from(token, 'latin1'),
  ];
  let last = 0;
  for (const [number, text] of options) {
    const value = Buffer.from(text, 'latin1');
    const [delta, moreDelta] = nibble(number - last);
    const [length, moreLength] = nibble(value.length);
    parts.push(Buffer.from([(delta << 4) | length, ...moreDelta, ...moreLength]), value);
    last = number;
  }
  if (payload !== '') parts.push(Buffer.from([0xff]), Buffer.from(payload, 'utf8'));
  return Buffer.concat(parts).toString('hex');
}

function nibble(value: number): [number, number[]] {
  if (value < 13) return [value, []];
  if (value < 269) return [13, [value - 13]];
  return [14, [(value - 269) >> 8, (value - 269) & 0xff]];
}

const path = (text: string): Option[] => text.split('/').map((segment): Option => [11, segment]);
const get = (text: string, token = 'ab') => message(1, token, path(text));
const content = (format: number, payload: string, token = 'ab', more: Option[] = []) =>
  message(0x45, token, [[12, format === 0 ? '' : String.fromCharCode(format)], ...more], payload);
const LINKS =
  '</.well-known/core>;ct=40,</sensors/temp>;rt="temperature-c oic.r.temperature";if="sensor";title="Temperature, probe",</light>;rt=light;title="Patient PLANTED",</x>;rt="last';

const vectors: Vector[] = [
  {
    name: 'a device lists its resources',
    messages: [
      { from: 'client', hex: message(1, 'ab', [[3, 'lamp.hosp.lan'], ...path('.well-known/core')]) },
      { from: 'server', hex: content(40, `${LINKS}"`) },
    ],
    facts: [
      { field: 'host', value: 'lamp.hosp.lan', about: 'receiver' },
      { field: 'role', value: 'client' },
      { field: 'role', value: 'server', from: 'server' },
      { field: 'resource-type', value: 'temperature-c', from: 'server' },
      { field: 'resource-type', value: 'oic.r.temperature', from: 'server' },
      { field: 'resource-type', value: 'light', from: 'server' },
      { field: 'resource-type', value: 'last', from: 'server' },
      { field: 'resource-title', value: 'Temperature, probe', from: 'server' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'the first of several blocks: the last link is not whole',
    messages: [{ from: 'server', hex: content(40, LINKS.slice(0, 60), 'ab', [[23, '\x0e']]) }],
    facts: [{ field: 'role', value: 'server', from: 'server' }],
  },
  {
    name: 'LwM2M registration and the Device object',
    messages: [
      {
        from: 'client',
        hex: message(
          2,
          'r',
          [
            [11, 'rd'],
            [12, '('],
            [15, 'ep=urn:dev:mac:pump-0080A3600071'],
            [15, 'lt=300'],
            [15, 'lwm2m=1.1'],
          ],
          '</1/0>,</3/0>',
        ),
      },
      {
        from: 'server',
        hex: message(0x41, 'r', [
          [8, 'rd'],
          [8, 'PLANTED'],
        ]),
      },
      { from: 'server', hex: get('3/0/0', '0') },
      { from: 'client', hex: content(0, 'Acme', '0') },
      { from: 'server', hex: get('3/0/1', '1') },
      { from: 'client', hex: message(0x45, '1', [], 'Pump 3') },
      { from: 'server', hex: get('3/0/2', '2') },
      { from: 'client', hex: content(0, 'SN-4711', '2') },
      { from: 'server', hex: get('3/0/3', '3') },
      { from: 'client', hex: content(0, '1.2.3', '3') },
      { from: 'server', hex: get('3/0/18', '4') },
      { from: 'client', hex: content(0, 'B', '4') },
      { from: 'server', hex: get('3/0/19', '5') },
      { from: 'client', hex: content(0, '7.1', '5') },
      { from: 'server', hex: get('3303/0/5700', '6') },
      { from: 'client', hex: content(0, 'PLANTED', '6') },
      { from: 'server', hex: get('3/0/0', '7') },
      { from: 'client', hex: message(0x84, '7', [], 'PLANTED') },
    ],
    facts: [
      { field: 'role', value: 'lwm2m-client' },
      { field: 'role', value: 'lwm2m-server', about: 'receiver' },
      { field: 'endpoint-name', value: 'urn:dev:mac:pump-0080A3600071' },
      { field: 'endpoint-mac', value: '00:80:a3:60:00:71' },
      { field: 'lwm2m-version', value: '1.1' },
      { field: 'role', value: 'client', from: 'server' },
      { field: 'role', value: 'server' },
      { field: 'manufacturer', value: 'Acme' },
      { field: 'model', value: 'Pump 3' },
      { field: 'serial-number', value: 'SN-4711' },
      { field: 'firmware-version', value: '1.2.3' },
      { field: 'hardware-version', value: 'B' },
      { field: 'software-version', value: '7.1' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'registrations without version, without name, with a telephone number',
    serverPort: 56_830,
    messages: [
      {
        from: 'client',
        hex: message(2, '', [
          [11, 'rd'],
          [15, 'ep=node1'],
        ]),
      },
      { from: 'client', hex: message(2, '', [[11, 'rd']]) },
      {
        from: 'client',
        hex: message(2, '', [
          [11, 'rd'],
          [15, 'ep=urn:msisdn:PLANTED'],
        ]),
      },
    ],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'endpoint-name', value: 'node1' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'options of a draft before the standard, on the own port',
    messages: [{ from: 'client', hex: message(1, '', [[2, 'x']]) }],
    facts: [{ field: 'role', value: 'client' }],
  },
  ...(
    [
      ['an answer on another port', content(40, '</a>;rt=x'), 5_000],
      [
        'an unregistered option on another port',
        message(1, '', [
          [2, 'x'],
          [11, 'path'],
        ]),
        5_000,
      ],
      ['a payload marker without payload', '40011234ff', 5_683],
      ['an empty message', '40001234', 5_683],
      ['a token of nine octets', '49011234', 5_683],
      ['version 2', '80011234', 5_683],
      ['a reserved length', '400112340f', 5_683],
      ['an option beyond the end', '4001123405', 5_683],
      ['text', Buffer.from('NOTIFY * HTTP/1.1\r\n').toString('hex'), 5_683],
      ['a path that is not printable', message(1, '', [[11, '\x01\x02']]), 5_000],
    ] as const
  ).map(
    ([name, hex, serverPort]): Vector => ({
      name: `${name} is not recognised`,
      serverPort,
      messages: [{ from: 'client', hex }],
      facts: [],
      unrecognised: true,
    }),
  ),
];

describeDissector(coap, vectors);

describe('limits', () => {
  const facts = (messages: readonly (readonly ['client' | 'server', string])[]) =>
    converse(
      coap,
      { name: '', messages: [], facts: [] },
      messages.map(([from, hex]) => ({ from, octets: Buffer.from(hex, 'hex') })),
    ).facts.map((fact) => `${fact.field}=${fact.value}`);

  it('bounds datagrams, requests and texts', () => {
    const many = (count: number, token: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => ['client', get('3/0/1', token(index))] as const);
    const asked = (count: number) => [
      ...many(count - 1, (index) => `t${index}`),
      ['client', get('3/0/0', 'z')] as const,
    ];
    const answer = ['server', content(0, 'Acme', 'z')] as const;
    expect(facts([...asked(PENDING_LIMIT), answer])).toContain('manufacturer=Acme');
    expect(facts([...asked(PENDING_LIMIT + 1), answer])).not.toContain('manufacturer=Acme');
    const request = ['client', get('3/0/0', 'z')] as const;
    const same = (count: number) => Array.from({ length: count }, () => request);
    expect(facts([...same(DATAGRAM_LIMIT - 1), answer])).toContain('manufacturer=Acme');
    expect(facts([...same(DATAGRAM_LIMIT), answer])).not.toContain('manufacturer=Acme');
    const long = (length: number) => facts([request, ['server', content(0, 'x'.repeat(length), 'z')]]);
    expect(long(TEXT_LIMIT)).toContain(`manufacturer=${'x'.repeat(TEXT_LIMIT)}`);
    expect(long(TEXT_LIMIT + 1)).toEqual(['role=client', 'role=server']);
    const links = (padding: number) => facts([['server', content(40, `<${'x'.repeat(padding)}>;rt=light`)]]);
    expect(links(LINKS_LIMIT - 11)).toContain('resource-type=light');
    expect(links(LINKS_LIMIT - 10)).not.toContain('resource-type=light');
  });

  it('walks OPTION_LIMIT options', () => {
    const read = (count: number) =>
      readCoapMessage(
        OctetReader.over(
          Buffer.from(
            message(
              1,
              '',
              Array.from({ length: count }, (): Option => [11, 'a']),
            ),
            'hex',
          ),
        ),
      );
    expect(read(OPTION_LIMIT)?.path).toBe('/a'.repeat(OPTION_LIMIT));
    expect(read(OPTION_LIMIT + 1)).toBeUndefined();
  });

  it('bounds links and values', () => {
    const types = (count: number) =>
      readLinkFormat(Array.from({ length: count }, (_, index) => `</${index}>;rt=t${index}`).join(), false)
        .types.size;
    expect([types(VALUE_LIMIT), types(VALUE_LIMIT + 1)]).toEqual([VALUE_LIMIT, VALUE_LIMIT]);
    const behind = (count: number) => readLinkFormat(`${'</a>,'.repeat(count)}</b>;rt=x`, false).types.size;
    expect([behind(LINK_LIMIT - 1), behind(LINK_LIMIT)]).toEqual([1, 0]);
    const long = (length: number) => readLinkFormat(`</a>;rt=${'x'.repeat(length)}`, false).types.size;
    expect([long(VALUE_CHARACTERS_LIMIT), long(VALUE_CHARACTERS_LIMIT + 1)]).toEqual([1, 0]);
  });
});
