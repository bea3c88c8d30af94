/**
 * Flows summed by who talked with whom over what in which hour: at most one record for each, however many flows. Scans make
 * records without end, so those are folded: who opens more ports of one host, or calls more hosts in vain, than a named
 * limit has the rest summed without port, and without responder. At the hard limit what comes is summed by hour alone.
 * Nothing that was added is ever missing from the sums.
 */

import { NO_RECORD, RecordTable } from './record-table.ts';

/** Records at most: some 100 MiB. */
export const CONVERSATION_LIMIT = 1 << 20;
/** Ports of one responder in an hour that one initiator has on record; the rest is summed under NO_PORT. */
export const PORTS_PER_PAIR = 64;
/** Conversations without an answer that one initiator has on record in an hour; the rest is summed under OTHER_ADDRESS. */
export const UNANSWERED_PER_INITIATOR = 256;
/** Hours that have a record of their own for what no table could take. */
export const OTHER_HOURS_LIMIT = 1 << 12;

/** The address of ends that are summed. */
export const OTHER_ADDRESS = NO_RECORD;
/** Port of what has none, or of several that are summed. */
export const NO_PORT = 0;
/** Transport of records that sum several. */
export const ANY_TRANSPORT = 255;

/** Second key word of the counters of an initiator. */
const ALL_RESPONDERS = -2;
const KEY_WORDS = 4; // initiator, responder, hour, port | transport << 16 | protocol << 24
const WORDS = 6;
const CONNECTIONS = 4;
const FAILED = 5;
const DOUBLES = 6;
const FIRST = 0;
const LAST = 1;
const PACKETS_OUT = 2;
const PACKETS_IN = 3;
const OCTETS_OUT = 4;
const OCTETS_IN = 5;

/** A flow, or the part of one that lies in an hour. */
export interface ConversationPart {
  /** Address ids of the host table, or OTHER_ADDRESS. */
  readonly initiator: number;
  readonly responder: number;
  /** IP protocol number. */
  readonly transport: number;
  /** Of the responder; NO_PORT when the transport has none. */
  readonly port: number;
  /** Number of the dissector that recognised it; 0 when none did. */
  readonly protocol: number;
  /** Whole hours since 1970. */
  readonly hour: number;
  /** Flows that began, and TCP connections that nobody accepted. */
  readonly connections: number;
  readonly failed: number;
  /** From the initiator, and to it. */
  readonly packetsOut: number;
  readonly packetsIn: number;
  readonly octetsOut: number;
  readonly octetsIn: number;
  /** Microseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface ConversationLimits {
  readonly records: number;
  readonly portsPerPair: number;
  readonly unansweredPerInitiator: number;
  readonly otherHours: number;
}

const LIMITS: ConversationLimits = {
  records: CONVERSATION_LIMIT,
  portsPerPair: PORTS_PER_PAIR,
  unansweredPerInitiator: UNANSWERED_PER_INITIATOR,
  otherHours: OTHER_HOURS_LIMIT,
};

export class ConversationTable {
  /** Parts that were summed without port, responder or both, because a limit was reached. */
  folded = 0;
  private records: RecordTable;
  /** By hour alone. */
  private others: RecordTable;
  private counters: RecordTable;
  private readonly limits: ConversationLimits;
  private readonly seed: number;
  /** Where the next `take` begins. */
  private takenTo = 0;

  /** `seed` is random per start. */
  constructor(seed: number, limits: ConversationLimits = LIMITS) {
    this.limits = limits;
    this.seed = seed;
    this.records = this.newRecords(limits.records);
    this.others = this.newRecords(limits.otherHours);
    this.counters = this.newCounters();
  }

  private newRecords(limit: number): RecordTable {
    return new RecordTable({ keyWords: KEY_WORDS, words: WORDS, doubles: DOUBLES, limit, seed: this.seed });
  }

  private newCounters(): RecordTable {
    return new RecordTable({
      keyWords: 3,
      words: 4,
      doubles: 0,
      limit: this.limits.records,
      seed: this.seed,
    });
  }

  /** Records in use. */
  get count(): number {
    return this.records.count + this.others.count;
  }

  /** Sums a part under its record. */
  add(part: ConversationPart): void {
    const { initiator, responder, hour, port, transport, protocol } = part;
    const what = port | (transport << 16) | (protocol << 24);
    const known = this.records.find(initiator, responder, hour, what);
    if (known !== NO_RECORD) this.sum(this.records, known, part);
    else if (initiator === OTHER_ADDRESS || responder === OTHER_ADDRESS) this.addFolded(part, responder);
    else if (part.packetsIn === 0 && !this.mayCount(initiator, ALL_RESPONDERS, hour))
      this.addFolded(part, OTHER_ADDRESS);
    else if (!this.mayCount(initiator, responder, hour)) this.addFolded(part, responder);
    else this.place(initiator, responder, hour, what, part);
  }

  /** All records, in the order in which they were made. */
  *each(): Generator<ConversationPart> {
    for (const table of [this.records, this.others])
      for (let id = 0; id < table.count; id++) yield this.record(table, id);
  }

  /**
   * Takes out what was summed since it was taken last, of at most `limit` records for which `isReady` answers true; the next
   * call begins after them. Records keep their place until `forget`, so that the limits of an hour go on to hold.
   */
  *take(limit: number, isReady: (part: ConversationPart) => boolean): Generator<ConversationPart> {
    let taken = 0;
    for (let id = 0; id < this.others.count && taken < limit; id++) {
      if (!isSummed(this.others, id)) continue;
      taken++;
      const part = this.record(this.others, id);
      empty(this.others, id);
      yield part;
    }
    const { count } = this.records;
    for (let step = 0; step < count && taken < limit; step++) {
      const id = this.takenTo < count ? this.takenTo : 0;
      this.takenTo = id + 1;
      if (!isSummed(this.records, id)) continue;
      const part = this.record(this.records, id);
      if (!isReady(part)) continue;
      taken++;
      empty(this.records, id);
      yield part;
    }
  }

