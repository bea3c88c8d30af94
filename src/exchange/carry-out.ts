/**
 * One exchange with one device: one socket, opened for one probe and closed after it, everything recorded packet by packet.
 * This is the only file of Wardlight that sends anything to what is monitored; `active/gates.ts` says when it may.
 *
 * Whatever the device or the network does is an outcome. What a probe says beyond its limits is a defect: it is not sent, and
 * the promise is rejected.
 */

import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { NONCE_OCTETS, type Probe, type ProbeSettings, type ProbeTalk } from '../active/probe.ts';
import type { Outcome, RecordedExchange, RecordedPacket } from '../active/recorded-exchange.ts';

/** Longest wait for a connection, longest silence that is borne, and longest exchange. */
const CONNECT_LIMIT_MS = 5_000;
const ANSWER_LIMIT_MS = 5_000;
const EXCHANGE_LIMIT_MS = 15_000;
/** Shortest time between two packets to a device: one a second. */
const PACE_MS = 1_000;
/** Longest time that the last octets may take to leave. */
const CLOSE_LIMIT_MS = 1_000;
/** Packets that are recorded of one exchange; a device that sends its answer in more is broken off. */
const PACKET_LIMIT = 256;
/** Longest packet that is recorded as one; a longer piece of a stream becomes several. */
const PIECE_OCTETS = 16_384;

export interface ExchangeOptions {
  /** Random octets, `NONCE_OCTETS` of them. */
  readonly nonce: Uint8Array;
  readonly paceMillis?: number;
  readonly answerMillis?: number;
  readonly exchangeMillis?: number;
  /** Breaks the exchange off. */
  readonly signal?: AbortSignal | undefined;
}

export interface Target {
  readonly address: string;
  readonly port: number;
}

/** How octets go and come; both kinds of socket behind one shape. */
interface Line {
  send(octets: Uint8Array): void;
  /** Closes at once; nothing comes afterwards. */
  close(): void;
}

interface LineEvents {
  readonly opened: () => void;
  readonly received: (octets: Uint8Array) => void;
  readonly closed: () => void;
  readonly failed: (error: NodeJS.ErrnoException) => void;
}

/** Sends a probe to a device and records what passes. */
export function carryOut(
  probe: Probe,
  settings: ProbeSettings,
  target: Target,
  options: ExchangeOptions,
): Promise<RecordedExchange> {
  if (options.nonce.length < NONCE_OCTETS) throw new Error('the nonce is too short');
  const talk = probe.begin(settings, options.nonce, target.address);
  return new Promise((resolve, reject) => {
    new Exchange(probe, talk, options, { resolve, reject }).run(target);
  });
}

const nowMicros = () => Math.round((performance.timeOrigin + performance.now()) * 1_000);

interface Settling {
  readonly resolve: (exchange: RecordedExchange) => void;
  readonly reject: (defect: Error) => void;
}

class Exchange {
  private readonly probe: Probe;
  private readonly talk: ProbeTalk;
  private readonly options: ExchangeOptions;
  private readonly settling: Settling;
  private readonly packets: RecordedPacket[] = [];
  private readonly begunAt = nowMicros();
  private line: Line | undefined;
  private sentMessages = 0;
  private sentOctets = 0;
  private receivedOctets = 0;
  private firstSentAt: number | undefined;
  private answerMicros: number | undefined;
  private silence: NodeJS.Timeout | undefined;
  private whole: NodeJS.Timeout | undefined;
  private pace: NodeJS.Timeout | undefined;
  private isOver = false;
  private readonly breakOff = () => this.end('broken-off');

  constructor(probe: Probe, talk: ProbeTalk, options: ExchangeOptions, settling: Settling) {
    this.probe = probe;
    this.talk = talk;
    this.options = options;
    this.settling = settling;
  }

  run(target: Target): void {
    const { signal, exchangeMillis = EXCHANGE_LIMIT_MS } = this.options;
    if (signal?.aborted) {
      this.end('broken-off');
      return;
    }
    signal?.addEventListener('abort', this.breakOff, { once: true });
    this.whole = setTimeout(() => this.end('silent'), exchangeMillis);
    this.silence = setTimeout(() => this.end('silent'), CONNECT_LIMIT_MS);
    const open = this.probe.transport === 'udp' ? openUdp : openTcp;
    this.line = open(target, {
      opened: () => this.say(this.talk.opening),
      received: (octets) => this.hear(octets),
      closed: () => this.end('closed'),
      failed: (error) => this.end(outcomeOf(error)),
    });
  }

