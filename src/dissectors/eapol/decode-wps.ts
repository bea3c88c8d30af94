/**
 * Wi-Fi Protected Setup inside EAP (Wi-Fi Simple Configuration 2.0.8, 7.7 and 12): what a device says of itself before it
 * gets the key of a network. Device names and keys are not read: people name devices after themselves.
 *
 *   expanded type FE: vendor3 00372A type4 00000001 operation1 flags1 [length2] {attribute2 length2 value}*
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';

const VENDOR_WFA = 0x00_372a;
const TYPE_SIMPLE_CONFIG = 1;
const OPERATION_MESSAGE = 4;
const FLAG_LENGTH = 0x02;
/** Attributes of one message that are looked at; M1 has some twenty. */
export const WPS_ATTRIBUTE_LIMIT = 64;
/** Longest value that is read; the specification allows 64 octets. */
export const WPS_VALUE_LIMIT = 64;

const FIELDS: ReadonlyMap<number, string> = new Map([
  [0x1021, 'wps-manufacturer'],
  [0x1023, 'wps-model-name'],
  [0x1024, 'wps-model-number'],
  [0x1042, 'wps-serial-number'],
]);

/** Wi-Fi Simple Configuration, primary device type: categories of the Wi-Fi Alliance. */
const PRIMARY_DEVICE_TYPE = 0x1054;
const CATEGORIES: readonly string[] = [
  '',
  'computer',
  'input-device',
  'printer',
  'camera',
  'storage',
  'network-infrastructure',
  'display',
  'multimedia',
  'gaming',
  'telephone',
  'audio',
];

/** States what the expanded EAP type behind which the reader stands says, if it is a message of Simple Configuration. */
export function sayWps(octets: OctetReader, out: FactSink): void {
  if (octets.u24() !== VENDOR_WFA || octets.u32() !== TYPE_SIMPLE_CONFIG) return;
  if (octets.u8() !== OPERATION_MESSAGE) return;
  if ((octets.u8() & FLAG_LENGTH) !== 0) octets.skip(2);
  for (let count = 0; count < WPS_ATTRIBUTE_LIMIT; count++) {
    const attribute = octets.u16();
    const length = octets.u16();
    const end = octets.position + length;
    if (octets.failed || end > octets.length) return;
    const field = FIELDS.get(attribute);
    if (field !== undefined && length <= WPS_VALUE_LIMIT) out.fact(field, octets.utf8(length));
    else if (attribute === PRIMARY_DEVICE_TYPE)
      out.fact('wps-device-category', CATEGORIES[octets.u16()] ?? '');
    octets.seek(end);
  }
}
