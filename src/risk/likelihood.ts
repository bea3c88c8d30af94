/**
 * Likelihood of a finding, L = A P R T C: applicability, preconditions, reachability, threat, controls. Each factor can be
 * taken at its lowest, likeliest or highest value, so that the score and its interval come from one formula.
 */

import type { AppliedControl, Reach, RiskDevice, RiskFinding } from './risk-facts.ts';
import type { RiskModel } from './risk-model.ts';

/** Index into a spread. */
export const LOWEST = 0;
export const LIKELIEST = 1;
export const HIGHEST = 2;
export type Corner = typeof LOWEST | typeof LIKELIEST | typeof HIGHEST;

export const LIKELIHOOD_FACTORS = ['applicability', 'preconditions', 'reach', 'threat', 'controls'] as const;
export type LikelihoodFactor = (typeof LIKELIHOOD_FACTORS)[number];

export function applicabilityFactor(finding: RiskFinding, model: RiskModel, corner: Corner): number {
  return model.applicability[finding.applicability][corner];
}

export function preconditionsFactor(finding: RiskFinding, model: RiskModel, corner: Corner): number {
  let product = 1;
  for (const state of finding.preconditions) product *= model.preconditions[state][corner];
  return product;
}

export function reachFactor(reach: Reach, model: RiskModel, corner: Corner): number {
  if (corner === LIKELIEST) return reach.value;
  const [down, up] = reach.source === 'zone' ? model.reach.zoneSpread : model.reach.observedSpread;
  return corner === LOWEST ? reach.value * down : Math.min(1, reach.value * up);
}

/** `attractiveness` is that of the device; 1 leaves the own network out. */
export function threatFactor(
  { vulnerability, preconditions }: RiskFinding,
  attractiveness: number,
  model: RiskModel,
  corner: Corner,
): number {
  const { threat } = model;
  const facts = vulnerability.threat;
  const trivial = vulnerability.trivialAndTotal === true && preconditions.every((state) => state === 'holds');
  const known = Math.max(
    trivial ? threat.trivialFloor : 0,
    facts.ransomware === true ? threat.ransomware : 0,
    facts.knownExploited === true ? threat.knownExploited : 0,
    facts.activeExploitation === true ? threat.activeExploitation : 0,
    facts.exploit === 'weaponised' ? threat.weaponised : 0,
    facts.exploit === 'proof-of-concept' ? threat.proofOfConcept : 0,
    threat.none,
  );
  const predicted = facts.prediction ?? 0;
  if (predicted <= known) return Math.min(threat.ceiling, attractiveness * known);
  const [down, up] = threat.predictionSpread;
  const factor = corner === LOWEST ? down : corner === HIGHEST ? up : 1;
  return Math.min(threat.ceiling, attractiveness * Math.max(known, Math.min(1, predicted * factor)));
}

/** What is left after the controls; several of one layer stop no more than its cap. */
export function controlsFactor(controls: readonly AppliedControl[], model: RiskModel): number {
  let left = 1;
  let leftOfLayer = 1;
  for (const control of controls) {
    const effectiveness = control.effectiveness ?? model.controls.effectiveness[control.id] ?? 0;
    const passed = 1 - effectiveness * model.controls.validation[control.validation];
    if (model.controls.sameLayer.includes(control.id)) leftOfLayer *= passed;
    else left *= passed;
  }
  return left * Math.max(leftOfLayer, 1 - model.controls.sameLayerCap);
}

/** One factor of a finding on its device. */
export function likelihoodFactor(
  factor: LikelihoodFactor,
  finding: RiskFinding,
  device: RiskDevice,
  model: RiskModel,
  corner: Corner,
): number {
  switch (factor) {
    case 'applicability':
      return applicabilityFactor(finding, model, corner);
    case 'preconditions':
      return preconditionsFactor(finding, model, corner);
    case 'reach':
      return reachFactor(device.reach, model, corner);
    case 'threat':
      return threatFactor(finding, device.attractiveness, model, corner);
    case 'controls':
      return controlsFactor(finding.controls, model);
  }
}
