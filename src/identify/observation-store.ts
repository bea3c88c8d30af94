/**
 * Observations: what was seen on the wire about whom. One observation is one value of one field of one subject; repeats
 * only move its last time and count. Bounded per subject and in all: hostile traffic can invent names without end.
 *
 * A large network yields hundreds of thousands, so they stand in columns of numbers with each text kept once:
 *
 *   words    field, value, capture, packet, count, previous observation of the subject
 *   doubles  first and last instant
 */

/** Different values kept of one field of one subject; later ones are dropped and counted. */
export const VALUES_PER_FIELD = 12;
/** Observations kept of one subject. */
export const OBSERVATIONS_PER_SUBJECT = 256;
/** Observations kept in all. */
export const OBSERVATION_LIMIT = 1 << 20;
/** Devices that messages name (EUI-64, serial …) kept in all. */
export const NAMED_LIMIT = 1 << 16;

const WORDS = 6;
const FIELD = 0;
const VALUE = 1;
const CAPTURE = 2;
const PACKET = 3;
const COUNT = 4;
const PREVIOUS = 5;
const DOUBLES = 2;
const FIRST_CAPACITY = 1_024;
const NONE = -1;

const NOTHING_FOUND: readonly Observation[] = [];

/** Answer of `record` when nothing was kept. */
export const NO_OBSERVATION = NONE;

/** Where an observation was made first. */
export interface Provenance {
  /** Index of the capture in the run. */
  readonly capture: number;
  /** 1-based number of the packet in that capture. */
  readonly packet: number;
  /** Instant (microseconds). */
  readonly at: number;
}

export interface Observation {
  /** Id of the dissector that read it. */
  readonly protocol: string;
  /** Field as the dissector declares it. */
  readonly field: string;
  readonly value: string;
  readonly first: Provenance;
  readonly lastAt: number;
  readonly count: number;
}

/**
 * Who an observation is about: a binding of the host table (0 and up), or a device that a message named (below 0, as
 * `namedSubject` numbers it).
 */
export type SubjectId = number;

export interface NamedSubject {
  /** `kind:identity`, such as `eui64:0003b1fffe770217`. */
  readonly name: string;
  /** Binding whose messages name it. */
  readonly via: number;
}

interface Field {
  readonly protocol: string;
  readonly field: string;
}

export class ObservationStore {
  private words = new Int32Array(FIRST_CAPACITY * WORDS);
  private doubles = new Float64Array(FIRST_CAPACITY * DOUBLES);
  private count = 0;
  /** Latest observation of each binding, and of each named device. */
  private lastOfBinding = new Int32Array(FIRST_CAPACITY).fill(NONE);
  private readonly lastOfNamed: number[] = [];
  private readonly fields: Field[] = [];
  private readonly fieldIds = new Map<string, Map<string, number>>();
  private readonly values: string[] = [];
  private readonly valueIds = new Map<string, number>();
  private readonly named: NamedSubject[] = [];
  private readonly namedIds = new Map<string, SubjectId>();
  /** Observations dropped at a limit. */
  dropped = 0;

  /** Observations kept. */
  get size(): number {
    return this.count;
  }

  /** Subject id of a device that messages from `via` name; undefined at the limit. */
  namedSubject(name: string, via: number): SubjectId | undefined {
    const key = `${via} ${name}`;
    const known = this.namedIds.get(key);
    if (known !== undefined) return known;
    if (this.named.length >= NAMED_LIMIT) {
      this.dropped++;
      return undefined;
    }
    this.named.push({ name, via });
    this.lastOfNamed.push(NONE);
    const id = -this.named.length;
    this.namedIds.set(key, id);
    return id;
  }

  /** The device that a negative subject id stands for. */
  namedOf(subject: SubjectId): NamedSubject | undefined {
    return subject < 0 ? this.named[-subject - 1] : undefined;
  }

  /** Subject ids of all devices that messages named. */
  namedSubjects(): readonly SubjectId[] {
    return this.named.map((_, index) => -index - 1);
  }

  /**
   * Records one value, which must already be clean (`printableText`). Returns the number of the observation, new or
   * repeated, or NO_OBSERVATION at a limit.
   */
  record(
    subject: SubjectId,
    protocol: string,
    field: string,
    value: string,
    capture: number,
    packet: number,
    at: number,
  ): number {
    return this.recordField(subject, this.fieldIdOf(protocol, field), value, capture, packet, at);
  }

  /** The same for a field by its number, which `fieldIdOf` gave. */
  recordField(
    subject: SubjectId,
    fieldId: number,
    value: string,
    capture: number,
    packet: number,
    at: number,
  ): number {
    const valueId = this.valueIds.get(value) ?? NONE;
    const { words } = this;
    let values = 0;
    let observations = 0;
    for (let index = this.latest(subject); index !== NONE; index = words[index * WORDS + PREVIOUS] ?? NONE) {
      observations++;
      if (words[index * WORDS + FIELD] !== fieldId) continue;
      if (words[index * WORDS + VALUE] === valueId) {
        this.repeat(index, at);
        return index;
      }
      values++;
    }
    if (
      values >= VALUES_PER_FIELD ||
      observations >= OBSERVATIONS_PER_SUBJECT ||
      this.count >= OBSERVATION_LIMIT
    ) {
      this.dropped++;
      return NO_OBSERVATION;
    }
    return this.append(
      subject,
      fieldId,
      valueId === NONE ? this.keepValue(value) : valueId,
      capture,
      packet,
      at,
    );
  }

  /** Observations about one subject, in order of first sight. */
  of(subject: SubjectId): Observation[] {
    const found: Observation[] = [];
    for (
      let index = this.latest(subject);
      index !== NONE;
      index = this.words[index * WORDS + PREVIOUS] ?? NONE
    ) {
      found.push(this.observation(index));
    }
    return found.reverse();
  }

