import { describe, expect, it } from 'vitest';
import {
  clientSends,
  converse,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import type { FactSink } from '../dissector.ts';
import { COMMAND_LIMIT, jetdirect, MESSAGE_LIMIT, QUESTION_LIMIT, REPLY_LIMIT } from './dissector.ts';
import { LINE_LIMIT, readHostIdentification, stateVariable, VALUE_LIMIT } from './replies.ts';

const PRINTER = { field: 'role', value: 'printer', about: 'receiver' };
const LABEL_PRINTER = { field: 'role', value: 'label-printer', about: 'receiver' };

const vectors: Vector[] = [
  {
    name: 'pjl-id: INFO ID and its reply',
    messages: [
      { from: 'client', hex: '1b252d31323334355840504a4c20494e464f2049440d0a1b252d313233343558' },
      {
        from: 'server',
        hex: '40504a4c20494e464f2049440d0a224850204c617365724a6574204d4650204d343238666477220d0a0c',
      },
    ],
    facts: [PRINTER, serverFact('pjl-id', 'HP LaserJet MFP M428fdw')],
    server: 'server',
  },
  {
    name: 'PRODINFO and CONFIG; only the printer is heard, and the last reply has no end',
    messages: [
      serverSends(
        '@PJL INFO PRODINFO\r\n  ProductName = HP LaserJet P3005\r\n  PrinterNumber = Q7815A\r\n  ProductSerialNumber = "CNF1234567"\r\n  FirmwareDateCode = 20070221\r\n  JobOwner = PLANTED\r\n\f@PJL USTATUS DEVICE\r\nCODE=10001\r\n\fready\r\n@PJL INFO ID\r\n"Brother HL-L2350DW series:8C5-H1H:Ver.1.08"',
      ),
    ],
    facts: [
      serverFact('pjl-product-name', 'HP LaserJet P3005'),
      serverFact('pjl-product-number', 'Q7815A'),
      serverFact('pjl-serial-number', 'CNF1234567'),
      serverFact('pjl-firmware-date', '20070221'),
      serverFact('pjl-id', 'Brother HL-L2350DW series'),
      serverFact('pjl-firmware-version', '1.08'),
    ],
    planted: ['PLANTED'],
    endsCut: true,
  },
  {
    name: 'ZPL: host identification, then a label',
    messages: [
      clientSends('~HI\r\n'),
      serverSends('\x02ZD420-203dpi,V84.20.18Z,8,8176KB,0\x03\r\n'),
      clientSends('^XA^FO50,50^A0N,40^FDPLANTED^FS^XZ'),
    ],
    facts: [LABEL_PRINTER, serverFact('zpl-model', 'ZD420-203dpi'), serverFact('zpl-firmware', 'V84.20.18Z')],
    planted: ['PLANTED'],
  },
  {
    name: 'SGD: answers in the order of the questions',
    messages: [
      clientSends(
        '! U1 getvar "device.product_name"\r\n! U1 getvar "device.company_contact"\r\n! U1 getvar "device.unique_id"\r\n! U1 setvar "device.x" "PLANTED"\r\n! U1 getvar "appl.name"\r\n! U1 getvar "device.friendly_name"\r\n! U1 getvar "wlan.mac_addr"\r\n',
      ),
      serverSends('"ZD420""PLANTED""D4J174903"\r\n"V84.20.18Z""WARD-4B"'),
      serverSends('"00:07:4D:9A:50:82""PLANTED"'),
    ],
    facts: [
      LABEL_PRINTER,
      serverFact('sgd-product-name', 'ZD420'),
      serverFact('sgd-serial-number', 'D4J174903'),
      serverFact('sgd-firmware', 'V84.20.18Z'),
      serverFact('sgd-friendly-name', 'WARD-4B'),
      serverFact('sgd-mac', '00:07:4d:9a:50:82'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'SGD in JSON, PostScript and jobs',
    messages: [
      clientSends('%!PS-Adobe-3.0\n%%For: PLANTED\n'),
      serverSends(
        '{"device.product_name":"ZT411","device.location":"PLANTED","appl.name":"?"}\r\n%%[ Error ]%%\n',
      ),
    ],
    facts: [PRINTER, serverFact('sgd-product-name', 'ZT411')],
    planted: ['PLANTED'],
  },
  {
    name: 'a job behind PJL is not read',
    messages: [
      clientSends(
        '\x1b%-12345X@PJL JOB NAME="PLANTED"\r\n@PJL SET USERNAME="PLANTED"\r\n@PJL ENTER LANGUAGE=PCL\r\n@PJL INFO ID\r\n"PLANTED"\r\n\f',
      ),
    ],
    facts: [PRINTER],
    planted: ['PLANTED'],
  },
  {
    name: 'a reply without end',
    messages: [clientSends('~HS'), serverSends(`\x02${'x'.repeat(REPLY_LIMIT)}`)],
    facts: [LABEL_PRINTER],
    anomalies: ['reply-too-long'],
  },
  {
    name: 'PJL on another port: the initiator is the client',
    serverPort: 3_001,
    messages: [clientSends('@PJL INFO ID\r\n'), serverSends('@PJL INFO ID\r\n"X 100"\r\n\f')],
    facts: [PRINTER, serverFact('pjl-id', 'X 100')],
  },
  {
    name: 'PostScript on another port is not a printer',
    serverPort: 3_001,
    messages: [clientSends('%!PS-Adobe-3.0\n')],
    facts: [],
    unrecognised: true,
  },
];

describeDissector(jetdirect, vectors);

describe('limits', () => {
  const facts = (messages: readonly (readonly ['client' | 'server', string])[]) =>
    converse(
      jetdirect,
      { name: '', messages: [], facts: [] },
      messages.map(([from, text]) => ({ from, octets: Buffer.from(text, 'latin1') })),
    ).facts.map((fact) => `${fact.field}=${fact.value}`);

  it('bounds messages and questions', () => {
    const ask = (name: string) => `! U1 getvar "${name}"\r\n`;
    const asked = (others: number) =>
      facts([
        ['client', ask('device.host_status').repeat(others) + ask('appl.name')],
        ['server', `${'"x"'.repeat(others)}"V1"`],
      ]);
    expect(asked(QUESTION_LIMIT - 1)).toContain('sgd-firmware=V1');
    expect(asked(QUESTION_LIMIT)).not.toContain('sgd-firmware=V1');
    const lines = (count: number) =>
      facts([
        ['client', '~HI'],
        ['server', `${'x\n'.repeat(count)}\x02A1,V1,8,8K,0\x03`],
      ]);
    expect(lines(MESSAGE_LIMIT - 2)).toContain('zpl-model=A1');
    expect(lines(MESSAGE_LIMIT - 1)).not.toContain('zpl-model=A1');
  });

  it('gives up a command line of COMMAND_LIMIT octets', () => {
    const padded = (length: number) =>
      facts([
        ['client', `@PJL ${' '.repeat(length - 6)}\n! U1 getvar "appl.name"\n`],
        ['server', '"V1"'],
      ]);
    expect(padded(COMMAND_LIMIT)).toContain('sgd-firmware=V1');
    expect(padded(COMMAND_LIMIT + 1)).not.toContain('sgd-firmware=V1');
  });

  it('reads LINE_LIMIT lines and values of VALUE_LIMIT', () => {
    const config = (lines: number) =>
      facts([
        ['client', '@PJL INFO CONFIG\n'],
        ['server', `@PJL INFO CONFIG\n${'x\n'.repeat(lines)}MODEL="A"\n\f`],
      ]);
    expect(config(LINE_LIMIT - 2)).toContain('pjl-product-name=A');
    expect(config(LINE_LIMIT - 1)).not.toContain('pjl-product-name=A');
    const sink = (facts: string[]): FactSink => ({
      fact: (_field, value) => facts.push(value),
      anomaly() {},
      serverIs() {},
    });
    const stated: string[] = [];
    stateVariable('appl.name', 'v'.repeat(VALUE_LIMIT), sink(stated));
    stateVariable('appl.name', 'v'.repeat(VALUE_LIMIT + 1), sink(stated));
    readHostIdentification('030,0,0,1245,000', sink(stated));
    expect(stated.length).toBe(1);
  });
});
