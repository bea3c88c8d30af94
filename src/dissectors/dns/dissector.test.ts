import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { describeDissector, type Vector } from '../dissector.contract.ts';
import {
  dnsAddressHex,
  dnsMessageHex,
  dnsNameHex,
  dnsPointerHex,
  dnsQuestionHex,
  dnsRecordHex,
  netbiosNameHex,
  reverseNameOf,
} from '../encodings/dns-message.arbitrary.ts';
import { dns } from './dissector.ts';
import { DNS_ANSWER_LIMIT } from './read-answers.ts';

const QUERY = 0x0100;
/** A port on which content alone decides. */
const OTHER_PORT = 5_300;
const question = dnsQuestionHex('ct01.hosp.lan', 1);
/** Owner that points to the name in the question. */
const ASKED = dnsPointerHex(12);
const query = dnsMessageHex({ id: 0x1a2b, flags: QUERY, questions: [question] });
const answer = (answers: readonly string[], questions = [question], flags = 0x8580) =>
  dnsMessageHex({ id: 0x1a2b, flags, questions, answers });
const overTcp = (message: string) => (message.length / 2).toString(16).padStart(4, '0') + message;
const alias = (name: string) => dnsRecordHex(ASKED, 5, dnsNameHex(name));
const ROLE = { field: 'role', value: 'server', from: 'server' } as const;

/** A question and one answer of the given hexadecimal. */
const exchange = (
  name: string,
  response: string,
  facts: Vector['facts'],
  more: Partial<Vector> = {},
): Vector => ({
  name,
  carrier: 'udp',
  messages: [
    { from: 'client', hex: query },
    { from: 'server', hex: response },
  ],
  facts,
  server: 'server',
  ...more,
});

const named = (field: string, value: string, ip: string) =>
  ({ field, value, from: 'server', about: `ip:${ip}` }) as const;

const reverse = reverseNameOf('10.20.10.11');
const reverse6 = reverseNameOf('2001:db8::11');

