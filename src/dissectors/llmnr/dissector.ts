/**
 * LLMNR: names that hosts claim on their own link (RFC 4795; MS-LLMNRP). A question names what somebody seeks and says
 * nothing about the asker, except for type ANY: a host asks so whether its own name is free (RFC 4795 4).
 *
 *   header   id2 flags2 questions2=1 answers2 authorities2 additionals2, then as DNS
 *   flags    QR opcode4=0 conflict truncated tentative zero4 rcode4
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { aboutIp, defineDissector, type FactSink, SENDER, type Subject } from '../dissector.ts';
import {
  DNS_ANSWERS_AT,
  DNS_AUTHORITIES_AT,
  DNS_FLAGS_AT,
  DNS_HEADER_OCTETS,
  DNS_OPCODE_MASK,
  DNS_QUESTIONS_AT,
  DNS_RCODE_MASK,
  DNS_RESPONSE,
  DNS_TYPE_A,
  DNS_TYPE_AAAA,
  DNS_TYPE_ANY,
  DNS_TYPE_PTR,
  DnsRecord,
  dnsRecordAddress,
  nextDnsRecord,
  skipDnsQuestion,
} from '../encodings/dns-message.ts';
import { hostNameText, readDnsName, reverseAddress, skipDnsName } from '../encodings/dns-name.ts';

const LLMNR_PORT = 5355; // RFC 4795 2
const TENTATIVE = 0x0100; // RFC 4795 2.1.1: the name is not yet verified
const RESERVED = 0x00f0;
/** Records looked at in one response: a host has few addresses. */
export const LLMNR_RECORD_LIMIT = 16;
/** Names that every network seeks and that only an attacker or a proxy answers for. */
const WELL_KNOWN = new Set(['wpad', 'isatap', 'proxysrv']);

export const llmnr = defineDissector({
  id: 'llmnr',
  title: 'Link-Local Multicast Name Resolution (RFC 4795)',
  carriers: ['udp'],
  hints: [LLMNR_PORT],
  facts: {
    'own-name': {
      label: 'LLMNR name',
      help: 'Name that a host answers for or checks to be free for itself (RFC 4795 2, 4), about the answered address.',
      states: { attribute: 'hostname', source: 'configured' },
    },
  },
  anomalies: ['pointer-loop', 'name-too-long'],
  limits: { messagesPerFlow: 4, heldOctets: 0 },

  recognise(octets, flow) {
    if (flow.sourcePort !== LLMNR_PORT && flow.destinationPort !== LLMNR_PORT) return 'no';
    const flags = octets.peek16(DNS_FLAGS_AT);
    if (octets.remaining < DNS_HEADER_OCTETS || octets.peek16(DNS_QUESTIONS_AT) !== 1) return 'no';
    if ((flags & (DNS_OPCODE_MASK | RESERVED)) !== 0) return 'no';
    if ((flags & DNS_RESPONSE) === 0) {
      if ((flags & DNS_RCODE_MASK) !== 0) return 'no';
      if (octets.peek16(DNS_ANSWERS_AT) !== 0 || octets.peek16(DNS_AUTHORITIES_AT) !== 0) return 'no';
    }
    octets.skip(DNS_HEADER_OCTETS);
    return skipDnsQuestion(octets) ? 'yes' : 'no';
  },

  dissect(octets, flow, out) {
    const flags = octets.peek16(DNS_FLAGS_AT);
    const answers = octets.peek16(DNS_ANSWERS_AT);
    if (octets.remaining < DNS_HEADER_OCTETS) return octets.length;
    octets.skip(DNS_HEADER_OCTETS);
    if ((flags & DNS_RESPONSE) === 0) readQuestion(octets, out);
    else if ((flags & (TENTATIVE | DNS_RCODE_MASK)) === 0) readAnswers(octets, answers, flow.sourceIp, out);
    return octets.length;
  },
});

function readQuestion(octets: OctetReader, out: FactSink): void {
  if (!skipDnsName(octets) || octets.u16() !== DNS_TYPE_ANY) return;
  tellName(octets, DNS_HEADER_OCTETS, SENDER, out);
}

function readAnswers(octets: OctetReader, count: number, sourceIp: string, out: FactSink): void {
  if (!skipDnsQuestion(octets)) return;
  const record = new DnsRecord();
  for (let index = 0; index < Math.min(count, LLMNR_RECORD_LIMIT); index++) {
    if (!nextDnsRecord(octets, record)) return;
    const end = octets.position;
    if (record.type === DNS_TYPE_A || record.type === DNS_TYPE_AAAA) {
      const address = dnsRecordAddress(octets, record);
      if (address !== '') tellName(octets, record.ownerAt, subjectOf(address, sourceIp), out);
    } else if (record.type === DNS_TYPE_PTR) {
      octets.seek(record.ownerAt);
      const owner = readDnsName(octets);
      const address = typeof owner === 'string' ? '' : reverseAddress(owner);
      if (address !== '') tellName(octets, record.dataAt, subjectOf(address, sourceIp), out);
    }
    octets.seek(end);
  }
}

const subjectOf = (address: string, sourceIp: string): Subject =>
  address === sourceIp ? SENDER : aboutIp(address);

function tellName(octets: OctetReader, position: number, about: Subject, out: FactSink): void {
  octets.seek(position);
  const labels = readDnsName(octets);
  if (typeof labels === 'string') {
    if (labels !== 'name-malformed') out.anomaly(labels);
    return;
  }
  const name = hostNameText(labels);
  if (name !== '' && !WELL_KNOWN.has(name.toLowerCase())) out.fact('own-name', name, about);
}
