/** The example of the specification (a vulnerability enters the catalogue), and what is told to people and what is not. */

import { describe, expect, it } from 'vitest';
import { aDevice, aFinding, aVulnerability, RISK_MODEL } from '../../../test/support/risk-fixtures.ts';
import type { ThreatFacts } from '../risk-facts.ts';
import { bandOf, displayScore, riskOfFinding } from '../score.ts';
import { FACTORS, factorSpreads } from '../uncertainty.ts';
import {
  AffectedDevices,
  type RankedFinding,
  rankChanges,
  type ThreatReading,
  threatCauses,
} from './rank-change.ts';

const DEVICE = aDevice({
  value: { safety: 0.8, continuity: 0.8, data: 0.4, operations: 0.5 },
  reach: { value: 0.45, source: 'zone' },
});

function ranked(threat: ThreatFacts, facts: Partial<RankedFinding> = {}): RankedFinding {
  const finding = aFinding({
    applicability: 'model',
    preconditions: ['holds', 'unknown'],
    vulnerability: aVulnerability({ threat }),
  });
  const score = displayScore(riskOfFinding(finding, DEVICE, RISK_MODEL));
  const spreads = factorSpreads(finding, DEVICE, RISK_MODEL);
  return {
    ...{
      device: DEVICE.id,
      vulnerability: finding.vulnerability.id,
      rank: 90,
      score,
      band: bandOf(score, RISK_MODEL),
    },
    factors: Object.fromEntries(
      FACTORS.map((factor) => [factor, spreads[factor][1]]),
    ) as RankedFinding['factors'],
    ...facts,
  };
}

describe('a ranking', () => {
  const quiet = { prediction: 0.02 };
  const known = { prediction: 0.02, knownExploited: true };
  const causes = () => threatCauses(quiet, known, RISK_MODEL);

  it('jumps when a vulnerability is known to be exploited, and says which factor did it', () => {
    const [change] = rankChanges([ranked(quiet)], [ranked(known, { rank: 4 })], causes, RISK_MODEL);
    expect(change).toMatchObject({
      before: { rank: 90, score: 5.3, band: 'minimal' },
      after: { rank: 4, score: 33.6, band: 'medium' },
      causes: ['known-exploited-added'],
      deltas: [{ factor: 'threat', before: 0.02, after: 0.8 }],
      notify: 'at-once',
    });
  });

  it('moves quietly within a band and below the top', () => {
    const [change] = rankChanges([ranked(quiet)], [ranked(quiet, { rank: 80 })], () => [], RISK_MODEL);
    expect(change?.notify).toBe('none');
  });

  it('tells by the hour what enters or leaves the top', () => {
    const [enters] = rankChanges([ranked(quiet)], [ranked(quiet, { rank: 20 })], () => [], RISK_MODEL);
    const [leaves] = rankChanges(
      [ranked(quiet, { rank: 20 })],
      [ranked(quiet, { rank: 21 })],
      () => [],
      RISK_MODEL,
    );
    expect([enters?.notify, leaves?.notify]).toEqual(['hourly', 'hourly']);
  });

  it('tells of new findings and of those that are gone', () => {
    const appeared = rankChanges([], [ranked(known)], () => ['device-changed'], RISK_MODEL);
    const gone = rankChanges([ranked(known)], [], () => ['advisory-changed'], RISK_MODEL);
    expect(appeared).toMatchObject([{ causes: ['device-changed'], notify: 'hourly', deltas: [] }]);
    expect(gone[0]?.after).toBeUndefined();
  });

  it('has no change when nothing moved', () => {
    expect(rankChanges([ranked(known)], [ranked(known)], causes, RISK_MODEL)).toEqual([]);
  });
});

describe('causes', () => {
  it.each<[string, ThreatReading, ThreatReading, readonly string[]]>([
    ['nothing', { prediction: 0.02 }, { prediction: 0.03 }, []],
    ['a step of the prediction', { prediction: 0.2 }, { prediction: 0.25 }, ['prediction-changed']],
    ['a threshold', { prediction: 0.09 }, { prediction: 0.11 }, ['prediction-changed']],
    ['a fall below a threshold', { prediction: 0.51 }, { prediction: 0.49 }, ['prediction-changed']],
    ['the percentile', { percentile: 0.94 }, { percentile: 0.96 }, ['prediction-changed']],
    [
      'another EPSS model',
      { prediction: 0.1, predictionModel: 'v3' },
      { prediction: 0.6, predictionModel: 'v4' },
      [],
    ],
    [
      'removal from the catalogue',
      { knownExploited: true },
      { knownExploited: false },
      ['known-exploited-removed'],
    ],
    [
      'ransomware',
      { knownExploited: true },
      { knownExploited: true, ransomware: true },
      ['ransomware-use-known'],
    ],
    ['an exploit', {}, { exploit: 'proof-of-concept' }, ['exploit-changed']],
  ])('%s', (_, before, after, expected) => {
    expect(threatCauses(before, after, RISK_MODEL)).toEqual(expected);
  });
});

it('finds the devices to score again by vulnerability', () => {
  const index = new AffectedDevices();
  index.add('CVE-1', 'a');
  index.add('CVE-1', 'b');
  index.add('CVE-2', 'c');
  expect([...index.of(['CVE-1', 'CVE-3'])]).toEqual(['a', 'b']);
});
