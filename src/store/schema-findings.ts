/** The tables of findings, scores, decisions and feeds as kysely types them. */

import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { WeightChange } from '../risk/changes/weight-changes.ts';
import type { Verdict } from '../risk/preconditions/verdict.ts';
import type { Band } from '../risk/risk-model.ts';
import type { VerdictGroup } from '../risk/verdict-group.ts';
import type { CatalogueFeed } from '../vulnerability/catalogue.ts';
import type { ProductStatus, VexJustification } from '../vulnerability/vulnerability-record.ts';
import type { Instant } from './schema-columns.ts';

/** A day as `2026-03-01`. */
type Day = ColumnType<string, string, string>;

export interface ProductTable {
  readonly id: GeneratedAlways<number>;
  readonly organisation_id: string;
  readonly key: Buffer;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly software: string | null;
  readonly firmware: string | null;
  readonly os: string | null;
  readonly os_version: string | null;
  /** Documents that are its bills of materials, in order. */
  readonly bills: ColumnType<readonly string[], readonly string[] | undefined, never>;
  readonly matched_with: string | null;
  readonly matched_at: Instant | null;
}

export interface DeviceProductTable {
  readonly device_id: string;
  readonly organisation_id: string;
  /** Null when the device tells of no product. */
  readonly product_id: number | null;
}

export interface DeviceToMatchTable {
  readonly device_id: string;
  readonly organisation_id: string;
  readonly marks: Generated<number>;
}

export interface DeviceToScoreTable {
  readonly device_id: string;
  readonly organisation_id: string;
  readonly causes: readonly string[];
  readonly marks: Generated<number>;
}

export interface FindingTable {
  readonly id: GeneratedAlways<number>;
  readonly organisation_id: string;
  readonly product_id: number;
  readonly cve: string;
  /** What of the tuple it was found in: `product`, `os`, `application`. */
  readonly part: string;
  readonly family_only: boolean;
  readonly status: ProductStatus;
  readonly conditional: boolean;
  readonly needs: readonly string[];
  readonly confidence: number;
  readonly because: string;
  /** The document that decided. */
  readonly feed: string;
  readonly document: string;
  readonly revision: string;
  readonly input: string;
  readonly justification: VexJustification | null;
  readonly conflict: boolean;
  /** Category of the best remedy that the deciding document offers. */
  readonly remedy: string | null;
  /** Digest of what scoring reads of the vulnerability; null: not known. */
  readonly profile: string | null;
  readonly found_at: ColumnType<Date, never, never>;
  /** As it stands on the devices without a row in `finding_verdict`; null before it was scored. */
  readonly verdict_group: VerdictGroup | null;
  readonly exploitability: Verdict['exploitability'] | null;
  readonly score: number | null;
}

export interface FindingVerdictTable {
  readonly device_id: string;
  readonly finding_id: number;
  readonly organisation_id: string;
  readonly verdict_group: VerdictGroup;
  readonly exploitability: Verdict['exploitability'];
  readonly score: number;
}

/** Devices by verdict group. */
export interface GroupCounts {
  readonly act_now: number;
  readonly plan: number;
  readonly cannot_tell: number;
  readonly watch: number;
  readonly not_exploitable: number;
}

export interface VulnerabilityTable extends GroupCounts {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly cve: string;
  readonly title: string | null;
  readonly described_with: string | null;
  readonly rank: number | null;
  readonly score: number;
  readonly band: Band;
  readonly verdict_group: VerdictGroup;
  readonly categories: readonly string[];
  readonly sites: readonly string[];
  /** Null: no catalogue of known exploited vulnerabilities is there. */
  readonly known_exploited: boolean | null;
  readonly ransomware: boolean | null;
  readonly exploit: string | null;
  readonly epss: number | null;
  readonly epss_percentile: number | null;
  readonly epss_model: string | null;
  readonly epss_on: Day | null;
  readonly cvss: number | null;
  readonly cvss_version: string | null;
  readonly remedy: string | null;
  readonly since: ColumnType<Date, never, never>;
  /** Why it moved since its last line of history. */
  readonly pending_causes: Generated<readonly string[]>;
}

export interface VulnerabilityHistoryTable {
  readonly organisation_id: string;
  readonly cve: string;
  readonly at: Instant;
  readonly rank: number | null;
  readonly score: number | null;
  readonly band: Band | null;
  readonly causes: readonly string[];
}

/** What a device's score says: nothing found is not the same as nothing known. */
export type Standing = 'scored' | 'nothing-found' | 'product-unknown' | 'no-data';

interface RiskColumns {
  readonly standing: Standing;
  readonly score: number | null;
  /** 10th and 90th percentile. */
  readonly low: number | null;
  readonly high: number | null;
  readonly band: Band | null;
}

export interface DeviceRiskTable extends RiskColumns, GroupCounts {
  readonly device_id: string;
  readonly organisation_id: string;
  readonly worst: string | null;
  readonly factors: JSONColumnType<object> | null;
  readonly model: string;
  readonly inputs: string;
  readonly computed_at: Instant;
}

