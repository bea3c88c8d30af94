/**
 * FTP control connection: greeting, system, and whether credentials pass in clear text (RFC 959 4 and 5.4, RFC 4217).
 *
 *   reply     3DIGIT SP text CRLF, or 3DIGIT "-" text CRLF … 3DIGIT SP text CRLF
 *   command   USER | PASS | SYST | AUTH | … [SP argument] CRLF
 *
 * Arguments of commands are never read except whether the user is anonymous; replies other than 220 and 215 give no text,
 * for they repeat user names and paths.
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

/** Octets of one line; servers accept 512 or so. */
export const LINE_LIMIT = 1_024;
/** Lines of the greeting that are stated. */
export const BANNER_LINE_LIMIT = 8;
/** Lines read per flow, commands and replies together; guessing takes four a try. */
export const LINE_COUNT_LIMIT = 128;
const FTP_PORT = 21; // RFC 959 8
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const HYPHEN = 0x2d;

// RFC 959 4.2.2
const REPLY_SYSTEM = 215;
const REPLY_READY = 220;
const REPLY_LOGGED_IN = 230;
const REPLY_AUTH_ACCEPTED = 234; // RFC 4217 4
const REPLY_NOT_LOGGED_IN = 530;

/** Commands that only FTP has (RFC 959 4.1, RFC 2389, RFC 2428), by which a stream without its start is recognised. */
const OWN_COMMANDS = ['SYST', 'PASV', 'EPSV', 'FEAT', 'TYPE A', 'TYPE I', 'PORT ', 'EPRT '];
/** Longest of them; what is shorter must end its line to be told. */
const COMMAND_OCTETS = 6;

interface FtpState {
  /** Code of a reply of several lines that has not ended. */
  openReply: number;
  bannerLines: number;
  greeted: boolean;
  systemSeen: boolean;
  loggedIn: boolean;
  anonymous: boolean;
  /** The last command of the client that leads to a login outcome. */
  waiting: 'nothing' | 'user' | 'password';
  serverStated: boolean;
}

export const ftp = defineDissector<FtpState>({
  id: 'ftp',
  title: 'File Transfer Protocol, control connection (RFC 959)',
  carriers: ['tcp'],
  hints: [FTP_PORT],
  facts: {
    banner: {
      label: 'FTP greeting',
      help: 'One line of the greeting of the server (reply 220, RFC 959 5.4).',
    },
    system: {
      label: 'FTP system',
      help: 'Operating system that the server states (reply 215, RFC 959 4.1.3).',
    },
    'clear-text-credential': {
      label: 'Clear-text credential',
      help: 'password or anonymous when the client sent PASS without TLS; never its content.',
    },
    'login-outcome': {
      label: 'Login outcome',
      help: 'accepted (230), accepted-without-password (230 after USER) or rejected (530 after PASS).',
    },
  },
  anomalies: ['line-too-long'],
  limits: { messagesPerFlow: LINE_COUNT_LIMIT, heldOctets: LINE_LIMIT },

  recognise(octets, flow) {
    const hinted = flow.sourcePort === FTP_PORT || flow.destinationPort === FTP_PORT;
    return isDigit(octets.peek()) ? recogniseGreeting(octets, hinted) : recogniseCommand(octets, hinted);
  },

  begin: () => ({
    openReply: 0,
    bannerLines: 0,
    greeted: false,
    systemSeen: false,
    loggedIn: false,
    anonymous: false,
    waiting: 'nothing',
    serverStated: false,
  }),

  dissect(octets, flow, out) {
    const length = octets.distanceTo(LF, LINE_LIMIT);
    if (length < 0) {
      if (octets.remaining < LINE_LIMIT) return NEED_MORE;
      out.anomaly('line-too-long');
      return STOP_DIRECTION;
    }
    const taken = length + 1;
    const text = length > 0 && octets.peek(length - 1) === CR ? length - 1 : length;
    const isReply = isDigit(octets.peek()) && isDigit(octets.peek(1)) && isDigit(octets.peek(2));
    const server = isReply || flow.state.openReply > 0 ? readReply(octets, text, flow.state, out) : 0;
    if (server < 0) return server;
    if (!isReply && flow.state.openReply === 0) readCommand(octets, text, flow.state, out);
    return taken;
  },
});

