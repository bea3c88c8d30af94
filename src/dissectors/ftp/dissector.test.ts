import { describe, expect, it } from 'vitest';
import {
  clientSends,
  converse,
  describeDissector,
  serverFact,
  serverSends,
  type VectorMessage,
} from '../dissector.contract.ts';
import { BANNER_LINE_LIMIT, ftp, LINE_COUNT_LIMIT, LINE_LIMIT } from './dissector.ts';

const client = (line: string) => clientSends(Buffer.from(`${line}\r\n`));
const server = (line: string) => serverSends(Buffer.from(`${line}\r\n`));

describeDissector(ftp, [
  {
    name: 'login refused, then accepted',
    messages: [
      server('220 Baxter Spectrum WBM FTP v8.00.01'),
      client('USER PLANTEDU'),
      server('331 Password for PLANTEDU'),
      client('PASS PLANTEDP'),
      server('530 Login incorrect.'),
      client('USER PLANTEDU'),
      server('331 Please specify the password.'),
      client('PASS PLANTEDP'),
      server('230 PLANTEDU logged in'),
      client('SYST'),
      server('215 UNIX Type: L8 VxWorks'),
      server('220 never'),
    ],
    facts: [
      serverFact('banner', 'Baxter Spectrum WBM FTP v8.00.01'),
      { field: 'clear-text-credential', value: 'password' },
      serverFact('login-outcome', 'rejected'),
      serverFact('login-outcome', 'accepted'),
      serverFact('system', 'UNIX Type: L8 VxWorks'),
    ],
    planted: ['PLANTEDU', 'PLANTEDP', 'never'],
    server: 'server',
  },
  {
    name: 'greeting of several lines, anonymous user',
    messages: [
      server('220---------- Welcome to Pure-FTPd [privsep] ----------'),
      server('220-------------------'),
      server('Acme Médical'),
      server(' 331 indented'),
      server('220 Ready'),
      client('user anonymous'),
      server('331 x'),
      client('PASS'),
      server('230-PLANTED files'),
      server('230 x'),
    ],
    facts: [
      serverFact('banner', 'Welcome to Pure-FTPd [privsep]'),
      serverFact('banner', 'Acme Médical'),
      serverFact('banner', '331 indented'),
      serverFact('banner', 'Ready'),
      { field: 'clear-text-credential', value: 'anonymous' },
      serverFact('login-outcome', 'accepted'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'no password asked, and a 530 that refuses no password',
    messages: [
      server('220 x'),
      client('HELP'),
      server('530 Please login with USER and PASS.'),
      client('USER op'),
      server('230 in'),
    ],
    facts: [serverFact('banner', 'x'), serverFact('login-outcome', 'accepted-without-password')],
  },
  {
    name: 'AUTH TLS hands over',
    messages: [
      server('220 FTPS'),
      client('AUTH TLS'),
      server('234 go'),
      { from: 'client', hex: '160301000501' },
    ],
    facts: [serverFact('banner', 'FTPS')],
  },
  {
    name: 'a stream without its start',
    serverPort: 2121,
    messages: [client('SYST'), server('215 Windows_NT')],
    facts: [serverFact('system', 'Windows_NT')],
  },
  {
    name: 'a line that never ends',
    messages: [
      { from: 'server', hex: Buffer.from(`220 FTP\r\n220 ${'x'.repeat(LINE_LIMIT)}`).toString('hex') },
    ],
    facts: [serverFact('banner', 'FTP')],
    anomalies: ['line-too-long'],
  },
  {
    name: 'SMTP greets with 220 as well',
    messages: [server('220 mail.hosp.lan ESMTP Postfix')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'a greeting elsewhere that does not name FTP',
    serverPort: 2525,
    messages: [server('220 hosp.lan ready')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'POP3 has USER too',
    serverPort: 110,
    messages: [client('USER x')],
    facts: [],
    unrecognised: true,
  },
  { name: 'a word that starts like a command', messages: [client('SYSTEM')], facts: [], unrecognised: true },
]);

describe('ftp limits', () => {
  const run = (messages: readonly VectorMessage[]) =>
    converse(
      ftp,
      { name: '', messages, facts: [] },
      messages.map((message) => ({ from: message.from, octets: Buffer.from(message.hex, 'hex') })),
    ).facts;

  it('states BANNER_LINE_LIMIT lines of a greeting', () => {
    const lines = Array.from({ length: 20 }, (_, index) => server(`220-FTP ${index}`));
    expect(run(lines).length).toBe(BANNER_LINE_LIMIT);
  });

  it('reads LINE_COUNT_LIMIT lines', () => {
    const noise = Array.from({ length: LINE_COUNT_LIMIT - 1 }, () => client('NOOP'));
    const facts = run([server('220 FTP'), ...noise, server('215 late')]);
    expect(facts.map((fact) => fact.field)).toEqual(['banner']);
  });
});
