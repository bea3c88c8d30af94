/** What the JSON schema of the risk model cannot say: numbers that must stand in order. */

import type { RiskModel, Spread } from './risk-model.ts';

/** Sentences for people, one per problem; empty when the model is sound. */
export function riskModelProblems(model: RiskModel): string[] {
  const spreads: [string, Spread][] = [
    ...Object.entries(model.applicability).map(([name, spread]): [string, Spread] => [
      `applicability.${name}`,
      spread,
    ]),
    ...Object.entries(model.preconditions).map(([name, spread]): [string, Spread] => [
      `preconditions.${name}`,
      spread,
    ]),
    ['impact.unknownConsequence', model.impact.unknownConsequence],
  ];
  const { critical, high, medium, low } = model.bands;
  const strangers = model.controls.sameLayer.filter((id) => !(id in model.controls.effectiveness));
  return [
    ...spreads
      .filter(([, [lo, mode, hi]]) => lo > mode || mode > hi)
      .map(([name]) => `${name}: lowest, likeliest and highest must not fall`),
    ...(critical > high && high > medium && medium > low
      ? []
      : ['bands: each must begin below the one above it']),
    ...strangers.map((id) => `controls.sameLayer: ${id} has no effectiveness`),
    ...(Object.values(model.impact.weights).every((weight) => weight === 0)
      ? ['impact.weights: one at least must be above 0']
      : []),
  ];
}