function recogniseGreeting(octets: OctetReader, hinted: boolean): Recognition {
  const seen = octets.latin1(Math.min(3, octets.remaining));
  octets.seek(0);
  if (seen !== '220') return '220'.startsWith(seen) ? 'need-more' : 'no';
  const mark = octets.peek(3);
  if (mark < 0) return 'need-more';
  if (mark !== SPACE && mark !== HYPHEN) return 'no';
  const length = octets.distanceTo(LF, LINE_LIMIT);
  if (length < 0) return octets.remaining < LINE_LIMIT ? 'need-more' : 'no';
  // SMTP greets with 220 as well (RFC 5321 4.2) and names itself nearly always.
  const line = octets.latin1(length).toLowerCase();
  if (line.includes('smtp') || line.includes('mail')) return 'no';
  return hinted || line.includes('ftp') ? 'yes' : 'no';
}

function recogniseCommand(octets: OctetReader, hinted: boolean): Recognition {
  const first = octets.peek();
  if (first < 0) return 'need-more';
  // POP3 and IRC have USER and QUIT too.
  const commands = hinted ? [...OWN_COMMANDS, 'USER ', 'AUTH ', 'QUIT'] : OWN_COMMANDS;
  const seen = octets.latin1(Math.min(COMMAND_OCTETS, octets.remaining)).toUpperCase();
  octets.seek(0);
  const command = commands.find((text) => seen.startsWith(text));
  if (command === undefined) return commands.some((text) => text.startsWith(seen)) ? 'need-more' : 'no';
  if (command.endsWith(' ')) return 'yes';
  const next = octets.peek(command.length);
  if (next < 0) return 'need-more';
  return next === CR || next === LF || next === SPACE ? 'yes' : 'no';
}

const isDigit = (octet: number) => octet >= 0x30 && octet <= 0x39;

/** Reads one line of a reply; 0, or how the flow goes on. */
function readReply(octets: OctetReader, length: number, state: FtpState, out: FactSink): Progress {
  const start = octets.position;
  const startsCode = isDigit(octets.peek()) && isDigit(octets.peek(1)) && isDigit(octets.peek(2));
  const code = startsCode ? Number(octets.latin1(3)) : 0;
  const mark = startsCode ? octets.peek() : -1;
  const inside = state.openReply > 0;
  const ends = startsCode && mark !== HYPHEN && (!inside || code === state.openReply);
  const reply = inside ? state.openReply : code;
  state.openReply = ends ? 0 : reply;
  if (!state.serverStated) {
    state.serverStated = true;
    out.serverIs('sender');
  }
  const textAt = startsCode && (mark === HYPHEN || mark === SPACE) ? 4 : inside ? 0 : 3;
  if (reply === REPLY_READY && !state.greeted) {
    octets.seek(start + Math.min(textAt, length));
    stateBanner(octets.utf8(Math.max(0, length - textAt)), state, out);
    if (ends) state.greeted = true;
  } else if (reply === REPLY_SYSTEM && !state.systemSeen && ends) {
    state.systemSeen = true;
    octets.seek(start + Math.min(textAt, length));
    out.fact('system', octets.utf8(Math.max(0, length - textAt)));
  }
  return ends ? readOutcome(reply, state, out) : 0;
}

function stateBanner(line: string, state: FtpState, out: FactSink): void {
  if (state.bannerLines >= BANNER_LINE_LIMIT || !/[\p{L}\p{N}]/u.test(line)) return;
  state.bannerLines++;
  out.fact('banner', line.replace(/^[\s*=-]+|[\s*=-]+$/g, ''));
}

function readOutcome(reply: number, state: FtpState, out: FactSink): Progress {
  if (reply === REPLY_AUTH_ACCEPTED) return HAND_OVER;
  if (reply === REPLY_LOGGED_IN && state.waiting !== 'nothing') {
    out.fact('login-outcome', state.waiting === 'password' ? 'accepted' : 'accepted-without-password');
    state.loggedIn = true;
  } else if (reply === REPLY_NOT_LOGGED_IN && state.waiting === 'password')
    out.fact('login-outcome', 'rejected');
  if (reply === REPLY_LOGGED_IN || reply === REPLY_NOT_LOGGED_IN) state.waiting = 'nothing';
  return state.loggedIn && state.systemSeen ? STOP_FLOW : 0;
}

function readCommand(octets: OctetReader, length: number, state: FtpState, out: FactSink): void {
  const command = octets.latin1(Math.min(5, length)).toUpperCase();
  if (command === 'USER ') {
    const user = octets.latin1(Math.min(10, length - 5)).toLowerCase();
    state.anonymous = user === 'anonymous' || user === 'ftp';
    state.waiting = 'user';
  } else if (command === 'PASS ' || command === 'PASS') {
    out.fact('clear-text-credential', state.anonymous ? 'anonymous' : 'password');
    state.waiting = 'password';
  }
}
