import { describe, expect, it } from 'vitest';
import {
  clientSends,
  converse,
  describeDissector,
  serverFact,
  serverSends,
  type VectorMessage,
} from '../dissector.contract.ts';
import {
  CLIENT_OCTET_LIMIT,
  LINE_LIMIT,
  PROMPT_SEARCH_LIMIT,
  SERVER_OCTET_LIMIT,
  telnet,
} from './dissector.ts';
import { BANNER_LINE_LIMIT, BANNER_TEXT_LIMIT } from './session.ts';

/** A fact about the server that becomes certain when the client types. */
const shown = (field: string, value: string) => ({ field, value, about: 'receiver' }) as const;

/** WILL ECHO, DO TERMINAL TYPE, SB TERMINAL TYPE SEND SE, an escaped 255. */
const NEGOTIATION = '\xff\xfb\x01\xff\xfd\x18\xff\xfa\x18\x01\xff\xff\xff\xf0\xff\xff';

const SPECTRUM = [
  'Welcome to the SIGMA Spectrum Diagnostic Terminal',
  'Wireless Battery Module (802.11a/b/g/n)',
  'MAC Address: 00:40:9d:00:53:01 SW: 20 D29',
  'Sigma Spectrum SN: 12345 SW: v8.00.01',
  'Radio up since 10:11:12',
];

