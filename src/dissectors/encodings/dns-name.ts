/**
 * Domain names as DNS, mDNS and LLMNR write them (RFC 1035 3.1, 4.1.4), and what host names are among them.
 *
 *   name     label* ( 00 | pointer )        label    length1 (00xxxxxx) octets
 *   pointer  11 and 14 bits: where the rest of the name stands, counted from the start of the message
 *
 * The readers expect a reader over exactly one message. They never mark it as failed: a bad name is an answer.
 */

import { canonicalIp, parseIpv4 } from '../../base/ip-address.ts';
import { isUuid } from '../../base/uuid.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';

/** RFC 1035 3.1: octets of a whole name, length octets and root included. */
export const DNS_NAME_LIMIT_OCTETS = 255;
/** Pointers followed for one name; more are a loop. */
export const DNS_JUMP_LIMIT = 64;

const POINTER = 0xc0; // RFC 1035 4.1.4
const LABEL_LIMIT_OCTETS = 63; // RFC 1035 3.1

/** Why a name cannot be read: pointers without end, over 255 octets, or cut or of an unknown label type. */
export type DnsNameProblem = 'pointer-loop' | 'name-too-long' | 'name-malformed';

/**
 * The labels of the name that starts at the next octet (none for the root), malformed UTF-8 as U+FFFD. The reader is
 * left anywhere: seek before reading on.
 */
export function readDnsName(octets: OctetReader): readonly string[] | DnsNameProblem {
  const labels: string[] = [];
  let total = 1;
  let jumps = 0;
  for (;;) {
    const length = octets.peek();
    if (length < 0) return 'name-malformed';
    if (length === 0) return labels;
    if (length <= LABEL_LIMIT_OCTETS) {
      total += length + 1;
      if (total > DNS_NAME_LIMIT_OCTETS) return 'name-too-long';
      if (octets.remaining <= length) return 'name-malformed';
      octets.skip(1);
      labels.push(octets.utf8(length));
    } else {
      const target = octets.peek16() & 0x3fff;
      if (length < POINTER || octets.remaining < 2 || target >= octets.length) return 'name-malformed';
      if (++jumps > DNS_JUMP_LIMIT) return 'pointer-loop';
      octets.seek(target);
    }
  }
}

/** Moves past the name at the next octet without following pointers; false when it is cut, too long or malformed. */
export function skipDnsName(octets: OctetReader): boolean {
  let total = 1;
  for (;;) {
    const length = octets.peek();
    if (length === 0) {
      octets.skip(1);
      return true;
    }
    if (length >= POINTER) {
      if (octets.remaining < 2) return false;
      octets.skip(2);
      return true;
    }
    total += length + 1;
    if (length < 0 || length > LABEL_LIMIT_OCTETS || total > DNS_NAME_LIMIT_OCTETS) return false;
    if (octets.remaining <= length) return false;
    octets.skip(length + 1);
  }
}

const HOST_LABEL = /^[A-Za-z0-9][\w-]*$/;
const LETTER = /[A-Za-z]/;

/**
 * The name as text when it can be the name of a host, else the empty string: letters, digits, hyphens and underscores
 * (RFC 1123 2.1; Windows allows underscores), no service label (`_ldap`), no wildcard, no reverse zone, no address.
 */
export function hostNameText(labels: readonly string[]): string {
  const last = labels[labels.length - 1];
  if (last === undefined || !LETTER.test(last)) return '';
  for (const label of labels) if (!HOST_LABEL.test(label)) return '';
  const zone = last.toLowerCase();
  if (zone === 'arpa' || zone === 'localhost' || zone === 'localdomain') return '';
  return labels.join('.');
}

/**
 * The host part of a name under `.local` (RFC 6762 3); empty for other names, for `localhost.local` and for the
 * UUIDs that browsers make up instead of showing their address (draft-ietf-mmusic-mdns-ice-candidates).
 */
export function localHostName(labels: readonly string[]): string {
  if (labels.length < 2 || labels[labels.length - 1]?.toLowerCase() !== 'local') return '';
  const text = hostNameText(labels.slice(0, -1));
  return isUuid(text) ? '' : text;
}

const IPV6_NIBBLES = 32;

/** The address that a name under `in-addr.arpa` or `ip6.arpa` stands for (RFC 1035 3.5, RFC 3596 2.5), or empty. */
export function reverseAddress(labels: readonly string[]): string {
  const count = labels.length;
  if (labels[count - 1]?.toLowerCase() !== 'arpa') return '';
  const zone = labels[count - 2]?.toLowerCase();
  const parts = labels.slice(0, -2).reverse();
  if (zone === 'in-addr' && parts.length === 4) {
    const text = parts.join('.');
    return parseIpv4(text) === undefined ? '' : (canonicalIp(text) ?? '');
  }
  if (zone !== 'ip6' || parts.length !== IPV6_NIBBLES || parts.some((nibble) => nibble.length !== 1))
    return '';
  return canonicalIp(parts.join('').replace(/(....)(?=.)/g, '$1:')) ?? '';
}
