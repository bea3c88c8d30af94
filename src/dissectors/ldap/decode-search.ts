/** Searches and their entries (RFC 4511 4.5): the root entry of a directory and the netlogon search of MS-ADTS 6.3.3. */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { BER_OCTET_STRING, BER_SEQUENCE, enterBer, skipBer } from '../encodings/ber.ts';
import {
  ATTRIBUTE_LIMIT,
  BER_SET,
  CAPABILITY_ACTIVE_DIRECTORY,
  CAPABILITY_LIGHTWEIGHT,
  FILTER_AND,
  FILTER_EQUAL,
  TERM_LIMIT,
  TEXT_LIMIT_OCTETS,
  VALUE_LIMIT,
} from './constants.ts';
import { sayNetlogon } from './netlogon.ts';

/** Attributes of the root entry whose first value is stated as it stands, by name in lower case. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['dnshostname', 'dns-host-name'],
  ['vendorname', 'vendor-name'],
  ['vendorversion', 'vendor-version'],
  ['domaincontrollerfunctionality', 'controller-level'],
  ['domainfunctionality', 'domain-level'],
  ['forestfunctionality', 'forest-level'],
]);

/** An OCTET STRING that ends before `end` as text; undefined when there is none, empty when it is too long. */
function readText(octets: OctetReader, end: number): string | undefined {
  const textEnd = enterBer(octets, BER_OCTET_STRING, end);
  if (textEnd < 0) return undefined;
  const length = textEnd - octets.position;
  const text = length > TEXT_LIMIT_OCTETS ? '' : octets.utf8(length);
  octets.seek(textEnd);
  return text;
}

/** SearchResultEntry ::= { objectName, SEQUENCE OF SEQUENCE { type, SET OF value } }; only that without a name is read. */
export function sayRootEntry(octets: OctetReader, end: number, out: FactSink): void {
  if (readText(octets, end) !== '') return;
  const listEnd = enterBer(octets, BER_SEQUENCE, end);
  for (let count = 0; octets.position < listEnd && count < ATTRIBUTE_LIMIT; count++) {
    const attributeEnd = enterBer(octets, BER_SEQUENCE, listEnd);
    if (attributeEnd < 0) return;
    const type = readText(octets, attributeEnd)?.toLowerCase();
    const valuesEnd = enterBer(octets, BER_SET, attributeEnd);
    if (type !== undefined && valuesEnd >= 0) sayAttribute(type, octets, valuesEnd, out);
    octets.seek(attributeEnd);
  }
}

function sayAttribute(type: string, octets: OctetReader, end: number, out: FactSink): void {
  const plain = PLAIN.get(type);
  if (plain !== undefined) out.fact(plain, readText(octets, end) ?? '');
  else if (type === 'netlogon') {
    const valueEnd = enterBer(octets, BER_OCTET_STRING, end);
    if (valueEnd >= 0) sayNetlogon(octets.sub(valueEnd - octets.position), out);
  } else if (type === 'defaultnamingcontext') out.fact('domain', domainOf(readText(octets, end) ?? ''));
  else if (type === 'supportedcapabilities' || type === 'objectclass')
    out.fact('directory', directoryKind(readTexts(octets, end)));
}

function readTexts(octets: OctetReader, end: number): ReadonlySet<string> {
  const texts = new Set<string>();
  for (let count = 0; octets.position < end && count < VALUE_LIMIT; count++) {
    const text = readText(octets, end);
    if (text === undefined) break;
    texts.add(text);
  }
  return texts;
}

function directoryKind(values: ReadonlySet<string>): string {
  if (values.has(CAPABILITY_LIGHTWEIGHT)) return 'ad-lds';
  if (values.has(CAPABILITY_ACTIVE_DIRECTORY)) return 'active-directory';
  return values.has('OpenLDAProotDSE') ? 'openldap' : '';
}

/** `DC=hosp,DC=lan` to `hosp.lan`; empty for any other name. */
function domainOf(name: string): string {
  return /^DC=[\w-]+(?:,DC=[\w-]+)*$/i.test(name) ? name.slice(3).split(/,DC=/i).join('.') : '';
}

/** Terms of a netlogon filter that name computers and domains. */
const TERMS: ReadonlyMap<string, string> = new Map([
  ['host', 'host-name'],
  ['dnsdomain', 'domain-sought'],
]);

/**
 * SearchRequest ::= { baseObject, scope, deref, sizeLimit, timeLimit, typesOnly, filter, SEQUENCE OF attribute }: states
 * the terms of the filter when the attribute netlogon is sought.
 */
export function saySearch(octets: OctetReader, end: number, out: FactSink): void {
  if (readText(octets, end) !== '') return;
  for (let count = 0; count < 5; count++) if (!skipBer(octets, end)) return;
  const filterAt = octets.position;
  if (!skipBer(octets, end)) return;
  const listEnd = enterBer(octets, BER_SEQUENCE, end);
  if (listEnd < 0 || readText(octets, listEnd)?.toLowerCase() !== 'netlogon') return;
  octets.seek(filterAt);
  const filterEnd = enterBer(octets, FILTER_AND, end);
  for (let count = 0; octets.position < filterEnd && count < TERM_LIMIT; count++) {
    const termEnd = enterBer(octets, FILTER_EQUAL, filterEnd);
    if (termEnd < 0) return;
    const field = TERMS.get(readText(octets, termEnd)?.toLowerCase() ?? '');
    if (field !== undefined) out.fact(field, (readText(octets, termEnd) ?? '').replace(/[.\0]+$/, ''));
    octets.seek(termEnd);
  }
}