describeDissector(telnet, [
  {
    name: 'banner of an infusion pump up to the prompt, nobody types',
    messages: [serverSends(`${NEGOTIATION}\x1b[2J\x1b[1;1H${SPECTRUM.join('\r\n')}\r\n\r\nlogin: `)],
    facts: SPECTRUM.map((line) => serverFact('banner', line)),
  },
  {
    name: 'login refused, then accepted, with echo',
    messages: [
      serverSends(NEGOTIATION),
      clientSends('\xff\xfd\x01\xff\xfc\x18'),
      serverSends('B. Braun SpaceCom 012U000061\r\nSpaceCom-0412 login: '),
      clientSends('PLANTEDU\r\0'),
      serverSends('PLANTEDU\r\nPassword: '),
      clientSends('PLANTEDP\r\0'),
      serverSends('\r\n\r\nLogin incorrect\r\nSpaceCom-0412 login: '),
      clientSends('P'),
      serverSends('P'),
      clientSends('LANTEDU\r\0'),
      serverSends('LANTEDU\r\nPassword: '),
      clientSends('PLANTEDP\r\0'),
      serverSends('\r\nLast login: by PLANTEDU\r\n# '),
      clientSends('ls\r\0'),
      serverSends('PLANTEDFILE\r\n# '),
    ],
    facts: [
      shown('banner', 'B. Braun SpaceCom 012U000061'),
      shown('prompt-host', 'SpaceCom-0412'),
      { field: 'clear-text-credential', value: 'password' },
      serverFact('login-outcome', 'rejected'),
      serverFact('login-outcome', 'accepted'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'no refusal but a new prompt; then a shell',
    messages: [
      serverSends('\xff\xfb\x01Ger\xc3\xa4t 5\r\nUser: '),
      clientSends('PLANTEDU\r\n'),
      serverSends('\r\nPassword: '),
      clientSends('PLANTEDP\r\n'),
      serverSends('\r\nUser: '),
      clientSends('PLANTEDU\r\n'),
      serverSends('\r\nPassword: '),
      clientSends('PLANTEDP\r\n'),
      serverSends('\r\npump> '),
      clientSends('show\r\n'),
    ],
    facts: [
      shown('banner', 'Gerät 5'),
      { field: 'clear-text-credential', value: 'password' },
      shown('login-outcome', 'rejected'),
      shown('login-outcome', 'accepted'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'the client echoes by itself, so that both prompts stand on one line of the server',
    messages: [
      serverSends('\xff\xfb\x01OpenBSD/i386 (oof) (ttyp2)\r\n\r\nlogin: '),
      clientSends('PLANTEDU\r\n'),
      serverSends('\xff\xfb\x01Password:'),
      clientSends('PLANTEDP\r\n'),
      serverSends('\r\nLast login: Sat Nov 27 on ttyp2\r\n'),
    ],
    facts: [
      shown('banner', 'OpenBSD/i386 (oof) (ttyp2)'),
      { field: 'clear-text-credential', value: 'password' },
      serverFact('login-outcome', 'accepted'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a password is asked at once, in Latin-1',
    messages: [serverSends('\xff\xfd\x03Ger\xe4t 6\r\nPassword for operator: ')],
    facts: [serverFact('banner', 'Gerät 6')],
  },
  {
    name: 'without negotiation the prompt tells, on the port of Telnet',
    messages: [serverSends('Acme Gateway\r\nPlease login: ')],
    facts: [serverFact('banner', 'Acme Gateway')],
  },
  {
    name: 'only the direction of the server was captured: what it echoes is not stated',
    messages: [
      serverSends(
        '\xff\xfb\x01Acme 1\r\nward-4 login: PLANTED\r\nPassword: \r\nLast login: PLANTED\r\n$ PLANTED',
      ),
    ],
    facts: [serverFact('banner', 'Acme 1'), serverFact('prompt-host', 'ward-4')],
    planted: ['PLANTED'],
  },
  {
    name: 'text without prompt is stated nowhere',
    messages: [
      serverSends('\xff\xfb\x01PID|1||PLANTED\r\nHR 60\r\n'),
      clientSends('\r\n'),
      serverSends('PLANTED: x\r\n'),
    ],
    facts: [],
    planted: ['PLANTED'],
  },
  {
    name: 'what is typed without prompt may be echoed',
    messages: [
      serverSends('\xff\xfb\x01menu\r\n1) x\r\n? '),
      clientSends('PLANTED\r\n'),
      serverSends('PLANTED\r\nlogin: '),
      clientSends('x\r\n'),
    ],
    facts: [],
    planted: ['PLANTED'],
  },
  {
    name: 'the same text elsewhere is not Telnet',
    serverPort: 4001,
    messages: [serverSends('Acme Gateway\r\nlogin: ')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'negotiation elsewhere is Telnet',
    serverPort: 4001,
    messages: [serverSends('\xff\xfb\x01Moxa NPort\r\nlogin: ')],
    facts: [serverFact('banner', 'Moxa NPort')],
  },
  {
    name: 'octets that only start like a command',
    messages: [{ from: 'server', hex: 'fffb77' }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'octets that are no text on the port of Telnet',
    messages: [{ from: 'server', hex: '1603010005' }],
    facts: [],
    unrecognised: true,
  },
]);

describe('telnet limits', () => {
  const run = (messages: readonly VectorMessage[]) =>
    converse(
      telnet,
      { name: '', messages, facts: [] },
      messages.map((message) => ({ from: message.from, octets: Buffer.from(message.hex, 'hex') })),
    );
  const start = '\xff\xfb\x01';

  it('states BANNER_LINE_LIMIT lines', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}\r\n`).join('');
    expect(run([serverSends(`${start}${lines}login: `)]).facts.length).toBe(BANNER_LINE_LIMIT);
  });

  it('gives up after BANNER_TEXT_LIMIT characters without prompt', () => {
    const line = `${'x'.repeat(98)}\r\n`;
    const within = Math.floor(BANNER_TEXT_LIMIT / 100);
    expect(run([serverSends(`${start}${line.repeat(within)}login: `)]).facts.length).toBeGreaterThan(0);
    expect(run([serverSends(`${start}${line.repeat(within + 1)}login: `)]).facts).toEqual([]);
  });

  it('ends a line after LINE_LIMIT octets and a direction after SERVER_OCTET_LIMIT', () => {
    const long = run([serverSends(`${start}${'x'.repeat(LINE_LIMIT * 2)}\r\nlogin: `)]);
    expect(long.facts).toEqual([]);
    expect(long.anomalies).toEqual([]);
    const noise = '\xff\xf1'.repeat(SERVER_OCTET_LIMIT / 2);
    expect(run([serverSends(`${start}${noise}Acme 1\r\nlogin: `)]).facts).toEqual([]);
  });

  it('reads CLIENT_OCTET_LIMIT octets of the client', () => {
    const typed = (octets: number) =>
      run([
        serverSends(`${start}Password: `),
        clientSends('\xff\xf1'.repeat(octets / 2)),
        clientSends('PLANTED\r\n'),
      ]).facts.map((fact) => fact.field);
    expect(typed(CLIENT_OCTET_LIMIT - 2)).toContain('clear-text-credential');
    expect(typed(CLIENT_OCTET_LIMIT)).not.toContain('clear-text-credential');
  });

  it('looks for a prompt in PROMPT_SEARCH_LIMIT octets', () => {
    const text = 'x'.repeat(PROMPT_SEARCH_LIMIT);
    expect(run([serverSends(`${text}login: `)]).recognised).toBe(false);
  });
});
