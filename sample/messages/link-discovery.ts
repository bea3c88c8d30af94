/** LLDP with LLDP-MED (IEEE 802.1AB, ANSI/TIA-1057) and CDP version 2. */

import {
  internetChecksum,
  ipOctets,
  macOctets,
  octets,
  type Piece,
  u16,
  u32,
} from '../../test/support/octet-builder.ts';

export const LLDP_MAC = '01:80:c2:00:00:0e';
export const CDP_MAC = '01:00:0c:cc:cc:cc';

/** One TLV: 7 bits of type, 9 of length. */
export function lldpTlv(type: number, ...pieces: readonly Piece[]): Buffer {
  const value = octets(...pieces);
  return octets(u16((type << 9) | value.length), value);
}

/** An organisation's TLV; 0x0012bb is LLDP-MED. */
export function lldpOrganisation(oui: number, subtype: number, ...pieces: readonly Piece[]): Buffer {
  return lldpTlv(127, u32(oui).subarray(1), subtype, ...pieces);
}

/** Chassis by MAC, port by interface name, time to live, further TLVs, end. */
export function lldp(chassisMac: string, port: string, ...tlvs: readonly Buffer[]): Buffer {
  const first = [lldpTlv(1, 4, macOctets(chassisMac)), lldpTlv(2, 5, port), lldpTlv(3, u16(120))];
  return octets(...first, ...tlvs, lldpTlv(0));
}

/** System capabilities and which of them are enabled. */
export const lldpCapabilities = (has: number, enabled: number): Buffer => lldpTlv(7, u16(has), u16(enabled));

/** Management address of IPv4 at interface number `index`. */
export const lldpManagement = (ip: string, index: number): Buffer =>
  lldpTlv(8, 5, 1, ipOctets(ip), 2, u32(index), 0);

/** CDP version 2 of TLVs by type. Its checksum takes a last odd octet as the low half of a word, unlike RFC 1071. */
export function cdp(tlvs: readonly (readonly [type: number, ...value: Piece[]])[]): Buffer {
  const body = octets(
    ...tlvs.map(([type, ...pieces]) => {
      const value = octets(...pieces);
      return octets(u16(type), u16(value.length + 4), value);
    }),
  );
  const even = body.length % 2 === 0 ? body : octets(body.subarray(0, -1), 0, body.subarray(-1));
  return octets(2, 180, u16(internetChecksum(octets(2, 180), even)), body);
}

/** Address list of one IPv4 address. */
export const cdpAddress = (ip: string): Buffer => octets(u32(1), 1, 1, 0xcc, u16(4), ipOctets(ip));
