/** One device of the store with its findings, assessed by the formula anew: what an explanation starts from. */

import { deviceClaims } from '../documents/mds2/device-claims.ts';
import { assessFleet, type FleetAssessment, type FleetDevice } from '../risk/assess-fleet.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { loadBills } from '../store/device-documents.ts';
import { devicesToScore, newestSighting } from '../store/device-risk.ts';
import { DecisionBook, decisionsThatHold } from '../store/finding-decisions.ts';
import { findingsOfProducts } from '../store/findings.ts';
import { reviewRules } from '../store/match-review.ts';
import { findProduct } from '../store/products.ts';
import type { Catalogue } from '../vulnerability/catalogue.ts';
import type { Finding } from '../vulnerability/finding.ts';
import { ReviewRules } from '../vulnerability/review-rules.ts';
import { appliedControl, decidedStatus } from './device-kinds.ts';
import { matchTuple } from './match-product.ts';
import { matchingOver } from './matching.ts';
import { type ScoreKnowledge, servicesOf } from './score-devices-alike.ts';

const MICROS_PER_MILLI = 1_000;
/** Findings that are matched anew for their words; of the others the store has the words that count. */
const WORDED_LIMIT = 40;

export interface AssessedStoredDevice {
  readonly device: FleetDevice;
  readonly assessment: FleetAssessment;
  readonly asOfMicros: number;
}

interface Opened {
  readonly catalogue: Catalogue;
  readonly knowledge: ScoreKnowledge;
}

/**
 * The device with all its findings, or with that of `cve` alone; undefined when it is not there, its product is not known,
 * or it does not have the finding.
 */
export async function assessStoredDevice(
  database: Database,
  organisation: OrganisationId,
  id: string,
  { catalogue, knowledge }: Opened,
  cve?: string,
): Promise<AssessedStoredDevice | undefined> {
  const stored = await database.asOrganisation(organisation, async (transaction) => {
    const [device] = await devicesToScore(transaction, [id]);
    if (!device || device.product === null) return undefined;
    const product = await findProduct(transaction, device.product);
    const all = (await findingsOfProducts(transaction, [device.product])).get(device.product) ?? [];
    const decisions = new DecisionBook(await decisionsThatHold(transaction));
    const rules = await reviewRules(transaction);
    const sighting = await newestSighting(transaction);
    const bills = await loadBills(transaction, product?.bills ?? []);
    return product && { device, product, all, decisions, rules, sighting, bills };
  });
  if (!stored) return undefined;
  const { device, product, all, decisions, rules, sighting, bills } = stored;
  const findings = all.filter((finding) => cve === undefined || finding.cve === cve);
  if (cve !== undefined && findings.length === 0) return undefined;
  const matching = matchingOver(catalogue, new ReviewRules(rules));
  const worded = [...findings].sort((a, b) => (b.score ?? 0) - (a.score ?? 0)).slice(0, WORDED_LIMIT);
  const words = new Map(
    worded.flatMap((finding) => {
      const { parts } = matchTuple(matching.matcherOf(finding.cve), product, bills);
      const found = parts.find((part) => part.finding.cve === finding.cve);
      return found ? [[finding.cve, found.finding] as const] : [];
    }),
  );
  const lastMicros = device.lastAt.getTime() * MICROS_PER_MILLI;
  const asOfMicros = (sighting?.getTime() ?? 0) * MICROS_PER_MILLI;
  const known = knowledge.criticality.get(device.category);
  const now = new Date();
  const fleetDevice: FleetDevice = {
    ...{ id, ips: [], label: '', address: '', asked: true, category: device.category, lastMicros },
    firstMicros: device.firstAt.getTime() * MICROS_PER_MILLI,
    services: servicesOf(device.services, lastMicros),
    controls: device.controls.map((control) => appliedControl(control, now)),
    claims: deviceClaims(device.answers),
    ...(known !== undefined && { criticality: known }),
    matches: findings.map((finding) => {
      const decision = decisions.of(finding.cve, id, product.id);
      const status = decidedStatus(decision);
      const { cve: its, status: inferred, conditional, needs, confidence } = finding;
      const plain = {
        cve: its,
        status: inferred,
        conditional,
        needs,
        confidence,
        sources: [],
        because: '',
        remediations: [],
      };
      const matched: Finding = { ...plain, ...pickWords(words.get(its)) };
      return {
        product: `${product.id} ${finding.part}`,
        familyOnly: finding.familyOnly,
        finding:
          status === undefined
            ? matched
            : {
                ...{ ...matched, status, conditional: false, needs: [], confidence: 100 },
                because: `decided by ${decision?.decidedBy}: ${decision?.reason}; ${matched.because}`,
              },
      };
    }),
  };
  const assessment = assessFleet({
    ...{
      ...knowledge,
      devices: [fleetDevice],
      flows: [],
      asOfMicros,
      nowMicros: now.getTime() * MICROS_PER_MILLI,
    },
  });
  return { device: fleetDevice, assessment, asOfMicros };
}

/** The words of a finding alone: what it says stays as it was stored, and as it was scored. */
function pickWords(finding: Finding | undefined) {
  if (!finding) return {};
  const { sources, because, remediations } = finding;
  return { sources, because, remediations };
}
