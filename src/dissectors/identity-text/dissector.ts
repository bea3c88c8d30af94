/**
 * Identity in plain text of protocols that are not known: device gateways of many makers send small XML or JSON-like
 * documents, or lines, in which a device names its maker, model, serial number and versions under the usual keys.
 * Read is only the first message with at least two such keys, in the first 2 KiB of a direction, and only these keys.
 *
 *   <Status><Device vendor="…" model="…" serial="…"/>…</Status>      {"model": "…", "sn": "…"}      MODEL=…;SN=… CRLF
 *
 * It is a last resort: what any other protocol carries is refused, and a message that names several devices says nothing.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  NEED_MORE,
  type Progress,
  type Recognition,
  STOP_DIRECTION,
} from '../dissector.ts';
import { FACTS } from './facts.ts';
import { formOf, mayHaveForm } from './forms.ts';
import { Identity } from './identity.ts';
import { REFUSED, UNFINISHED } from './read-form.ts';

/** Octets of a direction that are read. */
export const TEXT_LIMIT = 2_048;
/** Messages of one flow: greetings and acknowledgements may stand before the one with identity. */
const MESSAGES_LIMIT = 32;
/** White space before a message that is passed over in recognition. */
const LEADING_LIMIT = 8;

/** Ports of text protocols with readers of their own, whose streams may be without their start here. */
const TEXT_PROTOCOL_PORTS = new Set([
  21, 22, 23, 25, 80, 110, 119, 143, 443, 465, 514, 554, 587, 631, 993, 995, 1883, 2323, 3128, 5060, 5222,
  5269, 6379, 6667, 8000, 8080, 8443, 8883, 9200, 11211,
]);

// Controls besides tab and line ends: this is no text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

interface TextState {
  /** Octets read of each direction. */
  readonly read: [number, number];
  /** What one end said of itself: when the other repeats it, it speaks of that end. */
  readonly said: Set<string>;
}

export const identityText = defineDissector<TextState>({
  id: 'identity-text',
  title: 'Device identity in plain text of an unknown protocol',
  carriers: ['tcp'],
  hints: [],
  facts: FACTS,
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_LIMIT, heldOctets: TEXT_LIMIT },

  recognise(octets, flow) {
    if (TEXT_PROTOCOL_PORTS.has(flow.sourcePort) || TEXT_PROTOCOL_PORTS.has(flow.destinationPort))
      return 'no';
    return recogniseText(octets);
  },

  begin: () => ({ read: [0, 0], said: new Set() }),

  dissect: (octets, flow, out) => readMessage(octets, flow.state, flow.direction, false, out),

  dissectCut(octets, flow, out) {
    readMessage(octets, flow.state, flow.direction, true, out);
  },
});

const isWhiteSpace = (octet: number) => octet === 0x20 || (octet >= 0x09 && octet <= 0x0d);

function recogniseText(octets: OctetReader): Recognition {
  let leading = 0;
  while (leading < LEADING_LIMIT && isWhiteSpace(octets.peek(leading))) leading++;
  const first = octets.peek(leading);
  if (first < 0) return 'need-more';
  if (!isFirstOctet(first)) return 'no';
  octets.skip(leading);
  const { text, isText } = textOf(octets, TEXT_LIMIT);
  const read = formOf(text);
  if (!read) return isText && mayHaveForm(text) ? 'need-more' : 'no';
  const found = new Identity();
  const length = read(text, found);
  if (found.isEnough) return 'yes';
  return isText && length === UNFINISHED && text.length < TEXT_LIMIT ? 'need-more' : 'no';
}

/** `<`, `{` or a letter. */
const isFirstOctet = (octet: number) =>
  octet === 0x3c || octet === 0x7b || (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a);

/** The next octets as Latin-1 characters up to a control character, at most `limit`, and whether there was none. */
function textOf(octets: OctetReader, limit: number): { text: string; isText: boolean } {
  const whole = octets.latin1(Math.min(limit, octets.remaining));
  const control = whole.search(CONTROL);
  return control < 0 ? { text: whole, isText: true } : { text: whole.slice(0, control), isText: false };
}

/** Reads the message at the start of the reader; `isLast` when no more octets come. */
function readMessage(
  octets: OctetReader,
  state: TextState,
  direction: 0 | 1,
  isLast: boolean,
  out: FactSink,
): Progress {
  const room = TEXT_LIMIT - state.read[direction];
  if (room <= 0) return STOP_DIRECTION;
  const { text, isText } = textOf(octets, room);
  const leading = text.length - text.trimStart().length;
  if (leading > 0) return pass(leading, state, direction);
  const isOpen = isText && !isLast && text.length < room;
  const form = formOf(text);
  if (!form) return isOpen && mayHaveForm(text) ? NEED_MORE : STOP_DIRECTION;
  const found = new Identity();
  const length = form(text, found);
  if (length === REFUSED || (length === UNFINISHED && !isText)) return STOP_DIRECTION;
  if (length === UNFINISHED && isOpen) return NEED_MORE;
  if (length > 0 && !found.isEnough) return pass(length, state, direction);
  stateFacts([...found.facts()], state.said, out);
  return STOP_DIRECTION;
}

function pass(length: number, state: TextState, direction: 0 | 1): Progress {
  state.read[direction] += length;
  return length;
}

function stateFacts(facts: readonly (readonly [string, string])[], said: Set<string>, out: FactSink): void {
  if (facts.some((fact) => said.has(fact.join(' ')))) return;
  for (const [field, value] of facts) {
    said.add(`${field} ${value}`);
    out.fact(field, value);
  }
}
