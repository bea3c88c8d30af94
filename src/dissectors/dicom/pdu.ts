/**
 * PDU headers of the DICOM upper layer, and whether octets begin with one. DICOM PS3.8 9.3.1.
 *
 *   type1 00 length4 …   01 RQ, 02 AC, 03 RJ, 04 P-DATA-TF, 05/06 RELEASE, 07 ABORT
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { Recognition } from '../dissector.ts';

export const A_ASSOCIATE_RQ = 0x01;
export const A_ASSOCIATE_AC = 0x02;
export const A_ASSOCIATE_RJ = 0x03;
export const P_DATA_TF = 0x04;
export const A_RELEASE_RQ = 0x05;
export const A_RELEASE_RP = 0x06;
export const A_ABORT = 0x07;

export const HEADER_OCTETS = 6;
/** PS3.8 9.3.2: the fixed fields behind the header. */
export const ASSOCIATE_MINIMUM = 68;
/** Longest association PDU: 128 contexts with some 25 transfer syntaxes each. */
export const ASSOCIATE_LIMIT = 131_072;

/** Octets that decide: header, version and both AE titles of RQ and AC. */
const ASSOCIATE_START = 42;
/** Octets that decide: header, PDV header and the group length element of a command set. */
const COMMAND_START = 20;

/** Whether the octets begin with an association PDU, or (capture from the middle) with a P-DATA that holds a command. */
export function recognisePdu(octets: OctetReader): Recognition {
  if (octets.remaining === 0) return 'need-more';
  const type = octets.peek(0);
  if (type === A_ASSOCIATE_RQ || type === A_ASSOCIATE_AC) return recogniseAssociate(octets);
  if (type === A_ASSOCIATE_RJ) return recogniseReject(octets);
  return type === P_DATA_TF ? recogniseCommand(octets) : 'no';
}

function recogniseAssociate(octets: OctetReader): Recognition {
  if (!startsLike(octets, [-1, 0, 0, -1, -1, -1, -1, -1, 0, 0])) return 'no';
  if (octets.remaining >= 6) {
    const length = octets.peek32(2);
    if (length < ASSOCIATE_MINIMUM || length > ASSOCIATE_LIMIT) return 'no';
  }
  if (octets.remaining >= 8 && (octets.peek(7) & 1) === 0) return 'no';
  if (octets.remaining < ASSOCIATE_START) return 'need-more';
  return isTitle(octets, 10) && isTitle(octets, 26) ? 'yes' : 'no';
}

/** PS3.8 9.3.2: 16 characters of the basic G0 set, padded with spaces (by some devices with NUL), not all blank. */
function isTitle(octets: OctetReader, at: number): boolean {
  let isBlank = true;
  for (let index = at; index < at + 16; index++) {
    const octet = octets.peek(index);
    if (octet === 0 && !isBlank) continue;
    if (octet < 0x20 || octet > 0x7e) return false;
    if (octet !== 0x20) isBlank = false;
  }
  return !isBlank;
}

/** PS3.8 9.3.4: exactly ten octets, result 1 or 2, source 1 to 3, a small reason. */
function recogniseReject(octets: OctetReader): Recognition {
  if (!startsLike(octets, [-1, 0, 0, 0, 0, 4, 0])) return 'no';
  if (octets.remaining < 10) return 'need-more';
  const result = octets.peek(7);
  const source = octets.peek(8);
  const reason = octets.peek(9);
  return result >= 1 && result <= 2 && source >= 1 && source <= 3 && reason >= 1 && reason <= 10
    ? 'yes'
    : 'no';
}

/** PS3.7 6.3.1: a command set begins with its group length (0000,0000) of four octets, in implicit little endian. */
function recogniseCommand(octets: OctetReader): Recognition {
  if (!startsLike(octets, [-1, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 4, 0, 0, 0]))
    return 'no';
  if (octets.remaining < COMMAND_START) return 'need-more';
  const value = octets.peek32(6);
  const isCommand = (octets.peek(11) & 0xfd) === 1;
  const isContext = (octets.peek(10) & 1) === 1;
  return value >= 14 && value + 4 <= octets.peek32(2) && isCommand && isContext ? 'yes' : 'no';
}

/** True while the octets there are match `pattern`; -1 stands for any octet. */
function startsLike(octets: OctetReader, pattern: readonly number[]): boolean {
  return pattern.every((expected, index) => {
    const octet = octets.peek(index);
    return octet < 0 || expected < 0 || octet === expected;
  });
}
