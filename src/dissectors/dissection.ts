/**
 * Drives dissectors over one flow: recognition by content, octets held between segments, skipped bodies, limits.
 * Input is in order: sequence numbers and retransmissions are the business of `flow`.
 */

import type { HoldBudget } from '../flow/hold-budget.ts';
import { OctetReader, type Octets, octetsOf } from '../wire/octet-reader.ts';
import {
  type Carrier,
  type Dissector,
  type FactSink,
  type FlowContext,
  HAND_OVER,
  NEED_MORE,
  STOP_DIRECTION,
} from './dissector.ts';

/** Payload packets of a flow that recognition looks at before the flow stays without protocol. */
const RECOGNITION_PACKETS = 8;
/** Octets kept per direction while a candidate asks for more. */
const RECOGNITION_OCTETS = 4_096;
/** Handovers to another protocol per flow (HTTP CONNECT, then STARTTLS, …). */
const HANDOVER_LIMIT = 4;
/** Longest skip that a dissector may ask for; TCP sequence numbers are ambiguous beyond. */
const SKIP_LIMIT = 0x7fff_ffff;

/** The context of one packet, filled by the caller; the driver sets `state` to that of the flow. */
export interface PacketContext extends Omit<FlowContext<unknown>, 'state'> {
  state: unknown;
}

/** Sink of one dissection: what the dissector says, with its id, and what the driver itself notices. */
export interface DissectionSink extends FactSink {
  /** The flow's protocol is now known. */
  recognised(dissector: Dissector): void;
}

/** Candidates for a flow whose payload begins with `firstOctet`, hinted ones first. */
export interface DissectorChoice {
  candidates(
    carrier: Carrier,
    sourcePort: number,
    destinationPort: number,
    firstOctet: number,
  ): readonly Dissector[];
}

interface Held {
  octets: Octets;
  length: number;
}

const reader = new OctetReader();

/** One flow under dissection. `offer` takes the payload of each packet until `finished`. */
export class Dissection {
  /** What reads the flow now; another one after a handover. */
  dissector: Dissector | undefined;
  private state: unknown;
  private readonly held: [Held | undefined, Held | undefined] = [undefined, undefined];
  private readonly toSkip: [number, number] = [0, 0];
  private readonly stopped: [boolean, boolean] = [false, false];
  /** Packets since octets were lost, while a message start is looked for; 0 when in step. */
  private readonly lost: [number, number] = [0, 0];
  private packetsTried = 0;
  private messages = 0;
  private handovers = 0;
  private readonly choice: DissectorChoice;
  /** True when nothing that arrives on this flow can matter any more. */
  finished = false;

  private readonly budget: HoldBudget;

  constructor(choice: DissectorChoice, budget: HoldBudget) {
    this.choice = choice;
    this.budget = budget;
  }

  /** Whether the next `octets` of a direction will be skipped unseen. */
  skips(direction: 0 | 1, octets: number): boolean {
    return this.stopped[direction] || this.toSkip[direction] >= octets;
  }

  /** The next `octets` of a direction, which are skipped, have passed. */
  passOver(direction: 0 | 1, octets: number): void {
    if (!this.stopped[direction]) this.toSkip[direction] -= octets;
  }

  /** Takes the next payload of one direction: octets `[start, end)`. The memory may be re-used afterwards. */
  offer(octets: Octets, start: number, end: number, packet: PacketContext, sink: DissectionSink): void {
    const direction = packet.direction;
    if (this.finished || this.stopped[direction] || end <= start) return;
    const skip = this.toSkip[direction];
    if (skip > 0) {
      const skipped = Math.min(skip, end - start);
      this.toSkip[direction] = skip - skipped;
      start += skipped;
      if (start === end) return;
    }
    const held = packet.carrier === 'tcp' ? this.held[direction] : undefined;
    if (held) {
      const joined = this.append(held, octets, start, end, direction, sink);
      if (joined) this.read(joined.octets, 0, joined.length, packet, sink);
    } else this.read(octets, start, end, packet, sink);
  }

  /** The direction has ended: offers a cut last message to the dissector. */
  end(packet: PacketContext, sink: DissectionSink): void {
    const held = this.held[packet.direction];
    this.release(packet.direction);
    if (held && this.dissector?.dissectCut && !this.finished && !this.stopped[packet.direction]) {
      this.dissector.dissectCut(reader.reset(held.octets, 0, held.length), this.context(packet), sink);
    }
    this.stopped[packet.direction] = true;
    if (this.stopped[0] && this.stopped[1]) this.finished = true;
  }

  /** Frees what is held; nothing may be offered afterwards. */
  free(): void {
    this.release(0);
    this.release(1);
    this.finished = true;
  }

  /**
   * So many octets of this direction are lost. Within a body that is skipped anyway nothing is; otherwise what is held goes,
   * and reading resumes where a message is recognised.
   */
  gap(direction: 0 | 1, octets: number): void {
    if (this.toSkip[direction] >= octets) {
      this.toSkip[direction] -= octets;
      return;
    }
    this.release(direction);
    this.toSkip[direction] = 0;
    if (this.dissector) this.lost[direction] = 1;
  }

  /** After a gap: whether a message starts here. Gives the direction up after a few packets without one. */
  private backInStep(octets: Octets, start: number, end: number, packet: PacketContext): boolean {
    const direction = packet.direction;
    if (this.dissector?.recognise(reader.reset(octets, start, end), packet) === 'yes') {
      this.lost[direction] = 0;
      return true;
    }
    if (++this.lost[direction] > RECOGNITION_PACKETS) this.stop(direction);
    return false;
  }

