/** Numbers of LLDP: TLV types and subtypes (IEEE 802.1AB-2016 8.4, 8.5) and of its extension for media endpoints. */

/** IEEE 802.1AB-2016 table 8-1. */
export const TLV = {
  end: 0,
  chassisId: 1,
  portId: 2,
  portDescription: 4,
  systemName: 5,
  systemDescription: 6,
  systemCapabilities: 7,
  managementAddress: 8,
  organisation: 127,
} as const;

/** Chassis and port identifier subtypes for MAC and network address (tables 8-2 and 8-3 differ). */
export const CHASSIS_MAC = 4;
export const CHASSIS_NETWORK_ADDRESS = 5;
export const PORT_MAC = 3;
export const PORT_NETWORK_ADDRESS = 4;

/** Address family numbers (IANA). */
export const FAMILY_IPV4 = 1;
export const FAMILY_IPV6 = 2;

/** Table 8-4: names of the capability bits from bit 0. */
export const CAPABILITIES: readonly string[] = [
  'other',
  'repeater',
  'bridge',
  'wlan-access-point',
  'router',
  'telephone',
  'docsis-cable-device',
  'station-only',
  'c-vlan',
  's-vlan',
  'two-port-mac-relay',
];

export const OUI_802_1 = 0x0080c2; // IEEE 802.1Q annex D
export const PORT_VLAN_ID = 1;
export const OUI_MED = 0x0012bb; // ANSI/TIA-1057 10.2
export const OUI_PROFINET = 0x000ecf; // IEC 61158-6-10
export const PROFINET_CHASSIS_MAC = 5;
export const OUI_IANA = 0x00005e;
export const IANA_MUD_URL = 1; // RFC 8520 11

/** ANSI/TIA-1057 10.2.2 and 10.2.3. */
export const MED_CAPABILITIES = 1;
export const MED_NETWORK_POLICY = 2;

/** ANSI/TIA-1057 10.2.6: inventory subtypes and the facts that they become. */
export const MED_INVENTORY: ReadonlyMap<number, string> = new Map([
  [5, 'med-hardware-revision'],
  [6, 'med-firmware-revision'],
  [7, 'med-software-revision'],
  [8, 'med-serial-number'],
  [9, 'med-manufacturer'],
  [10, 'med-model'],
  [11, 'med-asset-id'],
]);

/** ANSI/TIA-1057 table 6: device classes. */
export const MED_CLASSES: readonly (string | undefined)[] = [
  undefined,
  'endpoint-class-1',
  'endpoint-class-2',
  'endpoint-class-3',
  'network-connectivity',
];

/** ANSI/TIA-1057 table 12: applications of a network policy. */
export const MED_APPLICATIONS: readonly (string | undefined)[] = [
  undefined,
  'voice',
  'voice-signalling',
  'guest-voice',
  'guest-voice-signalling',
  'softphone-voice',
  'video-conferencing',
  'streaming-video',
  'video-signalling',
];
