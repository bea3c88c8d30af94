/** What the preconditions of a finding come to: can it be exploited on this device as it is used today? */

import type { AppliedControl, Reach } from '../risk-facts.ts';
import type { PreconditionState, RiskModel } from '../risk-model.ts';
import { describePredicate } from './extract-preconditions.ts';
import type { EvaluatedPrecondition } from './precondition.ts';

export type Exploitability =
  | 'exploitable-now'
  | 'exploitable-if-reached-from'
  | 'needs-change'
  | 'not-exploitable-as-used'
  | 'unknown';

export interface Verdict {
  readonly exploitability: Exploitability;
  /** From where it must be reached, for `exploitable-if-reached-from`. */
  readonly from?: string;
  readonly because: string;
  /** What would change the verdict, each a condition. */
  readonly wouldChange: readonly string[];
  /** Earliest end of the evidence that it rests on. */
  readonly expiresMicros?: number;
  /** A person must confirm it: a life may hang on this device. */
  readonly needsSignOff: boolean;
}

/** From this criticality on nothing is called harmless without a person. */
const SIGN_OFF_CRITICALITY = 5;

const DISPROVED: ReadonlySet<PreconditionState> = new Set(['refuted', 'impossible']);
const PROVEN: ReadonlySet<PreconditionState> = new Set(['holds', 'likely']);

/**
 * `isProductKnown` is false when only a family or a name links device and vulnerability, as an operating system whose
 * version is not known: nothing is called exploitable by that alone.
 */
export function verdictOf(
  preconditions: readonly EvaluatedPrecondition[],
  controls: readonly AppliedControl[],
  device: { readonly criticality: number; readonly reach: Reach },
  model: RiskModel,
  isProductKnown = true,
): Verdict {
  const refuting = preconditions.filter(({ state }) => DISPROVED.has(state));
  const impossible = refuting.some(({ state }) => state === 'impossible');
  const control = controls.find(({ validation }) => validation === 'verified');
  const harmless = impossible || refuting.length >= model.observation.refutingFacts;
  if (harmless || (refuting.length > 0 && control)) {
    const proof = refuting.map(reasonOf).concat(control ? [`control ${control.id} was tested`] : []);
    return conclude('not-exploitable-as-used', refuting, proof.join('; '), device);
  }
  const missing = preconditions.filter(({ state }) => DISPROVED.has(state) || state === 'unlikely');
  if (missing.length > 0) return conclude('needs-change', missing, missing.map(reasonOf).join('; '), device);
  const open = preconditions.filter(({ state }) => state === 'unknown');
  if (open.length > 0 || preconditions.length === 0) {
    const because = open
      .map(({ predicate }) => `not known whether ${describePredicate(predicate)}`)
      .join('; ');
    return conclude('unknown', open, because || 'no precondition is known', device);
  }
  const proven = preconditions.filter(({ state }) => PROVEN.has(state));
  if (!isProductKnown)
    return conclude(
      'unknown',
      proven,
      'not known whether the device has what the vulnerability is in',
      device,
    );
  const from = startOf(preconditions, device.reach, model);
  const because = proven.map(reasonOf).join('; ');
  return from === undefined
    ? conclude('exploitable-now', proven, because, device)
    : { ...conclude('exploitable-if-reached-from', proven, because, device), from };
}

/** From where an attacker must act when not from anywhere in the house; undefined: from anywhere. */
function startOf(
  preconditions: readonly EvaluatedPrecondition[],
  reach: Reach,
  model: RiskModel,
): string | undefined {
  for (const { predicate } of preconditions) {
    if (predicate.kind !== 'position') continue;
    if (predicate.from === 'local') return 'a login on the device';
    if (predicate.from === 'physical') return 'the place where it stands';
    if (predicate.from === 'adjacent') return 'its own segment';
  }
  return reach.value <= model.reach.zones['micro-segment']
    ? 'the few peers that reach its segment'
    : undefined;
}

function reasonOf({ predicate, evidence, state }: EvaluatedPrecondition): string {
  return evidence.length > 0 ? evidence.join(', ') : `${describePredicate(predicate)}: ${state}`;
}

function conclude(
  exploitability: Exploitability,
  deciding: readonly EvaluatedPrecondition[],
  because: string,
  { criticality }: { readonly criticality: number },
): Verdict {
  const ends = deciding.flatMap(({ expiresMicros }) => (expiresMicros === undefined ? [] : [expiresMicros]));
  return {
    exploitability,
    because,
    wouldChange: [...new Set(deciding.map(({ wouldChange }) => wouldChange).filter((text) => text !== ''))],
    ...(ends.length > 0 && { expiresMicros: Math.min(...ends) }),
    needsSignOff: exploitability === 'not-exploitable-as-used' && criticality >= SIGN_OFF_CRITICALITY,
  };
}