  /** Marks, by field number, of the facts (`<dissector id>/<field>`) that `wanted` answers true for; for `ofFields`. */
  fieldsWhere(wanted: (fact: string) => boolean): Uint8Array {
    return Uint8Array.from(this.fields, ({ protocol, field }) => (wanted(`${protocol}/${field}`) ? 1 : 0));
  }

  /** Observations about one subject in marked fields, in order of first sight. Cheap when there are none. */
  ofFields(subject: SubjectId, marks: Uint8Array): readonly Observation[] {
    let found = NOTHING_FOUND;
    for (
      let index = this.latest(subject);
      index !== NONE;
      index = this.words[index * WORDS + PREVIOUS] ?? NONE
    ) {
      if (marks[this.words[index * WORDS + FIELD] ?? 0] === 1) found = [this.observation(index), ...found];
    }
    return found;
  }

  /**
   * A store with what was observed at `since` (microseconds) or later. `bindingOf` gives the new id of a binding, below 0
   * for one that is forgotten with all that was observed of it.
   */
  since(since: number, bindingOf: (oldBinding: number) => number): ObservationStore {
    const store = new ObservationStore();
    for (let binding = 0; binding < this.lastOfBinding.length; binding++) {
      if (this.lastOfBinding[binding] === NONE) continue;
      const subject = bindingOf(binding);
      if (subject >= 0) store.copy(this, binding, () => subject, since);
    }
    for (const [index, { name, via }] of this.named.entries()) {
      const newVia = bindingOf(via);
      if (newVia >= 0) store.copy(this, -index - 1, () => store.namedSubject(name, newVia), since);
    }
    return store;
  }

  /** Copies the recent observations of a subject of another store; the new subject is made when there are any. */
  private copy(
    other: ObservationStore,
    from: SubjectId,
    to: () => SubjectId | undefined,
    since: number,
  ): void {
    for (const { protocol, field, value, first, lastAt, count } of other.of(from)) {
      const subject = lastAt < since ? undefined : to();
      if (subject === undefined) continue;
      const index = this.record(subject, protocol, field, value, first.capture, first.packet, first.at);
      if (index === NO_OBSERVATION) continue;
      this.words[index * WORDS + COUNT] = count;
      this.doubles[index * DOUBLES + 1] = lastAt;
    }
  }

  /** How full the store is, from 0 to 1. */
  get fullness(): number {
    return Math.max(this.count / OBSERVATION_LIMIT, this.named.length / NAMED_LIMIT);
  }

  private observation(index: number): Observation {
    const word = (column: number) => this.words[index * WORDS + column] ?? 0;
    const { protocol, field } = this.fields[word(FIELD)] ?? { protocol: '', field: '' };
    return {
      protocol,
      field,
      value: this.values[word(VALUE)] ?? '',
      first: { capture: word(CAPTURE), packet: word(PACKET), at: this.doubles[index * DOUBLES] ?? 0 },
      lastAt: this.doubles[index * DOUBLES + 1] ?? 0,
      count: word(COUNT),
    };
  }

  /** A number that grows with each new value observed of the subject; repeats do not change it. */
  revisionOf(subject: SubjectId): number {
    return this.latest(subject) + 1;
  }

  private latest(subject: SubjectId): number {
    return (subject < 0 ? this.lastOfNamed[-subject - 1] : this.lastOfBinding[subject]) ?? NONE;
  }

  /** The observation with this number, which `record` gave, was made again. */
  repeat(index: number, at: number): void {
    this.words[index * WORDS + COUNT] = (this.words[index * WORDS + COUNT] ?? 0) + 1;
    if (at > (this.doubles[index * DOUBLES + 1] ?? 0)) this.doubles[index * DOUBLES + 1] = at;
  }

  private append(
    subject: SubjectId,
    field: number,
    value: number,
    capture: number,
    packet: number,
    at: number,
  ): number {
    const index = this.count;
    this.count = index + 1;
    if ((index + 1) * WORDS > this.words.length) {
      this.words = grown(this.words, this.words.length * 2);
      const doubles = new Float64Array(this.doubles.length * 2);
      doubles.set(this.doubles);
      this.doubles = doubles;
    }
    const { words } = this;
    const word = index * WORDS;
    words[word + FIELD] = field;
    words[word + VALUE] = value;
    words[word + CAPTURE] = capture;
    words[word + PACKET] = packet;
    words[word + COUNT] = 1;
    words[word + PREVIOUS] = this.latest(subject);
    this.doubles[index * DOUBLES] = at;
    this.doubles[index * DOUBLES + 1] = at;
    if (subject < 0) this.lastOfNamed[-subject - 1] = index;
    else {
      if (subject >= this.lastOfBinding.length) {
        const before = this.lastOfBinding.length;
        this.lastOfBinding = grown(this.lastOfBinding, Math.max(subject + 1, before * 2)).fill(NONE, before);
      }
      this.lastOfBinding[subject] = index;
    }
    return index;
  }

  private keepValue(value: string): number {
    const id = this.values.length;
    this.values.push(value);
    this.valueIds.set(value, id);
    return id;
  }

  /** Number of a field of a protocol; made when new. */
  fieldIdOf(protocol: string, field: string): number {
    let ofProtocol = this.fieldIds.get(protocol);
    if (!ofProtocol) {
      ofProtocol = new Map();
      this.fieldIds.set(protocol, ofProtocol);
    }
    let id = ofProtocol.get(field);
    if (id === undefined) {
      id = this.fields.length;
      this.fields.push({ protocol, field });
      ofProtocol.set(field, id);
    }
    return id;
  }
}

function grown(column: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(column);
  return larger;
}
