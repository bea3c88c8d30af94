/** Tags and texts of an XML part of a workbook, one after the other; comments and declarations are passed over. */

import { decodeCharacterReferences } from '../../dissectors/encodings/xml-entities.ts';

export type XmlPiece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'open' | 'close' | 'empty';
      /** Without its prefix. */
      readonly name: string;
      /** As they are written. */
      readonly attributes: string;
    };

const CDATA = '<![CDATA[';
const NAME = /^\/?(?:[\w.-]+:)?([\w.-]+)/;

/** Ends where the text is cut. Entities that a document declares itself are not replaced. */
export function* piecesOf(xml: string): Generator<XmlPiece> {
  for (let at = 0; at < xml.length; ) {
    const tag = xml.indexOf('<', at);
    const text = xml.slice(at, tag < 0 ? xml.length : tag);
    if (text !== '') yield { kind: 'text', text: decodeCharacterReferences(text) };
    if (tag < 0) return;
    if (xml.startsWith(CDATA, tag)) {
      const end = xml.indexOf(']]>', tag);
      if (end < 0) return;
      yield { kind: 'text', text: xml.slice(tag + CDATA.length, end) };
      at = end + 3;
      continue;
    }
    const end = xml.startsWith('<!--', tag) ? xml.indexOf('-->', tag) + 2 : xml.indexOf('>', tag);
    if (end < tag) return;
    const inner = xml.slice(tag + 1, end);
    const name = NAME.exec(inner)?.[1];
    if (name !== undefined) {
      const kind = inner.startsWith('/') ? 'close' : inner.endsWith('/') ? 'empty' : 'open';
      yield { kind, name, attributes: inner };
    }
    at = end + 1;
  }
}

/** Attributes that are read: where a cell stands, and what its value is. */
const ATTRIBUTES = {
  r: /\sr\s*=\s*(?:"([^"]*)"|'([^']*)')/,
  t: /\st\s*=\s*(?:"([^"]*)"|'([^']*)')/,
} as const;

/** Value of an attribute; undefined when the tag does not have it. */
export function attributeOf(attributes: string, name: keyof typeof ATTRIBUTES): string | undefined {
  const found = ATTRIBUTES[name].exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : decodeCharacterReferences(value);
}
