/**
 * POCT1-A device messages over TCP: what a point-of-care device says of itself when it connects (HEL.R01), and which end
 * is the data manager (CLSI POCT1-A2, device messaging layer). Observations, operators and patients are never read.
 *
 *   message   [<?xml …?>] <HEL.R01> … </HEL.R01>      one after the other, without framing; values in the attribute V
 */

import { macFromEui64, parseMac } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, NEED_MORE, type Progress, STOP_DIRECTION } from '../dissector.ts';
import { parseEui64 } from '../encodings/eui64.ts';
import { XmlScanner } from '../encodings/xml-scanner.ts';
import { FACTS, HELLO_FIELDS } from './facts.ts';
import { findRoot, PROLOG_LIMIT } from './root.ts';

/** Octets of a HEL.R01 message; real ones have about 1,000. */
export const HELLO_LIMIT = 32_768;
/** Longest value; POCT1-A strings are far shorter. */
export const VALUE_LIMIT = 128;
/** Octets of a message passed over at least at a time: steps count as messages. */
const SKIP_STEP = 8_192;
/** Messages of one flow that are looked at until both ends are known. */
const MESSAGES_LIMIT = 64;

const HELLO = 'HEL.R01';
/** Messages that only one end sends (POCT1-A2 annex B); ACK, END, EOT, ESC and KPA come from both. */
const SENDERS = new Map([
  ['HEL', 'device'],
  ['DST', 'device'],
  ['OBS', 'device'],
  ['EVS', 'device'],
  ['REQ', 'data-manager'],
  ['DTV', 'data-manager'],
  ['OPL', 'data-manager'],
  ['PTL', 'data-manager'],
]);

/** Per direction: the closing tag of a message that is being passed over; empty between messages. */
type Closing = [string, string];

export const poct1a = defineDissector<Closing>({
  id: 'poct1a',
  title: 'Point-of-care device messaging (CLSI POCT1-A2)',
  carriers: ['tcp'],
  hints: [],
  facts: FACTS,
  anomalies: ['long-message', 'not-poct1a'],
  limits: { messagesPerFlow: MESSAGES_LIMIT, heldOctets: HELLO_LIMIT },

  recognise(octets) {
    const root = findRoot(octets);
    return root.kind === 'found' ? 'yes' : root.kind === 'unfinished' ? 'need-more' : 'no';
  },

  begin: () => ['', ''],

  dissect(octets, flow, out) {
    const closing = flow.state[flow.direction];
    if (closing !== '') return skipTo(octets, closing, flow.state, flow.direction);
    const root = findRoot(octets);
    if (root.kind === 'unfinished' && octets.remaining < PROLOG_LIMIT) return NEED_MORE;
    if (root.kind !== 'found') {
      out.anomaly('not-poct1a');
      return STOP_DIRECTION;
    }
    const role = SENDERS.get(root.name.slice(0, 3));
    if (role === undefined) {
      flow.state[flow.direction] = `</${root.name}>`;
      return root.end;
    }
    return root.name === HELLO ? readHello(octets, out) : sayRole(role, out);
  },
});

function sayRole(role: string, out: FactSink): Progress {
  out.fact('role', role);
  return STOP_DIRECTION;
}

/** Passes over a message to behind its closing tag, in large steps that keep no more than a cut closing tag. */
function skipTo(octets: OctetReader, closing: string, state: Closing, direction: 0 | 1): Progress {
  const distance = octets.distanceToText(closing);
  if (distance >= 0) {
    state[direction] = '';
    return distance + closing.length;
  }
  return octets.remaining < SKIP_STEP ? NEED_MORE : octets.remaining - closing.length + 1;
}

/** The device connects to the data manager and says who it is (POCT1-A2 annex B, HEL.R01). */
function readHello(octets: OctetReader, out: FactSink): Progress {
  const closing = `</${HELLO}>`;
  const length = octets.distanceToText(closing, HELLO_LIMIT);
  if (length < 0) {
    if (octets.remaining < HELLO_LIMIT) return NEED_MORE;
    out.anomaly('long-message');
    return STOP_DIRECTION;
  }
  const scanner = new XmlScanner(octets.utf8(length));
  const said = new Set<string>();
  for (let event = scanner.next(); event !== 'end'; event = scanner.next()) {
    const { element } = scanner;
    if (event !== 'attribute' || scanner.attribute !== 'V') continue;
    if (!HELLO_FIELDS.has(element) || said.has(element)) continue;
    said.add(element);
    stateValue(element, scanner.value, out);
  }
  out.serverIs('receiver');
  return sayRole('device', out);
}

function stateValue(element: string, value: string, out: FactSink): void {
  if (value === '' || value.length > VALUE_LIMIT || value.includes('^')) return;
  out.fact(element, value);
  if (element !== 'DEV.device_id') return;
  const eui64 = parseEui64(value);
  out.fact('DEV.device_id-eui64', eui64 ?? '');
  out.fact('DEV.device_id-mac', (eui64 === undefined ? parseMac(value) : macFromEui64(eui64)) ?? '');
}
