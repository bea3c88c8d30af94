/** Conversations in which a body says what the server is: identity documents, device pages and printer attributes. */

import {
  clientSends,
  serverFact,
  serverSends,
  type Vector,
  type VectorMessage,
} from '../dissector.contract.ts';

/** An answer with a body of media type `type`. */
export const answer = (type: string, body: string, status = '200 OK') =>
  serverSends(
    `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
/** `text` as one chunk of a chunked body (RFC 9112 7.1). */
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const LARGE_PAGE_REST = ' '.repeat(17_000);

const SDC_METADATA =
  '485454502f312e3120323030204f4b0d0a436f6e74656e742d547970653a206170706c69636174696f6e2f736f61702b786d6c3b20636861727365743d7574662d380d0a436f6e74656e742d4c656e6774683a20313131380d0a0d0a3c3f786d6c2076657273696f6e3d22312e302220656e636f64696e673d225554462d38223f3e3c7331323a456e76656c6f706520786d6c6e733a7331323d22687474703a2f2f7777772e77332e6f72672f323030332f30352f736f61702d656e76656c6f70652220786d6c6e733a7773613d22687474703a2f2f7777772e77332e6f72672f323030352f30382f61646472657373696e672220786d6c6e733a6d65783d22687474703a2f2f736368656d61732e786d6c736f61702e6f72672f77732f323030342f30392f6d65782220786d6c6e733a647077733d22687474703a2f2f646f63732e6f617369732d6f70656e2e6f72672f77732d64642f6e732f647077732f323030392f3031223e3c7331323a4865616465723e3c7773613a416374696f6e3e687474703a2f2f736368656d61732e786d6c736f61702e6f72672f77732f323030342f30392f7472616e736665722f476574526573706f6e73653c2f7773613a416374696f6e3e3c2f7331323a4865616465723e3c7331323a426f64793e3c6d65783a4d657461646174613e3c6d65783a4d6574616461746153656374696f6e204469616c6563743d22687474703a2f2f646f63732e6f617369732d6f70656e2e6f72672f77732d64642f6e732f647077732f323030392f30312f546869734d6f64656c223e3c647077733a546869734d6f64656c3e3c647077733a4d616e75666163747572657220786d6c3a6c616e673d22656e223e4472c3a46765723c2f647077733a4d616e7566616374757265723e3c647077733a4d616e75666163747572657255726c3e7777772e647261656765722e636f6d3c2f647077733a4d616e75666163747572657255726c3e3c647077733a4d6f64656c4e616d6520786d6c3a6c616e673d22656e223e457669746120563830303c2f647077733a4d6f64656c4e616d653e3c647077733a4d6f64656c4e756d6265723e383432323330303c2f647077733a4d6f64656c4e756d6265723e3c2f647077733a546869734d6f64656c3e3c2f6d65783a4d6574616461746153656374696f6e3e3c6d65783a4d6574616461746153656374696f6e204469616c6563743d22687474703a2f2f646f63732e6f617369732d6f70656e2e6f72672f77732d64642f6e732f647077732f323030392f30312f54686973446576696365223e3c647077733a546869734465766963653e3c647077733a467269656e646c794e616d6520786d6c3a6c616e673d22656e223e4943553220426564373c2f647077733a467269656e646c794e616d653e3c647077733a4669726d7761726556657273696f6e3e322e35302e30313c2f647077733a4669726d7761726556657273696f6e3e3c647077733a53657269616c4e756d6265723e41534b422d303033313c2f647077733a53657269616c4e756d6265723e3c2f647077733a546869734465766963653e3c2f6d65783a4d6574616461746153656374696f6e3e3c2f6d65783a4d657461646174613e3c2f7331323a426f64793e3c2f7331323a456e76656c6f70653e';
const ONVIF_DEVICE_INFORMATION =
  '485454502f312e3120323030204f4b0d0a436f6e74656e742d547970653a206170706c69636174696f6e2f736f61702b786d6c3b20636861727365743d7574662d380d0a436f6e74656e742d4c656e6774683a203435340d0a0d0a3c3f786d6c2076657273696f6e3d22312e30223f3e3c656e763a456e76656c6f706520786d6c6e733a656e763d22687474703a2f2f7777772e77332e6f72672f323030332f30352f736f61702d656e76656c6f70652220786d6c6e733a7464733d22687474703a2f2f7777772e6f6e7669662e6f72672f76657231302f6465766963652f7773646c223e3c656e763a426f64793e3c7464733a476574446576696365496e666f726d6174696f6e526573706f6e73653e3c7464733a4d616e7566616374757265723e415849533c2f7464733a4d616e7566616374757265723e3c7464733a4d6f64656c3e50333234352d4c563c2f7464733a4d6f64656c3e3c7464733a4669726d7761726556657273696f6e3e31302e31322e3131343c2f7464733a4669726d7761726556657273696f6e3e3c7464733a53657269616c4e756d6265723e4143434338453041363030313c2f7464733a53657269616c4e756d6265723e3c7464733a486172647761726549643e3744392e313c2f7464733a486172647761726549643e3c2f7464733a476574446576696365496e666f726d6174696f6e526573706f6e73653e3c2f656e763a426f64793e3c2f656e763a456e76656c6f70653e';
const UPNP_DESCRIPTION = `<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>0</minor></specVersion>
<device><deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType><friendlyName>AXIS P3245-LV - ACCC8E0A6001</friendlyName>
<manufacturer>AXIS</manufacturer><modelDescription>Network camera</modelDescription><modelName>P3245-LV &amp; more</modelName>
<modelNumber>10.12</modelNumber><serialNumber>ACCC8E0A6001</serialNumber><UDN>uuid:0A1B2C3D-0000-1000-8000-ACCC8E0A6001</UDN>
<deviceList><device><modelName>Embedded</modelName><serialNumber>2</serialNumber></device></deviceList></device></root>`;

const PARTICIPANT = 'http://standards.ieee.org/downloads/11073/11073-10207-2017/participant';
const spec = (code: string, text: string) =>
  `<p:ProductionSpecification><p:SpecType Code="${code}"/><p:ProductionSpec>${text}</p:ProductionSpec></p:ProductionSpecification>`;
/** Alerts stand before the identity of a device, a second system and modules behind it. */
const MDIB = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:p="${PARTICIPANT}"><s:Body><Mdib><p:MdDescription>
<p:Mds Handle="mds0"><p:Type Code="70001" CodingSystem="urn:oid:1.2.840.10004.1.1.1.0.0.1"><p:ConceptDescription Lang="en">ventilator</p:ConceptDescription></p:Type>
${spec('531974', 'C.2')}${spec('531975', '2.50.01')}${spec('531976', '1.7')}${spec('531973', '8422300-02')}${spec('531971', 'PLANTEDSPEC')}
<p:AlertSystem><p:AlertCondition><p:Type Code="12"/></p:AlertCondition></p:AlertSystem>
<p:MetaData><p:Udi><p:DeviceIdentifier>04012345678901</p:DeviceIdentifier><p:HumanReadableForm>(01)04012345678901(21)ASKB-0031</p:HumanReadableForm></p:Udi>
<p:LotNumber>L22</p:LotNumber><p:Manufacturer Lang="de">Draegerwerk AG</p:Manufacturer><p:Manufacturer Lang="en-US">Draeger</p:Manufacturer>
<p:ManufactureDate>2024-01-15</p:ManufactureDate><p:ExpirationDate>2034</p:ExpirationDate><p:ModelName>Evita V800</p:ModelName><p:ModelNumber>8422300</p:ModelNumber></p:MetaData>
<p:Vmd Handle="vmd0"><p:Type Code="70002"/>${spec('531975', 'MODULE')}</p:Vmd></p:Mds>
<p:Mds Handle="mds1"><p:Type Code="70003"/><p:MetaData><p:SerialNumber>OTHER-1</p:SerialNumber></p:MetaData></p:Mds>
</p:MdDescription><p:MdState><p:State><p:CoreData><p:Givenname>PLANTEDGIVEN</p:Givenname><p:Familyname>PLANTEDFAMILY</p:Familyname></p:CoreData></p:State></p:MdState></Mdib></s:Body></s:Envelope>`;
const OTHER_CODES = `<Mdib xmlns:p="${PARTICIPANT}"><p:Mds><p:Type Code="70001" CodingSystem="urn:oid:2.16.840.1.113883.6.96"/>
${spec('531972', 'SN-2')}<p:MetaData><p:Udi><p:HumanReadableForm>no UDI</p:HumanReadableForm></p:Udi></p:MetaData></p:Mds></Mdib>`;

const onvif = (name: string, inner: string) =>
  `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:d="http://www.onvif.org/ver10/device/wsdl" xmlns:t="http://www.onvif.org/ver10/schema"><e:Body><d:${name}>${inner}</d:${name}></e:Body></e:Envelope>`;
const token = (type: string) =>
  `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header><w:Security><w:UsernameToken><w:Username>PLANTEDUSER</w:Username><w:Password${type}>PLANTEDWORD</w:Password></w:UsernameToken></w:Security></e:Header><e:Body><GetUsers/></e:Body></e:Envelope>`;
const soapCall = (body: string) =>
  clientSends(
    `POST /onvif/device_service HTTP/1.1\r\nContent-Type: application/soap+xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );

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

export const DOCUMENT_VECTORS: readonly Vector[] = [
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
    name: 'SDC MDIB: the first system, and nothing of modules, other systems and the patient context',
    messages: [answer('application/soap+xml', MDIB), answer('application/soap+xml', OTHER_CODES)],
    facts: [
      serverFact('mdib-device-type', '70001'),
      serverFact('mdib-hardware-version', 'C.2'),
      serverFact('mdib-software-version', '2.50.01'),
      serverFact('mdib-firmware-version', '1.7'),
      serverFact('mdib-part-number', '8422300-02'),
      serverFact('mdib-udi-di', '04012345678901'),
      serverFact('mdib-udi', '(01)04012345678901(21)ASKB-0031'),
      serverFact('mdib-udi-instance', '04012345678901/ASKB-0031'),
      serverFact('mdib-lot-number', 'L22'),
      serverFact('mdib-manufacturer', 'Draeger'),
      serverFact('mdib-manufacture-date', '2024-01-15'),
      serverFact('mdib-expiration-date', '2034'),
      serverFact('mdib-model-name', 'Evita V800'),
      serverFact('mdib-model-number', '8422300'),
      serverFact('mdib-serial-number', 'SN-2'),
      serverFact('mdib-udi', 'no UDI'),
    ],
    planted: ['PLANTEDGIVEN', 'PLANTEDFAMILY', 'PLANTEDSPEC', 'MODULE', 'OTHER-1'],
  },
  {
    name: 'ONVIF device management: interfaces, host name and scopes, never users and tokens',
    messages: [
      soapCall(token(' Type="http://x#PasswordDigest"')),
      answer(
        'application/soap+xml',
        onvif(
          'GetNetworkInterfacesResponse',
          '<d:NetworkInterfaces token="eth0"><t:Info><t:Name>eth0</t:Name><t:HwAddress>AC:CC:8E:0A:60:01</t:HwAddress></t:Info></d:NetworkInterfaces>',
        ),
      ),
      soapCall(token('')),
      answer(
        'application/soap+xml',
        onvif(
          'GetUsersResponse',
          '<d:User><t:Username>PLANTEDUSER</t:Username><t:UserLevel>Administrator</t:UserLevel></d:User>',
        ),
      ),
      answer(
        'application/soap+xml',
        onvif(
          'GetHostnameResponse',
          '<d:HostnameInformation><t:FromDHCP>false</t:FromDHCP><t:Name>cam-dock-1</t:Name></d:HostnameInformation>',
        ),
      ),
      answer(
        'application/soap+xml',
        onvif(
          'GetScopesResponse',
          [
            'onvif://www.onvif.org/name/Dock%20cam',
            'onvif://www.onvif.org/hardware/P3245-LV',
            'onvif://www.onvif.org/x/PLANTED',
            'PLANTED',
          ]
            .map(
              (scope) =>
                `<d:Scopes><t:ScopeDef>Fixed</t:ScopeDef><t:ScopeItem>${scope}</t:ScopeItem></d:Scopes>`,
            )
            .join(''),
        ),
      ),
    ],
    facts: [
      { field: 'clear-text-credential', value: 'ws-username-token' },
      serverFact('onvif-mac', 'ac:cc:8e:0a:60:01'),
      serverFact('onvif-hostname', 'cam-dock-1'),
      serverFact('onvif-name', 'Dock cam'),
      serverFact('onvif-hardware', 'P3245-LV'),
    ],
    planted: ['PLANTED', 'Administrator'],
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
];
