/** Facility management: the workstation, the ventilation controller, the camera at the dock and the printer of the ward. */

import {
  buildingController,
  camera,
  DOMAIN,
  domainServer,
  type Host,
  printer,
  workstation,
} from '../hosts.ts';
import {
  BACNET_PORT,
  iAm,
  BACNET_PROPERTY as PROPERTY,
  readProperties,
  readPropertiesAnswer,
  readProperty,
  readPropertyAnswer,
  whoIs,
} from '../messages/bacnet.ts';
import {
  addressValue,
  browserAnnouncement,
  DNS_TYPE,
  dns,
  dnsName,
  netbiosRegistration,
  serviceValue,
  textValue,
} from '../messages/names.ts';
import { httpMessage } from '../messages/text.ts';
import { clientHello, serverFlight } from '../messages/tls.ts';
import {
  smb2NegotiateRequest,
  smb2NegotiateResponse,
  smb2SetupChallenge,
  smb2SetupRequest,
  type WindowsVersion,
} from '../messages/windows.ts';
import type { Trunk } from '../trunk.ts';

const SUBNET_BROADCAST = '10.20.30.255';
const WORKGROUP = 'HOSP';
const WINDOWS_10: WindowsVersion = { major: 10, minor: 0, build: 19_041 };
const SERVER_2019: WindowsVersion = { major: 10, minor: 0, build: 17_763 };

/** Registers its names, announces itself and begins to log in at the domain server. */
export function startWorkstation(trunk: Trunk): void {
  const { name, ip } = workstation;
  trunk.at(11);
  for (const [index, suffix] of [0x00, 0x20].entries())
    trunk.udpToAll(
      workstation,
      SUBNET_BROADCAST,
      137,
      137,
      netbiosRegistration(0x1200 + index, name, suffix, ip),
    );
  const group = netbiosRegistration(0x1202, WORKGROUP, 0x00, ip, true);
  trunk.udpToAll(workstation, SUBNET_BROADCAST, 137, 137, group);
  const announcement = browserAnnouncement({
    ...{ id: 0x1234, name, workgroup: WORKGROUP, ip },
    ...{ osMajor: 10, osMinor: 0, comment: 'Facility management desk' },
  });
  trunk.udpToAll(workstation, SUBNET_BROADCAST, 138, 138, announcement);
  trunk.at(13).arpRequest(workstation, domainServer.ip, domainServer);
  const conversation = trunk.tcp(workstation, 52_101, domainServer, 445);
  const server = {
    ...{ netbiosName: domainServer.name, netbiosDomain: WORKGROUP },
    ...{ dnsName: `dc01.${DOMAIN}`, dnsDomain: DOMAIN, version: SERVER_2019 },
  };
  conversation
    .client(smb2NegotiateRequest('workstation'))
    .server(smb2NegotiateResponse('domain server', conversation.micros))
    .client(smb2SetupRequest(WINDOWS_10))
    .server(smb2SetupChallenge(server))
    .reset('client');
}

const AHU = 720_441;
const SIEMENS = 7;

export function readVentilation(trunk: Trunk): void {
  const ask = (payload: Uint8Array) =>
    trunk.udp(workstation, buildingController, BACNET_PORT, BACNET_PORT, payload);
  const answer = (payload: Uint8Array) =>
    trunk.udp(buildingController, workstation, BACNET_PORT, BACNET_PORT, payload);
  trunk.at(18).udpToAll(workstation, SUBNET_BROADCAST, BACNET_PORT, BACNET_PORT, whoIs());
  trunk.udpToAll(buildingController, SUBNET_BROADCAST, BACNET_PORT, BACNET_PORT, iAm(AHU, SIEMENS));
  trunk.arpRequest(workstation, buildingController.ip, buildingController);
  ask(readProperty(1, AHU, PROPERTY.modelName));
  answer(readPropertyAnswer(1, AHU, PROPERTY.modelName, 'PXC36-E.D'));
  ask(readProperty(2, AHU, PROPERTY.serialNumber));
  answer(readPropertyAnswer(2, AHU, PROPERTY.serialNumber, '190704DEMO36'));
  const wanted: readonly (readonly [number, string | null])[] = [
    [PROPERTY.objectName, 'AHU-4B'],
    [PROPERTY.vendorName, 'Siemens Building Technologies'],
    [PROPERTY.firmwareRevision, 'FW=V6.20.90'],
    [PROPERTY.applicationSoftware, 'AHU 4B rev 12'],
    [PROPERTY.location, null],
  ];
  ask(
    readProperties(
      3,
      AHU,
      wanted.map(([property]) => property),
    ),
  );
  answer(readPropertiesAnswer(3, AHU, wanted));
}

