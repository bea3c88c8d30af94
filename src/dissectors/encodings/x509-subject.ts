/**
 * What an X.509 certificate says about its owner (RFC 5280 4.1): names, validity, key. No signature is checked.
 * Of names only the attributes below are read, so that mail addresses, user ids and personal names stay unread.
 *
 *   Certificate ::= SEQ { tbs SEQ { [0] version, serial, signature, issuer, SEQ { notBefore, notAfter }, subject,
 *                                   SEQ { algorithm, key }, [1], [2], [3] extensions }, algorithm, signature }
 */

import { hash } from 'node:crypto';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { readDerString, readDerTime } from './asn1-der.ts';
import {
  BER_INTEGER,
  BER_OBJECT_IDENTIFIER,
  BER_OCTET_STRING,
  BER_SEQUENCE,
  enterBer,
  oidContent,
  skipBer,
} from './ber.ts';

const BER_SET = 0x31;
const BER_BOOLEAN = 0x01;
const BER_BIT_STRING = 0x03;
const VERSION_TAG = 0xa0; // RFC 5280 4.1: [0] EXPLICIT
const EXTENSIONS_TAG = 0xa3; // RFC 5280 4.1: [3] EXPLICIT
const DNS_NAME_TAG = 0x82; // RFC 5280 4.2.1.6: GeneralName [2] IA5String

/** Attribute types of a name that are read, with the short name of RFC 4514 section 3 (or of X.520). */
const ATTRIBUTES: readonly (readonly [oid: string, name: string])[] = [
  [oidContent('2.5.4.3'), 'CN'],
  [oidContent('2.5.4.5'), 'serialNumber'],
  [oidContent('2.5.4.6'), 'C'],
  [oidContent('2.5.4.7'), 'L'],
  [oidContent('2.5.4.8'), 'ST'],
  [oidContent('2.5.4.10'), 'O'],
  [oidContent('2.5.4.11'), 'OU'],
  [oidContent('0.9.2342.19200300.100.1.25'), 'DC'],
];

const SUBJECT_ALTERNATIVE_NAME = oidContent('2.5.29.17'); // RFC 5280 4.2.1.6
const RSA_ENCRYPTION = oidContent('1.2.840.113549.1.1.1'); // RFC 3279 2.3.1
const EC_PUBLIC_KEY = oidContent('1.2.840.10045.2.1'); // RFC 5480 2.1.1
/** Named curves (RFC 5480 2.1.1.1) and keys without parameters (RFC 8410 3). */
const CURVES: readonly (readonly [oid: string, name: string])[] = [
  [oidContent('1.2.840.10045.3.1.7'), 'EC P-256'],
  [oidContent('1.3.132.0.34'), 'EC P-384'],
  [oidContent('1.3.132.0.35'), 'EC P-521'],
];
const PLAIN_KEYS: readonly (readonly [oid: string, name: string])[] = [
  [oidContent('1.3.101.112'), 'Ed25519'],
  [oidContent('1.3.101.113'), 'Ed448'],
];

/** Attributes of one name that are looked at. */
export const NAME_ATTRIBUTE_LIMIT = 32;
/** Extensions of a certificate that are looked at. */
export const EXTENSION_LIMIT = 64;
/** DNS names of the subject that are kept. */
export const DNS_NAME_LIMIT = 16;
/** General names of the subject that are looked at. */
export const GENERAL_NAME_LIMIT = 256;

/** Absent texts are empty. */
export interface Certificate {
  /** RFC 4514 text of the attributes that are read, such as `CN=mr01.hosp.lan,O=Hospital,C=GB`. */
  readonly subject: string;
  readonly commonName: string;
  readonly organisation: string;
  readonly organisationalUnit: string;
  /** The serialNumber attribute of the subject, which names the device in IEEE 802.1AR certificates. */
  readonly subjectSerialNumber: string;
  readonly issuer: string;
  /** Serial number that the issuer gave, lower-case hexadecimal without leading zero octets. */
  readonly serialNumber: string;
  /** ISO 8601 in UTC with seconds. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** True when issuer and subject are the same name. */
  readonly selfSigned: boolean;
  readonly dnsNames: readonly string[];
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly keyHash: string;
  /** `RSA 2048`, `EC P-256`, `Ed25519`; empty for other keys. */
  readonly key: string;
}

interface Name {
  readonly text: string;
  readonly first: ReadonlyMap<string, string>;
}

