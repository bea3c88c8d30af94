import { expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { converse, describeDissector, type ExpectedFact, type Vector } from '../dissector.contract.ts';
import { DIALECT_LIMIT, MESSAGE_LIMIT, STRING_LIMIT } from './constants.ts';
import { smb } from './dissector.ts';

/** smb1-nativeos: session setup response of Windows XP. */
const XP_SETUP_RESPONSE =
  '00000088ff534d4273000000008803c8000000000000000000000000000001006400020003ff00000000005f0000570069006e0064006f0077007300200035002e0031000000570069006e0064006f00770073002000320030003000300020004c0041004e0020004d0061006e006100670065007200000052004100440049004f004c004f00470059000000';
/** NTLMSSP challenge of Windows 7: domain HOSP, computer MR01. */
const WINDOWS_CHALLENGE =
  '4e544c4d5353500002000000080008003800000015828ae2000102030405060700000000000000004e004e00400000000601b11d0000000f48004f00530050000200080048004f0053005000010008004d005200300031000400100068006f00730070002e006c0061006e0003001a006d007200300031002e0068006f00730070002e006c0061006e0000000000';
/** ntlm-samba: version 6.1 with build 0. */
const SAMBA_CHALLENGE =
  '4e544c4d5353500002000000080008003800000015828ae2010203040506070800000000000000006e006e0040000000060100000000000f48004f00530050000200080048004f0053005000010012004c00470048002d004e0041005300300031000400100068006f00730070002e006c0061006e00030024006c00670068002d006e0061007300300031002e0068006f00730070002e006c0061006e00070008000080209bcb82d80100000000';
/** ntlm-auth: user svc_pacs on MRVIDA01. */
const AUTHENTICATE =
  '4e544c4d53535000030000001800180070000000180018008800000008000800480000001000100050000000100010006000000000000000a0000000158288e20a00614a0000000f48004f00530050007300760063005f0070006100630073004d005200560049004400410030003100000000000000000000000000000000000000000000000000111111111111111111111111111111111111111111111111';
/** n-ntlm-off: offsets and lengths beyond the end. */
const WILD_CHALLENGE =
  '4e544c4d535350000200000008000800f0ffffff15828ae200000000000000000000000000000000ffffffff380000000601b11d0000000f010002005800';
/** n-smb2-secbuf: negotiate response whose token lies beyond the end. */
const WILD_TOKEN =
  '0000007cfe534d424000000000000000000001000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000004100010011030000001100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f0fff0ff';

const le = (value: number, octets: number) => {
  const bytes = Buffer.alloc(octets);
  bytes.writeUIntLE(value, 0, octets);
  return bytes.toString('hex');
};
const session = (body: string, type = '00') => type + (body.length / 2).toString(16).padStart(6, '0') + body;
const ascii = (text: string) => Buffer.from(`${text}\0`, 'latin1').toString('hex');
const utf16 = (text: string) => Buffer.from(`${text}\0`, 'utf16le').toString('hex');

/** An SMB2 message. */
const smb2 = (command: number, isResponse: boolean, body: string, status = 0) =>
  session(
    `fe534d4240000000${le(status, 4)}${le(command, 2)}0100${le(isResponse ? 1 : 0, 4)}${'00'.repeat(44)}${body}`,
  );
const negotiateResponse = (dialect: number, guid: string, start = '0000000000000000', mode = 1) =>
  smb2(
    0,
    true,
    `4100${le(mode, 2)}${le(dialect, 2)}0000${guid}${'00'.repeat(16)}80a1bcc45bb0dc01${start}8000000000000000`,
  );
const MORE_PROCESSING = 0xc0000016;
const LOGON_FAILURE = 0xc000006d;
const setupResponse = (token: string, status: number, flags = 0) =>
  smb2(1, true, `0900${le(flags, 2)}4800${le(token.length / 2, 2)}${token}`, status);
const setupRequest = (token: string) =>
  smb2(1, false, `1900000100000000000000005800${le(token.length / 2, 2)}0000000000000000${token}`);

/** An SMB1 message; strings of `bytes` in UTF-16 start at an even offset when `words` says so. */
const smb1 = (command: number, isReply: boolean, words: string, bytes: string, status = 0, flags2 = 0xc803) =>
  session(
    `ff534d42${le(command, 1)}${le(status, 4)}${isReply ? '88' : '08'}${le(flags2, 2)}${'00'.repeat(20)}` +
      `${le(words.length / 4, 1)}${words}${le(bytes.length / 2, 2)}${bytes}`,
  );

const said = (from: 'client' | 'server', rows: Readonly<Record<string, string>>): ExpectedFact[] =>
  Object.entries(rows).map(([field, value]) => ({ field, value, from }));

const SAMBA_GUID = Buffer.from('lgh-nas01'.padEnd(16, '\0'), 'latin1').toString('hex');
const WINDOWS_GUID = '00112233445566778899aabbccddeeff';

const vectors: readonly Vector[] = [
  {
    name: 'smb1-nativeos: Windows XP',
    messages: [{ from: 'server', hex: XP_SETUP_RESPONSE }],
    facts: said('server', {
      'native-os': 'Windows 5.1',
      'native-lan-manager': 'Windows 2000 LAN Manager',
      'primary-domain': 'RADIOLOGY',
      'login-outcome': 'success',
    }),
    server: 'server',
  },
  {
    name: 'SMB 3.1.1 of Windows: negotiation, challenge, success',
    messages: [
      {
        from: 'client',
        hex: smb2(
          0,
          false,
          `240005000100000000000000${WINDOWS_GUID}0000000000000000020210020003020311030000`,
        ),
      },
      { from: 'server', hex: negotiateResponse(0x0311, WINDOWS_GUID, '00804fa6cf4adc01', 3) },
      { from: 'client', hex: setupRequest('4e544c4d5353500001000000978208e2') },
      { from: 'server', hex: setupResponse(`a181b43081b1${WINDOWS_CHALLENGE}`, MORE_PROCESSING) },
      { from: 'client', hex: setupRequest(AUTHENTICATE) },
      { from: 'server', hex: setupResponse('', 0) },
      { from: 'client', hex: smb2(3, false, '0900') },
    ],
    facts: [
      ...said('client', { 'offered-dialects': 'SMB 2.0.2, SMB 2.1, SMB 3.0, SMB 3.0.2, SMB 3.1.1' }),
      ...said('server', {
        dialect: 'SMB 3.1.1',
        signing: 'required',
        'system-time': '2026-03-10T07:01:50.000Z',
        'server-start-time': '2025-11-01T01:34:22.000Z',
        'server-guid': '33221100-5544-7766-8899-aabbccddeeff',
        'ntlm-computer': 'MR01',
        'ntlm-dns-computer': 'mr01.hosp.lan',
        'ntlm-domain': 'HOSP',
        'ntlm-dns-domain': 'hosp.lan',
        'ntlm-version': '6.1.7601',
        'login-outcome': 'success',
      }),
      ...said('client', {
        'ntlm-computer': 'MRVIDA01',
        'ntlm-domain': 'HOSP',
        'ntlm-version': '10.0.19041',
      }),
    ],
    server: 'server',
    planted: ['svc_pacs'],
  },
  {
    name: 'ntlm-samba: no Windows version, its name in the place of the GUID, no start time',
    messages: [
      { from: 'server', hex: negotiateResponse(0x02ff, SAMBA_GUID) },
      { from: 'server', hex: negotiateResponse(0x0210, SAMBA_GUID) },
      { from: 'server', hex: setupResponse(SAMBA_CHALLENGE, MORE_PROCESSING) },
      { from: 'server', hex: setupResponse('', 0, 1) },
    ],
    facts: said('server', {
      dialect: 'SMB 2.1',
      signing: 'enabled',
      'system-time': '2026-03-10T07:01:50.000Z',
      'server-name': 'lgh-nas01',
      'ntlm-computer': 'LGH-NAS01',
      'ntlm-dns-computer': 'lgh-nas01.hosp.lan',
      'ntlm-domain': 'HOSP',
      'ntlm-dns-domain': 'hosp.lan',
      'login-outcome': 'guest',
    }),
  },
  {
    name: 'failed and anonymous logins',
    messages: [
      { from: 'server', hex: setupResponse('', LOGON_FAILURE) },
      { from: 'server', hex: setupResponse('', 0, 2) },
    ],
    facts: [
      { field: 'login-outcome', value: 'failure', from: 'server' },
      { field: 'login-outcome', value: 'anonymous', from: 'server' },
    ],
  },
  {
    name: 'n-smb2-secbuf: token beyond the end',
    messages: [{ from: 'server', hex: WILD_TOKEN }],
    facts: said('server', {
      dialect: 'SMB 3.1.1',
      signing: 'enabled',
      'server-guid': '00001100-0000-0000-0000-000000000000',
    }),
  },
  {
    name: 'n-ntlm-off: challenge with wild offsets',
    messages: [{ from: 'server', hex: setupResponse(WILD_CHALLENGE, MORE_PROCESSING) }],
    facts: said('server', { 'ntlm-computer': 'X', 'ntlm-version': '6.1.7601' }),
  },
  {
    name: 'port 139: session request, SMB1 negotiation without extended security, account and passwords unread',
    serverPort: 139,
    messages: [
      {
        from: 'client',
        hex: `8100004420${encodedName('LGH-NAS01', 0x20)}0020${encodedName('CTCONSOLE01', 0x00)}00`,
      },
      { from: 'server', hex: '82000000' },
      {
        from: 'client',
        hex: smb1(0x72, false, '', `02${ascii('LANMAN1.0')}02${ascii('NT LM 0.12')}`),
      },
      {
        from: 'server',
        hex: smb1(
          0x72,
          true,
          `010003320001000411000000000100${le(7, 4)}${le(0x8000e3fd - 0x80000000, 4)}${'00'.repeat(10)}08`,
          `0102030405060708${utf16('RADIOLOGY')}${utf16('LGH-XP07')}`,
        ),
      },
      {
        from: 'client',
        hex: smb1(
          0x73,
          false,
          `ff00000004110200010007000000${le(4, 2)}${le(4, 2)}00000000d4000000`,
          `${Buffer.from('PwAaPwBb', 'latin1').toString('hex')}00${utf16('planted-user')}${utf16('RADIOLOGY')}${utf16('Windows 2002 2600 Service Pack 3')}${utf16('Windows 2002 5.1')}`,
        ),
      },
      { from: 'server', hex: XP_SETUP_RESPONSE },
    ],
    facts: [
      { field: 'called-name', value: 'LGH-NAS01', about: 'receiver' },
      { field: 'calling-name', value: 'CTCONSOLE01' },
      { field: 'offered-dialects', value: 'LANMAN1.0, NT LM 0.12' },
      ...said('server', {
        dialect: 'SMB 1',
        signing: 'disabled',
        'primary-domain': 'RADIOLOGY',
        'server-name': 'LGH-XP07',
      }),
      ...said('client', {
        'native-os': 'Windows 2002 2600 Service Pack 3',
        'native-lan-manager': 'Windows 2002 5.1',
      }),
      ...said('server', {
        'native-os': 'Windows 5.1',
        'native-lan-manager': 'Windows 2000 LAN Manager',
        'login-outcome': 'success',
      }),
    ],
    server: 'server',
    planted: ['planted-user', 'PwAa', 'PwBb'],
  },
  {
    name: 'SMB1 with extended security and ASCII strings',
    messages: [
      {
        from: 'client',
        hex: smb1(
          0x73,
          false,
          `ff00000004110200010007000000${le(AUTHENTICATE.length / 2, 2)}00000000d4000080`,
          AUTHENTICATE + ascii('Unix') + ascii('CIFS VFS Client for Linux'),
          0,
          0x4801,
        ),
      },
      {
        from: 'server',
        hex: smb1(
          0x73,
          true,
          `ff0000000000${le(SAMBA_CHALLENGE.length / 2, 2)}`,
          SAMBA_CHALLENGE + ascii('Unix') + ascii('Samba 4.9.5-Debian') + ascii('HOSP'),
          MORE_PROCESSING,
          0x4801,
        ),
      },
      { from: 'server', hex: smb1(0x73, true, '', '', LOGON_FAILURE) },
      { from: 'server', hex: smb1(0x73, true, 'ff0000000100', '', 0) },
    ],
    facts: [
      ...said('client', {
        'ntlm-computer': 'MRVIDA01',
        'ntlm-domain': 'HOSP',
        'ntlm-version': '10.0.19041',
        'native-os': 'Unix',
        'native-lan-manager': 'CIFS VFS Client for Linux',
      }),
      ...said('server', {
        'ntlm-computer': 'LGH-NAS01',
        'ntlm-dns-computer': 'lgh-nas01.hosp.lan',
        'ntlm-domain': 'HOSP',
        'ntlm-dns-domain': 'hosp.lan',
        'native-os': 'Unix',
        'native-lan-manager': 'Samba 4.9.5-Debian',
        'primary-domain': 'HOSP',
        'login-outcome': 'failure',
      }),
      { field: 'login-outcome', value: 'guest', from: 'server' },
    ],
    planted: ['svc_pacs'],
  },
  {
    name: 'SMB1 negotiation with signing required, extended security; a dialect that the server refuses',
    messages: [
      { from: 'server', hex: '82000000' },
      {
        from: 'server',
        hex: smb1(
          0x72,
          true,
          `00000f320001000411000000000100${le(0, 4)}fde30080${'00'.repeat(10)}00`.padEnd(68, '0'),
          WINDOWS_GUID,
        ),
      },
      { from: 'server', hex: smb1(0x72, true, 'ffff', '') },
    ],
    facts: said('server', { dialect: 'SMB 1', signing: 'required' }),
  },
  {
    name: 'keep-alive and echo are skipped, files and encrypted messages end the flow',
    messages: [
      { from: 'client', hex: `${smb2(13, false, '04000000')}85000000${smb1(0x2b, false, '0100', '00')}` },
      { from: 'client', hex: session(`fd534d42${'00'.repeat(60)}`) },
      { from: 'server', hex: negotiateResponse(0x0311, WINDOWS_GUID) },
    ],
    facts: [],
  },
  {
    name: 'message that ends within its header',
    messages: [{ from: 'server', hex: session(`fe534d42400000000000000000000100${'00'.repeat(8)}`) }],
    facts: [],
    anomalies: ['malformed'],
  },
];

/** First-level encoding of a NetBIOS name, 32 letters. */
function encodedName(name: string, suffix: number): string {
  const octets = Buffer.concat([Buffer.from(name.padEnd(15), 'latin1'), Buffer.from([suffix])]);
  const letters = [...octets].map((octet) => String.fromCharCode(0x41 + (octet >> 4), 0x41 + (octet & 15)));
  return Buffer.from(letters.join(''), 'latin1').toString('hex');
}

describeDissector(smb, vectors);

const outcomeOf = (hex: string) =>
  converse(smb, { name: '', messages: [], facts: [] }, [{ from: 'client', octets: Buffer.from(hex, 'hex') }]);

it('reads a session setup of the longest allowed length and skips a longer one', () => {
  const request = (length: number) =>
    setupRequest(AUTHENTICATE + '00'.repeat(length - 88 - AUTHENTICATE.length / 2));
  expect(outcomeOf(request(MESSAGE_LIMIT)).facts.map((fact) => fact.field)).toContain('ntlm-computer');
  expect(outcomeOf(request(MESSAGE_LIMIT + 1))).toMatchObject({ facts: [], anomalies: ['setup-too-long'] });
});

it('lists no more dialects than the limit', () => {
  const offer = (count: number) =>
    outcomeOf(smb1(0x72, false, '', `02${ascii('X')}`.repeat(count))).facts[0]?.value;
  expect(offer(DIALECT_LIMIT)?.split(', ')).toHaveLength(DIALECT_LIMIT);
  expect(offer(DIALECT_LIMIT + 1)?.split(', ')).toHaveLength(DIALECT_LIMIT);
});

it('reads no more of a string than the limit', () => {
  const native = (length: number) =>
    outcomeOf(smb1(0x73, true, 'ff0000000000', ascii('W'.repeat(length)), MORE_PROCESSING, 0)).facts[0]
      ?.value;
  expect(native(STRING_LIMIT + 1)).toHaveLength(STRING_LIMIT);
});

it.each([
  ['RPC fragment header', '80000044'],
  ['a session message of another protocol', '0000004400'],
  ['a session request of another length', '8100004820'],
  ['a session request without names', `81000044${'00'.repeat(68)}`],
  ['a positive response with content', '82000001'],
  ['a positive response and no SMB behind it', '8200000081'],
])('does not recognise %s', (_name, hex) => {
  const flow = { carrier: 'tcp', sourcePort: 40_000, destinationPort: 445 } as const;
  expect(smb.recognise(OctetReader.over(Buffer.from(hex, 'hex')), flow)).toBe('no');
});
