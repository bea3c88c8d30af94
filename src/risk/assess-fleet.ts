/**
 * The assessment of a fleet: every match of a vulnerability on a device becomes a scored finding with its preconditions,
 * verdict and deadline, every device one score over its causes, the site one over its worst devices, all ranked. What a
 * vulnerability is, and what matching says of a product, is worked out once and shared by all devices that have it.
 */

import { createHash } from 'node:crypto';
import type { DeviceClaims } from '../documents/mds2/device-claims.ts';
import type { Catalogue } from '../vulnerability/catalogue.ts';
import type { Finding } from '../vulnerability/finding.ts';
import { applyPolicy, type PolicyDecision, type PolicyPack } from './decisions/policy-pack.ts';
import { type DeviceRoles, officeUseOf, riskDeviceOf, worthOf } from './device-profile.ts';
import type { InventoryDeviceFacts, InventoryFlowFacts } from './inventory-facts.ts';
import { attemptsByAddress } from './inventory-facts.ts';
import { evaluatePrecondition } from './preconditions/evaluate-precondition.ts';
import { type CuratedRule, extractPreconditions } from './preconditions/extract-preconditions.ts';
import type { ObservedAttempts, ObservedUse } from './preconditions/observed-use.ts';
import type { EvaluatedPrecondition, Precondition } from './preconditions/precondition.ts';
import { type Verdict, verdictOf } from './preconditions/verdict.ts';
import type { AttackGraph, AttackPath } from './reach/attack-graph.ts';
import { attackGraphOf } from './reach/observed-graph.ts';
import type { AppliedControl, DeviceWorth, RiskDevice, RiskFinding } from './risk-facts.ts';
import type { Applicability, Band, RiskModel, Zone } from './risk-model.ts';
import { bandOf, displayScore, riskOfDevice, riskOfFinding, riskOfSite, type SiteRisk } from './score.ts';
import { profileVulnerability, type VulnerabilityProfile } from './vulnerability-profile.ts';

/** A vulnerability that matching found, and the product in which. */
export interface ProductMatch {
  readonly finding: Finding;
  /** Findings of one product in one version have one cure: they share this. */
  readonly product: string;
  /** Neither maker nor version is known: "Linux" is a family and no product. */
  readonly familyOnly: boolean;
}

export interface FleetDevice extends InventoryDeviceFacts {
  readonly label: string;
  readonly address: string;
  /** Its product is known well enough to be looked for; otherwise no finding says nothing. */
  readonly asked: boolean;
  /** Of its category; absent when that is not known. */
  readonly criticality?: number;
  readonly matches: readonly ProductMatch[];
  /** Controls that stand before it; absent: none is known. */
  readonly controls?: readonly AppliedControl[];
  /** What its maker states in a disclosure form; absent: nothing. */
  readonly claims?: DeviceClaims;
}

export interface FleetQuestion {
  readonly devices: readonly FleetDevice[];
  /** Flows that were seen; empty: reachability comes from the zone alone. */
  readonly flows: readonly InventoryFlowFacts[];
  readonly catalogue: Catalogue;
  readonly model: RiskModel;
  readonly roles: DeviceRoles;
  readonly rules: readonly CuratedRule[];
  readonly policy: PolicyPack;
  /** Zone of devices of which nothing better is known. */
  readonly zone: Zone;
  readonly nowMicros: number;
  /** The newest sighting of the house, where the devices asked about are a part of it; absent: theirs. */
  readonly asOfMicros?: number;
}

export interface AssessedFinding {
  readonly rank: number;
  readonly device: AssessedDevice;
  readonly match: Finding;
  readonly finding: RiskFinding;
  readonly profile: VulnerabilityProfile;
  readonly preconditions: readonly EvaluatedPrecondition[];
  readonly verdict: Verdict;
  readonly decision: PolicyDecision;
  readonly risk: number;
  readonly score: number;
  readonly band: Band;
}

export interface AssessedDevice {
  readonly facts: FleetDevice;
  readonly worth: DeviceWorth;
  readonly device: RiskDevice;
  /** Best paths of an attacker to it; empty when none is known. */
  readonly paths: readonly AttackPath[];
  readonly risk: number;
  readonly score: number;
  readonly band: Band;
  /** Findings with a risk above 0. */
  readonly findings: number;
  readonly worst?: string;
}

export interface FleetAssessment {
  readonly atMicros: number;
  /** The newest sighting: preconditions are judged as of then, and what expired since says so. */
  readonly asOfMicros: number;
  readonly modelVersion: string;
  /** SHA-256 over everything that the scores were computed from. */
  readonly inputsHash: string;
  readonly site: SiteRisk & { readonly score: number; readonly band: Band };
  /** Highest risk first. */
  readonly devices: readonly AssessedDevice[];
  readonly findings: readonly AssessedFinding[];
  readonly graph: AttackGraph;
}

