/**
 * Who was seen: stations (MAC), addresses (IP) and the bindings between them (this MAC sent packets from this address),
 * which are what facts are recorded against. An address behind a router is bound to the router's MAC; the time to live
 * and ARP tell later which binding is the owner's. Integers only; `identify` turns them into devices.
 */

import { formatIpv4, formatIpv6, isUnicastIpv4, parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import { formatMac, macWords } from '../base/mac-address.ts';
import { NO_VLAN } from '../wire/packet.ts';
import { NO_RECORD, RecordTable } from './record-table.ts';
import { ServiceTable } from './service-table.ts';

/** Hard limits: stations, addresses, bindings, pairs of addresses that talked, deliveries, claims. */
export const STATION_LIMIT = 1 << 19;
export const ADDRESS_LIMIT = 1 << 20;
export const BINDING_LIMIT = 1 << 20;
export const PAIR_LIMIT = 1 << 20;
export const DELIVERY_LIMIT = 1 << 20;
export const CLAIM_LIMIT = 1 << 20;
/** VLANs remembered per station. */
export const VLANS_PER_STATION = 16;

export const STATION_WORDS = 6; // high, low, last VLAN, frames without IP, flags, frames taken
export const STATION_DOUBLES = 3; // first, last, octets of frames without IP
const STATION_TAKEN = 5;
export const ADDRESS_WORDS = 14; // four words, version, peers, packets sent and received, then those named below
export const ADDRESS_PEERS = 5;
/**
 * Low words of the MACs that last sent from, and last got packets for, an address, and the binding with the first: most
 * packets repeat them, and need no look-up.
 */
const ADDRESS_SENT_BY = 8;
const ADDRESS_HANDED_TO = 9;
export const ADDRESS_BINDING = 10;
/** Conversations of which both directions, and only one, were seen. */
const ADDRESS_BOTH_WAYS = 11;
const ADDRESS_ONE_WAY = 12;
/** 1 once packets that it had sent were counted and taken, or somebody else's record told of the host. */
const ADDRESS_TAKEN = 13;
export const ADDRESS_DOUBLES = 4; // first, last, octets sent, octets received
export const BINDING_WORDS = 4; // station, address, greatest TTL, flags
export const BINDING_DOUBLES = 2;

/** Binding flags: packets arrived with a TTL that only the sender itself writes; with one that a router has lowered. */
const TTL_ORIGINAL = 1;
const TTL_LOWERED = 2;

/** Third word of the key of an IPv4 address: the mapped form of RFC 4291 2.5.5.2. */
const IPV4_MAPPED = 0xffff;
/** Link-local multicast is sent with a time to live of 1 to 4, which says nothing about routers. */
const LINK_LOCAL_TTL = 4;

export interface Station {
  readonly id: number;
  readonly mac: string;
  readonly macHigh: number;
  readonly macLow: number;
  readonly vlans: readonly number[];
  readonly firstAt: number;
  readonly lastAt: number;
  /** Frames without IP that it sent, and their octets. */
  readonly linkFrames: number;
  readonly linkOctets: number;
}

export interface Address {
  readonly id: number;
  readonly ip: string;
  readonly version: 4 | 6;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly peers: number;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly octetsSent: number;
  readonly octetsReceived: number;
  /** TCP conversations of which both directions were seen, and of which one carried data and the other was never seen. */
  readonly bothWays: number;
  readonly oneWay: number;
}

export interface Binding {
  readonly id: number;
  /** Station id, or NO_RECORD for a link layer without MAC. */
  readonly station: number;
  /** Address id, or NO_RECORD for frames without IP. */
  readonly address: number;
  readonly ttlOriginal: boolean;
  readonly ttlLowered: boolean;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** True for a time to live that a host's own stack writes, so that no router has touched the packet. */
function isOriginalTtl(ttl: number): boolean {
  return ttl === 64 || ttl === 128 || ttl === 255 || ttl === 32 || ttl === 60 || ttl === 30 || ttl === 200;
}

export class HostTable {
  /** Of the addresses. */
  readonly services: ServiceTable;
  readonly stations: RecordTable;
  readonly addresses: RecordTable;
  readonly bindings: RecordTable;
  /** Loopback addresses are hosts: the capture shows the inside of one. */
  private loopbackIsHost = false;
  readonly pairs: RecordTable;
  readonly deliveries: RecordTable;
  private readonly claims: RecordTable;
  private readonly vlans = new Map<number, number[]>();
  /** Additions refused at a limit, all tables together. */
  refused = 0;

  /** `seed` is random per start. */
  constructor(seed: number) {
    this.stations = new RecordTable({
      keyWords: 2,
      words: STATION_WORDS,
      doubles: STATION_DOUBLES,
      limit: STATION_LIMIT,
      seed,
    });
    // IPv6 has its own keys: an IPv4 address is stored as (0, 0, 0xffff, address), the mapped form of RFC 4291.
    this.addresses = new RecordTable({
      keyWords: 4,
      words: ADDRESS_WORDS,
      doubles: ADDRESS_DOUBLES,
      limit: ADDRESS_LIMIT,
      seed,
    });
    this.bindings = new RecordTable({
      keyWords: 2,
      words: BINDING_WORDS,
      doubles: BINDING_DOUBLES,
      limit: BINDING_LIMIT,
      seed,
    });
    this.pairs = new RecordTable({ keyWords: 2, words: 2, doubles: 0, limit: PAIR_LIMIT, seed });
    this.deliveries = new RecordTable({ keyWords: 2, words: 2, doubles: 0, limit: DELIVERY_LIMIT, seed });
    this.claims = new RecordTable({ keyWords: 2, words: 2, doubles: 0, limit: CLAIM_LIMIT, seed });
    this.services = new ServiceTable(seed);
  }

  /** Id of the station with this MAC, seen now in `vlan`; NO_RECORD at the limit. */
  seeStation(high: number, low: number, vlan: number, micros: number): number {
    const before = this.stations.count;
    const id = this.stations.add(high, low);
    if (id === NO_RECORD) {
      this.refused++;
      return id;
    }
    const at = id * STATION_WORDS;
    const times = id * STATION_DOUBLES;
    if (this.stations.count !== before) {
      this.stations.doubles[times] = micros;
      this.stations.words[at + 2] = NO_VLAN;
    }
    this.seeTime(this.stations.doubles, times, micros);
    if (vlan !== NO_VLAN && this.stations.words[at + 2] !== vlan) this.seeVlan(id, vlan);
    return id;
  }

  /** Captures may be read in any order: the earliest and latest instants count, not the first and last that were read. */
  private seeTime(doubles: Float64Array, first: number, micros: number): void {
    if (micros < (doubles[first] ?? 0)) doubles[first] = micros;
    if (micros > (doubles[first + 1] ?? 0)) doubles[first + 1] = micros;
  }

  private seeVlan(station: number, vlan: number): void {
    this.stations.words[station * STATION_WORDS + 2] = vlan;
    const known = this.vlans.get(station);
    if (!known) this.vlans.set(station, [vlan]);
    else if (!known.includes(vlan) && known.length < VLANS_PER_STATION) known.push(vlan);
  }

  /** MAC of a station as its two integers. */
  macOf(station: number): { readonly macHigh: number; readonly macLow: number } {
    const at = station * STATION_WORDS;
    return { macHigh: this.stations.words[at] ?? 0, macLow: this.stations.words[at + 1] ?? 0 };
  }

  /** Frames without IP that the station has sent; of those that were taken one. */
  linkFramesOf(station: number): number {
    const at = station * STATION_WORDS;
    return (this.stations.words[at + 3] ?? 0) + (this.stations.words[at + STATION_TAKEN] ?? 0);
  }

  /** Begins to count the frames of a station anew: what was counted has been reported. */
  takeLinkFrames(station: number): void {
    const at = station * STATION_WORDS;
    if ((this.stations.words[at + 3] ?? 0) > 0) this.stations.words[at + STATION_TAKEN] = 1;
    this.stations.words[at + 3] = 0;
    this.stations.doubles[station * STATION_DOUBLES + 2] = 0;
  }

  /** The station says that it forwards packets of others. */
  markForwarding(station: number): void {
    this.stations.words[station * STATION_WORDS + 4] = 1;
  }

  /** Whether the station has said that it forwards packets of others. */
  saysItForwards(station: number): boolean {
    return this.stations.words[station * STATION_WORDS + 4] === 1;
  }

  /** Counts a frame without IP. */
  countLinkFrame(station: number, octets: number): void {
    const words = station * STATION_WORDS + 3;
    this.stations.words[words] = (this.stations.words[words] ?? 0) + 1;
    const doubles = station * STATION_DOUBLES + 2;
    this.stations.doubles[doubles] = (this.stations.doubles[doubles] ?? 0) + octets;
  }

  /** Id of the IPv4 address; made when new. NO_RECORD at the limit. */
  seeIpv4(address: number, micros: number): number {
    return this.seeAddress(0, 0, IPV4_MAPPED, address, 4, micros);
  }

  /** Id of the IPv6 address; made when new. NO_RECORD at the limit. */
  seeIpv6(word0: number, word1: number, word2: number, word3: number, micros: number): number {
    // The mapped form is the IPv4 address itself, whichever of the two is seen first.
    const version = word0 === 0 && word1 === 0 && word2 === IPV4_MAPPED ? 4 : 6;
    return this.seeAddress(word0, word1, word2, word3, version, micros);
  }

  private seeAddress(
    word0: number,
    word1: number,
    word2: number,
    word3: number,
    version: 4 | 6,
    micros: number,
  ): number {
    const before = this.addresses.count;
    const id = this.addresses.add(word0, word1, word2, word3);
    if (id === NO_RECORD) this.refused++;
    else if (this.addresses.count !== before) {
      this.addresses.words[id * ADDRESS_WORDS + 4] = version;
      this.addresses.doubles[id * ADDRESS_DOUBLES] = micros;
      this.addresses.doubles[id * ADDRESS_DOUBLES + 1] = micros;
    }
    return id;
  }

  /**
   * Id of the binding (station, address), either of which may be NO_RECORD; seen now with this time to live (0: unknown).
   * NO_RECORD at the limit.
   */
  bind(station: number, address: number, ttl: number, micros: number): number {
    const before = this.bindings.count;
    const id = this.bindings.add(station, address);
    if (id === NO_RECORD) {
      this.refused++;
      return id;
    }
    const at = id * BINDING_WORDS;
    if (this.bindings.count !== before) this.bindings.doubles[id * BINDING_DOUBLES] = micros;
    this.seeTime(this.bindings.doubles, id * BINDING_DOUBLES, micros);
    if (ttl > LINK_LOCAL_TTL)
      this.bindings.words[at + 3] =
        (this.bindings.words[at + 3] ?? 0) | (isOriginalTtl(ttl) ? TTL_ORIGINAL : TTL_LOWERED);
    return id;
  }

  /**
   * Binding of a packet from `address` in a frame of this MAC; looked up only when another MAC was the last one. A time to
   * live of link-local multicast (4 or less) says nothing about routers and does not settle the matter.
   */
  seeSender(
    macHigh: number,
    macLow: number,
    vlan: number,
    address: number,
    ttl: number,
    micros: number,
  ): number {
    if (!this.isUnicast(address))
      return this.bind(this.seeStation(macHigh, macLow, vlan, micros), NO_RECORD, ttl, micros);
    const at = address * ADDRESS_WORDS;
    if (macLow !== 0 && this.addresses.words[at + ADDRESS_SENT_BY] === macLow) {
      return this.addresses.words[at + ADDRESS_BINDING] ?? NO_RECORD;
    }
    const binding = this.bind(this.seeStation(macHigh, macLow, vlan, micros), address, ttl, micros);
    if (ttl > LINK_LOCAL_TTL) {
      this.addresses.words[at + ADDRESS_SENT_BY] = macLow;
      this.addresses.words[at + ADDRESS_BINDING] = binding;
    }
    return binding;
  }

  /** A frame to this MAC carried a packet for `address`: the station's own, or one that it forwards to. */
  seeDelivery(macHigh: number, macLow: number, address: number, micros: number): void {
    const last = address * ADDRESS_WORDS + ADDRESS_HANDED_TO;
    if (macLow !== 0 && this.addresses.words[last] === macLow) return;
    this.addresses.words[last] = macLow;
    const station = this.seeStation(macHigh, macLow, NO_VLAN, micros);
    if (station === NO_RECORD || this.deliveries.add(station, address) === NO_RECORD) this.refused++;
  }

  /** All pairs of `seeDelivery`. */
  *eachDelivery(): Generator<{ readonly station: number; readonly address: number }> {
    const { words } = this.deliveries;
    for (let id = 0; id < this.deliveries.count; id++)
      yield { station: words[id * 2] ?? 0, address: words[id * 2 + 1] ?? 0 };
  }

  /** A station says that an address is its own: ARP, neighbour discovery, a lease. */
  claim(station: number, address: number): void {
    if (this.claims.add(station, address) === NO_RECORD) this.refused++;
  }

  /** Whether the station has claimed the address. */
  hasClaimed(station: number, address: number): boolean {
    return this.claims.find(station, address) !== NO_RECORD;
  }

  /** All pairs of `claim`. */
  *eachClaim(): Generator<{ readonly station: number; readonly address: number }> {
    const { words } = this.claims;
    for (let id = 0; id < this.claims.count; id++)
      yield { station: words[id * 2] ?? 0, address: words[id * 2 + 1] ?? 0 };
  }

  /** A flow of this address has begun. */
  seeFlowOf(address: number, micros: number): void {
    if (address !== NO_RECORD) this.seeTime(this.addresses.doubles, address * ADDRESS_DOUBLES, micros);
  }

  /** A flow between two addresses has begun: counts the pair once. */
  seePair(a: number, b: number): void {
    if (a === NO_RECORD || b === NO_RECORD) return;
    const before = this.pairs.count;
    if (this.pairs.add(Math.min(a, b), Math.max(a, b)) === NO_RECORD) this.refused++;
    else if (this.pairs.count !== before) {
      const words = this.addresses.words;
      words[a * ADDRESS_WORDS + 5] = (words[a * ADDRESS_WORDS + 5] ?? 0) + 1;
      words[b * ADDRESS_WORDS + 5] = (words[b * ADDRESS_WORDS + 5] ?? 0) + 1;
    }
  }

  /** Adds the totals of a flow that has ended to one of its addresses. */
  countTraffic(
    address: number,
    packetsSent: number,
    octetsSent: number,
    packetsReceived: number,
    octetsReceived: number,
    lastMicros: number,
  ): void {
    if (address === NO_RECORD) return;
    const words = address * ADDRESS_WORDS;
    const doubles = address * ADDRESS_DOUBLES;
    const table = this.addresses;
    table.words[words + 6] = (table.words[words + 6] ?? 0) + packetsSent;
    table.words[words + 7] = (table.words[words + 7] ?? 0) + packetsReceived;
    table.doubles[doubles + 2] = (table.doubles[doubles + 2] ?? 0) + octetsSent;
    table.doubles[doubles + 3] = (table.doubles[doubles + 3] ?? 0) + octetsReceived;
    if (lastMicros > (table.doubles[doubles + 1] ?? 0)) table.doubles[doubles + 1] = lastMicros;
  }

  /** Somebody else's record says that the host is there, whose packets were not seen here. */
  markThere(address: number): void {
    if (address !== NO_RECORD) this.addresses.words[address * ADDRESS_WORDS + ADDRESS_TAKEN] = 1;
  }

  /** Begins to count the packets of an address anew: what was counted has been reported. */
  takeTraffic(address: number): void {
    const words = address * ADDRESS_WORDS;
    const doubles = address * ADDRESS_DOUBLES;
    const table = this.addresses;
    if ((table.words[words + 6] ?? 0) > 0) table.words[words + ADDRESS_TAKEN] = 1;
    table.words[words + 6] = 0;
    table.words[words + 7] = 0;
    table.doubles[doubles + 2] = 0;
    table.doubles[doubles + 3] = 0;
  }

  /** A TCP conversation of this address has ended, of which both directions or only one were seen. */
  countConversation(address: number, bothWays: boolean): void {
    if (address === NO_RECORD) return;
    const at = address * ADDRESS_WORDS + (bothWays ? ADDRESS_BOTH_WAYS : ADDRESS_ONE_WAY);
    this.addresses.words[at] = (this.addresses.words[at] ?? 0) + 1;
  }

  /** Whether somebody is there: it has sent packets, or was sent data that TCP only sends to who answers. */
  isInhabited(address: number): boolean {
    const at = address * ADDRESS_WORDS;
    return this.packetsSentBy(address) > 0 || (this.addresses.words[at + ADDRESS_ONE_WAY] ?? 0) > 0;
  }

  /** Id of the station with this canonical MAC text; NO_RECORD when it was not seen. */
  findStation(mac: string): number {
    const { high, low } = macWords(mac);
    return this.stations.find(high, low);
  }

  /** Id of the address with this text; NO_RECORD when it was not seen or is no address. */
  findAddress(ip: string): number {
    const ipv4 = parseIpv4(ip);
    if (ipv4 !== undefined) return this.addresses.find(0, 0, IPV4_MAPPED, ipv4);
    const ipv6 = parseIpv6(ip);
    return ipv6 ? this.addresses.find(...ipv6) : NO_RECORD;
  }

  *eachStation(): Generator<Station> {
    for (let id = 0; id < this.stations.count; id++) yield this.station(id);
  }

  station(id: number): Station {
    const at = id * STATION_WORDS;
    const times = id * STATION_DOUBLES;
    const words = this.stations.words;
    const macHigh = words[at] ?? 0;
    const macLow = words[at + 1] ?? 0;
    return {
      id,
      mac: formatMac(macHigh, macLow),
      macHigh,
      macLow,
      vlans: this.vlans.get(id) ?? [],
      firstAt: this.stations.doubles[times] ?? 0,
      lastAt: this.stations.doubles[times + 1] ?? 0,
      linkFrames: words[at + 3] ?? 0,
      linkOctets: this.stations.doubles[times + 2] ?? 0,
    };
  }

  address(id: number): Address {
    const at = id * ADDRESS_WORDS;
    const doubles = id * ADDRESS_DOUBLES;
    const word = (index: number) => this.addresses.words[at + index] ?? 0;
    const double = (index: number) => this.addresses.doubles[doubles + index] ?? 0;
    const version = word(4) === 6 ? 6 : 4;
    return {
      id,
      ip: this.ipOf(id),
      version,
      firstAt: double(0),
      lastAt: double(1),
      peers: word(5),
      packetsSent: word(6),
      packetsReceived: word(7),
      octetsSent: double(2),
      octetsReceived: double(3),
      bothWays: word(ADDRESS_BOTH_WAYS),
      oneWay: word(ADDRESS_ONE_WAY),
    };
  }

  /** Canonical text of an address. */
  ipOf(id: number): string {
    const at = id * ADDRESS_WORDS;
    const word = (index: number) => this.addresses.words[at + index] ?? 0;
    return word(4) === 6 ? formatIpv6(word(0), word(1), word(2), word(3)) : formatIpv4(word(3));
  }

  /**
   * True when one host can own the address: no multicast, broadcast or unspecified one, nor NO_RECORD; a loopback address
   * only once `admitLoopback` was called.
   */
  isUnicast(id: number): boolean {
    if (id === NO_RECORD) return false;
    const at = id * ADDRESS_WORDS;
    const word = (index: number) => this.addresses.words[at + index] ?? 0;
    if (word(4) !== 6) return isUnicastIpv4(word(3)) || (this.loopbackIsHost && this.isLoopback(id));
    const group = word(0) >>> 24 === 0xff;
    const isLow = word(0) === 0 && word(1) === 0 && word(2) === 0 && word(3) >= 0 && word(3) < 2;
    return !group && (!isLow || (this.loopbackIsHost && this.isLoopback(id)));
  }

  /** A packet without MAC came from this address: when that is a loopback address, it stands for the capturing host. */
  admitLoopback(id: number): void {
    if (id !== NO_RECORD && this.isLoopback(id)) this.loopbackIsHost = true;
  }

  private isLoopback(id: number): boolean {
    const at = id * ADDRESS_WORDS;
    const word = (index: number) => this.addresses.words[at + index] ?? 0;
    if (word(4) !== 6) return word(3) >>> 24 === 127;
    return word(0) === 0 && word(1) === 0 && word(2) === 0 && word(3) === 1;
  }

  *eachBinding(): Generator<Binding> {
    for (let id = 0; id < this.bindings.count; id++) yield this.binding(id);
  }

  binding(id: number): Binding {
    const at = id * BINDING_WORDS;
    const { words, doubles } = this.bindings;
    const flags = words[at + 3] ?? 0;
    return {
      id,
      station: words[at] ?? NO_RECORD,
      address: words[at + 1] ?? NO_RECORD,
      ttlOriginal: (flags & TTL_ORIGINAL) !== 0,
      ttlLowered: (flags & TTL_LOWERED) !== 0,
      firstAt: doubles[id * BINDING_DOUBLES] ?? 0,
      lastAt: doubles[id * BINDING_DOUBLES + 1] ?? 0,
    };
  }

  /** Packets that the address has sent; of those that were taken one. */
  packetsSentBy(address: number): number {
    const at = address * ADDRESS_WORDS;
    return (this.addresses.words[at + 6] ?? 0) + (this.addresses.words[at + ADDRESS_TAKEN] ?? 0);
  }

  /** VLANs in which stations were seen, in no order. */
  seenVlans(): ReadonlySet<number> {
    return new Set([...this.vlans.values()].flat());
  }

  /** A table that takes over some records of another: what that one knows without records. */
  inherit(other: HostTable, stationOf: (otherStation: number) => number): void {
    this.loopbackIsHost = other.loopbackIsHost;
    for (const [station, vlans] of other.vlans) {
      const id = stationOf(station);
      if (id !== NO_RECORD) this.vlans.set(id, vlans);
    }
  }

  /** How full the fullest of the tables is, from 0 to 1. */
  get fullness(): number {
    const { stations, addresses, bindings, pairs, deliveries, claims, services } = this;
    return Math.max(
      ...[stations, addresses, bindings, pairs, deliveries, claims, services].map((table) => table.fullness),
    );
  }
}
