/**
 * Bodies of the rare pcapng blocks: interface descriptions, interface statistics, name resolution. Section numbers are
 * those of draft-ietf-opsawg-pcapng-02.
 *
 *   option       code u16 | length u16 | value, padded to 32 bits; code 0 ends the list
 *   name record  type u16 | length u16 | address, then names that each end in a zero octet; type 0 ends the list
 */

import { formatIpv4, formatIpv6 } from '../base/ip-address.ts';
import { printableText } from '../base/printable-text.ts';
import type { FrameSink } from './frame.ts';
import type { Octets } from './octet-reader.ts';
import { DEFAULT_RESOLUTION, PcapngInterface } from './pcapng-interface.ts';

const TWO_TO_32 = 4_294_967_296;
const END_OF_LIST = 0;
const OPTION_HEADER_OCTETS = 4;
const IF_TSRESOL = 9; // section 4.2
const IF_TSOFFSET = 14; // section 4.2
const ISB_IFDROP = 5; // section 4.6
const ISB_OSDROP = 7; // section 4.6
const NRB_RECORD_IPV4 = 1; // section 4.5
const NRB_RECORD_IPV6 = 2; // section 4.5

/** Names taken from one address of a name resolution block; further ones are left out. */
export const MAX_NAMES_OF_ADDRESS = 64;

/** Calls `visit` for each option (or name record, which has the same form) that lies wholly in `[at, end)`. */
function eachOption(
  view: DataView,
  from: number,
  end: number,
  littleEndian: boolean,
  visit: (code: number, at: number, length: number) => void,
): void {
  let at = from;
  while (end - at >= OPTION_HEADER_OCTETS) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    at += OPTION_HEADER_OCTETS;
    if (code === END_OF_LIST || length > end - at) return;
    visit(code, at, length);
    at += (length + 3) & ~3;
  }
}

/** The interface of the description block at `at`, whose body ends at `end`. */
export function readInterface(
  view: DataView,
  at: number,
  end: number,
  littleEndian: boolean,
): PcapngInterface {
  let resolution = DEFAULT_RESOLUTION;
  let offsetSeconds = 0;
  eachOption(view, at + 16, end, littleEndian, (code, value, length) => {
    if (code === IF_TSRESOL && length >= 1) resolution = view.getUint8(value);
    else if (code === IF_TSOFFSET && length >= 8)
      offsetSeconds = Number(view.getBigInt64(value, littleEndian));
  });
  const linkType = view.getUint16(at + 8, littleEndian);
  return new PcapngInterface(linkType, view.getUint32(at + 12, littleEndian), resolution, offsetSeconds);
}

/** Packets that the statistics block at `at` counts as lost, by the interface and by the system. */
export function interfaceDrops(view: DataView, at: number, end: number, littleEndian: boolean): number {
  let drops = 0;
  eachOption(view, at + 20, end, littleEndian, (code, value, length) => {
    if ((code !== ISB_IFDROP && code !== ISB_OSDROP) || length < 8) return;
    const high = view.getUint32(littleEndian ? value + 4 : value, littleEndian);
    const count = high * TWO_TO_32 + view.getUint32(littleEndian ? value : value + 4, littleEndian);
    // All bits set, and anything else that no capture reaches, stands for "not known".
    if (count <= Number.MAX_SAFE_INTEGER) drops += count;
  });
  return drops;
}

/** Gives the names of the name resolution block at `at` to the sink. */
export function resolvedNames(
  octets: Octets,
  at: number,
  end: number,
  littleEndian: boolean,
  sink: FrameSink,
): void {
  const { view, bytes } = octets;
  eachOption(view, at + 8, end, littleEndian, (type, value, length) => {
    const addressOctets = type === NRB_RECORD_IPV4 ? 4 : type === NRB_RECORD_IPV6 ? 16 : 0;
    if (addressOctets === 0 || length <= addressOctets) return;
    // Addresses stand in network order whatever the order of the section.
    const word = (index: number) => view.getUint32(value + 4 * index);
    const ip = addressOctets === 4 ? formatIpv4(word(0)) : formatIpv6(word(0), word(1), word(2), word(3));
    const names = bytes.toString('utf8', value + addressOctets, value + length).split('\0');
    for (const name of names.slice(0, MAX_NAMES_OF_ADDRESS)) {
      const text = printableText(name);
      if (text !== '') sink.resolvedName(ip, text);
    }
  });
}
