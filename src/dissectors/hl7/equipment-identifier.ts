/**
 * Entity identifiers of equipment (OBX-18, PRT-10, EQU-1) and texts that describe devices, taken only when they look
 * like one. HL7 v2.9 2A.3.28 (EI), IHE PCD TF-2 B.7 (OBX-18: identifier^namespace^EUI-64 digits^EUI-64).
 *
 *   id^namespace^universal id^universal id type      seen too: EUI-64^model, model alone, serial^model
 */

import { macFromEui64 } from '../../base/mac-address.ts';
import { parseEui64 } from '../encodings/eui64.ts';
import { parseUdi, type Udi } from '../encodings/udi.ts';

/** Longest device text; serial numbers, versions and models are far shorter. */
export const TEXT_LIMIT = 64;

/** HL7 table 0301: types of universal identifiers. */
const UNIVERSAL_ID_TYPES = new Set(
  'CLIA,CLIP,DNS,EUI-64,GUID,HCD,HL7,ISO,L,M,N,RANDOM,URI,UUID,X400,X500'.split(','),
);
const UNIVERSAL_ID = /^(?:\d+(?:\.\d+)+|[0-9A-Fa-f-]{16,36})$/;
const HAS_DIGIT = /\d/;
/** What may stand in a version, serial or model: no comma, no separator, no quotes. */
const DEVICE_TEXT = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._\-/:#+()*®™])*$/u;
/** A comma is only for the form of a company: "Baxter Healthcare, Inc." but not "Doe, Jane". */
const COMPANY_FORM = /, ?(?:Inc|LLC|Ltd|Co|Corp|GmbH|AG|SA|S\.A|BV|B\.V|KG|LP|L\.P|PLC|AB|AS)\b\.?/gi;

export interface EquipmentIdentifier {
  readonly eui64: string;
  /** MAC that the EUI-64 was made from; empty when it was not. */
  readonly mac: string;
  readonly udi: Udi | undefined;
  /** The UDI as it was written. */
  readonly udiText: string;
  /** Component 1 when it can be a serial number; whether it is one is known when the message has been read. */
  readonly serial: string;
  /** Assigner of the serial, when given as a universal identifier. */
  readonly assigner: string;
  /** What else describes the device: model, name. */
  readonly texts: readonly string[];
}

/** `text` when it looks like a version, serial or model; empty otherwise. */
export function deviceText(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= TEXT_LIMIT && DEVICE_TEXT.test(trimmed) ? trimmed : '';
}

/** As `deviceText`, with a digit in it: a serial number, part number or version. */
export function numberedText(text: string): string {
  return HAS_DIGIT.test(text) ? deviceText(text) : '';
}

/** `text` when it looks like the name of a company or product; empty otherwise. */
export function companyText(text: string): string {
  const trimmed = text.trim();
  return deviceText(trimmed.replace(COMPANY_FORM, '').replaceAll('&', ' ')) === '' ? '' : trimmed;
}

/** Reads the components of one repetition; undefined when nothing in it can name a device. */
export function readIdentifier(components: readonly string[]): EquipmentIdentifier | undefined {
  const [id = '', namespace = '', universalId = '', type = ''] = components.map((part) => part.trim());
  const udi = parseUdi(id) ?? parseUdi(universalId);
  const udiText = udi ? (parseUdi(id) ? id : universalId) : '';
  const own = parseEui64(id);
  const isHierarchic = universalId.toUpperCase() === 'EUI-64';
  const eui64 = own ?? parseEui64(universalId) ?? (isHierarchic ? parseEui64(namespace) : undefined) ?? '';
  const hasType = UNIVERSAL_ID_TYPES.has(type.toUpperCase());
  // A person (id^family^given) in this place must not get through: the third component has to be an identifier.
  if (eui64 === '' && !udi && universalId !== '' && !hasType && !UNIVERSAL_ID.test(universalId))
    return undefined;
  const isAssigned = universalId !== '' || hasType;
  const idText = own !== undefined || udiText === id ? '' : id;
  const serial = isAssigned ? numberedText(idText) : '';
  const texts: string[] = [];
  const isAlone = namespace === '' && !isAssigned;
  const first = isAlone ? deviceText(idText) : numberedText(idText);
  if (serial === '' && first !== '') texts.push(first);
  const second = isHierarchic ? '' : own === undefined ? numberedText(namespace) : deviceText(namespace);
  if (second !== '') texts.push(second);
  if (eui64 === '' && !udi && serial === '' && texts.length === 0) return undefined;
  const assigner = UNIVERSAL_ID.test(universalId) && eui64 === '' ? universalId : '';
  return { eui64, mac: macFromEui64(eui64) ?? '', udi, udiText, serial, assigner, texts };
}
