/**
 * Values that people have set stand before everything that the traffic shows, and are never overwritten by it. What was
 * inferred stays behind them, and a contradiction is said.
 */

import type { CategoryDecision } from './categorise.ts';
import { type Attributes, type AttributeValue, sameValue } from './fuse-evidence.ts';
import type { IdentityDecision } from './identity-decisions.ts';
import type { SetDecision } from './person-decisions.ts';
import type { VendorDirectory } from './vendors.ts';

/** Confidence of what a person has set. */
export const SET_CONFIDENCE = 100;

/** The attributes with set values first; of two about one attribute the later counts. */
export function withSetValues(
  attributes: Attributes,
  set: readonly SetDecision[],
  vendors: VendorDirectory,
): Attributes {
  if (set.length === 0) return attributes;
  const changed: Record<string, readonly AttributeValue[] | undefined> = { ...attributes };
  for (const { attribute, value } of set) {
    if (attribute === 'category') continue;
    if (value === undefined) {
      changed[attribute] = attributes[attribute];
      continue;
    }
    const inferred = attributes[attribute] ?? [];
    const agreeing = inferred.find((other) => sameValue(attribute, other.value, value, vendors));
    const others = inferred.filter((other) => other !== agreeing);
    changed[attribute] = [
      { value, confidence: SET_CONFIDENCE, evidence: agreeing?.evidence ?? [], setByPerson: true },
      ...others,
    ];
  }
  return changed;
}

/** The category that a person has set, or the one that was decided. */
export function withSetCategory(decided: CategoryDecision, set: readonly SetDecision[]): CategoryDecision {
  const last = set.findLast(({ attribute }) => attribute === 'category');
  if (last?.value === undefined) return decided;
  const reasons = [`a person set it: ${last.reason}`, ...decided.reasons];
  return { value: last.value, confidence: SET_CONFIDENCE, reasons, setByPerson: true };
}

/** One decision for each value set, with what the traffic says when it says otherwise. */
export function setValueDecisions(
  set: readonly SetDecision[],
  inferred: Attributes,
  category: CategoryDecision,
  vendors: VendorDirectory,
): IdentityDecision[] {
  return set.map(({ attribute, value, reason, device }) => {
    const made = { kind: 'value-set', by: 'person', about: [device] } as const;
    if (value === undefined)
      return { ...made, reason: `${attribute} is taken back: ${reason}`, withdraws: attribute };
    const best = attribute === 'category' ? decidedOf(category) : inferred[attribute]?.[0];
    const agrees = best === undefined || isSame(attribute, best.value, value, vendors);
    const contradiction = agrees ? '' : `; the traffic says ${best.value} (${best.confidence})`;
    return { ...made, reason: `${attribute} is ${value}: ${reason}${contradiction}` };
  });
}

const decidedOf = (category: CategoryDecision) => (category.confidence > 0 ? category : undefined);

function isSame(
  attribute: SetDecision['attribute'],
  a: string,
  b: string,
  vendors: VendorDirectory,
): boolean {
  return attribute === 'category' ? a === b : sameValue(attribute, a, b, vendors);
}
