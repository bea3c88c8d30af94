/**
 * The invented fleet of the demonstration hospital: about 150 devices over ten VLANs. The first three octets of a MAC are those
 * of a maker, so that its registry entry is found; serial numbers, names and addresses are invented.
 */

import type { Host } from '../hosts.ts';

/** Wards and departments with their VLAN; the sites of the demonstration use the same (src/main/demonstration-places.ts). */
export const VLAN = {
  icu: 40,
  wardNorth: 41,
  wardSouth: 42,
  theatres: 43,
  emergency: 44,
  laboratory: 45,
  imaging: 46,
  servers: 47,
  office: 48,
  building: 49,
} as const;

export type ServerName = keyof typeof SERVER_HOSTS;

const server = (name: string, last: number, ttl = 64): Host => ({
  ...{ name, vlan: VLAN.servers, ip: `10.20.${VLAN.servers}.${last}`, ttl },
  mac: `00:50:56:b1:47:${last.toString(16).padStart(2, '0')}`,
});

export const SERVER_HOSTS = {
  domain: server('DEMO-DC01', 5, 128),
  pacs: server('DEMO-PACS01', 10),
  pumpGateway: server('DEMO-PUMPGW01', 31, 128),
  interfaceEngine: server('DEMO-IE01', 32),
  laboratory: server('DEMO-LIS01', 33, 128),
  management: server('DEMO-NMS01', 40),
  recorder: server('DEMO-NVR01', 41),
  building: server('DEMO-BMS01', 42, 128),
  telephony: server('DEMO-CUCM01', 43),
} as const;

/** How devices of a kind make themselves known, beside their address. */
export type Speech = 'dhcp' | 'monitor' | 'imaging' | 'windows' | 'snmp' | 'bacnet' | 'silent';

export interface Kind {
  readonly prefix: string;
  readonly count: number;
  readonly vlan: number;
  readonly oui: string;
  readonly ttl?: number;
  readonly says: Speech;
  /** DHCP option 60; absent where the address is fixed. */
  readonly vendorClass?: string;
  /** Of imaging: DICOM modality, maker, model and software. */
  readonly equipment?: {
    readonly modality: string;
    readonly maker: string;
    readonly model: string;
    readonly software: string;
  };
  /** Of SNMP: sysDescr. */
  readonly description?: string;
  readonly talksTo?: {
    readonly server: ServerName;
    readonly port: number;
    readonly by: 'tls' | 'hl7' | 'http' | 'dicom';
  };
}

const TO_GATEWAY = { server: 'pumpGateway', port: 8_443, by: 'tls' } as const;
const TO_ENGINE = { server: 'interfaceEngine', port: 2_575, by: 'hl7' } as const;
const TO_LABORATORY = { server: 'laboratory', port: 2_575, by: 'hl7' } as const;
const TO_PACS = { server: 'pacs', port: 4_242, by: 'dicom' } as const;
const TO_RECORDER = { server: 'recorder', port: 80, by: 'http' } as const;
const TO_DOMAIN = { server: 'domain', port: 443, by: 'tls' } as const;
const IOS =
  'Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E4, RELEASE SOFTWARE (fc2)';

const imaging = (
  prefix: string,
  count: number,
  oui: string,
  modality: string,
  maker: string,
  model: string,
  software: string,
): Kind => ({
  ...{
    prefix,
    count,
    vlan: VLAN.imaging,
    oui,
    says: 'imaging',
    equipment: { modality, maker, model, software },
    talksTo: TO_PACS,
  },
});

const embedded = (
  prefix: string,
  count: number,
  vlan: number,
  oui: string,
  vendorClass: string,
  talksTo: Kind['talksTo'],
): Kind => ({
  ...{ prefix, count, vlan, oui, says: 'dhcp', vendorClass },
  ...(talksTo && { talksTo }),
});