  /** Forgets the places of what was taken and belongs to hours before this one (since 1970). */
  forget(hour: number): void {
    const { records, others, counters } = this;
    const isKept = (table: RecordTable, id: number) =>
      isSummed(table, id) || (table.words[id * WORDS + 2] ?? 0) >= hour;
    this.records = copyOf(records, this.newRecords(this.limits.records), (id) => isKept(records, id));
    this.others = copyOf(others, this.newRecords(this.limits.otherHours), (id) => isSummed(others, id));
    this.counters = this.newCounters();
    for (let id = 0; id < counters.count; id++) {
      const [initiator = 0, responder = 0, itsHour = 0] = counters.words.subarray(id * 4, id * 4 + 3);
      if (itsHour >= hour) this.counters.addCopy(counters, id, initiator, responder, itsHour);
    }
    this.takenTo = 0;
  }

  /** Address ids are about to mean others: what was not taken stays summed by hour alone. */
  forgetAddresses(): void {
    const { records } = this;
    this.records = this.newRecords(this.limits.records);
    this.counters = this.newCounters();
    this.takenTo = 0;
    for (let id = 0; id < records.count; id++)
      if (isSummed(records, id)) this.addToOthers(this.record(records, id));
  }

  private addFolded(part: ConversationPart, responder: number): void {
    this.folded++;
    this.place(part.initiator, responder, part.hour, part.transport << 16, part);
  }

  private place(initiator: number, responder: number, hour: number, what: number, part: ConversationPart) {
    const id = this.records.add(initiator, responder, hour, what);
    if (id !== NO_RECORD) this.sum(this.records, id, part);
    else this.addToOthers(part);
  }

  private addToOthers(part: ConversationPart): void {
    this.folded++;
    const other = this.others.add(OTHER_ADDRESS, OTHER_ADDRESS, part.hour, ANY_TRANSPORT << 16);
    // Hours without end are forged: they join the last one.
    this.sum(this.others, other === NO_RECORD ? this.others.count - 1 : other, part);
  }

  /** Counts one more record of an initiator, with one responder or in vain; false when the limit is reached. */
  private mayCount(initiator: number, responder: number, hour: number): boolean {
    const limit =
      responder === ALL_RESPONDERS ? this.limits.unansweredPerInitiator : this.limits.portsPerPair;
    const id = this.counters.add(initiator, responder, hour);
    if (id === NO_RECORD) return false;
    const at = id * 4 + 3;
    const count = this.counters.words[at] ?? 0;
    if (count >= limit) return false;
    this.counters.words[at] = count + 1;
    return true;
  }

  private sum(table: RecordTable, id: number, part: ConversationPart): void {
    const { words, doubles } = table;
    const word = id * WORDS;
    const double = id * DOUBLES;
    const isNew = doubles[double + LAST] === 0;
    const add = (list: Int32Array | Float64Array, at: number, amount: number) => {
      list[at] = (list[at] ?? 0) + amount;
    };
    add(words, word + CONNECTIONS, part.connections);
    add(words, word + FAILED, part.failed);
    add(doubles, double + PACKETS_OUT, part.packetsOut);
    add(doubles, double + PACKETS_IN, part.packetsIn);
    add(doubles, double + OCTETS_OUT, part.octetsOut);
    add(doubles, double + OCTETS_IN, part.octetsIn);
    if (isNew || part.firstAt < (doubles[double + FIRST] ?? 0)) doubles[double + FIRST] = part.firstAt;
    if (isNew || part.lastAt > (doubles[double + LAST] ?? 0)) doubles[double + LAST] = part.lastAt;
  }

  private record(table: RecordTable, id: number): ConversationPart {
    const word = (index: number) => table.words[id * WORDS + index] ?? 0;
    const double = (index: number) => table.doubles[id * DOUBLES + index] ?? 0;
    const what = word(3);
    return {
      ...{ initiator: word(0), responder: word(1), hour: word(2) },
      ...{ port: what & 0xffff, transport: (what >>> 16) & 0xff, protocol: what >>> 24 },
      ...{ connections: word(CONNECTIONS), failed: word(FAILED) },
      ...{ packetsOut: double(PACKETS_OUT), packetsIn: double(PACKETS_IN) },
      ...{ octetsOut: double(OCTETS_OUT), octetsIn: double(OCTETS_IN) },
      ...{ firstAt: double(FIRST), lastAt: double(LAST) },
    };
  }
}

/** Whether anything was added since the record was taken last: packets are in whatever is added. */
function isSummed({ doubles }: RecordTable, id: number): boolean {
  const at = id * DOUBLES;
  return (doubles[at + PACKETS_OUT] ?? 0) + (doubles[at + PACKETS_IN] ?? 0) > 0;
}

function empty({ words, doubles }: RecordTable, id: number): void {
  words.fill(0, id * WORDS + CONNECTIONS, (id + 1) * WORDS);
  doubles.fill(0, id * DOUBLES, (id + 1) * DOUBLES);
}

function copyOf(from: RecordTable, to: RecordTable, isKept: (id: number) => boolean): RecordTable {
  for (let id = 0; id < from.count; id++) {
    if (!isKept(id)) continue;
    const [first = 0, second = 0, third = 0, fourth = 0] = from.words.subarray(id * WORDS, id * WORDS + 4);
    to.addCopy(from, id, first, second, third, fourth);
  }
  return to;
}
