/**
 * HTTP/2 in clear: the preface of the client and the header fields of both sides that name programs. RFC 9113 3.4, 6.
 * Paths, cookies, bodies and whatever a person may have typed are not read. Over TLS there is nothing to see.
 *
 *   client   "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" frames      server   SETTINGS frames
 *   frame    length3 type1 flags1 stream4 payload      HEADERS = [padding1] [priority5] header block [padding]
 */

import { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  type Recognition,
  STOP_DIRECTION,
} from '../dissector.ts';
import { HpackDecoder } from './hpack.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'; // RFC 9113 3.4
const FRAME_HEADER_OCTETS = 9;
// RFC 9113 6
const HEADERS = 1;
const SETTINGS = 4;
const PUSH_PROMISE = 5;
const CONTINUATION = 9;
const FLAG_END_HEADERS = 0x04;
const FLAG_PADDED = 0x08;
const FLAG_PRIORITY = 0x20;
const SETTING_OCTETS = 6;
/** RFC 9113 6.5.2 and the IANA registry: numbers of settings. */
const SETTING_MOST = 16;
/** Settings that a first frame may hold. */
const FIRST_SETTINGS_MOST = 16;
/** Longest header block that is put together. */
export const BLOCK_LIMIT_OCTETS = 16_384;
/** Header blocks of one direction that are read: the first say all that names programs. */
export const BLOCKS_PER_DIRECTION = 4;
const FRAMES_PER_FLOW = 64;

interface Side {
  readonly decoder: HpackDecoder;
  /** Fragments of a header block that goes on in the next frame. */
  fragments: Buffer[];
  blocks: number;
}

interface Http2Flow {
  readonly sides: readonly [Side, Side];
}

const newSide = (): Side => ({ decoder: new HpackDecoder(), fragments: [], blocks: 0 });

export const http2 = defineDissector<Http2Flow>({
  id: 'http2',
  title: 'HTTP/2 in clear (RFC 9113, RFC 7541)',
  carriers: ['tcp'],
  hints: [80, 8080, 50_051],
  facts: {
    'user-agent': {
      label: 'HTTP/2 user agent',
      help: 'Program of the client (field user-agent, RFC 9110 10.1.5).',
    },
    server: { label: 'HTTP/2 server', help: 'Program of the server (field server, RFC 9110 10.2.4).' },
    'powered-by': { label: 'HTTP/2 platform', help: 'Platform of the server (field x-powered-by).' },
    'authority-sought': {
      label: 'HTTP/2 host sought',
      help: 'Host that the client asks for (:authority, RFC 9113 8.3.1), without the part of a user.',
    },
    'clear-text-credential': {
      label: 'Credential in clear',
      help: 'Scheme of an authorization field that passes in clear: basic, bearer …; never its content.',
    },
  },
  anomalies: ['header-block-malformed', 'header-block-too-long'],
  limits: { messagesPerFlow: FRAMES_PER_FLOW, heldOctets: BLOCK_LIMIT_OCTETS + FRAME_HEADER_OCTETS },

  recognise(octets): Recognition {
    const first = octets.peek();
    if (first < 0) return 'need-more';
    if (first === 0) return recogniseSettings(octets);
    if (first !== PREFACE.charCodeAt(0)) return 'no';
    const seen = octets.latin1(Math.min(octets.remaining, PREFACE.length));
    if (seen === PREFACE) return 'yes';
    return PREFACE.startsWith(seen) ? 'need-more' : 'no';
  },

  begin: () => ({ sides: [newSide(), newSide()] }),

  dissect(octets, flow, out) {
    if (octets.startsWith(PREFACE)) {
      out.serverIs('receiver');
      return PREFACE.length;
    }
    if (octets.remaining < FRAME_HEADER_OCTETS) return NEED_MORE;
    return readFrame(octets, flow, out);
  },
});

/** The first frame of a server: SETTINGS without flags on stream 0, whose first setting has a known number. */
function recogniseSettings(octets: OctetReader): Recognition {
  const expected = [0, 0, -1, SETTINGS, 0, 0, 0, 0, 0];
  for (const [index, octet] of expected.entries()) {
    const seen = octets.peek(index);
    if (seen < 0) return 'need-more';
    if (octet >= 0 && seen !== octet) return 'no';
  }
  const length = octets.peek(2);
  if (length === 0 || length % SETTING_OCTETS !== 0 || length > FIRST_SETTINGS_MOST * SETTING_OCTETS)
    return 'no';
  const setting = octets.peek16(FRAME_HEADER_OCTETS);
  if (setting < 0) return 'need-more';
  return setting >= 1 && setting <= SETTING_MOST ? 'yes' : 'no';
}

function readFrame(octets: OctetReader, flow: FlowContext<Http2Flow>, out: FactSink): Progress {
  const length = octets.u24();
  const type = octets.u8();
  const flags = octets.u8();
  octets.skip(4);
  const whole = FRAME_HEADER_OCTETS + length;
  if (type !== HEADERS && type !== CONTINUATION && type !== PUSH_PROMISE) return whole;
  const side = flow.state.sides[flow.direction];
  const held = side.fragments.reduce((sum, fragment) => sum + fragment.length, 0);
  if (held + length > BLOCK_LIMIT_OCTETS) {
    out.anomaly('header-block-too-long');
    return STOP_DIRECTION;
  }
  if (octets.remaining < length) return NEED_MORE;
  const fragment = blockFragment(octets.sub(length), type, flags);
  if (fragment.failed) return malformed(out);
  side.fragments.push(fragment.copy(fragment.remaining));
  if ((flags & FLAG_END_HEADERS) === 0) return whole;
  const block = OctetReader.over(Buffer.concat(side.fragments));
  side.fragments = [];
  if (!side.decoder.read(block, (name, value) => sayField(name, value, out))) return malformed(out);
  return ++side.blocks >= BLOCKS_PER_DIRECTION ? STOP_DIRECTION : whole;
}

/** The part of a frame's payload that belongs to the header block. */
function blockFragment(payload: OctetReader, type: number, flags: number): OctetReader {
  if (type === CONTINUATION) return payload;
  const padding = (flags & FLAG_PADDED) !== 0 ? payload.u8() : 0;
  if (type === PUSH_PROMISE) payload.skip(4);
  else if ((flags & FLAG_PRIORITY) !== 0) payload.skip(5);
  return payload.sub(payload.remaining - padding);
}

function malformed(out: FactSink): Progress {
  out.anomaly('header-block-malformed');
  return STOP_DIRECTION;
}

function sayField(name: string, value: string, out: FactSink): void {
  switch (name) {
    case 'user-agent':
    case 'server':
      out.fact(name, value);
      break;
    case 'x-powered-by':
      out.fact('powered-by', value);
      break;
    case ':authority':
      out.fact('authority-sought', value.slice(value.lastIndexOf('@') + 1));
      break;
    case 'authorization':
      // RFC 9110 11.1: the scheme is a token in front of a space.
      out.fact(
        'clear-text-credential',
        /^([A-Za-z][A-Za-z0-9-]{0,20}) /.exec(value)?.[1]?.toLowerCase() ?? '',
      );
      break;
  }
}
