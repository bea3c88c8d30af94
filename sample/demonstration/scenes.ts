/** What devices of the demonstration say of themselves, and what they do every few hours. No patient stands in any of it. */

import { ipOctets, macOctets, octets, type Piece } from '../../test/support/octet-builder.ts';
import { type Host, routerIn } from '../hosts.ts';
import {
  BACNET_PORT,
  BACNET_PROPERTY,
  iAm,
  readProperties,
  readPropertiesAnswer,
  whoIs,
} from '../messages/bacnet.ts';
import { dhcp } from '../messages/dhcp.ts';
import {
  type Association,
  associateAccept,
  associateRequest,
  commandPdu,
  dataSetPdus,
  element,
  RELEASE_REQUEST,
  RELEASE_RESPONSE,
  storeRequestCommand,
  storeResponseCommand,
  UID,
} from '../messages/dicom.ts';
import { association, connectIndication, mdsCreate, mdsCreateResult } from '../messages/intellivue.ts';
import { browserAnnouncement, netbiosRegistration } from '../messages/names.ts';
import { snmpGet, snmpResponse } from '../messages/snmp.ts';
import { httpMessage, mllp } from '../messages/text.ts';
import { clientHello, serverFlight } from '../messages/tls.ts';
import type { Trunk } from '../trunk.ts';
import { DEVICES, type Device, type Kind, SERVER_HOSTS } from './fleet.ts';

const MONITOR_PORT = 24_105;
const INDICATION_PORT = 24_005;
const FRAGMENT_OCTETS = 500;
const FIRST_PORT = 49_152;
const PORTS = 16_000;
const PARAMETERS = [1, 3, 6, 12, 15, 28, 42];
const WINDOWS_PARAMETERS = [1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252];
const SIEMENS = 7;
const FIRST_INSTANCE = 810_000;
const SYSTEM = '1.3.6.1.2.1.1';
const ENTITY = '1.3.6.1.2.1.47.1.1.1.1';
const CENTRAL: Host = { name: 'ICU-PIC', mac: 'e4:b9:7a:d0:40:0a', ip: '10.20.40.10', vlan: 40, ttl: 128 };

let ports = 0;
const nextPort = () => FIRST_PORT + (ports++ % PORTS);
/** A capture is the same in every run, whatever was made before it. */
export const beginPorts = (): void => {
  ports = 0;
};

/** A device starts: it asks for its address and says who it is. `version` replaces what its vendor class states. */
export function begin(trunk: Trunk, device: Device, version?: readonly [from: string, to: string]): void {
  const { kind } = device;
  if (kind.vendorClass !== undefined) {
    const stated = kind.vendorClass.endsWith('DEMO0')
      ? `${kind.vendorClass}${device.number};`
      : kind.vendorClass;
    askForAddress(trunk, device, version ? stated.replace(...version) : stated);
  }
  trunk.arpForRouter(device);
  if (kind.says === 'monitor') beginMonitor(trunk, device);
  if (kind.says === 'imaging') storeImage(trunk, device);
  if (kind.says === 'windows') announceWindows(trunk, device);
  if (kind.says === 'snmp') readSwitch(trunk, device);
  if (kind.says === 'bacnet') readController(trunk, device);
}

function askForAddress(
  trunk: Trunk,
  device: Host & { readonly kind: Device['kind'] },
  vendorClass: string,
): void {
  const parameters = device.kind.says === 'windows' ? WINDOWS_PARAMETERS : PARAMETERS;
  const options: (readonly [number, ...Piece[]])[] = [
    [50, ipOctets(device.ip)],
    [61, 1, macOctets(device.mac)],
    [12, device.name],
    [60, vendorClass],
    [55, octets(...parameters)],
  ];
  const message = dhcp({
    type: 'request',
    transaction: 0x5a20_0000 + (device.vlan << 8),
    clientMac: device.mac,
    options,
  });
  trunk.udpToAll({ ...device, ip: '0.0.0.0' }, '255.255.255.255', 68, 67, message);
  const router = routerIn(device.vlan);
  const lease = dhcp({
    ...{
      type: 'ack',
      transaction: 0x5a20_0000 + (device.vlan << 8),
      clientMac: device.mac,
      yourIp: device.ip,
      relayIp: router.ip,
    },
    options: [[54, ipOctets(SERVER_HOSTS.domain.ip)]],
  });
  trunk.udp(SERVER_HOSTS.domain, router, 67, 67, lease);
}

