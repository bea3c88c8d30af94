/**
 * Attributes of the medical device system in the answer to a Get (20601 6.3.2.3): model, production specification,
 * identity, specialisations. Measurements are other objects and other messages.
 *
 *   list            count2 length2 { id2 length2 value }
 *   model           length2 manufacturer  length2 model number
 *   specification   count2 length2 { kind2 component2 length2 text }
 *   types           count2 length2 { type2 version2 }
 */

import { macFromEui64 } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { parseEui64 } from '../encodings/eui64.ts';
import { printableOctets } from '../encodings/opaque-text.ts';
import { ATTRIBUTE, SPECIALISATIONS, SPECIFICATION_FIELDS } from './constants.ts';

/** Attributes of one list, and entries of one attribute. */
export const ITEM_LIMIT = 64;
/** EUI-64 (20601 A.5, SystemId). */
const SYSTEM_ID_OCTETS = 8;

/** Reads an attribute list, which must end where the reader does. */
export function readAttributes(octets: OctetReader, out: FactSink): void {
  const count = octets.u16();
  if (octets.u16() !== octets.remaining || octets.failed) {
    out.anomaly('length');
    return;
  }
  for (let index = 0; index < count && octets.remaining > 0; index++) {
    if (index === ITEM_LIMIT) {
      out.anomaly('too-many-items');
      return;
    }
    const id = octets.u16();
    const value = octets.sub(octets.u16());
    if (octets.failed) {
      out.anomaly('length');
      return;
    }
    readAttribute(id, value, out);
  }
}

function readAttribute(id: number, value: OctetReader, out: FactSink): void {
  if (id === ATTRIBUTE.idModel) {
    out.fact('manufacturer', text(value));
    out.fact('model-number', text(value));
  } else if (id === ATTRIBUTE.productionSpecification) readSpecifications(value, out);
  else if (id === ATTRIBUTE.systemId) stateSystemId(value, out);
  else if (id === ATTRIBUTE.configurationId && value.length === 2) out.fact('config-id', `${value.u16()}`);
  else if (id === ATTRIBUTE.systemTypes) readSystemTypes(value, out);
}

/** Length and text, which makers fill with NULs to an even length. */
function text(octets: OctetReader): string {
  return printableOctets(octets, octets.u16());
}

/** States the EUI-64 that the next octets hold behind their length. */
export function stateSystemId(octets: OctetReader, out: FactSink): void {
  if (octets.u16() !== SYSTEM_ID_OCTETS) return;
  const eui64 = parseEui64(octets.hex(SYSTEM_ID_OCTETS));
  if (eui64 === undefined) return;
  out.fact('system-id', eui64);
  out.fact('system-id-mac', macFromEui64(eui64) ?? '');
}

function readSpecifications(octets: OctetReader, out: FactSink): void {
  const count = Math.min(octets.u16(), ITEM_LIMIT);
  octets.skip(2);
  for (let index = 0; index < count && octets.remaining > 0; index++) {
    const kind = octets.u16();
    octets.skip(2);
    const value = text(octets);
    if (octets.failed) {
      out.anomaly('length');
      return;
    }
    const field = SPECIFICATION_FIELDS[kind] ?? '';
    if (field !== '') out.fact(field, value);
  }
}

function readSystemTypes(octets: OctetReader, out: FactSink): void {
  const count = Math.min(octets.u16(), ITEM_LIMIT);
  octets.skip(2);
  for (let index = 0; index < count && octets.remaining >= 4; index++) {
    const type = octets.u16();
    octets.skip(2);
    const name = SPECIALISATIONS.get(type);
    out.fact('specialisation', name === undefined ? `${type}` : `${type} ${name}`);
  }
}
