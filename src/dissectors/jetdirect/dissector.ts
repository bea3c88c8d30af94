/**
 * Raw printing (port 9100): what a printer answers when it is asked who it is, in PJL (HP Printer Job Language Technical
 * Reference), ZPL II or SGD (Zebra). Replies are in `replies.ts`.
 *
 *   client   ESC "%-12345X" [ "@PJL" … LF ]… job        or  "~HI"  or  '! U1 getvar "name"' LF  or  "^XA" label
 *
 * Jobs and labels hold patients: nothing of them is read, and the direction of the client is left alone where one begins.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  RECEIVER,
  type Recognition,
  STOP_DIRECTION,
} from '../dissector.ts';
import { readHostIdentification, readPjlReply, readVariables, stateVariable } from './replies.ts';

/** Octets of a command line of the client. */
export const COMMAND_LIMIT = 512;
/** Octets of one reply of the printer. */
export const REPLY_LIMIT = 4_096;
/** Commands and replies of one flow that are read. */
export const MESSAGE_LIMIT = 96;
/** Questions (getvar) whose answers are awaited. */
export const QUESTION_LIMIT = 32;

const UEL = '\x1b%-12345X'; // universal exit language
const PJL_REPLY = '@PJL INFO ';
const STX = 0x02;
const ETX = 0x03;
const LF = 0x0a;
const FORM_FEED = 0x0c;
const CR = 0x0d;
const EXCLAMATION = 0x21;
const QUOTE = 0x22;
const AT = 0x40;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const TILDE = 0x7e;
/** The octet that ends a reply, by the one that begins it; others are lines. */
const ENDINGS = new Map([
  [AT, FORM_FEED],
  [STX, ETX],
  [QUOTE, QUOTE],
  [OPENING_BRACE, CLOSING_BRACE],
]);
const POSTSCRIPT = '%!PS-Adobe';
/** What only a client begins with. */
const COMMANDS = [UEL, '~HI', '~HS', '~HQ', '~HD', '^XA', '! U1 getvar "', '! U1 setvar "', '! U1 do "'];
/** What either end begins with that no other protocol does. */
const PREFIXES = [...COMMANDS, '@PJL '];
const PRINTING_PORTS = new Set([9100, 9101, 9102, 6101]);

interface PrinterState {
  /** The direction that sends commands; -1 while only the ports tell. */
  clientDirection: number;
  /** Names that were asked for and not answered yet. */
  readonly questions: string[];
}

type PrinterFlow = FlowContext<PrinterState>;

export const jetdirect = defineDissector<PrinterState>({
  id: 'jetdirect',
  title: 'Raw printing with PJL, ZPL and SGD (port 9100)',
  carriers: ['tcp'],
  hints: [...PRINTING_PORTS],
  facts: {
    role: {
      label: 'Printer role',
      help: 'printer for who is sent PJL or PostScript, label-printer for who is sent ZPL or SGD.',
    },
    'pjl-id': {
      label: 'PJL identification',
      help: 'Model in the answer to @PJL INFO ID (PJL Technical Reference, status readback).',
      states: { attribute: 'model', source: 'own-identity' },
    },
    'pjl-product-name': {
      label: 'PJL product name',
      help: 'ProductName or Model in the answer to @PJL INFO PRODINFO or CONFIG.',
      states: { attribute: 'model', source: 'own-identity' },
    },
    'pjl-product-number': {
      label: 'PJL product number',
      help: 'PrinterNumber in the answer to @PJL INFO PRODINFO, such as Q7815A.',
    },
    'pjl-serial-number': {
      label: 'PJL serial number',
      help: 'ProductSerialNumber in the answer to @PJL INFO PRODINFO or CONFIG.',
      states: { attribute: 'serialNumber', source: 'own-identity' },
    },
    'pjl-firmware-version': {
      label: 'PJL firmware version',
      help: 'Firmware version in the answer to @PJL INFO ID (behind Ver.), PRODINFO or CONFIG.',
      states: { attribute: 'firmwareVersion', source: 'own-identity' },
    },
    'pjl-firmware-date': {
      label: 'PJL firmware date code',
      help: 'FirmwareDateCode in the answer to @PJL INFO PRODINFO; HP dates its firmware with it.',
    },
    'zpl-model': {
      label: 'ZPL model',
      help: 'Model in the answer to ~HI (ZPL II Programming Guide, host identification).',
      states: { attribute: 'model', source: 'own-identity' },
    },
    'zpl-firmware': {
      label: 'ZPL firmware',
      help: 'Firmware version in the answer to ~HI (ZPL II Programming Guide, host identification).',
      states: { attribute: 'firmwareVersion', source: 'own-identity' },
    },
    'sgd-product-name': {
      label: 'SGD product name',
      help: 'Value of device.product_name (Zebra Set-Get-Do).',
      states: { attribute: 'model', source: 'own-identity' },
    },
    'sgd-serial-number': {
      label: 'SGD serial number',
      help: 'Value of device.unique_id (Zebra Set-Get-Do).',
      states: { attribute: 'serialNumber', source: 'own-identity' },
    },
    'sgd-firmware': {
      label: 'SGD firmware',
      help: 'Value of appl.name (Zebra Set-Get-Do).',
      states: { attribute: 'firmwareVersion', source: 'own-identity' },
    },
    'sgd-friendly-name': {
      label: 'SGD friendly name',
      help: 'Value of device.friendly_name (Zebra Set-Get-Do); the serial number until somebody names the printer.',
    },
    'sgd-mac': {
      label: 'SGD MAC address',
      help: 'MAC address of a network interface of the printer (Zebra Set-Get-Do).',
      binds: 'mac-address',
    },
  },
  anomalies: ['reply-too-long'],
  limits: { messagesPerFlow: MESSAGE_LIMIT, heldOctets: REPLY_LIMIT },

  recognise(octets, flow): Recognition {
    const seen = octets.latin1(Math.min(16, octets.remaining));
    const hinted = PRINTING_PORTS.has(flow.destinationPort) || PRINTING_PORTS.has(flow.sourcePort);
    const possible = hinted ? [...PREFIXES, POSTSCRIPT] : PREFIXES;
    if (possible.some((prefix) => seen.startsWith(prefix))) return 'yes';
    return possible.some((prefix) => prefix.startsWith(seen)) ? 'need-more' : 'no';
  },

  begin: () => ({ clientDirection: -1, questions: [] }),

  dissect(octets, flow, out) {
    const first = octets.peek();
    if (first === CR || first === LF || first === FORM_FEED || first === 0) return 1;
    return isFromClient(octets, flow, out)
      ? readCommand(octets, flow.state)
      : readReply(octets, flow.state, out);
  },

  dissectCut(octets, flow, out) {
    // Printers end a reply with a form feed, but not all of them do.
    if (octets.startsWith(PJL_REPLY) && flow.direction !== flow.state.clientDirection)
      readPjlReply(octets, octets.remaining, out);
  },
});

