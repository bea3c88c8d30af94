/**
 * syslog over UDP and TCP: which host and which program speak. RFC 5424 (the syslog protocol), RFC 3164 (BSD syslog),
 * RFC 5426 (UDP), RFC 6587 (TCP).
 *
 *   RFC 5424   <PRI>1 SP TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP …
 *   RFC 3164   <PRI>Mmm dd hh:mm:ss SP HOSTNAME SP TAG{":" | "["} …        (some write the time as RFC 3339 does)
 *
 * The message itself is never read: it names people. Relays speak for others, so a host name is text about the sender, and
 * a flow that names a second host is a relay's and is left alone.
 */

import { parseIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Recognition,
  STOP_DIRECTION,
  STOP_FLOW,
} from '../dissector.ts';
import { countedPrefix, readSyslogFrame, TCP_MESSAGE_LIMIT } from './tcp-frame.ts';

const SYSLOG_PORT = 514; // RFC 5426 3.3
/** Messages of one flow that are read. */
export const DATAGRAM_LIMIT = 48;
/** Octets at the start of a message within which header and tag lie. */
export const HEADER_LIMIT = 256;
/** Programs of one flow that are stated. */
export const PROGRAM_LIMIT = 8;
/** Highest PRI: facility 23, severity 7 (RFC 5424 6.2.1). */
const PRIORITY_LIMIT = 191;
const GREATER = 0x3e;

interface SyslogState {
  /** The host that the flow has named; empty before. */
  host: string;
  readonly programs: Set<string>;
}

export const syslog = defineDissector<SyslogState>({
  id: 'syslog',
  title: 'Syslog over UDP and TCP (RFC 5424, RFC 3164)',
  carriers: ['udp', 'tcp'],
  hints: [SYSLOG_PORT],
  datagramStarts: ['<'.charCodeAt(0)],
  facts: {
    'host-name': {
      label: 'Syslog host name',
      help: 'HOSTNAME of the messages of this sender (RFC 5424 6.2.4, RFC 3164 4.1.2); a relay passes on that of others.',
    },
    'app-name': {
      label: 'Syslog program',
      help: 'APP-NAME or TAG of a message (RFC 5424 6.2.5, RFC 3164 4.1.3), such as sshd or %SYS-5-CONFIG_I.',
    },
    format: { label: 'Syslog format', help: 'rfc5424 or rfc3164, by the header of the message.' },
    role: { label: 'Syslog role', help: 'Set to relay when one sender names several hosts.' },
  },
  anomalies: [],
  limits: { messagesPerFlow: DATAGRAM_LIMIT, heldOctets: TCP_MESSAGE_LIMIT },

  recognise(octets, flow): Recognition {
    if (flow.carrier === 'tcp') return recogniseStream(octets);
    const length = priorityLength(octets);
    if (length === 0) return 'no';
    if (flow.destinationPort === SYSLOG_PORT) return 'yes';
    octets.skip(length);
    return readHeader(octets.latin1(Math.min(HEADER_LIMIT, octets.remaining))) ? 'yes' : 'no';
  },

  begin: () => ({ host: '', programs: new Set() }),

  dissect(octets, flow, out) {
    if (flow.carrier !== 'tcp') return readMessage(octets, flow, out) || Math.max(1, octets.length);
    const frame = readSyslogFrame(octets);
    if (frame === 'no') return STOP_DIRECTION;
    // Of a counted message the header is enough: the rest is passed over.
    if (frame === 'need-more' || octets.remaining < frame.before + Math.min(frame.length, TCP_HEADER_OCTETS))
      return NEED_MORE;
    octets.skip(frame.before);
    return readMessage(octets.sub(Math.min(frame.length, octets.remaining)), flow, out) || frame.whole;
  },
});

/** Octets of a message in a stream that are waited for: priority and header. */
const TCP_HEADER_OCTETS = 5 + HEADER_LIMIT;

/** In a stream only a whole header tells syslog from other text. */
function recogniseStream(octets: OctetReader): Recognition {
  const prefix = countedPrefix(octets);
  if (prefix === 'need-more' || prefix === 'no') return prefix;
  if (prefix.digits > 0) octets.skip(prefix.digits + 1);
  const length = priorityLength(octets);
  if (length === 0) return octets.remaining < PRIORITY_OCTETS ? needsPriority(octets) : 'no';
  octets.skip(length);
  const shown = octets.latin1(Math.min(HEADER_LIMIT, octets.remaining));
  const line = shown.indexOf('\n');
  if (readHeader(line < 0 ? shown : shown.slice(0, line))) return 'yes';
  return line < 0 && shown.length < HEADER_LIMIT ? 'need-more' : 'no';
}

