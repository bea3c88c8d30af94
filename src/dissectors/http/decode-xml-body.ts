/**
 * Identity in XML bodies: documents whose schema is known (xml-identity.ts), and allow-listed elements of other small
 * ones. Of equal elements the first counts, or the first in English where texts name their language.
 */

import type { FactSink } from '../dissector.ts';
import { parseUdi } from '../encodings/udi.ts';
import { XmlElements } from '../encodings/xml-elements.ts';
import { IdentityPairs, isIdentityLabel } from './identity-pairs.ts';
import { ATTRIBUTE_DOCUMENT_MARKS, XmlIdentityReader } from './xml-identity.ts';

/** Levels within which elements of a document without known schema are looked at. */
export const GENERIC_DEPTH_LIMIT = 6;
/** Longest value of an identity element, in characters. */
export const ELEMENT_VALUE_LIMIT = 256;
/** Elements of one document: in an MDIB the alerts of a device stand before its identity. */
export const DOCUMENT_ELEMENT_LIMIT = 4_096;

interface StatedValue {
  readonly value: string;
  readonly isForeign: boolean;
}

/** Reads one document; `generic` allows elements without known schema. */
export function decodeXmlBody(text: string, generic: boolean, out: FactSink): void {
  const attributes = ATTRIBUTE_DOCUMENT_MARKS.some((mark) => text.includes(mark));
  const xml = new XmlElements(text, { attributes, elements: DOCUMENT_ELEMENT_LIMIT });
  const identities = new XmlIdentityReader();
  const values = new Map<string, StatedValue>();
  const pairs = new IdentityPairs();
  while (xml.next()) {
    const identity = identities.read(xml);
    if (identity) {
      const known = values.get(identity.field);
      const isForeign = !isEnglish(xml);
      if (!known || (known.isForeign && !isForeign))
        values.set(identity.field, { value: identity.value, isForeign });
    } else if (generic && xml.depth < GENERIC_DEPTH_LIMIT && isIdentityLabel(xml.name))
      pairs.add(xml.name, xml.text);
  }
  for (const [field, { value }] of values) if (value.length <= ELEMENT_VALUE_LIMIT) out.fact(field, value);
  stateUdiInstance(values.get('mdib-udi')?.value ?? '', out);
  if (values.size === 0) pairs.emit(out);
  if (xml.depthExceeded) out.anomaly('xml-too-deep');
  if (xml.elementsExceeded) out.anomaly('xml-too-many-elements');
}

/** Whether the current element is in English, or names no language (xml:lang in DPWS, Lang in SDC). */
function isEnglish(xml: XmlElements): boolean {
  const language = xml.attribute('xml:lang') || xml.attribute('Lang');
  return language === '' || /^en(?:-|$)/i.test(language);
}

function stateUdiInstance(text: string, out: FactSink): void {
  const udi = parseUdi(text);
  if (udi && udi.serial !== '') out.fact('mdib-udi-instance', `${udi.deviceIdentifier}/${udi.serial}`);
}
