/** The score of the fleet of a day, from the scores of its devices. */

import { ASSUMED_CRITICALITY } from '../risk/device-profile.ts';
import type { Band, RiskModel } from '../risk/risk-model.ts';
import { bandOf, displayScore, riskOfSite } from '../risk/score.ts';
import type { OrganisationId, OrganisationTransaction } from '../store/database.ts';
import { countFleet, scoresOfFleet, writeFleetDay } from '../store/device-risk.ts';
import { loadRiskKnowledge } from './load-risk-model.ts';

const NO_DEVICES: Readonly<Record<Band, number>> = { critical: 0, high: 0, medium: 0, low: 0, minimal: 0 };

/** Writes how the fleet stands today. Devices of which nothing is known count as unknown, in no band. */
export async function countFleetToday(
  transaction: OrganisationTransaction,
  organisation: OrganisationId,
  model: RiskModel,
  now: Date,
): Promise<void> {
  const counts = await countFleet(transaction);
  if (counts.length === 0) return;
  const perBand = { ...NO_DEVICES };
  let unknown = 0;
  for (const { band, devices } of counts) {
    if (band === null) unknown += devices;
    else perBand[band] += devices;
  }
  const score = fleetScore(await scoresOfFleet(transaction), model);
  await writeFleetDay(transaction, organisation, {
    ...{ day: now.toISOString().slice(0, 10), perBand, unknown, model: model.version },
    ...{ score: score ?? null, band: score === undefined ? null : bandOf(score, model) },
  });
}

/** Display score over the worst devices; undefined when no device has a score. */
export function fleetScore(
  scores: readonly { readonly score: number; readonly category: string; readonly devices: number }[],
  model: RiskModel,
): number | undefined {
  if (scores.length === 0) return undefined;
  const { criticality } = loadRiskKnowledge();
  const devices = scores.flatMap(({ score, category, devices: count }) => {
    const risk = (score / 100) ** 2;
    return Array.from({ length: count }, () => ({
      risk,
      criticality: criticality.get(category) ?? ASSUMED_CRITICALITY,
    }));
  });
  return displayScore(riskOfSite(devices, model).risk);
}
