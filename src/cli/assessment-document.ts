/** The JSON document of `wardlight assess` (schema `wardlight.assessment/1`). */

import { formatInstant } from '../base/instant.ts';
import type {
  AssessedDevice,
  AssessedFinding,
  FleetAssessment,
  FleetQuestion,
} from '../risk/assess-fleet.ts';
import { type ReadFinding, sourceText } from '../risk/changes/earlier-assessment.ts';
import type { RankedFinding, ThreatReading } from '../risk/changes/rank-change.ts';
import { chokePointsOf } from '../risk/reach/fleet-choke-points.ts';
import type { RiskModel } from '../risk/risk-model.ts';
import { FACTORS, factorSpreads } from '../risk/uncertainty.ts';
import type { Catalogue } from '../vulnerability/catalogue.ts';
import type { Output } from './output.ts';

export const ASSESSMENT_SCHEMA = 'wardlight.assessment/1';

/** What a device's score says: nothing found is not the same as nothing known. */
export type Standing = 'scored' | 'nothing-found' | 'product-unknown' | 'feeds-empty';

export function standingOf({ facts, findings }: AssessedDevice, catalogue: Catalogue): Standing {
  if (catalogue.recordCount === 0) return 'feeds-empty';
  if (!facts.asked) return 'product-unknown';
  return findings > 0 ? 'scored' : 'nothing-found';
}

export function writeAssessment(assessment: FleetAssessment, question: FleetQuestion, output: Output): void {
  const { catalogue, model } = question;
  const { site } = assessment;
  const head = {
    schema: ASSESSMENT_SCHEMA,
    at: formatInstant(assessment.atMicros),
    asOf: formatInstant(assessment.asOfMicros),
    model: assessment.modelVersion,
    inputs: assessment.inputsHash,
    policy: question.policy.id,
    zone: question.zone,
    feeds: catalogue.feeds.map(({ feed, items, newestMicros, staleAfterDays }) => ({
      feed,
      items,
      newestAt: newestMicros === undefined ? null : formatInstant(newestMicros),
      staleAfterDays: staleAfterDays ?? null,
    })),
    site: { score: site.score, band: site.band, devices: site.devices, perBand: site.perBand },
    chokePoints: chokePointsOf(assessment, model).map(({ edge, lowersBy }) => ({
      from: edge.from,
      to: edge.to,
      service: edge.service,
      lowersBy,
    })),
  };
  output.write(JSON.stringify(head).slice(0, -1));
  writeList('devices', assessment.devices, (device) => presentDevice(device, catalogue), output);
  writeList('findings', assessment.findings, (finding) => presentFinding(finding, question), output);
  output.write('}\n');
}

function writeList<Item>(
  name: string,
  items: readonly Item[],
  present: (item: Item) => object,
  output: Output,
): void {
  output.write(`,\n"${name}":[`);
  let separator = '\n';
  for (const item of items) {
    output.write(separator + JSON.stringify(present(item)));
    separator = ',\n';
  }
  output.write('\n]');
}

function presentDevice(assessed: AssessedDevice, catalogue: Catalogue): object {
  const { facts, score, band, findings, worst, device, worth, paths } = assessed;
  const standing = standingOf(assessed, catalogue);
  const known = standing === 'scored' || standing === 'nothing-found';
  return {
    device: facts.id,
    address: facts.address,
    label: facts.label,
    category: facts.category,
    criticality: facts.criticality ?? null,
    standing,
    score: known ? score : null,
    band: known ? band : null,
    findings,
    worst: worst ?? null,
    safetyRole: worth.safetyRole,
    reach: { ...device.reach, zone: worth.zone },
    paths: paths.map(({ probability, start, edges }) => ({
      probability,
      start: start.position,
      steps: [start.node, ...edges.map(({ to }) => to)],
      services: edges.map(({ service }) => service),
    })),
  };
}

function presentFinding(
  assessed: AssessedFinding,
  { model, catalogue }: Pick<FleetQuestion, 'model' | 'catalogue'>,
): object {
  const { rank, device, match, score, band, verdict, decision, preconditions } = assessed;
  return {
    rank,
    device: device.facts.id,
    vulnerability: match.cve,
    score,
    band,
    factors: rankedFinding(assessed, model).factors,
    status: match.status,
    confidence: match.confidence,
    because: match.because,
    sources: match.sources,
    threat: threatReading(assessed, catalogue),
    exploitability: verdict.exploitability,
    ...(verdict.from !== undefined && { from: verdict.from }),
    verdictBecause: verdict.because,
    wouldChange: verdict.wouldChange,
    ...(verdict.expiresMicros !== undefined && { expiresAt: formatInstant(verdict.expiresMicros) }),
    needsSignOff: verdict.needsSignOff,
    preconditions: preconditions.map(({ predicate, source, confidence, state, evidence }) => ({
      ...predicate,
      source,
      confidence,
      state,
      evidence,
    })),
    decision: {
      outcome: decision.outcome,
      atLeast: decision.atLeast,
      open: decision.open,
      ...decision.deadline,
    },
    remediations: match.remediations.map(({ category }) => category),
  };
}

/** What is known of attackers, with what tells news from a new way of counting. */
function threatReading({ match, profile }: AssessedFinding, catalogue: Catalogue): ThreatReading {
  const { percentile, model } = catalogue.prediction(match.cve) ?? {};
  return {
    ...profile.facts.threat,
    ...(percentile !== undefined && { percentile }),
    ...(model !== undefined && { predictionModel: model }),
  };
}

/** A finding as a later assessment reads it. */
export function readFinding(
  assessed: AssessedFinding,
  { model, catalogue }: Pick<FleetQuestion, 'model' | 'catalogue'>,
): ReadFinding {
  return {
    ...rankedFinding(assessed, model),
    threat: threatReading(assessed, catalogue),
    sources: assessed.match.sources.map((source) => sourceText({ ...source })),
  };
}

/** A finding as it stands in its ranking. */
export function rankedFinding(
  { rank, device, match, score, band, finding }: AssessedFinding,
  model: RiskModel,
): RankedFinding {
  const spreads = factorSpreads(finding, device.device, model);
  const factors = Object.fromEntries(FACTORS.map((factor) => [factor, spreads[factor][1]]));
  return {
    ...{ device: device.facts.id, vulnerability: match.cve, rank, score, band },
    factors: factors as RankedFinding['factors'],
  };
}
