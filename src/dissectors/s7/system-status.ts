/**
 * System status lists (SZL) of an S7 controller: module identification (0x11) and component identification (0x1C).
 * Siemens, SIMATIC System Software for S7-300/400 System and Standard Functions, chapter "System status lists".
 *
 *   answer   FF 09 length2 id2 index2 recordLength2 count2 { record }      long lists come in several messages
 *   0x11     index2 order-number20 type2 release2 release2                 28 octets
 *   0x1C     index2 text32                                                 34 octets
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';

/** Records of one list that are read. */
export const RECORD_LIMIT = 64;
/** Octets of a list that comes in several messages. */
export const LIST_LIMIT = 4_096;

const MODULE_IDENTIFICATION = 0x11;
const COMPONENT_IDENTIFICATION = 0x1c;
const MODULE_RECORD_OCTETS = 28;
const COMPONENT_RECORD_OCTETS = 34;
const INDEX_MODULE = 1;
const INDEX_FIRMWARE = 7;
/** "V", before the three numbers of a firmware version. */
const VERSION_MARK = 0x56;

const COMPONENT_FIELDS: ReadonlyMap<number, string> = new Map([
  [1, 'system-name'],
  [2, 'module-name'],
  [3, 'plant-identification'],
  [4, 'copyright'],
  [5, 'serial-number'],
  [7, 'module-type'],
  [11, 'location'],
]);

/** Reads a whole list from its id on. */
export function readSystemStatus(octets: OctetReader, out: FactSink): void {
  const list = octets.u16() & 0xff; // the high octet selects a part of the list
  octets.skip(2);
  const size = octets.u16();
  const count = Math.min(octets.u16(), RECORD_LIMIT);
  if (list !== MODULE_IDENTIFICATION && list !== COMPONENT_IDENTIFICATION) return;
  if (size !== (list === MODULE_IDENTIFICATION ? MODULE_RECORD_OCTETS : COMPONENT_RECORD_OCTETS)) return;
  for (let index = 0; index < count && octets.remaining >= size; index++) {
    const next = octets.position + size;
    if (list === MODULE_IDENTIFICATION) readModule(octets, out);
    else readComponent(octets, out);
    octets.seek(next);
  }
}

function readModule(octets: OctetReader, out: FactSink): void {
  const index = octets.u16();
  const orderNumber = octets.latin1(20).trim();
  octets.skip(2);
  if (index === INDEX_MODULE) out.fact('order-number', orderNumber);
  else if (index === INDEX_FIRMWARE && octets.u8() === VERSION_MARK)
    out.fact('firmware-version', `${octets.u8()}.${octets.u8()}.${octets.u8()}`);
}

function readComponent(octets: OctetReader, out: FactSink): void {
  const field = COMPONENT_FIELDS.get(octets.u16());
  if (field === undefined) return;
  const text = octets.latin1(32);
  const end = text.indexOf('\0');
  out.fact(field, end < 0 ? text : text.slice(0, end));
}
