/**
 * Scores devices in kinds: those of one product that were seen in the same use, stand behind the same controls and were
 * decided on alike have the same verdicts and scores, so each kind is assessed once, by the formula of `assess-fleet`.
 */

import { createHash } from 'node:crypto';
import type { DeviceClaims } from '../documents/mds2/device-claims.ts';
import {
  type AssessedDevice,
  type AssessedFinding,
  assessFleet,
  type FleetAssessment,
  type FleetQuestion,
} from '../risk/assess-fleet.ts';
import { deviceScoreRange } from '../risk/device-uncertainty.ts';
import type { ObservedService } from '../risk/preconditions/observed-use.ts';
import type { Exploitability } from '../risk/preconditions/verdict.ts';
import { type Exploits, exploitsOf } from '../risk/reach/exploits.ts';
import type { AppliedControl } from '../risk/risk-facts.ts';
import type { Band } from '../risk/risk-model.ts';
import { FACTORS, factorSpreads } from '../risk/uncertainty.ts';
import type { Finding } from '../vulnerability/finding.ts';
import type { ProductStatus } from '../vulnerability/vulnerability-record.ts';

/** A finding of a product as far as scores ask. */
export interface ProductFinding {
  readonly id: number;
  readonly cve: string;
  readonly part: string;
  readonly familyOnly: boolean;
  readonly status: ProductStatus;
  readonly conditional: boolean;
  readonly needs: readonly string[];
  readonly confidence: number;
}

/** Devices that stand alike, by what one of them shows. */
export interface DeviceKind {
  readonly key: string;
  readonly product: number;
  readonly category: string;
  readonly firstMicros: number;
  readonly lastMicros: number;
  /** `tcp/104/dicom/server` and so on, apart by spaces. */
  readonly services: string;
  readonly controls: readonly AppliedControl[];
  readonly claims: DeviceClaims;
  /** Statuses that people decided, by CVE. */
  readonly decided: Readonly<Record<string, ProductStatus>>;
}

export interface KindsQuestion {
  readonly kinds: readonly DeviceKind[];
  readonly findings: readonly (readonly [product: number, list: readonly ProductFinding[]])[];
  readonly asOfMicros: number;
  readonly nowMicros: number;
}

export interface ScoredFinding {
  readonly exploitability: Exploitability;
  readonly outcome: string;
  readonly score: number;
  readonly status: ProductStatus;
}

export interface ScoredKind {
  readonly key: string;
  readonly score: number;
  readonly low: number;
  readonly high: number;
  readonly band: Band;
  /** Findings with a risk above 0. */
  readonly risks: number;
  readonly worst: string | null;
  /** What the worst finding is made of, and how the device is reached. */
  readonly factors: object;
  readonly inputs: string;
  /** In the order of the findings of its product. */
  readonly findings: readonly ScoredFinding[];
}

/** What is the same for all kinds. */
export type ScoreKnowledge = Pick<
  FleetQuestion,
  'catalogue' | 'model' | 'roles' | 'rules' | 'policy' | 'zone'
> & {
  readonly criticality: ReadonlyMap<string, number>;
};

/** Assesses the kinds as if each were one device. */
function assessKinds(
  { kinds, findings, asOfMicros, nowMicros }: KindsQuestion,
  { criticality, ...knowledge }: ScoreKnowledge,
): FleetAssessment {
  const ofProduct = new Map(findings);
  const devices = kinds.map((kind) => {
    const known = criticality.get(kind.category);
    return {
      ...{ id: kind.key, ips: [], label: '', address: '', asked: true, category: kind.category },
      ...{ firstMicros: kind.firstMicros, lastMicros: kind.lastMicros, controls: kind.controls },
      claims: kind.claims,
      services: servicesOf(kind.services, kind.lastMicros),
      ...(known !== undefined && { criticality: known }),
      matches: (ofProduct.get(kind.product) ?? []).map((finding) => ({
        finding: asFinding(finding, kind.decided[finding.cve]),
        product: `${kind.product} ${finding.part}`,
        familyOnly: finding.familyOnly,
      })),
    };
  });
  return assessFleet({ ...knowledge, devices, flows: [], asOfMicros, nowMicros });
}

