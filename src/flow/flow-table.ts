/**
 * The flows of the moment: one entry of 64 octets each in one typed array, found by open addressing over an unordered
 * pair of endpoints. A sweep hand looks at one slot per packet and ends what has been silent too long; at the hard limit
 * the oldest flow near the hand makes room. Design and figures: docs/performance.md.
 *
 *   word 0 address A   1 address B   2 port A << 16 | port B   3 key: 1 | IPv6 << 1 | protocol << 8 | VLAN << 16
 *   word 4 user word A   5 user word B   6-7 octets A to B (double)   8-9 octets B to A (double)
 *   word 10 packets A to B   11 packets B to A   12 first second   13 last second   14 state   15 user word
 *
 * A is the endpoint with the smaller (address, port). Addresses are IPv4 words or interned IPv6 ids.
 */

/** 32-bit words of an entry. */
export const FLOW_WORDS = 16;
export const FLOW_ADDRESS_A = 0;
export const FLOW_ADDRESS_B = 1;
export const FLOW_PORTS = 2;
export const FLOW_KEY = 3;
/** Free for the owner of the table, one per endpoint; 0 in a new flow. */
export const FLOW_HOST_A = 4;
export const FLOW_HOST_B = 5;
/** Index into `doubles` is (slot * FLOW_WORDS) / 2 plus these. */
export const FLOW_OCTETS_AB = 3;
export const FLOW_OCTETS_BA = 4;
export const FLOW_PACKETS_AB = 10;
export const FLOW_PACKETS_BA = 11;
export const FLOW_FIRST_SECOND = 12;
export const FLOW_LAST_SECOND = 13;
/** Flags and counters of the owner of the table; FLOW_CLOSED among them is read here. */
export const FLOW_STATE = 14;
/** Bit of FLOW_STATE: both ends have said that they are done, so the flow needs no long memory. */
export const FLOW_CLOSED = 1 << 30;
/** Free for the owner of the table; NO_USER_WORD in a new flow. */
export const FLOW_USER = 15;
export const NO_USER_WORD = -1;

const KEY_USED = 1;
const KEY_IPV6 = 2;

/** IP protocol number of a flow, from its FLOW_KEY. */
export function flowTransport(key: number): number {
  return (key >>> 8) & 0xff;
}

/** Whether the addresses of a flow are interned IPv6 ids, from its FLOW_KEY. */
export function isIpv6Flow(key: number): boolean {
  return (key & KEY_IPV6) !== 0;
}

export interface FlowTableOptions {
  /** Slots at the start; a power of two. */
  readonly firstSlots: number;
  /** Slots at most; a power of two. 64 octets each. */
  readonly maxSlots: number;
  /** Random per start: hostile traffic must not be able to collide on purpose. */
  readonly seed: number;
  /** Seconds of silence that end a flow, TCP and all others. */
  readonly tcpIdleSeconds: number;
  readonly otherIdleSeconds: number;
  /** Seconds that a closed flow stays, for stragglers and repeats. */
  readonly closedIdleSeconds: number;
  /** Called with the slot of a flow that ends, before the slot is freed. */
  readonly onEnd: (slot: number) => void;
}

/** Share of used slots at which the table grows or, at its limit, evicts. */
const LOAD_LIMIT = 0.6;
/** Used slots that an eviction compares. */
const EVICTION_WINDOW = 16;
/** Growth of a small table, and of a large one, of which two must not stand in memory at four times the need. */
const GROWTH = 4;
const LARGE_GROWTH = 2;
const LARGE_SLOTS = 1 << 18;
const IP_TCP = 6;

export class FlowTable {
  /** Entries; replaced when the table grows: do not keep a reference. */
  words: Int32Array;
  /** The same memory as doubles. */
  doubles: Float64Array;
  /** Flows in the table. */
  count = 0;
  /** Flows that had to end early because the table was full. */
  evicted = 0;
  /** Whether the last `find` made a new flow. */
  created = false;
  /** Whether the source of the last `find` is endpoint B. */
  reversed = false;
  private mask: number;
  private hand = 0;
  private ceiling: number;
  private readonly options: FlowTableOptions;