/** Reads the certificate that fills the reader; undefined when its structure is broken. Never throws. */
export function readCertificate(octets: OctetReader): Certificate | undefined {
  const end = enterBer(octets, BER_SEQUENCE, octets.length);
  const bodyEnd = end < 0 ? -1 : enterBer(octets, BER_SEQUENCE, end);
  if (bodyEnd < 0) return undefined;
  if (octets.peek() === VERSION_TAG && !skipBer(octets, bodyEnd)) return undefined;
  const serialEnd = enterBer(octets, BER_INTEGER, bodyEnd);
  if (serialEnd < 0) return undefined;
  const serialNumber = octets.hex(Math.min(serialEnd - octets.position, 20)).replace(/^(?:00)+(?=.)/, '');
  octets.seek(serialEnd);
  if (!skipBer(octets, bodyEnd)) return undefined;
  const issuerStart = octets.position;
  const issuer = readName(octets, bodyEnd);
  if (!issuer) return undefined;
  const issuerLength = octets.position - issuerStart;
  const validityEnd = enterBer(octets, BER_SEQUENCE, bodyEnd);
  if (validityEnd < 0) return undefined;
  const notBefore = readDerTime(octets, validityEnd);
  const notAfter = readDerTime(octets, validityEnd);
  octets.seek(validityEnd);
  const subjectStart = octets.position;
  const subject = readName(octets, bodyEnd);
  if (!subject) return undefined;
  const subjectLength = octets.position - subjectStart;
  const keyStart = octets.position;
  const key = readKey(octets, bodyEnd);
  if (key === undefined) return undefined;
  const keyEnd = octets.position;
  const dnsNames = readDnsNames(octets, bodyEnd);
  const raw = (start: number, length: number) => {
    octets.seek(start);
    return octets.latin1(length);
  };
  const selfSigned =
    issuerLength === subjectLength && raw(issuerStart, issuerLength) === raw(subjectStart, subjectLength);
  octets.seek(keyStart);
  return {
    subject: subject.text,
    commonName: subject.first.get('CN') ?? '',
    organisation: subject.first.get('O') ?? '',
    organisationalUnit: subject.first.get('OU') ?? '',
    subjectSerialNumber: subject.first.get('serialNumber') ?? '',
    issuer: issuer.text,
    serialNumber,
    notBefore,
    notAfter,
    selfSigned,
    dnsNames,
    keyHash: hash('sha256', octets.copy(keyEnd - keyStart), 'hex'),
    key,
  };
}

/** Name ::= SEQ OF SET OF SEQ { type, value }; RFC 4514 2.1 writes the last set first. */
function readName(octets: OctetReader, end: number): Name | undefined {
  const nameEnd = enterBer(octets, BER_SEQUENCE, end);
  if (nameEnd < 0) return undefined;
  const first = new Map<string, string>();
  const sets: string[] = [];
  let count = 0;
  while (octets.position < nameEnd) {
    const setEnd = enterBer(octets, BER_SET, nameEnd);
    if (setEnd < 0) return undefined;
    const parts: string[] = [];
    while (octets.position < setEnd) {
      const pairEnd = enterBer(octets, BER_SEQUENCE, setEnd);
      if (pairEnd < 0) return undefined;
      if (count++ < NAME_ATTRIBUTE_LIMIT) readAttribute(octets, pairEnd, parts, first);
      octets.seek(pairEnd);
    }
    if (parts.length > 0) sets.unshift(parts.join('+'));
  }
  return { text: sets.join(','), first };
}

function readAttribute(octets: OctetReader, end: number, parts: string[], first: Map<string, string>): void {
  const typeEnd = enterBer(octets, BER_OBJECT_IDENTIFIER, end);
  if (typeEnd < 0) return;
  const name = lookup(octets, typeEnd - octets.position, ATTRIBUTES);
  if (name === undefined) return;
  octets.seek(typeEnd);
  const value = readDerString(octets, end);
  if (value === '') return;
  parts.push(`${name}=${escapeValue(value)}`);
  if (!first.has(name)) first.set(name, value);
}

