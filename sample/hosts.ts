/**
 * The hosts of the small hospital: three routed VLANs on one switch. All names, serial numbers and addresses are invented;
 * the first three octets of a MAC are those of a maker so that its registry entry is found.
 */

import { linkLocalIpv6 } from '../test/support/frame-builder.ts';

export type Vlan = number;

export interface Host {
  readonly name: string;
  readonly mac: string;
  readonly ip: string;
  readonly vlan: Vlan;
  /** Initial time to live of its packets, which shows the kind of stack. */
  readonly ttl: number;
}

const host = (name: string, mac: string, vlan: Vlan, last: number, ttl = 64): Host => ({
  name,
  mac,
  ip: `10.20.${vlan}.${last}`,
  vlan,
  ttl,
});

export const DOMAIN = 'hosp.example';

/** One router with a leg in each VLAN and one MAC for all of them. */
export const ROUTER_MAC = '00:05:85:71:80:c1';
export const ROUTER_IPV6 = linkLocalIpv6(ROUTER_MAC);
export const routerIn = (vlan: Vlan): Host => host('router', ROUTER_MAC, vlan, 1, 255);

/** VLAN 10: imaging, office and ward equipment. */
export const ctScanner = host('CT01', '44:4b:5d:2a:31:0b', 10, 11);
export const printer = host('PRN-WARD4B', '3c:d9:2b:41:70:5e', 10, 45);
export const phone = host('SEP001B67600020', '00:1b:67:60:00:20', 10, 51);

/** VLAN 20: patient monitoring and infusion. */
export const centralStation = host('PIC-ICU2', 'e4:b9:7a:30:11:42', 20, 10, 128);
export const monitor = host('ICU2-7', '00:09:fb:3a:10:15', 20, 21, 255);
export const pump = host('P360-55217', '00:03:b1:77:02:17', 20, 41);
export const silentThing = host('', '00:80:a3:91:4c:07', 20, 77);

/** VLAN 30: servers, building and network equipment. */
export const networkSwitch = host('SW-2E-01', '08:4f:a9:60:00:02', 30, 2, 255);
export const domainServer = host('DC01', '00:50:56:a1:30:05', 30, 5, 128);
export const pacs = host('PACS01', '00:50:56:a1:30:0a', 30, 10);
export const pumpGateway = host('PUMPGW01', '00:50:56:a1:30:1f', 30, 31, 128);
export const interfaceEngine = host('IE01', '00:50:56:a1:30:20', 30, 32);
export const workstation = host('FM-PC-03', 'a4:4c:c8:52:9d:13', 30, 50, 128);
export const buildingController = host('AHU-4B', '00:a0:03:d2:04:39', 30, 61);
export const camera = host('CAM-DOCK-1', 'ac:cc:8e:0a:60:01', 30, 71);

/** The second pump never appears on the mirrored trunk: only the gateway speaks of it. */
export const UNSEEN_PUMP = { eui64: '0003B1FFFE770218', serial: '55218' } as const;

/** Names that stand in the traffic and may appear in no output. */
export const PLANTED = {
  patient: 'PLANTED^PATIENT',
  patientId: 'PLANTED-PID-4711',
  physician: 'PLANTED^PHYSICIAN',
  accession: 'PLANTED-ACC-0815',
  user: 'planted-user',
  passcode: 'planted-secret',
  community: 'planted-community',
} as const;

export const ALL_HOSTS: readonly Host[] = [
  ...[ctScanner, printer, phone, centralStation, monitor, pump, silentThing, networkSwitch, domainServer],
  ...[pacs, pumpGateway, interfaceEngine, workstation, buildingController, camera],
  ...([10, 20, 30] as const).map(routerIn),
];
