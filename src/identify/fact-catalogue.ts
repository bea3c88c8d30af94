/**
 * What is known beforehand of each fact, found by protocol and field without making a text of them, and what its values say:
 * an inventory asks this some ten times per device.
 */

import type { FactDeclaration } from '../dissectors/dissector.ts';
import { type FactReading, type KnownFact, PRODUCT_TEXTS, readFact } from './fact-reading.ts';
import type { Knowledge } from './knowledge.ts';

export interface CataloguedFact extends KnownFact {
  /** Values with what they say. */
  readonly readings: Map<string, FactReading>;
}

/** Values remembered with what they say; all are dropped at the limit. */
const REMEMBERED_VALUES = 8_192;

export class FactCatalogue {
  private readonly byProtocol = new Map<string, Map<string, CataloguedFact>>();
  private readonly fingerprinted: ReadonlySet<string>;
  private readonly knowledge: Knowledge;
  private remembered = 0;

  constructor(knowledge: Knowledge) {
    this.knowledge = knowledge;
    this.fingerprinted = new Set(knowledge.fingerprints.factIds);
    for (const { id, facts } of [...knowledge.dissectors, ...(knowledge.furtherFacts ?? [])])
      for (const [field, declaration] of Object.entries(facts)) this.add(id, field, declaration);
  }

  of(protocol: string, field: string): CataloguedFact {
    return this.byProtocol.get(protocol)?.get(field) ?? this.add(protocol, field, undefined);
  }

  /** What `value` of the fact says. */
  read(fact: CataloguedFact, value: string): FactReading {
    const known = fact.readings.get(value);
    if (known) return known;
    const reading = readFact(fact, value, this.knowledge);
    if (this.remembered >= REMEMBERED_VALUES) this.forget();
    this.remembered++;
    fact.readings.set(value, reading);
    return reading;
  }

  private forget(): void {
    for (const facts of this.byProtocol.values()) for (const { readings } of facts.values()) readings.clear();
    this.remembered = 0;
  }

  private add(protocol: string, field: string, declaration: FactDeclaration | undefined): CataloguedFact {
    const id = `${protocol}/${field}`;
    const hasFingerprints = this.fingerprinted.has(id);
    const isProductText = PRODUCT_TEXTS.has(id);
    const fact = { protocol, id, declaration, hasFingerprints, isProductText, readings: new Map() };
    const ofProtocol = this.byProtocol.get(protocol) ?? new Map<string, CataloguedFact>();
    this.byProtocol.set(protocol, ofProtocol.set(field, fact));
    return fact;
  }
}
