/** The network itself: neighbour announcements, router advertisement, addresses for new stations, network management. */

import { ETHER_TYPE, ethernet, ieee8023, linkLocalIpv6, snap } from '../../test/support/frame-builder.ts';
import {
  hex,
  ipOctets,
  macOctets,
  octets,
  type Piece,
  u16,
  u32,
  zeros,
} from '../../test/support/octet-builder.ts';
import {
  camera,
  DOMAIN,
  domainServer,
  type Host,
  networkSwitch,
  PLANTED,
  phone,
  printer,
  pump,
  ROUTER_IPV6,
  ROUTER_MAC,
  routerIn,
  silentThing,
  workstation,
} from '../hosts.ts';
import { dhcp } from '../messages/dhcp.ts';
import {
  CDP_MAC,
  cdp,
  cdpAddress,
  LLDP_MAC,
  lldp,
  lldpCapabilities,
  lldpManagement,
  lldpOrganisation,
  lldpTlv,
} from '../messages/link-discovery.ts';
import { dnsName } from '../messages/names.ts';
import { snmpGet, snmpResponse } from '../messages/snmp.ts';
import type { Trunk } from '../trunk.ts';

const IOS =
  'Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E4, RELEASE SOFTWARE (fc2)';
const LLDP_MED = 0x0012bb;
const IEEE_8021 = 0x0080c2;
const PHONE_FIRMWARE = 'sip8845_65.12-8-1-0001-455.loads';

/** Announcements to the direct neighbour carry no VLAN tag. */
export function announceNeighbours(trunk: Trunk): void {
  const lldpFrame = (source: string, payload: Uint8Array) =>
    trunk.frame(ethernet({ source, destination: LLDP_MAC, type: ETHER_TYPE.lldp, pad: true }, payload));
  const cdpFrame = (source: string, payload: Uint8Array) =>
    trunk.frame(ieee8023({ source, destination: CDP_MAC }, snap(0x00000c, 0x2000, payload)));

  trunk.at(0.4);
  const switchTlvs = [
    lldpTlv(4, 'GigabitEthernet1/0/17'),
    lldpTlv(5, `${networkSwitch.name}.${DOMAIN}`),
    lldpTlv(6, IOS),
    lldpCapabilities(0x0014, 0x0004),
    lldpManagement(networkSwitch.ip, 1),
    lldpOrganisation(IEEE_8021, 1, u16(10)),
  ];
  lldpFrame(networkSwitch.mac, lldp(networkSwitch.mac, 'Gi1/0/17', ...switchTlvs));
  const switchCdp = cdp([
    [1, `${networkSwitch.name}.${DOMAIN}`],
    [2, cdpAddress(networkSwitch.ip)],
    [3, 'GigabitEthernet1/0/17'],
    [4, u32(0x28)],
    [5, IOS],
    [6, 'cisco WS-C2960X-48FPS-L'],
    [0x0a, u16(10)],
  ]);
  cdpFrame(networkSwitch.mac, switchCdp);

  trunk.at(2.1);
  const phoneTlvs = [
    lldpTlv(5, phone.name),
    lldpTlv(6, `Cisco IP Phone 8845, ${PHONE_FIRMWARE}`),
    lldpCapabilities(0x0024, 0x0024),
    lldpOrganisation(LLDP_MED, 1, u16(0x33), 3),
    lldpOrganisation(LLDP_MED, 2, hex('01 4014 2e')),
    lldpOrganisation(LLDP_MED, 5, '2'),
    lldpOrganisation(LLDP_MED, 7, PHONE_FIRMWARE),
    lldpOrganisation(LLDP_MED, 8, 'FCH00DEMO01'),
    lldpOrganisation(LLDP_MED, 9, 'Cisco Systems, Inc.'),
    lldpOrganisation(LLDP_MED, 10, 'CP-8845'),
  ];
  lldpFrame(phone.mac, lldp(phone.mac, 'Port 1', ...phoneTlvs));
  const phoneCdp = cdp([
    [1, phone.name],
    [2, cdpAddress(phone.ip)],
    [3, 'Port 1'],
    [4, u32(0x490)],
    [5, PHONE_FIRMWARE],
    [6, 'Cisco IP Phone 8845'],
    [0x0b, 1],
    [0x1001, 'FCH00DEMO01'],
  ]);
  cdpFrame(phone.mac, phoneCdp);
}

