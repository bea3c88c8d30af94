/** Devices of a portion by kind, and what the scores of the kinds make of the devices and findings. */

import { createHash } from 'node:crypto';
import { deviceClaims } from '../documents/mds2/device-claims.ts';
import { UNSTATED_COVERAGE } from '../risk/assess-fleet.ts';
import { confidenceOfAbsence, DAY_MICROS } from '../risk/preconditions/observed-use.ts';
import type { AppliedControl } from '../risk/risk-facts.ts';
import type { RiskModel } from '../risk/risk-model.ts';
import { type VerdictGroup, verdictGroupOf } from '../risk/verdict-group.ts';
import type { DeviceToScore, ScoreBatch, ScoredDevice } from '../store/device-risk.ts';
import type { Decision, DecisionBook } from '../store/finding-decisions.ts';
import type { FindingToScore, Standing } from '../store/findings.ts';
import type { ProductStatus } from '../vulnerability/vulnerability-record.ts';
import type { DeviceKind, ScoredKind } from './score-devices-alike.ts';

const MICROS_PER_MILLI = 1_000;
const DAY_MS = 86_400_000;
/** Days for which a test of a control counts in full. */
const TEST_DAYS = 30;

/** What time makes of sightings when the newest of the house is of `asOfMicros`. */
export function sightingFacts(
  asOfMicros: number,
  { observation }: RiskModel,
): (firstMicros: number, lastMicros: number) => SightingFacts {
  return (firstMicros, lastMicros) => {
    const use = { firstMicros, lastMicros, coverage: UNSTATED_COVERAGE, bothDirections: false };
    const absence = confidenceOfAbsence({ ...use, services: [], attempts: [] }, observation.timeConstantDays);
    return {
      isStale: lastMicros < asOfMicros - observation.evidenceDays * DAY_MICROS,
      isWatched: absence >= observation.enoughConfidence,
    };
  };
}

/** What time makes of a sighting. */
export interface SightingFacts {
  /** What was seen then is too old to count. */
  readonly isStale: boolean;
  /** Watched for long enough that silence tells something. */
  readonly isWatched: boolean;
}

export interface KindOfDevices {
  readonly kind: DeviceKind;
  readonly devices: readonly string[];
}

/** Devices with a product by kind; those of one kind cannot be told apart by any formula. */
export function kindsOf(
  devices: readonly DeviceToScore[],
  findings: ReadonlyMap<number, readonly FindingToScore[]>,
  decisions: DecisionBook,
  sightingOf: (firstMicros: number, lastMicros: number) => SightingFacts,
  now: Date,
): ReadonlyMap<string, KindOfDevices> {
  const kinds = new Map<string, { kind: DeviceKind; devices: string[] }>();
  for (const device of devices) {
    if (device.product === null) continue;
    const firstMicros = device.firstAt.getTime() * MICROS_PER_MILLI;
    const lastMicros = device.lastAt.getTime() * MICROS_PER_MILLI;
    const { isStale, isWatched } = sightingOf(firstMicros, lastMicros);
    const controls = device.controls.map((control) => appliedControl(control, now));
    const own = decisions.onDevice(device.device).map(({ cve, kind }) => [cve, kind]);
    const claims = deviceClaims(device.answers);
    const facts = [
      device.product,
      device.category,
      device.services,
      isStale,
      isWatched,
      controls,
      own,
      claims,
    ];
    const key = createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
    const known = kinds.get(key);
    if (known) known.devices.push(device.device);
    else
      kinds.set(key, {
        devices: [device.device],
        kind: {
          ...{ key, product: device.product, category: device.category, firstMicros, lastMicros, controls },
          ...{ services: device.services, claims },
          decided: decidedOn(device.device, findings.get(device.product) ?? [], decisions),
        },
      });
  }
  return kinds;
}

export function appliedControl(
  { countermeasure, validation, verifiedAt }: DeviceToScore['controls'][number],
  now: Date,
): AppliedControl {
  if (validation !== 'verified') return { id: countermeasure, validation };
  const isRecent =
    verifiedAt !== null && now.getTime() - new Date(verifiedAt).getTime() <= TEST_DAYS * DAY_MS;
  return { id: countermeasure, validation: isRecent ? 'verified' : 'verifiedOlder' };
}

const STATUS_OF: Readonly<Partial<Record<Decision['kind'], ProductStatus>>> = {
  'false-match': 'not-affected',
  'not-applicable': 'not-affected',
  fixed: 'fixed',
  confirmed: 'affected',
};

/** The status that a decision gives; undefined for one that accepts. */
export function decidedStatus(decision: Decision | undefined): ProductStatus | undefined {
  return decision && STATUS_OF[decision.kind];
}

