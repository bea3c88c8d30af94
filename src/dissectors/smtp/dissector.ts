/**
 * SMTP until the first mail: who the server is, how the client calls itself, whether credentials pass in clear text, and
 * where TLS begins (RFC 5321 4.1 and 4.2, RFC 3207, RFC 4954).
 *
 *   reply     3DIGIT SP text CRLF, or 3DIGIT "-" text CRLF … 3DIGIT SP text CRLF
 *   command   EHLO | HELO | STARTTLS | AUTH | MAIL | … [SP argument] CRLF
 *
 * From the first MAIL on everything is about people, and the flow is left.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  HAND_OVER,
  NEED_MORE,
  type Progress,
  type Recognition,
  STOP_DIRECTION,
  STOP_FLOW,
} from '../dissector.ts';

/** RFC 5321 4.5.3.1: command and reply lines have at most 512 octets; some servers greet with more. */
export const LINE_LIMIT = 1_024;
/** Lines read per flow, commands and replies together. */
export const LINE_COUNT_LIMIT = 64;
/** Submission, relay, and the second port of many providers (RFC 5321, RFC 6409). */
const SMTP_PORTS = [25, 587, 2525];
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;

// RFC 5321 4.2.3, RFC 4954 6
const REPLY_READY = 220;
const REPLY_LOGGED_IN = 235;
const REPLY_NOT_LOGGED_IN = 535;

interface SmtpState {
  greeted: boolean;
  /** The client has asked for TLS and waits for the answer. */
  awaitsTls: boolean;
  /** The client is within AUTH: its lines are credentials. */
  awaitsLogin: boolean;
}

export const smtp = defineDissector<SmtpState>({
  id: 'smtp',
  title: 'Simple Mail Transfer Protocol, opening (RFC 5321)',
  carriers: ['tcp'],
  hints: SMTP_PORTS,
  facts: {
    'server-name': {
      label: 'SMTP server name',
      help: 'Name by which the server greets (reply 220, RFC 5321 4.2).',
      states: { attribute: 'hostname', source: 'configured' },
    },
    banner: {
      label: 'SMTP greeting',
      help: 'Text behind the name in the greeting: mostly the mail software.',
    },
    'client-name': {
      label: 'SMTP client name',
      help: 'Name by which the client introduces itself (EHLO or HELO, RFC 5321 4.1.1.1); addresses are left out.',
      states: { attribute: 'hostname', source: 'configured' },
    },
    'clear-text-credential': {
      label: 'Clear-text credential',
      help: 'password when the client authenticates by PLAIN or LOGIN without TLS; never its content.',
    },
    'login-outcome': { label: 'Login outcome', help: 'accepted (235) or rejected (535).' },
  },
  anomalies: ['line-too-long'],
  limits: { messagesPerFlow: LINE_COUNT_LIMIT, heldOctets: LINE_LIMIT },

  recognise(octets, flow) {
    if (octets.peek() !== DIGIT_TWO) return recogniseCommand(octets);
    return recogniseGreeting(
      octets,
      SMTP_PORTS.includes(flow.sourcePort) || SMTP_PORTS.includes(flow.destinationPort),
    );
  },

  begin: () => ({ greeted: false, awaitsTls: false, awaitsLogin: false }),

  dissect(octets, flow, out) {
    const length = octets.distanceTo(LF, LINE_LIMIT);
    if (length < 0) {
      if (octets.remaining < LINE_LIMIT) return NEED_MORE;
      out.anomaly('line-too-long');
      return STOP_DIRECTION;
    }
    const line = octets.latin1(length > 0 && octets.peek(length - 1) === CR ? length - 1 : length);
    const reply = /^([2-5]\d\d)([ -]|$)/.exec(line);
    const progress = reply
      ? readReply(Number(reply[1]), reply[2] !== '-', line.slice(4), flow.state, out)
      : readCommand(line, flow.state, out);
    return progress === 0 ? length + 1 : progress;
  },
});

const DIGIT_TWO = 0x32;
const GREETING = '220';

function recogniseGreeting(octets: OctetReader, hinted: boolean): Recognition {
  const seen = octets.latin1(Math.min(GREETING.length, octets.remaining));
  octets.seek(0);
  if (seen !== GREETING) return GREETING.startsWith(seen) ? 'need-more' : 'no';
  const length = octets.distanceTo(LF, LINE_LIMIT);
  if (length < 0) return octets.remaining < LINE_LIMIT ? 'need-more' : 'no';
  const line = octets.latin1(length).toLowerCase();
  if (!/^220[ -]/.test(line)) return 'no';
  // FTP greets with 220 as well (RFC 959 5.4).
  return /smtp|mail/.test(line) || (hinted && !line.includes('ftp')) ? 'yes' : 'no';
}

const GREETINGS = ['EHLO', 'HELO'];
const GREETING_OCTETS = 4;

/** EHLO or HELO with what ends a word: some clients leave their name out. */
function recogniseCommand(octets: OctetReader): Recognition {
  const seen = octets.latin1(Math.min(GREETING_OCTETS, octets.remaining)).toUpperCase();
  if (!GREETINGS.some((command) => command.startsWith(seen))) return 'no';
  const next = octets.peek();
  if (next < 0) return 'need-more';
  return next === SPACE || next === CR || next === LF ? 'yes' : 'no';
}

/** Reads one line of a reply; 0, or how the flow goes on. */
function readReply(code: number, isLast: boolean, text: string, state: SmtpState, out: FactSink): Progress {
  if (code === REPLY_READY && state.awaitsTls) return isLast ? HAND_OVER : 0;
  if (code === REPLY_READY && !state.greeted) {
    state.greeted = true;
    out.serverIs('sender');
    const [name = '', ...software] = text.trim().split(/ +/);
    const isNamed = isHostName(name);
    if (isNamed) out.fact('server-name', name);
    out.fact('banner', (isNamed ? software : [name, ...software]).join(' '));
  }
  if (isLast && (code === REPLY_LOGGED_IN || code === REPLY_NOT_LOGGED_IN) && state.awaitsLogin) {
    state.awaitsLogin = false;
    out.fact('login-outcome', code === REPLY_LOGGED_IN ? 'accepted' : 'rejected');
  }
  if (isLast) state.awaitsTls = false;
  return 0;
}

function readCommand(line: string, state: SmtpState, out: FactSink): Progress {
  const [, verb = '', argument = ''] = /^([A-Za-z]{4,8})(?: +(\S{1,255}))?/.exec(line) ?? [];
  switch (verb.toUpperCase()) {
    case 'EHLO':
    case 'HELO':
      out.serverIs('receiver');
      if (isHostName(argument)) out.fact('client-name', argument);
      return 0;
    case 'STARTTLS':
      state.awaitsTls = true;
      return 0;
    case 'AUTH':
      state.awaitsLogin = true;
      if (/^(?:plain|login)$/i.test(argument)) out.fact('clear-text-credential', 'password');
      return 0;
    case 'MAIL':
      return STOP_FLOW;
    default:
      return 0;
  }
}

/** A name that a host may have; no address in brackets, no placeholder. */
function isHostName(text: string): boolean {
  if (/^(?:localhost|unknown|example|friend|user|test)(?:\.|$)/i.test(text)) return false;
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?$/.test(text) && /[A-Za-z]/.test(text);
}
