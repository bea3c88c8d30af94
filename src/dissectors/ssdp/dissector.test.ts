import { expect, it } from 'vitest';
import { converse, describeDissector } from '../dissector.contract.ts';
import { DATAGRAM_LIMIT, ssdp } from './dissector.ts';

const message = (lines: readonly string[]) =>
  Buffer.from([...lines, '', ''].join('\r\n'), 'latin1').toString('hex');

describeDissector(ssdp, [
  {
    name: 'ssdp-notify: NOTIFY alive',
    messages: [
      {
        from: 'client',
        hex: '4e4f54494659202a20485454502f312e310d0a484f53543a203233392e3235352e3235352e3235303a313930300d0a43414348452d434f4e54524f4c3a206d61782d6167653d313830300d0a4c4f434154494f4e3a20687474703a2f2f31302e32302e36302e33313a34393135322f726f6f7464657363312e786d6c0d0a4f50543a2022687474703a2f2f736368656d61732e75706e702e6f72672f75706e702f312f302f223b206e733d30310d0a4e543a2075726e3a736368656d61732d75706e702d6f72673a6465766963653a42617369633a312e300d0a4e54533a20737364703a616c6976650d0a5345525645523a204c696e75782f342e31392055506e502f312e3020415849532d50333234352d4c562f31302e31322e3131340d0a582d557365722d4167656e743a20726564736f6e69630d0a55534e3a20757569643a55706e702d42617369634465766963652d315f302d4143434338453041363030313a3a75726e3a736368656d61732d75706e702d6f72673a6465766963653a42617369633a312e300d0a0d0a',
      },
    ],
    facts: [
      { field: 'role', value: 'device' },
      { field: 'server', value: 'Linux/4.19 UPnP/1.0 AXIS-P3245-LV/10.12.114' },
      {
        field: 'usn',
        value: 'uuid:Upnp-BasicDevice-1_0-ACCC8E0A6001::urn:schemas-upnp-org:device:Basic:1.0',
      },
      { field: 'location', value: 'http://10.20.60.31:49152/rootdesc1.xml' },
      { field: 'notification-type', value: 'urn:schemas-upnp-org:device:Basic:1.0' },
    ],
  },
  {
    name: 'search and answer',
    messages: [
      {
        from: 'client',
        hex: message([
          'M-SEARCH * HTTP/1.1',
          'HOST: 239.255.255.250:1900',
          'MAN: "ssdp:discover"',
          'MX: 1',
          'ST: urn:dial-multiscreen-org:service:dial:1',
          'USER-AGENT: Google Chrome/120.0 Windows',
        ]),
      },
    ],
    facts: [
      { field: 'role', value: 'control-point' },
      { field: 'search-target', value: 'urn:dial-multiscreen-org:service:dial:1' },
      { field: 'user-agent', value: 'Google Chrome/120.0 Windows' },
    ],
  },
  {
    name: 'answer to a search, its identifier a UUID',
    messages: [
      {
        from: 'server',
        hex: message([
          'HTTP/1.1 200 OK',
          'ST:upnp:rootdevice',
          'Location: http://192.0.2.2:80/desc.xml',
          'USN:uuid:0A1B2C3D-0000-1000-8000-0009FB102030::upnp:rootdevice',
          'server: x',
        ]),
      },
    ],
    facts: [
      { field: 'role', value: 'device', from: 'server' },
      { field: 'server', value: 'x', from: 'server' },
      {
        field: 'usn',
        value: 'uuid:0A1B2C3D-0000-1000-8000-0009FB102030::upnp:rootdevice',
        from: 'server',
      },
      { field: 'device-uuid', value: 'uuid:0a1b2c3d-0000-1000-8000-0009fb102030', from: 'server' },
      { field: 'location', value: 'http://192.0.2.2:80/desc.xml', from: 'server' },
    ],
  },
  {
    name: 'NOTIFY byebye, an identifier of zeros',
    messages: [
      {
        from: 'client',
        hex: message([
          'NOTIFY * HTTP/1.1',
          'NT: urn:x:device:y:1',
          'NTS: ssdp:byebye',
          'LOCATION: http://192.0.2.1/',
          'USN: uuid:00000000-0000-0000-0000-000000000000',
        ]),
      },
    ],
    facts: [
      { field: 'role', value: 'device' },
      { field: 'usn', value: 'uuid:00000000-0000-0000-0000-000000000000' },
    ],
  },
  {
    name: 'SIP is not SSDP',
    messages: [{ from: 'client', hex: message(['NOTIFY sip:a@b SIP/2.0', 'Event: x']) }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'another HTTP answer over UDP',
    messages: [{ from: 'server', hex: message(['HTTP/1.1 200 OK', 'Server: x']) }],
    facts: [],
    unrecognised: true,
  },
]);

it('reads DATAGRAM_LIMIT datagrams of a flow', () => {
  const datagrams = Array.from({ length: 40 }, (_, index) => ({
    from: 'client' as const,
    octets: Buffer.from(message(['M-SEARCH * HTTP/1.1', `ST: urn:x${index}`]), 'hex'),
  }));
  const { facts } = converse(ssdp, { name: '', messages: [], facts: [] }, datagrams);
  expect(facts.filter((fact) => fact.field === 'search-target').length).toBe(DATAGRAM_LIMIT);
});
