/**
 * The body of a TLS ClientHello (RFC 8446 4.1.2) in one pass, with its JA3 and JA4 fingerprints. Also inside QUIC.
 *
 *   legacyVersion2 random32 session{len1} suites{len2} compression{len1} [extensions{len2} {type2 len2 data}*]
 *
 * JA3 is the MD5 of `version,suites,extensions,groups,pointFormats`; JA4 is `a_b_c`: a shape in clear, then cut
 * SHA-256 of the sorted suites and of the sorted extensions with the signature algorithms in wire order.
 */

import { hash } from 'node:crypto';
import { hexOctet } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';

// RFC 8446 4.2, RFC 6066, RFC 7301, RFC 8422
const SERVER_NAME = 0;
const SUPPORTED_GROUPS = 10;
const EC_POINT_FORMATS = 11;
const SIGNATURE_ALGORITHMS = 13;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;

const HOST_NAME = 0; // RFC 6066 3
const RANDOM_OCTETS = 32;
/** Longest host name (RFC 1035 2.3.4). */
const SERVER_NAME_LIMIT = 255;
/** Application protocols that are kept. */
export const ALPN_LIMIT = 8;
/** JA4 counts suites and extensions with two digits. */
const JA4_COUNT_LIMIT = 99;
const JA4_HASH_DIGITS = 12;
const JA4_EMPTY_HASH = '0'.repeat(JA4_HASH_DIGITS);

export interface ClientHello {
  /** Host name that the client seeks; empty when it names none. */
  readonly serverName: string;
  /** Application protocols offered, in order, those that are printable. */
  readonly applicationProtocols: readonly string[];
  /** Highest version offered, such as 0x0304. */
  readonly version: number;
  readonly ja3: string;
  readonly ja4: string;
}

/** RFC 8701: values of the form ?a?a with equal octets that mean nothing. */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

interface Shape {
  serverName: string;
  hasServerName: boolean;
  protocols: string[];
  /** First and last character of the first application protocol as JA4 writes them. */
  protocolMark: string;
  highestVersion: number;
  groups: string;
  pointFormats: string;
  signatureAlgorithms: string;
}

/**
 * Reads the body that fills the reader. `transport` is the first letter of JA4: `t` for TCP, `q` for QUIC. Undefined
 * when a list is longer than what holds it.
 */
export function readClientHello(octets: OctetReader, transport: 't' | 'q'): ClientHello | undefined {
  const legacyVersion = octets.u16();
  octets.skip(RANDOM_OCTETS);
  octets.skip(octets.u8());
  const suites: number[] = [];
  const suitesText = readU16List(octets, octets.u16(), suites);
  octets.skip(octets.u8());
  if (octets.failed) return undefined;
  const shape: Shape = {
    serverName: '',
    hasServerName: false,
    protocols: [],
    protocolMark: '00',
    highestVersion: 0,
    groups: '',
    pointFormats: '',
    signatureAlgorithms: '',
  };
  const extensions: number[] = [];
  let extensionsText = '';
  if (octets.remaining > 0) {
    const end = octets.u16() + octets.position;
    if (octets.failed || end > octets.length) return undefined;
    while (octets.position + 4 <= end) {
      const type = octets.u16();
      const length = octets.u16();
      const next = octets.position + length;
      if (next > end) return undefined;
      if (!isGrease(type)) {
        extensions.push(type);
        extensionsText += extensionsText === '' ? type : `-${type}`;
        readExtension(octets, type, next, shape);
      }
      octets.seek(next);
    }
  }
  const version = shape.highestVersion === 0 ? legacyVersion : shape.highestVersion;
  const ja3 = `${legacyVersion},${suitesText},${extensionsText},${shape.groups},${shape.pointFormats}`;
  return {
    serverName: shape.serverName,
    applicationProtocols: shape.protocols,
    version,
    ja3: hash('md5', ja3, 'hex'),
    ja4: ja4Of(transport, version, suites, extensions, shape),
  };
}

/** Reads `length` octets of 16-bit values without GREASE into `values`; returns them in decimal, joined by `-`. */
function readU16List(octets: OctetReader, length: number, values: number[] | undefined): string {
  if (length > octets.remaining) {
    octets.skip(length);
    return '';
  }
  let text = '';
  for (let at = 0; at + 2 <= length; at += 2) {
    const value = octets.u16();
    if (isGrease(value)) continue;
    values?.push(value);
    text += text === '' ? value : `-${value}`;
  }
  if (length % 2 === 1) octets.skip(1);
  return text;
}

