/**
 * One packet's way: frame -> headers -> hosts and flow -> dissector -> observations. Hot path: per packet it touches one
 * flow entry; hosts are looked up when a flow begins or its MAC changes, dissectors see the first payloads only.
 */

import { parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import { macWords } from '../base/mac-address.ts';
import { printableText } from '../base/printable-text.ts';
import { Dissection, type DissectionSink, HoldBudget } from '../dissectors/dissection.ts';
import { type Dissector, SENDER, STOP_FLOW, type Subject } from '../dissectors/dissector.ts';
import type { DissectorTable } from '../dissectors/dissector-table.ts';
import {
  FLOW_ADDRESS_A,
  FLOW_ADDRESS_B,
  FLOW_CLOSED,
  FLOW_FIRST_SECOND,
  FLOW_KEY,
  FLOW_LAST_SECOND,
  FLOW_MAC_A,
  FLOW_MAC_B,
  FLOW_OCTETS_AB,
  FLOW_OCTETS_BA,
  FLOW_PACKETS_AB,
  FLOW_PACKETS_BA,
  FLOW_PORTS,
  FLOW_STATE,
  FLOW_USER,
  FLOW_WORDS,
  FlowTable,
  NO_USER_WORD,
} from '../flow/flow-table.ts';
import { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import { type InOrderSink, TcpSequencer } from '../flow/tcp-sequencer.ts';
import { ObservationStore } from '../identify/observation-store.ts';
import { FrameDecoder } from '../wire/decode-frame.ts';
import type { Frame, FrameSink } from '../wire/frame.ts';
import { OctetReader, type Octets, octetsOf } from '../wire/octet-reader.ts';
import {
  IP_ICMPV6,
  IP_TCP,
  IP_UDP,
  NO_VLAN,
  PACKET_IP,
  PACKET_LINK,
  Packet,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
} from '../wire/packet.ts';
import { CaptureTally } from './capture-tally.ts';
import { PacketSight } from './packet-sight.ts';

/** Payload packets of one flow in which a protocol is looked for. */
const TCP_RECOGNITION_LIMIT = 8;
const UDP_RECOGNITION_LIMIT = 2;
/** Flows under dissection at a time; further ones are counted, not dissected. */
export const ACTIVE_FLOW_LIMIT = 1 << 16;
/** Octets that all flows together hold for unfinished messages. */
export const HOLD_BUDGET_OCTETS = 64 << 20;

// FLOW_STATE: protocol number in bits 0-7, recognition attempts in bits 8-11, flags above.
const STATE_PROTOCOL = 0xff;
const STATE_ATTEMPT = 0x100;
const STATE_ATTEMPTS = 0xf00;
const STATE_DONE = 1 << 12;
const STATE_INITIATOR_IS_B = 1 << 13;
const STATE_SYN_SEEN = 1 << 14;
const STATE_ACCEPTED = 1 << 15; // SYN-ACK seen: somebody serves here
const STATE_ENDED = 1 << 16;
const STATE_MESSAGE = 1 << 17; // messages of a stateless UDP dissector in bits 17-29
const STATE_MESSAGES = 0x1fff << 17;
const MESSAGE_COUNT_LIMIT = 0x1fff;

export interface PacketEngineOptions {
  readonly dissectors: DissectorTable;
  /** Random 32-bit number, new per start. */
  readonly seed: number;
  /** Slots of the flow table at the start and at most; powers of two. */
  readonly firstFlowSlots: number;
  readonly maxFlowSlots: number;
  /** Keep flows of different VLANs apart: for sites that use the same addresses in several VLANs. */
  readonly separateVlans: boolean;
}

/** A flow that a dissector still reads. */
class ActiveFlow implements InOrderSink {
  readonly dissection: Dissection;
  readonly initiatorIsB: boolean;
  readonly sequencers: readonly [TcpSequencer, TcpSequencer] | undefined;
  private readonly engine: PacketEngine;

  constructor(engine: PacketEngine, dissection: Dissection, initiatorIsB: boolean, tcp: boolean) {
    this.engine = engine;
    this.dissection = dissection;
    this.initiatorIsB = initiatorIsB;
    this.sequencers = tcp ? [new TcpSequencer(), new TcpSequencer()] : undefined;
  }

  inOrder(octets: Buffer, start: number, end: number): void {
    this.engine.offer(this.dissection, octets, start, end);
  }

  gap(): void {
    this.dissection.gap(this.engine.sight.direction);
  }
}

/** Frames of one capture on their way into the engine, with their counts. */
export class CaptureSink implements FrameSink {
  readonly tally = new CaptureTally();
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

export class PacketEngine implements DissectionSink {
  readonly hosts: HostTable;
  readonly observations = new ObservationStore();
  readonly flows: FlowTable;
  /** What the packet in hand says of itself; also the context that dissectors see. */
  readonly sight: PacketSight;
  /** Counts of the capture in hand. */
  tally = new CaptureTally();
  private capture = 0;
  private readonly packet = new Packet();
  private readonly decoder = new FrameDecoder(this.packet);
  private readonly dissectors: DissectorTable;
  private readonly separateVlans: boolean;
  private readonly active: (ActiveFlow | undefined)[] = [];
  private readonly freeActive: number[] = [];
  private readonly budget = new HoldBudget(HOLD_BUDGET_OCTETS);
  private readonly reader = new OctetReader();
  private frameInHand: Frame | undefined;
  private dissecting: Dissector | undefined;
  private flowInHand = -1;
  /** Latest instant of any packet, and the instant that second 0 of the flow table stands for. */
  private now = Number.NEGATIVE_INFINITY;
  private base = 0;
  private second = 0;

  constructor(options: PacketEngineOptions) {
    this.dissectors = options.dissectors;
    this.separateVlans = options.separateVlans;
    this.hosts = new HostTable(options.seed);
    this.sight = new PacketSight(this.packet, this.hosts);
    this.flows = new FlowTable({
      firstSlots: options.firstFlowSlots,
      maxSlots: options.maxFlowSlots,
      seed: options.seed,
      tcpIdleSeconds: 300,
      otherIdleSeconds: 60,
      closedIdleSeconds: 10,
      onEnd: (slot) => this.endFlow(slot),
    });
  }

  /** A sink for the frames of one capture; several may be open at a time. `index` is what observations refer to. */
  openCapture(index: number): CaptureSink {
    return new CaptureSink(this, index);
  }

  /** Ends all flows, so that hosts and services hold everything that was seen. */
  finish(): void {
    this.flows.endAll();
  }

  /** Takes one frame of a capture. Never throws. */
  take(frame: Frame, capture: CaptureSink): void {
    const tally = capture.tally;
    this.tally = tally;
    this.capture = capture.index;
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

  /** Takes a name that the capture file itself gives to an address: a fact about that address. */
  takeName(ip: string, name: string, capture: CaptureSink): void {
    const address = this.addressOfText(ip);
    const clean = printableText(name);
    if (address === NO_RECORD || clean === '') return;
    const binding = this.hosts.bind(NO_RECORD, address, 0, this.sight.micros);
    if (binding === NO_RECORD) return;
    this.observations.record(
      binding,
      'capture-file',
      'resolved-name',
      clean,
      capture.index,
      capture.tally.packets,
      this.sight.micros,
    );
  }

  private read(frame: Frame): void {
    const micros = frame.micros;
    if (micros > this.now) {
      if (this.now === Number.NEGATIVE_INFINITY) this.base = micros;
      this.now = micros;
      this.second = ((micros - this.base) / 1e6) | 0;
    }
    const packet = this.packet;
    const octets = frame.octets;
    const kind = this.decoder.decode(octets.view, frame.start, frame.end, frame.linkType);
    if (packet.anomaly !== '') this.tally.count(packet.anomaly);
    if (kind === PACKET_IP) this.ip(frame, packet);
    else if (kind === PACKET_LINK) this.link(frame, packet);
  }

  private link(frame: Frame, packet: Packet): void {
    if (!packet.hasMac) return;
    const station = this.hosts.seeStation(
      packet.sourceMacHigh,
      packet.sourceMacLow,
      packet.vlan,
      frame.micros,
    );
    if (station === NO_RECORD) return;
    this.hosts.countLinkFrame(station, frame.wireOctets);
    const dissector = this.dissectors.select('ethernet', packet.etherType);
    if (dissector) this.dissectWhole(frame, dissector, 'ethernet');
  }

  private ip(frame: Frame, packet: Packet): void {
    const ipv6 = packet.ipVersion === 6;
    const micros = frame.micros;
    const hosts = this.hosts;
    let source = packet.source0;
    let destination = packet.destination0;
    if (ipv6) {
      source = hosts.seeIpv6(source, packet.source1, packet.source2, packet.source3, micros);
      destination = hosts.seeIpv6(
        destination,
        packet.destination1,
        packet.destination2,
        packet.destination3,
        micros,
      );
      if (source === NO_RECORD || destination === NO_RECORD) {
        this.tally.count('address-table-full');
        return;
      }
    }
    const flows = this.flows;
    const vlan = this.separateVlans && packet.vlan > 0 ? packet.vlan : 0;
    const slot = flows.find(
      source,
      destination,
      packet.sourcePort,
      packet.destinationPort,
      packet.protocol,
      ipv6,
      vlan,
      this.second,
    );
    const reversed = flows.reversed;
    const at = slot * FLOW_WORDS;
    const words = flows.words;
    if (flows.created) this.beginFlow(at, packet, reversed, micros);
    words[at + FLOW_LAST_SECOND] = this.second;
    const counter = at + (reversed ? FLOW_PACKETS_BA : FLOW_PACKETS_AB);
    const packets = (words[counter] ?? 0) + 1;
    words[counter] = packets;
    const total = (at >> 1) + (reversed ? FLOW_OCTETS_BA : FLOW_OCTETS_AB);
    flows.doubles[total] = (flows.doubles[total] ?? 0) + frame.wireOctets;
    const macWord = at + (reversed ? FLOW_MAC_B : FLOW_MAC_A);
    if (packet.hasMac && (packets === 1 || words[macWord] !== packet.sourceMacLow)) {
      words[macWord] = packet.sourceMacLow;
      this.bindSource(packet, micros);
    } else if (packets === 1) this.bindSource(packet, micros);

    let state = words[at + FLOW_STATE] ?? 0;
    const flags = packet.tcpFlags;
    if ((flags & (TCP_SYN | TCP_FIN | TCP_RST)) !== 0)
      state = this.control(slot, at, packet, reversed, state);
    if (packet.payloadEnd > packet.payloadStart && (state & STATE_DONE) === 0 && !packet.fragment) {
      this.payload(frame, slot, at, packet, reversed, state);
    }
    flows.sweep(this.second);
  }

  private beginFlow(at: number, packet: Packet, reversed: boolean, micros: number): void {
    const { source, destination } = this.sight.addressIds(micros);
    this.hosts.seePair(source, destination);
    let initiatorIsB = reversed;
    if (packet.protocol === IP_TCP) {
      const syn = packet.tcpFlags & (TCP_SYN | TCP_ACK);
      // A capture that begins in mid-stream: the side with the lower, well-known port is taken for the server.
      const looksServed =
        syn === (TCP_SYN | TCP_ACK) ||
        (syn !== TCP_SYN && packet.sourcePort < packet.destinationPort && packet.sourcePort < 1024);
      if (looksServed) initiatorIsB = !reversed;
    } else if (packet.protocol !== IP_UDP && packet.protocol !== IP_ICMPV6) {
      this.flows.words[at + FLOW_STATE] = STATE_DONE;
    }
    if (initiatorIsB)
      this.flows.words[at + FLOW_STATE] = (this.flows.words[at + FLOW_STATE] ?? 0) | STATE_INITIATOR_IS_B;
  }

  private bindSource(packet: Packet, micros: number): void {
    const hosts = this.hosts;
    const station = packet.hasMac
      ? hosts.seeStation(packet.sourceMacHigh, packet.sourceMacLow, packet.vlan, micros)
      : NO_RECORD;
    hosts.bind(station, this.sight.sourceAddressId(micros), packet.ttl, micros);
  }

  /** SYN, FIN and RST: who began, who accepts, when it ends. */
  private control(slot: number, at: number, packet: Packet, reversed: boolean, state: number): number {
    const words = this.flows.words;
    const flags = packet.tcpFlags;
    if ((flags & TCP_SYN) !== 0) {
      const fromInitiator = (flags & TCP_ACK) === 0;
      if (fromInitiator && (state & STATE_ENDED) !== 0) {
        // The same ports again: a new connection with everything to learn anew.
        this.releaseActive(slot, at);
        state = 0;
      }
      state &= ~STATE_INITIATOR_IS_B;
      if (fromInitiator === reversed) state |= STATE_INITIATOR_IS_B;
      state |= fromInitiator ? STATE_SYN_SEEN : STATE_ACCEPTED;
    } else {
      // A reset, or the second FIN, closes.
      if ((flags & TCP_RST) !== 0 || (state & STATE_ENDED) !== 0) state |= FLOW_CLOSED;
      state |= STATE_ENDED;
    }
    words[at + FLOW_STATE] = state;
    if ((state & FLOW_CLOSED) !== 0 && packet.payloadEnd === packet.payloadStart)
      this.releaseActive(slot, at);
    return state;
  }

  private payload(
    frame: Frame,
    slot: number,
    at: number,
    packet: Packet,
    reversed: boolean,
    state: number,
  ): void {
    const tcp = packet.protocol === IP_TCP;
    if (!tcp && packet.protocol !== IP_UDP) {
      if (packet.protocol === IP_ICMPV6) this.icmpv6(frame, packet);
      return;
    }
    this.frameInHand = frame;
    this.flowInHand = slot;
    const sight = this.sight;
    let flow = this.active[this.flows.words[at + FLOW_USER] ?? NO_USER_WORD];
    const initiatorIsB = flow ? flow.initiatorIsB : (state & STATE_INITIATOR_IS_B) !== 0;
    sight.look(frame, tcp ? 'tcp' : 'udp', initiatorIsB === reversed ? 0 : 1, reversed);
    if (!flow) {
      const known = tcp ? undefined : this.dissectors.byNumber(state & STATE_PROTOCOL);
      const dissector = known ?? this.recognise(frame, at, packet, state);
      if (!dissector) return;
      if (!tcp && !dissector.begin) {
        this.datagram(frame, at, dissector);
        return;
      }
      flow = this.activate(at, initiatorIsB, tcp);
      if (!flow) return;
    }
    if (flow.sequencers) {
      const missing = packet.payloadOctets - (packet.payloadEnd - packet.payloadStart);
      flow.sequencers[sight.direction].segment(
        packet.tcpSequence,
        frame.octets.bytes,
        packet.payloadStart,
        packet.payloadEnd,
        Math.max(missing , 0),
        flow,
      );
    } else flow.dissection.offer(frame.octets, packet.payloadStart, packet.payloadEnd, sight, this);
    if (flow.dissection.finished) {
      this.releaseActive(slot, at);
      this.flows.words[at + FLOW_STATE] = (this.flows.words[at + FLOW_STATE] ?? 0) | STATE_DONE;
    }
  }

  /** The dissector that recognises the payload or, on TCP, wants more of it; counts the attempt when there is none. */
  private recognise(frame: Frame, at: number, packet: Packet, state: number): Dissector | undefined {
    const sight = this.sight;
    const tcp = sight.carrier === 'tcp';
    if (!tcp || this.dissectors.mayBeginTcp(frame.octets.view.getUint8(packet.payloadStart))) {
      for (const candidate of this.dissectors.candidates(
        sight.carrier,
        packet.sourcePort,
        packet.destinationPort,
      )) {
        const answer = candidate.recognise(
          this.reader.reset(frame.octets, packet.payloadStart, packet.payloadEnd),
          sight,
        );
        if (answer === 'yes' || (tcp && answer === 'need-more')) return candidate;
      }
    }
    const attempts = (state & STATE_ATTEMPTS) + STATE_ATTEMPT;
    const limit = (tcp ? TCP_RECOGNITION_LIMIT : UDP_RECOGNITION_LIMIT) * STATE_ATTEMPT;
    this.flows.words[at + FLOW_STATE] =
      (state & ~STATE_ATTEMPTS) | attempts | (attempts >= limit ? STATE_DONE : 0);
    return undefined;
  }

  /** One datagram for a dissector without state: the flow entry holds all that is to be remembered. */
  private datagram(frame: Frame, at: number, dissector: Dissector): void {
    const { sight, packet } = this;
    const words = this.flows.words;
    this.recognised(dissector);
    const state = (words[at + FLOW_STATE] ?? 0) + STATE_MESSAGE;
    const limit = Math.min(dissector.limits.messagesPerFlow, MESSAGE_COUNT_LIMIT) * STATE_MESSAGE;
    words[at + FLOW_STATE] = (state & STATE_MESSAGES) >= limit ? state | STATE_DONE : state;
    sight.state = undefined;
    const progress = dissector.dissect(
      this.reader.reset(frame.octets, packet.payloadStart, packet.payloadEnd),
      sight,
      this,
    );
    if (progress === STOP_FLOW) words[at + FLOW_STATE] = (words[at + FLOW_STATE] ?? 0) | STATE_DONE;
  }

  private activate(at: number, initiatorIsB: boolean, tcp: boolean): ActiveFlow | undefined {
    const index = this.freeActive.pop() ?? this.active.length;
    if (index >= ACTIVE_FLOW_LIMIT) {
      this.tally.count('dissection-limit');
      return undefined;
    }
    const flow = new ActiveFlow(this, new Dissection(this.dissectors, this.budget), initiatorIsB, tcp);
    this.active[index] = flow;
    this.flows.words[at + FLOW_USER] = index;
    return flow;
  }

  private releaseActive(slot: number, at: number): void {
    const index = this.flows.words[at + FLOW_USER] ?? NO_USER_WORD;
    const flow = this.active[index];
    if (!flow) return;
    this.flowInHand = slot;
    if (flow.sequencers && !flow.dissection.finished) {
      for (const direction of [0, 1] as const) {
        this.sight.lookBack(direction, this.flows.words, at, flow.initiatorIsB);
        flow.dissection.end(this.sight, this);
      }
    }
    flow.dissection.release(0);
    flow.dissection.release(1);
    this.active[index] = undefined;
    this.freeActive.push(index);
    this.flows.words[at + FLOW_USER] = NO_USER_WORD;
  }

  /** Octets in order of the flow in hand. */
  offer(dissection: Dissection, bytes: Buffer, start: number, end: number): void {
    const inHand = this.frameInHand?.octets;
    const octets: Octets = inHand && inHand.bytes === bytes ? inHand : octetsOf(bytes);
    dissection.offer(octets, start, end, this.sight, this);
  }

  private icmpv6(frame: Frame, packet: Packet): void {
    const dissector = this.dissectors.select('icmpv6', frame.octets.view.getUint8(packet.payloadStart));
    if (dissector) this.dissectWhole(frame, dissector, 'icmpv6');
  }

  /** Frames and messages that are complete in themselves: no flow, no state. */
  private dissectWhole(frame: Frame, dissector: Dissector, carrier: 'ethernet' | 'icmpv6'): void {
    const packet = this.packet;
    const sight = this.sight;
    this.flowInHand = -1;
    sight.look(frame, carrier, 0);
    const reader = this.reader;
    if (
      dissector.recognise(reader.reset(frame.octets, packet.payloadStart, packet.payloadEnd), sight) !== 'yes'
    )
      return;
    this.dissecting = dissector;
    sight.state = dissector.begin?.();
    dissector.dissect(reader.reset(frame.octets, packet.payloadStart, packet.payloadEnd), sight, this);
  }

  recognised(dissector: Dissector): void {
    if (this.flowInHand < 0) return;
    const at = this.flowInHand * FLOW_WORDS + FLOW_STATE;
    this.flows.words[at] =
      ((this.flows.words[at] ?? 0) & ~STATE_PROTOCOL) | this.dissectors.numberOf(dissector);
  }

  serverIs(end: 'sender' | 'receiver'): void {
    if (this.flowInHand < 0) return;
    const at = this.flowInHand * FLOW_WORDS + FLOW_STATE;
    const senderIsB = this.sight.senderIsB;
    const serverIsB = end === 'sender' ? senderIsB : !senderIsB;
    const state = this.flows.words[at] ?? 0;
    this.flows.words[at] = serverIsB ? state & ~STATE_INITIATOR_IS_B : state | STATE_INITIATOR_IS_B;
  }

  anomaly(code: string): void {
    this.tally.count(code);
  }

  fact(field: string, value: string, about: Subject = SENDER): void {
    const clean = printableText(value);
    if (clean === '') return;
    const protocol = this.protocolInHand();
    const subject = this.subjectId(about);
    if (protocol === undefined || subject === undefined) return;
    this.observations.record(
      subject,
      protocol.id,
      field,
      clean,
      this.capture,
      this.sight.packetNumber,
      this.sight.micros,
    );
  }

  private protocolInHand(): Dissector | undefined {
    if (this.flowInHand < 0) return this.dissecting;
    return this.dissectors.byNumber(
      (this.flows.words[this.flowInHand * FLOW_WORDS + FLOW_STATE] ?? 0) & STATE_PROTOCOL,
    );
  }

  private subjectId(about: Subject): number | undefined {
    const hosts = this.hosts;
    const micros = this.sight.micros;
    const known = (id: number) => (id === NO_RECORD ? undefined : id);
    switch (about.kind) {
      case 'sender':
        return known(this.sight.senderBinding());
      case 'receiver':
        return known(this.sight.receiverBinding());
      case 'mac':
        return known(hosts.bind(this.stationOfText(about.mac, micros), NO_RECORD, 0, micros));
      case 'ip': {
        const address = this.addressOfText(about.ip);
        return address === NO_RECORD ? undefined : known(hosts.bind(NO_RECORD, address, 0, micros));
      }
      default: {
        const via = this.sight.senderBinding();
        return via === NO_RECORD ? undefined : this.observations.namedSubject(printableText(about.name), via);
      }
    }
  }

  private stationOfText(mac: string, micros: number): number {
    if (mac === this.sight.sourceMac) return this.sight.senderStation();
    const { high, low } = macWords(mac);
    return this.hosts.seeStation(high, low, NO_VLAN, micros);
  }

  private addressOfText(ip: string): number {
    const ipv4 = parseIpv4(ip);
    if (ipv4 !== undefined) return this.hosts.seeIpv4(ipv4, this.sight.micros);
    const ipv6 = parseIpv6(ip);
    return ipv6 ? this.hosts.seeIpv6(...ipv6, this.sight.micros) : NO_RECORD;
  }

  /** Folds a flow that ends into its two addresses and the services. */
  private endFlow(slot: number): void {
    const at = slot * FLOW_WORDS;
    this.releaseActive(slot, at);
    const words = this.flows.words;
    const word = (index: number) => words[at + index] ?? 0;
    const key = word(FLOW_KEY);
    const ipv6 = (key & 2) !== 0;
    const hosts = this.hosts;
    const micros = this.base + word(FLOW_FIRST_SECOND) * 1e6;
    const a = ipv6 ? word(FLOW_ADDRESS_A) : hosts.seeIpv4(word(FLOW_ADDRESS_A), micros);
    const b = ipv6 ? word(FLOW_ADDRESS_B) : hosts.seeIpv4(word(FLOW_ADDRESS_B), micros);
    if (a === NO_RECORD || b === NO_RECORD) return;
    const ab = this.flows.doubles[(at >> 1) + FLOW_OCTETS_AB] ?? 0;
    const ba = this.flows.doubles[(at >> 1) + FLOW_OCTETS_BA] ?? 0;
    const last = this.base + word(FLOW_LAST_SECOND) * 1e6;
    hosts.countTraffic(a, word(FLOW_PACKETS_AB), ab, word(FLOW_PACKETS_BA), ba, last);
    hosts.countTraffic(b, word(FLOW_PACKETS_BA), ba, word(FLOW_PACKETS_AB), ab, last);
    this.foldServices(word(FLOW_STATE), (key >>> 8) & 0xff, word(FLOW_PORTS), a, b);
  }

  private foldServices(state: number, protocol: number, ports: number, a: number, b: number): void {
    const transport = protocol === IP_TCP ? 'tcp' : protocol === IP_UDP ? 'udp' : undefined;
    const number = state & STATE_PROTOCOL;
    if (!transport || (number === 0 && (state & STATE_ACCEPTED) === 0)) return;
    const initiatorIsB = (state & STATE_INITIATOR_IS_B) !== 0;
    const [server, client, port] = initiatorIsB ? [a, b, ports >>> 16] : [b, a, ports & 0xffff];
    if (this.hosts.isUnicast(server)) this.hosts.seeService(server, transport, port, number, 'server');
    if (number !== 0 && this.hosts.isUnicast(client))
      this.hosts.seeService(client, transport, port, number, 'client');
  }
}
