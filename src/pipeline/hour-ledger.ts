/**
 * Posts flows to the conversations of the hours in which they were seen. A flow that goes on over a full hour is posted
 * for the hour that is over; what was posted of it stands here until it ends, so that nothing is posted twice. An engine
 * that settles posts what was counted, and the flow counts on from nothing.
 */

import { type ConversationTable, NO_PORT, OTHER_ADDRESS } from '../flow/conversation-table.ts';
import {
  FLOW_ADDRESS_A,
  FLOW_ADDRESS_B,
  FLOW_FIRST_SECOND,
  FLOW_HOST_A,
  FLOW_HOST_B,
  FLOW_KEY,
  FLOW_LAST_SECOND,
  FLOW_OCTETS_AB,
  FLOW_OCTETS_BA,
  FLOW_PACKETS_AB,
  FLOW_PACKETS_BA,
  FLOW_PORTS,
  FLOW_STATE,
  type FlowTable,
  flowTransport,
} from '../flow/flow-table.ts';
import { NO_RECORD, RecordTable } from '../flow/record-table.ts';
import { IP_TCP } from '../wire/packet.ts';
import type { CaptureClock } from './capture-clock.ts';
import {
  STATE_ACCEPTED,
  STATE_ENDED,
  STATE_INITIATOR_IS_B,
  STATE_OPENED,
  STATE_PROTOCOL,
  STATE_REFUSED,
  STATE_SETTLED,
} from './flow-state.ts';

/** Flows over a full hour that are split; further ones count in the hour in which they began. */
const POSTED_LIMIT = 1 << 18;
const HOUR_MICROS = 3_600_000_000;
/** Octets of a frame with TCP and no data. */
const BARE_TCP_OCTETS = 100;

const POSTED_DOUBLES = 5; // octets and packets A to B, the same B to A, second from which the rest counts
const AB = 0;
const BA = 2;
const RESUMED = 4;

export class HourLedger {
  private readonly conversations: ConversationTable;
  private readonly flows: FlowTable;
  private readonly clock: CaptureClock;
  private readonly posted: RecordTable;

  /** `seed` is random per start. */
  constructor(conversations: ConversationTable, flows: FlowTable, clock: CaptureClock, seed: number) {
    this.conversations = conversations;
    this.flows = flows;
    this.clock = clock;
    const shape = { keyWords: 4, words: 4, doubles: POSTED_DOUBLES, limit: POSTED_LIMIT };
    this.posted = new RecordTable({ ...shape, seed });
  }

  /** A packet of the flow at `at` comes in a second after its last one, and is not counted yet. */
  turnTo(at: number, second: number): void {
    const { words } = this.flows;
    if ((words[at + FLOW_PACKETS_AB] ?? 0) + (words[at + FLOW_PACKETS_BA] ?? 0) === 0) {
      // Settled, and silent since: what comes counts from now on.
      words[at + FLOW_FIRST_SECOND] = second;
      return;
    }
    if (this.hourOf(words[at + FLOW_LAST_SECOND] ?? 0) === this.hourOf(second)) return;
    const before = this.find(at);
    const record =
      before === NO_RECORD
        ? this.posted.add(
            words[at + FLOW_ADDRESS_A] ?? 0,
            words[at + FLOW_ADDRESS_B] ?? 0,
            words[at + FLOW_PORTS] ?? 0,
            words[at + FLOW_KEY] ?? 0,
          )
        : before;
    if (record === NO_RECORD) return;
    this.post(at, record, 0);
    const { posted, flows } = this;
    const doubles = record * POSTED_DOUBLES;
    posted.doubles[doubles + AB] = flows.doubles[(at >> 1) + FLOW_OCTETS_AB] ?? 0;
    posted.doubles[doubles + AB + 1] = words[at + FLOW_PACKETS_AB] ?? 0;
    posted.doubles[doubles + BA] = flows.doubles[(at >> 1) + FLOW_OCTETS_BA] ?? 0;
    posted.doubles[doubles + BA + 1] = words[at + FLOW_PACKETS_BA] ?? 0;
    posted.doubles[doubles + RESUMED] = second;
  }

  /** The flow at `at` goes on, and is counted from nothing after this. It is not marked as settled yet. */
  settle(at: number): void {
    this.close(at);
    const { words } = this.flows;
    words[at + FLOW_FIRST_SECOND] = words[at + FLOW_LAST_SECOND] ?? 0;
  }

  /** The flow at `at` ends. */
  close(at: number): void {
    const record = this.find(at);
    this.post(at, record, !this.isSettled(at) && this.hasFailed(at) ? 1 : 0);
    // The same ends may talk again.
    if (record !== NO_RECORD)
      this.posted.doubles.fill(0, record * POSTED_DOUBLES, (record + 1) * POSTED_DOUBLES);
  }

