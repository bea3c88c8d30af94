/**
 * DNS over UDP and TCP: names of the addresses that answers give, and who answers (RFC 1035, RFC 3596, RFC 7766).
 * Questions name what somebody sought and are not read; mDNS, LLMNR and NetBIOS names have dissectors of their own.
 *
 *   UDP   message
 *   TCP   length2 message
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  type Recognition,
  STOP_DIRECTION,
} from '../dissector.ts';
import {
  DNS_ANSWERS_AT,
  DNS_AUTHORITIES_AT,
  DNS_FLAGS_AT,
  DNS_HEADER_OCTETS,
  DNS_OPCODE_MASK,
  DNS_QUESTIONS_AT,
  DNS_RCODE_MASK,
  DNS_RESPONSE,
} from '../encodings/dns-message.ts';
import { DNS_NAME_LIMIT_OCTETS } from '../encodings/dns-name.ts';
import { isEncodedNetbiosName } from '../encodings/netbios-name.ts';
import { readDnsAnswers } from './read-answers.ts';

const DNS_PORT = 53;
/** RFC 6762 3, RFC 4795 2.5, RFC 1002 4.2: mDNS, LLMNR and NetBIOS names are the same format on ports of their own. */
const OTHER_PORTS: readonly number[] = [5353, 5355, 137];

const TCP_LENGTH_OCTETS = 2;
/** Smallest message with a question: header, root, type, class. */
const MESSAGE_MINIMUM_OCTETS = DNS_HEADER_OCTETS + 5;
/** Longest message read over TCP; longer ones are zone transfers, which are skipped. */
const TCP_MESSAGE_LIMIT_OCTETS = 16_384;

const OPCODE_NOTIFY = 4 << 11; // RFC 1996
const OPCODE_UPDATE = 5 << 11; // RFC 2136
const TRUNCATED = 0x0200;
const RECURSION_AVAILABLE = 0x0080;
const RESERVED = 0x0040;
const TYPE_NB = 0x20; // RFC 1002 4.2.1.2; obsolete in DNS
const TYPE_NBSTAT = 0x21; // SRV in DNS
/** IN, CHAOS, HESIOD, NONE and ANY (RFC 6895 3.2). */
const CLASSES: readonly number[] = [1, 3, 4, 254, 255];
/** More additional records than OPT and one signature are no question. */
const QUERY_ADDITIONALS_LIMIT = 2;

export const dns = defineDissector({
  id: 'dns',
  title: 'Domain Name System (RFC 1035)',
  carriers: ['udp', 'tcp'],
  hints: [DNS_PORT],
  facts: {
    'answer-name': {
      label: 'DNS name',
      help: 'Owner name of the only A or AAAA record of its name in an answer (RFC 1035 3.4.1), about that address.',
    },
    'shared-answer-name': {
      label: 'DNS name with several addresses',
      help: 'Owner name that an answer gives several addresses of one family: a service or a domain rather than a host.',
    },
    'ptr-name': {
      label: 'DNS reverse name',
      help: 'Host name that the reverse zone gives an address (PTR, RFC 1035 3.5), about that address.',
    },
    role: {
      label: 'DNS role',
      help: 'The value server: the sender answers DNS messages (QR bit, RFC 1035 4.1.1).',
    },
  },
  anomalies: ['malformed-question', 'pointer-loop', 'name-too-long'],
  limits: { messagesPerFlow: 4, heldOctets: TCP_LENGTH_OCTETS + TCP_MESSAGE_LIMIT_OCTETS },

  recognise(octets, flow) {
    const { sourcePort, destinationPort } = flow;
    if (OTHER_PORTS.includes(sourcePort) || OTHER_PORTS.includes(destinationPort)) return 'no';
    if (flow.carrier !== 'tcp') {
      if (sourcePort === DNS_PORT || destinationPort === DNS_PORT)
        return hasQuestionHeader(octets) ? 'yes' : 'no';
      return recogniseMessage(octets, 0) === 'yes' ? 'yes' : 'no';
    }
    const length = octets.peek16();
    if (length >= 0 && length < MESSAGE_MINIMUM_OCTETS) return 'no';
    return recogniseMessage(octets, TCP_LENGTH_OCTETS);
  },

  dissect(octets, flow, out) {
    if (flow.carrier !== 'tcp') {
      if (isMalformed(octets)) out.anomaly('malformed-question');
      return readMessage(octets, flow, out);
    }
    if (octets.remaining < TCP_LENGTH_OCTETS + DNS_HEADER_OCTETS) return NEED_MORE;
    const length = octets.u16();
    if (length < MESSAGE_MINIMUM_OCTETS) return STOP_DIRECTION;
    if ((octets.peek16(DNS_FLAGS_AT) & DNS_RESPONSE) === 0) return readQuery(flow, length, out);
    if (length > TCP_MESSAGE_LIMIT_OCTETS) return TCP_LENGTH_OCTETS + length;
    if (octets.remaining < length) return NEED_MORE;
    return TCP_LENGTH_OCTETS + readMessage(octets.sub(length), flow, out);
  },
});

