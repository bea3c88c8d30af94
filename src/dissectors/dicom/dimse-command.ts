/**
 * DIMSE command sets: what is asked for or answered. DICOM PS3.7 6.3.1 (always implicit VR little endian, group 0000),
 * annex E (command dictionary), annex C (status).
 *
 *   element   group2=0000 element2 length4 value
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { uidText } from './presentation-contexts.ts';

/** Longest command set read; real ones have 100 to 400 octets. */
export const COMMAND_OCTETS = 4_096;
/** Elements read of one command set; PS3.7 E.1 defines fewer than 40. */
export const COMMAND_ELEMENT_LIMIT = 64;

// PS3.7 E.1-1: command field values; a response is the request with 0x8000.
export const C_STORE_RQ = 0x0001;
export const C_GET_RQ = 0x0010;
export const C_FIND_RQ = 0x0020;
export const N_EVENT_REPORT_RQ = 0x0100;
export const N_CREATE_RQ = 0x0140;
const C_CANCEL_RQ = 0x0fff;
const RESPONSE = 0x8000;
const NAMES: ReadonlyMap<number, string> = new Map([
  [C_STORE_RQ, 'C-STORE'],
  [C_GET_RQ, 'C-GET'],
  [C_FIND_RQ, 'C-FIND'],
  [0x0021, 'C-MOVE'],
  [0x0030, 'C-ECHO'],
  [N_EVENT_REPORT_RQ, 'N-EVENT-REPORT'],
  [0x0110, 'N-GET'],
  [0x0120, 'N-SET'],
  [0x0130, 'N-ACTION'],
  [N_CREATE_RQ, 'N-CREATE'],
  [0x0150, 'N-DELETE'],
]);

const AFFECTED_SOP_CLASS_UID = 0x0002;
const REQUESTED_SOP_CLASS_UID = 0x0003;
const COMMAND_FIELD = 0x0100;
const MOVE_DESTINATION = 0x0600;
const COMMAND_DATA_SET_TYPE = 0x0800;
const STATUS = 0x0900;
const NO_DATA_SET = 0x0101;

export interface DimseCommand {
  readonly field: number;
  /** "C-STORE-RQ"; empty for a command field that the standard does not know. */
  readonly name: string;
  readonly isResponse: boolean;
  /** Affected or requested SOP class; empty when left out. */
  readonly sopClass: string;
  readonly moveDestination: string;
  readonly hasDataset: boolean;
  /** Undefined in requests. */
  readonly status: number | undefined;
}

/** Reads a whole command set; undefined when it names no command. */
export function decodeCommand(octets: OctetReader): DimseCommand | undefined {
  let field = -1;
  let sopClass = '';
  let moveDestination = '';
  let dataSetType = NO_DATA_SET;
  let status: number | undefined;
  for (let count = 0; count < COMMAND_ELEMENT_LIMIT && octets.remaining >= 8; count++) {
    const group = octets.u16le();
    const element = octets.u16le();
    const length = octets.u32le();
    if (group !== 0 || length > octets.remaining) break;
    const next = octets.position + length;
    if (element === AFFECTED_SOP_CLASS_UID || element === REQUESTED_SOP_CLASS_UID) {
      if (length <= 65) sopClass = uidText(octets.latin1(length));
    } else if (element === MOVE_DESTINATION) {
      if (length <= 16) moveDestination = octets.latin1(length).trim();
    } else if (length === 2) {
      if (element === COMMAND_FIELD) field = octets.u16le();
      else if (element === COMMAND_DATA_SET_TYPE) dataSetType = octets.u16le();
      else if (element === STATUS) status = octets.u16le();
    }
    octets.seek(next);
  }
  if (field < 0) return undefined;
  const isResponse = (field & RESPONSE) !== 0;
  return {
    field,
    name: commandName(field),
    isResponse,
    sopClass,
    moveDestination,
    hasDataset: dataSetType !== NO_DATA_SET,
    status: isResponse ? status : undefined,
  };
}

function commandName(field: number): string {
  if (field === C_CANCEL_RQ) return 'C-CANCEL-RQ';
  const name = NAMES.get(field & ~RESPONSE);
  return name === undefined ? '' : `${name}-${(field & RESPONSE) === 0 ? 'RQ' : 'RSP'}`;
}

/** PS3.7 C: FF00 and FF01 are pending, FE00 is cancelled by the requestor; all others end the operation. */
export function isPending(status: number): boolean {
  return status === 0xff00 || status === 0xff01;
}

/** PS3.7 C.5.6: the answering end does not serve this SOP class. */
export const SOP_CLASS_NOT_SUPPORTED = 0x0122;
