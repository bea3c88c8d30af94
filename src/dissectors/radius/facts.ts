/** The fields that the RADIUS dissector emits: of the NAS, and of the stations behind it by MAC. */

import type { FactDeclaration } from '../dissector.ts';
import { EAP_FACTS } from '../encodings/eap.ts';

export const RADIUS_FACTS: Readonly<Record<string, FactDeclaration>> = {
  role: {
    label: 'RADIUS role',
    help: 'nas for the switch, access point or controller that asks whether to let a station in.',
  },
  'nas-identifier': {
    label: 'NAS identifier',
    help: 'Name of the NAS (attribute 32, RFC 2865 5.32).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'nas-address': {
    label: 'NAS address',
    help: 'Address of the NAS as it states it (attribute 4 or 95); a proxy passes on that of another.',
  },
  'nas-port-type': {
    label: 'NAS port type',
    help: 'Kind of the port that a station uses: ethernet, wireless-802.11 (attribute 61, RFC 2865 5.41).',
  },
  'vendor-enterprise': {
    label: 'Enterprise of vendor attributes',
    help: 'Enterprise number of vendor-specific attributes of the NAS (attribute 26); attributes of other makers are used too.',
  },
  'access-point-mac': {
    label: 'MAC of the access point or port',
    help: 'MAC that a station is attached to (Called-Station-Id, attribute 30); a controller states that of its access points.',
  },
  ssid: {
    label: 'Wireless network',
    help: 'Network name that a station uses (Called-Station-Id, RFC 3580 3.20).',
  },
  'access-port': {
    label: 'Port of the NAS',
    help: 'Name of the port that a station uses (NAS-Port-Id, attribute 87), with the NAS in front when it has a name.',
  },
  'framed-ip-address': {
    label: 'Address of the station',
    help: 'Address that a station has as the NAS sees it (attribute 8, RFC 2865 5.8).',
    binds: 'ip-address',
  },
  'dhcp-host-name': {
    label: 'DHCP host name seen by the NAS',
    help: 'Option 12 of the station, passed on by a switch (Cisco-AVPair dhcp-option).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'dhcp-vendor-class': {
    label: 'DHCP vendor class seen by the NAS',
    help: 'Option 60 of the station, passed on by a switch (Cisco-AVPair dhcp-option).',
  },
  'dhcp-parameter-request-list': {
    label: 'DHCP parameter request list seen by the NAS',
    help: 'Option 55 of the station, passed on by a switch (Cisco-AVPair dhcp-option).',
  },
  'lldp-system-description': {
    label: 'LLDP system description seen by the NAS',
    help: 'LLDP TLV 6 of the station, passed on by a switch (Cisco-AVPair lldp-tlv).',
  },
  'cdp-platform': {
    label: 'CDP platform seen by the NAS',
    help: 'CDP TLV 6 of the station, passed on by a switch (Cisco-AVPair cdp-tlv).',
  },
  'cdp-software-version': {
    label: 'CDP software version seen by the NAS',
    help: 'CDP TLV 5 of the station, passed on by a switch (Cisco-AVPair cdp-tlv).',
  },
  ...EAP_FACTS,
};
