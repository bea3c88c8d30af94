/** Brings what people decided into the groups before anything is inferred: pairs apart, pairs together, values set. */

import type { IdentityDecision } from './identity-decisions.ts';
import type { IdentityGroups } from './identity-groups.ts';
import type { PairDecision, PersonDecision, SetDecision } from './person-decisions.ts';

/** A person's decision that was not followed. */
export interface UnusedDecision {
  readonly decision: PersonDecision;
  /** Sentence for people. */
  readonly reason: string;
}

export interface DecisionTarget {
  readonly groups: IdentityGroups;
  /** Node of a device id; undefined when nothing of that id was seen. */
  readonly nodeOf: (id: string) => number | undefined;
  readonly note: (node: number, decision: IdentityDecision) => void;
  readonly setValue: (node: number, value: SetDecision) => void;
}

/**
 * Applies decisions that still hold at `at` (microseconds); the last about a pair or a value counts. Keeping apart outranks
 * joining, also along a chain of joins. Returns what could not be followed.
 */
export function applyDecisions(
  decisions: readonly PersonDecision[],
  at: number,
  target: DecisionTarget,
): UnusedDecision[] {
  const unused: UnusedDecision[] = [];
  const latest = new Map<string, PersonDecision>();
  for (const decision of decisions) {
    if (decision.until !== undefined && decision.until <= at)
      unused.push({ decision, reason: 'it has expired' });
    else {
      latest.delete(subjectOf(decision));
      latest.set(subjectOf(decision), decision);
    }
  }
  const order = { 'keep-apart': 0, join: 1, set: 2 } as const;
  for (const decision of [...latest.values()].sort((a, b) => order[a.kind] - order[b.kind])) {
    const reason = decision.kind === 'set' ? applyValue(decision, target) : applyPair(decision, target);
    if (reason !== undefined) unused.push({ decision, reason });
  }
  return unused;
}

function subjectOf(decision: PersonDecision): string {
  return decision.kind === 'set'
    ? `${decision.attribute} of ${decision.device}`
    : [...decision.devices].sort().join(' and ');
}

function applyValue(decision: SetDecision, { nodeOf, setValue }: DecisionTarget): string | undefined {
  const node = nodeOf(decision.device);
  if (node === undefined) return `${decision.device} was not seen`;
  setValue(node, decision);
  return undefined;
}

function applyPair(decision: PairDecision, { groups, nodeOf, note }: DecisionTarget): string | undefined {
  const [first, second] = decision.devices;
  const [a, b] = [nodeOf(first), nodeOf(second)];
  if (a === undefined || b === undefined) return `${a === undefined ? first : second} was not seen`;
  const isJoin = decision.kind === 'join';
  if (isJoin ? !groups.join(a, b) : !groups.keepApart(a, b))
    return 'another decision in the file keeps the two apart';
  const made: IdentityDecision = {
    kind: isJoin ? 'joined' : 'kept-apart',
    by: 'person',
    reason: decision.reason,
    about: decision.devices,
  };
  note(a, made);
  if (!isJoin) note(b, made);
  return undefined;
}
