/**
 * Brings payloads to dissectors: recognition on the first packets of a flow, then one Dissection per flow that needs
 * memory (TCP, and UDP protocols with state). A UDP protocol without state needs none: its flow entry counts messages.
 */

import { Dissection, type DissectionSink } from '../dissectors/dissection.ts';
import { type Dissector, SENDER, STOP_FLOW, type Subject } from '../dissectors/dissector.ts';
import type { DissectorTable } from '../dissectors/dissector-table.ts';
import { FLOW_STATE, FLOW_USER, FLOW_WORDS, type FlowTable, NO_USER_WORD } from '../flow/flow-table.ts';
import { HoldBudget } from '../flow/hold-budget.ts';
import { type InOrderSink, TcpSequencer } from '../flow/tcp-sequencer.ts';
import type { Frame } from '../wire/frame.ts';
import { OctetReader, type Octets, octetsOf } from '../wire/octet-reader.ts';
import { IP_TCP, type Packet } from '../wire/packet.ts';
import type { CaptureTally } from './capture-tally.ts';
import {
  MESSAGE_COUNT_LIMIT,
  STATE_ATTEMPT,
  STATE_ATTEMPTS,
  STATE_DONE,
  STATE_INITIATOR_IS_B,
  STATE_MESSAGE,
  STATE_MESSAGES,
  STATE_PROTOCOL,
} from './flow-state.ts';
import type { ObservationRecorder } from './observation-recorder.ts';
import type { PacketSight } from './packet-sight.ts';

/** Payload packets of one flow in which a protocol is looked for. */
const TCP_RECOGNITION_LIMIT = 4;
const UDP_RECOGNITION_LIMIT = 2;
/** Flows with a Dissection at a time; further ones are counted, not dissected. */
export const ACTIVE_FLOW_LIMIT = 1 << 16;
/** Octets that all flows together hold for unfinished messages. */
export const HOLD_BUDGET_OCTETS = 64 << 20;
const NO_FLOW = -1;

/** A flow that a dissector still reads. */
class ActiveFlow implements InOrderSink {
  readonly dissection: Dissection;
  readonly initiatorIsB: boolean;
  readonly sequencers: readonly [TcpSequencer, TcpSequencer] | undefined;
  /** Where its last payload stood: what is said of it when it ends is proved there. */
  capture = 0;
  packetNumber = 0;
  micros = 0;
  private readonly owner: FlowDissector;

  constructor(
    owner: FlowDissector,
    dissection: Dissection,
    initiatorIsB: boolean,
    held: HoldBudget | undefined,
  ) {
    this.owner = owner;
    this.dissection = dissection;
    this.initiatorIsB = initiatorIsB;
    this.sequencers = held && [new TcpSequencer(held), new TcpSequencer(held)];
  }

  inOrder(octets: Buffer, start: number, end: number): void {
    this.owner.offer(this.dissection, octets, start, end);
  }

  gap(octets: number): void {
    this.owner.gap(this.dissection, octets);
  }

  /** Gives back everything that is held for the flow. */
  free(): void {
    this.dissection.free();
    this.sequencers?.[0].free();
    this.sequencers?.[1].free();
  }

  /** Whether a segment lies in a body that the dissector skips: most octets of an image transfer do. */
  passOver(direction: 0 | 1, sequence: number, octets: number): boolean {
    if (!this.sequencers || !this.dissection.skips(direction, octets)) return false;
    if (!this.sequencers[direction].passOver(sequence, octets)) return false;
    this.dissection.passOver(direction, octets);
    return true;
  }
}

export class FlowDissector implements DissectionSink {
  private readonly dissectors: DissectorTable;
  private readonly flows: FlowTable;
  private readonly packet: Packet;
  private readonly sight: PacketSight;
  private readonly recorder: ObservationRecorder;
  private readonly budget = new HoldBudget(HOLD_BUDGET_OCTETS);
  private readonly active: (ActiveFlow | undefined)[] = [];
  private readonly freeActive: number[] = [];
  private readonly reader = new OctetReader();
  private tally: CaptureTally;
  /** What is dissected now: the frame, its flow's slot (NO_FLOW for none) and the dissector. */
  private octetsInHand: Octets | undefined;
  private slotInHand = NO_FLOW;
  private dissecting: Dissector | undefined;

  constructor(
    dissectors: DissectorTable,
    flows: FlowTable,
    packet: Packet,
    sight: PacketSight,
    recorder: ObservationRecorder,
    tally: CaptureTally,
  ) {
    this.dissectors = dissectors;
    this.flows = flows;
    this.packet = packet;
    this.sight = sight;
    this.recorder = recorder;
    this.tally = tally;
  }

