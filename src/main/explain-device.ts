/** Explanations of a device and its findings, and what moves would make of its score. */

import type { DeviceExplanation, Explanation, Move, WhatIf } from '../api/risk-desk.ts';
import {
  type AssessedFinding,
  assessFleet,
  type FleetAssessment,
  type FleetDevice,
} from '../risk/assess-fleet.ts';
import { decisionValues } from '../risk/decisions/decision-facts.ts';
import { tableOf } from '../risk/decisions/policy-pack.ts';
import { deviceScoreRange } from '../risk/device-uncertainty.ts';
import { explainFinding } from '../risk/explain-finding.ts';
import { describePredicate } from '../risk/preconditions/extract-preconditions.ts';
import type { RiskModel, Zone } from '../risk/risk-model.ts';
import type { AssessedStoredDevice } from './assess-stored-device.ts';
import { loadPolicyPack } from './load-risk-model.ts';
import type { ScoreKnowledge } from './score-devices-alike.ts';

/** Moves that are told; findings that drive a score. */
const MOVES = 5;
const DRIVERS = 10;

export function explainAssessed(
  finding: AssessedFinding,
  assessment: Pick<FleetAssessment, 'atMicros' | 'modelVersion' | 'inputsHash'>,
  model: RiskModel,
): Explanation {
  const { verdict, decision, preconditions, score, band, profile, device } = finding;
  const { uncertainty, factors, sections } = explainFinding(finding, assessment, model);
  const { criticality } = device.facts;
  const { zone } = device.worth;
  const values = decisionValues({
    ...{ vulnerability: profile.facts, vector: profile.vector, stated: profile.ssvc },
    ...(criticality !== undefined && { criticality }),
    ...(zone !== undefined && { zone }),
  });
  const { points } = tableOf(loadPolicyPack(decision.pack));
  return {
    ...{ exploitability: verdict.exploitability, from: verdict.from ?? null, because: verdict.because },
    ...{ wouldChange: [...verdict.wouldChange], needsSignOff: verdict.needsSignOff, score, band },
    preconditions: preconditions.map(({ predicate, state, evidence, source, confidence, wouldChange }) => ({
      ...{
        needs: describePredicate(predicate),
        state,
        evidence: [...evidence],
        source,
        confidence,
        wouldChange,
      },
    })),
    decision: {
      ...{ policy: decision.pack, outcome: decision.outcome, days: decision.deadline.days },
      inputs: Object.fromEntries(points.map(({ name }) => [name, values[name] ?? null])),
    },
    likely: uncertainty.likely,
    settleFirst: uncertainty.settleFirst?.factor ?? null,
    factors: [...factors],
    sections: sections.map(({ title, sentences }) => ({ title, sentences: [...sentences] })),
  };
}

export function explainOneDevice(stored: AssessedStoredDevice, knowledge: ScoreKnowledge): DeviceExplanation {
  const { assessment } = stored;
  const [worst] = assessment.findings;
  const drivers = new Map<string, AssessedFinding>();
  for (const finding of assessment.findings)
    if (finding.risk > 0 && !drivers.has(finding.finding.group)) drivers.set(finding.finding.group, finding);
  const isRisky = worst !== undefined && worst.risk > 0;
  return {
    worst: isRisky ? explainAssessed(worst, assessment, knowledge.model) : null,
    drivers: [...drivers.values()].slice(0, DRIVERS).map(({ match, score, verdict }) => ({
      ...{ cve: match.cve, score, because: [match.because, verdict.because].filter(Boolean).join('; ') },
    })),
    moves: isRisky ? bestMoves(stored, knowledge, worst) : [],
  };
}

/** Moves that the findings themselves suggest, the one that lowers the score most first. */
function bestMoves(
  stored: AssessedStoredDevice,
  knowledge: ScoreKnowledge,
  worst: AssessedFinding,
): DeviceExplanation['moves'] {
  const before = outcomeOf(stored.device, stored, knowledge).score;
  const moves: { readonly words: string; readonly move: Move }[] = [
    { words: `Install the fix for ${worst.match.cve}`, move: { kind: 'patch', cve: worst.match.cve } },
    { words: 'Let only its known partners reach it', move: { kind: 'segment', zone: 'micro-segment' } },
    ...stored.device.services
      .filter(({ role, port }) => role === 'server' && port > 0)
      .slice(0, 20)
      .map(({ transport, port, protocol }) => ({
        words: `Close ${transport}/${port} (${protocol})`,
        move: { kind: 'close-port', transport, port } as const,
      })),
  ];
  return moves
    .map(({ words, move }) => {
      const { score } = outcomeOf(moved(stored.device, move), stored, knowledge, zoneAfter([move]));
      return { move: words, score, lowersBy: Math.round((before - score) * 10) / 10 };
    })
    .filter(({ lowersBy }) => lowersBy > 0)
    .sort((a, b) => a.score - b.score)
    .slice(0, MOVES);
}

export function whatIfOnDevice(
  stored: AssessedStoredDevice,
  knowledge: ScoreKnowledge,
  moves: readonly Move[],
): WhatIf {
  const before = outcomeOf(stored.device, stored, knowledge);
  let device = stored.device;
  const steps = moves.map((move, at) => {
    device = moved(device, move);
    return outcomeOf(device, stored, knowledge, zoneAfter(moves.slice(0, at + 1)));
  });
  return { before, after: steps.at(-1) ?? before, steps };
}

/** The device after a move; a port that is closed is one whose traffic would be refused from now on. */
function moved(device: FleetDevice, move: Move): FleetDevice {
  switch (move.kind) {
    case 'patch':
      return {
        ...device,
        matches: device.matches.map((match) => {
          const { cve, remediations, status } = match.finding;
          const isMeant =
            move.cve === undefined
              ? remediations.some(({ category }) => category === 'vendor_fix')
              : move.cve === cve;
          return isMeant && status !== 'not-affected'
            ? { ...match, finding: { ...match.finding, status: 'fixed' as const } }
            : match;
        }),
      };
    case 'close-port':
      return {
        ...device,
        services: device.services.filter(
          ({ transport, port, role }) =>
            role !== 'server' || transport !== move.transport || port !== move.port,
        ),
      };
    case 'segment':
      return device;
    case 'control':
      return {
        ...device,
        controls: [
          ...(device.controls ?? []).filter(({ id }) => id !== move.countermeasure),
          { id: move.countermeasure, validation: move.isVerified ? 'verified' : 'configured' },
        ],
      };
  }
}

function zoneAfter(moves: readonly Move[]): Zone | undefined {
  return moves.findLast((move) => move.kind === 'segment')?.zone;
}

function outcomeOf(
  device: FleetDevice,
  { asOfMicros, assessment }: AssessedStoredDevice,
  knowledge: ScoreKnowledge,
  zone: Zone = knowledge.zone,
) {
  const { devices, findings } = assessFleet({
    ...{ ...knowledge, devices: [device], flows: [], asOfMicros, nowMicros: assessment.atMicros, zone },
  });
  const [assessed] = devices;
  const score = assessed?.score ?? 0;
  const range =
    assessed &&
    deviceScoreRange(
      assessed.device,
      findings.map(({ finding }) => finding),
      knowledge.model,
    );
  return { score, band: assessed?.band ?? ('minimal' as const), likely: range ?? { from: score, to: score } };
}
