/**
 * The records of one mDNS response, sorted by what they describe (RFC 6762, RFC 6763): addresses of hosts, service
 * instances with target and texts, service types, hardware. Records of TTL 0 are goodbyes (RFC 6762 10.1) and left out.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  DNS_ADDITIONALS_AT,
  DNS_ANSWERS_AT,
  DNS_AUTHORITIES_AT,
  DNS_HEADER_OCTETS,
  DNS_QUESTIONS_AT,
  DNS_TYPE_A,
  DNS_TYPE_AAAA,
  DNS_TYPE_HINFO,
  DNS_TYPE_PTR,
  DNS_TYPE_SRV,
  DNS_TYPE_TXT,
  DnsRecord,
  dnsRecordAddress,
  nextDnsRecord,
  skipDnsQuestion,
} from '../encodings/dns-message.ts';
import { type DnsNameProblem, localHostName, readDnsName, reverseAddress } from '../encodings/dns-name.ts';
import {
  MDNS_RECORD_LIMIT,
  MODEL_TEXT,
  MODEL_TEXT_KEY,
  MODEL_TEXT_LIMIT,
  TXT_KEYS,
  TXT_STRING_LIMIT,
} from './constants.ts';

/** A host with the addresses that this message gives it. */
export interface MdnsHost {
  readonly name: string;
  readonly ips: string[];
}

/** One instance of a service (RFC 6763 4.1): `label` of `type`, as far as this message describes it. */
export interface MdnsInstance {
  readonly label: string;
  /** Lower case, such as `_ipp._tcp`. */
  readonly type: string;
  /** Lower-case host of its SRV record; empty without one. */
  target: string;
  /** Allow-listed TXT pairs, key in the usual spelling. */
  readonly texts: Map<string, string>;
}

/** All that one message says; hosts by lower-case name. */
export interface MdnsRecords {
  readonly hosts: Map<string, MdnsHost>;
  readonly instances: Map<string, MdnsInstance>;
  readonly types: Set<string>;
  readonly hardware: { readonly host: string; readonly cpu: string; readonly os: string }[];
  /** What was odd: kinds of names that could not be read, or more records than the limit. */
  readonly problems: Set<Exclude<DnsNameProblem, 'name-malformed'> | 'too-many-records'>;
}

const CLASS_MASK = 0x7fff; // RFC 6762 10.2: the top bit flushes caches
const CLASS_IN = 1;
const SRV_TARGET_AT = 6; // RFC 2782: priority2 weight2 port2 target
const QUESTION_LIMIT = 64;
const EQUALS_SIGN = 0x3d;
/** No allow-listed key is longer. */
const TXT_KEY_LIMIT = 24;

/** Reads the message up to its first incomplete record. */
export function collectRecords(octets: OctetReader): MdnsRecords {
  const records: MdnsRecords = {
    hosts: new Map(),
    instances: new Map(),
    types: new Set(),
    hardware: [],
    problems: new Set(),
  };
  const questions = octets.peek16(DNS_QUESTIONS_AT);
  const count =
    octets.peek16(DNS_ANSWERS_AT) + octets.peek16(DNS_AUTHORITIES_AT) + octets.peek16(DNS_ADDITIONALS_AT);
  octets.seek(DNS_HEADER_OCTETS);
  for (let index = 0; index < questions; index++)
    if (index === QUESTION_LIMIT || !skipDnsQuestion(octets)) return records;
  const record = new DnsRecord();
  for (let index = 0; index < count && nextDnsRecord(octets, record); index++) {
    if (index === MDNS_RECORD_LIMIT) {
      records.problems.add('too-many-records');
      break;
    }
    const end = octets.position;
    if ((record.classAndFlush & CLASS_MASK) === CLASS_IN && record.ttlSeconds > 0)
      collect(octets, record, records);
    octets.seek(end);
  }
  return records;
}

function collect(octets: OctetReader, record: DnsRecord, records: MdnsRecords): void {
  switch (record.type) {
    case DNS_TYPE_A:
    case DNS_TYPE_AAAA: {
      const name = localHostName(nameAt(octets, record.ownerAt, records));
      if (name !== '') addAddress(records, name, dnsRecordAddress(octets, record));
      return;
    }
    case DNS_TYPE_PTR:
      collectPointer(octets, record, records);
      return;
    case DNS_TYPE_SRV: {
      if (record.dataOctets <= SRV_TARGET_AT) return;
      const instance = instanceOf(nameAt(octets, record.ownerAt, records), records);
      if (instance)
        instance.target = localHostName(nameAt(octets, record.dataAt + SRV_TARGET_AT, records)).toLowerCase();
      return;
    }
    case DNS_TYPE_TXT: {
      const instance = instanceOf(nameAt(octets, record.ownerAt, records), records);
      if (instance) collectTexts(octets, record, instance);
      return;
    }
    case DNS_TYPE_HINFO: {
      const host = localHostName(nameAt(octets, record.ownerAt, records)).toLowerCase();
      octets.seek(record.dataAt);
      const data = octets.sub(record.dataOctets);
      const cpu = data.utf8(data.u8());
      const os = data.utf8(data.u8());
      if (host !== '' && !data.failed) records.hardware.push({ host, cpu, os });
      return;
    }
    default:
  }
}

