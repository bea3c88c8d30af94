/**
 * Decisions about identity: which of what was seen is one device, what is several, and why. Each has a reason for people;
 * one that a person made outranks every inference, and both stay visible (docs/adr/0007).
 */

import type { Attribute } from '../dissectors/dissector.ts';

export type IdentityDecisionKind =
  /** Stations, addresses or named devices taken for one device. */
  | 'joined'
  /** Something that looks like the same device, and is not taken for it. */
  | 'kept-apart'
  /** One station or address that speaks for several devices. */
  | 'split'
  /** The device left its network interface, or the interface came to this device from another. */
  | 'interface-moved'
  /** The device used one address first and another later, or several at a time. */
  | 'addresses'
  /** A value or category that a person has set. */
  | 'value-set';

export interface IdentityDecision {
  readonly kind: IdentityDecisionKind;
  readonly by: 'inference' | 'person';
  /** Sentence for people. */
  readonly reason: string;
  /** Ids of stations, addresses and named devices that it is about: `mac:…`, `ip:…`, `named:…`. */
  readonly about: readonly string[];
  /** What a person has set before and takes back. */
  readonly withdraws?: Attribute | 'category';
}

/** In one order, whatever the order of what was seen; each once. */
export function sortedDecisions(decisions: readonly IdentityDecision[]): readonly IdentityDecision[] {
  if (decisions.length < 2) return decisions;
  const keyed = new Map(decisions.map((decision) => [`${decision.kind} ${decision.reason}`, decision]));
  return [...keyed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, decision]) => decision);
}
