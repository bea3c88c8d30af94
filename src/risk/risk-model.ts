/**
 * Every weight and parameter of the risk scores as one versioned document. The shipped one is `risk-model/default.json`;
 * `risk-model/schema.json` bounds each number. All formulas of this room read it and hold no number of their own.
 */

import type { OutlookSettings } from './outlook/exploitation-outlook.ts';

export const RISK_MODEL_SCHEMA = 'wardlight.risk-model/1';

/** Lowest, likeliest and highest value of a factor. */
export type Spread = readonly [lo: number, mode: number, hi: number];

/** How surely a vulnerability is one of this device. */
export type Applicability = 'exact' | 'component' | 'model' | 'family' | 'keyword' | 'notAffected' | 'fixed';

/** How a precondition stands on this device as it is used. */
export type PreconditionState = 'holds' | 'likely' | 'unknown' | 'unlikely' | 'refuted' | 'impossible';

/** Where a device stands when only its zone is known. */
export const ZONES = [
  'internet-exposed',
  'guest-reachable',
  'flat-enterprise',
  'shared-clinical',
  'department',
  'micro-segment',
  'isolated',
  'physical-only',
] as const;
export type Zone = (typeof ZONES)[number];

/** Where an attack begins. */
export type StartPosition = 'internet' | 'workstation' | 'guest' | 'vendor-remote' | 'on-site';

/** How well it is proven that a control works: by a test within 30 days, by an older one, by its settings, by word. */
export type Validation = 'verified' | 'verifiedOlder' | 'configured' | 'claimed';

/** What a device does for a patient. */
export type SafetyRole = 'lifeSustaining' | 'therapy' | 'alarm' | 'diagnosis' | 'none';

export const BANDS = ['critical', 'high', 'medium', 'low', 'minimal'] as const;
export type Band = (typeof BANDS)[number];

export interface RiskModel {
  readonly schema: typeof RISK_MODEL_SCHEMA;
  /** Semantic version of the numbers: part of every score. */
  readonly version: string;
  readonly note: string;
  readonly applicability: Readonly<Record<Applicability, Spread>>;
  readonly preconditions: Readonly<Record<PreconditionState, Spread>>;
  readonly threat: {
    readonly ceiling: number;
    readonly none: number;
    readonly proofOfConcept: number;
    readonly weaponised: number;
    readonly activeExploitation: number;
    readonly knownExploited: number;
    readonly ransomware: number;
    /** Least threat of a trivial exploit with total impact whose preconditions hold. */
    readonly trivialFloor: number;
    /** Factors from an EPSS probability to the ends of its interval. */
    readonly predictionSpread: readonly [number, number];
  };
  /** What makes a device worth more to an attacker; the sum is added to 1. */
  readonly attractiveness: {
    readonly manyRecords: number;
    readonly recordsFrom: number;
    readonly internetFacing: number;
    readonly makerInCampaign: number;
  };
  readonly reach: {
    readonly zones: Readonly<Record<Zone, number>>;
    readonly zoneSpread: readonly [number, number];
    readonly observedSpread: readonly [number, number];
    /** Yearly probability that an attacker stands there. */
    readonly starts: Readonly<Record<StartPosition, number>>;
    readonly edgeWithoutFinding: number;
    readonly forbiddenEdge: number;
    readonly credentialEdge: number;
    /** Edge-disjoint paths that count, and edges of a path, at most. */
    readonly paths: number;
    readonly pathLength: number;
  };
  readonly controls: {
    /** By control id of the catalogue. */
    readonly effectiveness: Readonly<Record<string, number>>;
    readonly sameLayer: readonly string[];
    readonly sameLayerCap: number;
    readonly validation: Readonly<Record<Validation, number>>;
  };
  readonly impact: {
    readonly weights: Readonly<Record<'safety' | 'continuity' | 'data' | 'operations', number>>;
    /** Share of the largest weighted part; the rest is their mean. */
    readonly largestShare: number;
    readonly unknownConsequence: Spread;
    /** Least safety part when a CVSS v4.0 vector itself says that people may be hurt. */
    readonly safetyMetricFloor: number;
    readonly safety: Readonly<Record<SafetyRole, number>>;
    readonly manyPatients: number;
    readonly continuityPerCriticality: number;
    readonly spareFactor: number;
    /** Decades of records at which the data value is 1. */
    readonly recordsLog: number;
    readonly encryptedFactor: number;
    readonly unknownOperations: number;
  };
  /** Share of the best target in reach that counts as lateral value. */
  readonly lateral: number;
  readonly site: {
    readonly share: number;
    readonly least: number;
    readonly weightBase: number;
    readonly weightPerCriticality: number;
  };
  /** Least rounded score of each band. */
  readonly bands: Readonly<Record<Exclude<Band, 'minimal'>, number>>;
  readonly uncertainty: { readonly seed: number; readonly rounds: number };
  readonly observation: {
    /** Days after which absence of traffic is 63 % sure at full coverage. */
    readonly timeConstantDays: number;
    readonly enoughConfidence: number;
    /** Days that evidence of a port or service holds. */
    readonly evidenceDays: number;
    /** Refused attempts that refute at once. */
    readonly refusals: number;
    /** Independent refuting facts that a verdict "not exploitable as used" needs. */
    readonly refutingFacts: number;
  };
  /** How the outlook on coming exploitation is learnt. */
  readonly outlook: OutlookSettings;
  readonly changes: {
    readonly predictionStep: number;
    readonly predictionThresholds: readonly number[];
    readonly percentileThreshold: number;
    readonly topRanks: number;
  };
}
