/**
 * The message format that DNS, mDNS, LLMNR and the NetBIOS name service share (RFC 1035 4.1).
 *
 *   header    id2 flags2 questions2 answers2 authorities2 additionals2
 *   question  name type2 class2
 *   record    name type2 class2 ttl4 length2 data
 *
 * The readers expect a reader over exactly one message (behind the length of DNS over TCP).
 */

import { formatIpv4, formatIpv6, isUnicastIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { skipDnsName } from './dns-name.ts';

export const DNS_HEADER_OCTETS = 12;
/** Where the fields of the header stand. */
export const DNS_FLAGS_AT = 2;
export const DNS_QUESTIONS_AT = 4;
export const DNS_ANSWERS_AT = 6;
export const DNS_AUTHORITIES_AT = 8;
export const DNS_ADDITIONALS_AT = 10;

export const DNS_RESPONSE = 0x8000; // QR
export const DNS_OPCODE_MASK = 0x7800;
export const DNS_RCODE_MASK = 0x000f;

// RFC 1035 3.2.2, RFC 3596 2.1, RFC 2782
export const DNS_TYPE_A = 1;
export const DNS_TYPE_PTR = 12;
export const DNS_TYPE_HINFO = 13;
export const DNS_TYPE_TXT = 16;
export const DNS_TYPE_AAAA = 28;
export const DNS_TYPE_SRV = 33;
export const DNS_TYPE_ANY = 255;

const QUESTION_TAIL_OCTETS = 4;
const RECORD_TAIL_OCTETS = 10;

/** One record as `nextDnsRecord` fills it; positions count from the start of the message. */
export class DnsRecord {
  /** Where the owner name starts. */
  ownerAt = 0;
  type = 0;
  /** Class with the cache-flush bit of mDNS (RFC 6762 10.2) as it stands. */
  classAndFlush = 0;
  ttlSeconds = 0;
  dataAt = 0;
  dataOctets = 0;
}

/** Moves past one question; false when it is cut or malformed. */
export function skipDnsQuestion(octets: OctetReader): boolean {
  if (!skipDnsName(octets) || octets.remaining < QUESTION_TAIL_OCTETS) return false;
  octets.skip(QUESTION_TAIL_OCTETS);
  return true;
}

/** Fills `record` from the record at the next octet and moves behind it; false when it is not whole. */
export function nextDnsRecord(octets: OctetReader, record: DnsRecord): boolean {
  record.ownerAt = octets.position;
  if (!skipDnsName(octets) || octets.remaining < RECORD_TAIL_OCTETS) return false;
  record.type = octets.u16();
  record.classAndFlush = octets.u16();
  record.ttlSeconds = octets.u32();
  record.dataOctets = octets.u16();
  record.dataAt = octets.position;
  if (octets.remaining < record.dataOctets) return false;
  octets.skip(record.dataOctets);
  return true;
}

/**
 * The canonical address of an A or AAAA record; empty when the record is neither or one host cannot own the address
 * (unspecified, loopback, multicast, IPv4-mapped). Leaves the reader elsewhere.
 */
export function dnsRecordAddress(octets: OctetReader, record: DnsRecord): string {
  octets.seek(record.dataAt);
  if (record.type === DNS_TYPE_A && record.dataOctets === 4) {
    const address = octets.u32();
    return isUnicastIpv4(address) ? formatIpv4(address) : '';
  }
  if (record.type !== DNS_TYPE_AAAA || record.dataOctets !== 16) return '';
  const [word0, word1, word2, word3] = [octets.u32(), octets.u32(), octets.u32(), octets.u32()];
  const embedsIpv4 = word0 === 0 && word1 === 0 && (word2 === 0 || word2 === 0xffff);
  const isMulticast = word0 >>> 24 === 0xff;
  return embedsIpv4 || isMulticast ? '' : formatIpv6(word0, word1, word2, word3);
}
