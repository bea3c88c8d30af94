/**
 * A finding in plain words: what may happen to a patient, how an attacker would get there, what the statement rests on,
 * what stands in the way, what to do, and which fact would make the score surer. No score without its date, its model and
 * the hash of its inputs.
 */

import { formatInstant } from '../base/instant.ts';
import { formatCvssVector } from '../vulnerability/cvss/cvss-vector.ts';
import { scoreCvss } from '../vulnerability/cvss/score-cvss.ts';
import type { AssessedFinding, FleetAssessment } from './assess-fleet.ts';
import { withEnvironment } from './device-profile.ts';
import { describePredicate } from './preconditions/extract-preconditions.ts';
import type { RiskModel, SafetyRole } from './risk-model.ts';
import {
  FACTORS,
  type Factor,
  type FactorSpreads,
  factorSpreads,
  type Uncertainty,
  uncertaintyOf,
} from './uncertainty.ts';

export interface FactorContribution {
  readonly factor: Factor;
  readonly value: number;
  /** Natural logarithm of the value over that of a middling finding: above 0 it raises the risk. */
  readonly logRatio: number;
}

export interface Explanation {
  readonly uncertainty: Uncertainty;
  readonly factors: readonly FactorContribution[];
  readonly environmentalVector?: string;
  readonly environmentalScore?: number;
  /** Headings with their sentences. */
  readonly sections: readonly { readonly title: string; readonly sentences: readonly string[] }[];
}

const FACTOR_WORDS: Readonly<Record<Factor, string>> = {
  applicability: 'whether the device has the vulnerability at all',
  preconditions: 'whether its preconditions hold on this device',
  reach: 'how easily an attacker reaches the device',
  threat: 'how much attackers use it',
  controls: 'what the controls let through',
  impact: 'what would be lost',
};

const ROLE_WORDS: Readonly<Record<SafetyRole, string>> = {
  lifeSustaining: 'It keeps a patient alive: manipulation or failure can kill.',
  therapy: 'It delivers therapy: manipulation can give a patient too much, too little or the wrong thing.',
  alarm: 'It watches patients: a missed or false alarm can cost the minutes that matter.',
  diagnosis: 'It serves diagnosis: wrong or missing results can lead to a wrong or late treatment.',
  none: 'It does not act on a patient; care suffers where its service is missing.',
};

const REMEDIES = 3;
const REMEDY_CHARACTERS = 240;

export function explainFinding(
  assessed: AssessedFinding,
  assessment: Pick<FleetAssessment, 'atMicros' | 'modelVersion' | 'inputsHash'>,
  model: RiskModel,
): Explanation {
  const { device, worth } = assessed.device;
  const spreads = factorSpreads(assessed.finding, device, model);
  const uncertainty = uncertaintyOf(spreads, model);
  const environmental = assessed.profile.vector && withEnvironment(assessed.profile.vector, device, worth);
  return {
    uncertainty,
    factors: contributions(spreads, model),
    ...(environmental && {
      environmentalVector: formatCvssVector(environmental),
      environmentalScore: scoreCvss(environmental).environmental,
    }),
    sections: [
      { title: 'Score', sentences: scoreSentences(assessed, uncertainty) },
      { title: 'What can happen to a patient', sentences: harmSentences(assessed) },
      { title: 'How an attacker would get there', sentences: pathSentences(assessed) },
      { title: 'What this rests on', sentences: evidenceSentences(assessed) },
      { title: 'What stands in the way', sentences: obstacleSentences(assessed, assessment.atMicros) },
      { title: 'What to do', sentences: actionSentences(assessed, uncertainty) },
      {
        title: 'Made of',
        sentences: [
          `${formatInstant(assessment.atMicros)}, risk model ${assessment.modelVersion}, inputs ${assessment.inputsHash.slice(0, 16)}.`,
        ],
      },
    ],
  };
}

/** Factors by how far they move the risk from that of a middling finding, the strongest first. */
function contributions(spreads: FactorSpreads, model: RiskModel): FactorContribution[] {
  const neutral: Readonly<Record<Factor, number>> = {
    applicability: model.applicability.model[1],
    preconditions: model.preconditions.unknown[1],
    reach: model.reach.zones['shared-clinical'],
    threat: model.threat.proofOfConcept,
    controls: 1,
    impact: 0.5,
  };
  return FACTORS.map((factor) => {
    const value = spreads[factor][1];
    return { factor, value, logRatio: Math.log(Math.max(value, 1e-6) / neutral[factor]) };
  }).sort((a, b) => Math.abs(b.logRatio) - Math.abs(a.logRatio));
}

function scoreSentences({ score, band, verdict }: AssessedFinding, { likely, outer }: Uncertainty): string[] {
  return [
    `${score} (${band}); likely between ${likely.from} and ${likely.to}, at the very least ${outer.from} and at most ${outer.to}.`,
    `${VERDICT_WORDS[verdict.exploitability]}${verdict.from === undefined ? '' : ` ${verdict.from}`}.`,
  ];
}

