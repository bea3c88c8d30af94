/**
 * Finds addresses behind which several systems stand (address translation): one system begins every packet with the same
 * time to live, and its TCP timestamps (RFC 7323 5.4) go forward at one rate. Two times to live, or two clocks, that take
 * turns are two systems; one after the other may be one that was set up anew. Domain specification B.0.
 *
 * Numbers per address until it gives cause to look closer, records for a bounded number of them from then on.
 */

import { ADDRESS_LIMIT } from './host-table.ts';

/** Addresses, and pairs of addresses, that are looked at closely in a run. */
export const WATCHED_LIMIT = 1 << 12;
/** Connections that one system must have begun, and changes from one system to another, before it is said. */
const CONNECTIONS = 3;
const TURNS = 3;
/** Connections that show one clock before it is believed. */
const CLOCK_CONNECTIONS = 4;
/** Different clocks towards one address beyond which the sender invents the timestamps of each connection. */
const CLOCKS = 3;
/** Ticks in a second that systems use. */
const RATES = [1_000, 500, 250, 200, 100, 10, 2] as const;
/** How far a measured rate may be from these, and how long a rate must have been watched. */
const RATE_TOLERANCE = 0.03;
const RATE_SECONDS = 1;
/** Ticks by which a clock may seem to be early or late: packets wait on their way. */
const JITTER_TICKS = 50;
const FASTEST = 1_000;
/**
 * A clock that is off by less is the same one, gone unevenly (a Mac's timestamps fall behind by some percent): seconds, and
 * share of the time that has passed. Of such a clock nothing is concluded.
 */
const UNEVEN_SECONDS = 5;
const UNEVEN_SHARE = 0.2;

/** Initial times to live that tell systems apart. 32 does not: route tracing counts up from 1. */
const TELLING_TTLS: readonly number[] = [64, 128, 255];
/** Clocks of pairs of addresses remembered by slot. */
const PAIR_SLOTS = 1 << 12;
const PAIR_WORDS = 3; // source, destination, ticks

/** The SYN of a new connection. */
export interface ConnectionStart {
  /** Address ids. */
  readonly source: number;
  readonly destination: number;
  /** Lower word of the MAC that sent the frame; two stations that use one address are no address translation. */
  readonly mac: number;
  /** Time to live as it arrived, and as it began. */
  readonly ttl: number;
  readonly initialTtl: number;
  /** Timestamp, unsigned; -1 without one. */
  readonly timestamp: number;
  /** Instant in microseconds. */
  readonly micros: number;
}

/** Told of what is found. Each is said once. */
export interface TranslationSink {
  /** The system that began this connection is one of several behind its source; `name` tells it from the others there. */
  system(name: string): void;
  /** So many systems with equal clocks stand behind the source: which is which cannot be told. */
  severalAlike(count: number): void;
}

interface Stack {
  readonly ttl: number;
  connections: number;
  isNamed: boolean;
}

interface WatchedStacks {
  readonly mac: number;
  readonly stacks: Map<number, Stack>;
  last: number;
  turns: number;
  /** A time to live that changes within one system, or a second station: nothing can be said. */
  isErratic: boolean;
}

interface Clock {
  ticks: number;
  micros: number;
  /** Ticks in a second; 0 while unknown. */
  rate: number;
  connections: number;
  isNamed: boolean;
}

interface WatchedClocks {
  readonly mac: number;
  readonly clocks: Clock[];
  last: Clock | undefined;
  turns: number;
  isErratic: boolean;
  told: number;
}

export class TranslatedAddresses {
  /** By address id: bits of the initial times to live seen. */
  private ttls = new Uint8Array(1_024);
  private readonly stacks = new Map<number, WatchedStacks>();
  private readonly pairs = new Int32Array(PAIR_SLOTS * PAIR_WORDS).fill(-1);
  private readonly pairMicros = new Float64Array(PAIR_SLOTS);
  /** By the source times ADDRESS_LIMIT plus the destination. */
  private readonly clocks = new Map<number, WatchedClocks>();
  /** Addresses of which systems were named by their time to live. */
  private readonly named = new Set<number>();

  /** Takes the SYN of a new connection. */
  see(start: ConnectionStart, sink: TranslationSink): void {
    if (start.source < 0 || start.destination < 0) return;
    this.seeTtl(start, sink);
    if (start.timestamp > 0) this.seeClock(start, sink);
  }

  private seeTtl(start: ConnectionStart, sink: TranslationSink): void {
    const { source, ttl, initialTtl, mac } = start;
    const index = TELLING_TTLS.indexOf(initialTtl);
    if (index < 0) return;
    if (source >= this.ttls.length) {
      const larger = new Uint8Array(Math.max(source + 1, this.ttls.length * 2));
      larger.set(this.ttls);
      this.ttls = larger;
    }
    const bits = (this.ttls[source] ?? 0) | (1 << index);
    this.ttls[source] = bits;
    if ((bits & (bits - 1)) === 0) return;
    let watched = this.stacks.get(source);
    if (!watched) {
      if (this.stacks.size >= WATCHED_LIMIT) return;
      watched = { mac, stacks: new Map(), last: initialTtl, turns: 0, isErratic: false };
      this.stacks.set(source, watched);
    }
    const stack = watched.stacks.get(initialTtl) ?? { ttl, connections: 0, isNamed: false };
    watched.stacks.set(initialTtl, stack);
    if (stack.ttl !== ttl || watched.mac !== mac) watched.isErratic = true;
    if (watched.isErratic) return;
    stack.connections++;
    if (watched.last !== initialTtl) watched.turns++;
    watched.last = initialTtl;
    const sure = [...watched.stacks.values()].filter(({ connections }) => connections >= CONNECTIONS);
    if (watched.turns < TURNS || sure.length < 2 || stack.isNamed || stack.connections < CONNECTIONS) return;
    stack.isNamed = true;
    this.named.add(source);
    sink.system(`ttl-${initialTtl}`);
  }

