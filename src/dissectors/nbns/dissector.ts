/**
 * NetBIOS name service: names that hosts register, answer for and list (RFC 1001, RFC 1002 4.2). Sought names are not
 * read, nor are names of suffix 03, which may be those of users.
 *
 *   header        id2 flags2 questions2 answers2 authorities2 additionals2, names in first-level encoding
 *   NB data       { flags2 address4 }*
 *   NBSTAT data   count1 { name15 suffix1 flags2 }* unit-id6 …
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink } from '../dissector.ts';
import {
  DNS_ADDITIONALS_AT,
  DNS_ANSWERS_AT,
  DNS_FLAGS_AT,
  DNS_HEADER_OCTETS,
  DNS_OPCODE_MASK,
  DNS_QUESTIONS_AT,
  DNS_RCODE_MASK,
  DNS_RESPONSE,
  DnsRecord,
  nextDnsRecord,
  skipDnsQuestion,
} from '../encodings/dns-message.ts';
import { skipDnsName } from '../encodings/dns-name.ts';
import { isEncodedNetbiosName } from '../encodings/netbios-name.ts';
import { readAddressRecord, readNodeStatus } from './read-records.ts';

// RFC 1002 4.2.1.1; 9 is the refresh of some stacks, 15 the multi-homed registration of Windows (MS-NBTE 2.2.2).
const OPCODE_QUERY = 0;
const REGISTRATION_OPCODES: readonly number[] = [5, 8, 9, 15];
const OPCODES: readonly number[] = [OPCODE_QUERY, 6, 7, ...REGISTRATION_OPCODES];
const OPCODE_SHIFT = 11;
const RESERVED = 0x0060;
const RECURSION_AVAILABLE = 0x0080;
const TYPE_NB = 0x20; // RFC 1002 4.2.1.2
const TYPE_NULL = 0x0a;
const TYPE_NBSTAT = 0x21;
const CLASS_IN = 1;
const NBNS_PORT = 137;

export const nbns = defineDissector({
  id: 'nbns',
  title: 'NetBIOS name service (RFC 1002)',
  carriers: ['udp'],
  hints: [NBNS_PORT],
  facts: {
    'host-name': {
      label: 'NetBIOS name',
      help: 'Unique name with suffix 00 or 20 that a host registers, answers for or lists (RFC 1002 4.2).',
      states: { attribute: 'hostname', source: 'configured' },
    },
    workgroup: {
      label: 'NetBIOS workgroup or domain',
      help: 'Group name with suffix 00 or 1E that the host belongs to (RFC 1002 4.2.18).',
    },
    service: {
      label: 'NetBIOS service',
      help: 'Service that a name suffix stands for: file-server, domain-controller, domain-master-browser, master-browser, or name-server for a responder with recursion.',
    },
    mac: {
      label: 'NetBIOS unit identifier',
      help: 'MAC address at the end of a node status response (RFC 1002 4.2.18); all zero is left out.',
      binds: 'mac-address',
    },
    address: {
      label: 'NetBIOS address',
      help: 'Address of the sender in its own name registration or answer (RFC 1002 4.2.2).',
      binds: 'ip-address',
    },
  },
  anomalies: [],
  limits: { messagesPerFlow: 256, heldOctets: 0 },

  recognise(octets, flow) {
    if (octets.remaining < DNS_HEADER_OCTETS) return 'no';
    const flags = octets.peek16(DNS_FLAGS_AT);
    if ((flags & RESERVED) !== 0 || !OPCODES.includes((flags & DNS_OPCODE_MASK) >>> OPCODE_SHIFT))
      return 'no';
    const questions = octets.peek16(DNS_QUESTIONS_AT);
    if (questions + octets.peek16(DNS_ANSWERS_AT) !== 1) return 'no';
    // On its own port such a header is enough: what is damaged behind it is still this protocol.
    if (flow.sourcePort === NBNS_PORT || flow.destinationPort === NBNS_PORT) return 'yes';
    if (!isEncodedNetbiosName(octets, DNS_HEADER_OCTETS)) return 'no';
    octets.skip(DNS_HEADER_OCTETS);
    if (!skipDnsName(octets)) return 'no';
    const type = octets.u16();
    const isNetbios = type === TYPE_NB || type === TYPE_NBSTAT || (type === TYPE_NULL && questions === 0);
    return isNetbios && octets.u16() === CLASS_IN ? 'yes' : 'no';
  },

  dissect(octets, flow, out) {
    const flags = octets.peek16(DNS_FLAGS_AT);
    const opcode = (flags & DNS_OPCODE_MASK) >>> OPCODE_SHIFT;
    const isResponse = (flags & DNS_RESPONSE) !== 0;
    if (flags < 0 || (flags & DNS_RCODE_MASK) !== 0) return octets.length;
    if (isResponse && opcode === OPCODE_QUERY) {
      if ((flags & RECURSION_AVAILABLE) !== 0) out.fact('service', 'name-server');
      readRecord(octets, DNS_ANSWERS_AT, flow.sourceIp, out);
    } else if (!isResponse && REGISTRATION_OPCODES.includes(opcode)) {
      readRecord(octets, DNS_ADDITIONALS_AT, flow.sourceIp, out);
    }
    return octets.length;
  },
});

/** Reads the one record of the section whose count stands at `countAt`; all other sections before it are questions. */
function readRecord(octets: OctetReader, countAt: number, sourceIp: string, out: FactSink): void {
  if (octets.peek16(countAt) < 1) return;
  const questions = octets.peek16(DNS_QUESTIONS_AT);
  octets.seek(DNS_HEADER_OCTETS);
  if (questions > 1 || (questions === 1 && !skipDnsQuestion(octets))) return;
  const record = new DnsRecord();
  // A cut node status still lists whole names, so the record itself need not be whole.
  const isWhole = nextDnsRecord(octets, record);
  if (record.classAndFlush !== CLASS_IN) return;
  if (record.type === TYPE_NB && isWhole) readAddressRecord(octets, record, sourceIp, out);
  else if (record.type === TYPE_NBSTAT) readNodeStatus(octets, record, out);
}