function beginMonitor(trunk: Trunk, device: Device): void {
  const { mac, ip } = device;
  const indication = connectIndication({ mac, ip, mask: '255.255.255.0', bedLabel: `ICU-${device.number}` });
  trunk.udpToAll(device, '10.20.40.255', MONITOR_PORT, INDICATION_PORT, indication);
  trunk.udp(CENTRAL, device, MONITOR_PORT, MONITOR_PORT, association('request'));
  trunk.udp(device, CENTRAL, MONITOR_PORT, MONITOR_PORT, association('accept'));
  const event = mdsCreate({
    ...{ maker: 'Philips', model: 'M8004A', systemId: mac },
    specifications: [
      [1, 0x0008, device.serial],
      [2, 0x0008, '865241'],
      [4, 0x0058, device.number < 9 ? 'J.10.52' : 'L.01.03'],
      [5, 0x0018, 'B.01.02'],
    ],
  });
  trunk.udp(device, CENTRAL, MONITOR_PORT, MONITOR_PORT, event);
  trunk.udp(CENTRAL, device, MONITOR_PORT, MONITOR_PORT, mdsCreateResult());
}

/** One object without pixels and without a person: the equipment alone. */
function storeImage(trunk: Trunk, device: Device): void {
  const { equipment } = device.kind;
  if (!equipment) return;
  const put = (group: number, number: number, representation: string, value: string) =>
    element('explicit', group, number, representation, value);
  const instanceUid = `1.2.840.113619.2.5.46.${device.ip.split('.')[3]}.${ports}`;
  const dataSet = octets(
    put(0x0008, 0x0016, 'UI', UID.ctImage),
    put(0x0008, 0x0018, 'UI', instanceUid),
    put(0x0008, 0x0060, 'CS', equipment.modality),
    put(0x0008, 0x0070, 'LO', equipment.maker),
    put(0x0008, 0x0080, 'LO', 'Demonstration hospital'),
    put(0x0008, 0x1010, 'SH', device.name),
    put(0x0008, 0x1090, 'LO', equipment.model),
    put(0x0018, 0x1000, 'LO', device.serial),
    put(0x0018, 0x1020, 'LO', equipment.software),
  );
  const store = { messageId: 1, classUid: UID.ctImage, instanceUid };
  associate(trunk, device, (conversation) =>
    conversation
      .client(commandPdu(1, storeRequestCommand(store)))
      .client(dataSetPdus(1, dataSet, FRAGMENT_OCTETS))
      .server(commandPdu(1, storeResponseCommand(store))),
  );
}

function associate(
  trunk: Trunk,
  device: Device,
  within: (conversation: ReturnType<Trunk['tcp']>) => unknown = () => undefined,
): void {
  const request: Association = {
    ...{ called: 'DEMOPACS', calling: device.name.replace('-', '') },
    contexts: [{ id: 1, abstractSyntax: UID.ctImage, transferSyntax: UID.explicitLittle }],
    ...{ implementationUid: '1.2.840.113619.6.80', implementationVersion: 'DEMO1' },
  };
  const accept = {
    ...request,
    ...{ implementationUid: '1.2.276.0.7230010.3.0.3.6.7', implementationVersion: 'OFFIS_DCMTK_367' },
  };
  const conversation = trunk
    .tcp(device, nextPort(), SERVER_HOSTS.pacs, 4_242)
    .client(associateRequest(request))
    .server(associateAccept(accept));
  within(conversation);
  conversation.client(RELEASE_REQUEST).server(RELEASE_RESPONSE).close();
}

function announceWindows(trunk: Trunk, { name, ip, vlan, ...host }: Device): void {
  const device = { ...host, name, ip, vlan };
  const broadcast = `10.20.${vlan}.255`;
  trunk.udpToAll(device, broadcast, 137, 137, netbiosRegistration(0x2200, name, 0x00, ip));
  const announcement = browserAnnouncement({
    ...{ id: 0x2234, name, workgroup: 'DEMO', ip, osMajor: 10, osMinor: 0, comment: '' },
  });
  trunk.udpToAll(device, broadcast, 138, 138, announcement);
}

function readSwitch(trunk: Trunk, device: Device): void {
  const values = {
    [`${SYSTEM}.1.0`]: { text: device.kind.description ?? '' },
    [`${SYSTEM}.2.0`]: { oid: '1.3.6.1.4.1.9.1.1208' },
    [`${SYSTEM}.5.0`]: { text: device.name },
    [`${ENTITY}.2.1`]: { text: 'WS-C2960X-48FPS-L' },
    [`${ENTITY}.5.1`]: { integer: 3 },
    [`${ENTITY}.10.1`]: { text: '15.2(7)E4' },
    [`${ENTITY}.11.1`]: { text: device.serial },
    [`${ENTITY}.13.1`]: { text: 'WS-C2960X-48FPS-L' },
  };
  const id = device.number;
  trunk.udp(SERVER_HOSTS.management, device, 50_161, 161, snmpGet('public', id, Object.keys(values)));
  trunk.udp(device, SERVER_HOSTS.management, 161, 50_161, snmpResponse('public', id, values));
}

