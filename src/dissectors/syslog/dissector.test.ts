import { expect, it } from 'vitest';
import { converse, describeDissector, type Vector, type VectorMessage } from '../dissector.contract.ts';
import { DATAGRAM_LIMIT, HEADER_LIMIT, PROGRAM_LIMIT, syslog } from './dissector.ts';
import { TCP_MESSAGE_LIMIT } from './tcp-frame.ts';

const message = (text: string): VectorMessage => ({
  from: 'client',
  hex: Buffer.from(text, 'utf8').toString('hex'),
});

const counted = (text: string) => `${text.length} ${text}`;

const vectors: Vector[] = [
  {
    name: 'RFC 5424 with structured data',
    messages: [
      message(
        '<165>1 2026-03-11T22:14:15.003Z pacs01.hosp.lan storescp 8710 ID47 [x@32473 user="PLANTED"] login PLANTED',
      ),
      message('<14>1 - - - - - - PLANTED'),
    ],
    facts: [
      { field: 'format', value: 'rfc5424' },
      { field: 'host-name', value: 'pacs01.hosp.lan' },
      { field: 'app-name', value: 'storescp' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'RFC 3164 of a switch and of a daemon',
    messages: [
      message('<134>Nov 22 05:41:39 ACC-SW4 %SYS-5-CONFIG_I: Configured from console by PLANTED'),
      message('<38>Nov  2 05:41:40 acc-sw4 sshd[123]: Accepted password for PLANTED'),
      message('<38>Nov  2 05:41:40 crond[7]: (PLANTED) CMD'),
      message('<38>Nov  2 05:41:40 su: PLANTED on tty1'),
      message('<38>Nov  2 05:41:40 PLANTED was here'),
      message('<38>2013-09-12T19:16:34.457849+04:00 localhost through rsyslog: test'),
    ],
    facts: [
      { field: 'format', value: 'rfc3164' },
      { field: 'host-name', value: 'ACC-SW4' },
      { field: 'app-name', value: '%SYS-5-CONFIG_I' },
      { field: 'app-name', value: 'sshd' },
      { field: 'app-name', value: 'crond' },
      { field: 'app-name', value: 'su' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a relay speaks for two hosts',
    messages: [
      message('<13>Nov 22 05:41:39 host-a app: x'),
      message('<13>Nov 22 05:41:39 host-b app: x'),
      message('<13>Nov 22 05:41:39 host-c other: x'),
    ],
    facts: [
      { field: 'format', value: 'rfc3164' },
      { field: 'host-name', value: 'host-a' },
      { field: 'app-name', value: 'app' },
      { field: 'role', value: 'relay' },
    ],
  },
  {
    name: 'an address as host: the own one says nothing, another one tells a relay',
    messages: [
      message('<13>Nov 22 05:41:39 192.0.2.1 app: x'),
      message('<13>Nov 22 05:41:39 fe80::1 app: x'),
      message('<13>Nov 22 05:41:39 192.0.2.77 more: x'),
    ],
    facts: [
      { field: 'format', value: 'rfc3164' },
      { field: 'app-name', value: 'app' },
      { field: 'role', value: 'relay' },
    ],
  },
  {
    name: 'neither header, on the port of syslog',
    messages: [message('<189>29: *Mar 1 00:00:01: %SYS-5-RESTART: PLANTED'), message('<999>x'), message('x')],
    facts: [],
    planted: ['PLANTED'],
  },
  {
    name: 'on another port a header is needed',
    serverPort: 5_140,
    messages: [message('<14>1 2026-03-11T22:14:15Z pump7 - - - - x')],
    facts: [
      { field: 'format', value: 'rfc5424' },
      { field: 'host-name', value: 'pump7' },
    ],
  },
  {
    name: 'over TCP, ended by line feeds, whatever the port',
    carrier: 'tcp',
    serverPort: 52_173,
    messages: [
      message(
        '<22>1 2026-04-18T14:51:48+04:00 tablet-7 sync - - - PLANTED\n<22>1 2026-04-18T14:51:49+04:00 ',
      ),
      message('tablet-7 call - - - PLANTED\n'),
    ],
    facts: [
      { field: 'format', value: 'rfc5424' },
      { field: 'host-name', value: 'tablet-7' },
      { field: 'app-name', value: 'sync' },
      { field: 'app-name', value: 'call' },
    ],
    server: 'server',
    planted: ['PLANTED'],
  },
  {
    name: 'over TCP, counted, the first longer than what is read of it',
    carrier: 'tcp',
    messages: [
      message(counted(`<13>Nov 22 05:41:39 ris01 hl7: ${'PLANTED '.repeat(2_000)}`)),
      message(counted('<13>Nov 22 05:41:40 ris01 dicom: PLANTED')),
    ],
    facts: [
      { field: 'format', value: 'rfc3164' },
      { field: 'host-name', value: 'ris01' },
      { field: 'app-name', value: 'hl7' },
      { field: 'app-name', value: 'dicom' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'over TCP, a line that does not end is left',
    carrier: 'tcp',
    messages: [message(`<13>Nov 22 05:41:39 ris01 hl7: ${'x'.repeat(TCP_MESSAGE_LIMIT)}`)],
    facts: [],
  },
  {
    name: 'over TCP, what follows a message is none',
    carrier: 'tcp',
    messages: [message('<13>Nov 22 05:41:39 ris01 hl7: x\nGET / HTTP/1.1\r\n')],
    facts: [
      { field: 'format', value: 'rfc3164' },
      { field: 'host-name', value: 'ris01' },
      { field: 'app-name', value: 'hl7' },
    ],
  },
  ...[
    '<?xml version="1.0"?>',
    '<html><body>',
    '<14>no header\n',
    `<14>${'n'.repeat(300)}`,
    '220 ready',
    '12 MSH|',
    '0 <14>1 - h a - - - ',
    '<200>1 - h a - - - ',
  ].map(
    (text): Vector => ({
      name: `${text.slice(0, 20)} over TCP is not syslog`,
      carrier: 'tcp',
      messages: [message(text)],
      facts: [],
      unrecognised: true,
    }),
  ),
  ...['<192>1 - h a - - -', '<01>1 - h a - - -', '<>x', '<1x>y', '<11111>y', '<14', 'MSH|'].map(
    (text): Vector => ({
      name: `${text} is not syslog`,
      serverPort: text.startsWith('<14') ? 5_140 : 514,
      messages: [message(text)],
      facts: [],
      unrecognised: true,
    }),
  ),
];

describeDissector(syslog, vectors);

it('bounds datagrams, header and programs', () => {
  const facts = (texts: string[]) =>
    converse(
      syslog,
      { name: '', messages: [], facts: [] },
      texts.map((text) => ({ from: 'client', octets: Buffer.from(text, 'latin1') })),
    ).facts.map((fact) => `${fact.field}=${fact.value}`);
  const program = (name: string) => `<13>Nov 22 05:41:39 h1 ${name}: x`;
  const others = (count: number) => Array.from({ length: count }, (_, index) => program(`p${index}`));
  expect(facts([...others(PROGRAM_LIMIT - 1), program('last')])).toContain('app-name=last');
  expect(facts([...others(PROGRAM_LIMIT), program('last')])).not.toContain('app-name=last');
  const same = (count: number) => Array.from({ length: count }, () => program('p'));
  expect(facts([...same(DATAGRAM_LIMIT - 1), program('last')])).toContain('app-name=last');
  expect(facts([...same(DATAGRAM_LIMIT), program('last')])).not.toContain('app-name=last');
  const padded = (spaces: number) => `<13>Nov 22 05:41:39 h1${' '.repeat(spaces)}p: x`;
  const before = 'Nov 22 05:41:39 h1p:'.length;
  expect(facts([padded(HEADER_LIMIT - before)])).toContain('app-name=p');
  expect(facts([padded(HEADER_LIMIT - before + 1)])).not.toContain('app-name=p');
});
