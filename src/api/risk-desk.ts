/**
 * What routes ask that only rooms beyond the API can answer: explanations by the formula, what-if, previews and feeds.
 * `main` has the implementation; without one nothing is known of vulnerabilities.
 */

import type { DeviceSelection } from '../access/device-selection.ts';
import type { Advisory, AdvisorySource, AdvisoryStanding } from '../contract/advisory.ts';
import type { BundlePreview as BundleContract } from '../contract/feeds.ts';
import type { DeviceRisk, Move as MoveContract, WhatIf as WhatIfContract } from '../contract/risk.ts';
import type { Preview, WeightChange } from '../contract/risk-model.ts';
import type { FindingExplanation } from '../contract/vulnerability.ts';
import type { Bands } from '../store/counted-vulnerabilities.ts';
import type { OrganisationId } from '../store/database.ts';
import type { SavedModel } from '../store/risk-models.ts';
import { ProblemError } from './problem.ts';

export type Explanation = FindingExplanation;
export type Move = MoveContract;
export type WhatIf = WhatIfContract;
export type ModelPreview = Preview;
export type BundleDifference = Omit<BundleContract, 'id'>;

export interface DeviceExplanation extends Pick<DeviceRisk, 'drivers' | 'moves'> {
  readonly worst: Explanation | null;
}

/** What the feeds themselves say of a vulnerability. */
export interface VulnerabilityWords {
  readonly description: string | null;
  readonly sources: readonly AdvisorySource[];
}

/** Which document is meant; `publisher` where several have one of its name. */
export interface AdvisoryAddress {
  readonly feed: string;
  readonly document: string;
  readonly publisher?: string | undefined;
}

/** How a product stands by the word of one document alone. */
export interface AdvisoryOpinion {
  readonly product: number;
  /** Devices of it in the selection. */
  readonly devices: number;
  readonly standing: AdvisoryStanding;
  readonly because: string;
  /** Vulnerabilities that give it this standing. */
  readonly cves: readonly string[];
}

/** The products that a document speaks of. */
export interface AdvisoryOpinions {
  readonly opinions: readonly AdvisoryOpinion[];
  /** Vulnerabilities that the document names. */
  readonly cves: readonly string[];
  readonly isComplete: boolean;
}

export interface FeedAge {
  readonly feed: string;
  readonly title: string;
  readonly condition: 'current' | 'stale' | 'undated' | 'empty' | 'absent';
  readonly items: number;
  readonly newestAt: string | null;
  readonly checkedAt: string | null;
  readonly ageDays: number | null;
  readonly staleAfterDays: number | null;
}

export interface FeedsCondition {
  readonly hasData: boolean;
  readonly compiledAt: string | null;
  readonly records: number;
  readonly feeds: readonly FeedAge[];
  readonly caveats: readonly string[];
}

/** A request that cannot be answered as asked; the message is for people. */
export class DeskRefusal extends Error {
  override readonly name = 'DeskRefusal';
}

/** By which model an organisation scores. */
export interface ModelCondition {
  readonly version: string;
  readonly document: object;
  readonly policy: string;
  /** Null while the shipped one counts. */
  readonly saved: SavedModel | null;
  /** Why the saved one cannot be used; null when it can. */
  readonly problem: string | null;
  readonly shipped: { readonly version: string; readonly document: object };
}

/** A model that may be saved. */
export interface ModelToSave {
  readonly version: string;
  readonly document: object;
  /** Against the one that counts. */
  readonly changes: readonly WeightChange[];
}

export interface RiskDesk {
  model(organisation: OrganisationId): Promise<ModelCondition>;
  /** What `document` would be as the saved version `number`. Throws a DeskRefusal for a document that is no risk model. */
  modelToSave(organisation: OrganisationId, document: object, number: number): Promise<ModelToSave>;
  /** Least scores of the bands. */
  bands(organisation: OrganisationId): Promise<Bands>;
  feeds(organisation: OrganisationId): Promise<FeedsCondition>;
  /** Undefined when no feed knows it. */
  describe(organisation: OrganisationId, cve: string): Promise<VulnerabilityWords | undefined>;
  /** Documents whose names begin like `text`. */
  advisories(organisation: OrganisationId, text: string, limit: number): Promise<readonly AdvisorySource[]>;
  /** Undefined when no such document is loaded. */
  advisory(organisation: OrganisationId, address: AdvisoryAddress): Promise<Advisory | undefined>;
  /** Undefined when no such document is loaded; products of devices of the selection alone. */
  advisoryOpinions(
    organisation: OrganisationId,
    selection: DeviceSelection,
    address: AdvisoryAddress,
  ): Promise<AdvisoryOpinions | undefined>;
  /** A finding on a device; undefined when it has none of it, or there is no data. */
  explainFinding(organisation: OrganisationId, device: string, cve: string): Promise<Explanation | undefined>;
  /** Undefined when the device has no score. */
  explainDevice(organisation: OrganisationId, device: string): Promise<DeviceExplanation | undefined>;
  /** Undefined when the device has no score. */
  whatIf(organisation: OrganisationId, device: string, moves: readonly Move[]): Promise<WhatIf | undefined>;
  /** Throws a DeskRefusal for a document that is no risk model. */
  preview(organisation: OrganisationId, document: object): Promise<ModelPreview>;
  /** Where the octets of an uploaded bundle go. */
  bundlePath(id: string): string;
  /** Verifies a bundle. Throws a DeskRefusal that says why it is refused. */
  inspectBundle(id: string, organisation: OrganisationId): Promise<BundleDifference>;
  /** Deletes the feeds of a demonstration that was removed. */
  forgetDemonstration(organisation: OrganisationId): Promise<void>;
}

/** Throws a ProblemError when nothing beyond the API answers. */
export function deskOf(desk: RiskDesk | undefined): RiskDesk {
  if (desk) return desk;
  throw nothingKnown();
}

export function nothingKnown(): ProblemError {
  return new ProblemError(
    409,
    'nothing-known',
    'There is no score to start from: the product of the device is not known, or no vulnerability data is loaded.',
  );
}
