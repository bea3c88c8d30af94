/** Impact of a finding on its device: what a patient, the care, the data and the house may lose, 0 to 1. */

import type { Corner } from './likelihood.ts';
import type { Consequence, DeviceValue, DeviceWorth, RiskDevice, VulnerabilityFacts } from './risk-facts.ts';
import type { RiskModel } from './risk-model.ts';

/** The four parts of an impact, each 0 to 1. */
export type ImpactParts = DeviceValue;

/** Parts as one number: mostly the worst weighted part, the rest their weighted mean. */
export function combineImpact(parts: ImpactParts, { impact }: RiskModel): number {
  const { weights, largestShare } = impact;
  const safety = weights.safety * parts.safety;
  const continuity = weights.continuity * parts.continuity;
  const data = weights.data * parts.data;
  const operations = weights.operations * parts.operations;
  const sum = weights.safety + weights.continuity + weights.data + weights.operations;
  return (
    largestShare * Math.max(safety, continuity, data, operations) +
    ((1 - largestShare) * (safety + continuity + data + operations)) / sum
  );
}

/** What of the device's worth the vulnerability takes. */
export function impactParts(
  device: RiskDevice,
  vulnerability: VulnerabilityFacts,
  model: RiskModel,
  corner: Corner,
): ImpactParts {
  const unknown = model.impact.unknownConsequence[corner];
  const loss: Consequence = vulnerability.consequence ?? {
    confidentiality: unknown,
    integrity: unknown,
    availability: unknown,
  };
  const { value } = device;
  const harm = device.sustainsLife ? Math.max(loss.integrity, loss.availability) : loss.integrity;
  const safety = value.safety * harm;
  return {
    safety: vulnerability.safetyStated ? Math.max(safety, model.impact.safetyMetricFloor) : safety,
    continuity: value.continuity * Math.max(loss.integrity, loss.availability),
    data: value.data * loss.confidentiality,
    operations: value.operations * loss.availability,
  };
}

export function impactFactor(
  device: RiskDevice,
  vulnerability: VulnerabilityFacts,
  model: RiskModel,
  corner: Corner,
): number {
  return combineImpact(impactParts(device, vulnerability, model, corner), model);
}

/** The worth of a device from what is known about it. */
export function deviceValue(worth: DeviceWorth, { impact }: RiskModel): DeviceValue {
  const safety = impact.safety[worth.safetyRole] + (worth.managesManyPatients ? impact.manyPatients : 0);
  const continuity =
    impact.continuityPerCriticality * worth.criticality * (worth.hasSpare ? impact.spareFactor : 1);
  // A store of unknown size is taken for one of medium size, as an outage of unknown cost is.
  const records =
    worth.records === undefined ? 0.5 : Math.log10(Math.max(1, worth.records)) / impact.recordsLog;
  return {
    safety: Math.min(1, safety),
    continuity: Math.min(1, continuity),
    data: Math.min(1, records) * (worth.encryptedAtRest ? impact.encryptedFactor : 1),
    operations: worth.operations ?? impact.unknownOperations,
  };
}

/** 1 and what makes the device worth more to an attacker. */
export function attractivenessOf(worth: DeviceWorth, { attractiveness }: RiskModel): number {
  return (
    1 +
    ((worth.records ?? 0) > attractiveness.recordsFrom ? attractiveness.manyRecords : 0) +
    (worth.zone === 'internet-exposed' ? attractiveness.internetFacing : 0) +
    (worth.makerInCampaign ? attractiveness.makerInCampaign : 0)
  );
}
