/**
 * Telnet: what the server shows up to its login prompt, option negotiation taken out, and whether a password passes in
 * clear text (RFC 854). What the client types is never kept, nor what the server shows behind the prompt, which echoes it.
 *
 *   command   IAC(255) WILL|WONT|DO|DONT(251-254) option, IAC SB(250) … IAC SE(240), IAC IAC = octet 255
 *
 * A line without a prompt behind it is stated nowhere: device servers pass clinical text over the same port.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  type Recognition,
  SENDER,
  STOP_DIRECTION,
  STOP_FLOW,
} from '../dissector.ts';
import { TelnetSession } from './session.ts';

// RFC 854
const IAC = 255;
const DONT = 254;
const WILL = 251;
const SB = 250;
const SE = 240;
/** Highest option that is assigned without gap (IANA, Telnet options); 138 to 140 and 255 follow. */
const LAST_OPTION = 49;
const LF = 0x0a;
const TELNET_PORTS = [23, 2323];
/** Octets of the server, negotiation included, that are read. */
export const SERVER_OCTET_LIMIT = 8_192;
/** Octets of the client that are read; all but their presence is dropped. */
export const CLIENT_OCTET_LIMIT = 2_048;
/** Octets after which a line of the server is taken as whole. */
export const LINE_LIMIT = 1_024;
/** Octets of text without negotiation in which a login prompt must appear to be recognised. */
export const PROMPT_SEARCH_LIMIT = 1_024;

type CommandState = 'none' | 'iac' | 'option' | 'sub' | 'sub-iac';

/** Where one direction stands between text and a command. */
interface Side {
  octets: number;
  command: CommandState;
}

interface TelnetState {
  readonly sides: readonly [Side, Side];
  /** Text of the server's line so far, of octets that are taken. */
  line: string;
  /** The same with the octets that are only held: what the server waits behind. */
  waiting: string;
  readonly session: TelnetSession;
}

export const telnet = defineDissector<TelnetState>({
  id: 'telnet',
  title: 'Telnet (RFC 854)',
  carriers: ['tcp'],
  hints: TELNET_PORTS,
  facts: {
    banner: { label: 'Telnet banner', help: 'One line that the server shows before its login prompt.' },
    'prompt-host': {
      label: 'Name in the login prompt',
      help: 'Name before the login prompt, such as pump-04 in "pump-04 login:".',
      states: { attribute: 'hostname', source: 'configured' },
    },
    'clear-text-credential': {
      label: 'Clear-text credential',
      help: 'password when the client typed something at a password prompt; never its content.',
    },
    'login-outcome': {
      label: 'Login outcome',
      help: 'rejected or accepted, from what the server shows after a password prompt.',
    },
  },
  anomalies: [],
  // Segments of the client count as messages here; the limits in octets end a flow long before.
  limits: { messagesPerFlow: SERVER_OCTET_LIMIT + CLIENT_OCTET_LIMIT, heldOctets: LINE_LIMIT },

  recognise(octets, flow) {
    if (octets.remaining === 0) return 'need-more';
    if (octets.peek() === IAC) return recogniseNegotiation(octets);
    // Without negotiation only a prompt tells Telnet from any other text.
    return TELNET_PORTS.includes(flow.sourcePort) ? recognisePrompt(octets) : 'no';
  },

  begin: () => ({
    sides: [
      { octets: 0, command: 'none' },
      { octets: 0, command: 'none' },
    ],
    line: '',
    waiting: '',
    session: new TelnetSession(),
  }),

  dissect(octets, flow, out) {
    const side = flow.state.sides[flow.direction];
    const taken = isServer(flow)
      ? readServerLine(octets, side, flow.state, out)
      : readClient(octets, side, flow.state, out);
    if (flow.state.session.done) return STOP_FLOW;
    side.octets += taken;
    return side.octets >= (isServer(flow) ? SERVER_OCTET_LIMIT : CLIENT_OCTET_LIMIT) ? STOP_DIRECTION : taken;
  },

  dissectCut(_octets, flow, out) {
    if (isServer(flow)) flow.state.session.serverWaits(flow.state.waiting, SENDER, out);
  },
});