/** Octets of the longest `<PRI>`. */
const PRIORITY_OCTETS = 5;

/** Whether the few octets that are there may become a `<PRI>`. */
function needsPriority(octets: OctetReader): Recognition {
  const seen = octets.latin1(octets.remaining);
  return /^<(?:\d|[1-9]\d|1[0-8]\d|19[01])?$/.test(seen) ? 'need-more' : 'no';
}

/** States host and program of the message in the reader; STOP_FLOW for a relay, 0 otherwise. */
function readMessage(octets: OctetReader, flow: FlowContext<SyslogState>, out: FactSink): number {
  const length = priorityLength(octets);
  if (length === 0) return 0;
  octets.skip(length);
  out.serverIs('receiver');
  const header = readHeader(octets.latin1(Math.min(HEADER_LIMIT, octets.remaining)));
  return header ? stateHeader(header, flow, out) : 0;
}

/** Octets of `<PRI>` at the reader; 0 when it does not start with one (RFC 5424 6.2.1). */
function priorityLength(octets: OctetReader): number {
  if (octets.peek() !== 0x3c) return 0;
  const end = octets.distanceTo(GREATER, 5);
  if (end < 2) return 0;
  let priority = 0;
  for (let at = 1; at < end; at++) {
    const digit = octets.peek(at) - 0x30;
    if (digit < 0 || digit > 9 || (at === 1 && digit === 0 && end > 2)) return 0;
    priority = priority * 10 + digit;
  }
  return priority > PRIORITY_LIMIT ? 0 : end + 1;
}

interface Header {
  readonly format: 'rfc5424' | 'rfc3164';
  /** Empty when the sender names none. */
  readonly host: string;
  readonly program: string;
}

const RFC_3339 = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})`;
const NEW_HEADER = new RegExp(`^[1-9]\\d? (?:-|${RFC_3339}) ([!-~]{1,255}) ([!-~]{1,48}) `);
const OLD_HEADER = new RegExp(
  `^(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-3]\\d (?:\\d{4} )?\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,6})?|${RFC_3339}):? `,
);
/** TAG with its end: process number or colon. */
const TAG = /^([\w%./-]{1,48})(?:\[\d{1,10}\])?:(?![0-9a-f]*:)/i;
const HOST_AND_TAG = /^([\w.:-]{1,63}) +([\w%./-]{1,48})(?:\[\d{1,10}\]|:)/;

/** Reads what follows PRI; undefined when it is neither format. */
function readHeader(text: string): Header | undefined {
  const recent = NEW_HEADER.exec(text);
  if (recent) return { format: 'rfc5424', host: withoutNil(recent[1]), program: withoutNil(recent[2]) };
  const time = OLD_HEADER.exec(text);
  if (!time) return undefined;
  const rest = text.slice(time[0].length);
  // Some programs leave the host out: the tag comes first, and no host name ends with a colon.
  const lone = TAG.exec(rest);
  if (lone) return { format: 'rfc3164', host: '', program: lone[1] ?? '' };
  const both = HOST_AND_TAG.exec(rest);
  return { format: 'rfc3164', host: both?.[1] ?? '', program: both?.[2] ?? '' };
}

const withoutNil = (value: string | undefined) => (value === undefined || value === '-' ? '' : value);

/** States host and program; STOP_FLOW when the sender turns out to speak for several hosts, 0 otherwise. */
function stateHeader(header: Header, flow: FlowContext<SyslogState>, out: FactSink): number {
  const { state } = flow;
  out.fact('format', header.format);
  const host = ownName(header.host, flow.sourceIp);
  const isOther = host !== '' && state.host !== '' && host?.toLowerCase() !== state.host.toLowerCase();
  if (host === undefined || isOther) {
    out.fact('role', 'relay');
    return STOP_FLOW;
  }
  if (host !== '' && state.host === '') {
    state.host = host;
    out.fact('host-name', host);
  }
  if (
    isProgram(header.program) &&
    state.programs.size < PROGRAM_LIMIT &&
    !state.programs.has(header.program)
  ) {
    state.programs.add(header.program);
    out.fact('app-name', header.program);
  }
  return 0;
}

/** The name that HOSTNAME gives the sender; empty when it gives none, undefined when it is another host's address. */
function ownName(host: string, sourceIp: string): string | undefined {
  if (parseIpv4(host) !== undefined) return host === sourceIp ? '' : undefined;
  if (host.includes(':') || /^localhost(?:\.|$)/i.test(host)) return '';
  return /^[A-Za-z0-9][\w.-]*$/.test(host) && /[A-Za-z]/.test(host) ? host : '';
}

const isProgram = (text: string) => /^%?[A-Za-z][\w./-]*$|^\/[\w./-]+$/.test(text);
