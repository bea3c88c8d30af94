/**
 * Network Time Protocol: who serves time to whom, from which source, and what a server says of its software when asked.
 * RFC 5905 7.3 (time), RFC 9327 (control messages, mode 6). Private messages (mode 7) are named, not read.
 *
 *   time     (leap2 version3 mode3) stratum1 poll1 precision1 delay4 dispersion4 reference4 {seconds4 fraction4}*4 …
 *   control  (00 version3 110) (R E M opcode5) sequence2 status2 association2 offset2 count2 name="value", …
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, type Recognition } from '../dissector.ts';

const NTP_PORT = 123;
// RFC 5905 7.3, mode
const SYMMETRIC_ACTIVE = 1;
const SYMMETRIC_PASSIVE = 2;
const CLIENT = 3;
const SERVER = 4;
const BROADCAST = 5;
const CONTROL = 6;
const PRIVATE = 7;
const ROLES = [
  '',
  'symmetric-active',
  'symmetric-passive',
  'client',
  'server',
  'broadcast',
  'control',
  'private',
];
const VERSION_MOST = 4;
const TIME_OCTETS = 48;
const CONTROL_OCTETS = 12;
/** Mode 7 of ntpd: flags1 sequence1 implementation1 request1 (error4 count12) 00 (size12). */
const PRIVATE_OCTETS = 8;
/** RFC 5905 7.3: 16 is unsynchronised. */
const STRATUM_MOST = 16;
const PRIMARY_STRATUM = 1;
// RFC 9327 2, flags of the second octet
const RESPONSE = 0x80;
const ERROR = 0x40;
const READ_VARIABLES = 2;
/** RFC 9327 2: most octets of data in one control message. */
const CONTROL_DATA_LIMIT = 468;
/** Messages of one flow that are read: a client asks for ever, with the same words. */
const MESSAGES_PER_FLOW = 8;

/** System variables that are read (RFC 9327 A.1.1) with their fields. */
const VARIABLES = /(?:^|[,\s])(version|processor|system)="([^"]{1,256})"/g;
const FIELD_OF: Readonly<Record<string, string>> = {
  version: 'software',
  processor: 'processor',
  system: 'system',
};

export const ntp = defineDissector({
  id: 'ntp',
  title: 'Network Time Protocol (RFC 5905, RFC 9327)',
  carriers: ['udp'],
  hints: [NTP_PORT],
  facts: {
    role: {
      label: 'NTP role',
      help: 'Mode of the sender (RFC 5905 7.3): client, server, broadcast, symmetric, control, private.',
    },
    version: { label: 'NTP version', help: 'Version number of the message (RFC 5905 7.3).' },
    stratum: {
      label: 'NTP stratum',
      help: 'Distance of a time server from its reference clock: 1 has one of its own (RFC 5905 7.3).',
    },
    reference: {
      label: 'NTP reference',
      help: 'Clock of a stratum 1 server such as GPS, reason of a refusal, else the IPv4 address of its own server or a hash.',
    },
    software: {
      label: 'NTP software',
      help: 'Variable version of a control response: program, version and build date (RFC 9327 A.1.1).',
    },
    processor: {
      label: 'Processor',
      help: 'Variable processor of a control response: hardware platform (RFC 9327 A.1.1).',
    },
    system: {
      label: 'Operating system',
      help: 'Variable system of a control response: operating system and version (RFC 9327 A.1.1).',
    },
  },
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 0 },

  recognise(octets, flow): Recognition {
    // A message without port 123 is four small numbers in front of noise: the port is part of what makes it NTP.
    if (flow.destinationPort !== NTP_PORT && flow.sourcePort !== NTP_PORT) return 'no';
    return isMessage(octets) ? 'yes' : 'no';
  },

  dissect(octets, _flow, out) {
    const whole = octets.remaining;
    if (isMessage(octets)) sayMessage(octets, out);
    return whole;
  },
});

function isMessage(octets: OctetReader): boolean {
  const first = octets.peek();
  const version = (first >> 3) & 7;
  if (version < 1 || version > VERSION_MOST) return false;
  const length = octets.remaining;
  switch (first & 7) {
    case CONTROL:
      return first < 0x40 && length >= CONTROL_OCTETS && octets.peek16(10) <= length - CONTROL_OCTETS;
    case PRIVATE:
      return length >= PRIVATE_OCTETS && (octets.peek16(6) & 0xf000) === 0;
    case 0:
      return false;
    default:
      // Extension fields and message authentication codes come in words (RFC 5905 7.5).
      return length >= TIME_OCTETS && length % 4 === 0 && octets.peek(1) <= STRATUM_MOST;
  }
}

function sayMessage(octets: OctetReader, out: FactSink): void {
  const first = octets.peek();
  const mode = first & 7;
  out.fact('role', ROLES[mode] ?? '');
  out.fact('version', `${(first >> 3) & 7}`);
  switch (mode) {
    case CONTROL:
      sayControl(octets, out);
      break;
    case PRIVATE:
      out.serverIs((first & RESPONSE) === 0 ? 'receiver' : 'sender');
      break;
    case CLIENT:
      out.serverIs('receiver');
      break;
    case SERVER:
    case BROADCAST:
      out.serverIs('sender');
      saySource(octets, out);
      break;
    case SYMMETRIC_ACTIVE:
    case SYMMETRIC_PASSIVE:
      saySource(octets, out);
      break;
  }
}

/** RFC 5905 7.3: the reference is text up to stratum 1, and the address of the sender's own server beyond. */
function saySource(octets: OctetReader, out: FactSink): void {
  const stratum = octets.peek(1);
  octets.skip(12);
  if (stratum > 0) out.fact('stratum', `${stratum}`);
  if (stratum >= STRATUM_MOST || octets.peek32() === 0) return;
  if (stratum > PRIMARY_STRATUM) {
    const part = () => octets.u8();
    out.fact('reference', `${part()}.${part()}.${part()}.${part()}`);
    return;
  }
  const [text = ''] = octets.latin1(4).split('\0', 1);
  if (/^[!-~]+$/.test(text)) out.fact('reference', text);
}

function sayControl(octets: OctetReader, out: FactSink): void {
  const flags = octets.peek(1);
  const isResponse = (flags & RESPONSE) !== 0;
  out.serverIs(isResponse ? 'sender' : 'receiver');
  if (!isResponse || (flags & ERROR) !== 0 || (flags & 0x1f) !== READ_VARIABLES) return;
  octets.skip(10);
  const count = octets.u16();
  for (const [, name = '', value = ''] of octets
    .latin1(Math.min(count, CONTROL_DATA_LIMIT))
    .matchAll(VARIABLES))
    out.fact(FIELD_OF[name] ?? name, value);
}