  /** Oddities are counted here from now on. */
  countInto(tally: CaptureTally): void {
    this.tally = tally;
  }

  /** Payload of the TCP or UDP packet in hand; `at` is the word index of its flow, `reversed` means B sent it. */
  payload(frame: Frame, slot: number, at: number, reversed: boolean): void {
    const { packet, sight, flows } = this;
    const tcp = packet.protocol === IP_TCP;
    const state = flows.words[at + FLOW_STATE] ?? 0;
    this.octetsInHand = frame.octets;
    this.slotInHand = slot;
    let flow = this.activeAt(at);
    const initiatorIsB = flow ? flow.initiatorIsB : (state & STATE_INITIATOR_IS_B) !== 0;
    const direction = initiatorIsB === reversed ? 0 : 1;
    if (flow?.passOver(direction, packet.tcpSequence, packet.payloadOctets)) return;
    sight.look(frame, tcp ? 'tcp' : 'udp', direction, reversed);
    if (!flow) {
      const known = tcp ? undefined : this.dissectors.byNumber(state & STATE_PROTOCOL);
      const dissector = known ?? this.recognise(at, state);
      if (!dissector) return;
      if (!tcp && !dissector.begin) {
        this.datagram(at, dissector);
        return;
      }
      flow = this.activate(at, initiatorIsB, tcp);
      if (!flow) return;
    }
    flow.capture = sight.capture;
    flow.packetNumber = sight.packetNumber;
    flow.micros = sight.micros;
    this.dissecting = flow.dissection.dissector;
    const { payloadStart, payloadEnd } = packet;
    if (flow.sequencers) {
      const missing = Math.max(0, packet.payloadOctets - (payloadEnd - payloadStart));
      const sequencer = flow.sequencers[sight.direction];
      sequencer.segment(packet.tcpSequence, frame.octets.bytes, payloadStart, payloadEnd, missing, flow);
    } else flow.dissection.offer(frame.octets, payloadStart, payloadEnd, sight, this);
    if (flow.dissection.finished) {
      this.release(slot, at);
      this.mark(at, STATE_DONE);
    }
  }

  /** A frame or message that is complete in itself, with the dissector that its type selects. */
  whole(frame: Frame, carrier: 'ethernet' | 'icmpv6', type: number): void {
    const dissector = this.dissectors.select(carrier, type);
    if (!dissector) return;
    const { packet, sight, reader } = this;
    this.octetsInHand = frame.octets;
    this.slotInHand = NO_FLOW;
    sight.look(frame, carrier, 0);
    if (
      dissector.recognise(reader.reset(frame.octets, packet.payloadStart, packet.payloadEnd), sight) !== 'yes'
    )
      return;
    this.dissecting = dissector;
    sight.state = dissector.begin?.();
    dissector.dissect(reader.reset(frame.octets, packet.payloadStart, packet.payloadEnd), sight, this);
  }

  /** The flow at `slot` ends or starts anew: what is held of it is offered a last time and freed. */
  release(slot: number, at: number): void {
    const flow = this.activeAt(at);
    if (!flow) return;
    const index = this.flows.words[at + FLOW_USER] ?? NO_USER_WORD;
    this.slotInHand = slot;
    this.dissecting = flow.dissection.dissector;
    if (flow.sequencers && !flow.dissection.finished) this.offerCut(flow, at);
    flow.free();
    this.active[index] = undefined;
    this.freeActive.push(index);
    this.flows.words[at + FLOW_USER] = NO_USER_WORD;
  }

  /** Both directions of a flow end: what is held of a message goes to the dissector as it is. */
  private offerCut(flow: ActiveFlow, at: number): void {
    const { sight } = this;
    const { capture } = sight;
    sight.capture = flow.capture;
    sight.packetNumber = flow.packetNumber;
    sight.micros = flow.micros;
    for (const direction of [0, 1] as const) {
      sight.lookBack(direction, this.flows.words, at, flow.initiatorIsB);
      try {
        flow.dissection.end(sight, this);
      } catch {
        // Flows also end without a packet in hand, so this is a last resort like that of PacketEngine.take.
        this.tally.count('internal-error');
      }
    }
    sight.capture = capture;
  }

  /** Octets in order of the flow in hand: of the frame in hand, or kept from an earlier one. */
  offer(dissection: Dissection, bytes: Buffer, start: number, end: number): void {
    const { octetsInHand } = this;
    const octets = octetsInHand && octetsInHand.bytes === bytes ? octetsInHand : octetsOf(bytes);
    dissection.offer(octets, start, end, this.sight, this);
  }