/** Whether the octets are those of the client: by the first command that no printer sends, else by the ports. */
function isFromClient(octets: OctetReader, flow: PrinterFlow, out: FactSink): boolean {
  const { state } = flow;
  if (state.clientDirection >= 0) return flow.direction === state.clientDirection;
  const isCommand = COMMANDS.some((prefix) => octets.startsWith(prefix));
  const toPrinter = PRINTING_PORTS.has(flow.destinationPort);
  const fromPrinter = PRINTING_PORTS.has(flow.sourcePort);
  const isClient = isCommand || (toPrinter === fromPrinter ? flow.direction === 0 : toPrinter);
  if (!isClient) return false;
  state.clientDirection = flow.direction;
  out.serverIs('receiver');
  const isLabel = octets.startsWith('~H') || octets.startsWith('^XA') || octets.startsWith('! U1');
  out.fact('role', isLabel ? 'label-printer' : 'printer', RECEIVER);
  return true;
}

/** Reads one command of a client; STOP_DIRECTION where a job begins. */
function readCommand(octets: OctetReader, state: PrinterState): Progress {
  const wanted = Math.min(UEL.length, octets.remaining);
  if (UEL.startsWith(octets.latin1(wanted))) return wanted < UEL.length ? NEED_MORE : UEL.length;
  octets.seek(0);
  const isPjl = octets.peek() === AT;
  if (!isPjl && octets.peek() !== EXCLAMATION && octets.peek() !== TILDE) return STOP_DIRECTION;
  if (octets.peek() === TILDE) return octets.remaining < 3 ? NEED_MORE : 3;
  const length = octets.distanceTo(LF, COMMAND_LIMIT);
  if (length < 0) return octets.remaining < COMMAND_LIMIT ? NEED_MORE : STOP_DIRECTION;
  const line = octets.latin1(Math.min(length, 96));
  // What follows ENTER LANGUAGE is the job.
  if (isPjl) return /^@PJL\s+ENTER\b/i.test(line) ? STOP_DIRECTION : length + 1;
  const name = /^! U1 getvar "([\w.]{1,64})"/.exec(line)?.[1];
  if (name !== undefined && state.questions.length < QUESTION_LIMIT) state.questions.push(name);
  return length + 1;
}

/** Reads one reply of a printer, or passes over a line of another kind. */
function readReply(octets: OctetReader, state: PrinterState, out: FactSink): Progress {
  const first = octets.peek();
  const ending = ENDINGS.get(first) ?? LF;
  octets.skip(1);
  const length = octets.distanceTo(ending, REPLY_LIMIT - 1);
  if (length < 0) {
    if (octets.remaining < REPLY_LIMIT - 1) return NEED_MORE;
    out.anomaly('reply-too-long');
    return STOP_DIRECTION;
  }
  if (first === STX) readHostIdentification(octets.latin1(Math.min(length, 128)), out);
  else if (first === QUOTE) stateVariable(state.questions.shift() ?? '', octets.utf8(length), out);
  else if (first === OPENING_BRACE) readVariables(octets.utf8(length + 1), out);
  else if (first === AT) {
    octets.seek(0);
    readPjlReply(octets, length + 1, out);
  }
  return length + 2;
}
