/**
 * A whole TCP conversation for tests and samples: handshake, data both ways with right sequence numbers, FIN or RST.
 *
 *   const frames = new TcpConversation({ client, server, startMicros }).open().client(request).server(reply).close().frames;
 */

import type { CaptureFrame } from './capture-writer.ts';
import { ethernet, type VlanTag } from './frame-builder.ts';
import { hex, octets, u16, zeros } from './octet-builder.ts';
import { ipv4, ipv6, TCP_FLAG, tcp } from './packet-builder.ts';

/** One end. `nextHopMac` is where its frames go: the other end's MAC unless a router stands between. */
export interface TcpEnd {
  readonly mac: string;
  readonly ip: string;
  readonly port: number;
  readonly nextHopMac?: string;
  /** VLAN tags of the frames that this end sends. */
  readonly vlans?: readonly VlanTag[];
  readonly ttl?: number;
  readonly window?: number;
  /** Options of its SYN; maximum segment size 1460, SACK permitted, window scale 7 unless stated. */
  readonly synOptions?: Uint8Array;
  readonly initialSequence?: number;
}

export interface TcpConversationOptions {
  readonly client: TcpEnd;
  readonly server: TcpEnd;
  readonly startMicros?: number;
  /** Time between two frames. */
  readonly gapMicros?: number;
  /** Largest payload of one segment. */
  readonly segmentOctets?: number;
  /** Whether each run of data is acknowledged by an empty segment; true unless stated. */
  readonly acknowledge?: boolean;
}

interface EndState {
  readonly end: TcpEnd;
  next: number;
  identification: number;
}

const { fin: FIN, syn: SYN, rst: RST, psh: PSH, ack: ACK } = TCP_FLAG;
const DEFAULT_SYN_OPTIONS = octets(2, 4, u16(1460), hex('0402'), 1, hex('030307'));

export class TcpConversation {
  readonly frames: CaptureFrame[] = [];
  private readonly options: TcpConversationOptions;
  private readonly clientState: EndState;
  private readonly serverState: EndState;
  private now: number;

  constructor(options: TcpConversationOptions) {
    this.options = options;
    this.clientState = {
      end: options.client,
      next: options.client.initialSequence ?? 1_000,
      identification: 1,
    };
    this.serverState = {
      end: options.server,
      next: options.server.initialSequence ?? 5_000,
      identification: 1,
    };
    this.now = options.startMicros ?? 0;
  }

  /** Time of the next frame. */
  get micros(): number {
    return this.now;
  }

  /** SYN, SYN-ACK, ACK. */
  open(): this {
    this.send(this.clientState, this.serverState, SYN, zeros(0));
    this.send(this.serverState, this.clientState, SYN | ACK, zeros(0));
    return this.send(this.clientState, this.serverState, ACK, zeros(0));
  }

  /** SYN, and the RST of a server that does not listen (RFC 9293 section 3.10.7.1: sequence number 0). */
  refused(): this {
    this.send(this.clientState, this.serverState, SYN, zeros(0));
    this.serverState.next = 0;
    return this.reset('server');
  }

  /** Data from the client, in segments. */
  client(data: Uint8Array): this {
    return this.data(this.clientState, this.serverState, data);
  }

  /** Data from the server, in segments. */
  server(data: Uint8Array): this {
    return this.data(this.serverState, this.clientState, data);
  }

  /** FIN of the client, FIN of the server, last ACK. */
  close(): this {
    this.send(this.clientState, this.serverState, FIN | ACK, zeros(0));
    this.send(this.serverState, this.clientState, FIN | ACK, zeros(0));
    return this.send(this.clientState, this.serverState, ACK, zeros(0));
  }

  /** RST of the given end. */
  reset(from: 'client' | 'server'): this {
    const [sender, receiver] =
      from === 'client' ? [this.clientState, this.serverState] : [this.serverState, this.clientState];
    return this.send(sender, receiver, RST | ACK, zeros(0));
  }

  /** Lets time pass before the next frame. */
  wait(micros: number): this {
    this.now += micros;
    return this;
  }

  private data(sender: EndState, receiver: EndState, data: Uint8Array): this {
    const size = this.options.segmentOctets ?? 1_460;
    for (let at = 0; at < data.length; at += size) {
      const part = data.subarray(at, at + size);
      this.send(sender, receiver, at + size >= data.length ? PSH | ACK : ACK, part);
    }
    if (this.options.acknowledge ?? true) this.send(receiver, sender, ACK, zeros(0));
    return this;
  }

  private send(sender: EndState, receiver: EndState, flags: number, payload: Uint8Array): this {
    const { end } = sender;
    const peer = receiver.end;
    const header = {
      sourcePort: end.port,
      destinationPort: peer.port,
      sequence: sender.next,
      acknowledgement: flags & ACK ? receiver.next : 0,
      flags,
      ...(end.window === undefined ? {} : { window: end.window }),
      ...(flags & SYN ? { options: end.synOptions ?? DEFAULT_SYN_OPTIONS } : {}),
    };
    sender.next = (sender.next + payload.length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
    const addresses = { source: end.ip, destination: peer.ip };
    const ttl = end.ttl ?? 64;
    const packet = end.ip.includes(':')
      ? ipv6({ ...addresses, hopLimit: ttl }, tcp(header, payload))
      : ipv4(
          { ...addresses, ttl, identification: sender.identification++ & 0xffff, dontFragment: true },
          tcp(header, payload),
        );
    const link = { source: end.mac, destination: end.nextHopMac ?? peer.mac, vlans: end.vlans ?? [] };
    this.frames.push({ micros: this.now, octets: ethernet({ ...link, pad: true }, packet) });
    this.now += this.options.gapMicros ?? 200;
    return this;
  }
}