export interface DeviceRiskHistoryTable extends RiskColumns {
  readonly device_id: string;
  readonly organisation_id: string;
  readonly at: Instant;
  readonly causes: readonly string[];
}

export interface FleetRiskTable {
  readonly organisation_id: string;
  readonly day: Day;
  readonly score: number | null;
  readonly band: Band | null;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly minimal: number;
  readonly unknown: number;
  readonly model: string;
}

export type DecisionKind = 'accepted' | 'false-match' | 'fixed' | 'not-applicable' | 'confirmed';

export interface FindingDecisionTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly cve: string;
  readonly device_id: string | null;
  readonly product_id: number | null;
  readonly kind: DecisionKind;
  readonly justification: VexJustification | null;
  readonly reason: string;
  readonly owner: string | null;
  readonly decided_by: string;
  readonly decided_by_name: string;
  readonly decided_at: ColumnType<Date, Date | undefined, never>;
  readonly expires_at: Instant | null;
  readonly ended_at: Instant | null;
  readonly ended_by_name: string | null;
}

export interface DeviceControlTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly device_id: string;
  readonly countermeasure: string;
  readonly validation: 'claimed' | 'configured' | 'verified';
  readonly since: Instant;
  readonly verified_at: Instant | null;
  readonly note: string | null;
  /** Null: before this was noted. */
  readonly put_by_name: string | null;
  readonly put_at: ColumnType<Date, Date | undefined, Date>;
  /** From then on it counts no more. */
  readonly expires_at: Instant | null;
  /** When it was noticed that it has expired. */
  readonly lapsed_at: Instant | null;
  /** Document that proves it. */
  readonly document_id: string | null;
}

export type ReviewAnswer = 'same' | 'different' | 'cannot-tell';

export interface MatchReviewTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly key: Buffer;
  readonly our_vendor: string;
  readonly our_product: string;
  readonly stated_vendor: string;
  readonly stated_product: string;
  readonly confidence: number;
  readonly reason: string;
  readonly cves: readonly string[];
  readonly first_at: ColumnType<Date, never, never>;
  readonly answer: ReviewAnswer | null;
  readonly answered_by_name: string | null;
  readonly answered_at: Instant | null;
  readonly note: string | null;
}

export interface FeedCatalogueTable {
  readonly single: Generated<boolean>;
  readonly revision: string;
  readonly compiled_at: Instant;
  readonly records: number;
  readonly feeds: JSONColumnType<readonly CatalogueFeed[]>;
}

export interface FeedSettingTable {
  readonly single: Generated<boolean>;
  readonly online: boolean;
  readonly sources: readonly string[];
  readonly set_by_name: string;
  readonly set_at: Instant;
}

export interface FeedUpdateTable {
  readonly id: Generated<string>;
  readonly kind: 'bundle' | 'online';
  readonly state: 'verified' | 'applying' | 'applied' | 'refused';
  readonly asked_by_name: string | null;
  readonly at: ColumnType<Date, never, never>;
  readonly outcome: JSONColumnType<object>;
}

export interface ThreatHistoryTable {
  readonly cve: string;
  readonly day: Day;
  readonly epss: number | null;
  readonly percentile: number | null;
  readonly known_exploited: boolean | null;
}

/** Vulnerabilities whose history was looked for in the feeds of a revision. */
export interface ThreatHistoryReadTable {
  readonly cve: string;
  readonly revision: string;
}

/** Migration 0018. */
export interface RiskModelVersionTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  /** From 1; the model that ships is 0. */
  readonly number: number;
  readonly version: string;
  readonly document: ColumnType<object, string, never>;
  /** How many numbers differ from the version before, and the first of them. */
  readonly changed: number;
  readonly changes: ColumnType<readonly WeightChange[], string, never>;
  readonly restored_from: number | null;
  readonly reason: string;
  readonly saved_by: string;
  readonly saved_by_name: string;
  readonly saved_at: ColumnType<Date, never, never>;
}

export interface FindingTables {
  readonly product: ProductTable;
  readonly device_product: DeviceProductTable;
  readonly device_to_match: DeviceToMatchTable;
  readonly device_to_score: DeviceToScoreTable;
  readonly finding: FindingTable;
  readonly finding_verdict: FindingVerdictTable;
  readonly vulnerability: VulnerabilityTable;
  readonly vulnerability_history: VulnerabilityHistoryTable;
  readonly device_risk: DeviceRiskTable;
  readonly device_risk_history: DeviceRiskHistoryTable;
  readonly fleet_risk: FleetRiskTable;
  readonly finding_decision: FindingDecisionTable;
  readonly device_control: DeviceControlTable;
  readonly match_review: MatchReviewTable;
  readonly risk_model_version: RiskModelVersionTable;
  readonly feed_catalogue: FeedCatalogueTable;
  readonly feed_setting: FeedSettingTable;
  readonly feed_update: FeedUpdateTable;
  readonly threat_history: ThreatHistoryTable;
  readonly threat_history_read: ThreatHistoryReadTable;
}