  private awaitAnswer(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.end('silent'), this.options.answerMillis ?? ANSWER_LIMIT_MS);
  }

  private say(octets: Uint8Array): void {
    const { messages, octets: limit } = this.probe.limits;
    if (this.isOver) return;
    if (this.sentMessages + 1 > messages || this.sentOctets + octets.length > limit) {
      this.settling.reject(new Error(`the probe ${this.probe.id} says more than its limits allow`));
      this.end('broken-off');
      return;
    }
    this.sentMessages++;
    this.sentOctets += octets.length;
    const at = this.note('sent', octets);
    this.firstSentAt ??= at;
    this.line?.send(octets);
    this.awaitAnswer();
  }

  private hear(octets: Uint8Array): void {
    if (this.isOver) return;
    this.receivedOctets += octets.length;
    if (this.receivedOctets > this.probe.limits.answerOctets || this.packets.length >= PACKET_LIMIT) {
      this.end('too-much');
      return;
    }
    for (let at = 0; at < octets.length || at === 0; at += PIECE_OCTETS)
      this.note('received', octets.slice(at, at + PIECE_OCTETS));
    if (this.firstSentAt !== undefined) this.answerMicros ??= nowMicros() - this.firstSentAt;
    // What comes before the device was answered is no answer: one question at a time.
    if (this.pace !== undefined) {
      this.end('foreign', 'The device spoke before it was asked.');
      return;
    }
    const turn = this.talk.take(octets);
    if (turn.kind === 'wait') return;
    if (turn.kind === 'say') {
      this.pace = setTimeout(() => {
        this.pace = undefined;
        this.say(turn.octets);
      }, this.options.paceMillis ?? PACE_MS);
      return;
    }
    if (turn.farewell) this.say(turn.farewell);
    this.end(turn.answered ? 'answered' : 'foreign', turn.remark);
  }

  private note(direction: RecordedPacket['direction'], octets: Uint8Array): number {
    const at = nowMicros();
    this.packets.push({ direction, at, octets: Uint8Array.from(octets) });
    return at;
  }

  private end(outcome: Outcome, remark?: string): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const timer of [this.silence, this.whole, this.pace]) clearTimeout(timer);
    this.options.signal?.removeEventListener('abort', this.breakOff);
    this.line?.close();
    const { begunAt, answerMicros, packets } = this;
    this.settling.resolve({ outcome, remark, begunAt, endedAt: nowMicros(), answerMicros, packets });
  }
}

/** What the system's error says of the device. */
function outcomeOf({ code }: NodeJS.ErrnoException): Outcome {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'reset';
    case 'ETIMEDOUT':
      return 'silent';
    default:
      return 'unreachable';
  }
}

function openUdp({ address, port }: Target, events: LineEvents): Line {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  let isClosed = false;
  socket.on('error', events.failed);
  // Connected: datagrams of others never reach it, and a refusal of the device does.
  socket.on('connect', events.opened);
  socket.on('message', events.received);
  socket.connect(port, address);
  return {
    send: (octets) => socket.send(octets, (error) => error && events.failed(error)),
    close: () => {
      if (!isClosed) socket.close();
      isClosed = true;
    },
  };
}

function openTcp({ address, port }: Target, events: LineEvents): Line {
  const socket = connect({ host: address, port });
  socket.setNoDelay(true);
  socket.on('connect', events.opened);
  socket.on('data', events.received);
  socket.on('end', events.closed);
  socket.on('error', events.failed);
  socket.on('close', events.closed);
  return {
    send: (octets) => socket.write(octets),
    // What was said last is still sent; then both directions are closed, in order and not by a reset.
    close: () => {
      if (socket.connecting) {
        socket.destroy();
        return;
      }
      socket.end(() => socket.destroySoon());
      setTimeout(() => socket.destroy(), CLOSE_LIMIT_MS).unref();
    },
  };
}