const CAMERA_ID = camera.mac.replaceAll(':', '').toUpperCase();

export function watchDock(trunk: Trunk): void {
  const notify = httpMessage([
    'NOTIFY * HTTP/1.1',
    'HOST: 239.255.255.250:1900',
    'CACHE-CONTROL: max-age=1800',
    `LOCATION: http://${camera.ip}:49152/rootdesc1.xml`,
    'NT: urn:schemas-upnp-org:device:Basic:1.0',
    'NTS: ssdp:alive',
    'SERVER: Linux/4.19 UPnP/1.0 AXIS-P3245-LV/10.12.114',
    `USN: uuid:Upnp-BasicDevice-1_0-${CAMERA_ID}::urn:schemas-upnp-org:device:Basic:1.0`,
  ]);
  trunk.at(8.5).udpToAll(camera, '239.255.255.250', 49_152, 1_900, notify, 4);
  trunk.at(33).arpRequest(workstation, camera.ip, camera);
  trunk
    .tcp(workstation, 52_120, camera, 80)
    .client(
      httpMessage(['GET /camera/index.html HTTP/1.1', `Host: ${camera.ip}`, 'User-Agent: FacilityView/4.2']),
    )
    .server(
      httpMessage(
        [
          'HTTP/1.1 401 Unauthorized',
          'Server: Apache',
          `WWW-Authenticate: Digest realm="AXIS_${CAMERA_ID}", nonce="0001d2f1Y100", algorithm=MD5, qop="auth"`,
          'Content-Type: text/html',
        ],
        '<html><head><title>401 Unauthorized</title></head></html>',
      ),
    )
    .close();
  const hello = {
    ...{ label: 'workstation', serverName: `cam-dock-1.${DOMAIN}`, modern: true },
    ...{ suites: [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f], applications: ['h2', 'http/1.1'] },
  };
  trunk
    .at(34)
    .tcp(workstation, 52_121, camera, 443)
    .client(clientHello(hello))
    .server(serverFlight(hello))
    .close();
}

const PRINTER_TXT = [
  'txtvers=1',
  'ty=HP LaserJet MFP M428fdw',
  'product=(HP LaserJet MFP M428fdw)',
  'usb_MFG=HP',
  'usb_MDL=LaserJet MFP M428fdw',
  'UUID=564e4252-4445-4d4f-3037-3cd92b41705e',
  'note=Ward 4B',
];

export function printOnWard(trunk: Trunk): void {
  const instance = 'HP LaserJet MFP M428fdw (41705E)._ipp._tcp.local';
  const hostName = 'HP3CD92B41705E.local';
  const announcement = dns({
    ...{ flags: 0x8400, multicast: true },
    answers: [
      { name: '_ipp._tcp.local', type: DNS_TYPE.ptr, value: dnsName(instance), shared: true },
      { name: instance, type: DNS_TYPE.srv, value: serviceValue(631, hostName) },
      { name: instance, type: DNS_TYPE.txt, value: textValue(PRINTER_TXT) },
      { name: hostName, type: DNS_TYPE.a, value: addressValue(printer.ip) },
    ],
  });
  trunk.at(7.9).udpToAll(printer, '224.0.0.251', 5_353, 5_353, announcement, 255);
  openWebPage(trunk.at(36), 52_130, printer, {
    server:
      'HP HTTP Server; HP LaserJet MFP M428fdw - W1A30A; Serial Number: VNBRDEMO07; Built:Tue Mar 12, 2024 11:18:36AM {XPLPFW01P, ASIC id 0x00320104}',
    title: 'HP LaserJet MFP M428fdw   10.20.10.45',
  });
}

function openWebPage(
  trunk: Trunk,
  port: number,
  server: Host,
  page: { server: string; title: string },
): void {
  const body = `<html><head><title>${page.title}</title></head><body>Ready</body></html>`;
  trunk.arpForRouter(workstation);
  trunk
    .tcp(workstation, port, server, 80)
    .client(httpMessage(['GET / HTTP/1.1', `Host: ${server.ip}`, 'User-Agent: FacilityView/4.2']))
    .server(httpMessage(['HTTP/1.1 200 OK', `Server: ${page.server}`, 'Content-Type: text/html'], body))
    .close();
}
