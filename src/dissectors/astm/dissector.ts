/**
 * Laboratory analysers and their hosts: LIS1-A framing (ASTM E1381) with LIS2-A2 records (ASTM E1394) over TCP, also
 * through terminal servers; either end may send. Of the records only the header is read, of the others their letter.
 *
 *   session   ENQ  { frame }  EOT         the other end answers each with ACK or NAK
 *   frame     STX number(0-7) text ETX|ETB checksum2 CR LF      ETB: the record goes on in the next frame
 *
 * Some senders leave the framing out and send the records as they stand.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, NEED_MORE, type Progress, STOP_DIRECTION } from '../dissector.ts';
import { readHeaderRecord } from './header.ts';
import { recogniseAstm } from './recognise.ts';

/** Octets of one frame, from STX to LF: LIS1-A 6.3 allows 64,000 characters of text. */
export const FRAME_LIMIT = 65_536;
/** Characters of a header record over all its frames; real ones have about 100. */
export const HEADER_LIMIT = 4_096;
/** Frames and what stands between them, per flow: a data manager keeps a connection and speaks for many analysers. */
const MESSAGES_LIMIT = 4_096;
/** Different header records of one direction that are stated. */
export const HEADER_COUNT_LIMIT = 64;

// ISO/IEC 646 control characters, LIS1-A 6.2
const STX = 0x02;
const ETX = 0x03;
const EOT = 0x04;
const ENQ = 0x05;
const CR = 0x0d;
const LF = 0x0a;
const ETB = 0x17;
const ZERO = 0x30;
const SEVEN = 0x37;
const LETTER_H = 0x48;
/** Checksum, CR and LF behind ETX or ETB. */
const TRAILER_OCTETS = 4;
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
const HAS_CONTROL = /[\u0000-\u001f]/;

/** Record letters (LIS2-A2 5.1) that tell what an end does, and what is said of it. */
const TASKS: ReadonlyMap<number, string> = new Map([
  [0x52, 'results'], // R
  [0x51, 'queries'], // Q
  [0x4f, 'orders'], // O
]);

/** One direction of a flow. */
interface Side {
  /** Octets have been taken: what comes is not the start of the direction. */
  hasBegun: boolean;
  /** Text of a header record whose last frame ended with ETB; empty when none is open. */
  header: string;
  /** The last frame ended with ETB: the next one does not begin with a record. */
  isOpen: boolean;
  /** Number of the last frame taken, as character code: a repeated frame is taken once. */
  frameNumber: number;
  readonly said: Set<string>;
}

type Sides = readonly [Side, Side];

const newSide = (): Side => ({
  hasBegun: false,
  header: '',
  isOpen: false,
  frameNumber: 0,
  said: new Set(),
});

export const astm = defineDissector<Sides>({
  id: 'astm',
  title: 'Laboratory analyser link (ASTM E1381/LIS1-A, ASTM E1394/LIS2-A2)',
  carriers: ['tcp'],
  hints: [],
  facts: {
    'H-5': {
      label: 'Sender name',
      help: 'Header field 5 as it stands: the analyser or host that sends (LIS2-A2 6.5).',
    },
    'H-5-vendor': {
      label: 'Maker of the sender',
      help: 'Component 1 of header field 5 when it has the usual order maker, model, software, serial number.',
      states: { attribute: 'vendor', source: 'own-identity' },
    },
    'H-5-model': {
      label: 'Model of the sender',
      help: 'Model in header field 5 when its components have one of the two usual orders.',
      states: { attribute: 'model', source: 'own-identity' },
    },
    'H-5-software': {
      label: 'Software version of the sender',
      help: 'Software version in header field 5 when its components have one of the two usual orders.',
      states: { attribute: 'softwareVersion', source: 'own-identity' },
    },
    'H-5-serial': {
      label: 'Serial number of the sender',
      help: 'Serial number in header field 5 when its components have one of the two usual orders.',
      states: { attribute: 'serialNumber', source: 'own-identity' },
    },
    'H-10': {
      label: 'Receiver name',
      help: 'Header field 10: the system that the message is for (LIS2-A2 6.10).',
    },
    'H-12': {
      label: 'Processing ID',
      help: 'Header field 12: P production, T training, D debugging, Q quality control (LIS2-A2 6.12).',
    },
    'H-13': {
      label: 'Version',
      help: 'Header field 13: version of the record specification, such as LIS2-A2 (LIS2-A2 6.13).',
    },
    'clear-text-credential': {
      label: 'Clear-text credential',
      help: 'access-password when header field 4 holds one (LIS2-A2 6.4); never its content.',
    },
    sends: {
      label: 'Records sent',
      help: 'results, queries or orders: kinds of records that the end sends (R, Q and O, LIS2-A2 5.1).',
    },
  },
  anomalies: ['checksum', 'frame-too-long', 'header-too-long'],
  limits: { messagesPerFlow: MESSAGES_LIMIT, heldOctets: FRAME_LIMIT },

  recognise: recogniseAstm,

  begin: () => [newSide(), newSide()],

  dissect(octets, flow, out) {
    const side = flow.state[flow.direction];
    if (octets.peek() === STX) return readFrame(octets, side, out);
    if (octets.peek() === LETTER_H && !side.hasBegun) return readBareHeader(octets, side, out);
    return skipToFrame(octets, side);
  },
});

