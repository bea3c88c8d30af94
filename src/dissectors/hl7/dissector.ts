/**
 * HL7 v2 messages over MLLP, on any port: which application speaks to which, with what outcome, and for which devices.
 * HL7 v2.9 chapter 2, MLLP (HL7 v2 transport specification, release 1), IHE PCD TF-2 (PCD-01).
 *
 *   block   0B MSH|^~\&|… CR … CR 1C 0D      senders leave out 0D, or 1C 0D when they close or begin the next block
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, NEED_MORE, type Progress } from '../dissector.ts';
import { HL7_FACTS } from './facts.ts';
import { MessageReader } from './message.ts';

/** A message's first octets that are read; longer ones (documents in OBX-5) are skipped from here to their end. */
export const MESSAGE_LIMIT = 196_608;
/** Octets held at most, per direction. */
const HELD_LIMIT = 262_144;
/** Messages of one flow: gateways keep a connection for days and speak for many devices. */
const MESSAGES_LIMIT = 2_000;

const START_BLOCK = 0x0b;
const CARRIAGE_RETURN = 0x0d;
const START = '\u000b';
const END = '\u001c';
/** Octets of a held message from which on the search for its end goes on where it stopped; below, it starts anew. */
const RESUMED_SEARCH = 16_384;
/** 0B, MSH, field separator, four encoding characters: what decides. */
const DECISIVE_OCTETS = 9;

/** One direction of a flow. */
interface Side {
  readonly reader: MessageReader;
  /** Octets of the held message that are known to hold no end; stale after octets were lost. */
  searched: number;
  /** The rest of a message that is too long is being skipped. */
  isSkipping: boolean;
}

type Sides = readonly [Side, Side];

const newSide = (): Side => ({ reader: new MessageReader(), searched: 0, isSkipping: false });

export const hl7 = defineDissector<Sides>({
  id: 'hl7',
  title: 'HL7 version 2 over MLLP (HL7 v2.9)',
  carriers: ['tcp'],
  hints: [2575, 6661],
  facts: HL7_FACTS,
  anomalies: ['unterminated', 'not-hl7', 'long-message'],
  limits: { messagesPerFlow: MESSAGES_LIMIT, heldOctets: HELD_LIMIT },

  recognise(octets) {
    for (const [index, expected] of [START_BLOCK, 0x4d, 0x53, 0x48].entries()) {
      const octet = octets.peek(index);
      if (octet < 0) return 'need-more';
      if (octet !== expected) return 'no';
    }
    for (let index = 4; index < DECISIVE_OCTETS; index++) {
      const octet = octets.peek(index);
      if (octet < 0) return 'need-more';
      if (!isSeparator(octets, index)) return 'no';
    }
    return 'yes';
  },

  begin: () => [newSide(), newSide()],

  dissect(octets, flow, out) {
    const side = flow.state[flow.direction];
    if (side.isSkipping && octets.peek() !== START_BLOCK) return skipRest(octets, side);
    side.isSkipping = false;
    const before = octets.distanceTo(START_BLOCK);
    if (before !== 0) return before < 0 ? octets.remaining : before;
    return readBlock(octets, side, out);
  },

  dissectCut(octets, flow, out) {
    const side = flow.state[flow.direction];
    if (side.isSkipping || octets.peek() !== START_BLOCK) return;
    out.anomaly('unterminated');
    if (isMessage(octets)) side.reader.read(octets, 1, octets.length, true, out);
  },
});

/** HL7 2.5.4: the separators are punctuation, and each is different. */
function isSeparator(octets: OctetReader, index: number): boolean {
  const octet = octets.peek(index);
  const isPunctuation =
    (octet >= 0x21 && octet <= 0x2f) ||
    (octet >= 0x3a && octet <= 0x40) ||
    (octet >= 0x5b && octet <= 0x60) ||
    (octet >= 0x7b && octet <= 0x7e);
  if (!isPunctuation) return false;
  for (let other = 4; other < index; other++) if (octets.peek(other) === octet) return false;
  return true;
}

/** True when the block at the start of the reader holds MSH with its separators. */
function isMessage(octets: OctetReader): boolean {
  if (!octets.startsWith(`${START}MSH`)) return false;
  for (let index = 4; index < DECISIVE_OCTETS; index++) if (!isSeparator(octets, index)) return false;
  return true;
}

/** Reads the block at the start of the reader when its end is there, or its first part when it is too long. */
function readBlock(octets: OctetReader, side: Side, out: FactSink): Progress {
  const end = endOfBlock(octets, side);
  const available = octets.length;
  if (end < 0 && available < MESSAGE_LIMIT) {
    side.searched = available;
    return NEED_MORE;
  }
  side.searched = 0;
  const isTooLong = end < 0 || end > MESSAGE_LIMIT;
  const stop = isTooLong ? MESSAGE_LIMIT : end;
  if (isTooLong) {
    out.anomaly('long-message');
    side.isSkipping = true;
  }
  octets.seek(0);
  const isWhole = !isTooLong;
  if (isMessage(octets)) side.reader.read(octets, 1, stop, !isWhole, out);
  else if (isWhole && stop > 2) out.anomaly('not-hl7'); // one octet is an MLLP acknowledgement (06, 15)
  if (isTooLong) return MESSAGE_LIMIT;
  octets.seek(stop);
  if (octets.peek() === START_BLOCK) {
    out.anomaly('unterminated');
    return stop;
  }
  return octets.peek(1) === CARRIAGE_RETURN ? stop + 2 : stop + 1;
}

/** Position of 1C, or of the 0B of the next block; -1 when neither is there yet. */
function endOfBlock(octets: OctetReader, side: Side): number {
  const isResumed = side.searched >= RESUMED_SEARCH && side.searched <= octets.length;
  const from = isResumed ? side.searched : 1;
  octets.seek(from);
  const toEnd = octets.distanceToText(END);
  const limit = toEnd < 0 ? octets.remaining : toEnd;
  const toStart = octets.distanceToText(START, limit);
  octets.seek(0);
  if (toStart >= 0) return from + toStart;
  return toEnd < 0 ? -1 : from + toEnd;
}

/** Skips to the end of a message that is too long, or to the start of the next one. */
function skipRest(octets: OctetReader, side: Side): Progress {
  const toEnd = octets.distanceToText(END);
  const limit = toEnd < 0 ? octets.remaining : toEnd;
  const toStart = octets.distanceToText(START, limit);
  if (toStart > 0) return toStart;
  if (toEnd < 0) return octets.remaining;
  side.isSkipping = false;
  return toEnd + 1;
}
