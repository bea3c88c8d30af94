/**
 * TeamViewer: that a device speaks it, over its own protocol. The maker publishes none of it; the frames are described in
 * analyses of others and were measured: the length that a frame states is that of the frame. Contents are encrypted.
 *
 *   TCP   17 24 command1 length2 data | 11 30 command1 00 length4 sequence4 acknowledge4 … header4=24 data   little-endian
 *   UDP   sequence4 acknowledge4 … type1 17 24 command1 length2 data, which fills the datagram
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type Recognition, STOP_FLOW } from '../dissector.ts';

const SHORT_MAGIC = 0x1724;
const LONG_MAGIC = 0x1130;
const SHORT_HEADER_OCTETS = 5;
const LONG_HEADER_OCTETS = 24;
/** Where the frame starts in a datagram. */
const UDP_FRAME_AT = 11;
/** Commands of short frames that were seen are 0A to 7F. */
const COMMAND_LEAST = 0x0a;
const COMMAND_MOST = 0x7f;
/** Longest frame that is believed. */
const LENGTH_MOST = 16_384;

export const teamviewer = defineDissector({
  id: 'teamviewer',
  title: 'TeamViewer remote support',
  carriers: ['tcp', 'udp'],
  hints: [5938],
  facts: {
    'remote-support': {
      label: 'Remote support program',
      help: 'TeamViewer when the sender speaks its protocol: somebody outside may see and steer the device.',
    },
  },
  anomalies: [],
  limits: { messagesPerFlow: 4, heldOctets: 0 },

  recognise(octets, flow) {
    return flow.carrier === 'udp' ? recogniseUdp(octets) : recogniseTcp(octets);
  },

  dissect(_octets, _flow, out) {
    out.fact('remote-support', 'TeamViewer');
    return STOP_FLOW;
  },
});

function recogniseUdp(octets: OctetReader): Recognition {
  const dataOctets = octets.remaining - UDP_FRAME_AT - SHORT_HEADER_OCTETS;
  const isFrame =
    octets.peek16(UDP_FRAME_AT) === SHORT_MAGIC && lengthAt(octets, UDP_FRAME_AT + 3) === dataOctets;
  return isFrame ? 'yes' : 'no';
}

function recogniseTcp(octets: OctetReader): Recognition {
  const first = octets.peek();
  if (first < 0) return 'need-more';
  const isLong = first === LONG_MAGIC >> 8;
  if (!isLong && first !== SHORT_MAGIC >> 8) return 'no';
  const second = octets.peek(1);
  if (second >= 0 && second !== ((isLong ? LONG_MAGIC : SHORT_MAGIC) & 0xff)) return 'no';
  return isLong ? recogniseLong(octets) : recogniseShort(octets);
}

/** A command, and a length that is neither nothing nor absurd. */
function recogniseShort(octets: OctetReader): Recognition {
  if (octets.remaining < SHORT_HEADER_OCTETS) return 'need-more';
  const command = octets.peek(2);
  const length = lengthAt(octets, 3);
  const isFrame = command >= COMMAND_LEAST && command <= COMMAND_MOST && length > 0 && length <= LENGTH_MOST;
  return isFrame ? 'yes' : 'no';
}

/** Zeros where flags and the upper half of the length stand, and the header's own length at its end. */
function recogniseLong(octets: OctetReader): Recognition {
  if (octets.remaining < LONG_HEADER_OCTETS) return 'need-more';
  const isFrame =
    octets.peek(3) === 0 && octets.peek16(6) === 0 && octets.peek32(20) === LONG_HEADER_OCTETS << 24;
  return isFrame ? 'yes' : 'no';
}

function lengthAt(octets: OctetReader, at: number): number {
  const high = octets.peek(at + 1);
  return high < 0 ? -1 : octets.peek(at) | (high << 8);
}
