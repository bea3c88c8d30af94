/**
 * LLDP with LLDP-MED: what a system announces of itself to its neighbour on the wire. IEEE 802.1AB-2016,
 * ANSI/TIA-1057. All facts are about the sender of the frame; the announcement is never forwarded.
 *
 *   TLV   type 7 bits, length 9 bits, value        organisation (type 127)   OUI3 subtype1 …
 *   chassis id, port id and time to live come first and in this order
 */

import { formatIpv4, formatIpv6, isUnicastIpv4 } from '../../base/ip-address.ts';
import { isGroupMac } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink } from '../dissector.ts';
import { bitNames } from '../encodings/bit-names.ts';
import { textOrHex } from '../encodings/opaque-text.ts';
import {
  CAPABILITIES,
  CHASSIS_MAC,
  CHASSIS_NETWORK_ADDRESS,
  FAMILY_IPV4,
  FAMILY_IPV6,
  IANA_MUD_URL,
  MED_APPLICATIONS,
  MED_CAPABILITIES,
  MED_CLASSES,
  MED_INVENTORY,
  MED_NETWORK_POLICY,
  OUI_802_1,
  OUI_IANA,
  OUI_MED,
  OUI_PROFINET,
  PORT_MAC,
  PORT_NETWORK_ADDRESS,
  PORT_VLAN_ID,
  PROFINET_CHASSIS_MAC,
  TLV,
} from './constants.ts';
import { FACTS } from './facts.ts';

const TLV_HEAD_OCTETS = 2;
/** TLVs read per announcement; one Ethernet frame of 1,500 octets holds far fewer of any use. */
export const TLV_LIMIT = 128;
const NO_VLAN = 0;
/** A station announces itself every 30 s for as long as it lives, and what it says may change. */
const MESSAGES_PER_FLOW = Number.MAX_SAFE_INTEGER;

export const lldp = defineDissector({
  id: 'lldp',
  title: 'Link Layer Discovery Protocol (IEEE 802.1AB) with media endpoint discovery (ANSI/TIA-1057)',
  carriers: ['ethernet'],
  hints: [0x88cc],
  facts: FACTS,
  anomalies: ['too-many-tlvs'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 0 },

  recognise: (octets) => (isLldp(octets) ? 'yes' : 'no'),

  dissect(octets, _flow, out) {
    const length = octets.length;
    if (!isLldp(octets)) return length;
    for (let count = 0; octets.remaining >= TLV_HEAD_OCTETS; count++) {
      if (count === TLV_LIMIT) {
        out.anomaly('too-many-tlvs');
        break;
      }
      const head = octets.u16();
      const type = head >>> 9;
      const valueLength = head & 0x1ff;
      if (type === TLV.end || valueLength > octets.remaining) break;
      const next = octets.position + valueLength;
      readTlv(octets, type, valueLength, out);
      octets.seek(next);
    }
    return length;
  },
});

/** The chassis id comes first and has a subtype and at least one octet; the port id comes next. */
function isLldp(octets: OctetReader): boolean {
  const head = octets.peek16(0);
  const length = head & 0x1ff;
  if (head < 0 || head >>> 9 !== TLV.chassisId || length < 2 || length > 256) return false;
  return octets.peek(TLV_HEAD_OCTETS + length) >>> 1 === TLV.portId;
}

function readTlv(octets: OctetReader, type: number, length: number, out: FactSink): void {
  if (type === TLV.chassisId) readChassis(octets, length, out);
  else if (type === TLV.portId) readPort(octets, length, out);
  else if (type === TLV.portDescription) out.fact('port-description', octets.utf8(length));
  else if (type === TLV.systemName) out.fact('system-name', octets.utf8(length));
  else if (type === TLV.systemDescription) out.fact('system-description', octets.utf8(length));
  else if (type === TLV.systemCapabilities && length >= 4) {
    out.fact('capabilities', bitNames(octets.u16(), CAPABILITIES));
    out.fact('capabilities-enabled', bitNames(octets.u16(), CAPABILITIES));
  } else if (type === TLV.managementAddress && length > 0) {
    // The octet before the address is the length of address family and address.
    const size = octets.u8();
    if (size >= 2 && size < length) out.fact('management-address', networkAddress(octets, size));
  } else if (type === TLV.organisation && length >= 4)
    readOrganisation(octets, octets.u24(), octets.u8(), length - 4, out);
}

function readChassis(octets: OctetReader, length: number, out: FactSink): void {
  if (length < 2) return;
  const subtype = octets.u8();
  if (subtype === CHASSIS_MAC && length === 7) {
    const isGroup = isGroupMac(octets.peek16());
    const mac = octets.mac();
    out.fact('chassis-id', mac);
    if (!isGroup && mac !== '00:00:00:00:00:00') out.fact('chassis-mac', mac);
  } else if (subtype === CHASSIS_NETWORK_ADDRESS) out.fact('chassis-id', networkAddress(octets, length - 1));
  else out.fact('chassis-id', textOrHex(octets, length - 1));
}

function readPort(octets: OctetReader, length: number, out: FactSink): void {
  if (length < 2) return;
  const subtype = octets.u8();
  if (subtype === PORT_MAC && length === 7) out.fact('port-id', octets.mac());
  else if (subtype === PORT_NETWORK_ADDRESS) out.fact('port-id', networkAddress(octets, length - 1));
  else out.fact('port-id', textOrHex(octets, length - 1));
}

/** An address family and an IP address in `length` octets; empty for other families and addresses of no host. */
function networkAddress(octets: OctetReader, length: number): string {
  const family = octets.u8();
  if (family === FAMILY_IPV4 && length === 5) {
    const address = octets.u32();
    return isUnicastIpv4(address) ? formatIpv4(address) : '';
  }
  if (family !== FAMILY_IPV6 || length !== 17 || octets.peek() === 0xff) return '';
  const text = formatIpv6(octets.u32(), octets.u32(), octets.u32(), octets.u32());
  return text === '::' ? '' : text;
}

function readOrganisation(
  octets: OctetReader,
  oui: number,
  subtype: number,
  length: number,
  out: FactSink,
): void {
  if (oui === OUI_MED) readMed(octets, subtype, length, out);
  else if (oui === OUI_802_1 && subtype === PORT_VLAN_ID && length === 2) {
    const vlan = octets.u16();
    if (vlan !== NO_VLAN) out.fact('port-vlan', `${vlan}`);
  } else if (oui === OUI_PROFINET && subtype === PROFINET_CHASSIS_MAC) {
    if (length === 6 && !isGroupMac(octets.peek16())) out.fact('chassis-mac', octets.mac());
  } else if (oui === OUI_IANA && subtype === IANA_MUD_URL) out.fact('mud-url', octets.utf8(length));
}

function readMed(octets: OctetReader, subtype: number, length: number, out: FactSink): void {
  const inventory = MED_INVENTORY.get(subtype);
  if (inventory !== undefined) out.fact(inventory, octets.utf8(length));
  else if (subtype === MED_CAPABILITIES && length === 3) {
    octets.skip(2);
    out.fact('med-device-class', MED_CLASSES[octets.u8()] ?? '');
  } else if (subtype === MED_NETWORK_POLICY && length === 4)
    out.fact('med-application', MED_APPLICATIONS[octets.u8()] ?? '');
}