/** Reads an extension that ends at position `end`; a list within that reaches beyond is left out. */
function readExtension(octets: OctetReader, type: number, end: number, shape: Shape): void {
  if (type === SERVER_NAME) {
    shape.hasServerName = true;
    readServerName(octets, end, shape);
    return;
  }
  if (type === EC_POINT_FORMATS || type === SUPPORTED_VERSIONS) {
    if (octets.position + 1 > end) return;
    const listEnd = octets.u8() + octets.position;
    if (listEnd > end) return;
    if (type === EC_POINT_FORMATS) {
      while (octets.position < listEnd)
        shape.pointFormats += shape.pointFormats === '' ? octets.u8() : `-${octets.u8()}`;
    } else {
      while (octets.position + 2 <= listEnd) {
        const version = octets.u16();
        if (!isGrease(version) && version > shape.highestVersion) shape.highestVersion = version;
      }
    }
    return;
  }
  if (type !== SUPPORTED_GROUPS && type !== SIGNATURE_ALGORITHMS && type !== ALPN) return;
  if (octets.position + 2 > end) return;
  const listEnd = octets.u16() + octets.position;
  if (listEnd > end) return;
  if (type === SUPPORTED_GROUPS) shape.groups = readU16List(octets, listEnd - octets.position, undefined);
  else if (type === ALPN) readProtocols(octets, listEnd, shape);
  else {
    while (octets.position + 2 <= listEnd) {
      const algorithm = octets.u16();
      if (isGrease(algorithm)) continue;
      shape.signatureAlgorithms += `${shape.signatureAlgorithms === '' ? '_' : ','}${hex4(algorithm)}`;
    }
  }
}

/** RFC 6066 3: ServerNameList of {type1 length2 name}; only host names are defined. */
function readServerName(octets: OctetReader, end: number, shape: Shape): void {
  if (octets.position + 5 > end) return;
  octets.skip(2);
  const type = octets.u8();
  const length = octets.u16();
  if (type !== HOST_NAME || length > SERVER_NAME_LIMIT || octets.position + length > end) return;
  shape.serverName = octets.latin1(length);
}

/** RFC 7301 3.1: ProtocolNameList of {length1 name}. */
function readProtocols(octets: OctetReader, end: number, shape: Shape): void {
  for (let count = 0; octets.position < end && count < ALPN_LIMIT; count++) {
    const length = octets.u8();
    if (length === 0 || octets.position + length > end) return;
    if (count === 0) shape.protocolMark = protocolMark(octets.peek(), octets.peek(length - 1));
    const name = octets.latin1(length);
    if (/^[!-~]+$/.test(name)) shape.protocols.push(name);
  }
}

function isAlphanumeric(octet: number): boolean {
  return (
    (octet >= 0x30 && octet <= 0x39) || (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a)
  );
}

/** JA4: first and last octet as characters, or as first and last digit of the hexadecimal text when either is none. */
function protocolMark(first: number, last: number): string {
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return `${hexOctet(first).charAt(0)}${hexOctet(last).charAt(1)}`;
}

function hex4(value: number): string {
  return hexOctet(value >> 8) + hexOctet(value);
}

function ja4Version(version: number): string {
  switch (version) {
    case 0x0304:
      return '13';
    case 0x0303:
      return '12';
    case 0x0302:
      return '11';
    case 0x0301:
      return '10';
    case 0x0300:
      return 's3';
    case 0x0002:
      return 's2';
    default:
      return '00';
  }
}

function count2(count: number): string {
  const shown = Math.min(count, JA4_COUNT_LIMIT);
  return shown < 10 ? `0${shown}` : `${shown}`;
}

function sortedHex(values: readonly number[]): string {
  let text = '';
  // Sorting a typed array needs no comparison function: a fifth of the time for the usual fifteen values.
  for (const value of Uint16Array.from(values).sort()) text += text === '' ? hex4(value) : `,${hex4(value)}`;
  return text;
}

function cutHash(text: string): string {
  return text === '' ? JA4_EMPTY_HASH : hash('sha256', text, 'hex').slice(0, JA4_HASH_DIGITS);
}

function ja4Of(
  transport: 't' | 'q',
  version: number,
  suites: readonly number[],
  extensions: readonly number[],
  shape: Shape,
): string {
  const listed = extensions.filter((type) => type !== SERVER_NAME && type !== ALPN);
  const target = shape.hasServerName ? 'd' : 'i';
  const a = `${transport}${ja4Version(version)}${target}${count2(suites.length)}${count2(extensions.length)}${shape.protocolMark}`;
  const extensionsText = listed.length === 0 ? '' : sortedHex(listed) + shape.signatureAlgorithms;
  return `${a}_${cutHash(sortedHex(suites))}_${cutHash(extensionsText)}`;
}