/** Telnet shows in no octet who serves: a well-known port tells, else the responder does. */
function isServer(flow: FlowContext<TelnetState>): boolean {
  if (TELNET_PORTS.includes(flow.sourcePort)) return true;
  return flow.direction === 1 && !TELNET_PORTS.includes(flow.destinationPort);
}

function readServerLine(octets: OctetReader, side: Side, state: TelnetState, out: FactSink): Progress {
  const feed = octets.distanceTo(LF, LINE_LIMIT);
  const held = octets.remaining;
  if (feed < 0 && held < LINE_LIMIT) {
    state.waiting = state.line + plainText(octets, held, { ...side });
    return NEED_MORE;
  }
  const taken = feed < 0 ? LINE_LIMIT : feed + 1;
  const line = state.line + plainText(octets, taken, side);
  // A line feed inside a command ends no line.
  const ends = line.endsWith('\n') || line.length >= LINE_LIMIT;
  if (ends) state.session.serverLine(line, out);
  state.line = state.waiting = ends ? '' : line;
  return taken;
}

function readClient(octets: OctetReader, side: Side, state: TelnetState, out: FactSink): Progress {
  const taken = Math.min(octets.remaining, CLIENT_OCTET_LIMIT - side.octets);
  const typed = plainText(octets, taken, side);
  if (typed !== '') state.session.clientTyped(typed, state.waiting, out);
  return taken;
}

function recogniseNegotiation(octets: OctetReader): Recognition {
  const command = octets.peek(1);
  const option = octets.peek(2);
  if (command < 0) return 'need-more';
  if (command < SB || command > DONT) return 'no';
  if (option < 0) return 'need-more';
  const isOption = option <= LAST_OPTION || (option >= 138 && option <= 140) || option === 255;
  return isOption ? 'yes' : 'no';
}

function recognisePrompt(octets: OctetReader): Recognition {
  const length = Math.min(octets.remaining, PROMPT_SEARCH_LIMIT);
  for (let ahead = 0; ahead < length; ahead++) {
    const octet = octets.peek(ahead);
    const isText = octet >= 0x20 || (octet >= 0x07 && octet <= 0x0d) || octet === 0x1b || octet === 0;
    if (octet === 0x7f || !isText) return 'no';
  }
  for (const prompt of ['ogin:', 'assword:', 'sername:'])
    if (octets.distanceToText(prompt, PROMPT_SEARCH_LIMIT) >= 0) return 'yes';
  return octets.remaining < PROMPT_SEARCH_LIMIT ? 'need-more' : 'no';
}

/** The text of the next `count` octets without commands; `side` goes on where it stood. */
function plainText(octets: OctetReader, count: number, side: Side): string {
  const end = octets.position + count;
  let text = '';
  while (octets.position < end) {
    if (side.command !== 'none') {
      side.command = behindCommandOctet(octets.u8(), side.command);
      continue;
    }
    const run = octets.distanceTo(IAC, end - octets.position);
    text += octets.latin1(run < 0 ? end - octets.position : run);
    if (run < 0) break;
    octets.skip(1);
    side.command = 'iac';
  }
  return text;
}

/** Where a direction stands after one octet of a command. An escaped octet 255 is no text of a banner. */
function behindCommandOctet(octet: number, command: CommandState): CommandState {
  if (command === 'option') return 'none';
  if (command === 'sub') return octet === IAC ? 'sub-iac' : 'sub';
  if (command === 'sub-iac') return octet === SE ? 'none' : 'sub';
  if (octet === SB) return 'sub';
  return octet >= WILL && octet <= DONT ? 'option' : 'none';
}