  private seeClock(start: ConnectionStart, sink: TranslationSink): void {
    const { source, destination, timestamp, micros } = start;
    const key = source * ADDRESS_LIMIT + destination;
    const watched = this.clocks.get(key);
    if (watched) {
      this.watchClock(watched, start, sink);
      return;
    }
    const slot = (Math.imul(source, 0x9e3779b1) ^ Math.imul(destination, 0x85ebca6b)) & (PAIR_SLOTS - 1);
    const at = slot * PAIR_WORDS;
    const isKnown = this.pairs[at] === source && this.pairs[at + 1] === destination;
    const before: Clock = {
      ticks: this.pairs[at + 2] ?? 0,
      micros: this.pairMicros[slot] ?? 0,
      ...{ rate: 0, connections: 1, isNamed: false },
    };
    if (isKnown && !isNearClock(before, timestamp, micros) && this.clocks.size < WATCHED_LIMIT) {
      const fresh: WatchedClocks = {
        ...{ mac: start.mac, clocks: [before], last: before, turns: 0, isErratic: false, told: 0 },
      };
      this.clocks.set(key, fresh);
      this.watchClock(fresh, start, sink);
    }
    this.pairs[at] = source;
    this.pairs[at + 1] = destination;
    this.pairs[at + 2] = timestamp;
    this.pairMicros[slot] = micros;
  }

  private watchClock(watched: WatchedClocks, start: ConnectionStart, sink: TranslationSink): void {
    if (watched.mac !== start.mac) watched.isErratic = true;
    if (watched.isErratic) return;
    const { timestamp, micros, source } = start;
    let clock = watched.clocks.find((known) => isSameClock(known, timestamp, micros));
    if (clock) tick(clock, timestamp, micros);
    else {
      if (watched.clocks.some((known) => isNearClock(known, timestamp, micros))) watched.isErratic = true;
      clock = { ticks: timestamp, micros, rate: 0, connections: 1, isNamed: false };
      watched.clocks.push(clock);
      if (watched.clocks.length > CLOCKS) watched.isErratic = true;
    }
    if (watched.last !== clock) watched.turns++;
    watched.last = clock;
    const sure = watched.clocks.filter(
      ({ rate, connections }) => rate > 0 && connections >= CLOCK_CONNECTIONS,
    );
    if (watched.isErratic || watched.turns < TURNS || sure.length < 2) return;
    const rates = new Set(sure.map(({ rate }) => rate));
    if (rates.size === sure.length) {
      if (this.named.has(source) || clock.isNamed || !sure.includes(clock)) return;
      clock.isNamed = true;
      sink.system(`clock-${clock.rate}`);
    } else if (watched.told < sure.length) {
      watched.told = sure.length;
      sink.severalAlike(sure.length);
    }
  }
}

/** Whether a clock can show `ticks` at `micros`, after what it showed last. */
function isSameClock(clock: Clock, ticks: number, micros: number): boolean {
  const seconds = (micros - clock.micros) / 1e6;
  const passed = (ticks - clock.ticks) | 0;
  if (seconds < 0 || passed < -JITTER_TICKS) return false;
  if (clock.rate > 0) {
    const expected = clock.rate * seconds;
    return Math.abs(passed - expected) <= JITTER_TICKS + expected * RATE_TOLERANCE;
  }
  if (seconds < RATE_SECONDS) return passed <= seconds * FASTEST + JITTER_TICKS;
  return rateOf(passed, seconds) > 0;
}

/** Whether a clock that goes unevenly might show `ticks` at `micros`. */
function isNearClock(clock: Clock, ticks: number, micros: number): boolean {
  const seconds = (micros - clock.micros) / 1e6;
  const passed = (ticks - clock.ticks) | 0;
  const slack = FASTEST * (UNEVEN_SECONDS + UNEVEN_SHARE * Math.abs(seconds));
  const slowest = clock.rate * seconds;
  const fastest = (clock.rate || FASTEST) * seconds;
  return passed >= slowest - slack && passed <= fastest + slack;
}

function tick(clock: Clock, ticks: number, micros: number): void {
  const seconds = (micros - clock.micros) / 1e6;
  if (clock.rate === 0) {
    // Until the rate is known the first sight stays the point that it is measured from.
    clock.rate = seconds < RATE_SECONDS ? 0 : rateOf((ticks - clock.ticks) | 0, seconds);
    clock.connections++;
    if (clock.rate === 0) return;
  } else clock.connections++;
  clock.ticks = ticks;
  clock.micros = micros;
}

/** The usual rate that so many ticks in so many seconds show; 0 for none. */
function rateOf(ticks: number, seconds: number): number {
  return RATES.find((rate) => Math.abs(ticks - rate * seconds) <= rate * seconds * RATE_TOLERANCE + 1) ?? 0;
}
