/**
 * Scores: of a finding X = L I; of a device one part per correlation group, so that fifty findings with one cause count
 * once; of a site the mean over its worst devices. X is never rounded; the display score is.
 */

import { impactFactor } from './impact.ts';
import {
  applicabilityFactor,
  controlsFactor,
  LIKELIEST,
  preconditionsFactor,
  reachFactor,
  threatFactor,
} from './likelihood.ts';
import type { RiskDevice, RiskFinding } from './risk-facts.ts';
import type { Band, RiskModel } from './risk-model.ts';

/** X of a finding at the likeliest value of every factor, 0 to 1. */
export function riskOfFinding(finding: RiskFinding, device: RiskDevice, model: RiskModel): number {
  return (
    applicabilityFactor(finding, model, LIKELIEST) *
    preconditionsFactor(finding, model, LIKELIEST) *
    reachFactor(device.reach, model, LIKELIEST) *
    threatFactor(finding, device.attractiveness, model, LIKELIEST) *
    controlsFactor(finding.controls, model) *
    impactFactor(device, finding.vulnerability, model, LIKELIEST)
  );
}

/** What a device's findings come to together. */
export interface DeviceRisk {
  /** 0 to 1. */
  readonly risk: number;
  /** Findings with a risk above 0. */
  readonly findings: number;
  /** The worst finding; absent when there is none. */
  readonly worst?: RiskFinding;
}

/**
 * `lateral` is the risk of the best target that the device reaches in one step; it is one more group and belongs to no
 * finding.
 */
export function riskOfDevice(
  device: RiskDevice,
  findings: readonly RiskFinding[],
  model: RiskModel,
  lateral = 0,
): DeviceRisk {
  const worstOfGroup = new Map<string, number>();
  let worst: RiskFinding | undefined;
  let highest = 0;
  let count = 0;
  for (const finding of findings) {
    const risk = riskOfFinding(finding, device, model);
    if (risk <= 0) continue;
    count++;
    if (risk > (worstOfGroup.get(finding.group) ?? 0)) worstOfGroup.set(finding.group, risk);
    if (risk > highest) {
      highest = risk;
      worst = finding;
    }
  }
  return {
    risk: combineGroups([...worstOfGroup.values(), model.lateral * lateral]),
    findings: count,
    ...(worst && { worst }),
  };
}

/** Independent risks as one: the probability that at least one comes true. */
export function combineGroups(risks: Iterable<number>): number {
  let none = 1;
  for (const risk of risks) none *= 1 - risk;
  return 1 - none;
}

/** 0 to 100 with one decimal; the root spreads the low end. */
export function displayScore(risk: number): number {
  return Math.round(1000 * Math.sqrt(risk)) / 10;
}

/** Band of a display score. */
export function bandOf(score: number, { bands }: RiskModel): Band {
  if (score >= bands.critical) return 'critical';
  if (score >= bands.high) return 'high';
  if (score >= bands.medium) return 'medium';
  return score >= bands.low ? 'low' : 'minimal';
}

export interface SiteRisk {
  readonly risk: number;
  readonly devices: number;
  /** Devices per band: a site is never its one number alone. */
  readonly perBand: Readonly<Record<Band, number>>;
}

/** Risk of a site or the fleet: the weighted mean over its worst devices, which more devices do not drive to 1. */
export function riskOfSite(
  devices: Iterable<{ readonly risk: number; readonly criticality: number }>,
  model: RiskModel,
): SiteRisk {
  const { share, least, weightBase, weightPerCriticality } = model.site;
  const perBand = { critical: 0, high: 0, medium: 0, low: 0, minimal: 0 };
  const weighted: number[] = [];
  for (const { risk, criticality } of devices) {
    perBand[bandOf(displayScore(risk), model)]++;
    weighted.push((weightBase + weightPerCriticality * criticality) * risk);
  }
  const values = Float64Array.from(weighted).sort();
  const count = Math.min(values.length, Math.max(least, Math.ceil(values.length * share)));
  let sum = 0;
  for (let at = values.length - count; at < values.length; at++) sum += values[at] ?? 0;
  return { risk: count === 0 ? 0 : sum / count, devices: values.length, perBand };
}
