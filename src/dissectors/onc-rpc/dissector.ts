/**
 * ONC RPC: which programs a host serves and uses (NFS, mount, instruments over VXI-11), what a port mapper has registered,
 * and the name that a client puts into its credential. Files, user and group numbers are not read. RFC 5531 9; RFC 1833;
 * RFC 1813; record marks on TCP by RFC 5531 11.
 *
 *   call    id4 0 2 program4 version4 procedure4 {flavour4 length4 body}*2 arguments
 *   reply   id4 1 0 {flavour4 length4 body} status4 results          AUTH_SYS body: stamp4 length4 machine …
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, NEED_MORE, type Recognition, STOP_DIRECTION } from '../dissector.ts';
import {
  ACCEPT_STATUS_MOST,
  ACCEPTED,
  AUTHENTICATION_LIMIT_OCTETS,
  CALL,
  CALL_OCTETS,
  DUMP,
  DUMP_LIMIT_OCTETS,
  FLAVOURS,
  FRAGMENT_LIMIT_OCTETS,
  HEAD_LIMIT_OCTETS,
  LAST_FRAGMENT,
  MESSAGES_PER_FLOW,
  PENDING_LIMIT,
  PORT_MAPPER,
  PROGRAM_MOST,
  RECORD_MARK_OCTETS,
  REPLY,
  REPLY_OCTETS,
  RPC_VERSION,
  SUCCESS,
} from './constants.ts';
import { type Call, sayCall, sayResults } from './decode-messages.ts';
import { ONC_RPC_FACTS } from './facts.ts';

/** Ports at which answers alone are believed: port mapper and NFS. */
const PORTS: readonly number[] = [111, 2049];

interface OncRpcFlow {
  /** Calls by id whose answers were not seen yet. */
  readonly pending: Map<number, Call>;
  /** Per direction: whether the next fragment goes on with a record. */
  readonly insideRecord: [boolean, boolean];
}

export const oncRpc = defineDissector<OncRpcFlow>({
  id: 'onc-rpc',
  title: 'ONC Remote Procedure Call, port mapper, NFS (RFC 5531, RFC 1833, RFC 1813)',
  carriers: ['tcp', 'udp'],
  hints: PORTS,
  facts: ONC_RPC_FACTS,
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: DUMP_LIMIT_OCTETS },

  recognise(octets, flow): Recognition {
    const isKnownPort = PORTS.includes(flow.sourcePort) || PORTS.includes(flow.destinationPort);
    if (flow.carrier === 'udp') {
      const recognition = recogniseMessage(octets, 0, octets.remaining, isKnownPort);
      return recognition === 'need-more' ? 'no' : recognition;
    }
    const first = octets.peek();
    if (first < 0) return 'need-more';
    // The last fragment of its record, and shorter than 16 MiB.
    if (first !== LAST_FRAGMENT) return 'no';
    const mark = octets.peek32();
    if (mark < 0) return 'need-more';
    return recogniseMessage(octets, RECORD_MARK_OCTETS, mark & FRAGMENT_LIMIT_OCTETS, isKnownPort);
  },

  begin: () => ({ pending: new Map(), insideRecord: [false, false] }),

  dissect(octets, flow, out) {
    const { state, direction } = flow;
    if (flow.carrier === 'udp') {
      const whole = octets.remaining;
      sayMessage(octets, state, out);
      return whole;
    }
    if (octets.remaining < RECORD_MARK_OCTETS) return NEED_MORE;
    const mark = octets.u32();
    const length = mark & 0x7fff_ffff;
    if (length > FRAGMENT_LIMIT_OCTETS) return STOP_DIRECTION;
    const whole = RECORD_MARK_OCTETS + length;
    if (state.insideRecord[direction]) {
      state.insideRecord[direction] = mark < 0x8000_0000;
      return whole;
    }
    const wanted = Math.min(length, wantedOctets(octets, state));
    if (octets.remaining < wanted) return NEED_MORE;
    state.insideRecord[direction] = mark < 0x8000_0000;
    sayMessage(octets.sub(wanted), state, out);
    return whole;
  },
});

/** Octets of the message at the reader that matter; the answer to a list is longer than all others. */
function wantedOctets(octets: OctetReader, state: OncRpcFlow): number {
  const call = octets.peek32(4) === REPLY ? state.pending.get(octets.peek32()) : undefined;
  const isList = call?.program === PORT_MAPPER && call.procedure === DUMP;
  return isList ? DUMP_LIMIT_OCTETS - RECORD_MARK_OCTETS : HEAD_LIMIT_OCTETS;
}

/** Whether a message of `length` octets starts at `at`. */
function recogniseMessage(
  octets: OctetReader,
  at: number,
  length: number,
  isKnownPort: boolean,
): Recognition {
  const direction = octets.peek32(at + 4);
  if (direction < 0) return 'need-more';
  if (direction === CALL) {
    if (length < CALL_OCTETS) return 'no';
    if (octets.peek32(at + 28) < 0) return 'need-more';
    return isCall(octets, at) ? 'yes' : 'no';
  }
  if (direction !== REPLY || !isKnownPort || length < REPLY_OCTETS) return 'no';
  if (octets.peek32(at + 20) < 0) return 'need-more';
  const isReply =
    octets.peek32(at + 8) === ACCEPTED &&
    FLAVOURS.has(octets.peek32(at + 12)) &&
    isAuthenticationLength(octets.peek32(at + 16));
  // Behind a verifier without a body stands the status.
  const status = octets.peek32(at + 16) === 0 ? octets.peek32(at + 20) : 0;
  return isReply && status <= ACCEPT_STATUS_MOST ? 'yes' : 'no';
}

function isCall(octets: OctetReader, at: number): boolean {
  const program = octets.peek32(at + 12);
  return (
    octets.peek32(at + 8) === RPC_VERSION &&
    program > 0 &&
    program <= PROGRAM_MOST &&
    octets.peek32(at + 16) < 0x1_0000 &&
    octets.peek32(at + 20) < 0x1_0000 &&
    FLAVOURS.has(octets.peek32(at + 24)) &&
    isAuthenticationLength(octets.peek32(at + 28))
  );
}

function isAuthenticationLength(length: number): boolean {
  return length <= AUTHENTICATION_LIMIT_OCTETS && length % 4 === 0;
}

/** Reads a message, which may be cut behind what matters. */
function sayMessage(octets: OctetReader, state: OncRpcFlow, out: FactSink): void {
  const id = octets.u32();
  const direction = octets.u32();
  if (octets.failed) return;
  if (direction === CALL) {
    out.serverIs('receiver');
    const call = sayCall(octets, out);
    if (call && state.pending.size < PENDING_LIMIT) state.pending.set(id, call);
    return;
  }
  const call = state.pending.get(id);
  if (direction !== REPLY || !call) return;
  state.pending.delete(id);
  if (octets.u32() !== ACCEPTED) return;
  octets.skip(4);
  octets.skip(octets.u32());
  if (octets.u32() !== SUCCESS || octets.failed) return;
  out.serverIs('sender');
  sayResults(call, octets, out);
}
