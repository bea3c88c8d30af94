/**
 * DHCP unique identifiers (RFC 8415 11, RFC 6355): the name of a DHCP client or server that outlives its addresses.
 * DHCPv6 carries one in options 1 and 2, DHCPv4 in option 61 behind type 255 (RFC 4361).
 *
 *   LLT   0001 hardware2 time4 link-layer-address      EN    0002 enterprise4 identifier
 *   LL    0003 hardware2 link-layer-address            UUID  0004 uuid16
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { printableOctets } from './opaque-text.ts';

const DUID_LLT = 1; // RFC 8415 11.2
const DUID_EN = 2; // RFC 8415 11.3
const DUID_LL = 3; // RFC 8415 11.4
const DUID_UUID = 4; // RFC 6355 4
const HARDWARE_ETHERNET = 1;
/** RFC 8415 11.1: two octets of type and at most 128 more. */
export const DUID_LIMIT_OCTETS = 130;
const DUID_LEAST_OCTETS = 3;

export interface Duid {
  /** The whole identifier as lower-case hexadecimal digits. */
  readonly hex: string;
  /** MAC that a DUID-LLT or DUID-LL was made from; the interface may since have gone elsewhere. */
  readonly mac?: string;
  /** Private enterprise number of a DUID-EN. */
  readonly enterprise?: number;
  /** Printable identifier of a DUID-EN. */
  readonly identifier?: string;
  readonly uuid?: string;
}

/** Whether `type` and `length` can be a DUID that is in use; cheap, for recognition. */
export function isPlausibleDuid(type: number, length: number): boolean {
  if (length < DUID_LEAST_OCTETS || length > DUID_LIMIT_OCTETS) return false;
  if (type === DUID_LLT) return length > 8;
  if (type === DUID_EN) return length > 6;
  if (type === DUID_LL) return length > 4;
  return type === DUID_UUID && length === 18;
}

/** The DUID that fills `octets`; undefined when its length is not allowed. */
export function readDuid(octets: OctetReader): Duid | undefined {
  const length = octets.remaining;
  if (length < DUID_LEAST_OCTETS || length > DUID_LIMIT_OCTETS) return undefined;
  const start = octets.position;
  const hex = octets.hex(length);
  octets.seek(start);
  const type = octets.u16();
  if ((type === DUID_LLT && length === 14) || (type === DUID_LL && length === 10)) {
    const hardware = octets.u16();
    octets.skip(type === DUID_LLT ? 4 : 0);
    return hardware === HARDWARE_ETHERNET ? { hex, mac: octets.mac() } : { hex };
  }
  if (type === DUID_EN && length > 6) {
    const enterprise = octets.u32();
    return { hex, enterprise, identifier: printableOctets(octets, length - 6) };
  }
  if (type === DUID_UUID && length === 18) return { hex, uuid: uuidText(hex.slice(4)) };
  return { hex };
}

/** Canonical text of a UUID given as 32 hexadecimal digits; empty for all zeros and all ones, which name nothing. */
export function uuidText(hex: string): string {
  if (/^(?:0{32}|f{32})$/.test(hex)) return '';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
