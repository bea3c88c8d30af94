/**
 * An earlier assessment (`wardlight.assessment/1`) to compare a new one with, and the causes of what moved between them. A
 * document may come from a file that somebody changed: findings that do not have the expected shape are left out.
 */

import { type JsonObject, membersOf } from '../../base/json-object.ts';
import type { ThreatFacts } from '../risk-facts.ts';
import { BANDS, type RiskModel } from '../risk-model.ts';
import { FACTORS } from '../uncertainty.ts';
import { type ChangeCause, type RankedFinding, type ThreatReading, threatCauses } from './rank-change.ts';

/** A finding with what may explain that it moves. */
export interface ReadFinding extends RankedFinding {
  readonly threat: ThreatReading;
  /** Documents that spoke of it, with their revision and what they said. */
  readonly sources: readonly string[];
}

export interface EarlierAssessment {
  readonly modelVersion: string;
  readonly findings: readonly ReadFinding[];
}

/** Findings of one document that are read. */
export const EARLIER_FINDING_LIMIT = 4_000_000;
/** Documents of one finding that are read. */
const SOURCE_LIMIT = 1_000;

/** Undefined for a document that is no assessment. */
export function earlierAssessment(document: unknown): EarlierAssessment | undefined {
  const { schema, model, findings } = membersOf(document);
  if (schema !== 'wardlight.assessment/1' || typeof model !== 'string' || !Array.isArray(findings))
    return undefined;
  const read = findings.slice(0, EARLIER_FINDING_LIMIT).flatMap((entry) => findingOf(membersOf(entry)) ?? []);
  return { modelVersion: model, findings: read };
}

/** Why a finding moved, as far as two assessments tell; `areModels` says that the same risk model made both. */
export function causesBetween(
  before: ReadFinding | undefined,
  after: ReadFinding | undefined,
  areModels: 'same' | 'different',
  model: RiskModel,
): ChangeCause[] {
  const causes: ChangeCause[] = [];
  if (before && after) causes.push(...threatCauses(before.threat, after.threat, model));
  const said = (finding: ReadFinding | undefined) => [...(finding?.sources ?? [])].sort().join('\n');
  if (said(before) !== said(after)) causes.push('advisory-changed');
  if (areModels === 'different') causes.push('model-changed');
  if (!before || !after || causes.length > 0) return causes;
  const moved = FACTORS.filter((name) => before.factors[name] !== after.factors[name]);
  if (moved.includes('controls')) causes.push('control-changed');
  if (moved.some((name) => name !== 'controls' && name !== 'threat')) causes.push('device-changed');
  return causes;
}

function findingOf(entry: JsonObject): ReadFinding | undefined {
  const { device, vulnerability, rank, score } = entry;
  const band = BANDS.find((name) => name === entry['band']);
  if (typeof device !== 'string' || typeof vulnerability !== 'string' || band === undefined) return undefined;
  if (typeof rank !== 'number' || typeof score !== 'number') return undefined;
  const stated = membersOf(entry['factors']);
  const factors = Object.fromEntries(FACTORS.map((factor) => [factor, numberOf(stated[factor])]));
  if (Object.values(factors).includes(undefined)) return undefined;
  return {
    ...{ device, vulnerability, rank, score, band },
    factors: factors as ReadFinding['factors'],
    threat: threatOf(membersOf(entry['threat'])),
    sources: listOf(entry['sources']).map((source) => sourceText(membersOf(source))),
  };
}

/** A document and what it says, as one text. */
export function sourceText({ feed, document, revision, status }: Readonly<Record<string, unknown>>): string {
  return [feed, document, revision, status].map(String).join(' ');
}

function threatOf(threat: JsonObject): ThreatReading {
  const number = (name: string) => numberOf(threat[name]);
  const flag = (name: string) => (typeof threat[name] === 'boolean' ? threat[name] : undefined);
  const exploit = EXPLOITS.find((maturity) => maturity === threat['exploit']);
  const predictionModel = threat['predictionModel'];
  return present({
    prediction: number('prediction'),
    percentile: number('percentile'),
    predictionModel: typeof predictionModel === 'string' ? predictionModel : undefined,
    knownExploited: flag('knownExploited'),
    ransomware: flag('ransomware'),
    activeExploitation: flag('activeExploitation'),
    exploit,
  });
}

const EXPLOITS: readonly NonNullable<ThreatFacts['exploit']>[] = ['none', 'proof-of-concept', 'weaponised'];

function present(
  fields: { readonly [Name in keyof ThreatReading]: ThreatReading[Name] | undefined },
): ThreatReading {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, SOURCE_LIMIT) : [];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