/** Statuses that people decided on the findings of a device. */
export function decidedOn(
  device: string,
  findings: readonly Pick<FindingToScore, 'cve' | 'product'>[],
  decisions: DecisionBook,
): Record<string, ProductStatus> {
  const decided: Record<string, ProductStatus> = {};
  for (const { cve, product } of findings) {
    const status = decidedStatus(decisions.of(cve, device, product));
    if (status !== undefined) decided[cve] = status;
  }
  return decided;
}

export interface Standings {
  readonly common: readonly Standing[];
  readonly exceptions: readonly (Standing & { readonly device: string })[];
  readonly risks: readonly ScoredDevice[];
}

/**
 * How findings stand in common, on which devices otherwise, and the scores of the devices. The kind with the most devices
 * says what is common where a product is whole here or has nothing in common yet.
 */
export function standingsOf(
  { devices, whole }: ScoreBatch,
  findings: ReadonlyMap<number, readonly FindingToScore[]>,
  decisions: DecisionBook,
  kinds: ReadonlyMap<string, KindOfDevices>,
  scored: ReadonlyMap<string, ScoredKind>,
  model: RiskModel,
  hasData: boolean,
): Standings {
  const common = new Map<number, Standing>();
  const exceptions: (Standing & { readonly device: string })[] = [];
  const risks: ScoredDevice[] = devices
    .filter(({ product }) => product === null || !hasData)
    .map(({ device, product }) => unscored(device, product === null && hasData, model));
  const ordered = [...kinds.values()].sort((a, b) => b.devices.length - a.devices.length);
  for (const { kind, devices: alike } of ordered) {
    const result = scored.get(kind.key);
    if (!result) continue;
    const list = findings.get(kind.product) ?? [];
    const standings = list.map((finding, at) =>
      standingOf(finding, result.findings[at], alike[0], decisions),
    );
    for (const [at, standing] of standings.entries()) {
      const finding = list[at];
      if (!standing || !finding) continue;
      const kept = common.get(finding.id);
      const before = kept ?? (whole.has(kind.product) ? undefined : commonOf(finding));
      if (!before) common.set(finding.id, standing);
      else if (!isSame(before, standing))
        exceptions.push(...alike.map((device) => ({ ...standing, device })));
    }
    const counts = countGroups(standings);
    const inputs = createHash('sha256')
      .update(JSON.stringify([result.inputs, counts]))
      .digest('hex')
      .slice(0, 32);
    for (const device of alike)
      risks.push({ device, ...riskOf(result), ...counts, inputs, model: model.version });
  }
  return { common: [...common.values()], exceptions, risks };
}

function standingOf(
  finding: FindingToScore,
  result: ScoredKind['findings'][number] | undefined,
  device: string | undefined,
  decisions: DecisionBook,
): Standing | undefined {
  if (!result) return undefined;
  const { exploitability, outcome, score, status } = result;
  const decision = decisions.of(finding.cve, device ?? null, finding.product);
  const group = verdictGroupOf(status, exploitability, outcome, decision?.kind === 'accepted');
  return { finding: finding.id, group, exploitability, score };
}

function commonOf({ id, group, exploitability, score }: FindingToScore): Standing | undefined {
  if (group === null || exploitability === null || score === null) return undefined;
  return { finding: id, group, exploitability: exploitability as Standing['exploitability'], score };
}

/** The database keeps scores in single precision. */
function isSame(a: Standing, b: Standing): boolean {
  return a.group === b.group && a.exploitability === b.exploitability && Math.abs(a.score - b.score) < 0.05;
}

function riskOf({ score, low, high, band, worst, factors, risks }: ScoredKind) {
  const standing = risks > 0 ? ('scored' as const) : ('nothing-found' as const);
  return { standing, score, low, high, band, worst, factors };
}

function unscored(device: string, isUnknown: boolean, model: RiskModel): ScoredDevice {
  const standing = isUnknown ? ('product-unknown' as const) : ('no-data' as const);
  return {
    ...{ device, standing, score: null, low: null, high: null, band: null, worst: null, factors: null },
    ...countGroups([]),
    ...{ model: model.version, inputs: standing },
  };
}

function countGroups(standings: readonly (Standing | undefined)[]) {
  const of = (group: VerdictGroup) => standings.filter((standing) => standing?.group === group).length;
  return {
    ...{ act_now: of('act-now'), plan: of('plan'), cannot_tell: of('cannot-tell'), watch: of('watch') },
    not_exploitable: of('not-exploitable'),
  };
}
