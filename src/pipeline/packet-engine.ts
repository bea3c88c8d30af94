/**
 * One packet's way: frame -> headers -> hosts and flow -> dissector -> observations. Hot path: per packet it touches one
 * flow entry; hosts are looked up when a flow begins or its MAC changes, dissectors see the first payloads only.
 */

import { isGroupMac } from '../base/mac-address.ts';
import type { DissectorTable } from '../dissectors/dissector-table.ts';
import type { ConversationTable } from '../flow/conversation-table.ts';
import type { FlowLog } from '../flow/flow-log.ts';
import {
  FLOW_ADDRESS_A,
  FLOW_ADDRESS_B,
  FLOW_CLOSED,
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
  FLOW_WORDS,
  FlowTable,
  flowTransport,
  isIpv6Flow,
} from '../flow/flow-table.ts';
import { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import { retainHosts } from '../flow/retain-hosts.ts';
import { ObservationStore } from '../identify/observation-store.ts';
import { FrameDecoder } from '../wire/decode-frame.ts';
import type { Frame, FrameSink } from '../wire/frame.ts';
import {
  IP_ICMPV6,
  IP_TCP,
  IP_UDP,
  PACKET_IP,
  PACKET_LINK,
  Packet,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
} from '../wire/packet.ts';
import { CaptureClock } from './capture-clock.ts';
import { CaptureTally } from './capture-tally.ts';
import { FlowDissector } from './flow-dissector.ts';
import {
  MESSAGE_COUNT_LIMIT,
  STATE_ACCEPTED,
  STATE_DONE,
  STATE_ENDED,
  STATE_INITIATOR_IS_B,
  STATE_MESSAGE,
  STATE_MESSAGES,
  STATE_OPENED,
  STATE_PROTOCOL,
  STATE_REFUSED,
  STATE_SETTLED,
} from './flow-state.ts';
import { HourLedger } from './hour-ledger.ts';
import { ObservationRecorder } from './observation-recorder.ts';
import { PacketSight } from './packet-sight.ts';
import { TcpStackObserver } from './tcp-stack-observer.ts';

/** Silence that ends a flow, in seconds of capture time. */
const TCP_IDLE_SECONDS = 300;
const OTHER_IDLE_SECONDS = 60;
const CLOSED_IDLE_SECONDS = 10;

/** Octets of a frame with TCP and no data, options and tags included; a scan sends no more than that. */
const BARE_TCP_OCTETS = 100;
/** Packets in one direction alone from which it is a conversation. */
const ONE_WAY_PACKETS = 4;
/** Time that the second end of a flow has to answer before the flow is settled without it. */
const ANSWER_SECONDS = 30;

export interface PacketEngineOptions {
  readonly dissectors: DissectorTable;
  /** Random 32-bit number, new per start. */
  readonly seed: number;
  /** Slots of the flow table at the start and at most; powers of two. */
  readonly firstFlowSlots: number;
  readonly maxFlowSlots: number;
  /** Keep flows of different VLANs apart: for sites that use the same addresses in several VLANs. */
  readonly separateVlans: boolean;
  /** Where flows are written as they end; leave out when nobody asks for them. */
  readonly flowLog?: FlowLog | undefined;
  /** Where flows are summed by hour; leave out when nobody asks for that. */
  readonly conversations?: ConversationTable | undefined;
}

/** What an engine has learnt of the network. */
interface Memory {
  readonly hosts: HostTable;
  readonly observations: ObservationStore;
}

/** Frames of one capture on their way into the engine, with their counts. */
export class CaptureSink implements FrameSink {
  readonly tally = new CaptureTally();
  /** What observations refer to. */
  readonly index: number;
  private readonly engine: PacketEngine;

  constructor(engine: PacketEngine, index: number) {
    this.engine = engine;
    this.index = index;
  }

  frame(frame: Frame): void {
    this.engine.take(frame, this);
  }

  resolvedName(ip: string, name: string): void {
    this.engine.takeName(ip, name, this);
  }
}

export class PacketEngine {
  readonly hosts: HostTable;
  readonly observations: ObservationStore;
  readonly flows: FlowTable;
  /** Where flows are summed by hour, if they are; a successor goes on with it. */
  readonly conversations: ConversationTable | undefined;
  private readonly packet = new Packet();
  private readonly decoder = new FrameDecoder(this.packet);
  private readonly sight: PacketSight;
  private readonly recorder: ObservationRecorder;
  private readonly stacks: TcpStackObserver;
  private readonly dissection: FlowDissector;
  private readonly options: PacketEngineOptions;
  private readonly separateVlans: boolean;
  private readonly flowLog: FlowLog | undefined;
  private readonly ledger: HourLedger | undefined;
  private tally = new CaptureTally();
  private readonly clock = new CaptureClock();

  /** `memory` is what an engine before this one has seen. */
  constructor(options: PacketEngineOptions, memory?: Memory) {
    this.options = options;
    this.separateVlans = options.separateVlans;
    this.flowLog = options.flowLog;
    this.conversations = options.conversations;
    this.hosts = memory?.hosts ?? new HostTable(options.seed);
    this.observations = memory?.observations ?? new ObservationStore();
    this.flows = new FlowTable({
      firstSlots: options.firstFlowSlots,
      maxSlots: options.maxFlowSlots,
      seed: options.seed,
      tcpIdleSeconds: TCP_IDLE_SECONDS,
      otherIdleSeconds: OTHER_IDLE_SECONDS,
      closedIdleSeconds: CLOSED_IDLE_SECONDS,
      onEnd: (slot) => this.endFlow(slot),
    });
    this.ledger =
      options.conversations && new HourLedger(options.conversations, this.flows, this.clock, options.seed);
    this.sight = new PacketSight(this.packet, this.hosts);
    this.recorder = new ObservationRecorder(this.hosts, this.observations, this.sight);
    this.stacks = new TcpStackObserver(this.packet, this.sight, this.recorder);
    const { dissectors } = options;
    this.dissection = new FlowDissector(
      dissectors,
      this.flows,
      this.packet,
      this.sight,
      this.recorder,
      this.tally,
    );
  }

  /** A sink for the frames of one capture; several may be open at a time. */
  openCapture(index: number): CaptureSink {
    return new CaptureSink(this, index);
  }

  /** Ends all flows, so that hosts and services hold everything that was seen. */
  finish(): void {
    this.flows.endAll();
  }

  /**
   * Folds what was counted of the flows so far into hosts, services and conversations, so that these can be reported while
   * flows of days go on. A flow of which one end was not seen yet is left for a while: its answer may be on the way.
   */
  settle(): void {
    const { flows, clock } = this;
    flows.visit((slot) => {
      const { words, doubles } = flows;
      const at = slot * FLOW_WORDS;
      const ab = words[at + FLOW_PACKETS_AB] ?? 0;
      const ba = words[at + FLOW_PACKETS_BA] ?? 0;
      if (ab + ba === 0) return;
      const isSettled = ((words[at + FLOW_STATE] ?? 0) & STATE_SETTLED) !== 0;
      const isYoung = clock.second - (words[at + FLOW_FIRST_SECOND] ?? 0) < ANSWER_SECONDS;
      if ((ab === 0 || ba === 0) && isYoung && !isSettled) return;
      this.fold(at);
      this.ledger?.settle(at);
      words[at + FLOW_STATE] = this.readOn(words[at + FLOW_STATE] ?? 0) | STATE_SETTLED;
      words[at + FLOW_PACKETS_AB] = 0;
      words[at + FLOW_PACKETS_BA] = 0;
      doubles[(at >> 1) + FLOW_OCTETS_AB] = 0;
      doubles[(at >> 1) + FLOW_OCTETS_BA] = 0;
    });
  }

  /** Instant (microseconds) that the flow table lives by; undefined before the first packet. */
  get now(): number | undefined {
    const now = this.clock.instantOf(this.clock.second);
    return Number.isNaN(now) ? undefined : now;
  }

  /**
   * The state of a flow whose messages are counted anew when its protocol has more than the counter can hold: a relay asks
   * the same DHCP server for months.
   */
  private readOn(state: number): number {
    const dissector = this.options.dissectors.byNumber(state & STATE_PROTOCOL);
    if (!dissector || dissector.limits.messagesPerFlow <= MESSAGE_COUNT_LIMIT) return state;
    const isAtLimit = (state & STATE_MESSAGES) === MESSAGE_COUNT_LIMIT * STATE_MESSAGE;
    return state & ~(isAtLimit ? STATE_MESSAGES | STATE_DONE : STATE_MESSAGES);
  }

  /** How full the fullest of its tables is, from 0 to 1; the flow table makes room by itself. */
  get fullness(): number {
    return Math.max(this.hosts.fullness, this.observations.fullness);
  }

  /**
   * An engine that goes on with what was seen at `since` (microseconds) or later. All flows end, and this one is not to be
   * used any more. `seed` is a new random 32-bit number.
   */
  successor(since: number, seed: number): PacketEngine {
    this.finish();
    const { hosts, bindingOf } = retainHosts(this.hosts, since, seed);
    const observations = this.observations.since(since, bindingOf);
    return new PacketEngine({ ...this.options, seed }, { hosts, observations });
  }

  /** Takes one frame of a capture. Never throws. */
  take(frame: Frame, capture: CaptureSink): void {
    const { tally } = capture;
    if (this.tally !== tally) this.turnTo(capture);
    if (tally.packets === 0 && this.clock.isLongBefore(frame.micros)) this.beginEarlier();
    tally.packets++;
    tally.octets += frame.wireOctets;
    tally.seeTime(frame.micros, frame.linkType);
    try {
      this.read(frame);
    } catch {
      // Last resort: nothing in a packet may stop the run. Counted, so that the defect is found.
      tally.count('internal-error');
    }
  }

  /** Takes a name that the capture file itself gives to an address. */
  takeName(ip: string, name: string, capture: CaptureSink): void {
    this.turnTo(capture);
    this.recorder.resolvedName(ip, name);
  }

  /** A capture that was made before those already read: their flows are over, and the clock goes back. */
  private beginEarlier(): void {
    this.flows.endAll();
    this.clock.restart();
  }

  private turnTo(capture: CaptureSink): void {
    this.tally = capture.tally;
    this.sight.capture = capture.index;
    this.dissection.countInto(capture.tally);
  }

  private read(frame: Frame): void {
    const { micros, octets } = frame;
    this.clock.see(micros);
    const { packet } = this;
    const kind = this.decoder.decode(octets.view, frame.start, frame.end, frame.linkType);
    if (packet.anomaly !== '') this.tally.count(packet.anomaly);
    if (kind === PACKET_IP) this.ip(frame, packet);
    else if (kind === PACKET_LINK && packet.hasMac) this.link(frame, packet);
  }

  private link(frame: Frame, packet: Packet): void {
    const station = this.hosts.seeStation(
      packet.sourceMacHigh,
      packet.sourceMacLow,
      packet.vlan,
      frame.micros,
    );
    if (station === NO_RECORD) return;
    this.hosts.countLinkFrame(station, frame.wireOctets);
    this.dissection.whole(frame, 'ethernet', packet.etherType);
  }

  private ip(frame: Frame, packet: Packet): void {
    const ipv6 = packet.ipVersion === 6;
    const { micros } = frame;
    const { hosts, flows, clock } = this;
    let source = packet.source0;
    let destination = packet.destination0;
    if (ipv6) {
      source = hosts.seeIpv6(source, packet.source1, packet.source2, packet.source3, micros);
      const { destination1, destination2, destination3 } = packet;
      destination = hosts.seeIpv6(destination, destination1, destination2, destination3, micros);
      if (source === NO_RECORD || destination === NO_RECORD) {
        this.tally.count('address-table-full');
        this.ledger?.countStray(packet.protocol, micros, frame.wireOctets);
        return;
      }
    }
    const vlan = this.separateVlans && packet.vlan > 0 ? packet.vlan : 0;
    const { sourcePort, destinationPort, protocol } = packet;
    const slot = flows.find(
      source,
      destination,
      sourcePort,
      destinationPort,
      protocol,
      ipv6,
      vlan,
      clock.packetSecond,
    );
    const { reversed, words } = flows;
    const at = slot * FLOW_WORDS;
    if (flows.created) this.beginFlow(at, packet, reversed, ipv6, micros);
    if ((packet.tcpFlags & (TCP_SYN | TCP_FIN | TCP_RST)) !== 0) this.control(frame, slot, at, reversed);
    if (clock.packetSecond > (words[at + FLOW_LAST_SECOND] ?? 0)) {
      this.ledger?.turnTo(at, clock.packetSecond);
      words[at + FLOW_LAST_SECOND] = clock.packetSecond;
    }
    const counter = at + (reversed ? FLOW_PACKETS_BA : FLOW_PACKETS_AB);
    const packets = (words[counter] ?? 0) + 1;
    words[counter] = packets;
    const total = (at >> 1) + (reversed ? FLOW_OCTETS_BA : FLOW_OCTETS_AB);
    flows.doubles[total] = (flows.doubles[total] ?? 0) + frame.wireOctets;
    // A look at the MAC costs a cache miss and the MAC rarely changes: the first packet of a direction, then one in sixteen.
    if (packets === 1 || (packets & 15) === 0) {
      this.seeSender(packet, words[at + (reversed ? FLOW_HOST_B : FLOW_HOST_A)] ?? NO_RECORD, micros);
    }
    if (packet.payloadEnd > packet.payloadStart && !packet.fragment) {
      if (protocol === IP_TCP || protocol === IP_UDP) {
        if (((words[at + FLOW_STATE] ?? 0) & STATE_DONE) === 0)
          this.dissection.payload(frame, slot, at, reversed);
      } else if (protocol === IP_ICMPV6) {
        this.dissection.whole(frame, 'icmpv6', frame.octets.view.getUint8(packet.payloadStart));
      }
    }
    flows.sweep(clock.second);
  }

  private beginFlow(at: number, packet: Packet, reversed: boolean, ipv6: boolean, micros: number): void {
    const { words } = this.flows;
    // IPv6 endpoints are address ids already.
    const a = ipv6
      ? (words[at + FLOW_ADDRESS_A] ?? 0)
      : this.hosts.seeIpv4(words[at + FLOW_ADDRESS_A] ?? 0, micros);
    const b = ipv6
      ? (words[at + FLOW_ADDRESS_B] ?? 0)
      : this.hosts.seeIpv4(words[at + FLOW_ADDRESS_B] ?? 0, micros);
    words[at + FLOW_HOST_A] = a;
    words[at + FLOW_HOST_B] = b;
    this.hosts.seePair(a, b);
    this.hosts.seeFlowOf(a, micros);
    this.hosts.seeFlowOf(b, micros);
    const destination = reversed ? a : b;
    this.seeDelivery(packet, destination, micros);
    let initiatorIsB = reversed;
    if (packet.protocol === IP_TCP) {
      const syn = packet.tcpFlags & (TCP_SYN | TCP_ACK);
      // A capture that begins in mid-stream: the side with the lower, well-known port is taken for the server.
      const servedBySender =
        syn === (TCP_SYN | TCP_ACK) ||
        (syn !== TCP_SYN && packet.sourcePort < packet.destinationPort && packet.sourcePort < 1_024);
      if (servedBySender) initiatorIsB = !reversed;
    }
    if (initiatorIsB) words[at + FLOW_STATE] = STATE_INITIATOR_IS_B;
  }

  /** Whom the frame was addressed to: a station that gets packets for many addresses is a router. */
  private seeDelivery(packet: Packet, destination: number, micros: number): void {
    const { destinationMacHigh: high, destinationMacLow: low } = packet;
    if (!packet.hasMac || (high | low) === 0 || isGroupMac(high) || !this.hosts.isUnicast(destination))
      return;
    this.hosts.seeDelivery(high, low, destination, micros);
  }

  private seeSender(packet: Packet, source: number, micros: number): void {
    const { sourceMacHigh, sourceMacLow, vlan, ttl } = packet;
    if (packet.hasMac) {
      this.hosts.seeSender(sourceMacHigh, sourceMacLow, vlan, source, ttl, micros);
      return;
    }
    this.hosts.admitLoopback(source);
    this.hosts.bind(NO_RECORD, this.hosts.isUnicast(source) ? source : NO_RECORD, ttl, micros);
  }

  /** SYN, FIN and RST: who began, who accepts, when it ends. */
  private control(frame: Frame, slot: number, at: number, reversed: boolean): void {
    const { packet } = this;
    const { words } = this.flows;
    let state = words[at + FLOW_STATE] ?? 0;
    const flags = packet.tcpFlags;
    if ((flags & TCP_SYN) !== 0) {
      const fromInitiator = (flags & TCP_ACK) === 0;
      if (fromInitiator && (state & STATE_ENDED) !== 0) {
        // The same ports again: a new connection with everything to learn anew.
        this.endFlow(slot);
        this.flows.startAnew(slot, this.clock.packetSecond);
        state = 0;
      }
      // A SYN that is sent again begins nothing.
      const isOpening = fromInitiator && (state & STATE_OPENED) === 0;
      state &= ~STATE_INITIATOR_IS_B;
      if (fromInitiator === reversed) state |= STATE_INITIATOR_IS_B;
      state |= fromInitiator ? STATE_OPENED : STATE_ACCEPTED;
      const source = words[at + (reversed ? FLOW_HOST_B : FLOW_HOST_A)] ?? NO_RECORD;
      this.stacks.see(frame, source);
      if (isOpening)
        this.stacks.seeStart(frame, source, words[at + (reversed ? FLOW_HOST_A : FLOW_HOST_B)] ?? NO_RECORD);
    } else {
      // RFC 9293 section 3.10.7.1: sequence number 0 and ACK mark the RST that answers a SYN; no other RST has both.
      if ((flags & TCP_RST) !== 0 && (flags & TCP_ACK) !== 0 && packet.tcpSequence === 0)
        state |= STATE_REFUSED;
      // A reset, or the second FIN, closes.
      if ((flags & TCP_RST) !== 0 || (state & STATE_ENDED) !== 0) state |= FLOW_CLOSED;
      state |= STATE_ENDED;
    }
    words[at + FLOW_STATE] = state;
    if ((state & FLOW_CLOSED) !== 0 && packet.payloadEnd === packet.payloadStart)
      this.dissection.release(slot, at);
  }

  /** Folds a flow that ends into its two addresses and the services. */
  private endFlow(slot: number): void {
    const at = slot * FLOW_WORDS;
    this.dissection.release(slot, at);
    this.fold(at);
    if (this.flowLog) this.logFlow(this.flowLog, at);
    this.ledger?.close(at);
  }

  private fold(at: number): void {
    const { hosts } = this;
    const { words, doubles } = this.flows;
    const word = (index: number) => words[at + index] ?? 0;
    const a = word(FLOW_HOST_A);
    const b = word(FLOW_HOST_B);
    const ab = doubles[(at >> 1) + FLOW_OCTETS_AB] ?? 0;
    const ba = doubles[(at >> 1) + FLOW_OCTETS_BA] ?? 0;
    const last = this.clock.instantOf(word(FLOW_LAST_SECOND));
    hosts.countTraffic(a, word(FLOW_PACKETS_AB), ab, word(FLOW_PACKETS_BA), ba, last);
    hosts.countTraffic(b, word(FLOW_PACKETS_BA), ba, word(FLOW_PACKETS_AB), ab, last);
    this.countConversation(at, a, b, ab, ba);
    this.foldServices(at, a, b);
  }

  /** Writes a flow that ends into the log, client first. */
  private logFlow(log: FlowLog, at: number): void {
    const { words, doubles } = this.flows;
    const word = (index: number) => words[at + index] ?? 0;
    const key = word(FLOW_KEY);
    const ports = word(FLOW_PORTS);
    const a = { address: word(FLOW_ADDRESS_A), port: ports >>> 16 };
    const b = { address: word(FLOW_ADDRESS_B), port: ports & 0xffff };
    const clientIsB = (word(FLOW_STATE) & STATE_INITIATOR_IS_B) !== 0;
    log.add({
      client: clientIsB ? b : a,
      server: clientIsB ? a : b,
      transport: flowTransport(key),
      ipv6: isIpv6Flow(key),
      protocol: word(FLOW_STATE) & STATE_PROTOCOL,
      refused: (word(FLOW_STATE) & STATE_REFUSED) !== 0,
      packets: word(FLOW_PACKETS_AB) + word(FLOW_PACKETS_BA),
      octets: (doubles[(at >> 1) + FLOW_OCTETS_AB] ?? 0) + (doubles[(at >> 1) + FLOW_OCTETS_BA] ?? 0),
      firstSecond: word(FLOW_FIRST_SECOND),
    });
  }

  /** TCP sends data only to who answers: data one way and nothing the other means that the answers were not captured. */
  private countConversation(at: number, a: number, b: number, ab: number, ba: number): void {
    const { words } = this.flows;
    const isCounted = ((words[at + FLOW_STATE] ?? 0) & STATE_SETTLED) !== 0;
    if (isCounted || (((words[at + FLOW_KEY] ?? 0) >>> 8) & 0xff) !== IP_TCP) return;
    const packetsAb = words[at + FLOW_PACKETS_AB] ?? 0;
    const packetsBa = words[at + FLOW_PACKETS_BA] ?? 0;
    const bothWays = packetsAb > 0 && packetsBa > 0;
    const carriesData = ab + ba > (packetsAb + packetsBa) * BARE_TCP_OCTETS;
    if (!bothWays && !(carriesData && packetsAb + packetsBa >= ONE_WAY_PACKETS)) return;
    this.hosts.countConversation(a, bothWays);
    this.hosts.countConversation(b, bothWays);
  }

  /** Who serves and who uses what, between the addresses of the flow's endpoints. */
  private foldServices(at: number, a: number, b: number): void {
    const { words } = this.flows;
    const state = words[at + FLOW_STATE] ?? 0;
    const protocol = flowTransport(words[at + FLOW_KEY] ?? 0);
    const transport = protocol === IP_TCP ? 'tcp' : protocol === IP_UDP ? 'udp' : undefined;
    const number = state & STATE_PROTOCOL;
    if (!transport || (number === 0 && (state & STATE_ACCEPTED) === 0)) return;
    const initiatorIsB = (state & STATE_INITIATOR_IS_B) !== 0;
    const ports = words[at + FLOW_PORTS] ?? 0;
    const port = initiatorIsB ? ports >>> 16 : ports & 0xffff;
    const server = initiatorIsB ? a : b;
    const client = initiatorIsB ? b : a;
    const { hosts } = this;
    if (hosts.isUnicast(server)) hosts.services.see(server, transport, port, number, 'server');
    if (number !== 0 && hosts.isUnicast(client))
      hosts.services.see(client, transport, port, number, 'client');
  }
}
