import { describeDissector } from '../dissector.contract.ts';
import {
  dnsAddressHex,
  dnsMessageHex,
  dnsNameHex,
  dnsPointerHex,
  dnsQuestionHex,
  dnsRecordHex,
  reverseNameOf,
} from '../encodings/dns-message.arbitrary.ts';
import { LLMNR_RECORD_LIMIT, llmnr } from './dissector.ts';

const ASKED = dnsPointerHex(12);
const RESPONSE = 0x8000;
const sought = dnsQuestionHex('FILESERVER', 1);
const message = (flags: number, questions: readonly string[], answers: readonly string[] = []) =>
  dnsMessageHex({ id: 7, flags, questions, answers });
const OWN = '192.0.2.1';
const reverse = reverseNameOf(OWN);

describeDissector(llmnr, [
  {
    name: 'a host checks whether its own name is free',
    messages: [{ from: 'client', hex: message(0, [dnsQuestionHex('CTCONSOLE01', 255)]) }],
    facts: [{ field: 'own-name', value: 'CTCONSOLE01' }],
  },
  {
    name: 'a sought name says nothing about the asker',
    messages: [{ from: 'client', hex: message(0, [sought]) }],
    facts: [],
  },
  {
    name: 'a host answers for its name with the sending address and others',
    clientPort: 5355,
    serverPort: 51_000,
    messages: [
      {
        from: 'client',
        hex: message(
          RESPONSE,
          [sought],
          [OWN, '10.20.10.11', 'fe80::11'].map((ip) => dnsAddressHex(dnsNameHex('FileServer'), ip)),
        ),
      },
    ],
    facts: [
      { field: 'own-name', value: 'FileServer' },
      { field: 'own-name', value: 'FileServer', about: 'ip:10.20.10.11' },
      { field: 'own-name', value: 'FileServer', about: 'ip:fe80::11' },
    ],
  },
  {
    name: 'a reverse answer',
    clientPort: 5355,
    serverPort: 51_000,
    messages: [
      {
        from: 'client',
        hex: message(
          RESPONSE,
          [dnsQuestionHex(reverse, 12)],
          [dnsRecordHex(ASKED, 12, dnsNameHex('CTCONSOLE01')), dnsRecordHex(ASKED, 16, '00')],
        ),
      },
    ],
    facts: [{ field: 'own-name', value: 'CTCONSOLE01' }],
  },
  ...(
    [
      ['a tentative answer', message(0x8100, [sought], [dnsAddressHex(ASKED, OWN)])],
      [
        'an answer for a name that everybody seeks',
        message(RESPONSE, [dnsQuestionHex('WPAD', 1)], [dnsAddressHex(ASKED, OWN)]),
      ],
      ['an answer with an error', message(0x8002, [sought], [dnsAddressHex(ASKED, OWN)])],
      [
        'an address behind the record limit',
        message(
          RESPONSE,
          [sought],
          [
            ...Array.from({ length: LLMNR_RECORD_LIMIT }, () => dnsRecordHex(ASKED, 16, '00')),
            dnsAddressHex(ASKED, OWN),
          ],
        ),
      ],
      ['a cut answer', message(RESPONSE, [sought], [dnsAddressHex(ASKED, OWN)]).slice(0, -2)],
    ] as const
  ).map(([name, hex]) => ({ name, messages: [{ from: 'client' as const, hex }], facts: [] })),
  {
    name: 'an owner that points to itself',
    messages: [
      {
        from: 'client',
        hex: message(RESPONSE, [sought], [dnsAddressHex(dnsPointerHex(12 + sought.length / 2), OWN)]),
      },
    ],
    facts: [],
    anomalies: ['pointer-loop'],
  },
  {
    name: 'an owner of more than 255 octets',
    messages: [
      {
        from: 'client',
        hex: message(
          RESPONSE,
          [sought],
          [
            dnsRecordHex('00', 16, `3f${'61'.repeat(63)}`.repeat(4)),
            dnsAddressHex(dnsPointerHex(12 + sought.length / 2 + 11), OWN),
          ],
        ),
      },
    ],
    facts: [],
    anomalies: ['name-too-long'],
  },
  ...(
    [
      ['another port', message(0, [sought]), 53],
      ['reserved bits', message(0x0010, [sought]), 5355],
      ['a question with an error', message(0x0001, [sought]), 5355],
      ['a question with answers', message(0, [sought], [dnsAddressHex(ASKED, OWN)]), 5355],
      ['two questions', message(0, [sought, sought]), 5355],
      ['a header only', message(0, []), 5355],
    ] as const
  ).map(([name, hex, serverPort]) => ({
    name: `not LLMNR: ${name}`,
    serverPort,
    messages: [{ from: 'client' as const, hex }],
    facts: [],
    unrecognised: true as const,
  })),
]);
