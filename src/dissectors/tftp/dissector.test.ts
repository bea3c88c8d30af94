import { expect, it } from 'vitest';
import { converse, describeDissector, type Vector, type VectorMessage } from '../dissector.contract.ts';
import { FILE_NAME_LIMIT, REQUEST_LIMIT, tftp } from './dissector.ts';

const octets = (opcode: number, name: string, mode = 'octet', rest = '') =>
  Buffer.from(`\0${String.fromCharCode(opcode)}${name}\0${mode}\0${rest}`, 'latin1');
const request = (opcode: number, name: string, mode = 'octet', rest = ''): VectorMessage => ({
  from: 'client',
  hex: octets(opcode, name, mode, rest).toString('hex'),
});
const kind = (value: string) => ({ field: 'file-kind', value });

const vectors: Vector[] = [
  {
    name: 'a phone reads its configuration',
    messages: [request(1, 'SEP001B67600020.cnf.xml', 'netascii', 'tsize\x000\x00')],
    facts: [
      { field: 'request', value: 'read' },
      kind('configuration'),
      { field: 'file-name', value: 'SEP001B67600020.cnf.xml' },
      { field: 'device-name', value: 'SEP001B67600020' },
      { field: 'device-mac', value: '00:1b:67:60:00:20' },
    ],
  },
  {
    name: 'a boot loader asks by MAC, a switch by name, others for anything',
    messages: [
      request(1, 'pxelinux.cfg/01-00-1b-67-60-00-20'),
      request(1, 'wards\\acc-sw4-confg', 'OCTET'),
      request(1, 'network-confg'),
      request(1, 'sip8845.loads'),
      request(1, 'pxelinux.0'),
      request(1, 'CTLSEP.tlv'),
      request(1, 'PLANTED^JANE.txt'),
    ],
    facts: [
      { field: 'request', value: 'read' },
      kind('configuration'),
      { field: 'file-name', value: '01-00-1b-67-60-00-20' },
      { field: 'device-mac', value: '00:1b:67:60:00:20' },
      { field: 'file-name', value: 'acc-sw4-confg' },
      { field: 'device-name', value: 'acc-sw4' },
      kind('firmware'),
      kind('boot-loader'),
      kind('certificate-list'),
      kind('other'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a write names another device',
    messages: [request(2, 'SEP001B67600020.bin')],
    facts: [
      { field: 'request', value: 'write' },
      kind('firmware'),
      { field: 'file-name', value: 'SEP001B67600020.bin' },
    ],
  },
  {
    name: 'the first block of a file, on ports of the transfer',
    serverPort: 50_618,
    messages: [{ from: 'client', hex: `00030001${'0a'.repeat(512)}` }],
    facts: [],
  },
  {
    name: 'options that the server acknowledges, on ports of the transfer',
    serverPort: 50_618,
    messages: [{ from: 'client', hex: Buffer.from('\0\x06blksize\x001428\0', 'latin1').toString('hex') }],
    facts: [],
  },
  ...[
    octets(3, 'a'),
    Buffer.from(`00030001${'0a'.repeat(511)}`, 'hex'),
    Buffer.from(`00030002${'0a'.repeat(512)}`, 'hex'),
    octets(6, 'colour'),
    octets(6, ''),
    octets(1, ''),
    octets(1, 'a', 'binary'),
    octets(1, 'a\nb'),
    Buffer.from('\0\x01name\0octet', 'latin1'),
    octets(1, 'n'.repeat(FILE_NAME_LIMIT + 1)),
  ].map(
    (bad, index): Vector => ({
      name: `no request ${index}`,
      messages: [{ from: 'client', hex: bad.toString('hex') }],
      facts: [],
      unrecognised: true,
    }),
  ),
];

describeDissector(tftp, vectors);

it('reads FILE_NAME_LIMIT octets of a name and REQUEST_LIMIT requests', () => {
  const facts = (segments: Buffer[]) =>
    converse(
      tftp,
      { name: '', messages: [], facts: [] },
      segments.map((segment) => ({ from: 'client', octets: segment })),
    ).facts.map((fact) => fact.value);
  expect(facts([octets(1, 'n'.repeat(FILE_NAME_LIMIT))])).toContain('read');
  const many = (count: number) => Array.from({ length: count }, () => octets(1, 'a'));
  expect(facts([...many(REQUEST_LIMIT - 1), octets(2, 'a')])).toContain('write');
  expect(facts([...many(REQUEST_LIMIT), octets(2, 'a')])).not.toContain('write');
});
