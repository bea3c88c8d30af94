/**
 * Observes how the TCP stack of a host writes the first packet of a connection and the answer to it, and whether several
 * systems do so from one address. Called for packets with SYN alone; a host mostly repeats itself, so a number for the form
 * is compared first and the text made for a new one.
 */

import { NO_RECORD } from '../flow/record-table.ts';
import { TranslatedAddresses, type TranslationSink } from '../flow/translated-addresses.ts';
import type { Frame } from '../wire/frame.ts';
import { type Packet, TCP_ACK } from '../wire/packet.ts';
import { initialTtl, readStackTraits, tcpStackHash, tcpStackText } from '../wire/tcp-stack.ts';
import type { ObservationRecorder } from './observation-recorder.ts';
import type { PacketSight } from './packet-sight.ts';

/** Forms recorded in a run: a flood of invented senders must not crowd out what others say. */
export const TCP_STACK_LIMIT = 1 << 16;
/** Forms remembered by slot. */
const SEEN_SLOTS = 1 << 12;
const PAIR = 2;

export class TcpStackObserver implements TranslationSink {
  /** Source address id and form, pair by pair. */
  private readonly seen = new Int32Array(SEEN_SLOTS * PAIR).fill(NO_RECORD);
  private recorded = 0;
  private readonly shared = new TranslatedAddresses();
  private readonly traits = { timestamp: -1, isComplete: false };
  /** The SYN in hand, while `shared` looks at it. */
  private frame: Frame | undefined;
  private readonly packet: Packet;
  private readonly sight: PacketSight;
  private readonly recorder: ObservationRecorder;

  constructor(packet: Packet, sight: PacketSight, recorder: ObservationRecorder) {
    this.packet = packet;
    this.sight = sight;
    this.recorder = recorder;
  }

  /** Looks at the SYN or SYN-ACK in hand, which the address with id `source` sent. */
  see(frame: Frame, source: number): void {
    const { tcpStart, payloadStart, tcpFlags, ttl } = this.packet;
    const { view } = frame.octets;
    const answers = (tcpFlags & TCP_ACK) !== 0;
    const form = tcpStackHash(view, tcpStart, payloadStart, ttl) ^ (answers ? -1 : 0);
    const slot = (Math.imul(source, 31) ^ form) & (SEEN_SLOTS - 1);
    if (this.seen[slot * PAIR] === source && this.seen[slot * PAIR + 1] === form) return;
    if (this.recorded >= TCP_STACK_LIMIT) return;
    this.recorded++;
    this.seen[slot * PAIR] = source;
    this.seen[slot * PAIR + 1] = form;
    this.sight.look(frame, 'tcp', answers ? 1 : 0);
    this.recorder.tcpStack(answers ? 'syn-ack' : 'syn', tcpStackText(view, tcpStart, payloadStart, ttl));
  }

  /** Looks at the SYN in hand that begins a connection between the addresses with these ids. */
  seeStart(frame: Frame, source: number, destination: number): void {
    const { packet, traits } = this;
    if (!packet.hasMac) return;
    readStackTraits(frame.octets.view, packet.tcpStart, packet.payloadStart, traits);
    // Scanners write bare headers of their own beside the system that they run on.
    if (!traits.isComplete) return;
    const { ttl, sourceMacLow: mac } = packet;
    const { timestamp } = traits;
    const { micros } = frame;
    this.frame = frame;
    this.shared.see({ source, destination, mac, ttl, initialTtl: initialTtl(ttl), timestamp, micros }, this);
  }

  system(name: string): void {
    const { frame, packet } = this;
    if (!frame) return;
    this.sight.look(frame, 'tcp', 0);
    const form = tcpStackText(frame.octets.view, packet.tcpStart, packet.payloadStart, packet.ttl);
    this.recorder.systemBehind(name, form);
  }

  severalAlike(count: number): void {
    if (!this.frame) return;
    this.sight.look(this.frame, 'tcp', 0);
    this.recorder.sharedAddress(count);
  }
}