describeDissector(dns, [
  exchange('an address', answer([dnsAddressHex(ASKED, '10.20.10.11')]), [
    ROLE,
    named('answer-name', 'ct01.hosp.lan', '10.20.10.11'),
  ]),
  exchange(
    'an alias: the address belongs to the canonical name',
    answer([alias('scanner7.hosp.lan'), dnsAddressHex(dnsNameHex('scanner7.hosp.lan'), '10.20.10.12')]),
    [ROLE, named('answer-name', 'scanner7.hosp.lan', '10.20.10.12')],
  ),
  exchange(
    'several addresses of one name, at most four told',
    answer(['1', '2', '3', '4', '5'].map((last) => dnsAddressHex(ASKED, `10.20.100.${last}`))),
    [
      ROLE,
      ...['1', '2', '3', '4'].map((last) =>
        named('shared-answer-name', 'ct01.hosp.lan', `10.20.100.${last}`),
      ),
    ],
  ),
  exchange(
    'one address of each family, owner written out',
    answer(['10.20.10.11', '2001:db8::11'].map((ip) => dnsAddressHex(dnsNameHex('CT01.hosp.lan'), ip))),
    [
      ROLE,
      named('answer-name', 'CT01.hosp.lan', '10.20.10.11'),
      named('answer-name', 'CT01.hosp.lan', '2001:db8::11'),
    ],
  ),
  exchange(
    'several addresses of one name without compression',
    answer(['10.20.10.11', '10.20.10.12'].map((ip) => dnsAddressHex(dnsNameHex('ct01.hosp.lan'), ip))),
    [
      ROLE,
      named('shared-answer-name', 'ct01.hosp.lan', '10.20.10.11'),
      named('shared-answer-name', 'ct01.hosp.lan', '10.20.10.12'),
    ],
  ),
  exchange(
    'names of services and addresses that no host owns say nothing',
    answer([
      dnsAddressHex(dnsNameHex('_sip.hosp.lan'), '10.20.10.11'),
      dnsAddressHex(ASKED, '0.0.0.0'),
      dnsAddressHex(dnsNameHex('4.3.2.1.zen.example'), '127.0.0.2'),
    ]),
    [ROLE],
  ),
  exchange('no such name', answer([], [question], 0x8583), [ROLE]),
  exchange('the answer to an update', answer([], [dnsQuestionHex('hosp.lan', 6)], 0xa800), [ROLE]),
  exchange('a class other than IN', answer([dnsAddressHex(ASKED, '10.20.10.11', { recordClass: 3 })]), [
    ROLE,
  ]),
  {
    name: 'reverse names of both families',
    carrier: 'udp',
    messages: [
      { from: 'client', hex: dnsMessageHex({ flags: QUERY, questions: [dnsQuestionHex(reverse, 12)] }) },
      {
        from: 'server',
        hex: answer(
          [
            dnsRecordHex(ASKED, 12, dnsNameHex('ct01.hosp.lan')),
            dnsRecordHex(dnsNameHex(reverse6), 12, dnsNameHex('ct01-6.hosp.lan')),
          ],
          [dnsQuestionHex(reverse, 12)],
        ),
      },
    ],
    facts: [
      ROLE,
      named('ptr-name', 'ct01.hosp.lan', '10.20.10.11'),
      named('ptr-name', 'ct01-6.hosp.lan', '2001:db8::11'),
    ],
  },
  {
    name: 'unicast service discovery is no reverse name',
    carrier: 'udp',
    messages: [
      {
        from: 'server',
        hex: answer(
          [dnsRecordHex(ASKED, 12, dnsNameHex('ZD420._ipp._tcp.hosp.lan'))],
          [dnsQuestionHex('_ipp._tcp.hosp.lan', 12)],
        ),
      },
    ],
    facts: [ROLE],
  },
  {
    name: 'only the answer was captured, over TCP',
    carrier: 'tcp',
    messages: [{ from: 'server', hex: overTcp(answer([dnsAddressHex(ASKED, '10.20.10.11')])) }],
    facts: [ROLE, named('answer-name', 'ct01.hosp.lan', '10.20.10.11')],
    server: 'server',
  },
  {
    name: 'TCP: question and two answers, the first too long to be read',
    carrier: 'tcp',
    messages: [
      { from: 'client', hex: overTcp(query) },
      { from: 'server', hex: overTcp(answer([dnsAddressHex(ASKED, '10.20.10.1'), '00'.repeat(20_000)])) },
      { from: 'server', hex: overTcp(answer([dnsAddressHex(ASKED, '10.20.10.11')])) },
    ],
    facts: [ROLE, named('answer-name', 'ct01.hosp.lan', '10.20.10.11')],
    server: 'server',
  },
  {
    name: 'two servers that both use port 53',
    carrier: 'udp',
    clientPort: 53,
    serverPort: 53,
    messages: [
      { from: 'client', hex: query },
      { from: 'client', hex: answer([dnsAddressHex(ASKED, '10.20.10.11')]) },
    ],
    facts: [
      { field: 'role', value: 'server' },
      { field: 'answer-name', value: 'ct01.hosp.lan', about: 'ip:10.20.10.11' },
    ],
  },
  exchange(
    'the owner points to itself',
    answer([dnsAddressHex(dnsPointerHex(12 + question.length / 2), '10.20.10.11')]),
    [ROLE],
    { anomalies: ['pointer-loop'] },
  ),
  exchange(
    'the owner of a reverse name points to itself',
    answer([dnsRecordHex(dnsPointerHex(12 + question.length / 2), 12, ASKED)]),
    [ROLE],
    { anomalies: ['pointer-loop'] },
  ),
  exchange(
    'a name of more than 255 octets, built with a pointer',
    answer([
      dnsRecordHex('00', 16, `${'3f'}${'61'.repeat(63)}`.repeat(4)),
      dnsAddressHex(dnsPointerHex(12 + question.length / 2 + 11), '10.20.10.11'),
    ]),
    [ROLE],
    { anomalies: ['name-too-long'] },
  ),
  exchange(
    'records behind the limit are not read',
    answer([
      ...Array.from({ length: DNS_ANSWER_LIMIT }, () => alias('a.lan')),
      dnsAddressHex(ASKED, '10.20.10.11'),
    ]),
    [ROLE],
  ),
  exchange(
    '65,535 answers promised, the second cut',
    `${answer([dnsAddressHex(ASKED, '10.20.10.11'), dnsAddressHex(ASKED, '10.20.10.12')]).slice(0, -2)}`.replace(
      '858000010002',
      '85800001ffff',
    ),
    [ROLE, named('answer-name', 'ct01.hosp.lan', '10.20.10.11')],
  ),
  ...(
    [
      ['answers in a question', dnsMessageHex({ flags: QUERY, questions: [question], answers: ['00'] })],
      ['a pointer before the first name', dnsMessageHex({ flags: QUERY, questions: ['c00c00010001'] })],
      ['an unknown class', dnsMessageHex({ flags: QUERY, questions: [dnsQuestionHex('a.lan', 1, 9)] })],
      ['a name without end', `${query.slice(0, 24)}${'3f'.padEnd(128, '6')}`.repeat(5)],
    ] as const
  ).map(
    ([name, hex]): Vector => ({
      name: `damaged, but on its own port: ${name}`,
      carrier: 'udp',
      messages: [{ from: 'client', hex }],
      facts: [],
      anomalies: ['malformed-question'],
      server: 'server',
    }),
  ),
  ...(
    [
      ['an mDNS response', '000084000000000100000000c00c000c0001000000780002c00c', 5353],
      ['an mDNS question', dnsMessageHex({ flags: 0, questions: [question] }), 5353],
      ['an LLMNR question', dnsMessageHex({ flags: 0, questions: [question] }), 5355],
      [
        'a NetBIOS name question',
        dnsMessageHex({ flags: 0x0110, questions: [`${netbiosNameHex('CT01', 0)}00200001`] }),
        137,
      ],
      [
        'a NetBIOS node status question',
        dnsMessageHex({ flags: 0, questions: [`${netbiosNameHex('*', 0, '\0')}00210001`] }),
        137,
      ],
      [
        'a NetBIOS question whose name is damaged',
        dnsMessageHex({ flags: QUERY, questions: ['026a3400200001'] }),
        137,
      ],
      ['a question with the reserved bit', dnsMessageHex({ flags: 0x0140, questions: [question] }), 53],
      [
        'a question with answers',
        dnsMessageHex({ flags: QUERY, questions: [question], answers: ['00'] }),
        OTHER_PORT,
      ],
      ['two questions', dnsMessageHex({ flags: QUERY, questions: [question, question] }), 53],
      ['a pointer in the question', dnsMessageHex({ flags: QUERY, questions: ['c00c00010001'] }), OTHER_PORT],
      [
        'an unknown class',
        dnsMessageHex({ flags: QUERY, questions: [dnsQuestionHex('a.lan', 1, 9)] }),
        OTHER_PORT,
      ],
      ['a cut question', query.slice(0, -2), OTHER_PORT],
      ['a question name without end', `${query.slice(0, 24)}${'3f'.padEnd(128, '6')}`.repeat(5), OTHER_PORT],
    ] as const
  ).map(
    ([name, hex, serverPort]): Vector => ({
      name: `not DNS: ${name}`,
      carrier: 'udp',
      serverPort,
      messages: [{ from: 'client', hex }],
      facts: [],
      unrecognised: true,
    }),
  ),
]);

describe('recognition over TCP', () => {
  const recognise = (hex: string) =>
    dns.recognise(OctetReader.over(Buffer.from(hex, 'hex')), {
      carrier: 'tcp',
      sourcePort: 1,
      destinationPort: 2,
    });

  it.each([
    ['a TPKT connection request', '0300000b06e00000000000'.padEnd(60, '0'), 'no'],
    ['HTTP', Buffer.from('GET /viewer HTTP/1.1\r\nHost: pacs\r\n\r\n').toString('hex'), 'no'],
    ['a length too short for a question', `0010${query}`, 'no'],
    ['a DNS question', overTcp(query), 'yes'],
    ['its first half', overTcp(query).slice(0, 40), 'need-more'],
  ])('%s', (_, hex, answered) => {
    expect(recognise(hex)).toBe(answered);
  });
});
