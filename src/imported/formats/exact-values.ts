/**
 * Values that a list gives whole (DHCP option lists, TCP options). Different entries often claim the same value; what they
 * agree on is kept, and a value on which they agree in nothing tells nothing.
 */

import type { AttributeTexts } from '../../identify/fingerprints.ts';
import type { RuleCollector, RuleTarget } from '../rule-collector.ts';

/** What an entry says about the device that has such a value. */
export interface ValueMeaning {
  readonly attributes: AttributeTexts;
  readonly category?: string | undefined;
  readonly confidence: number;
}

export interface ValueClaim extends ValueMeaning {
  /** Name of the entry. */
  readonly describes: string;
  readonly pattern: string;
  /** A value that it matches; absent when the pattern leaves parts open. */
  readonly example?: string | undefined;
}

/** Names of entries shown when they share a value. */
const NAMES_SHOWN = 3;

export class ExactValues {
  readonly #claims = new Map<string, { readonly target: RuleTarget; readonly claims: ValueClaim[] }>();

  claim(target: RuleTarget, claim: ValueClaim): void {
    const key = `${target.factId}\n${claim.pattern}`;
    const known = this.#claims.get(key);
    if (known) known.claims.push(claim);
    else this.#claims.set(key, { target, claims: [claim] });
  }

  /** Hands every value to the collector, with what all its claims agree on. */
  handOver(collector: RuleCollector, source: string): void {
    for (const { target, claims } of this.#claims.values()) {
      const [first] = claims;
      if (!first) continue;
      const names = [...new Set(claims.map(({ describes }) => describes))];
      const describes =
        names.slice(0, NAMES_SHOWN).join(' or ') + (names.length > NAMES_SHOWN ? ' or others' : '');
      const { attributes, category } = agreed(claims);
      const confidence = Math.min(...claims.map((claim) => claim.confidence));
      if (Object.keys(attributes).length === 0 && category === undefined) {
        collector.refuse(describes, 'it says nothing about the device that is sure');
        continue;
      }
      const expect = category === undefined ? attributes : { ...attributes, category };
      collector.take(target, {
        pattern: first.pattern,
        flags: 'i',
        describes,
        attributes,
        ...(category === undefined ? {} : { category, categoryConfidence: confidence }),
        confidence,
        exclusive: true,
        source,
        examples: first.example === undefined ? [] : [{ value: first.example, expect }],
      });
    }
  }
}

function agreed(claims: readonly ValueClaim[]): Omit<ValueMeaning, 'confidence'> {
  const [first, ...others] = claims;
  if (!first) return { attributes: {} };
  const attributes = Object.fromEntries(
    Object.entries(first.attributes).filter(([attribute, text]) =>
      others.every((other) =>
        Object.entries(other.attributes).some(([a, t]) => a === attribute && t === text),
      ),
    ),
  );
  const category = others.every((other) => other.category === first.category) ? first.category : undefined;
  return { attributes, category };
}

/** A pattern that matches exactly `text`. */
export function exactly(text: string): string {
  return `^${literally(text)}$`;
}

/** `text` as part of a pattern. */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
