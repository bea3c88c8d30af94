/**
 * A policy pack says by when a finding must be dealt with: which decision table it follows and how many days each outcome
 * leaves. Packs are data in `risk-model/policies`; a hospital copies one and changes the days.
 */

import { type DecisionFacts, decisionValues } from './decision-facts.ts';
import { type Decision, type DecisionTable, decide } from './decision-table.ts';
import { DECISION_TABLES } from './tables.ts';

export const POLICY_PACK_SCHEMA = 'wardlight.policy-pack/1';

export interface Deadline {
  /** Days from the day on which the decision was first due; null: with the next system upgrade. */
  readonly days: number | null;
  /** The device must also be looked at for traces of an attack. */
  readonly investigate?: boolean;
}

export interface PolicyPack {
  readonly schema: typeof POLICY_PACK_SCHEMA;
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Id of a decision table. */
  readonly table: string;
  /** By outcome of the table. */
  readonly deadlines: Readonly<Record<string, Deadline>>;
}

export interface PolicyDecision extends Decision {
  readonly pack: string;
  readonly deadline: Deadline;
}

/** The table of a pack. Throws a RangeError when the pack names none, or leaves an outcome without a deadline. */
export function tableOf(pack: PolicyPack): DecisionTable {
  const table = DECISION_TABLES.find(({ id }) => id === pack.table);
  if (!table) throw new RangeError(`policy pack ${pack.id}: no decision table ${pack.table}`);
  const missing = Object.values(table.outcomes).filter((outcome) => !(outcome in pack.deadlines));
  if (missing.length > 0)
    throw new RangeError(`policy pack ${pack.id}: no deadline for ${missing.join(', ')}`);
  return table;
}

export function applyPolicy(pack: PolicyPack, facts: DecisionFacts): PolicyDecision {
  const decision = decide(tableOf(pack), decisionValues(facts));
  return { ...decision, pack: pack.id, deadline: pack.deadlines[decision.outcome] ?? { days: null } };
}
