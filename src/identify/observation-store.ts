/**
 * Observations: what was seen on the wire about whom. One observation is one value of one field of one subject; repeats
 * only move its last time and count. Bounded per subject and in all: hostile traffic can invent names without end.
 */

/** Different values kept of one field of one subject; later ones are dropped and counted. */
export const VALUES_PER_FIELD = 12;
/** Observations kept of one subject. */
export const OBSERVATIONS_PER_SUBJECT = 256;
/** Observations kept in all. */
export const OBSERVATION_LIMIT = 1 << 20;
/** Devices that messages name (EUI-64, serial …) kept in all. */
export const NAMED_LIMIT = 1 << 16;

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
  lastAt: number;
  count: number;
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

export class ObservationStore {
  private readonly bySubject = new Map<SubjectId, Observation[]>();
  private readonly named: NamedSubject[] = [];
  private readonly namedIds = new Map<string, SubjectId>();
  private total = 0;
  /** Observations dropped at a limit. */
  dropped = 0;

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
    const id = -this.named.length;
    this.namedIds.set(key, id);
    return id;
  }

  /** The device that a negative subject id stands for. */
  namedOf(subject: SubjectId): NamedSubject | undefined {
    return subject < 0 ? this.named[-subject - 1] : undefined;
  }

  /** Records one value. `value` must already be clean (`printableText`). */
  record(
    subject: SubjectId,
    protocol: string,
    field: string,
    value: string,
    capture: number,
    packet: number,
    at: number,
  ): void {
    const known = this.bySubject.get(subject);
    const observations = known ?? [];
    let values = 0;
    for (const observation of observations) {
      if (observation.field !== field || observation.protocol !== protocol) continue;
      if (observation.value === value) {
        observation.count++;
        if (at > observation.lastAt) observation.lastAt = at;
        return;
      }
      values++;
    }
    if (
      values >= VALUES_PER_FIELD ||
      observations.length >= OBSERVATIONS_PER_SUBJECT ||
      this.total >= OBSERVATION_LIMIT
    ) {
      this.dropped++;
      return;
    }
    this.total++;
    if (!known) this.bySubject.set(subject, observations);
    observations.push({ protocol, field, value, first: { capture, packet, at }, lastAt: at, count: 1 });
  }

  /** Observations about one subject, in order of first sight. */
  of(subject: SubjectId): readonly Observation[] {
    return this.bySubject.get(subject) ?? [];
  }

  /** Subjects with observations, in order of first sight. */
  subjects(): IterableIterator<SubjectId> {
    return this.bySubject.keys();
  }
}