/** A header record without framing: it ends with CR, and what follows is about patients. */
function readBareHeader(octets: OctetReader, side: Side, out: FactSink): Progress {
  const length = octets.distanceTo(CR, HEADER_LIMIT);
  if (length < 0) {
    if (octets.remaining < HEADER_LIMIT) return NEED_MORE;
    out.anomaly('header-too-long');
    return STOP_DIRECTION;
  }
  const record = octets.utf8(length);
  if (!HAS_CONTROL.test(record)) stateHeader(record, side, out);
  return STOP_DIRECTION;
}

/** Passes over what stands between frames; ENQ and EOT begin and end a transfer (LIS1-A 6.2 and 6.4). */
function skipToFrame(octets: OctetReader, side: Side): Progress {
  const next = octets.distanceTo(STX);
  const length = next < 0 ? octets.remaining : next;
  side.hasBegun = true;
  if (octets.distanceTo(ENQ, length) >= 0 || octets.distanceTo(EOT, length) >= 0) {
    side.frameNumber = 0;
    side.isOpen = false;
    side.header = '';
  }
  return length;
}

function readFrame(octets: OctetReader, side: Side, out: FactSink): Progress {
  const number = octets.peek(1);
  if (number < 0) return NEED_MORE;
  side.hasBegun = true;
  if (number < ZERO || number > SEVEN) return 1;
  const end = endOfFrame(octets);
  if (octets.peek(end) === STX) return end;
  const whole = end + 1 + TRAILER_OCTETS;
  if (end < 0 || octets.remaining < whole) {
    if (octets.remaining < FRAME_LIMIT) return NEED_MORE;
    out.anomaly('frame-too-long');
    side.header = '';
    return FRAME_LIMIT;
  }
  if (octets.peek(whole - 2) !== CR || octets.peek(whole - 1) !== LF || !hasChecksum(octets, end)) {
    // The other end answers NAK and the frame comes again.
    out.anomaly('checksum');
    return end + 1;
  }
  const isRepeated = number === side.frameNumber;
  side.frameNumber = number;
  if (!isRepeated) takeFrame(octets, end, side, out);
  return whole;
}

/** Position of ETX or ETB behind the STX at the start, or of the STX of another frame; -1 when none is there. */
function endOfFrame(octets: OctetReader): number {
  for (let at = 2; at < octets.remaining; at++) {
    const octet = octets.peek(at);
    if (octet === ETX || octet === ETB || octet === STX) return at;
  }
  return -1;
}

/** LIS1-A 6.3.4: the sum of all octets from the frame number to ETX or ETB, modulo 256, as two hexadecimal digits. */
function hasChecksum(octets: OctetReader, end: number): boolean {
  let sum = 0;
  for (let at = 1; at <= end; at++) sum += octets.peek(at);
  return hexDigit(octets.peek(end + 1)) * 16 + hexDigit(octets.peek(end + 2)) === sum % 256;
}

function hexDigit(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  if (octet >= 0x41 && octet <= 0x46) return octet - 0x37;
  return octet >= 0x61 && octet <= 0x66 ? octet - 0x57 : Number.NaN;
}

/** Takes the text of a good frame: of header records all, of other records their letter. */
function takeFrame(octets: OctetReader, end: number, side: Side, out: FactSink): void {
  const letter = octets.peek(2);
  const isHeader = side.isOpen ? side.header !== '' : letter === LETTER_H;
  if (!side.isOpen) side.header = '';
  if (!side.isOpen && !isHeader) stateTask(letter, side, out);
  side.isOpen = octets.peek(end) === ETB;
  if (!isHeader) return;
  octets.skip(2);
  const text = side.header + octets.utf8(end - 2);
  if (text.length > HEADER_LIMIT) {
    out.anomaly('header-too-long');
    side.header = '';
  } else if (side.isOpen) side.header = text;
  else {
    side.header = '';
    // A frame may hold a whole message; the header record ends with its CR.
    stateHeader(text.slice(0, recordEnd(text)), side, out);
  }
}

function recordEnd(text: string): number {
  const end = text.indexOf('\r');
  return end < 0 ? text.length : end;
}

function stateTask(letter: number, side: Side, out: FactSink): void {
  const task = TASKS.get(letter);
  if (task === undefined || side.said.has(task)) return;
  side.said.add(task);
  out.fact('sends', task);
}

/** States a header record unless one that says the same was stated: all but its time are alike all day. */
function stateHeader(record: string, side: Side, out: FactSink): void {
  const identity = record.split(record[1] ?? '|', 13).join('|');
  if (side.said.has(identity) || side.said.size >= HEADER_COUNT_LIMIT) return;
  side.said.add(identity);
  readHeaderRecord(record, out);
}
