import { expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { converse, describeDissector, type ExpectedFact, type Vector } from '../dissector.contract.ts';
import { oidContent } from '../encodings/ber.ts';
import { BINDING_LIMIT, VALUE_LIMIT_OCTETS } from './constants.ts';
import { snmp } from './dissector.ts';

/** v2c response with sysDescr "Linux pump 3.0.35", community public. */
const SYSTEM_RESPONSE =
  '303702010104067075626c6963a22a020101020100020100301f301d06082b0601020101010004114c696e75782070756d7020332e302e3335';
/** snmp-entity: ENTITY-MIB columns of index 1; index 2 has an empty serial number. */
const ENTITY_RESPONSE =
  '3081b102010104067075626c6963a281a302014d020100020100308197301b060c2b060102012f010101010b01040b464f43323033315830525a3015060c2b060102012f010101010c010405436973636f3021060c2b060102012f010101010d01041157532d4332393630582d34384650532d4c3019060c2b060102012f010101010a01040931352e3228372945343011060c2b060102012f0101010105010201033010060c2b060102012f010101010b020400';
/** snmp3-report: discovery report of net-snmp. */
const DISCOVERY_REPORT =
  '3062020103300f02024a69020300ffe3040100020103041d301b040b80001f880300409d1234560201070203016063040004000400302d040b80001f880300409d1234560400a81c0201000201000201003011300f060a2b060106030f01010400410103';
/** snmp1-trap: APC trap for agent 10.20.60.63. */
const APC_TRAP =
  '305202010004067075626c6963a445060a2b06010401823e01031b40040a143c3f02010602010543030186a030263024060e2b06010401823e010101010101000412536d6172742d555053205352542033303030';

function element(tag: number, ...content: readonly string[]): string {
  const text = content.join('');
  const length = text.length / 2;
  const head =
    length < 0x80 ? length.toString(16).padStart(2, '0') : `82${length.toString(16).padStart(4, '0')}`;
  return `${tag.toString(16).padStart(2, '0')}${head}${text}`;
}
const text = (value: string) => element(0x04, Buffer.from(value, 'utf8').toString('hex'));
const number = (value: number) => element(0x02, value.toString(16).padStart(2, '0'));
const oid = (dotted: string) => element(0x06, Buffer.from(oidContent(dotted), 'latin1').toString('hex'));
const binding = (dotted: string, value: string) => element(0x30, oid(dotted), value);
const pdu = (tag: number, ...bindings: readonly string[]) =>
  element(tag, number(1), number(0), number(0), element(0x30, ...bindings));
const message = (body: string, community = 'ward-secret', version = 1) =>
  element(0x30, number(version), text(community), body);
const NULL = '0500';
/** An SNMPv3 message: flags, engine id, user, and what follows the security parameters. */
const version3 = (flags: number, engine: string, user: string, data: string) =>
  element(
    0x30,
    number(3),
    element(0x30, number(9), '020205c0', element(0x04, flags.toString(16).padStart(2, '0')), number(3)),
    element(0x04, element(0x30, element(0x04, engine), number(7), number(42), text(user), '0400', '0400')),
    data,
  );
const scoped = (engine: string, body: string) => element(0x30, element(0x04, engine), '0400', body);

const said = (
  from: 'client' | 'server',
  rows: Readonly<Record<string, string>>,
  about?: string,
): ExpectedFact[] =>
  Object.entries(rows).map(([field, value]) => ({ field, value, from, ...(about ? { about } : {}) }));

const agent = { version: 'v2c', 'clear-text-community': 'default', role: 'agent' };
const otherAgent = { version: 'v2c', 'clear-text-community': 'seen', role: 'agent' };

const vectors: readonly Vector[] = [
  {
    name: 'v2c response with sysDescr',
    messages: [{ from: 'server', hex: SYSTEM_RESPONSE }],
    facts: said('server', { ...agent, sysDescr: 'Linux pump 3.0.35' }),
    server: 'server',
    planted: ['public'],
  },
  {
    name: 'snmp-entity: the chassis',
    messages: [{ from: 'server', hex: ENTITY_RESPONSE }],
    facts: said('server', {
      ...agent,
      entPhysicalSerialNum: 'FOC2031X0RZ',
      entPhysicalMfgName: 'Cisco',
      entPhysicalModelName: 'WS-C2960X-48FPS-L',
      entPhysicalSoftwareRev: '15.2(7)E4',
    }),
  },
  {
    name: 'snmp3-report: engine id with a MAC address',
    messages: [{ from: 'server', hex: DISCOVERY_REPORT }],
    facts: said('server', {
      version: 'v3',
      role: 'agent',
      'engine-id': '80001f880300409d123456',
      'engine-enterprise': '8072',
      'engine-mac': '00:40:9d:12:34:56',
      'engine-boots': '7',
      'engine-time': '90211',
    }),
    server: 'server',
  },
  {
    name: 'snmp1-trap: the agent is not the sender',
    serverPort: 162,
    messages: [{ from: 'client', hex: APC_TRAP }],
    facts: [
      ...said('client', { version: 'v1', 'clear-text-community': 'default', role: 'agent' }),
      ...said(
        'client',
        {
          'trap-enterprise': '1.3.6.1.4.1.318.1.3.27',
          trap: 'enterpriseSpecific 5',
          apcBasicIdentModel: 'Smart-UPS SRT 3000',
        },
        'ip:10.20.60.63',
      ),
    ],
    server: 'server',
  },
  {
    name: 'generic v1 trap of the sender itself',
    serverPort: 162,
    messages: [
      {
        from: 'client',
        hex: message(
          element(0xa4, oid('1.3.6.1.4.1.9.1.1208'), '400400000000', number(4), number(0), '430100', '3000'),
          'public',
          0,
        ),
      },
    ],
    facts: said('client', {
      version: 'v1',
      'clear-text-community': 'default',
      role: 'agent',
      'trap-enterprise': '1.3.6.1.4.1.9.1.1208',
      trap: 'authenticationFailure',
    }),
  },
  {
    name: 'get and response of the system group; the contact is a person',
    messages: [
      { from: 'client', hex: message(pdu(0xa0, binding('1.3.6.1.2.1.1.1.0', NULL))) },
      {
        from: 'server',
        hex: message(
          pdu(
            0xa2,
            binding('1.3.6.1.2.1.1.1.0', text('SIGMA pump gateway 4.1')),
            binding('1.3.6.1.2.1.1.2.0', oid('1.3.6.1.4.1.8072.3.2.10')),
            binding('1.3.6.1.2.1.1.4.0', text('Nurse Jane Planted')),
            binding('1.3.6.1.2.1.1.5.0', text('pumpgw01')),
            binding('1.3.6.1.2.1.1.6.0', text('Ward 4B')),
            binding('1.3.6.1.2.1.2.2.1.2.1', text('eth0')),
          ),
        ),
      },
    ],
    facts: [
      ...said('client', { version: 'v2c', 'clear-text-community': 'seen', role: 'manager' }),
      ...said('server', {
        ...otherAgent,
        sysDescr: 'SIGMA pump gateway 4.1',
        sysObjectID: '1.3.6.1.4.1.8072.3.2.10',
        sysName: 'pumpgw01',
        sysLocation: 'Ward 4B',
      }),
    ],
    server: 'server',
    planted: ['ward-secret', 'Jane'],
  },
  {
    name: 'printer, UPS and power supply objects',
    messages: [
      {
        from: 'server',
        hex: message(
          pdu(
            0xa2,
            binding('1.3.6.1.2.1.25.3.2.1.3.1', text('ZTC ZD420')),
            binding('1.3.6.1.2.1.25.3.2.1.3.2', text('eth0 card')),
            binding('1.3.6.1.2.1.43.5.1.1.17.1', text('D4J174903')),
            binding(
              '1.3.6.1.4.1.11.2.3.9.1.1.7.0',
              text('MFG:Zebra;CMD:ZPL,EPL;MDL:ZD420;SN:D4J174903;FWVER:V84.20.18Z;'),
            ),
            binding('1.3.6.1.2.1.33.1.1.1.0', text('Eaton')),
            binding('1.3.6.1.2.1.33.1.1.2.0', text('9PX 3000')),
            binding('1.3.6.1.2.1.33.1.1.3.0', text('INV: 4.1.0')),
            binding('1.3.6.1.2.1.33.1.1.4.0', text('Network-M2 1.7.5')),
            binding('1.3.6.1.4.1.318.1.1.1.1.2.1.0', text('UPS 09.3')),
            binding('1.3.6.1.4.1.318.1.1.1.1.2.3.0', text('AS1234567890')),
          ),
        ),
      },
    ],
    facts: said('server', {
      ...otherAgent,
      hrDeviceDescr: 'ZTC ZD420',
      prtGeneralSerialNumber: 'D4J174903',
      'ieee1284-id': 'MFG:Zebra;MDL:ZD420;SN:D4J174903;FWVER:V84.20.18Z;',
      upsIdentManufacturer: 'Eaton',
      upsIdentModel: '9PX 3000',
      upsIdentUPSSoftwareVersion: 'INV: 4.1.0',
      upsIdentAgentSoftwareVersion: 'Network-M2 1.7.5',
      apcAdvIdentFirmwareRevision: 'UPS 09.3',
      apcAdvIdentSerialNumber: 'AS1234567890',
    }),
  },
  {
    name: 'stack of switches: the first chassis, neither the stack nor a module',
    messages: [
      {
        from: 'server',
        hex: message(
          pdu(
            0xa2,
            binding('1.3.6.1.2.1.47.1.1.1.1.2.1', text('c38xx Stack')),
            binding('1.3.6.1.2.1.47.1.1.1.1.2.1000', text('WS-C3850-24P-S')),
            binding('1.3.6.1.2.1.47.1.1.1.1.5.1', number(11)),
            binding('1.3.6.1.2.1.47.1.1.1.1.5.1000', number(3)),
            binding('1.3.6.1.2.1.47.1.1.1.1.5.2000', number(3)),
            binding('1.3.6.1.2.1.47.1.1.1.1.8.1000', text('V07')),
            binding('1.3.6.1.2.1.47.1.1.1.1.9.1000', text('BOOTLDR 3.56')),
            binding('1.3.6.1.2.1.47.1.1.1.1.11.1', text('FOC0000STACK')),
            binding('1.3.6.1.2.1.47.1.1.1.1.11.1000', text('FOC1833X0AA')),
            binding('1.3.6.1.2.1.47.1.1.1.1.11.2000', text('FOC1833X0BB')),
            binding('1.3.6.1.2.1.47.1.1.1.1.11.1010', text('LIT18300ABC')),
          ),
        ),
      },
    ],
    facts: said('server', {
      ...otherAgent,
      entPhysicalDescr: 'WS-C3850-24P-S',
      entPhysicalHardwareRev: 'V07',
      entPhysicalFirmwareRev: 'BOOTLDR 3.56',
      entPhysicalSerialNum: 'FOC1833X0AA',
    }),
  },
  {
    name: 'objects that the agent does not have, and no object identifier',
    messages: [
      {
        from: 'server',
        hex: message(
          pdu(
            0xa2,
            binding('1.3.6.1.2.1.1.1.0', '8000'),
            binding('1.3.6.1.2.1.1.5.0', '8100'),
            binding('1.3.6.1.2.1.1.6.0', '8200'),
            binding('1.3.6.1.2.1.1.2.0', oid('0.0')),
          ),
        ),
      },
    ],
    facts: said('server', otherAgent),
  },
  {
    name: 'set request',
    messages: [{ from: 'client', hex: message(pdu(0xa3, binding('1.3.6.1.2.1.1.5.0', text('renamed')))) }],
    facts: said('client', {
      version: 'v2c',
      'clear-text-community': 'seen',
      role: 'manager',
      operation: 'set',
    }),
  },
  {
    name: 'inform, and the response that repeats its bindings without being about its sender',
    serverPort: 1_162,
    messages: [
      { from: 'client', hex: message(pdu(0xa6, binding('1.3.6.1.2.1.1.5.0', text('mon-4b-12')))) },
      { from: 'server', hex: message(pdu(0xa2, binding('1.3.6.1.2.1.1.5.0', text('mon-4b-12')))) },
    ],
    facts: [
      ...said('client', { ...otherAgent, sysName: 'mon-4b-12' }),
      ...said('server', { version: 'v2c', 'clear-text-community': 'seen', role: 'manager' }),
    ],
    server: 'server',
  },
  {
    name: 'forwarded v2 trap names its agent',
    serverPort: 162,
    messages: [
      {
        from: 'client',
        hex: message(
          pdu(
            0xa7,
            binding('1.3.6.1.2.1.1.5.0', text('vent-07')),
            binding('1.3.6.1.6.3.18.1.3.0', '40040a141e07'),
          ),
        ),
      },
    ],
    facts: [...said('client', otherAgent), ...said('client', { sysName: 'vent-07' }, 'ip:10.20.30.7')],
  },
  {
    name: 'v3 in clear: the user is not kept',
    messages: [
      {
        from: 'client',
        hex: version3(
          0x04,
          '80000009010a141e01',
          'planted-user',
          scoped('80000009010a141e01', pdu(0xa0, binding('1.3.6.1.2.1.1.5.0', NULL))),
        ),
      },
      {
        from: 'server',
        hex: version3(
          0x00,
          '80000009010a141e01',
          'planted-user',
          scoped('80000009010a141e01', pdu(0xa2, binding('1.3.6.1.2.1.1.5.0', text('sw-4b')))),
        ),
      },
    ],
    facts: [
      ...said('client', { version: 'v3', 'security-level': 'noAuthNoPriv', role: 'manager' }),
      ...said('server', {
        version: 'v3',
        'engine-id': '80000009010a141e01',
        'engine-enterprise': '9',
        'engine-boots': '7',
        'engine-time': '42',
        role: 'agent',
        sysName: 'sw-4b',
      }),
    ],
    planted: ['planted-user'],
  },
  {
    name: 'v3 engine id of Cisco IOS with an octet of zero before the MAC',
    messages: [{ from: 'server', hex: version3(0x03, '80000009030000005e005301', 'u', text('ciphertext')) }],
    facts: said('server', {
      version: 'v3',
      'security-level': 'authPriv',
      'engine-id': '80000009030000005e005301',
      'engine-enterprise': '9',
      'engine-mac': '00:00:5e:00:53:01',
      'engine-boots': '7',
      'engine-time': '42',
    }),
  },
  {
    name: 'v3 encrypted: the engine stays readable',
    messages: [
      { from: 'server', hex: version3(0x03, '0000000b00000a141e010000', 'planted-user', text('ciphertext')) },
    ],
    facts: said('server', {
      version: 'v3',
      'security-level': 'authPriv',
      'engine-id': '0000000b00000a141e010000',
      'engine-enterprise': '11',
      'engine-boots': '7',
      'engine-time': '42',
    }),
    planted: ['planted-user', 'ciphertext'],
  },
  {
    name: 'n-snmp-len: four length octets of FF',
    messages: [{ from: 'server', hex: '3084ffffffff020101' }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'n-snmp-indef: indefinite lengths',
    messages: [
      {
        from: 'server',
        hex: '308002010104067075626c6963a2800201010201000201003080000000000000',
      },
    ],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'indefinite length within',
    messages: [
      { from: 'server', hex: '302002010104067075626c6963a2800201010201000201003080000000000000ffff' },
    ],
    facts: said('server', { version: 'v2c', 'clear-text-community': 'default' }),
    anomalies: ['malformed'],
  },
  {
    name: 'n-snmp-oid: last sub-identifier never ends',
    messages: [
      {
        from: 'server',
        hex: '302402010104067075626c6963a217020101020100020100300c300a06052b86ffffff040178',
      },
    ],
    facts: said('server', agent),
  },
];

describeDissector(snmp, vectors);

it.each([
  [4, false],
  [5, true],
  [32, true],
  [33, false],
])('says an engine id of %i octets: %s', (octets, isSaid) => {
  const hex = version3(0x03, `80001f88${'05'.repeat(octets - 4)}`, 'u', text('ciphertext'));
  const outcome = converse(snmp, { name: '', messages: [], facts: [] }, [
    { from: 'server', octets: Buffer.from(hex, 'hex') },
  ]);
  expect(outcome.facts.some((fact) => fact.field === 'engine-id')).toBe(isSaid);
});

it('reads no more of a value than the limit', () => {
  const value = `MFG:X;CMD:${'Z'.repeat(VALUE_LIMIT_OCTETS)};SN:1;`;
  const octets = Buffer.from(message(pdu(0xa2, binding('1.3.6.1.4.1.11.2.3.9.1.1.7.0', text(value)))), 'hex');
  const outcome = converse(snmp, { name: '', messages: [], facts: [] }, [{ from: 'server', octets }]);
  expect(outcome.facts.find((fact) => fact.field === 'ieee1284-id')?.value).toBe('MFG:X;');
});

it('reads no more bindings than the limit', () => {
  const outcome = (count: number) => {
    const filler = Array.from({ length: count - 1 }, () => binding('1.3.6.1.2.1.2.1.0', NULL));
    const octets = Buffer.from(
      message(pdu(0xa2, ...filler, binding('1.3.6.1.2.1.1.5.0', text('sw-4b')))),
      'hex',
    );
    return converse(snmp, { name: '', messages: [], facts: [] }, [{ from: 'server', octets }]);
  };
  expect(outcome(BINDING_LIMIT).facts.map((fact) => fact.field)).toContain('sysName');
  expect(outcome(BINDING_LIMIT + 1).facts.map((fact) => fact.field)).not.toContain('sysName');
});

it.each([
  ['CLDAP', '300c02010163070a01000a010005'],
  ['another version', '30080201020403414243'],
  ['a community beyond the message', '300602010104ff4142'],
  ['no PDU behind the community', '300a02010104027075b0010000'],
  ['nothing', ''],
])('does not recognise %s', (_name, hex) => {
  const flow = { carrier: 'udp', sourcePort: 40_000, destinationPort: 161 } as const;
  expect(snmp.recognise(OctetReader.over(Buffer.from(hex, 'hex')), flow)).toBe('no');
});
