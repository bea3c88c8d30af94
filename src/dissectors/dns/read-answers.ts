/** The answer section of a DNS response: which names belong to which addresses (RFC 1035 3.4.1, 3.5, RFC 3596 2). */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { aboutIp, type FactSink } from '../dissector.ts';
import {
  DNS_HEADER_OCTETS,
  DNS_TYPE_A,
  DNS_TYPE_AAAA,
  DNS_TYPE_PTR,
  DnsRecord,
  dnsRecordAddress,
  nextDnsRecord,
  skipDnsQuestion,
} from '../encodings/dns-message.ts';
import { hostNameText, readDnsName, reverseAddress } from '../encodings/dns-name.ts';

/** Records looked at in one answer; alias chains and address lists are far shorter. */
export const DNS_ANSWER_LIMIT = 64;
/** Names told from one answer. */
export const DNS_FACT_LIMIT = 4;

const CLASS_IN = 1;

/** The run of address records of one name and family that is being read. */
interface AddressRun {
  ownerAt: number;
  type: number;
  name: string;
  readonly addresses: string[];
  told: number;
}

/** Tells the names in the first `count` records behind the one question of the message. */
export function readDnsAnswers(octets: OctetReader, count: number, out: FactSink): void {
  octets.seek(DNS_HEADER_OCTETS);
  if (!skipDnsQuestion(octets)) return;
  const record = new DnsRecord();
  const run: AddressRun = { ownerAt: -1, type: 0, name: '', addresses: [], told: 0 };
  for (let index = 0; index < Math.min(count, DNS_ANSWER_LIMIT) && run.told < DNS_FACT_LIMIT; index++) {
    if (!nextDnsRecord(octets, record)) break;
    const end = octets.position;
    if (record.classAndFlush === CLASS_IN) {
      if (record.type === DNS_TYPE_A || record.type === DNS_TYPE_AAAA) addAddress(octets, record, run, out);
      else if (record.type === DNS_TYPE_PTR) tellReverseName(octets, record, run, out);
    }
    octets.seek(end);
  }
  tellRun(run, out);
}

function addAddress(octets: OctetReader, record: DnsRecord, run: AddressRun, out: FactSink): void {
  const owner = ownerKey(octets, record.ownerAt);
  if (owner !== run.ownerAt || record.type !== run.type) {
    const name = hostNameAt(octets, record.ownerAt, out);
    if (name !== run.name || record.type !== run.type) tellRun(run, out);
    run.ownerAt = owner;
    run.type = record.type;
    run.name = name;
  }
  if (run.name === '' || run.addresses.length === DNS_FACT_LIMIT) return;
  const address = dnsRecordAddress(octets, record);
  if (address !== '') run.addresses.push(address);
}

/** Where the owner name really stands: almost always one pointer away, so that equal names have equal places. */
function ownerKey(octets: OctetReader, ownerAt: number): number {
  octets.seek(ownerAt);
  const first = octets.peek16();
  return first >= 0xc000 ? first & 0x3fff : ownerAt;
}

function tellRun(run: AddressRun, out: FactSink): void {
  const field = run.addresses.length > 1 ? 'shared-answer-name' : 'answer-name';
  for (const address of run.addresses)
    if (run.told++ < DNS_FACT_LIMIT) out.fact(field, run.name, aboutIp(address));
  run.addresses.length = 0;
}

function tellReverseName(octets: OctetReader, record: DnsRecord, run: AddressRun, out: FactSink): void {
  octets.seek(record.ownerAt);
  const owner = readDnsName(octets);
  if (typeof owner === 'string') {
    if (owner !== 'name-malformed') out.anomaly(owner);
    return;
  }
  const address = reverseAddress(owner);
  const name = address === '' ? '' : hostNameAt(octets, record.dataAt, out);
  if (name === '') return;
  run.told++;
  out.fact('ptr-name', name, aboutIp(address));
}

/** The host name that starts at `position`; empty when it is none. */
function hostNameAt(octets: OctetReader, position: number, out: FactSink): string {
  octets.seek(position);
  const labels = readDnsName(octets);
  if (typeof labels !== 'string') return hostNameText(labels);
  if (labels !== 'name-malformed') out.anomaly(labels);
  return '';
}
