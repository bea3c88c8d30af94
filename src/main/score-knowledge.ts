/** What scoring knows beside the devices, put together once for each catalogue. */

import type { RiskModel, Zone } from '../risk/risk-model.ts';
import type { Catalogue } from '../vulnerability/catalogue.ts';
import { loadPolicyPack, loadRiskKnowledge } from './load-risk-model.ts';
import type { ScoreKnowledge } from './score-devices-alike.ts';

/** Zone of devices of which nothing better is known: nothing says that anybody is kept from them. */
const DEFAULT_ZONE: Zone = 'flat-enterprise';
export const DEFAULT_POLICY = 'hospital';

export function scoreKnowledge(catalogue: Catalogue, model: RiskModel): ScoreKnowledge {
  const policy = loadPolicyPack(DEFAULT_POLICY);
  return { ...loadRiskKnowledge(), catalogue, model, policy, zone: DEFAULT_ZONE };
}
