/**
 * HTTP/1.0 and HTTP/1.1 in clear text: software of both ends, authentication, and identity in small bodies.
 * RFC 9110 (semantics), RFC 9112 (message syntax); HTTP/2 and TLS are left alone.
 *
 *   message   start-line *(field CRLF) CRLF [Content-Length octets | chunks | octets until close]
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  HAND_OVER,
  NEED_MORE,
  type Progress,
  STOP_DIRECTION,
  STOP_FLOW,
} from '../dissector.ts';
import {
  HEADER_BLOCK_LIMIT,
  headerBlockLength,
  readStartLine,
  recogniseStartLine,
} from '../encodings/http-header.ts';
import { type ChunkWalk, joinChunks, walkChunks } from './chunks.ts';
import {
  BODY_COUNT_LIMIT,
  type BodyKind,
  type Conversation,
  GUESSING_HEAD_LIMIT,
  HEAD_LIMIT,
  type Lane,
  newConversation,
  PENDING_LIMIT,
} from './conversation.ts';
import { decodeBody } from './decode-body.ts';
import {
  collectRequest,
  collectResponse,
  type RequestHead,
  type ResponseHead,
  stateRequest,
  stateResponse,
} from './decode-head.ts';
import { hasHtmlTitle } from './decode-html.ts';
import { HTTP_FACTS } from './facts.ts';
import {
  BODY_LIMIT,
  type BodyHeaders,
  charsetOf,
  requestBodyKind,
  responseBodyKind,
  SMALL_BODY_LIMIT,
} from './message-body.ts';

const VERSION = 'HTTP/1.';
/** Methods that only HTTP has, by which a first line of any length is recognised. */
const OWN_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'];
/** Octets of an unfinished page at which its title is first looked for. */
const FIRST_LOOK = 1_024;
const CR = 0x0d;
const LF = 0x0a;

type HttpFlow = FlowContext<Conversation>;

export const http = defineDissector<Conversation>({
  id: 'http',
  title: 'Hypertext Transfer Protocol 1.x (RFC 9110, RFC 9112)',
  carriers: ['tcp'],
  hints: [80, 8080, 8000, 8008, 8042, 8081, 8088, 8888, 5357, 631, 49152],
  facts: HTTP_FACTS,
  anomalies: [
    'header-too-long',
    'bad-content-length',
    'conflicting-length',
    'bad-chunk',
    'xml-too-deep',
    'xml-too-many-elements',
  ],
  // Heads, bodies and chunks each count; HEAD_LIMIT ends a flow that says nothing new long before.
  limits: { messagesPerFlow: 512, heldOctets: BODY_LIMIT },

  recognise: (octets) => recogniseStartLine(octets, VERSION, OWN_METHODS),

  begin: newConversation,

  dissect(octets, flow, out) {
    const lane = flow.state.lanes[flow.direction];
    // After lost octets reading resumes at a start line, wherever the lane stood; no body that is read starts so.
    if (lane.mode !== 'head' && recogniseStartLine(octets, VERSION) === 'yes') {
      lane.mode = 'head';
      lane.plan = undefined;
    }
    if (lane.mode === 'head') return readHead(octets, lane, flow, out);
    if (lane.mode === 'chunks') return passChunks(octets, lane, flow.state, out);
    return lane.plan?.chunked
      ? readChunkedBody(octets, lane, flow.state, out)
      : readPlainBody(octets, lane, out);
  },

  dissectCut(octets, flow, out) {
    const plan = flow.state.lanes[flow.direction].plan;
    if (flow.state.lanes[flow.direction].mode !== 'body' || !plan) return;
    if (plan.chunked) {
      const walk = walkChunks(octets, BODY_LIMIT, flow.state.chunksLeft);
      const body = joinChunks(octets, walk.pieces);
      decodeBody(body, body.length, plan, out);
    } else decodeBody(octets, Math.min(octets.remaining, BODY_LIMIT), plan, out);
  },
});

function readHead(octets: OctetReader, lane: Lane, flow: HttpFlow, out: FactSink): Progress {
  const first = octets.peek();
  // RFC 9112 2.2: empty lines before a request line are ignored.
  if (first === CR || first === LF) return octets.peek(1) === LF ? 2 : 1;
  const line = readStartLine(octets, VERSION);
  if (!line) return withoutHead(octets, out);
  const head = line.status > 0 ? collectResponse(octets, line.status) : collectRequest(octets, line);
  if (head.length === 0) {
    octets.seek(0);
    head.length = headerBlockLength(octets);
  }
  if (head.length < 0 || head.length > HEADER_BLOCK_LIMIT) return withoutHead(octets, out);
  if (lane.heads++ >= (flow.state.refusals > 0 ? GUESSING_HEAD_LIMIT : HEAD_LIMIT)) return STOP_FLOW;
  if (!flow.state.serverStated) {
    flow.state.serverStated = true;
    out.serverIs(line.status > 0 ? 'sender' : 'receiver');
  }
  return 'status' in head
    ? readResponse(head, lane, flow.state, out)
    : readRequest(head, lane, flow.state, out);
}