/** Judges header and question of the message `start` octets after the next one. */
function recogniseMessage(octets: OctetReader, start: number): Recognition {
  if (octets.remaining < start + DNS_HEADER_OCTETS) return 'need-more';
  if (!isHeader(octets, start)) return 'no';
  let at = start + DNS_HEADER_OCTETS;
  const nameEnd = at + DNS_NAME_LIMIT_OCTETS;
  for (;;) {
    const length = octets.peek(at);
    if (length < 0) return 'need-more';
    if (length > 63) return 'no'; // nothing to point at before the first name
    at += length + 1;
    if (at > nameEnd) return 'no';
    if (length === 0) break;
  }
  const type = octets.peek16(at);
  const questionClass = octets.peek16(at + 2);
  if (questionClass < 0) return 'need-more';
  if (type === 0 || type === TYPE_NB || !CLASSES.includes(questionClass)) return 'no';
  return type === TYPE_NBSTAT && isEncodedNetbiosName(octets, start + DNS_HEADER_OCTETS) ? 'no' : 'yes';
}

/** Whether something else than a question stands behind the header. (A NetBIOS name is a legal name of a SRV record.) */
function isMalformed(octets: OctetReader): boolean {
  return (
    hasQuestionHeader(octets) &&
    recogniseMessage(octets, 0) === 'no' &&
    !isEncodedNetbiosName(octets, DNS_HEADER_OCTETS)
  );
}

/** A header with one question and a known operation, whatever comes behind: on the port of DNS that is DNS gone wrong. */
function hasQuestionHeader(octets: OctetReader): boolean {
  return octets.remaining >= DNS_HEADER_OCTETS && asksOneQuestion(octets, 0);
}

function asksOneQuestion(octets: OctetReader, start: number): boolean {
  if (octets.peek16(start + DNS_QUESTIONS_AT) !== 1) return false;
  const flags = octets.peek16(start + DNS_FLAGS_AT);
  const opcode = flags & DNS_OPCODE_MASK;
  return (flags & RESERVED) === 0 && (opcode === 0 || opcode === OPCODE_NOTIFY || opcode === OPCODE_UPDATE);
}

function isHeader(octets: OctetReader, start: number): boolean {
  if (!asksOneQuestion(octets, start)) return false;
  const flags = octets.peek16(start + DNS_FLAGS_AT);
  const opcode = flags & DNS_OPCODE_MASK;
  if ((flags & DNS_RESPONSE) !== 0) return true;
  if ((flags & (TRUNCATED | RECURSION_AVAILABLE | DNS_RCODE_MASK)) !== 0) return false;
  if (opcode !== 0) return true;
  return (
    octets.peek16(start + DNS_ANSWERS_AT) === 0 &&
    octets.peek16(start + DNS_AUTHORITIES_AT) <= 1 && // IXFR carries one (RFC 1995 3)
    octets.peek16(start + DNS_AUTHORITIES_AT + 2) <= QUERY_ADDITIONALS_LIMIT
  );
}

function readMessage(octets: OctetReader, flow: FlowContext<unknown>, out: FactSink): Progress {
  const flags = octets.peek16(DNS_FLAGS_AT);
  if (flags < 0) return octets.length;
  if ((flags & DNS_RESPONSE) === 0) return readQuery(flow, octets.length, out);
  out.serverIs('sender');
  out.fact('role', 'server');
  const answers = octets.peek16(DNS_ANSWERS_AT);
  if ((flags & (DNS_OPCODE_MASK | DNS_RCODE_MASK)) === 0 && answers > 0) readDnsAnswers(octets, answers, out);
  return octets.length;
}

/** Nothing in a question is a fact. Between two servers that both use port 53 answers may follow in the direction. */
function readQuery(flow: FlowContext<unknown>, length: number, out: FactSink): Progress {
  if (flow.sourcePort !== flow.destinationPort) {
    out.serverIs('receiver');
    return STOP_DIRECTION;
  }
  return flow.carrier === 'tcp' ? TCP_LENGTH_OCTETS + length : length;
}