  /** Octets of the flow in hand are lost. */
  gap(dissection: Dissection, octets: number): void {
    dissection.gap(this.sight.direction, octets);
  }

  /** The dissection of the flow whose words start at `at`. Never reads below the array: that would be a slow look-up by name. */
  private activeAt(at: number): ActiveFlow | undefined {
    const index = this.flows.words[at + FLOW_USER] ?? NO_USER_WORD;
    return index < 0 ? undefined : this.active[index];
  }

  private mark(at: number, flag: number): void {
    this.flows.words[at + FLOW_STATE] = (this.flows.words[at + FLOW_STATE] ?? 0) | flag;
  }

  /** The dissector that recognises the payload or, on TCP, wants more of it; counts the attempt when there is none. */
  private recognise(at: number, state: number): Dissector | undefined {
    const { packet, sight, octetsInHand: octets, reader } = this;
    if (!octets) return undefined;
    const tcp = sight.carrier === 'tcp';
    const { payloadStart, payloadEnd } = packet;
    const firstOctet = octets.view.getUint8(payloadStart);
    const { sourcePort, destinationPort } = packet;
    for (const candidate of this.dissectors.candidates(
      sight.carrier,
      sourcePort,
      destinationPort,
      firstOctet,
    )) {
      const answer = candidate.recognise(reader.reset(octets, payloadStart, payloadEnd), sight);
      if (answer === 'yes' || (tcp && answer === 'need-more')) return candidate;
    }
    const attempts = (state & STATE_ATTEMPTS) + STATE_ATTEMPT;
    const limit = (tcp ? TCP_RECOGNITION_LIMIT : UDP_RECOGNITION_LIMIT) * STATE_ATTEMPT;
    this.flows.words[at + FLOW_STATE] =
      (state & ~STATE_ATTEMPTS) | attempts | (attempts >= limit ? STATE_DONE : 0);
    return undefined;
  }

  private datagram(at: number, dissector: Dissector): void {
    const { sight, packet, octetsInHand } = this;
    if (!octetsInHand) return;
    this.recognised(dissector);
    const words = this.flows.words;
    const state = (words[at + FLOW_STATE] ?? 0) + STATE_MESSAGE;
    const limit = Math.min(dissector.limits.messagesPerFlow, MESSAGE_COUNT_LIMIT) * STATE_MESSAGE;
    words[at + FLOW_STATE] = (state & STATE_MESSAGES) >= limit ? state | STATE_DONE : state;
    sight.state = undefined;
    const reader = this.reader.reset(octetsInHand, packet.payloadStart, packet.payloadEnd);
    if (dissector.dissect(reader, sight, this) === STOP_FLOW) this.mark(at, STATE_DONE);
  }

  private activate(at: number, initiatorIsB: boolean, tcp: boolean): ActiveFlow | undefined {
    const index = this.freeActive.pop() ?? this.active.length;
    if (index >= ACTIVE_FLOW_LIMIT) {
      this.tally.count('dissection-limit');
      return undefined;
    }
    const flow = new ActiveFlow(
      this,
      new Dissection(this.dissectors, this.budget),
      initiatorIsB,
      tcp ? this.budget : undefined,
    );
    this.active[index] = flow;
    this.flows.words[at + FLOW_USER] = index;
    return flow;
  }

  recognised(dissector: Dissector): void {
    this.dissecting = dissector;
    if (this.slotInHand === NO_FLOW) return;
    const at = this.slotInHand * FLOW_WORDS + FLOW_STATE;
    const state = this.flows.words[at] ?? 0;
    // The first protocol of a flow is what its port serves; one that it hands over to (TLS in RDP, in a proxy) is carried by it.
    if ((state & STATE_PROTOCOL) === 0) this.flows.words[at] = state | this.dissectors.numberOf(dissector);
  }

  serverIs(end: 'sender' | 'receiver'): void {
    if (this.slotInHand === NO_FLOW) return;
    const at = this.slotInHand * FLOW_WORDS + FLOW_STATE;
    const serverIsB = this.sight.senderIsB === (end === 'sender');
    const state = this.flows.words[at] ?? 0;
    this.flows.words[at] = serverIsB ? state & ~STATE_INITIATOR_IS_B : state | STATE_INITIATOR_IS_B;
  }

  anomaly(code: string): void {
    this.tally.count(code);
  }

  fact(field: string, value: string, about: Subject = SENDER): void {
    if (this.dissecting) this.recorder.fact(this.dissecting, field, value, about);
  }
}
