/**
 * The attributes of a RADIUS request that name the NAS and the station that wants to be let in (RFC 2865 5).
 *
 *   type1 length1 value        length counts all three; vendor-specific 26: enterprise4 {type1 length1 value}*
 */

import { formatIpv4, formatIpv6 } from '../../base/ip-address.ts';
import { isGroupMac, macWords, parseMac } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { machineName } from '../encodings/machine-identity.ts';
import {
  ATTRIBUTE_LIMIT,
  CALLED_STATION_ID,
  CALLING_STATION_ID,
  CISCO_AV_PAIR,
  EAP_MESSAGE,
  ENTERPRISE_CISCO,
  ENTERPRISES_OF_NO_MAKER,
  FRAMED_IP_ADDRESS,
  NAS_IDENTIFIER,
  NAS_IP_ADDRESS,
  NAS_IPV6_ADDRESS,
  NAS_PORT_ID,
  NAS_PORT_TYPE,
  PORT_TYPES,
  PROXY_STATE,
  USER_NAME,
  VENDOR_LIMIT,
  VENDOR_SPECIFIC,
} from './constants.ts';

/** What a request says; absent texts are empty. */
export interface Request {
  nasIdentifier: string;
  nasAddress: string;
  portType: string;
  portId: string;
  vendors: number[];
  /** MAC of the access point's radio or of the switch port, and the network name behind it. */
  calledMac: string;
  ssid: string;
  /** MAC of the station that wants to be let in. */
  stationMac: string;
  stationAddress: string;
  machineName: string;
  /** Somebody between NAS and sender passed the request on. */
  isProxied: boolean;
  /** The first EAP attribute. */
  eap: OctetReader | undefined;
  /** Values of Cisco-AVPair that carry what the switch learnt of the station, one character an octet. */
  learnt: string[];
  /** The length of an attribute is below its header or beyond the packet. */
  isMalformed: boolean;
}

/** What a NAS learnt of a station: {type2 length2 value} behind one of these names. */
export const LEARNT_NAMES: readonly string[] = ['dhcp-option=', 'lldp-tlv=', 'cdp-tlv='];

/** Reads the attributes between the reader and its end, up to the first whose length is wrong. */
export function readRequest(octets: OctetReader): Request {
  const request: Request = {
    nasIdentifier: '',
    nasAddress: '',
    portType: '',
    portId: '',
    vendors: [],
    calledMac: '',
    ssid: '',
    stationMac: '',
    stationAddress: '',
    machineName: '',
    isProxied: false,
    eap: undefined,
    learnt: [],
    isMalformed: false,
  };
  for (let count = 0; count < ATTRIBUTE_LIMIT && octets.remaining > 0; count++) {
    const type = octets.u8();
    const length = octets.u8();
    const next = octets.position + length - 2;
    if (octets.failed || length < 2 || next > octets.length) {
      request.isMalformed = true;
      break;
    }
    readAttribute(octets, type, length - 2, request);
    octets.seek(next);
  }
  return request;
}

function readAttribute(octets: OctetReader, type: number, length: number, request: Request): void {
  switch (type) {
    case USER_NAME:
      request.machineName = machineName(octets.utf8(length));
      break;
    case NAS_IP_ADDRESS:
      if (length === 4) request.nasAddress = ipv4(octets);
      break;
    case NAS_IPV6_ADDRESS:
      if (length === 16 && request.nasAddress === '')
        request.nasAddress = formatIpv6(octets.u32(), octets.u32(), octets.u32(), octets.u32());
      break;
    case FRAMED_IP_ADDRESS:
      if (length === 4) request.stationAddress = ipv4(octets);
      break;
    case NAS_IDENTIFIER:
      request.nasIdentifier = octets.utf8(length);
      break;
    case NAS_PORT_TYPE:
      if (length === 4) request.portType = PORT_TYPES[octets.u32()] ?? '';
      break;
    case NAS_PORT_ID:
      request.portId = octets.utf8(length);
      break;
    case CALLING_STATION_ID:
      request.stationMac = unicastMac(octets.latin1(length));
      break;
    case CALLED_STATION_ID:
      readCalled(octets.utf8(length), request);
      break;
    case PROXY_STATE:
      request.isProxied = true;
      break;
    case EAP_MESSAGE:
      request.eap ??= octets.sub(length);
      break;
    case VENDOR_SPECIFIC:
      readVendorSpecific(octets, length, request);
      break;
  }
}

/** Addresses that name no device (all zeros, all ones as in RFC 2865 5.8, loopback) are left out. */
function ipv4(octets: OctetReader): string {
  const address = octets.u32();
  const names = address !== 0 && address < 0xff00_0000 && address >>> 24 !== 127;
  return names ? formatIpv4(address) : '';
}

function unicastMac(text: string): string {
  const mac = parseMac(text);
  return mac === undefined || mac === '00:00:00:00:00:00' || isGroupMac(macWords(mac).high) ? '' : mac;
}

/** RFC 3580 3.20: the MAC of an access point, then a colon and the network name; of a bridge the MAC alone. */
function readCalled(text: string, request: Request): void {
  const [, mac = '', ssid = ''] =
    /^((?:[0-9A-Fa-f]{2}[:-]?){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})(?::(.*))?$/.exec(
      text,
    ) ?? [];
  request.calledMac = unicastMac(mac);
  request.ssid = ssid;
}

function readVendorSpecific(octets: OctetReader, length: number, request: Request): void {
  if (length < 6) return;
  const end = octets.position + length;
  const enterprise = octets.u32();
  if (enterprise === ENTERPRISE_CISCO) {
    while (octets.position + 2 <= end) {
      const type = octets.u8();
      const valueOctets = octets.u8() - 2;
      if (valueOctets < 0 || octets.position + valueOctets > end) return;
      if (type === CISCO_AV_PAIR && LEARNT_NAMES.some((name) => octets.startsWith(name)))
        request.learnt.push(octets.latin1(valueOctets));
      else octets.skip(valueOctets);
    }
  }
  const names = !ENTERPRISES_OF_NO_MAKER.has(enterprise) && !request.vendors.includes(enterprise);
  if (names && request.vendors.length < VENDOR_LIMIT) request.vendors.push(enterprise);
}