/** RFC 4514 2.4: characters that would end or change a value get a backslash. */
function escapeValue(value: string): string {
  return value.replace(/[,+"\\<>;]|^[ #]| $/g, '\\$&');
}

function lookup(
  octets: OctetReader,
  length: number,
  table: readonly (readonly [oid: string, name: string])[],
): string | undefined {
  for (const [oid, name] of table) if (oid.length === length && octets.startsWith(oid)) return name;
  return undefined;
}

/** SubjectPublicKeyInfo ::= SEQ { SEQ { algorithm, parameters }, BIT STRING }; undefined when it is broken. */
function readKey(octets: OctetReader, end: number): string | undefined {
  const keyEnd = enterBer(octets, BER_SEQUENCE, end);
  const algorithmEnd = keyEnd < 0 ? -1 : enterBer(octets, BER_SEQUENCE, keyEnd);
  const oidEnd = algorithmEnd < 0 ? -1 : enterBer(octets, BER_OBJECT_IDENTIFIER, algorithmEnd);
  if (oidEnd < 0) return undefined;
  const oidLength = oidEnd - octets.position;
  let key = lookup(octets, oidLength, PLAIN_KEYS) ?? '';
  if (oidLength === EC_PUBLIC_KEY.length && octets.startsWith(EC_PUBLIC_KEY)) {
    octets.seek(oidEnd);
    const curveEnd = enterBer(octets, BER_OBJECT_IDENTIFIER, algorithmEnd);
    if (curveEnd >= 0) key = lookup(octets, curveEnd - octets.position, CURVES) ?? 'EC';
  } else if (oidLength === RSA_ENCRYPTION.length && octets.startsWith(RSA_ENCRYPTION)) {
    octets.seek(algorithmEnd);
    const bits = rsaModulusBits(octets, keyEnd);
    if (bits > 0) key = `RSA ${bits}`;
  }
  octets.seek(keyEnd);
  return key;
}

/** RFC 8017 A.1.1: RSAPublicKey ::= SEQ { modulus, exponent } inside the bit string; 0 when it is broken. */
function rsaModulusBits(octets: OctetReader, end: number): number {
  const bitsEnd = enterBer(octets, BER_BIT_STRING, end);
  if (bitsEnd < 0 || octets.u8() !== 0) return 0;
  const keyEnd = enterBer(octets, BER_SEQUENCE, bitsEnd);
  const modulusEnd = keyEnd < 0 ? -1 : enterBer(octets, BER_INTEGER, keyEnd);
  while (octets.position < modulusEnd && octets.peek() === 0) octets.skip(1);
  if (octets.position >= modulusEnd) return 0;
  return (modulusEnd - octets.position) * 8 - (Math.clz32(octets.peek()) - 24);
}

/** DNS names of the subject alternative name extension; those before the first broken element. */
function readDnsNames(octets: OctetReader, end: number): string[] {
  const names: string[] = [];
  while (octets.position < end && octets.peek() !== EXTENSIONS_TAG) if (!skipBer(octets, end)) return names;
  const outerEnd = enterBer(octets, EXTENSIONS_TAG, end);
  const listEnd = outerEnd < 0 ? -1 : enterBer(octets, BER_SEQUENCE, outerEnd);
  for (let count = 0; octets.position < listEnd && count < EXTENSION_LIMIT; count++) {
    const extensionEnd = enterBer(octets, BER_SEQUENCE, listEnd);
    const oidEnd = extensionEnd < 0 ? -1 : enterBer(octets, BER_OBJECT_IDENTIFIER, extensionEnd);
    if (oidEnd < 0) return names;
    const wanted =
      oidEnd - octets.position === SUBJECT_ALTERNATIVE_NAME.length &&
      octets.startsWith(SUBJECT_ALTERNATIVE_NAME);
    octets.seek(oidEnd);
    if (wanted) {
      if (octets.peek() === BER_BOOLEAN && !skipBer(octets, extensionEnd)) return names;
      readGeneralNames(octets, extensionEnd, names);
      return names;
    }
    octets.seek(extensionEnd);
  }
  return names;
}

function readGeneralNames(octets: OctetReader, end: number, names: string[]): void {
  const valueEnd = enterBer(octets, BER_OCTET_STRING, end);
  const listEnd = valueEnd < 0 ? -1 : enterBer(octets, BER_SEQUENCE, valueEnd);
  for (let count = 0; octets.position < listEnd && count < GENERAL_NAME_LIMIT; count++) {
    const nameEnd = enterBer(octets, DNS_NAME_TAG, listEnd);
    if (nameEnd < 0) {
      if (!skipBer(octets, listEnd)) return;
      continue;
    }
    if (names.length >= DNS_NAME_LIMIT) return;
    const length = nameEnd - octets.position;
    if (length > 0 && length <= 253) names.push(octets.latin1(length));
    octets.seek(nameEnd);
  }
}