/** The router says which prefix VLAN 10 has; the printer checks that nobody else has its address. */
export function announceIpv6(trunk: Trunk): void {
  trunk.at(1.2);
  const prefix = octets(3, 4, 64, 0xc0, u32(86_400), u32(14_400), u32(0), ipOctets('2001:db8:10::'));
  const advertisement = octets(64, 0, u16(1_800), u32(0), u32(0), 1, 1, macOctets(ROUTER_MAC), prefix);
  trunk.neighbourDiscovery(routerIn(10), ROUTER_IPV6, 'ff02::1', 134, advertisement);
  const wanted = linkLocalIpv6(printer.mac);
  const group = `ff02::1:ff${wanted.slice(-7)}`;
  trunk.neighbourDiscovery(printer, '::', group, 135, octets(zeros(4), ipOctets(wanted)));
}

export function askForRouters(trunk: Trunk): void {
  trunk.at(0.9).arpForRouter(domainServer);
  trunk.at(3.3).arpRequest(silentThing, silentThing.ip);
  trunk.at(3.4).arpForRouter(silentThing);
  trunk.at(48.8).arpForRouter(silentThing);
}

interface DhcpClient {
  readonly host: Host;
  readonly vendorClass: string;
  readonly parameters: readonly number[];
  readonly hostName?: string;
  readonly more?: readonly (readonly [code: number, ...value: Piece[]])[];
}

const WINDOWS_PARAMETERS = [1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252];

const CLIENTS: readonly DhcpClient[] = [
  {
    host: workstation,
    vendorClass: 'MSFT 5.0',
    parameters: WINDOWS_PARAMETERS,
    hostName: workstation.name,
    more: [[81, 0, 0, 0, `${workstation.name}.${DOMAIN}`]],
  },
  {
    host: pump,
    vendorClass: 'ICU Medical Plum 360 v15.1.0',
    parameters: [1, 3, 6, 12, 15, 28, 42],
    hostName: pump.name,
  },
  {
    host: printer,
    vendorClass: 'Hewlett-Packard LaserJet',
    parameters: [6, 3, 1, 15, 66, 67, 13, 44, 12, 81, 252],
    hostName: printer.name,
  },
  {
    host: camera,
    vendorClass: 'AXIS,Network Camera,P3245-LV,10.12.114',
    parameters: [1, 28, 2, 3, 15, 6, 12, 42],
    hostName: camera.name,
  },
  {
    host: phone,
    vendorClass: 'Cisco Systems, Inc. IP Phone CP-8845',
    parameters: [1, 66, 6, 3, 15, 150, 35, 151],
  },
];

/** Discover, offer, request, acknowledgement; other VLANs reach the server through the relay of the router. */
export function assignAddresses(trunk: Trunk): void {
  for (const [index, client] of CLIENTS.entries()) {
    const { host } = client;
    trunk.at(4 + index * 0.8);
    const fromNowhere: Host = { ...host, ip: '0.0.0.0' };
    const common = { transaction: 0x5a10_0001 + index, clientMac: host.mac };
    const identity: (readonly [number, ...Piece[]])[] = [
      [61, 1, macOctets(host.mac)],
      ...(client.hostName ? [[12, client.hostName] as const] : []),
      ...(client.more ?? []),
      [60, client.vendorClass],
      [55, octets(...client.parameters)],
    ];
    const request = (type: 'discover' | 'request', wanted: (readonly [number, ...Piece[]])[]) =>
      trunk.udpToAll(
        fromNowhere,
        '255.255.255.255',
        68,
        67,
        dhcp({ ...common, type, options: [...wanted, ...identity] }),
      );
    const router = routerIn(host.vlan);
    const lease: (readonly [number, ...Piece[]])[] = [
      [54, ipOctets(domainServer.ip)],
      [51, u32(86_400)],
      [1, ipOctets('255.255.255.0')],
      [3, ipOctets(router.ip)],
      [6, ipOctets(domainServer.ip)],
      [15, DOMAIN],
    ];
    const answer = (type: 'offer' | 'ack') => {
      const relayed = host.vlan !== domainServer.vlan;
      const place = relayed ? [[82, 1, 8, 'Gi1/0/', `${21 + index}`] as const] : [];
      const message = dhcp({
        ...common,
        ...{ type, yourIp: host.ip, options: [...lease, ...place] },
        ...(relayed ? { relayIp: router.ip } : {}),
      });
      if (relayed) trunk.udp(domainServer, router, 67, 67, message);
      else trunk.udpToAll(domainServer, '255.255.255.255', 67, 68, message);
    };
    request('discover', []);
    answer('offer');
    request('request', [
      [50, ipOctets(host.ip)],
      [54, ipOctets(domainServer.ip)],
    ]);
    answer('ack');
    if (host === workstation) tellDomain(trunk, common);
  }
}

