import { describe, expect, it } from 'vitest';
import {
  clientSends,
  converse,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
  type VectorMessage,
} from '../dissector.contract.ts';
import {
  BODY_COUNT_LIMIT,
  CHUNK_COUNT_LIMIT,
  GUESSING_HEAD_LIMIT,
  HEAD_LIMIT,
  PENDING_LIMIT,
} from './conversation.ts';
import { http } from './dissector.ts';

const answer = (type: string, body: string, status = '200 OK') =>
  serverSends(
    `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const LARGE_PAGE_REST = ' '.repeat(17_000);

const SDC_METADATA =
  '485454502f312e3120323030204f4b0d0a436f6e74656e742d547970653a206170706c69636174696f6e2f736f61702b786d6c3b20636861727365743d7574662d380d0a436f6e74656e742d4c656e6774683a20313131380d0a0d0a3c3f786d6c2076657273696f6e3d22312e302220656e636f64696e673d225554462d38223f3e3c7331323a456e76656c6f706520786d6c6e733a7331323d22687474703a2f2f7777772e77332e6f72672f323030332f30352f736f61702d656e76656c6f70652220786d6c6e733a7773613d22687474703a2f2f7777772e77332e6f72672f323030352f30382f61646472657373696e672220786d6c6e733a6d65783d22687474703a2f2f736368656d61732e786d6c736f61702e6f72672f77732f323030342f30392f6d65782220786d6c6e733a647077733d22687474703a2f2f646f63732e6f617369732d6f70656e2e6f72672f77732d64642f6e732f647077732f323030392f3031223e3c7331323a4865616465723e3c7773613a416374696f6e3e687474703a2f2f736368656d61732e786d6c736f61702e6f72672f77732f323030342f30392f7472616e736665722f476574526573706f6e73653c2f7773613a416374696f6e3e3c2f7331323a4865616465723e3c7331323a426f64793e3c6d65783a4d657461646174613e3c6d65783a4d6574616461746153656374696f6e204469616c6563743d22687474703a2f2f646f63732e6f617369732d6f70656e2e6f72672f77732d64642f6e732f647077732f323030392f30312f546869734d6f64656c223e3c647077733a546869734d6f64656c3e3c647077733a4d616e75666163747572657220786d6c3a6c616e673d22656e223e4472c3a46765723c2f647077733a4d616e7566616374757265723e3c647077733a4d616e75666163747572657255726c3e7777772e647261656765722e636f6d3c2f647077733a4d616e75666163747572657255726c3e3c647077733a4d6f64656c4e616d6520786d6c3a6c616e673d22656e223e457669746120563830303c2f647077733a4d6f64656c4e616d653e3c647077733a4d6f64656c4e756d6265723e383432323330303c2f647077733a4d6f64656c4e756d6265723e3c2f647077733a546869734d6f64656c3e3c2f6d65783a4d6574616461746153656374696f6e3e3c6d65783a4d6574616461746153656374696f6e204469616c6563743d22687474703a2f2f646f63732e6f617369732d6f70656e2e6f72672f77732d64642f6e732f647077732f323030392f30312f54686973446576696365223e3c647077733a546869734465766963653e3c647077733a467269656e646c794e616d6520786d6c3a6c616e673d22656e223e4943553220426564373c2f647077733a467269656e646c794e616d653e3c647077733a4669726d7761726556657273696f6e3e322e35302e30313c2f647077733a4669726d7761726556657273696f6e3e3c647077733a53657269616c4e756d6265723e41534b422d303033313c2f647077733a53657269616c4e756d6265723e3c2f647077733a546869734465766963653e3c2f6d65783a4d6574616461746153656374696f6e3e3c2f6d65783a4d657461646174613e3c2f7331323a426f64793e3c2f7331323a456e76656c6f70653e';
const ONVIF_DEVICE_INFORMATION =
  '485454502f312e3120323030204f4b0d0a436f6e74656e742d547970653a206170706c69636174696f6e2f736f61702b786d6c3b20636861727365743d7574662d380d0a436f6e74656e742d4c656e6774683a203435340d0a0d0a3c3f786d6c2076657273696f6e3d22312e30223f3e3c656e763a456e76656c6f706520786d6c6e733a656e763d22687474703a2f2f7777772e77332e6f72672f323030332f30352f736f61702d656e76656c6f70652220786d6c6e733a7464733d22687474703a2f2f7777772e6f6e7669662e6f72672f76657231302f6465766963652f7773646c223e3c656e763a426f64793e3c7464733a476574446576696365496e666f726d6174696f6e526573706f6e73653e3c7464733a4d616e7566616374757265723e415849533c2f7464733a4d616e7566616374757265723e3c7464733a4d6f64656c3e50333234352d4c563c2f7464733a4d6f64656c3e3c7464733a4669726d7761726556657273696f6e3e31302e31322e3131343c2f7464733a4669726d7761726556657273696f6e3e3c7464733a53657269616c4e756d6265723e4143434338453041363030313c2f7464733a53657269616c4e756d6265723e3c7464733a486172647761726549643e3744392e313c2f7464733a486172647761726549643e3c2f7464733a476574446576696365496e666f726d6174696f6e526573706f6e73653e3c2f656e763a426f64793e3c2f656e763a456e76656c6f70653e';
/** NTLM challenge of Windows 7: domain HOSP, computer MR01, version 6.1.7601. */
const NTLM_CHALLENGE = Buffer.from(
  '4e544c4d5353500002000000080008003800000015828ae2000102030405060700000000000000004e004e00400000000601b11d0000000f48004f00530050000200080048004f0053005000010008004d005200300031000400100068006f00730070002e006c0061006e0003001a006d007200300031002e0068006f00730070002e006c0061006e0000000000',
  'hex',
).toString('base64');
/** NTLM authenticate of svc_pacs on MRVIDA01, version 10.0.19041. */
const NTLM_AUTHENTICATE = Buffer.from(
  '4e544c4d53535000030000001800180070000000180018008800000008000800480000001000100050000000100010006000000000000000a0000000158288e20a00614a0000000f48004f00530050007300760063005f0070006100630073004d005200560049004400410030003100000000000000000000000000000000000000000000000000111111111111111111111111111111111111111111111111',
  'hex',
).toString('base64');
const NTLM_NEGOTIATE = Buffer.from(`NTLMSSP\0\x01\0\0\0\x07\x82\0\0${'\0'.repeat(16)}`, 'latin1').toString(
  'base64',
);

const UPNP_DESCRIPTION = `<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>0</minor></specVersion>
<device><deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType><friendlyName>AXIS P3245-LV - ACCC8E0A6001</friendlyName>
<manufacturer>AXIS</manufacturer><modelDescription>Network camera</modelDescription><modelName>P3245-LV &amp; more</modelName>
<modelNumber>10.12</modelNumber><serialNumber>ACCC8E0A6001</serialNumber><UDN>uuid:0A1B2C3D-0000-1000-8000-ACCC8E0A6001</UDN>
<deviceList><device><modelName>Embedded</modelName><serialNumber>2</serialNumber></device></deviceList></device></root>`;

const MDIB = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:p="http://standards.ieee.org/downloads/11073/11073-10207-2017/participant"><s:Body><Mdib><p:MdDescription><p:Mds Handle="mds0"><p:MetaData><p:Udi><p:DeviceIdentifier>04012345678901</p:DeviceIdentifier><p:HumanReadableForm>(01)04012345678901(21)ASKB-0031</p:HumanReadableForm></p:Udi><p:Manufacturer>Draeger</p:Manufacturer><p:ModelName>Evita V800</p:ModelName><p:ModelNumber>8422300</p:ModelNumber><p:SerialNumber>ASKB-0031</p:SerialNumber></p:MetaData></p:Mds></p:MdDescription><p:MdState><p:State><p:CoreData><p:Givenname>PLANTEDGIVEN</p:Givenname><p:Familyname>PLANTEDFAMILY</p:Familyname></p:CoreData></p:State></p:MdState></Mdib></s:Body></s:Envelope>`;

const PAGE = `<html><head><TITLE>Infusion Manager &#8211; Status</TITLE><script>var x = "Model: none";</script></head><body>
<table><tr><td>Serial&nbsp;number</td><td>SN-4711</td></tr><tr><th>Model:</th><td><b>IM 3000</b></td></tr>
<tr><td>Host name</td><td>pump-04</td></tr><tr><td>Device name</td><td>ICU2 pump</td></tr></table>
<p>Firmware: 1.2.3</p><li>Version = 4.5</li><p>Patient: PLANTED, Jane</p><p>Manufacturer</p><p>Acme Medical</p></body></html>`;

type IppValue = readonly [tag: number, name: string, value: string];
const PRINTER_ATTRIBUTES: readonly IppValue[] = [
  [0x41, 'printer-make-and-model', 'HP LaserJet MFP M428fdw'],
  [0x41, 'printer-location', 'PLANTED'],
  [0x41, 'printer-firmware-string-version', '002.2032A'],
  [0x41, 'printer-device-id', 'MFG:HP;CMD:PWG,URF;MDL:LaserJet MFP M428fdw;SN:VNB3K12345;'],
  [0x45, 'printer-uuid', 'urn:uuid:017F1FF3-91CB-3FC0-6B94-16FB1899ED5B'],
  [0x42, 'printer-name', 'NPI6A1F2C'],
  [0x41, 'printer-serial-number', 'VNB3K12345'],
];
function ippAnswer(values: readonly IppValue[]): VectorMessage {
  const counted = (text: string) => `${String.fromCharCode(text.length >> 8, text.length & 0xff)}${text}`;
  const attributes = values.map(
    ([tag, name, value]) => String.fromCharCode(tag) + counted(name) + counted(value),
  );
  return answer('application/ipp', `\x02\0\0\0\0\0\0\x01\x04${attributes.join('')}\x03`);
}

const vectors: Vector[] = [
  {
    name: 'sdc-metadata: DPWS metadata over plain HTTP',
    messages: [{ from: 'server', hex: SDC_METADATA }],
    facts: [
      serverFact('dpws-manufacturer', 'Dräger'),
      serverFact('dpws-model-name', 'Evita V800'),
      serverFact('dpws-model-number', '8422300'),
      serverFact('dpws-friendly-name', 'ICU2 Bed7'),
      serverFact('dpws-firmware-version', '2.50.01'),
      serverFact('dpws-serial-number', 'ASKB-0031'),
    ],
    server: 'server',
  },
  {
    name: 'onvif-devinfo: GetDeviceInformationResponse',
    messages: [{ from: 'server', hex: ONVIF_DEVICE_INFORMATION }],
    facts: [
      serverFact('onvif-manufacturer', 'AXIS'),
      serverFact('onvif-model', 'P3245-LV'),
      serverFact('onvif-firmware-version', '10.12.114'),
      serverFact('onvif-serial-number', 'ACCC8E0A6001'),
      serverFact('onvif-hardware-id', '7D9.1'),
    ],
  },
  {
    name: 'n-http-on-104: HTTP on port 104',
    serverPort: 104,
    messages: [
      { from: 'client', hex: '474554202f76696577657220485454502f312e310d0a486f73743a20706163730d0a0d0a' },
    ],
    facts: [{ field: 'host', value: 'pacs', about: 'receiver' }],
    server: 'server',
  },
  {
    name: 'n-hl7-in-http: MSH inside a body without the media type of HL7',
    messages: [
      {
        from: 'client',
        hex: '504f5354202f686c3720485454502f312e310d0a486f73743a20780d0a436f6e74656e742d4c656e6774683a2033300d0a0d0a4d53487c5e7e5c267c4150507c4641437c7c7c32303236303331307c7c414454',
      },
    ],
    facts: [{ field: 'host', value: 'x', about: 'receiver' }],
    planted: ['MSH|', 'ADT'],
  },
  {
    name: 'request and answer with the software of both ends',
    messages: [
      clientSends(
        'GET /status?patient=PLANTED HTTP/1.1\r\nHost: pump-04.hosp.lan:8080\r\nUser-Agent: PumpUpdate/2.1 (Plum 360)\r\nAccept: */*\r\n\r\n',
      ),
      serverSends(
        'HTTP/1.1 200 OK\r\nDate: x\r\nServer : GoAhead-Webs\r\nX-Powered-By:\tASP.NET \r\nSet-Cookie: JSESSIONID=PLANTED; Path=/\r\nContent-Length: 3\r\n\r\nabc',
      ),
      clientSends('GET / HTTP/1.1\r\nHost: 10.0.0.4\r\nUser-Agent: PumpUpdate/2.1 (Plum 360)\r\n\r\n'),
      serverSends('HTTP/1.1 304 Not Modified\r\nServer: GoAhead-Webs\r\n\r\n'),
    ],
    facts: [
      { field: 'host', value: 'pump-04.hosp.lan', about: 'receiver' },
      { field: 'user-agent', value: 'PumpUpdate/2.1 (Plum 360)' },
      serverFact('server', 'GoAhead-Webs'),
      serverFact('powered-by', 'ASP.NET'),
      serverFact('cookie-name', 'JSESSIONID'),
    ],
    planted: ['PLANTED'],
    server: 'server',
  },
  {
    name: 'Basic credentials refused, then accepted',
    messages: [
      clientSends('GET / HTTP/1.0\r\n\r\n'),
      serverSends(
        'HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="AXIS_ACCC8E0A6001", nonce="x", stale=FALSE\r\nWWW-Authenticate: Basic realm="AXIS \\"P\\""\r\nContent-Length: 0\r\n\r\n',
      ),
      clientSends('GET / HTTP/1.0\r\nAuthorization: Basic UExBTlRFRDpQTEFOVEVE\r\n\r\n'),
      serverSends(
        'HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="AXIS \\"P\\""\r\nContent-Length: 0\r\n\r\n',
      ),
      clientSends('GET / HTTP/1.0\r\nAuthorization: Basic UExBTlRFRDpQTEFOVEVE\r\n\r\n'),
      serverSends('HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'),
      clientSends('GET /setup HTTP/1.0\r\nAuthorization: Bearer PLANTED\r\n\r\n'),
      serverSends('HTTP/1.0 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
    ],
    facts: [
      serverFact('auth-scheme', 'digest'),
      serverFact('realm', 'AXIS_ACCC8E0A6001'),
      serverFact('auth-scheme', 'basic'),
      serverFact('realm', 'AXIS "P"'),
      { field: 'clear-text-credential', value: 'basic' },
      serverFact('auth-outcome', 'rejected'),
      serverFact('auth-outcome', 'accepted'),
      { field: 'clear-text-credential', value: 'bearer' },
      serverFact('auth-outcome', 'forbidden'),
    ],
    planted: ['PLANTED', 'UExBTlRFRDpQTEFOVEVE'],
  },
  {
    name: 'Digest with a stale nonce is no refusal',
    messages: [
      clientSends('GET / HTTP/1.1\r\nAuthorization: Digest username="PLANTED"\r\n\r\n'),
      serverSends(
        'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=cam, stale=true, nonce="y"\r\nContent-Length: 0\r\n\r\n',
      ),
    ],
    facts: [serverFact('auth-scheme', 'digest'), serverFact('realm', 'cam')],
    planted: ['PLANTED'],
  },
  {
    name: 'NTLM: names of the server and of the client, outcome after the last leg only',
    messages: [
      clientSends('GET / HTTP/1.1\r\n\r\n'),
      serverSends('HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate, NTLM\r\nContent-Length: 0\r\n\r\n'),
      clientSends(`GET / HTTP/1.1\r\nAuthorization: NTLM ${NTLM_NEGOTIATE}\r\n\r\n`),
      serverSends(`HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM ${NTLM_CHALLENGE}\r\nContent-Length: 0\r\n\r\n`),
      clientSends(`GET / HTTP/1.1\r\nAuthorization: NTLM ${NTLM_AUTHENTICATE}\r\n\r\n`),
      serverSends('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
    ],
    facts: [
      serverFact('auth-scheme', 'negotiate'),
      serverFact('auth-scheme', 'ntlm'),
      serverFact('ntlm-computer', 'MR01'),
      serverFact('ntlm-dns-computer', 'mr01.hosp.lan'),
      serverFact('ntlm-domain', 'HOSP'),
      serverFact('ntlm-dns-domain', 'hosp.lan'),
      serverFact('ntlm-version', '6.1.7601'),
      { field: 'ntlm-computer', value: 'MRVIDA01' },
      { field: 'ntlm-domain', value: 'HOSP' },
      { field: 'ntlm-version', value: '10.0.19041' },
      serverFact('auth-outcome', 'accepted'),
    ],
    planted: ['svc_pacs'],
  },
  {
    name: 'UPnP description: the root device only',
    messages: [answer('text/xml; charset="utf-8"', UPNP_DESCRIPTION)],
    facts: [
      serverFact('upnp-device-type', 'urn:schemas-upnp-org:device:Basic:1'),
      serverFact('upnp-friendly-name', 'AXIS P3245-LV - ACCC8E0A6001'),
      serverFact('upnp-manufacturer', 'AXIS'),
      serverFact('upnp-model-description', 'Network camera'),
      serverFact('upnp-model-name', 'P3245-LV & more'),
      serverFact('upnp-model-number', '10.12'),
      serverFact('upnp-serial-number', 'ACCC8E0A6001'),
      serverFact('upnp-udn', 'uuid:0a1b2c3d-0000-1000-8000-accc8e0a6001'),
    ],
  },
  {
    name: 'SDC MDIB: MetaData, and nothing of the patient context',
    messages: [answer('application/soap+xml', MDIB)],
    facts: [
      serverFact('mdib-udi', '(01)04012345678901(21)ASKB-0031'),
      serverFact('mdib-manufacturer', 'Draeger'),
      serverFact('mdib-model-name', 'Evita V800'),
      serverFact('mdib-model-number', '8422300'),
      serverFact('mdib-serial-number', 'ASKB-0031'),
    ],
    planted: ['PLANTEDGIVEN', 'PLANTEDFAMILY'],
  },
  {
    name: 'small page: title and labelled values',
    messages: [answer('text/html', PAGE)],
    facts: [
      serverFact('title', 'Infusion Manager – Status'),
      serverFact('body-serial-number', 'SN-4711'),
      serverFact('body-model', 'IM 3000'),
      serverFact('body-hostname', 'pump-04'),
      serverFact('body-device-name', 'ICU2 pump'),
      serverFact('body-firmware', '1.2.3'),
      serverFact('body-version', '4.5'),
      serverFact('body-manufacturer', 'Acme Medical'),
    ],
    planted: ['PLANTED', 'Jane'],
  },
  {
    name: 'small pages that write identity as prose',
    messages: [
      answer(
        'text/html',
        '<html><body><h1>SpaceCom</h1>\nSpaceStation, serial number SC-310412, software 012U000061\n<p>hardware version B2</p><p>Patient PLANTED admitted</p></body></html>',
      ),
      answer('text/html', '<p>Model name NPort 5150A, Serial No. TAGBB1012345, Firmware version 1.5\n</p>'),
      answer('text/html', '<p>Model: A1</p><p>model B2, SW 2.1 S/N 123</p>'),
    ],
    facts: [
      serverFact('body-serial-number', 'SC-310412'),
      serverFact('body-software-version', '012U000061'),
      serverFact('body-hardware-version', 'B2'),
      serverFact('body-model', 'NPort 5150A'),
      serverFact('body-serial-number', 'TAGBB1012345'),
      serverFact('body-firmware-version', '1.5'),
      serverFact('body-model', 'A1'),
      serverFact('body-software-version', '2.1'),
      serverFact('body-serial-number', '123'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'IPP: attributes of the printer',
    messages: [ippAnswer(PRINTER_ATTRIBUTES)],
    facts: [
      serverFact('content-kind', 'ipp'),
      serverFact('printer-make-and-model', 'HP LaserJet MFP M428fdw'),
      serverFact('printer-firmware-string-version', '002.2032A'),
      serverFact('printer-device-id', 'MFG:HP;MDL:LaserJet MFP M428fdw;SN:VNB3K12345;'),
      serverFact('printer-uuid', 'urn:uuid:017f1ff3-91cb-3fc0-6b94-16fb1899ed5b'),
      serverFact('printer-name', 'NPI6A1F2C'),
      serverFact('printer-serial-number', 'VNB3K12345'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'IPP: the queue of a print server is another device',
    messages: [ippAnswer([...PRINTER_ATTRIBUTES, [0x45, 'device-uri', 'socket://10.0.0.9']])],
    facts: [serverFact('content-kind', 'ipp')],
  },
  {
    name: 'chunked JSON that describes the server',
    messages: [
      serverSends(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n' +
          chunk('{"vendor":"Acme","product":"Plum \\"A\\"", "x":1').replace('\r', ';x=y\r') +
          chunk(
            ',"device":{"serial":10042, "firmwareVersion":"12.4.1","names":["a"],"list":[{"model":"no"}]}}',
          ) +
          '0\r\nT: 1\r\n\r\n' +
          'HTTP/1.1 200 OK\r\nServer: next\r\nContent-Length: 0\r\n\r\n',
      ),
    ],
    facts: [
      serverFact('body-vendor', 'Acme'),
      serverFact('body-serial', '10042'),
      serverFact('body-firmware-version', '12.4.1'),
      serverFact('server', 'next'),
    ],
  },
  {
    name: 'text/plain that is JSON, until the connection closes',
    messages: [
      serverSends(
        'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 80\r\n\r\n{"product":"Plum \\u0041-360"',
      ),
    ],
    facts: [serverFact('body-product', 'Plum A-360')],
    endsCut: true,
  },
  {
    name: 'XML without a known schema',
    messages: [
      answer(
        'application/xml',
        '<DeviceInfo xmlns="urn:x"><deviceName>IP CAMERA</deviceName><model>DS-2CD</model><firmwareVersion>V5.5.0</firmwareVersion><serialNumber>0</serialNumber><userName>PLANTED</userName></DeviceInfo>',
      ),
    ],
    facts: [
      serverFact('body-device-name', 'IP CAMERA'),
      serverFact('body-model', 'DS-2CD'),
      serverFact('body-firmware-version', 'V5.5.0'),
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'a list of several devices says nothing about the server',
    messages: [
      answer('text/xml', '<l><d><model>A1</model></d><d><model>B2</model></d></l>'),
      answer('application/json', '{"resourceType":"Device","serialNumber":"S1"}'),
      answer('application/fhir+json', '{"serialNumber":"S2"}'),
      answer('application/json', '[{"serialNumber":"S3"}]'),
      answer('application/json', '{"serialNumber":"S4","x":{"serialNumber":"S5"}}'),
    ],
    facts: [serverFact('content-kind', 'fhir')],
  },
  {
    name: 'a title is stated neither inside a session nor when it may name a person',
    messages: [
      clientSends('GET / HTTP/1.1\r\nCookie: s=PLANTED\r\n\r\n'),
      answer('text/html', '<title>PLANTED session</title>'),
      clientSends('GET / HTTP/1.1\r\n\r\n'),
      answer('text/html', '<title>Patient: PLANTED</title>'),
      clientSends('GET / HTTP/1.1\r\n\r\n'),
      answer('text/html', '<title>PLANTED^JANE</title>'),
    ],
    facts: [],
    planted: ['PLANTED'],
  },
  {
    name: 'large page: the title, then the next answer',
    messages: [
      serverSends(
        `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\nContent-Length: ${3_028 + LARGE_PAGE_REST.length}\r\n\r\n<html>${'x'.repeat(3_000)}<title>R`,
      ),
      { from: 'server', hex: 'f6' },
      serverSends(`ntgen</title>${LARGE_PAGE_REST}HTTP/1.1 200 OK\r\nServer: late\r\n\r\n`),
    ],
    facts: [serverFact('title', 'Röntgen'), serverFact('server', 'late')],
  },
  {
    name: 'a page that the end of the stream ends',
    messages: [
      serverSends(
        'HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>RomPager</title><p>Model: X1</p><p>',
      ),
    ],
    facts: [serverFact('title', 'RomPager'), serverFact('body-model', 'X1')],
    endsCut: true,
  },
  {
    name: 'bodies of other kinds are passed over',
    messages: [
      serverSends(
        `HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 40\r\n\r\n${'HTTP/1.1 200 OK'.padEnd(40)}HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: gzip, chunked\r\n\r\n00000003\r\nabc\r\n0\r\n\r\n\r\nHTTP/1.1 204 No\r\nServer: after\r\n\r\n`,
      ),
    ],
    facts: [serverFact('server', 'after')],
  },
  {
    name: 'an answer to HEAD has no body',
    messages: [
      clientSends('HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
      serverSends(
        'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nServer: second\r\nContent-Length: 0\r\n\r\n',
      ),
    ],
    facts: [serverFact('server', 'second')],
  },
  {
    name: 'a form with a password',
    messages: [
      clientSends(
        'POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 31\r\n\r\nuser=PLANTEDU&password=PLANTEDP',
      ),
      clientSends(
        'POST /q HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\npassed=no',
      ),
    ],
    facts: [{ field: 'clear-text-credential', value: 'form' }],
    planted: ['PLANTEDU', 'PLANTEDP'],
  },
  {
    name: 'clinical content by media type',
    messages: [
      clientSends(
        'POST /a HTTP/1.1\r\nContent-Type: application/hl7-v2; charset=utf-8\r\nContent-Length: 2\r\n\r\nMS',
      ),
      clientSends(
        'POST /b HTTP/1.1\r\nContent-Type: multipart/related; type="application/dicom"\r\nContent-Length: 2\r\n\r\nMS',
      ),
      clientSends('POST /c HTTP/1.1\r\nContent-Type: application/ipp\r\nContent-Length: 2\r\n\r\nMS'),
    ],
    facts: [
      { field: 'content-kind', value: 'hl7-v2' },
      { field: 'content-kind', value: 'dicom' },
      { field: 'content-kind', value: 'ipp' },
    ],
  },
  {
    name: 'through a forward proxy the software is that of others',
    messages: [
      clientSends('GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nUser-Agent: Agent/1\r\n\r\n'),
      serverSends(
        'HTTP/1.1 200 OK\r\nServer: origin\r\nContent-Type: text/html\r\nContent-Length: 16\r\n\r\n<title>x</title>',
      ),
    ],
    facts: [{ field: 'user-agent', value: 'Agent/1' }, serverFact('role', 'forward-proxy')],
  },
  {
    name: 'a gateway passes on software of others',
    messages: [
      clientSends('GET / HTTP/1.1\r\nUser-Agent: Agent/1\r\nX-Forwarded-For: 10.1.1.1\r\n\r\n'),
      serverSends('HTTP/1.1 200 OK\r\nServer: origin\r\nVia: 1.1 gw\r\nContent-Length: 0\r\n\r\n'),
    ],
    facts: [],
  },
  {
    name: 'CONNECT hands over to the protocol inside',
    messages: [
      clientSends(
        'CONNECT cloud.example:443 HTTP/1.1\r\nHost: cloud.example:443\r\nUser-Agent: Agent/1\r\n\r\n',
      ),
      serverSends('HTTP/1.1 200 Connection established\r\n\r\n'),
      { from: 'client', hex: '1603010005010000010000' },
    ],
    facts: [{ field: 'user-agent', value: 'Agent/1' }],
  },
  {
    name: 'an upgrade ends HTTP on the flow',
    messages: [
      clientSends('GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'),
      serverSends('HTTP/1.1 101 Switching Protocols\r\nServer: ws\r\nUpgrade: websocket\r\n\r\n\x81\x02hi'),
      serverSends('HTTP/1.1 200 OK\r\nServer: never\r\n\r\n'),
    ],
    facts: [serverFact('server', 'ws')],
  },
  {
    name: 'lines that a bare LF ends',
    messages: [
      serverSends(
        'HTTP/1.0 200 OK\nServer: thttpd/2.25\nContent-Length: 0\n\nHTTP/1.0 204 x\nServer: two\n\n',
      ),
    ],
    facts: [serverFact('server', 'thttpd/2.25'), serverFact('server', 'two')],
  },
  {
    name: 'lengths that contradict each other',
    messages: [
      clientSends(
        'POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n',
      ),
      serverSends('HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n'),
    ],
    facts: [],
    anomalies: ['bad-content-length', 'conflicting-length'],
  },
  {
    name: 'a chunk without size',
    messages: [
      serverSends(
        `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n<title>Boa</title><b>\r\nzz\r\n`,
      ),
    ],
    facts: [serverFact('title', 'Boa')],
    anomalies: ['bad-chunk'],
  },
  {
    name: 'XML of hostile depth and breadth',
    messages: [
      answer('text/xml', `${'<a>'.repeat(40)}deep${'</a>'.repeat(40)}<model>M1</model>`),
      answer('text/xml', `<r>${'<b/>'.repeat(1_100)}<model>M2</model></r>`),
      answer(
        'text/xml',
        '<!DOCTYPE r [<!ENTITY a "PLANTED"><!ENTITY b "&a;&a;&a;&a;">]><r><vendor>x&b;y</vendor><model>M3</model></r>',
      ),
    ],
    facts: [serverFact('body-model', 'M3'), serverFact('body-model', 'M1')],
    anomalies: ['xml-too-deep', 'xml-too-many-elements'],
    planted: ['PLANTED'],
  },
  {
    name: 'header that never ends',
    messages: [serverSends(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(16_400)}`)],
    facts: [],
    anomalies: ['header-too-long'],
  },
  {
    name: 'a first line that is too long to end, of a method that only HTTP has',
    messages: [clientSends(`GET /${'a'.repeat(2_100)} HTTP/1.1\r\nHost: srv\r\n\r\n`)],
    facts: [{ field: 'host', value: 'srv', about: 'receiver' }],
  },
  {
    name: 'RTSP is not HTTP',
    messages: [clientSends('DESCRIBE rtsp://10.20.60.31/media.amp RTSP/1.0\r\nCSeq: 2\r\n\r\n')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'SIP is not HTTP',
    messages: [clientSends('OPTIONS sip:a@b SIP/2.0\r\nUser-Agent: x\r\n\r\n')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'HTTP/2 is left alone',
    messages: [clientSends('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
    facts: [],
    unrecognised: true,
  },
];

describeDissector(http, vectors);

describe('http limits', () => {
  const run = (messages: readonly VectorMessage[]) =>
    converse(
      http,
      { name: '', messages, facts: [] },
      messages.map((message) => ({ from: message.from, octets: Buffer.from(message.hex, 'hex') })),
    );
  const servers = (count: number, head: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => serverSends(head(index)));

  it('leaves a flow after HEAD_LIMIT heads of one direction', () => {
    const { facts } = run(
      servers(30, (index) => `HTTP/1.1 200 OK\r\nServer: s${index}\r\nContent-Length: 0\r\n\r\n`),
    );
    expect(facts.length).toBe(HEAD_LIMIT);
  });

  it('stays while credentials are refused', () => {
    const attempt = (index: number) => [
      clientSends('GET / HTTP/1.1\r\nAuthorization: Basic eDp5\r\n\r\n'),
      serverSends(`HTTP/1.1 401 x\r\nServer: s${index}\r\nContent-Length: 0\r\n\r\n`),
    ];
    const { facts } = run(Array.from({ length: 80 }, (_, index) => attempt(index)).flat());
    expect(facts.filter((fact) => fact.field === 'server').length).toBe(GUESSING_HEAD_LIMIT);
  });

  it('reads BODY_COUNT_LIMIT bodies', () => {
    const { facts } = run(
      Array.from({ length: 10 }, (_, index) => answer('text/html', `<title>t${index}</title>`)),
    );
    expect(facts.length).toBe(BODY_COUNT_LIMIT);
  });

  it('leaves a flow whose requests nobody answers', () => {
    const refused = [
      clientSends('GET / HTTP/1.1\r\nAuthorization: Basic eDp5\r\n\r\n'),
      serverSends('HTTP/1.1 401 x\r\nContent-Length: 0\r\n\r\n'),
    ];
    const requests = Array.from({ length: 40 }, (_, index) =>
      clientSends(`GET / HTTP/1.1\r\nUser-Agent: a${index}\r\n\r\n`),
    );
    const { facts } = run([...refused, ...requests]);
    expect(facts.filter((fact) => fact.field === 'user-agent').length).toBe(PENDING_LIMIT + 1);
  });

  it('walks CHUNK_COUNT_LIMIT chunks of a flow and says nothing of it', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n';
    const download = (chunks: number) =>
      run([
        serverSends(
          `${head}${'1\r\nx\r\n'.repeat(chunks - 1)}0\r\n\r\nHTTP/1.1 200 OK\r\nServer: behind\r\n\r\n`,
        ),
      ]);
    expect(download(CHUNK_COUNT_LIMIT).facts.length).toBe(1);
    expect(download(CHUNK_COUNT_LIMIT + 1)).toMatchObject({ facts: [], anomalies: [] });
  });

  it('reads no more than 64 KiB of a chunked document', () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const { facts } = run([
      serverSends('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n'),
      ...Array.from({ length: 5 }, () => serverSends(chunk)),
      serverSends('10\r\n<title>a</title>\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nServer: behind\r\n\r\n'),
    ]);
    expect(facts).toEqual([{ field: 'server', value: 'behind', from: 'server', about: 'sender' }]);
  });
});