  constructor(options: FlowTableOptions) {
    this.options = options;
    this.words = new Int32Array(options.firstSlots * FLOW_WORDS);
    this.doubles = new Float64Array(this.words.buffer);
    this.mask = options.firstSlots - 1;
    this.ceiling = Math.floor(options.firstSlots * LOAD_LIMIT);
  }

  private hash(a: number, b: number, ports: number, key: number): number {
    let hash =
      Math.imul(a ^ this.options.seed, 0x9e3779b1) ^
      Math.imul(b, 0x85ebca6b) ^
      Math.imul(ports + key, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) & this.mask;
  }

  /**
   * Slot of the flow between two endpoints, made when it is new (`created`); `reversed` tells the direction.
   * `vlan` is 0 unless the site re-uses addresses between VLANs. `second` is the time of a new flow.
   */
  find(
    source: number,
    destination: number,
    sourcePort: number,
    destinationPort: number,
    protocol: number,
    ipv6: boolean,
    vlan: number,
    second: number,
  ): number {
    const reversed = source > destination || (source === destination && sourcePort > destinationPort);
    const a = reversed ? destination : source;
    const b = reversed ? source : destination;
    const ports = reversed ? (destinationPort << 16) | sourcePort : (sourcePort << 16) | destinationPort;
    const key = (vlan << 16) | (protocol << 8) | (ipv6 ? KEY_IPV6 | KEY_USED : KEY_USED);
    this.reversed = reversed;
    const words = this.words;
    let slot = this.hash(a, b, ports, key);
    for (;;) {
      const at = slot * FLOW_WORDS;
      const stored = words[at + FLOW_KEY];
      if (stored === 0) break;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === ports && stored === key) {
        this.created = false;
        return slot;
      }
      slot = (slot + 1) & this.mask;
    }
    this.created = true;
    if (this.count >= this.ceiling) {
      this.makeRoom();
      slot = this.hash(a, b, ports, key);
      while (this.words[slot * FLOW_WORDS + FLOW_KEY] !== 0) slot = (slot + 1) & this.mask;
    }
    this.count++;
    const at = slot * FLOW_WORDS;
    const fresh = this.words;
    fresh[at] = a;
    fresh[at + 1] = b;
    fresh[at + 2] = ports;
    fresh[at + 3] = key;
    for (let word = 4; word < FLOW_USER; word++) fresh[at + word] = 0;
    fresh[at + FLOW_USER] = NO_USER_WORD;
    fresh[at + FLOW_FIRST_SECOND] = second;
    fresh[at + FLOW_LAST_SECOND] = second;
    return slot;
  }

  /** The flow in `slot` begins again at `second`, between the same ends with the same owner's words: nothing is counted yet. */
  startAnew(slot: number, second: number): void {
    const at = slot * FLOW_WORDS;
    const { words, doubles } = this;
    doubles[(at >> 1) + FLOW_OCTETS_AB] = 0;
    doubles[(at >> 1) + FLOW_OCTETS_BA] = 0;
    words[at + FLOW_PACKETS_AB] = 0;
    words[at + FLOW_PACKETS_BA] = 0;
    words[at + FLOW_FIRST_SECOND] = second;
    words[at + FLOW_STATE] = 0;
  }

  /** Looks at one slot and ends its flow when it has been silent too long at `second`. Call once per packet. */
  sweep(second: number): void {
    const slot = this.hand;
    this.hand = (slot + 1) & this.mask;
    const at = slot * FLOW_WORDS;
    const key = this.words[at + FLOW_KEY] ?? 0;
    if (key === 0) return;
    const { closedIdleSeconds, otherIdleSeconds, tcpIdleSeconds } = this.options;
    const idle = second - (this.words[at + FLOW_LAST_SECOND] ?? 0);
    if (idle <= closedIdleSeconds) return;
    const closed = ((this.words[at + FLOW_STATE] ?? 0) & FLOW_CLOSED) !== 0;
    const limit = closed
      ? closedIdleSeconds
      : flowTransport(key) === IP_TCP
        ? tcpIdleSeconds
        : otherIdleSeconds;
    if (idle > limit) this.end(slot);
  }

  /** Ends the flow in `slot` and frees it, closing the gap that it leaves in the probe sequence. */
  end(slot: number): void {
    this.options.onEnd(slot);
    this.count--;
    const words = this.words;
    const mask = this.mask;
    let hole = slot;
    for (let next = (slot + 1) & mask; ; next = (next + 1) & mask) {
      const at = next * FLOW_WORDS;
      const key = words[at + FLOW_KEY] ?? 0;
      if (key === 0) break;
      const home = this.hash(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, key);
      // The entry may move into the hole unless its home lies cyclically within (hole, next].
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        words.copyWithin(hole * FLOW_WORDS, at, at + FLOW_WORDS);
        hole = next;
      }
    }
    words.fill(0, hole * FLOW_WORDS, (hole + 1) * FLOW_WORDS);
  }

  /** Ends every flow, in slot order, and gives the memory of a grown table back. */
  endAll(): void {
    for (let slot = 0; slot <= this.mask; slot++) {
      if (this.words[slot * FLOW_WORDS + FLOW_KEY] !== 0) this.options.onEnd(slot);
    }
    this.count = 0;
    this.allocate(this.options.firstSlots);
  }

  /** Shows every flow by its slot, in slot order. The visitor may change the entry, and not the table. */
  visit(see: (slot: number) => void): void {
    for (let slot = 0; slot <= this.mask; slot++) {
      if (this.words[slot * FLOW_WORDS + FLOW_KEY] !== 0) see(slot);
    }
  }

  private allocate(slots: number): void {
    this.words = new Int32Array(slots * FLOW_WORDS);
    this.doubles = new Float64Array(this.words.buffer);
    this.mask = slots - 1;
    this.ceiling = Math.floor(slots * LOAD_LIMIT);
    this.hand = 0;
  }

  /** Slots of the table as it is now. */
  get slots(): number {
    return this.mask + 1;
  }

  private makeRoom(): void {
    const slots = this.mask + 1;
    if (slots < this.options.maxSlots)
      this.rehash(Math.min(slots * (slots < LARGE_SLOTS ? GROWTH : LARGE_GROWTH), this.options.maxSlots));
    else this.evictOldest();
  }

  private rehash(slots: number): void {
    const old = this.words;
    this.allocate(slots);
    const { words } = this;
    for (let at = 0; at < old.length; at += FLOW_WORDS) {
      const key = old[at + FLOW_KEY] ?? 0;
      if (key === 0) continue;
      let slot = this.hash(old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0, key);
      while (words[slot * FLOW_WORDS + FLOW_KEY] !== 0) slot = (slot + 1) & this.mask;
      const to = slot * FLOW_WORDS;
      for (let word = 0; word < FLOW_WORDS; word++) words[to + word] = old[at + word] ?? 0;
    }
  }

  private evictOldest(): void {
    let oldest = -1;
    let oldestSecond = Number.POSITIVE_INFINITY;
    for (let seen = 0; seen < EVICTION_WINDOW; this.hand = (this.hand + 1) & this.mask) {
      const at = this.hand * FLOW_WORDS;
      if (this.words[at + FLOW_KEY] === 0) continue;
      seen++;
      const last = this.words[at + FLOW_LAST_SECOND] ?? 0;
      if (last < oldestSecond) {
        oldestSecond = last;
        oldest = this.hand;
      }
    }
    this.evicted++;
    this.end(oldest);
  }
}