/** Confidence of a match from which it counts as exact, as the model, as its family. */
const EXACT_FROM = 85;
const MODEL_FROM = 60;
const FAMILY_FROM = 40;
/** Edges that are walked for the paths of one fleet; devices beyond that are placed by their zone alone. */
const WALKED_EDGES_LIMIT = 200_000_000;
/** Share of a device's traffic that a sensor is taken to see when nobody states it. */
export const UNSTATED_COVERAGE = 0.8;

export function assessFleet(question: FleetQuestion): FleetAssessment {
  const context = new AssessmentContext(question);
  const drafts = question.devices.map((device) => context.draft(device));
  const graph = attackGraphOf(
    question.devices,
    question.flows,
    (id) => context.findingsOf(id),
    question.model,
  );
  const placed = drafts.map((draft) => context.place(draft, graph));
  const riskOf = new Map(placed.map(({ facts, own }) => [facts.id, own]));
  const devices = placed
    .map((draft) => context.finish(draft, lateralOf(draft.facts.id, graph, riskOf)))
    .sort((a, b) => b.device.risk - a.device.risk || compare(a.device.facts.id, b.device.facts.id));
  const site = riskOfSite(
    devices.map(({ device }) => ({ risk: device.risk, criticality: device.device.criticality })),
    question.model,
  );
  const score = displayScore(site.risk);
  return {
    atMicros: question.nowMicros,
    asOfMicros: context.asOfMicros,
    modelVersion: question.model.version,
    inputsHash: context.inputsHash(),
    site: { ...site, score, band: bandOf(score, question.model) },
    devices: devices.map(({ device }) => device),
    findings: ranked(devices.flatMap(({ findings }) => findings)),
    graph,
  };
}