/** How to go on when no whole head is there: it may come, it may be too long, it may be none. */
function withoutHead(octets: OctetReader, out: FactSink): Progress {
  octets.seek(0);
  if (recogniseStartLine(octets, VERSION, OWN_METHODS) === 'no') return STOP_DIRECTION;
  octets.seek(0);
  if (octets.remaining < HEADER_BLOCK_LIMIT) return NEED_MORE;
  out.anomaly('header-too-long');
  return STOP_DIRECTION;
}

function readRequest(head: RequestHead, lane: Lane, state: Conversation, out: FactSink): Progress {
  const { body, length } = head;
  const note = stateRequest(head, lane, out);
  if (state.pending.length >= PENDING_LIMIT) return STOP_FLOW;
  state.pending.push(note);
  if (body.length === -2 && !body.chunked) return STOP_DIRECTION;
  const kind = requestBodyKind(body);
  // RFC 9112 6.3: a request without either field has no body.
  if (!body.chunked && body.length <= 0) return length;
  return enterBody(lane, body, kind, false, length);
}

function readResponse(head: ResponseHead, lane: Lane, state: Conversation, out: FactSink): Progress {
  const { status, body, length } = head;
  const note = state.pending[0];
  stateResponse(head, note, state, lane, out);
  // RFC 9110 15.2: interim answers precede the real one; 101 ends HTTP on this flow (RFC 2817 for TLS).
  if (status === 101) return head.upgrade.startsWith('tls') ? HAND_OVER : STOP_FLOW;
  if (status < 200) return length;
  state.pending.shift();
  if (note?.connect && status < 300) return HAND_OVER;
  if (note?.head || status === 204 || status === 304) return length;
  if (body.length === -2 && !body.chunked) return STOP_DIRECTION;
  const kind = head.foreign ? undefined : responseBodyKind(status, body);
  return enterBody(lane, body, kind, note?.session !== true, length);
}

/** Answers the octets to take: the head alone when the body is to be held, head and body when it is passed over. */
function enterBody(
  lane: Lane,
  body: BodyHeaders,
  kind: BodyKind | undefined,
  title: boolean,
  length: number,
): Progress {
  const { chunked } = body;
  if (kind && lane.bodies < BODY_COUNT_LIMIT) {
    lane.bodies++;
    lane.mode = 'body';
    lane.nextLook = FIRST_LOOK;
    lane.plan = { kind, length: chunked ? -1 : body.length, chunked, charset: charsetOf(body.type), title };
    return length;
  }
  if (!chunked) return body.length < 0 ? STOP_DIRECTION : length + body.length;
  lane.mode = 'chunks';
  return length;
}

function readPlainBody(octets: OctetReader, lane: Lane, out: FactSink): Progress {
  const plan = lane.plan;
  if (!plan) return STOP_DIRECTION;
  const wanted = plan.length < 0 ? BODY_LIMIT : Math.min(plan.length, BODY_LIMIT);
  const there = Math.min(octets.remaining, wanted);
  if (there < wanted && !titleIsThere(octets, there, lane)) return NEED_MORE;
  decodeBody(octets, there, plan, out);
  lane.mode = 'head';
  lane.plan = undefined;
  return plan.length < 0 ? STOP_DIRECTION : plan.length;
}

/** Whether a page too large for labelled values shows its title already; looks at doubling lengths only. */
function titleIsThere(octets: OctetReader, there: number, lane: Lane): boolean {
  const plan = lane.plan;
  if (plan?.kind !== 'html' || there < lane.nextLook) return false;
  const large = plan.length < 0 ? there >= SMALL_BODY_LIMIT : plan.length >= SMALL_BODY_LIMIT;
  if (!large) return false;
  lane.nextLook = there * 2;
  return hasHtmlTitle(octets, there);
}

function readChunkedBody(octets: OctetReader, lane: Lane, state: Conversation, out: FactSink): Progress {
  const plan = lane.plan;
  const unfinished = octets.remaining < BODY_LIMIT;
  const walk = walkChunks(octets, BODY_LIMIT, state.chunksLeft);
  if (!plan) return STOP_DIRECTION;
  if (walk.outcome === 'more' && unfinished) return NEED_MORE;
  const body = joinChunks(octets, walk.pieces);
  decodeBody(body, body.length, plan, out);
  state.chunksLeft -= walk.chunks;
  lane.plan = undefined;
  lane.mode = walk.outcome === 'done' ? 'head' : 'chunks';
  return behindChunks(walk, state, out);
}

function passChunks(octets: OctetReader, lane: Lane, state: Conversation, out: FactSink): Progress {
  const walk = walkChunks(octets, octets.remaining, state.chunksLeft);
  state.chunksLeft -= walk.chunks;
  if (walk.outcome === 'done') lane.mode = 'head';
  return behindChunks(walk, state, out);
}

function behindChunks(walk: ChunkWalk, state: Conversation, out: FactSink): Progress {
  if (walk.outcome !== 'bad') return walk.next === 0 ? NEED_MORE : walk.next;
  // Without chunks left the walk ended by its own limit, not by a fault of the stream.
  if (state.chunksLeft > 0) out.anomaly('bad-chunk');
  return STOP_DIRECTION;
}
