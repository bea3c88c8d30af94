/**
 * What moved and why: two rankings of the same fleet side by side, with the cause and the factors that changed. Only what
 * matters to people is told: another band, or in or out of the top ranks; everything else is kept for who asks.
 */

import type { ThreatFacts } from '../risk-facts.ts';
import type { Band, RiskModel } from '../risk-model.ts';
import type { Factor } from '../uncertainty.ts';

export type ChangeCause =
  | 'known-exploited-added'
  | 'known-exploited-removed'
  | 'ransomware-use-known'
  | 'prediction-changed'
  | 'exploit-changed'
  | 'advisory-changed'
  | 'device-changed'
  | 'control-changed'
  | 'model-changed';

/** A finding as it stands in one ranking. */
export interface RankedFinding {
  readonly device: string;
  readonly vulnerability: string;
  readonly rank: number;
  readonly score: number;
  readonly band: Band;
  readonly factors: Readonly<Record<Factor, number>>;
}

export interface FactorDelta {
  readonly factor: Factor;
  readonly before: number;
  readonly after: number;
}

export interface RankChange {
  readonly device: string;
  readonly vulnerability: string;
  /** Absent for a new finding. */
  readonly before?: RankedFinding;
  /** Absent for one that is gone. */
  readonly after?: RankedFinding;
  readonly causes: readonly ChangeCause[];
  readonly deltas: readonly FactorDelta[];
  /** `at-once` for what attackers use, `hourly` together with others, `none` when it matters to nobody today. */
  readonly notify: 'at-once' | 'hourly' | 'none';
}

/** The threat of a vulnerability as it was read from the feeds. */
export interface ThreatReading extends ThreatFacts {
  /** EPSS percentile, 0 to 1. */
  readonly percentile?: number;
  /** Version of the EPSS model: a jump between two models is no news of attackers. */
  readonly predictionModel?: string;
}

/** Why a vulnerability must be scored again; empty when nothing that counts has changed. */
export function threatCauses(
  before: ThreatReading,
  after: ThreatReading,
  { changes }: RiskModel,
): ChangeCause[] {
  const causes: ChangeCause[] = [];
  if (after.knownExploited && !before.knownExploited) causes.push('known-exploited-added');
  if (before.knownExploited && !after.knownExploited) causes.push('known-exploited-removed');
  if (after.ransomware && !before.ransomware) causes.push('ransomware-use-known');
  if (after.exploit !== before.exploit || after.activeExploitation !== before.activeExploitation)
    causes.push('exploit-changed');
  if (before.predictionModel === after.predictionModel && predictionMoved(before, after, changes))
    causes.push('prediction-changed');
  return causes;
}

function predictionMoved(
  before: ThreatReading,
  after: ThreatReading,
  { predictionStep, predictionThresholds, percentileThreshold }: RiskModel['changes'],
): boolean {
  const [was, is] = [before.prediction ?? 0, after.prediction ?? 0];
  const crossed = (threshold: number, a: number, b: number) => a < threshold !== b < threshold;
  return (
    Math.abs(is - was) >= predictionStep - PREDICTION_ROUNDING ||
    predictionThresholds.some((threshold) => crossed(threshold, was, is)) ||
    crossed(percentileThreshold, before.percentile ?? 0, after.percentile ?? 0)
  );
}

/** Devices to score again, found by vulnerability without looking at the rest of the fleet. */
export class AffectedDevices {
  private readonly byVulnerability = new Map<string, Set<string>>();

  add(vulnerability: string, device: string): void {
    const devices = this.byVulnerability.get(vulnerability) ?? new Set<string>();
    devices.add(device);
    this.byVulnerability.set(vulnerability, devices);
  }

  of(vulnerabilities: Iterable<string>): Set<string> {
    const found = new Set<string>();
    for (const vulnerability of vulnerabilities) {
      for (const device of this.byVulnerability.get(vulnerability) ?? []) found.add(device);
    }
    return found;
  }
}

/** EPSS has five decimals, of which binary fractions keep less than a hundredth of this. */
const PREDICTION_ROUNDING = 1e-9;

/** Causes that people hear of at once when they move something that matters. */
const AT_ONCE: ReadonlySet<ChangeCause> = new Set(['known-exploited-added', 'ransomware-use-known']);

/** Changes from one ranking to the next, the highest new rank first. `causesOf` tells why, by vulnerability and device. */
export function rankChanges(
  before: readonly RankedFinding[],
  after: readonly RankedFinding[],
  causesOf: (vulnerability: string, device: string) => readonly ChangeCause[],
  model: RiskModel,
): RankChange[] {
  const old = new Map(before.map((finding) => [keyOf(finding), finding]));
  const changes: RankChange[] = [];
  for (const now of after) {
    const was = old.get(keyOf(now));
    old.delete(keyOf(now));
    if (was && was.rank === now.rank && was.score === now.score) continue;
    changes.push(changeOf(was, now, causesOf, model));
  }
  for (const gone of old.values()) changes.push(changeOf(gone, undefined, causesOf, model));
  return changes;
}

function keyOf({ device, vulnerability }: RankedFinding): string {
  return `${device}\n${vulnerability}`;
}

function changeOf(
  before: RankedFinding | undefined,
  after: RankedFinding | undefined,
  causesOf: (vulnerability: string, device: string) => readonly ChangeCause[],
  model: RiskModel,
): RankChange {
  const { device, vulnerability } = after ?? before ?? { device: '', vulnerability: '' };
  const causes = causesOf(vulnerability, device);
  const top = (finding: RankedFinding | undefined) =>
    finding !== undefined && finding.rank <= model.changes.topRanks;
  const matters = before?.band !== after?.band || top(before) !== top(after);
  return {
    device,
    vulnerability,
    ...(before && { before }),
    ...(after && { after }),
    causes,
    deltas: deltasOf(before, after),
    notify: !matters ? 'none' : causes.some((cause) => AT_ONCE.has(cause)) ? 'at-once' : 'hourly',
  };
}

function deltasOf(before: RankedFinding | undefined, after: RankedFinding | undefined): FactorDelta[] {
  if (!before || !after) return [];
  return (Object.keys(after.factors) as Factor[])
    .map((factor) => ({ factor, before: before.factors[factor], after: after.factors[factor] }))
    .filter((delta) => delta.before !== delta.after);
}
