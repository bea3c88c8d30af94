/**
 * Equipment elements of datasets: which are kept for which operation, and about whom they speak.
 * DICOM PS3.3 C.7.5.1 (general equipment), C.8.6.1 (secondary capture), C.4.10 (scheduled procedure step),
 * C.4.14 (performed procedure step relationship). All person data is left out by not being listed here.
 */

import { aboutNamed, type FactSink, SENDER, type Subject } from '../dissector.ts';
import type { WantedElements } from './dataset.ts';
import { C_FIND_RQ, C_STORE_RQ, type DimseCommand, N_CREATE_RQ } from './dimse-command.ts';

/** Values of one element emitted at most (software versions, modalities). */
export const VALUES_LIMIT = 8;
/** Different devices counted on one association. */
export const EQUIPMENT_LIMIT = 64;

const MODALITY = 0x0008_0060;
const MANUFACTURER = 0x0008_0070;
const STATION_NAME = 0x0008_1010;
const MODEL = 0x0008_1090;
const SERIAL = 0x0018_1000;
const SOFTWARE = 0x0018_1020;
const UDI_SEQUENCE = 0x0018_100a;
const UDI = 0x0018_1009;
const PROCEDURE_STEP_SEQUENCE = 0x0040_0100;
const QUERY_LEVEL = 0x0008_0052;

const EQUIPMENT = [
  MODALITY,
  MANUFACTURER,
  0x0008_0080,
  STATION_NAME,
  0x0008_1040,
  MODEL,
  SERIAL,
  0x0018_1002,
  0x0018_1004,
  0x0018_1005,
  0x0018_1008,
  0x0018_1010,
  0x0018_1016,
  0x0018_1018,
  0x0018_1019,
  SOFTWARE,
  0x0018_1200,
  0x0018_700a,
];
const WITHIN_UDI: readonly [number, ReadonlySet<number>] = [UDI_SEQUENCE, new Set([UDI])];

/** What a C-STORE request says of the device that made the object: nothing wanted stands behind group 0018. */
const STORE: WantedElements = {
  top: new Set(EQUIPMENT),
  within: new Map([WITHIN_UDI]),
  stopAt: 0x0019_0000,
};
/** A performed procedure step: the modality that performs it. */
const CREATE: WantedElements = {
  top: new Set([...EQUIPMENT, 0x0040_0241, 0x0040_0242, 0x0040_0243]),
  within: new Map([WITHIN_UDI]),
  stopAt: 0x0040_0244,
};
/** A worklist or archive query: the level asked at, and for which station the worklist is asked. */
const FIND: WantedElements = {
  top: new Set([QUERY_LEVEL]),
  within: new Map([[PROCEDURE_STEP_SEQUENCE, new Set([MODALITY, 0x0040_0001, 0x0040_0010])]]),
  stopAt: 0x0040_0101,
};

/** The elements worth reading of the dataset behind `command`; undefined when its dataset is not read. */
export function wantedOf(command: DimseCommand): WantedElements | undefined {
  if (command.field === C_STORE_RQ) return STORE;
  if (command.field === N_CREATE_RQ) return CREATE;
  return command.field === C_FIND_RQ ? FIND : undefined;
}

/** `(0018,1000)`: the tag as the standard writes it, which is also the name of the fact. */
export function tagText(tag: number): string {
  const digits = tag.toString(16).padStart(8, '0').toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

/** The equipment that one direction of an association has named so far. */
export interface EquipmentSeen {
  /** Identities in order of appearance, at most EQUIPMENT_LIMIT. */
  readonly identities: string[];
  last: string;
  /** Datasets in a row that named the same equipment as the one before. */
  alike: number;
}

/**
 * Emits what a dataset says. The first equipment that a requestor stores is stated about the requestor itself; another
 * one on the same association, or one that an acceptor sends, stands behind the sender and goes by its serial number.
 */
export function emitEquipment(
  values: ReadonlyMap<number, string>,
  command: DimseCommand,
  senderMayBeDevice: boolean,
  seen: EquipmentSeen,
  out: FactSink,
): void {
  if (command.field === C_FIND_RQ) {
    // Wildcards (PS3.4 C.2.2.2.4) are a question, not a name.
    const named = [...values].filter(([, text]) => !/[*?]/.test(text));
    emitValues(new Map(named), SENDER, out);
  } else {
    const subject = subjectOf(values, senderMayBeDevice, seen, out);
    if (subject) emitValues(values, subject, out);
  }
}

function subjectOf(
  values: ReadonlyMap<number, string>,
  senderMayBeDevice: boolean,
  seen: EquipmentSeen,
  out: FactSink,
): Subject | undefined {
  const manufacturer = values.get(MANUFACTURER) ?? '';
  const serial = values.get(SERIAL) ?? '';
  const station = serial === '' ? `${values.get(MODEL) ?? ''}/${values.get(STATION_NAME) ?? ''}` : '';
  const identity = `${manufacturer}/${serial}/${station}`;
  const at = seen.identities.indexOf(identity);
  seen.alike = seen.last === identity ? seen.alike + 1 : 0;
  seen.last = identity;
  if (at < 0 && seen.identities.length < EQUIPMENT_LIMIT) {
    seen.identities.push(identity);
    if (seen.identities.length > 1) out.fact('equipment-count', String(seen.identities.length));
  }
  if (senderMayBeDevice && seen.identities[0] === identity) return SENDER;
  return serial === '' ? undefined : aboutNamed(`serial:${manufacturer}/${serial}`);
}

function emitValues(values: ReadonlyMap<number, string>, subject: Subject, out: FactSink): void {
  for (const [tag, text] of values) {
    const [first = '', ...further] = text.split('\\', VALUES_LIMIT);
    emitValue(tagText(tag), first, subject, out);
    for (const value of further) {
      if (tag === SOFTWARE) emitValue('(0018,1020)-further', value, subject, out);
      else if (tag === MODALITY) emitValue(tagText(tag), value, subject, out);
    }
  }
}

function emitValue(field: string, value: string, subject: Subject, out: FactSink): void {
  const text = value.trim();
  if (text !== '') out.fact(field, text, subject);
}