/** A PTR names an instance of a service, a service type (RFC 6763 9) or the host of a reverse name. */
function collectPointer(octets: OctetReader, record: DnsRecord, records: MdnsRecords): void {
  const owner = nameAt(octets, record.ownerAt, records);
  const last = owner[owner.length - 1]?.toLowerCase();
  if (last === 'arpa') {
    const ip = reverseAddress(owner);
    if (ip !== '') addAddress(records, localHostName(nameAt(octets, record.dataAt, records)), ip);
  } else if (last === 'local') {
    const target = nameAt(octets, record.dataAt, records);
    const type = serviceTypeAt(target, 0);
    if (type !== '') records.types.add(type);
    else instanceOf(target, records);
  }
}

/** RFC 6763 6.4: keys ignore case, and of equal ones the first counts, even when it has no value. */
function collectTexts(octets: OctetReader, record: DnsRecord, instance: MdnsInstance): void {
  octets.seek(record.dataAt);
  const data = octets.sub(record.dataOctets);
  for (let index = 0; index < TXT_STRING_LIMIT && data.remaining > 0; index++) {
    const length = data.u8();
    if (length > data.remaining) return;
    const end = data.position + length;
    const equals = data.distanceTo(EQUALS_SIGN, length);
    const keyLength = equals < 0 ? length : equals;
    const written = keyLength > Math.max(TXT_KEY_LIMIT, MODEL_TEXT_LIMIT) ? '' : data.latin1(keyLength);
    const key = keyForm(written, equals < 0);
    if (key !== undefined && !instance.texts.has(key)) {
      data.skip(equals < 0 ? 0 : 1);
      instance.texts.set(key, key === MODEL_TEXT_KEY ? written : data.utf8(end - data.position));
    }
    data.seek(end);
  }
}

/** The key as facts write it; undefined when what it holds must not leave. */
function keyForm(written: string, isAlone: boolean): string | undefined {
  if (isAlone && written.length <= MODEL_TEXT_LIMIT && MODEL_TEXT.test(written)) return MODEL_TEXT_KEY;
  return written.length > TXT_KEY_LIMIT ? undefined : TXT_KEYS.get(written.toLowerCase());
}

function addAddress(records: MdnsRecords, name: string, ip: string): void {
  if (name === '' || ip === '') return;
  const key = name.toLowerCase();
  const host = records.hosts.get(key);
  if (!host) records.hosts.set(key, { name, ips: [ip] });
  else if (!host.ips.includes(ip)) host.ips.push(ip);
}

/** The instance that these labels name, made when new; undefined for other names. */
function instanceOf(labels: readonly string[], records: MdnsRecords): MdnsInstance | undefined {
  const label = labels[0];
  const type = label === undefined || label.startsWith('_') ? '' : serviceTypeAt(labels, 1);
  if (label === undefined || type === '') return undefined;
  const key = `${label}.${type}`.toLowerCase();
  const known = records.instances.get(key);
  if (known) return known;
  const instance: MdnsInstance = { label, type, target: '', texts: new Map() };
  records.instances.set(key, instance);
  return instance;
}

/** `_service._tcp` in lower case when these are the labels from `index` on, with `.local` behind; else empty. */
function serviceTypeAt(labels: readonly string[], index: number): string {
  if (labels.length !== index + 3 || labels[index + 2]?.toLowerCase() !== 'local') return '';
  const type = `${labels[index]}.${labels[index + 1]}`.toLowerCase();
  return /^_[a-z0-9][a-z0-9_-]{0,61}\._(?:tcp|udp)$/.test(type) ? type : '';
}

function nameAt(octets: OctetReader, position: number, records: MdnsRecords): readonly string[] {
  octets.seek(position);
  const name = readDnsName(octets);
  if (typeof name !== 'string') return name;
  if (name !== 'name-malformed') records.problems.add(name);
  return [];
}
