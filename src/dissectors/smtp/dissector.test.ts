import { expect, it } from 'vitest';
import {
  clientSends,
  converse,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
  type VectorMessage,
} from '../dissector.contract.ts';
import { LINE_COUNT_LIMIT, LINE_LIMIT, smtp } from './dissector.ts';

const client = (line: string) => clientSends(Buffer.from(`${line}\r\n`));
const server = (line: string) => serverSends(Buffer.from(`${line}\r\n`));

describeDissector(smtp, [
  {
    name: 'a scanner logs in and sends a mail, which nobody reads',
    messages: [
      server('220 mail.hosp.example ESMTP Postfix (Debian/GNU)'),
      client('EHLO scan-ward4.hosp.example'),
      server('250-mail.hosp.example'),
      server('250-SIZE 10240000'),
      server('250 AUTH PLAIN LOGIN'),
      client('AUTH PLAIN AFBMQU5URUQAUExBTlRFRA=='),
      server('535 5.7.8 Error: PLANTED'),
      client('AUTH LOGIN'),
      server('334 VXNlcm5hbWU6'),
      client('UExBTlRFRA=='),
      server('235 2.7.0 Authentication successful'),
      client('MAIL FROM:<planted@hosp.example>'),
      server('250 Ok'),
      client('EHLO late.hosp.example'),
    ],
    facts: [
      serverFact('server-name', 'mail.hosp.example'),
      serverFact('banner', 'ESMTP Postfix (Debian/GNU)'),
      { field: 'client-name', value: 'scan-ward4.hosp.example' },
      { field: 'clear-text-credential', value: 'password' },
      serverFact('login-outcome', 'rejected'),
      serverFact('login-outcome', 'accepted'),
    ],
    planted: ['planted', 'UExBTlRFRA', 'late'],
    server: 'server',
  },
  {
    name: 'a greeting of several lines without a name, a client without one',
    messages: [
      server('220-Welcome, ESMTP'),
      server('220 ready'),
      client('helo [192.0.2.1]'),
      server('250 ok'),
      client('ehlo localhost'),
      client('EHLO'),
    ],
    facts: [serverFact('banner', 'Welcome, ESMTP')],
    server: 'server',
  },
  {
    name: 'only the client was captured',
    serverPort: 10_025,
    messages: [client('EHLO prn-4711'), client('AUTH CRAM-MD5'), client('RCPT TO:<planted@x>')],
    facts: [{ field: 'client-name', value: 'prn-4711' }],
    planted: ['planted'],
    server: 'server',
  },
  {
    name: 'a client that leaves its name out',
    messages: [client('EHLO'), server('250 mx1'), client('EHLO prn-4711')],
    facts: [{ field: 'client-name', value: 'prn-4711' }],
  },
  {
    name: 'a reply to something else than STARTTLS begins no TLS',
    messages: [
      server('220 mx1.hosp.example ESMTP'),
      client('STARTTLS'),
      server('454 TLS not available'),
      client('NOOP'),
      server('220 never'),
      client('EHLO prn-4711'),
    ],
    facts: [
      serverFact('server-name', 'mx1.hosp.example'),
      serverFact('banner', 'ESMTP'),
      { field: 'client-name', value: 'prn-4711' },
    ],
  },
  {
    name: 'a line without end',
    messages: [server('220 mx1 ESMTP'), clientSends(Buffer.from('E'.repeat(LINE_LIMIT)))],
    facts: [serverFact('server-name', 'mx1'), serverFact('banner', 'ESMTP')],
    anomalies: ['line-too-long'],
  },
  ...(
    [
      ['FTP on the port of mail', '220 ProFTPD Server ready\r\n', 25],
      ['a greeting of something else', '220 ready\r\n', 4_000],
      ['another reply', '250 mail\r\n', 25],
      ['a word that begins so', 'EHLOX\r\n', 25],
      ['HTTP', 'HEAD / HTTP/1.1\r\n\r\n', 25],
    ] as const
  ).map(
    ([name, text, serverPort]): Vector => ({
      name: `not SMTP: ${name}`,
      serverPort,
      messages: [clientSends(Buffer.from(text))],
      facts: [],
      unrecognised: true,
    }),
  ),
]);

/** Values of all facts of a conversation. */
const said = (...talk: readonly VectorMessage[]) =>
  converse(
    smtp,
    { name: '', messages: [], facts: [] },
    talk.map(({ from, hex }) => ({ from, octets: Buffer.from(hex, 'hex') })),
  ).facts.map(({ value }) => value);

it('hands over when TLS begins', () => {
  const talk = [server('220 mx1 ESMTP'), client('STARTTLS'), server('220 go ahead'), client('EHLO behind')];
  // The driver looks for another protocol and, with this one alone, finds it again behind the handover.
  expect(said(...talk)).toEqual(['mx1', 'ESMTP', 'behind']);
});

it('reads LINE_COUNT_LIMIT lines', () => {
  const values = (noops: number) =>
    said(
      server('220 mx1 ESMTP'),
      ...Array.from({ length: noops }, () => client('NOOP')),
      client('EHLO last-1'),
    );
  expect(values(LINE_COUNT_LIMIT - 2)).toContain('last-1');
  expect(values(LINE_COUNT_LIMIT - 1)).not.toContain('last-1');
});