export const KINDS: readonly Kind[] = [
  { prefix: 'ICU-MON', count: 12, vlan: VLAN.icu, oui: '00:09:fb', ttl: 255, says: 'monitor' },
  embedded('ICU-P360', 10, VLAN.icu, '00:03:b1', 'ICU Medical Plum 360 v15.1.0', TO_GATEWAY),
  embedded('ICU-VENT', 8, VLAN.icu, '00:30:e6', 'Draeger Evita Infinity V500 v2.51', TO_ENGINE),
  embedded('WN-SPECTRUM', 12, VLAN.wardNorth, '00:40:9d', 'Baxter Spectrum IQ v9.02.01', TO_GATEWAY),
  embedded('WN-CVSM', 6, VLAN.wardNorth, '00:1a:fa', 'Welch Allyn CVSM 6800 v2.43.00', TO_ENGINE),
  embedded('WN-OMNICELL', 2, VLAN.wardNorth, '00:13:95', 'Omnicell XT v22.1', TO_DOMAIN),
  embedded('WS-SPACECOM', 10, VLAN.wardSouth, '00:13:c8', 'B. Braun SpaceCom v11.2', TO_GATEWAY),
  embedded('WS-MON', 5, VLAN.wardSouth, '00:0c:bd', 'Mindray BeneVision N17 v4.12', TO_ENGINE),
  embedded('WS-LABEL', 3, VLAN.wardSouth, '00:07:4d', 'Zebra Technologies ZTC ZD421-203dpi ZPL', undefined),
  embedded('OR-ANAES', 5, VLAN.theatres, '00:30:e6', 'Draeger Perseus A500 v2.03', TO_ENGINE),
  embedded('OR-AGILIA', 6, VLAN.theatres, '00:19:0f', 'Fresenius Kabi Agilia SP v4.3', TO_GATEWAY),
  embedded('ED-MON', 4, VLAN.emergency, '00:09:fb', 'Philips IntelliVue MX450 v4.03', TO_ENGINE),
  embedded('ED-ZOLL', 3, VLAN.emergency, '00:06:84', 'Zoll X Series v2.35', TO_ENGINE),
  embedded('LAB-COBAS', 3, VLAN.laboratory, '00:60:b3', 'Roche cobas 8000 v6.04', TO_LABORATORY),
  embedded('LAB-XN', 2, VLAN.laboratory, '00:0b:ab', 'Sysmex XN-1000 v22.10', TO_LABORATORY),
  embedded('LAB-ABL', 2, VLAN.laboratory, '00:0e:8e', 'Radiometer ABL90 FLEX v3.4', TO_LABORATORY),
  imaging('CT', 2, '44:4b:5d', 'CT', 'GE MEDICAL SYSTEMS', 'Revolution CT', 'revo_ct_21b.32'),
  imaging('MR', 2, '00:1b:72', 'MR', 'SIEMENS', 'MAGNETOM Vida', 'syngo MR XA20'),
  imaging('US', 4, '00:40:a7', 'US', 'Philips Medical Systems', 'EPIQ 7C', 'EPIQ 7C_5.0.1'),
  imaging('DX', 2, '00:11:d8', 'DX', 'Carestream Health', 'DRX-Evolution', '5.7.607.2'),
  imaging('XA', 1, '00:1b:72', 'XA', 'SIEMENS', 'Artis Q', 'VD11C'),
  imaging('MG', 1, '00:0f:53', 'MG', 'HOLOGIC, Inc.', 'Selenia Dimensions', '1.9.1.300'),
  {
    prefix: 'DEMO-PC',
    count: 22,
    vlan: VLAN.office,
    oui: 'a4:4c:c8',
    ttl: 128,
    says: 'windows',
    vendorClass: 'MSFT 5.0',
    talksTo: TO_DOMAIN,
  },
  embedded('DEMO-SEP', 8, VLAN.office, '00:1b:67', 'Cisco Systems, Inc. IP Phone CP-8845', {
    server: 'telephony',
    port: 5_061,
    by: 'tls',
  }),
  embedded(
    'DEMO-PRN',
    4,
    VLAN.office,
    '3c:d9:2b',
    'Mfg=Xerox;Typ=AIO;Mod=Xerox WorkCentre 7345;Ver=1.2.3;Ser=XRXDEMO0',
    undefined,
  ),
  embedded('DEMO-CAM', 8, VLAN.building, 'ac:cc:8e', 'AXIS,Network Camera,P3245-LV,10.12.114', TO_RECORDER),
  { prefix: 'DEMO-AHU', count: 4, vlan: VLAN.building, oui: '00:a0:03', says: 'bacnet' },
  {
    prefix: 'DEMO-SW',
    count: 6,
    vlan: VLAN.building,
    oui: '08:4f:a9',
    ttl: 255,
    says: 'snmp',
    description: IOS,
  },
  embedded('DEMO-UPS', 2, VLAN.building, '00:c0:b7', 'APC', undefined),
  { prefix: '', count: 4, vlan: VLAN.wardSouth, oui: '00:80:a3', says: 'silent' },
];

export interface Device extends Host {
  readonly kind: Kind;
  /** From 1 within its kind. */
  readonly number: number;
  readonly serial: string;
}

const FIRST_ADDRESS = 20;

/** All devices beside the servers: addresses are given in the order of the table. */
export const DEVICES: readonly Device[] = (() => {
  const taken = new Map<number, number>();
  return KINDS.flatMap((kind, at) =>
    Array.from({ length: kind.count }, (_, index): Device => {
      const last = taken.get(kind.vlan) ?? FIRST_ADDRESS;
      taken.set(kind.vlan, last + 1);
      const number = index + 1;
      const two = (value: number) => value.toString(16).padStart(2, '0');
      return {
        ...{ kind, number, vlan: kind.vlan, ttl: kind.ttl ?? 64, ip: `10.20.${kind.vlan}.${last}` },
        name: kind.prefix === '' ? '' : `${kind.prefix}-${String(number).padStart(2, '0')}`,
        mac: `${kind.oui}:${two(0xd0 + (at >> 4))}:${two(at)}:${two(number)}`,
        serial: `DEMO${String(at).padStart(2, '0')}${String(number).padStart(3, '0')}`,
      };
    }),
  );
})();

/** Comes on the last day and belongs to nobody. */
export const STRANGER: Host = {
  name: 'raspberrypi',
  mac: 'b8:27:eb:d0:0d:01',
  ip: `10.20.${VLAN.icu}.199`,
  vlan: VLAN.icu,
  ttl: 64,
};

/** An address of the outside (RFC 5737), which the stranger calls. */
export const OUTSIDE = '203.0.113.66';
