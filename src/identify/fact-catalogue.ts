/**
 * What is known beforehand of each fact, found by protocol and field without making a text of them: an inventory asks this
 * some ten times per device.
 */

import type { FactDeclaration } from '../dissectors/dissector.ts';
import type { Knowledge } from './knowledge.ts';

export interface CataloguedFact {
  /** `<dissector id>/<field>`. */
  readonly id: string;
  /** Undefined for a fact that no dissector declares, such as a name out of the capture file. */
  readonly declaration: FactDeclaration | undefined;
  readonly hasFingerprints: boolean;
}

export class FactCatalogue {
  private readonly byProtocol = new Map<string, Map<string, CataloguedFact>>();
  private readonly fingerprinted: ReadonlySet<string>;

  constructor(knowledge: Knowledge) {
    this.fingerprinted = new Set(knowledge.fingerprints.factIds);
    for (const { id, facts } of [...knowledge.dissectors, ...(knowledge.furtherFacts ?? [])])
      for (const [field, declaration] of Object.entries(facts)) this.add(id, field, declaration);
  }

  of(protocol: string, field: string): CataloguedFact {
    return this.byProtocol.get(protocol)?.get(field) ?? this.add(protocol, field, undefined);
  }

  private add(protocol: string, field: string, declaration: FactDeclaration | undefined): CataloguedFact {
    const id = `${protocol}/${field}`;
    const fact = { id, declaration, hasFingerprints: this.fingerprinted.has(id) };
    const ofProtocol = this.byProtocol.get(protocol) ?? new Map<string, CataloguedFact>();
    this.byProtocol.set(protocol, ofProtocol.set(field, fact));
    return fact;
  }
}
