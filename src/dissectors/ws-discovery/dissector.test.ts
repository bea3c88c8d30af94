import { describe, expect, it } from 'vitest';
import { converse, describeDissector } from '../dissector.contract.ts';
import { LIST_LIMIT, RECOGNITION_LIMIT, TARGET_LIMIT, wsDiscovery } from './dissector.ts';
import { SCOPE_LIMIT } from './scopes.ts';

const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');

const UUID = 'urn:uuid:0a1b2c3d-0000-1000-8000-00300000000';

/** A message of the 2005 draft as Windows and ONVIF send it, with prefixes of their own. */
const draft = (action: string, body: string) =>
  hex(
    `<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:x="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:q="http://www.onvif.org/ver10/network/wsdl" xmlns:u="http://schemas.xmlsoap.org/ws/2006/02/devprof" xmlns:v="urn:vendor"><e:Header><w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/${action}</w:Action></e:Header><e:Body>${body}</e:Body></e:Envelope>`,
  );
const match = (kind: string, inner: string, address = `${UUID}1`) =>
  `<x:${kind}><w:EndpointReference><w:Address>${address}</w:Address></w:EndpointReference>${inner}</x:${kind}>`;

describeDissector(wsDiscovery, [
  {
    name: 'wsd-sdc-hello: Hello of an SDC provider',
    messages: [
      {
        from: 'client',
        hex: '3c3f786d6c2076657273696f6e3d22312e302220656e636f64696e673d225554462d38223f3e3c7331323a456e76656c6f706520786d6c6e733a7331323d22687474703a2f2f7777772e77332e6f72672f323030332f30352f736f61702d656e76656c6f70652220786d6c6e733a7773613d22687474703a2f2f7777772e77332e6f72672f323030352f30382f61646472657373696e672220786d6c6e733a7773643d22687474703a2f2f646f63732e6f617369732d6f70656e2e6f72672f77732d64642f6e732f646973636f766572792f323030392f30312220786d6c6e733a643d22687474703a2f2f646f63732e6f617369732d6f70656e2e6f72672f77732d64642f6e732f647077732f323030392f30312220786d6c6e733a6d3d22687474703a2f2f7374616e64617264732e696565652e6f72672f646f776e6c6f6164732f31313037332f31313037332d32303730322d32303136223e3c7331323a4865616465723e3c7773613a416374696f6e3e687474703a2f2f646f63732e6f617369732d6f70656e2e6f72672f77732d64642f6e732f646973636f766572792f323030392f30312f48656c6c6f3c2f7773613a416374696f6e3e3c7773613a4d65737361676549443e75726e3a757569643a36663061303030312d303030302d313030302d383030302d3030333065363134303833313c2f7773613a4d65737361676549443e3c7773613a546f3e75726e3a646f63732d6f617369732d6f70656e2d6f72673a77732d64643a6e733a646973636f766572793a323030393a30313c2f7773613a546f3e3c2f7331323a4865616465723e3c7331323a426f64793e3c7773643a48656c6c6f3e3c7773613a456e64706f696e745265666572656e63653e3c7773613a416464726573733e75726e3a757569643a30613162326333642d303030302d313030302d383030302d3030333065363134303833313c2f7773613a416464726573733e3c2f7773613a456e64706f696e745265666572656e63653e3c7773643a54797065733e643a446576696365206d3a4d65646963616c4465766963653c2f7773643a54797065733e3c7773643a53636f7065733e7364632e637478742e6c6f633a2f7364632e637478742e6c6f632e64657461696c2f484f53503125324625324625324649435532253246253246426564373f6661633d484f53503126616d703b706f633d4943553226616d703b6265643d42656437207364632e6364632e747970653a2f2f2f3730303031207364632e6d64732e706b703a312e322e3834302e31303030342e32303730312e312e313c2f7773643a53636f7065733e3c7773643a5841646472733e68747470733a2f2f31302e32302e32302e33313a363436342f30613162326333643c2f7773643a5841646472733e3c7773643a4d6574616461746156657273696f6e3e333c2f7773643a4d6574616461746156657273696f6e3e3c2f7773643a48656c6c6f3e3c2f7331323a426f64793e3c2f7331323a456e76656c6f70653e',
      },
    ],
    facts: [
      { field: 'role', value: 'target' },
      { field: 'endpoint', value: 'urn:uuid:0a1b2c3d-0000-1000-8000-0030e6140831' },
      { field: 'types', value: 'dpws:Device' },
      { field: 'types', value: 'mdpws:MedicalDevice' },
      { field: 'xaddrs', value: 'https://10.20.20.31:6464/0a1b2c3d' },
      { field: 'scopes-location', value: 'fac=HOSP1 poc=ICU2 bed=Bed7' },
      { field: 'device-type-code', value: '70001' },
      { field: 'key-purpose', value: 'provider' },
    ],
  },
  {
    name: 'ONVIF answer with scopes',
    messages: [
      {
        from: 'server',
        hex: draft(
          'ProbeMatches',
          `<x:ProbeMatches>${match(
            'ProbeMatch',
            '<x:Types>q:NetworkVideoTransmitter v:Other bare</x:Types><x:Scopes> onvif://www.onvif.org/hardware/P3245-LV\n onvif://www.onvif.org/name/AXIS%20P3245-LV onvif://www.onvif.org/location/ward%204 onvif://www.onvif.org/type/ptz onvif://www.onvif.org/Profile/Streaming onvif://www.onvif.org/MAC/AC:CC:8E:0A:60:01 onvif://www.onvif.org/x sdc.ctxt.opr:/PLANTED manufacturer:Axis model:P3245%20LV sn:ACCC8E fw:10.12.114 name:PLANTED </x:Scopes><x:XAddrs>http://192.0.2.2/onvif/device_service http://[fe80::1]/onvif</x:XAddrs>',
            'urn:cam-1',
          )}</x:ProbeMatches>`,
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'target', from: 'server' },
      { field: 'endpoint-address', value: 'urn:cam-1', from: 'server' },
      { field: 'types', value: 'dn:NetworkVideoTransmitter', from: 'server' },
      { field: 'types', value: '{urn:vendor}Other', from: 'server' },
      { field: 'types', value: 'bare', from: 'server' },
      { field: 'xaddrs', value: 'http://192.0.2.2/onvif/device_service', from: 'server' },
      { field: 'xaddrs', value: 'http://[fe80::1]/onvif', from: 'server' },
      { field: 'scopes-hardware', value: 'P3245-LV', from: 'server' },
      { field: 'scopes-name', value: 'AXIS P3245-LV', from: 'server' },
      { field: 'scopes-location', value: 'ward 4', from: 'server' },
      { field: 'scopes-type', value: 'ptz', from: 'server' },
      { field: 'scopes-profile', value: 'Streaming', from: 'server' },
      { field: 'scopes-mac', value: 'ac:cc:8e:0a:60:01', from: 'server' },
      { field: 'scopes-manufacturer', value: 'Axis', from: 'server' },
      { field: 'scopes-model', value: 'P3245 LV', from: 'server' },
      { field: 'scopes-serial-number', value: 'ACCC8E', from: 'server' },
      { field: 'scopes-firmware-version', value: '10.12.114', from: 'server' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a Windows-compatible responder says an endpoint and an address',
    messages: [
      {
        from: 'server',
        hex: draft(
          'ResolveMatches',
          `<x:ResolveMatches>${match('ResolveMatch', '<x:XAddrs>http://192.0.2.2:5357/a</x:XAddrs>')}</x:ResolveMatches>`,
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'target', from: 'server' },
      { field: 'endpoint', value: `${UUID}1`, from: 'server' },
      { field: 'xaddrs', value: 'http://192.0.2.2:5357/a', from: 'server' },
    ],
  },
  {
    name: 'a discovery proxy answers for others',
    messages: [
      {
        from: 'server',
        hex: draft(
          'ProbeMatches',
          `<x:ProbeMatches>${match('ProbeMatch', '<x:Scopes>sdc.cdc.type:/sys/1%2F2/70001 sdc.cdc.type:/a sdc.ctxt.loc:/x sdc.mds.pkp:1.2.3 sdc.mds.pkp:x</x:Scopes><x:XAddrs>https://10.0.0.7/a</x:XAddrs>')}${match('ProbeMatch', '<x:XAddrs>https://name/a</x:XAddrs>', `${UUID}2`)}</x:ProbeMatches>`,
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'target', from: 'server' },
      { field: 'endpoint', value: `${UUID}1`, from: 'server', about: 'ip:10.0.0.7' },
      { field: 'xaddrs', value: 'https://10.0.0.7/a', from: 'server', about: 'ip:10.0.0.7' },
      { field: 'device-type-code', value: 'sys/1/2/70001', from: 'server', about: 'ip:10.0.0.7' },
      { field: 'key-purpose', value: '1.2.3', from: 'server', about: 'ip:10.0.0.7' },
      { field: 'endpoint', value: `${UUID}2`, from: 'server' },
      { field: 'xaddrs', value: 'https://name/a', from: 'server' },
    ],
  },
  {
    name: 'Probe of a client',
    messages: [{ from: 'client', hex: draft('Probe', '<x:Probe><x:Types>u:Device</x:Types></x:Probe>') }],
    facts: [
      { field: 'role', value: 'client' },
      { field: 'probed-types', value: 'wsdp:Device' },
    ],
  },
  {
    name: 'Resolve and Bye name nobody new',
    messages: [
      { from: 'client', hex: draft('Resolve', match('Resolve', '')) },
      { from: 'client', hex: draft('Bye', match('Bye', '')) },
    ],
    facts: [{ field: 'role', value: 'client' }],
  },
  {
    name: 'hostile depth and breadth',
    messages: [
      {
        from: 'client',
        hex: draft('Hello', `${'<a>'.repeat(40)}x${'</a>'.repeat(40)}${match('Hello', '')}`),
      },
      { from: 'client', hex: draft('Hello', `${'<b/>'.repeat(1_100)}${match('Hello', '', `${UUID}3`)}`) },
    ],
    facts: [
      { field: 'role', value: 'target' },
      { field: 'endpoint', value: `${UUID}1` },
    ],
    anomalies: ['xml-too-deep', 'xml-too-many-elements'],
  },
  {
    name: 'other XML over UDP',
    messages: [{ from: 'client', hex: hex('<?xml version="1.0"?><pump><serial>1</serial></pump>') }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'no XML',
    messages: [{ from: 'client', hex: hex('discovery/2009/01') }],
    facts: [],
    unrecognised: true,
  },
]);

describe('ws-discovery limits', () => {
  const run = (payload: string) =>
    converse(wsDiscovery, { name: '', messages: [], facts: [] }, [
      { from: 'client', octets: Buffer.from(payload, 'hex') },
    ]).facts;

  it('states LIST_LIMIT types and addresses of a target', () => {
    const list = (word: string) => Array.from({ length: 40 }, (_, index) => `${word}${index}`).join(' ');
    const facts = run(
      draft(
        'Hello',
        match('Hello', `<x:Types>${list('t')}</x:Types><x:XAddrs>${list('http://')}</x:XAddrs>`),
      ),
    );
    expect(facts.filter((fact) => fact.field === 'types').length).toBe(LIST_LIMIT);
    expect(facts.filter((fact) => fact.field === 'xaddrs').length).toBe(LIST_LIMIT);
  });

  it('looks for the namespace in RECOGNITION_LIMIT octets', () => {
    const late = hex(`<a>${' '.repeat(RECOGNITION_LIMIT)}</a>`) + draft('Hello', match('Hello', ''));
    expect(run(late)).toEqual([]);
  });

  it('states TARGET_LIMIT targets and SCOPE_LIMIT scopes', () => {
    const targets = Array.from({ length: 50 }, (_, index) => match('ProbeMatch', '', `urn:t${index}`)).join(
      '',
    );
    const endpoints = run(draft('ProbeMatches', `<x:ProbeMatches>${targets}</x:ProbeMatches>`));
    expect(endpoints.filter((fact) => fact.field === 'endpoint-address').length).toBeLessThanOrEqual(
      TARGET_LIMIT,
    );
    const scopes = Array.from({ length: 100 }, (_, index) => `onvif://www.onvif.org/type/t${index}`).join(
      ' ',
    );
    const stated = run(draft('Hello', match('Hello', `<x:Scopes>${scopes}</x:Scopes>`)));
    expect(stated.filter((fact) => fact.field === 'scopes-type').length).toBe(SCOPE_LIMIT);
  });
});
