/**
 * Several systems behind one address, as the first packets of their connections show (flow/translated-addresses.ts): what the
 * address is told of them, and what is theirs and not its own.
 */

import type { IdentityDecision } from './identity-decisions.ts';
import type { ObservationStore, SubjectId } from './observation-store.ts';
import { observationKey } from './split-identities.ts';

/** Kind of the names of such systems: `system:ttl-128`, `system:clock-250`. */
export const SYSTEM_KIND = 'system';
/** The fact that systems share an address and are too much alike to be told apart; its value is their number. */
const ALIKE_FACT = 'tcp/systems';

/** What each kind of name says of how the systems differ. */
const DIFFERENCES: Readonly<Record<string, (values: readonly string[]) => string>> = {
  ttl: (values) => `they begin packets with a time to live of ${values.join(' and ')}`,
  clock: (values) => `their clocks have ${values.join(' and ')} ticks a second`,
};

/** A system behind an address, by what it was named after. */
export interface SystemBehind {
  /** `system:ttl-128` */
  readonly name: string;
  /** Key of the device that it became. */
  readonly key: string;
  readonly subject: SubjectId;
}

/** Says at `place` that these systems stand behind it. */
export function systemsDecision(place: string, systems: readonly SystemBehind[]): IdentityDecision {
  const traits = systems.map(({ name }) => name.slice(SYSTEM_KIND.length + 1).split('-'));
  const reasons = Object.entries(DIFFERENCES).flatMap(([trait, say]) => {
    const values = traits.flatMap(([named, value = '']) => (named === trait ? [value] : []));
    return values.length === 0 ? [] : [say(values.sort((a, b) => Number(a) - Number(b)))];
  });
  return {
    kind: 'split',
    by: 'inference',
    reason: `several systems share ${place}: ${reasons.join('; ')}`,
    about: systems.map(({ key }) => `named:${key}`).sort(),
  };
}

/** Bindings whose address is shared by systems that cannot be told apart, with their number. */
export function* alikeSystems(
  observations: ObservationStore,
  bindings: number,
): Generator<{ readonly binding: number; readonly count: number }> {
  const marks = observations.fieldsWhere((fact) => fact === ALIKE_FACT);
  for (let binding = 0; binding < bindings; binding++) {
    const counts = observations.ofFields(binding, marks).map(({ value }) => Number(value));
    if (counts.length > 0) yield { binding, count: Math.max(...counts) };
  }
}

/** Says at `place` that so many systems share it. */
export function alikeDecision(place: string, count: number): IdentityDecision {
  return {
    kind: 'split',
    by: 'inference',
    reason: `at least ${count} systems share ${place}: their clocks differ and go at one rate, so that it cannot be told which did what`,
    about: [],
  };
}

/** Keys of the observations of a binding that no system behind it made. */
export function withoutSystems(
  observations: ObservationStore,
  binding: number,
  systems: readonly SystemBehind[],
): Set<string> {
  const theirs = new Set(systems.flatMap(({ subject }) => observations.of(subject)).map(observationKey));
  return new Set(
    observations
      .of(binding)
      .map(observationKey)
      .filter((key) => !theirs.has(key)),
  );
}