  /** A packet between ends for which no table has room. */
  countStray(transport: number, micros: number, octets: number): void {
    this.conversations.add({
      ...{ initiator: OTHER_ADDRESS, responder: OTHER_ADDRESS, transport, port: NO_PORT, protocol: 0 },
      ...{ hour: Math.floor(micros / HOUR_MICROS), connections: 0, failed: 0, packetsIn: 0, octetsIn: 0 },
      ...{ packetsOut: 1, octetsOut: octets, firstAt: micros, lastAt: micros },
    });
  }

  private find(at: number): number {
    if (this.posted.count === 0) return NO_RECORD;
    const { words } = this.flows;
    return this.posted.find(
      words[at + FLOW_ADDRESS_A] ?? 0,
      words[at + FLOW_ADDRESS_B] ?? 0,
      words[at + FLOW_PORTS] ?? 0,
      words[at + FLOW_KEY] ?? 0,
    );
  }

  /** Whether the connection was counted, and whether it failed told, before. */
  private isSettled(at: number): boolean {
    return ((this.flows.words[at + FLOW_STATE] ?? 0) & STATE_SETTLED) !== 0;
  }

  private hourOf(second: number): number {
    return Math.floor(this.clock.instantOf(second) / HOUR_MICROS);
  }

  /** Posts what was not posted of the flow. */
  private post(at: number, record: number, failed: number): void {
    const { words, doubles } = this.flows;
    const word = (index: number) => words[at + index] ?? 0;
    const before = (index: number) =>
      record === NO_RECORD ? 0 : (this.posted.doubles[record * POSTED_DOUBLES + index] ?? 0);
    const isWhole = before(AB + 1) + before(BA + 1) === 0;
    const ab = {
      octets: (doubles[(at >> 1) + FLOW_OCTETS_AB] ?? 0) - before(AB),
      packets: word(FLOW_PACKETS_AB) - before(AB + 1),
    };
    const ba = {
      octets: (doubles[(at >> 1) + FLOW_OCTETS_BA] ?? 0) - before(BA),
      packets: word(FLOW_PACKETS_BA) - before(BA + 1),
    };
    if (ab.packets + ba.packets === 0) return;
    const state = word(FLOW_STATE);
    const initiatorIsB = (state & STATE_INITIATOR_IS_B) !== 0;
    const ports = word(FLOW_PORTS);
    const [out, back] = initiatorIsB ? [ba, ab] : [ab, ba];
    const firstSecond = isWhole ? word(FLOW_FIRST_SECOND) : before(RESUMED);
    this.conversations.add({
      initiator: word(initiatorIsB ? FLOW_HOST_B : FLOW_HOST_A),
      responder: word(initiatorIsB ? FLOW_HOST_A : FLOW_HOST_B),
      transport: flowTransport(word(FLOW_KEY)),
      port: initiatorIsB ? ports >>> 16 : ports & 0xffff,
      protocol: state & STATE_PROTOCOL,
      hour: this.hourOf(firstSecond),
      connections: isWhole && !this.isSettled(at) ? 1 : 0,
      failed,
      ...{ packetsOut: out.packets, packetsIn: back.packets },
      ...{ octetsOut: out.octets, octetsIn: back.octets },
      firstAt: this.clock.instantOf(firstSecond),
      lastAt: this.clock.instantOf(Math.max(firstSecond, word(FLOW_LAST_SECOND))),
    });
  }

  /**
   * Refused by the responder, or asked for and never answered. Who sends data after that, or ends the connection, had an
   * answer that the capture does not show.
   */
  private hasFailed(at: number): boolean {
    const { words, doubles } = this.flows;
    const state = words[at + FLOW_STATE] ?? 0;
    if (flowTransport(words[at + FLOW_KEY] ?? 0) !== IP_TCP) return false;
    if ((state & STATE_REFUSED) !== 0) return true;
    if ((state & STATE_OPENED) === 0 || (state & (STATE_ACCEPTED | STATE_ENDED)) !== 0) return false;
    const packets = [words[at + FLOW_PACKETS_AB] ?? 0, words[at + FLOW_PACKETS_BA] ?? 0];
    const octets = (doubles[(at >> 1) + FLOW_OCTETS_AB] ?? 0) + (doubles[(at >> 1) + FLOW_OCTETS_BA] ?? 0);
    const sent = (packets[0] ?? 0) + (packets[1] ?? 0);
    return packets.includes(0) && octets <= sent * BARE_TCP_OCTETS;
  }
}
