/** Choke points of an assessed fleet: where cutting one flow lowers the risk of its worst devices most. */

import type { FleetAssessment } from '../assess-fleet.ts';
import { LIKELIEST, reachFactor } from '../likelihood.ts';
import type { RiskModel } from '../risk-model.ts';
import { type ChokePoint, chokePoints } from './attack-graph.ts';

/** Devices whose risk is to fall, and choke points that are named, at most. */
const TARGETS = 20;
const POINTS = 5;

/** The risk of a device grows with the probability that it is reached; below what its zone allows a cut does not help. */
export function chokePointsOf({ devices, graph }: FleetAssessment, model: RiskModel): ChokePoint[] {
  const targets = devices
    .filter(({ paths, device }) => paths.length > 0 && device.reach.source === 'observed')
    .slice(0, TARGETS)
    .map(({ facts, worth, device, risk }) => {
      const zone = model.reach.zones[worth.zone ?? 'flat-enterprise'];
      const now = reachFactor(device.reach, model, LIKELIEST);
      return { device: facts.id, riskAt: (reach: number) => (risk * Math.max(reach, zone)) / now };
    });
  return chokePoints(graph, targets, POINTS);
}
