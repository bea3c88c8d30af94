import { describe, expect, it } from 'vitest';
import { clientSends, converse, describeDissector, serverSends } from '../dissector.contract.ts';
import { HELLO_LIMIT, poct1a, VALUE_LIMIT } from './dissector.ts';
import { PROLOG_LIMIT } from './root.ts';

const said = (field: string, value: string) => ({ field, value });
const hello = (device: string) => `<HEL.R01><HDR><HDR.control_id V="1"/></HDR><DEV>${device}</DEV></HEL.R01>`;
const ACK = '<ACK.R01><ACK><ACK.type_cd V="AA"/></ACK></ACK.R01>';
const OBSERVATION =
  '<OBS.R01><SVC><PT><PT.patient_id V="PLANTED"/><OPR><OPR.operator_id V="PLANTED"/></OPR></PT></SVC></OBS.R01>';

const POCT1A_HEL =
  '3c3f786d6c2076657273696f6e3d22312e302220656e636f64696e673d225554462d38223f3e3c48454c2e5230313e3c4844523e3c4844522e6d6573736167655f7479706520563d2248454c2e523031222f3e3c4844522e636f6e74726f6c5f696420563d2231222f3e3c4844522e76657273696f6e5f696420563d22504f435431222f3e3c4844522e6372656174696f6e5f6474746d20563d22323032362d30332d31305431303a30303a33392b30303a3030222f3e3c2f4844523e3c4445563e3c4445562e6465766963655f696420563d2243304132364446464645303130333333222f3e3c4445562e76656e646f725f696420563d224142424f5454222f3e3c4445562e6d6f64656c5f696420563d2249535441543157222f3e3c4445562e73657269616c5f696420563d22333932323137222f3e3c4445562e6d616e7566616374757265725f6e616d6520563d224162626f747420506f696e74206f662043617265222f3e3c4445562e68775f76657273696f6e20563d2231222f3e3c4445562e73775f76657273696f6e20563d224a414d5331343142222f3e3c4445562e6465766963655f6e616d6520563d22692d535441542031202671756f743b576972656c6573732671756f743b222f3e3c4443503e3c4443502e6170706c69636174696f6e5f74696d656f757420563d223330222f3e3c2f4443503e3c2f4445563e3c2f48454c2e5230313e';

describeDissector(poct1a, [
  {
    name: 'poct1a-hel',
    serverPort: 5001,
    messages: [{ from: 'client', hex: POCT1A_HEL }],
    facts: [
      said('role', 'device'),
      said('HDR.version_id', 'POCT1'),
      said('DEV.device_id', 'C0A26DFFFE010333'),
      said('DEV.device_id-eui64', 'c0a26dfffe010333'),
      said('DEV.device_id-mac', 'c0:a2:6d:01:03:33'),
      said('DEV.vendor_id', 'ABBOTT'),
      said('DEV.model_id', 'ISTAT1W'),
      said('DEV.serial_id', '392217'),
      said('DEV.manufacturer_name', 'Abbott Point of Care'),
      said('DEV.hw_version', '1'),
      said('DEV.sw_version', 'JAMS141B'),
      said('DEV.device_name', 'i-STAT 1 "Wireless"'),
    ],
    server: 'server',
  },
  {
    name: 'messages back to back; a MAC as identifier; observations and operators stay inside',
    serverPort: 5001,
    messages: [
      clientSends(
        hello('<DEV.device_id V="000e2f-134521"/><DEV.model_id V="Meter"/><DEV.model_id V="Second"/>'),
      ),
      serverSends(`${ACK}\r\n<REQ.R01><REQ><REQ.request_cd V="ROBS"/></REQ></REQ.R01>`),
      clientSends(OBSERVATION),
      serverSends(ACK),
    ],
    facts: [
      said('role', 'device'),
      said('DEV.device_id', '000e2f-134521'),
      said('DEV.model_id', 'Meter'),
      { field: 'role', value: 'data-manager', from: 'server' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'acknowledgements, then the hello: a plain MAC as identifier, no values of other elements',
    messages: [
      serverSends(ACK + ACK),
      clientSends(
        `${ACK}<?xml version="1.0"?><!DOCTYPE HEL.R01 SYSTEM "HEL.R01.dtd">${hello(
          `<DEV.device_id V="000e2f134521"/><DEV.other V="PLANTED"/><DEV.serial_id V="A^PLANTED"/><DEV.sw_version V="${'PLANTED'.repeat(VALUE_LIMIT)}"/>`,
        )}`,
      ),
    ],
    facts: [
      said('role', 'device'),
      said('DEV.device_id', '000e2f134521'),
      said('DEV.device_id-mac', '00:0e:2f:13:45:21'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a capture that begins with observations',
    messages: [
      clientSends(OBSERVATION),
      serverSends(`${ACK}<OPL.R01><OPR.operator_id V="PLANTED"/></OPL.R01>`),
    ],
    facts: [said('role', 'device'), { field: 'role', value: 'data-manager', from: 'server' }],
    planted: ['PLANTED'],
  },
  {
    name: 'something else behind a message',
    messages: [clientSends(`${ACK}<html>`)],
    facts: [],
    anomalies: ['not-poct1a'],
  },
  { name: 'a hello that does not end', messages: [clientSends('<HEL.R01><DEV>')], facts: [] },
  ...[
    '<?xml version="1.0"?><Envelope/>',
    '<HEL/>',
    '<HELLO.R01/>',
    '<HEL.R01x/>',
    'HEL.R01',
    '<!DOCTYPE html><HTML>',
  ].map(
    (text) =>
      ({
        name: `not POCT1-A: ${text}`,
        messages: [clientSends(text)],
        facts: [],
        unrecognised: true,
      }) as const,
  ),
]);

describe('poct1a limits', () => {
  const run = (text: string) =>
    converse(poct1a, { name: '', messages: [], facts: [] }, [{ from: 'client', octets: Buffer.from(text) }]);

  it('gives up a hello longer than HELLO_LIMIT', () => {
    expect(run(`<HEL.R01>${' '.repeat(HELLO_LIMIT)}</HEL.R01>`).anomalies).toEqual(['long-message']);
  });

  it('passes over a long message and reads on behind it', () => {
    const long = `<ACK.R01>${'x'.repeat(100_000)}</ACK.R01>`;
    const octets = Buffer.from(`${long}${hello('<DEV.serial_id V="7"/>')}`);
    const segments = [];
    for (let at = 0; at < octets.length; at += 1_460)
      segments.push({ from: 'client', octets: octets.subarray(at, at + 1_460) } as const);
    expect(converse(poct1a, { name: '', messages: [], facts: [] }, segments).facts.length).toBe(2);
  });

  it('looks for the root within PROLOG_LIMIT octets', () => {
    expect(run(`${' '.repeat(PROLOG_LIMIT)}<HEL.R01>`).recognised).toBe(false);
    expect(run(`${' '.repeat(PROLOG_LIMIT - 10)}<HEL.R01>`).recognised).toBe(true);
  });
});