const VERDICT_WORDS = {
  'exploitable-now': 'It can be exploited as the device is used today',
  'exploitable-if-reached-from': 'It can be exploited by whoever is at or in',
  'needs-change': 'It cannot be exploited today as far as is known; a change would open it',
  'not-exploitable-as-used': 'It cannot be exploited as the device is used today',
  unknown: 'Whether it can be exploited on this device is not known',
} as const;

function harmSentences({ device, profile }: AssessedFinding): string[] {
  const loss = profile.facts.consequence;
  const lost = loss
    ? [
        loss.confidentiality > 0 && 'read data',
        loss.integrity > 0 && 'change what it does',
        loss.availability > 0 && 'stop it',
      ].filter((word) => word !== false)
    : [];
  const may =
    lost.length > 0 ? `An attacker may ${lost.join(', ')}.` : 'No document says what an attacker gains.';
  const known =
    device.facts.criticality === undefined
      ? ' What this device is for is not known: a middling worth is assumed.'
      : '';
  return [`${ROLE_WORDS[device.worth.safetyRole]}${known}`, may];
}

function pathSentences({ device, preconditions }: AssessedFinding): string[] {
  const { reach } = device.device;
  const percent = Math.round(reach.value * 100);
  const [best] = device.paths;
  const way =
    reach.source === 'observed' && best
      ? `Observed traffic leads there: ${[best.start.position, ...best.edges.map(({ to, service }) => `${service} to ${to}`)].join(', ')} (${percent} % a year over ${device.paths.length} paths).`
      : `Its zone (${device.worth.zone}) makes it reachable with ${percent} %; no better path was seen.`;
  const needs = preconditions.map(
    ({ predicate, state, evidence }) =>
      `Needs that ${describePredicate(predicate)}: ${state}${evidence.length > 0 ? ` (${evidence.join('; ')})` : ''}.`,
  );
  return [way, ...needs];
}

function evidenceSentences({ match, profile }: AssessedFinding): string[] {
  const { threat } = profile.facts;
  const known = [
    threat.ransomware && 'used in ransomware campaigns',
    threat.knownExploited && 'in the catalogue of known exploited vulnerabilities',
    threat.activeExploitation && 'exploited by what SSVC says',
    threat.exploit === 'weaponised' && 'a weaponised exploit exists',
    threat.exploit === 'proof-of-concept' && 'a proof of concept is public',
    threat.prediction !== undefined && `EPSS ${(threat.prediction * 100).toFixed(1)} % in 30 days`,
  ].filter((word) => typeof word === 'string');
  return [
    `${match.because} (${match.confidence} % sure).`,
    ...match.sources
      .slice(0, 4)
      .map(
        ({ feed, document, revision, input }) =>
          `${feed} ${document}${revision === '' ? '' : `, ${revision}`}: ${input}.`,
      ),
    known.length > 0 ? `Attackers: ${known.join('; ')}.` : 'Attackers: nothing is known of any use.',
  ];
}

function obstacleSentences({ preconditions, finding, verdict }: AssessedFinding, atMicros: number): string[] {
  const obstacles = preconditions
    .filter(({ state }) => state === 'refuted' || state === 'unlikely' || state === 'impossible')
    .map(({ evidence, predicate }) => evidence.join('; ') || describePredicate(predicate));
  const controls = finding.controls.map(({ id, validation }) => `Control ${id}, ${validation}.`);
  const { expiresMicros } = verdict;
  const day = formatInstant(expiresMicros ?? 0).slice(0, 10);
  const expiry =
    expiresMicros === undefined
      ? []
      : [
          expiresMicros < atMicros
            ? `This evidence ended on ${day}: look again.`
            : `This evidence holds until ${day}.`,
        ];
  const all = [...obstacles.map((words) => `${words}.`), ...controls];
  return [...(all.length > 0 ? all : ['Nothing that is known.']), ...expiry];
}

function actionSentences(
  { match, decision, verdict }: AssessedFinding,
  { settleFirst }: Uncertainty,
): string[] {
  const { outcome, atLeast, deadline, open, pack } = decision;
  const due = deadline.days === null ? 'with the next system upgrade' : `within ${deadline.days} days`;
  const unsure = open.length > 0 ? ` (at least ${atLeast}: ${open.join(', ')} not known)` : '';
  const trace = deadline.investigate ? ', and look for traces of an attack' : '';
  return [
    `${outcome} by policy ${pack}${unsure}: ${due}${trace}.`,
    ...match.remediations
      .slice(0, REMEDIES)
      .map(({ category, details }) => `${category}: ${details.slice(0, REMEDY_CHARACTERS)}`),
    ...(match.remediations.length === 0 ? ['No document offers a fix: a control must stand in.'] : []),
    ...(settleFirst
      ? [
          `Find out ${FACTOR_WORDS[settleFirst.factor]}: that narrows the score to ${settleFirst.likely.from} to ${settleFirst.likely.to}.`,
        ]
      : []),
    ...verdict.wouldChange.map((condition) => `The verdict changes if ${condition}.`),
    ...(verdict.needsSignOff ? ['A person must sign off before this counts as harmless.'] : []),
  ];
}
