/** Builders of DNS messages and NetBIOS names for tests, in hexadecimal, and an arbitrary of names. */

import fc from 'fast-check';
import { canonicalIp, parseIpv4, parseIpv6 } from '../../base/ip-address.ts';

const hexNumber = (number: number, octets: number) => (number >>> 0).toString(16).padStart(octets * 2, '0');
const hexText = (text: string) => Buffer.from(text, 'utf8').toString('hex');

/** A name written out; `text` is cut at its dots, labels are taken as they stand. */
export function dnsNameHex(name: string | readonly string[]): string {
  const labels = typeof name === 'string' ? name.split('.').filter((label) => label !== '') : name;
  return `${labels.map((label) => hexNumber(Buffer.byteLength(label), 1) + hexText(label)).join('')}00`;
}

/** A pointer to `position`. */
export const dnsPointerHex = (position: number) => hexNumber(0xc000 | position, 2);

export const dnsQuestionHex = (name: string | readonly string[], type: number, questionClass = 1) =>
  dnsNameHex(name) + hexNumber(type, 2) + hexNumber(questionClass, 2);

/** A record; `ownerHex` and `dataHex` as they stand on the wire. */
export const dnsRecordHex = (
  ownerHex: string,
  type: number,
  dataHex: string,
  { recordClass = 1, ttl = 120 } = {},
) =>
  ownerHex +
  hexNumber(type, 2) +
  hexNumber(recordClass, 2) +
  hexNumber(ttl, 4) +
  hexNumber(dataHex.length / 2, 2) +
  dataHex;

/** An A or AAAA record of `owner`, by the family of `ip`. */
export function dnsAddressHex(ownerHex: string, ip: string, options = {}): string {
  const ipv4 = parseIpv4(ip);
  if (ipv4 !== undefined) return dnsRecordHex(ownerHex, 1, hexNumber(ipv4, 4), options);
  const words = parseIpv6(ip) ?? [0, 0, 0, 0];
  return dnsRecordHex(ownerHex, 28, words.map((word) => hexNumber(word, 4)).join(''), options);
}

/** The data of a TXT record. */
export const dnsTextsHex = (...texts: readonly string[]) =>
  texts.map((text) => hexNumber(Buffer.byteLength(text), 1) + hexText(text)).join('');

/** A whole message from its sections. */
export function dnsMessageHex({
  id = 0,
  flags = 0x8180,
  questions = [],
  answers = [],
  authorities = [],
  additionals = [],
}: {
  readonly id?: number;
  readonly flags?: number;
  readonly questions?: readonly string[];
  readonly answers?: readonly string[];
  readonly authorities?: readonly string[];
  readonly additionals?: readonly string[];
}): string {
  const sections = [questions, answers, authorities, additionals];
  const counts = sections.map((section) => hexNumber(section.length, 2)).join('');
  return hexNumber(id, 2) + hexNumber(flags, 2) + counts + sections.flat().join('');
}

/** A NetBIOS name in its first-level encoding, padded with spaces. */
export function netbiosNameHex(name: string, suffix: number, padding = ' ', scope = '00'): string {
  const octets = Buffer.from(name.padEnd(15, padding) + String.fromCharCode(suffix), 'latin1');
  const letters = [...octets].map((octet) => String.fromCharCode(0x41 + (octet >> 4), 0x41 + (octet & 15)));
  return `20${hexText(letters.join(''))}${scope}`;
}

/** The name of `ip` in its reverse zone. */
export function reverseNameOf(ip: string): string {
  const words = parseIpv6(ip);
  if (!words) return `${(canonicalIp(ip) ?? '').split('.').reverse().join('.')}.in-addr.arpa`;
  const nibbles = words.map((word) => hexNumber(word, 4)).join('');
  return `${[...nibbles].reverse().join('.')}.ip6.arpa`;
}

const HOST_CHARACTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];

/** Labels of host names that end with a letter zone, within the limits of RFC 1035. */
export const hostLabels: fc.Arbitrary<string[]> = fc
  .array(fc.string({ unit: fc.constantFrom(...HOST_CHARACTERS), minLength: 1, maxLength: 20 }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((labels) => [...labels, 'lan']);
