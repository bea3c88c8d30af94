import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { clientSends, converse, describeDissector, serverSends, type Vector } from '../dissector.contract.ts';
import { identityText, TEXT_LIMIT } from './dissector.ts';
import { VALUE_LIMIT } from './identity.ts';
import { DEPTH_LIMIT } from './object-form.ts';

const said = (field: string, value: string) => ({ field, value });

const silent = (name: string, text: string): Vector => ({ name, messages: [clientSends(text)], facts: [] });

const PUMP = [
  said('vendor', 'Acme'),
  said('model', 'Volumat 8 PCU'),
  said('serial-number', '14420745'),
  said('software-version', '9.19.0.3'),
];

describeDissector(identityText, [
  {
    name: 'a status document: identity in attributes, answered by an acknowledgement',
    serverPort: 3613,
    messages: [
      clientSends(
        '<?xml version="1.0"?><Status xmlns="urn:x" version="2.0"><Device vendor="Acme" model="Volumat 8 PCU" serial="14420745" sw="9.19.0.3"/><Patient name="PLANTED, JANE" id="PLANTED"/><Infusion drug="PLANTED" rate="14.0"/></Status>\n',
      ),
      serverSends('<Ack/>\n'),
      clientSends('<Status><Device vendor="Other" model="Later" serial="9"/></Status>\n'),
    ],
    facts: PUMP,
    planted: ['PLANTED', 'Later'],
  },
  {
    name: 'identity in elements, with a maker in ISO 8859-1 or UTF-8, behind white space',
    messages: [
      clientSends(
        '\r\n<d:Info><d:Manufacturer>Dräger &amp; Co</d:Manufacturer><d:ModelName>A-500</d:ModelName><d:Version>1.2</d:Version><d:SerialNumber>ASNA-0042</d:SerialNumber><d:hwVersion>B2</d:hwVersion><d:Note>PLANTED</d:Note></d:Info>',
      ),
      {
        from: 'server',
        hex: Buffer.from('<i><vendor>Dräger</vendor><product>Gate way</product></i>', 'latin1').toString(
          'hex',
        ),
      },
    ],
    facts: [
      said('vendor', 'Dräger & Co'),
      said('model', 'A-500'),
      said('software-version', '1.2'),
      said('serial-number', 'ASNA-0042'),
      said('hardware-version', 'B2'),
      { field: 'vendor', value: 'Dräger', from: 'server' },
      { field: 'model', value: 'Gate way', from: 'server' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a JSON document with nested objects, numbers and escapes',
    serverPort: 7777,
    messages: [
      clientSends(
        '{"version":"7","user":"PLANTED","device":{"manufacturer":"Acme\\/Beta","product":"Pump","model":"M-1","sn":4711,"firmware":"1.0.3","deviceId":"dev-7"},"values":[1,2,{"unit":"mL"}]}',
      ),
    ],
    facts: [
      said('vendor', 'Acme/Beta'),
      said('product', 'Pump'),
      said('model', 'M-1'),
      said('serial-number', '4711'),
      said('firmware-version', '1.0.3'),
      said('device-id', 'dev-7'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a JSON-like object without quotes, and one that echoes it',
    messages: [
      clientSends("{model:'M-2', serial_no: X12 , version: 3.1}"),
      serverSends('{"ack":1,"model":"M-2","sn":"X99"}'),
    ],
    facts: [said('model', 'M-2'), said('serial-number', 'X12'), said('software-version', '3.1')],
  },
  {
    name: 'one line of assignments',
    messages: [clientSends('MODEL=Plum 7;SN="217003345",FW=15.10 HW=2 OPERATOR=PLANTED\r\nREADY\r\n')],
    facts: [
      said('model', 'Plum 7'),
      said('serial-number', '217003345'),
      said('firmware-version', '15.10'),
      said('hardware-version', '2'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'lines with labels up to an empty line',
    messages: [
      clientSends(
        'Device: PLANTED\r\nManufacturer: Acme\r\nSerial number: S-77\r\nSoftware version: 2.0 b4\r\n\r\nPLANTED',
      ),
    ],
    facts: [said('vendor', 'Acme'), said('serial-number', 'S-77'), said('software-version', '2.0 b4')],
    planted: ['PLANTED'],
  },
  {
    name: 'a message that the end of the stream cuts',
    messages: [clientSends('model=A|sn=1|fw=2.2|hw=PLANTED')],
    facts: [said('model', 'A'), said('serial-number', '1'), said('firmware-version', '2.2')],
    planted: ['PLANTED'],
  },
  {
    name: 'a greeting of the other end without identity, then identity there',
    messages: [
      clientSends('{"model":"A1","sn":"77"}'),
      serverSends('  {"hello":true}\n\n{"model":"GW","sn":"5"}'),
    ],
    facts: [
      said('model', 'A1'),
      said('serial-number', '77'),
      { field: 'model', value: 'GW', from: 'server' },
      { field: 'serial-number', value: '5', from: 'server' },
    ],
  },
  silent('a list of devices says nothing of the sender', '<l><d model="A" sn="1"/><d model="B" sn="2"/></l>'),
  silent('octets that are no text within the message', '{"model":"A","sn":"1","x":"\u0001"}'),
  silent('nothing that is not an object', '{"model":"A","sn":"1", $}'),
]);

describe('identity-text refuses', () => {
  it.each<[string, string, number?]>([
    ['one key is not enough', '<a model="X"/>'],
    ['the same key twice is not enough', '{"sn":"1","serial":"1"}'],
    ['a version is that of the document', '<a version="1"><b model="X"/></a>'],
    ['values that look like names of persons', '{"vendor":"DOE^JANE","model":"Doe, Jane"}'],
    ['values that say nothing', '{"vendor":"unknown","model":"N/A","serial":"none"}'],
    ['numbers without a digit', '{"model":"X","sn":"abc"}'],
    ['a list is not one message', '[{"model":"A","sn":"1"}]'],
    ['SOAP', '<s:Envelope xmlns:s="x"><Model>X</Model><SerialNumber>1</SerialNumber></s:Envelope>'],
    ['POCT1-A', '<HEL.R01><DEV model="X" serial="1"/></HEL.R01>'],
    ['XMPP', '<?xml version="1.0"?><stream:stream model="X" serial="1">'],
    ['a page', '<!DOCTYPE html><HTML model="X" serial="1">'],
    ['syslog', '<13>Mar 10 model=X sn=1\n'],
    ['HTTP', 'GET /?model=X&sn=1 HTTP/1.1\r\nmodel: X\r\nserial: 1\r\n\r\n'],
    ['SIP', 'REGISTER sip:hosp.lan SIP/2.0\r\nmodel: X\r\nserial: 1\r\n\r\n'],
    ['RTSP', 'DESCRIBE rtsp://x/ RTSP/1.0\r\nmodel: X\r\nserial: 1\r\n\r\n'],
    ['SMTP', '220 mail.hosp.lan ESMTP model=X sn=1\r\n'],
    ['IRC', 'NICK model=X\r\nUSER a 0 * :sn=1\r\n'],
    ['IRC server', ':irc.x 001 model=X;sn=1\r\n'],
    ['FTP', 'USER model=X;sn=1\r\n', 21],
    ['a login dialogue', 'Model: X\r\nSerial: 1\r\n\r\nlogin: ', 23],
    ['octets that are no text', '{"model"\u0000'],
    ['much white space', `${' '.repeat(20)}{"model":"A","sn":"1"}`],
  ])('%s', (_name, text, serverPort = 3613) => {
    const flow = { carrier: 'tcp', sourcePort: 40_000, destinationPort: serverPort } as const;
    expect(identityText.recognise(OctetReader.over(Buffer.from(text)), flow)).not.toBe('yes');
  });
});

describe('identity-text limits', () => {
  const run = (text: string) =>
    converse(identityText, { name: '', messages: [], serverPort: 3613, facts: [] }, [
      { from: 'client', octets: Buffer.from(text) },
    ]);

  it('reads TEXT_LIMIT octets', () => {
    const late = `{"model":"A","x":"${' '.repeat(TEXT_LIMIT)}","sn":"1"}`;
    expect(run(late).recognised).toBe(false);
    const early = `{"model":"A","sn":"1","x":"${' '.repeat(TEXT_LIMIT)}","fw":"2"}`;
    expect(run(early).facts.map((fact) => fact.field)).toEqual(['model', 'serial-number']);
    const messages = `{"model":"A","sn":"1"`.padEnd(TEXT_LIMIT + 100);
    expect(run(messages).facts.length).toBe(2);
  });

  it('reads TEXT_LIMIT octets over several messages', () => {
    const outcome = converse(identityText, { name: '', messages: [], serverPort: 3613, facts: [] }, [
      { from: 'client', octets: Buffer.from('{"model":"A","sn":"1"}') },
      { from: 'server', octets: Buffer.from(`{"x":"${'y'.repeat(1_500)}"}`) },
      { from: 'server', octets: Buffer.from(`{"x":"${'y'.repeat(538)}"}{"model":"B","sn":"2"}`) },
    ]);
    expect(outcome.facts.length).toBe(2);
  });

  it('takes values of VALUE_LIMIT characters', () => {
    expect(run(`{"sn":"1","model":"${'A'.repeat(VALUE_LIMIT)}"}`).facts.length).toBe(2);
    expect(run(`{"sn":"1","model":"${'A'.repeat(VALUE_LIMIT + 1)}"}`).recognised).toBe(false);
    expect(run(`{"sn":"1","model":"${'A'.repeat(VALUE_LIMIT * 5)}"}`).recognised).toBe(false);
  });

  it('walks DEPTH_LIMIT levels', () => {
    const nested = (levels: number) => `${'{a:'.repeat(levels)}{model:A,sn:1}${'}'.repeat(levels)}`;
    expect(run(nested(DEPTH_LIMIT - 1)).facts.length).toBe(2);
    expect(run(nested(DEPTH_LIMIT)).recognised).toBe(false);
  });

  it('recognises the same however much of a text has arrived', () => {
    const pieces = fc.constantFrom(
      ...[
        '<a ',
        '<b',
        'model="A"',
        ' sn="1"',
        '>',
        '/>',
        '</b>',
        'text',
        '{',
        '}',
        '"model"',
        ':',
        '"A"',
        ',',
        'sn',
        '1',
        '\r\n',
        '=',
        ';',
        ' ',
        '\u0001',
        '"',
        'version',
        'Envelope',
        '<!--',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const octets = Buffer.from(parts.join(''));
        const flow = { carrier: 'tcp', sourcePort: 40_000, destinationPort: 3613 } as const;
        let settled: string | undefined;
        for (let length = 0; length <= octets.length; length++) {
          const answer = identityText.recognise(OctetReader.over(octets.subarray(0, length)), flow);
          if (settled) expect(answer).toBe(settled);
          if (answer !== 'need-more') settled = answer;
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