/** Before scoring order: by risk, then by what attackers are likelier to take up, then by name. */
function ranked(findings: readonly Omit<AssessedFinding, 'rank'>[]): AssessedFinding[] {
  const predicted = (one: Omit<AssessedFinding, 'rank'>) => one.profile.facts.threat.prediction ?? 0;
  return [...findings]
    .sort(
      (a, b) =>
        b.risk - a.risk ||
        predicted(b) - predicted(a) ||
        compare(a.match.cve, b.match.cve) ||
        compare(a.device.facts.id, b.device.facts.id),
    )
    .map((finding, at) => ({ ...finding, rank: at + 1 }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lateralOf(id: string, graph: AttackGraph, riskOf: ReadonlyMap<string, number>): number {
  return graph.oneStepFrom(id).reduce((most, next) => Math.max(most, riskOf.get(next) ?? 0), 0);
}

interface DraftFinding {
  readonly match: Finding;
  readonly finding: RiskFinding;
  readonly profile: VulnerabilityProfile;
  readonly preconditions: readonly EvaluatedPrecondition[];
}

interface DraftDevice {
  readonly facts: FleetDevice;
  readonly worth: DeviceWorth;
  readonly device: RiskDevice;
  readonly findings: readonly DraftFinding[];
}

interface PlacedDevice extends DraftDevice {
  readonly paths: readonly AttackPath[];
  /** Risk of its own findings, without what it leads to. */
  readonly own: number;
}

class AssessmentContext {
  readonly asOfMicros: number;
  private readonly question: FleetQuestion;
  private readonly profiles = new Map<string, VulnerabilityProfile>();
  private readonly preconditions = new Map<string, readonly Precondition[]>();
  private readonly drafts = new Map<string, DraftDevice>();
  private readonly attempts: ReadonlyMap<string, readonly ObservedAttempts[]>;
  private readonly hash = createHash('sha256');
  private walkedEdges = 0;

  constructor(question: FleetQuestion) {
    this.question = question;
    this.asOfMicros =
      question.asOfMicros ??
      question.devices.reduce((latest, { lastMicros }) => Math.max(latest, lastMicros), 0);
    this.attempts = attemptsByAddress(question.flows, this.asOfMicros);
    this.hash.update(JSON.stringify([question.model, question.policy, question.rules, question.zone]));
  }

  inputsHash(): string {
    return this.hash.copy().digest('hex');
  }

  findingsOf(id: string): readonly DraftFinding[] {
    return this.drafts.get(id)?.findings ?? [];
  }

  /** The device by its zone and category, its findings with their preconditions. */
  draft(facts: FleetDevice): DraftDevice {
    const { model, roles, zone } = this.question;
    const worth = worthOf(facts, roles, zone);
    const device = riskDeviceOf(facts.id, worth, model);
    const use = this.useOf(facts);
    const draft = {
      facts,
      worth,
      device,
      findings: facts.matches.map((match) => this.draftFinding(match, use, facts.controls ?? [])),
    };
    this.drafts.set(facts.id, draft);
    this.hash.update(JSON.stringify([device, draft.findings.map(({ finding }) => finding)]));
    return draft;
  }

  /** Where observed paths make the device easier to reach than its zone says, they count: silence proves no wall. */
  place(draft: DraftDevice, graph: AttackGraph): PlacedDevice {
    const { model } = this.question;
    const paths = draft.findings.length === 0 ? [] : this.pathsTo(draft.facts.id, graph);
    const observed = 1 - paths.reduce((none, { probability }) => none * (1 - probability), 1);
    const device: RiskDevice =
      observed > draft.device.reach.value
        ? { ...draft.device, reach: { value: observed, source: 'observed' } }
        : draft.device;
    const own = riskOfDevice(
      device,
      draft.findings.map(({ finding }) => finding),
      model,
    ).risk;
    return { ...draft, device, paths, own };
  }

  private pathsTo(id: string, graph: AttackGraph): AttackPath[] {
    const { paths, pathLength } = this.question.model.reach;
    this.walkedEdges += graph.edgeCount * paths * pathLength;
    return this.walkedEdges > WALKED_EDGES_LIMIT ? [] : graph.pathsTo(id);
  }

  finish(
    { facts, worth, device, findings, paths }: PlacedDevice,
    lateral: number,
  ): { device: AssessedDevice; findings: Omit<AssessedFinding, 'rank'>[] } {
    const { model, policy } = this.question;
    const total = riskOfDevice(
      device,
      findings.map(({ finding }) => finding),
      model,
      lateral,
    );
    const score = displayScore(total.risk);
    const assessed: AssessedDevice = {
      ...{ facts, worth, device, paths, risk: total.risk, score, band: bandOf(score, model) },
      findings: total.findings,
      ...(total.worst && { worst: total.worst.vulnerability.id }),
    };
    const scored = findings.map((draft) => {
      const risk = riskOfFinding(draft.finding, device, model);
      const { criticality } = facts;
      const decided = {
        ...{ vulnerability: draft.profile.facts, vector: draft.profile.vector, stated: draft.profile.ssvc },
        ...(criticality !== undefined && { criticality }),
        ...(worth.zone !== undefined && { zone: worth.zone }),
      };
      return {
        ...draft,
        device: assessed,
        verdict: verdictOf(
          draft.preconditions,
          draft.finding.controls,
          device,
          model,
          !GUESSED.has(draft.finding.applicability),
        ),
        decision: applyPolicy(policy, decided),
        risk,
        score: displayScore(risk),
        band: bandOf(displayScore(risk), model),
      };
    });
    return { device: assessed, findings: scored };
  }

  private draftFinding(
    { finding: match, product, familyOnly }: ProductMatch,
    use: ObservedUse,
    controls: readonly AppliedControl[],
  ): DraftFinding {
    const { model } = this.question;
    const profile = this.profileOf(match.cve);
    const preconditions = this.preconditionsOf(match, profile).map((precondition) =>
      evaluatePrecondition(precondition, use, this.asOfMicros, model),
    );
    return {
      match,
      profile,
      preconditions,
      finding: {
        vulnerability: profile.facts,
        group: product,
        applicability: applicabilityOf(match, familyOnly),
        preconditions: preconditions.map(({ state }) => state),
        controls,
      },
    };
  }

  private profileOf(id: string): VulnerabilityProfile {
    const known = this.profiles.get(id);
    if (known) return known;
    const profile = profileVulnerability(id, this.question.catalogue);
    this.profiles.set(id, profile);
    return profile;
  }

  private preconditionsOf(match: Finding, profile: VulnerabilityProfile): readonly Precondition[] {
    const needs = match.conditional ? match.needs : [];
    const key = [match.cve, ...needs].join('\n');
    const known = this.preconditions.get(key);
    if (known) return known;
    const { vector, weaknesses, makerNotes, description } = profile;
    const texts = {
      ...{ id: match.cve, vector, weaknesses, makerNotes, needs },
      ...(description !== undefined && { description }),
    };
    const extracted = extractPreconditions(texts, this.question.rules);
    this.preconditions.set(key, extracted);
    return extracted;
  }

  private useOf({ ips, category, services, firstMicros, lastMicros }: FleetDevice): ObservedUse {
    const officeUse = officeUseOf(category, this.question.roles);
    return {
      ...{ services, firstMicros, lastMicros },
      attempts: ips.flatMap((ip) => this.attempts.get(ip) ?? []),
      coverage: UNSTATED_COVERAGE,
      // Whether a mirror port shows both directions is a setting of the site, which no inventory states.
      bothDirections: false,
      ...(officeUse !== undefined && { officeUse }),
    };
  }
}

/** Only a family or a name links the product to the vulnerability. */
const GUESSED: ReadonlySet<Applicability> = new Set(['family', 'keyword']);

/** What matching says, as the applicability that the model has a spread for. */
function applicabilityOf({ status, confidence }: Finding, familyOnly: boolean): Applicability {
  if (status === 'not-affected') return 'notAffected';
  if (status === 'fixed') return 'fixed';
  if (status === 'affected' && confidence >= EXACT_FROM) return 'exact';
  if (confidence >= MODEL_FROM && !familyOnly) return 'model';
  return confidence >= FAMILY_FROM ? 'family' : 'keyword';
}