  private read(
    octets: Octets,
    start: number,
    end: number,
    packet: PacketContext,
    sink: DissectionSink,
  ): void {
    if (!this.dissector && !this.recognise(octets, start, end, packet, sink)) return;
    if (this.lost[packet.direction] > 0 && !this.backInStep(octets, start, end, packet)) return;
    let at = start;
    while (at < end && !this.finished && !this.stopped[packet.direction]) {
      const dissector: Dissector | undefined = this.dissector;
      if (!dissector) return;
      if (this.messages++ >= dissector.limits.messagesPerFlow) {
        this.free();
        return;
      }
      const progress = dissector.dissect(reader.reset(octets, at, end), this.context(packet), sink);
      if (progress > 0) {
        const taken = Math.min(progress, end - at);
        at += taken;
        if (packet.carrier !== 'tcp') return;
        this.toSkip[packet.direction] = Math.min(progress - taken, SKIP_LIMIT);
      } else if (progress === NEED_MORE) {
        this.messages--;
        if (packet.carrier === 'tcp')
          this.keep(octets, at, end, packet.direction, dissector.limits.heldOctets, sink);
        return;
      } else if (progress === STOP_DIRECTION) this.stop(packet.direction);
      else if (progress === HAND_OVER && this.handovers++ < HANDOVER_LIMIT) {
        this.dissector = undefined;
        this.state = undefined;
        this.packetsTried = 0;
        this.messages = 0;
        this.release(0);
        this.release(1);
        this.toSkip[0] = this.toSkip[1] = 0;
        this.stopped[0] = this.stopped[1] = false;
        return;
      } else this.free();
    }
    if (at >= end) this.release(packet.direction);
  }

  /** Finds the dissector for these octets; true when it did (now or after octets of the other direction). */
  private recognise(
    octets: Octets,
    start: number,
    end: number,
    packet: PacketContext,
    sink: DissectionSink,
  ): boolean {
    let needMore = false;
    const { carrier, sourcePort, destinationPort } = packet;
    const firstOctet = octets.view.getUint8(start);
    for (const candidate of this.choice.candidates(carrier, sourcePort, destinationPort, firstOctet)) {
      const answer = candidate.recognise(reader.reset(octets, start, end), packet);
      if (answer === 'yes') {
        this.dissector = candidate;
        this.state = candidate.begin?.();
        sink.recognised(candidate);
        return true;
      }
      needMore ||= answer === 'need-more';
    }
    if (needMore && packet.carrier === 'tcp') {
      this.keep(octets, start, end, packet.direction, RECOGNITION_OCTETS, sink);
      return false;
    }
    this.release(packet.direction);
    if (++this.packetsTried >= RECOGNITION_PACKETS) this.free();
    return false;
  }

  private context(packet: PacketContext): FlowContext<unknown> {
    packet.state = this.state;
    return packet;
  }

  private keep(
    octets: Octets,
    start: number,
    end: number,
    direction: 0 | 1,
    limit: number,
    sink: DissectionSink,
  ): void {
    const length = end - start;
    if (length > limit) {
      if (this.dissector) sink.anomaly('message-too-long');
      this.stop(direction);
      return;
    }
    const held = this.held[direction];
    if (held && held.octets === octets) {
      if (start > 0) held.octets.bytes.copyWithin(0, start, end);
      held.length = length;
      return;
    }
    const bytes = this.allocate(Math.max(512, length * 2), direction, sink);
    if (!bytes) return;
    octets.bytes.copy(bytes, 0, start, end);
    this.release(direction);
    this.held[direction] = { octets: octetsOf(bytes), length };
  }

  /** Memory for held octets; nothing, and the direction stopped, when the budget of all flows is used up. */
  private allocate(size: number, direction: 0 | 1, sink: DissectionSink): Buffer | undefined {
    if (!this.budget.take(size)) {
      sink.anomaly('hold-budget-exhausted');
      this.stop(direction);
      return undefined;
    }
    return Buffer.allocUnsafe(size);
  }

  private release(direction: 0 | 1): void {
    const held = this.held[direction];
    if (!held) return;
    this.budget.giveBack(held.octets.bytes.length);
    this.held[direction] = undefined;
  }

  private append(
    held: Held,
    octets: Octets,
    start: number,
    end: number,
    direction: 0 | 1,
    sink: DissectionSink,
  ): Held | undefined {
    const limit = this.dissector?.limits.heldOctets ?? RECOGNITION_OCTETS;
    const length = held.length + (end - start);
    if (length > limit + 65_536) {
      if (this.dissector) sink.anomaly('message-too-long');
      this.stop(direction);
      return undefined;
    }
    if (length > held.octets.bytes.length) {
      const bytes = this.allocate(length * 2, direction, sink);
      if (!bytes) return undefined;
      held.octets.bytes.copy(bytes, 0, 0, held.length);
      this.budget.giveBack(held.octets.bytes.length);
      held.octets = octetsOf(bytes);
    }
    octets.bytes.copy(held.octets.bytes, held.length, start, end);
    held.length = length;
    return held;
  }

  private stop(direction: 0 | 1): void {
    this.stopped[direction] = true;
    this.release(direction);
    if (this.stopped[0] && this.stopped[1]) this.finished = true;
  }
}
