/**
 * Claims of identity: facts that name exactly one device in the world (a maker's serial number, EUI-64, UDI with serial,
 * endpoint UUID). They tie together what MAC and address cannot: a device on two interfaces, behind a gateway, after its
 * network module was changed. Domain specification B.0.
 */

import { SOURCE_CONFIDENCE } from './evidence.ts';
import type { Knowledge } from './knowledge.ts';
import type { Observation, ObservationStore, SubjectId } from './observation-store.ts';

export interface IdentityClaim {
  /** Equal for claims of the same identity: `serial 14420188`, `unique 0003b1fffe770217`. */
  readonly key: string;
  /** For people: `serial number 14420188`. */
  readonly text: string;
  readonly kind: 'serial' | 'unique';
  readonly observation: Observation;
}

const NO_CLAIMS: readonly IdentityClaim[] = [];
/** A source weaker than this names no device. */
const CLAIM_CONFIDENCE = 60;
/** Letters and digits of a serial number that can tell devices apart. */
const SERIAL_MINIMUM = 4;
const PLACEHOLDER =
  /^(?:0*1?2345?6?7?8?9?0?|(.)\1*|x+\d?|.*(?:unknown|default|notset|none|serial|tobefilled|invalid|example).*)$/;

/** A serial number as it is compared: letters and digits alone. Undefined for one that names no single device. */
export function foldSerial(text: string): string | undefined {
  const folded = text.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, '');
  const names = folded.length >= SERIAL_MINIMUM && /\d/.test(folded) && !PLACEHOLDER.test(folded);
  return names ? folded : undefined;
}

/** Finds the claims among observations. */
export class IdentityClaims {
  private readonly knowledge: Knowledge;
  /** Facts that state a serial number outright, that name one device, and that a fingerprint takes a serial number out of. */
  private readonly serials = new Set<string>();
  private readonly uniques = new Set<string>();
  private readonly fingerprinted: ReadonlySet<string>;
  private readonly bySubject = new Map<SubjectId, readonly IdentityClaim[]>();

  /** Looks at bindings 0 to `bindings` - 1 and at all named devices. */
  constructor(observations: ObservationStore, bindings: number, knowledge: Knowledge) {
    this.knowledge = knowledge;
    for (const { id, facts } of knowledge.dissectors) {
      for (const [field, { states, binds }] of Object.entries(facts)) {
        if (binds === 'unique-identity') this.uniques.add(`${id}/${field}`);
        if (states?.attribute === 'serialNumber' && SOURCE_CONFIDENCE[states.source] >= CLAIM_CONFIDENCE)
          this.serials.add(`${id}/${field}`);
      }
    }
    this.fingerprinted = new Set(knowledge.fingerprints.factIdsStating('serialNumber'));
    const marks = observations.fieldsWhere(
      (fact) => this.serials.has(fact) || this.uniques.has(fact) || this.fingerprinted.has(fact),
    );
    const look = (subject: SubjectId) => {
      const identifying = observations.ofFields(subject, marks);
      if (identifying.length === 0) return;
      const found = identifying.flatMap((seen) => this.claimsIn(seen));
      if (found.length > 0) this.bySubject.set(subject, found);
    };
    for (let binding = 0; binding < bindings; binding++) look(binding);
    for (const named of observations.namedSubjects()) look(named);
  }

  /** Subjects about which there are claims. */
  subjects(): Iterable<SubjectId> {
    return this.bySubject.keys();
  }

  /** The claims about one subject, in order of first sight. */
  of(subject: SubjectId): readonly IdentityClaim[] {
    return this.bySubject.get(subject) ?? NO_CLAIMS;
  }

  private claimsIn(observation: Observation): IdentityClaim[] {
    const fact = `${observation.protocol}/${observation.field}`;
    if (this.uniques.has(fact)) return uniqueClaim(observation);
    if (this.serials.has(fact)) return serialClaim(observation.value, observation);
    return this.knowledge.fingerprints
      .match(fact, observation.value)
      .filter(({ confidence }) => confidence >= CLAIM_CONFIDENCE)
      .flatMap(({ attributes }) => serialClaim(attributes.serialNumber ?? '', observation));
  }
}

function serialClaim(serial: string, observation: Observation): IdentityClaim[] {
  const folded = foldSerial(serial);
  if (folded === undefined) return [];
  return [{ key: `serial ${folded}`, text: `serial number ${serial}`, kind: 'serial', observation }];
}

function uniqueClaim(observation: Observation): IdentityClaim[] {
  const folded = observation.value.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, '');
  if (folded === '' || PLACEHOLDER.test(folded)) return [];
  return [{ key: `unique ${folded}`, text: `identity ${observation.value}`, kind: 'unique', observation }];
}

/**
 * Keys of the serial numbers that may stand in the text by which a message names equipment (`14420188^BD Alaris 8015
 * PCU`): weak, so it only ties the equipment to a device that states that serial number itself.
 */
export function keysInEquipmentName(name: string): string[] {
  if (!name.startsWith(EQUIPMENT)) return [];
  return name
    .slice(EQUIPMENT.length)
    .split('^')
    .map(foldSerial)
    .flatMap((serial) => (serial === undefined ? [] : [`serial ${serial}`]));
}

const EQUIPMENT = 'equipment:';