function readController(trunk: Trunk, device: Device): void {
  const instance = FIRST_INSTANCE + device.number;
  const answers: readonly (readonly [number, string])[] = [
    [BACNET_PROPERTY.modelName, 'PXC36-E.D'],
    [BACNET_PROPERTY.objectName, device.name],
    [BACNET_PROPERTY.vendorName, 'Siemens Building Technologies'],
    [BACNET_PROPERTY.firmwareRevision, 'FW=V6.20.90'],
    [BACNET_PROPERTY.serialNumber, device.serial],
  ];
  trunk.udpToAll(device, '10.20.49.255', BACNET_PORT, BACNET_PORT, iAm(instance, SIEMENS));
  const { building } = SERVER_HOSTS;
  const properties = answers.map(([property]) => property);
  trunk.udp(building, device, BACNET_PORT, BACNET_PORT, readProperties(3, instance, properties));
  trunk.udp(device, building, BACNET_PORT, BACNET_PORT, readPropertiesAnswer(3, instance, answers));
}

/** What a device does every few hours. */
export function routine(trunk: Trunk, device: Device): void {
  const { says, talksTo } = device.kind;
  if (says === 'monitor') trunk.udp(device, CENTRAL, MONITOR_PORT, MONITOR_PORT, mdsCreateResult());
  else if (says === 'silent') trunk.arpForRouter(device);
  else if (says === 'snmp') readSwitch(trunk, device);
  else if (says === 'bacnet') trunk.udp(SERVER_HOSTS.building, device, BACNET_PORT, BACNET_PORT, whoIs());
  else if (talksTo) talk(trunk, device, talksTo);
  else {
    const asker = DEVICES.find(({ kind }) => kind.says === 'windows');
    if (asker) browse(trunk, asker, device, 80);
  }
}

function talk(trunk: Trunk, device: Device, { server, port, by }: NonNullable<Kind['talksTo']>): void {
  const to = SERVER_HOSTS[server];
  const { prefix } = device.kind;
  if (by === 'dicom') associate(trunk, device);
  else if (by === 'http') browse(trunk, device, to, port);
  else if (by === 'tls') {
    const hello = { label: prefix, suites: [0x1301, 0xc02b, 0xc02f, 0x009c], modern: true };
    trunk.tcp(device, nextPort(), to, port).client(clientHello(hello)).server(serverFlight(hello)).close();
  } else {
    const id = `D${device.number}`;
    const from = `MSH|^~\\&|${prefix}|DEMO|IE|DEMO|20260504080030||ORU^R01|${id}|P|2.5`;
    const back = `MSH|^~\\&|IE|DEMO|${prefix}|DEMO|20260504080031||ACK^R01|A${id}|P|2.5`;
    trunk
      .tcp(device, nextPort(), to, port)
      .client(mllp([from, 'OBR|1|||TEST']))
      .server(mllp([back, `MSA|AA|${id}`]))
      .close();
  }
}

export function browse(trunk: Trunk, from: Host, to: Host, port: number): void {
  trunk
    .tcp(from, nextPort(), to, port)
    .client(httpMessage(['GET /status HTTP/1.1', `Host: ${to.ip}`, 'User-Agent: Demonstration/1.0']))
    .server(httpMessage(['HTTP/1.1 200 OK', 'Content-Type: text/html'], '<html><body>Ready</body></html>'))
    .close();
}

/** Somebody looks into devices by a protocol without encryption: a login prompt and nothing of a login. */
export function tryTelnet(trunk: Trunk, from: Host, to: Host): void {
  trunk
    .tcp(from, nextPort(), to, 23)
    .server(octets(0xff, 0xfd, 0x18, 0xff, 0xfd, 0x20, 0xff, 0xfb, 0x03))
    .client(octets(0xff, 0xfc, 0x18, 0xff, 0xfc, 0x20))
    .server(octets('login: '))
    .close();
}

/** A connection that is refused: nothing listens there. */
export function tryInVain(trunk: Trunk, from: Host, to: Host, port: number): void {
  trunk.tcp(from, nextPort(), to, port).refused();
}