/** DHCPINFORM of the workstation, with its full name as labels (RFC 4702 2.3.1: flag E). */
function tellDomain(trunk: Trunk, common: { transaction: number; clientMac: string }): void {
  const name = dnsName(`${workstation.name}.${DOMAIN}`);
  const options: (readonly [number, ...Piece[]])[] = [
    [61, 1, macOctets(workstation.mac)],
    [81, 4, 0, 0, name],
    [60, 'MSFT 5.0'],
    [55, octets(...WINDOWS_PARAMETERS)],
  ];
  const message = dhcp({ ...common, type: 'inform', clientIp: workstation.ip, options });
  trunk.udpToAll(workstation, '255.255.255.255', 68, 67, message);
}

const SYSTEM = '1.3.6.1.2.1.1';
const ENTITY = '1.3.6.1.2.1.47.1.1.1.1';

/** The server reads what the switch and the printer are. The community of the switch is one that nobody should see. */
export function manageNetwork(trunk: Trunk): void {
  const read = (to: Host, seconds: number, community: string, values: Parameters<typeof snmpResponse>[2]) => {
    trunk.at(seconds);
    const id = Math.round(seconds * 1_000);
    trunk.udp(domainServer, to, 50_161, 161, snmpGet(community, id, Object.keys(values)));
    trunk.udp(to, domainServer, 161, 50_161, snmpResponse(community, id, values));
  };
  trunk.at(14.9).arpRequest(domainServer, networkSwitch.ip, networkSwitch);
  read(networkSwitch, 15, PLANTED.community, {
    [`${SYSTEM}.1.0`]: { text: IOS },
    [`${SYSTEM}.2.0`]: { oid: '1.3.6.1.4.1.9.1.1208' },
    [`${SYSTEM}.3.0`]: { ticks: 912_345_600 },
    [`${SYSTEM}.5.0`]: { text: `${networkSwitch.name}.${DOMAIN}` },
    [`${SYSTEM}.6.0`]: { text: 'Building 2, level E, rack 1' },
  });
  read(networkSwitch, 15.4, PLANTED.community, {
    [`${ENTITY}.2.1`]: { text: 'WS-C2960X-48FPS-L' },
    [`${ENTITY}.5.1`]: { integer: 3 },
    [`${ENTITY}.10.1`]: { text: '15.2(7)E4' },
    [`${ENTITY}.11.1`]: { text: 'FOC00DEMO42' },
    [`${ENTITY}.12.1`]: { text: 'Cisco' },
    [`${ENTITY}.13.1`]: { text: 'WS-C2960X-48FPS-L' },
  });
  read(printer, 16, 'public', {
    [`${SYSTEM}.1.0`]: {
      text: 'HP ETHERNET MULTI-ENVIRONMENT,ROM none,JETDIRECT,JD153,EEPROM JSI24090012,CIDATE 03/12/2024',
    },
    [`${SYSTEM}.2.0`]: { oid: '1.3.6.1.4.1.11.2.3.9.1' },
    [`${SYSTEM}.5.0`]: { text: printer.name },
    '1.3.6.1.2.1.25.3.2.1.3.1': { text: 'HP LaserJet MFP M428fdw' },
    '1.3.6.1.2.1.43.5.1.1.17.1': { text: 'VNBRDEMO07' },
  });
}
