/** From what is known of a vulnerability and a device to the values of the decision points. Unknown stays unknown. */

import type { CvssVector } from '../../vulnerability/cvss/cvss-vector.ts';
import type { VulnerabilityFacts } from '../risk-facts.ts';
import type { Zone } from '../risk-model.ts';

export interface DecisionFacts {
  readonly vulnerability: VulnerabilityFacts;
  readonly vector?: CvssVector | undefined;
  /** SSVC points that a record states, by name. */
  readonly stated?: Readonly<Record<string, string>>;
  /** 1 to 5; absent when nobody knows what the device is for. */
  readonly criticality?: number;
  readonly zone?: Zone;
}

const SMALL_EXPOSURE: ReadonlySet<Zone> = new Set(['micro-segment', 'isolated', 'physical-only']);

/** Values by point name, those that nothing is known about left out. A stated value goes before a derived one. */
export function decisionValues(facts: DecisionFacts): Readonly<Record<string, string | undefined>> {
  const { vulnerability, vector, stated = {}, criticality, zone } = facts;
  const { threat } = vulnerability;
  const active = threat.knownExploited || threat.activeExploitation;
  return {
    exploitation: active ? 'active' : (stated['exploitation'] ?? exploitation(facts)),
    automatable: stated['automatable'] ?? automatable(vector),
    'technical impact': stated['technical impact'] ?? technicalImpact(vulnerability),
    'mission and well-being': missionImpact(criticality),
    'human impact': humanImpact(criticality),
    'system exposure':
      zone && (zone === 'internet-exposed' ? 'open' : SMALL_EXPOSURE.has(zone) ? 'small' : 'controlled'),
    'publicly exposed': zone && (zone === 'internet-exposed' ? 'yes' : 'no'),
    'in kev': threat.knownExploited === undefined ? undefined : threat.knownExploited ? 'yes' : 'no',
  };
}

function exploitation({ vulnerability }: DecisionFacts): string | undefined {
  const { exploit } = vulnerability.threat;
  return exploit === undefined ? undefined : exploit === 'none' ? 'none' : 'poc';
}

/** Reconnaissance to exploitation without a person: over the network, without preparation, account or help of a user. */
function automatable(vector: CvssVector | undefined): string | undefined {
  if (!vector) return undefined;
  const { AV, AC, PR, Au, UI, AT } = vector.metrics;
  const easy = AV === 'N' && AC === 'L' && (PR ?? Au) === 'N' && (UI ?? 'N') === 'N' && (AT ?? 'N') === 'N';
  return easy ? 'yes' : 'no';
}

function technicalImpact({ consequence }: VulnerabilityFacts): string | undefined {
  if (!consequence) return undefined;
  const { confidentiality, integrity, availability } = consequence;
  return Math.min(confidentiality, integrity, availability) === 1 ? 'total' : 'partial';
}

function humanImpact(criticality: number | undefined): string | undefined {
  if (criticality === undefined) return undefined;
  return criticality >= 5 ? 'very high' : criticality >= 4 ? 'high' : criticality >= 3 ? 'medium' : 'low';
}

function missionImpact(criticality: number | undefined): string | undefined {
  if (criticality === undefined) return undefined;
  return criticality >= 4 ? 'high' : criticality >= 3 ? 'medium' : 'low';
}