export function scoreKinds(question: KindsQuestion, knowledge: ScoreKnowledge): ScoredKind[] {
  const { kinds, findings } = question;
  const ofProduct = new Map(findings);
  const assessment = assessKinds(question, knowledge);
  const byDevice = new Map<string, Map<string, AssessedFinding>>();
  for (const assessed of assessment.findings) {
    const { id } = assessed.device.facts;
    const list = byDevice.get(id) ?? new Map<string, AssessedFinding>();
    byDevice.set(id, list.set(assessed.match.cve, assessed));
  }
  const productOf = new Map(kinds.map(({ key, product }) => [key, product]));
  return assessment.devices.map((device) => {
    const assessed = byDevice.get(device.facts.id) ?? new Map<string, AssessedFinding>();
    const order = ofProduct.get(productOf.get(device.facts.id) ?? 0) ?? [];
    return scored(
      device,
      order.flatMap(({ cve }) => assessed.get(cve) ?? []),
      knowledge.model,
    );
  });
}

/** What attackers can make of devices of each kind, by its key. */
export function exploitsOfKinds(
  question: KindsQuestion,
  knowledge: ScoreKnowledge,
): readonly (readonly [key: string, exploits: Exploits])[] {
  const { model } = knowledge;
  const byKind = new Map<string, AssessedFinding[]>();
  for (const finding of assessKinds(question, knowledge).findings) {
    const { id } = finding.device.facts;
    byKind.set(id, [...(byKind.get(id) ?? []), finding]);
  }
  return [...byKind].map(([key, findings]) => [key, exploitsOf(findings.filter(isThere), model)]);
}

/** What is fixed, or not in the product, leads nowhere. */
const isThere = ({ match }: AssessedFinding) => match.status !== 'fixed' && match.status !== 'not-affected';

function scored(
  assessed: AssessedDevice,
  findings: readonly AssessedFinding[],
  model: ScoreKnowledge['model'],
): ScoredKind {
  const { facts, device, score, band } = assessed;
  const range = deviceScoreRange(
    device,
    findings.map(({ finding }) => finding),
    model,
  );
  const worst = findings.find(({ match }) => match.cve === assessed.worst);
  const spreads = worst && factorSpreads(worst.finding, device, model);
  return {
    ...{ key: facts.id, score, band, low: range?.from ?? score, high: range?.to ?? score },
    ...{ risks: assessed.findings, worst: assessed.worst ?? null },
    factors: {
      reach: { ...device.reach, zone: assessed.worth.zone },
      safetyRole: assessed.worth.safetyRole,
      criticality: facts.criticality ?? null,
      worst: worst ? { cve: worst.match.cve, score: worst.score } : null,
      factors: spreads ? FACTORS.map((factor) => ({ factor, spread: spreads[factor] })) : [],
    },
    inputs: createHash('sha256')
      .update(JSON.stringify([model.version, device, findings.map(({ finding }) => finding)]))
      .digest('hex')
      .slice(0, 32),
    findings: findings.map(({ verdict, decision, score: its, match }) => ({
      exploitability: verdict.exploitability,
      outcome: decision.outcome,
      score: its,
      status: match.status,
    })),
  };
}

export function servicesOf(text: string, lastMicros: number): ObservedService[] {
  return text.split(' ').flatMap((service) => {
    const [transport, port, protocol = '', role] = service.split('/');
    if ((transport !== 'tcp' && transport !== 'udp') || (role !== 'server' && role !== 'client')) return [];
    return [{ transport, port: Number(port), protocol, role, lastMicros }] as const;
  });
}

/** As matching gave it, with the status that a person decided. What words scores do not ask for is left out. */
function asFinding(
  { cve, status, conditional, needs, confidence }: ProductFinding,
  decided: ProductStatus | undefined,
): Finding {
  const words = { sources: [], because: '', remediations: [] };
  return decided === undefined
    ? { cve, status, conditional, needs, confidence, ...words }
    : { cve, status: decided, conditional: false, needs: [], confidence: 100, ...words };
}
