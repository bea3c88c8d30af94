/** The worked examples of the specification, to the digit, and the laws that keep scores honest. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aDevice, aFinding, aVulnerability, RISK_MODEL } from '../../test/support/risk-fixtures.ts';
import { attractivenessOf, combineImpact, deviceValue, impactFactor } from './impact.ts';
import { controlsFactor, LIKELIEST, threatFactor } from './likelihood.ts';
import type { RiskDevice, RiskFinding, ThreatFacts } from './risk-facts.ts';
import type { Applicability, PreconditionState } from './risk-model.ts';
import { bandOf, combineGroups, displayScore, riskOfDevice, riskOfFinding, riskOfSite } from './score.ts';
import { drawAll, factorSpreads, uncertaintyOf } from './uncertainty.ts';

const STATES = Object.keys(RISK_MODEL.preconditions) as PreconditionState[];

/** A device that loses all of the given worth, reached with the given probability. */
function deviceOf(parts: readonly [number, number, number, number], reach: number): RiskDevice {
  const [safety, continuity, data, operations] = parts;
  return aDevice({
    value: { safety, continuity, data, operations },
    reach: { value: reach, source: 'zone' },
  });
}

function findingOf(
  applicability: Applicability,
  preconditions: readonly PreconditionState[],
  threat: ThreatFacts,
  facts: Partial<RiskFinding> = {},
): RiskFinding {
  return aFinding({ applicability, preconditions, vulnerability: aVulnerability({ threat }), ...facts });
}

const KNOWN_RANSOMWARE: ThreatFacts = { knownExploited: true, ransomware: true };
const PUMP_PARTS = [0.9, 0.7, 0.3, 0.4] as const;
const CONSOLE = deviceOf([0.4, 0.8, 0.7, 0.7], 0.6);
const VIEWER = deviceOf([0.2, 0.5, 0.8, 0.5], 0.25);
const ULTRASOUND = deviceOf([0.8, 0.8, 0.4, 0.5], 0.45);
const RDP = findingOf('exact', ['holds'], KNOWN_RANSOMWARE, { group: 'rdp' });
const LOGGING = findingOf('component', ['unknown', 'unknown'], KNOWN_RANSOMWARE, { group: 'log4j' });

describe('worked examples', () => {
  it.each([
    ['pump', PUMP_PARTS, 0.79],
    ['console', [0.4, 0.8, 0.7, 0.7] as const, 0.685],
    ['viewer', [0.2, 0.5, 0.8, 0.5] as const, 0.524],
    ['ultrasound', [0.8, 0.8, 0.4, 0.5] as const, 0.745],
  ])('impact of the %s', (_, [safety, continuity, data, operations], expected) => {
    expect(combineImpact({ safety, continuity, data, operations }, RISK_MODEL)).toBeCloseTo(expected, 3);
  });

  it.each([
    [
      'pump, telnet refused',
      findingOf('exact', ['refuted'], { exploit: 'proof-of-concept' }),
      deviceOf(PUMP_PARTS, 0.25),
      0.001,
      3.1,
      'minimal',
    ],
    [
      'pump, telnet open on a flat network',
      findingOf('exact', ['holds'], { exploit: 'proof-of-concept' }),
      deviceOf(PUMP_PARTS, 0.6),
      0.0474,
      21.8,
      'medium',
    ],
    ['console with remote desktop', RDP, CONSOLE, 0.386, 62.2, 'critical'],
    [
      'console behind an allow-list by its settings',
      { ...RDP, controls: [{ id: 'M1', validation: 'configured' }] } as const,
      CONSOLE,
      0.2125,
      46.1,
      'high',
    ],
    [
      'console behind a verified allow-list',
      { ...RDP, controls: [{ id: 'M1', validation: 'verified' }] } as const,
      CONSOLE,
      0.0386,
      19.7,
      'low',
    ],
    ['viewer with a vulnerable logger', LOGGING, VIEWER, 0.0399, 20, 'medium'],
    [
      'viewer after the maker said not affected',
      { ...LOGGING, applicability: 'notAffected' } as const,
      VIEWER,
      0,
      0,
      'minimal',
    ],
    [
      'ultrasound of unknown version',
      findingOf('model', ['holds', 'unknown'], { prediction: 0.02 }),
      ULTRASOUND,
      0.0028,
      5.3,
      'minimal',
    ],
    [
      'ultrasound when it is known to be exploited',
      findingOf('model', ['holds', 'unknown'], { prediction: 0.02, knownExploited: true }),
      ULTRASOUND,
      0.1126,
      33.6,
      'medium',
    ],
  ] as const)('%s', (_, finding, device, risk, score, band) => {
    const found = riskOfFinding(finding, device, RISK_MODEL);
    // The examples give three or four digits.
    expect(Math.abs(found - risk)).toBeLessThan(risk < 0.1 || risk === 0.1126 ? 5e-5 : 5e-4);
    expect(displayScore(found)).toBe(score);
    expect(bandOf(displayScore(found), RISK_MODEL)).toBe(band);
  });

  it('device with two causes', () => {
    // Findings two and three, scored on their own devices, as if one device had both.
    const risk = combineGroups([
      riskOfFinding(RDP, CONSOLE, RISK_MODEL),
      riskOfFinding(LOGGING, VIEWER, RISK_MODEL),
    ]);
    expect(risk).toBeCloseTo(0.411, 3);
    expect(displayScore(risk)).toBe(64.1);
  });

  it('interval of the viewer, and what would narrow it', () => {
    const spreads = factorSpreads(LOGGING, VIEWER, RISK_MODEL);
    expect(uncertaintyOf(spreads, RISK_MODEL)).toEqual({
      score: 20,
      likely: { from: 15, to: 33.9 },
      outer: { from: 1.1, to: 51.6 },
      settleFirst: { factor: 'preconditions', likely: { from: 17.4, to: 27.4 } },
    });
    const reachSettled = {
      ...spreads,
      reach: [0.25, 0.25, 0.25] as const,
    };
    expect(uncertaintyOf(reachSettled, RISK_MODEL).likely).toEqual({ from: 14.2, to: 28.8 });
  });

  it('first number of the generator', () => {
    expect(drawAll(1, 1)[0]).toBeCloseTo(0.627074, 6);
  });
});

describe('factors', () => {
  it.each<[ThreatFacts, number]>([
    [{}, 0.01],
    [{ prediction: 0.3 }, 0.3],
    [{ exploit: 'weaponised', prediction: 0.3 }, 0.5],
    [{ activeExploitation: true }, 0.8],
    [{ prediction: 0.97 }, 0.97],
    [{ prediction: 1 }, 0.98],
  ])('threat of %o is %d', (threat, expected) => {
    expect(threatFactor(findingOf('exact', [], threat), 1, RISK_MODEL, LIKELIEST)).toBe(expected);
  });

  it('threat has a floor when anybody can do it and all preconditions hold', () => {
    const vulnerability = aVulnerability({ trivialAndTotal: true });
    const threat = (preconditions: PreconditionState[]) =>
      threatFactor(aFinding({ vulnerability, preconditions }), 1, RISK_MODEL, LIKELIEST);
    expect(threat(['holds'])).toBe(0.05);
    expect(threat(['holds', 'unknown'])).toBe(0.01);
  });

  it('controls of one layer stop no more than its cap', () => {
    const verified = (...ids: string[]) => ids.map((id) => ({ id, validation: 'verified' as const }));
    expect(controlsFactor(verified('M1', 'M2', 'M3'), RISK_MODEL)).toBeCloseTo(0.03, 9);
    expect(controlsFactor(verified('M1', 'M5'), RISK_MODEL)).toBeCloseTo(0.04, 9);
    expect(controlsFactor(verified('no such control'), RISK_MODEL)).toBe(1);
  });

  it('losing availability hurts only where life hangs on it', () => {
    const vulnerability = aVulnerability({
      consequence: { confidentiality: 0, integrity: 0, availability: 1 },
    });
    const value = { safety: 1, continuity: 0, data: 0, operations: 0 };
    const impact = (sustainsLife: boolean) =>
      impactFactor(aDevice({ value, sustainsLife }), vulnerability, RISK_MODEL, LIKELIEST);
    expect(impact(true)).toBeGreaterThan(0.6);
    expect(impact(false)).toBe(0);
  });

  it('a vector that names harm to people counts as such', () => {
    const value = { safety: 0.1, continuity: 0, data: 0, operations: 0 };
    const vulnerability = aVulnerability({ safetyStated: true });
    expect(impactFactor(aDevice({ value }), vulnerability, RISK_MODEL, LIKELIEST)).toBeGreaterThan(0.4);
  });

  it('worth comes from role, criticality, spare, records and encryption', () => {
    expect(
      deviceValue(
        {
          ...{ criticality: 4, safetyRole: 'therapy', managesManyPatients: true, hasSpare: true },
          ...{ records: 1000, encryptedAtRest: true, operations: 0.2 },
        },
        RISK_MODEL,
      ),
    ).toEqual({
      safety: 1,
      continuity: expect.closeTo(0.48, 9),
      data: expect.closeTo(0.35, 9),
      operations: 0.2,
    });
  });

  it('attractiveness is at most a quarter more', () => {
    const worth = { criticality: 1, safetyRole: 'none' } as const;
    expect(attractivenessOf(worth, RISK_MODEL)).toBe(1);
    expect(
      attractivenessOf(
        { ...worth, records: 20_000, zone: 'internet-exposed', makerInCampaign: true },
        RISK_MODEL,
      ),
    ).toBeCloseTo(1.25, 9);
  });
});

describe('a device', () => {
  it('counts fifty findings with one cause once', () => {
    const many = Array.from({ length: 50 }, () => RDP);
    expect(riskOfDevice(CONSOLE, many, RISK_MODEL).risk).toBeCloseTo(
      riskOfFinding(RDP, CONSOLE, RISK_MODEL),
      12,
    );
  });

  it('takes a share of what it reaches as one more cause', () => {
    const alone = riskOfDevice(CONSOLE, [RDP], RISK_MODEL).risk;
    const near = riskOfDevice(CONSOLE, [RDP], RISK_MODEL, 0.4).risk;
    expect(near).toBeCloseTo(1 - (1 - alone) * (1 - 0.2), 12);
  });

  it('risks no less with one finding more', () => {
    const anyFinding = fc.record({
      applicability: fc.constantFrom<Applicability>(
        'exact',
        'component',
        'model',
        'family',
        'keyword',
        'fixed',
      ),
      preconditions: fc.array(fc.constantFrom(...STATES), { maxLength: 3 }),
      group: fc.constantFrom('a', 'b', 'c'),
      prediction: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 6 }), anyFinding, (drafts, more) => {
        const findings = [...drafts, more].map(({ prediction, ...facts }) =>
          aFinding({ ...facts, vulnerability: aVulnerability({ threat: { prediction } }) }),
        );
        const before = riskOfDevice(CONSOLE, findings.slice(0, -1), RISK_MODEL).risk;
        const after = riskOfDevice(CONSOLE, findings, RISK_MODEL).risk;
        expect(after).toBeGreaterThanOrEqual(before);
        expect(after).toBeLessThan(1);
      }),
    );
  });
});

describe('a site', () => {
  it('of a thousand quiet devices is quiet', () => {
    const devices = Array.from({ length: 1000 }, () => ({ risk: 0.01, criticality: 3 }));
    const { risk, perBand } = riskOfSite(devices, RISK_MODEL);
    expect(displayScore(risk)).toBe(8.9);
    expect(perBand).toEqual({ critical: 0, high: 0, medium: 0, low: 1000, minimal: 0 });
  });

  it('is the mean of its worst twentieth, of ten devices at least', () => {
    const devices = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ risk: at < 10 ? 0.5 : 0, criticality: 5 }));
    expect(riskOfSite(devices(200), RISK_MODEL).risk).toBeCloseTo(0.5, 12);
    expect(riskOfSite(devices(400), RISK_MODEL).risk).toBeCloseTo(0.25, 12);
    expect(riskOfSite(devices(4), RISK_MODEL).risk).toBeCloseTo(0.5, 12);
  });

  it('without devices has none', () => {
    expect(riskOfSite([], RISK_MODEL)).toMatchObject({ risk: 0, devices: 0 });
  });
});

describe('an interval', () => {
  it('holds the score, lies in the outer range, and is the same every time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...STATES), { minLength: 1, maxLength: 3 }),
        fc.constantFrom<Applicability>('exact', 'model', 'family', 'keyword'),
        (preconditions, applicability) => {
          const spreads = factorSpreads(
            findingOf(applicability, preconditions, { prediction: 0.2 }),
            CONSOLE,
            RISK_MODEL,
          );
          const found = uncertaintyOf(spreads, RISK_MODEL);
          expect(found.outer.from).toBeLessThanOrEqual(found.likely.from);
          expect(found.likely.to).toBeLessThanOrEqual(found.outer.to);
          expect(found.score).toBeGreaterThanOrEqual(found.outer.from);
          expect(found.score).toBeLessThanOrEqual(found.outer.to);
          expect(uncertaintyOf(spreads, RISK_MODEL)).toEqual(found);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('of points is a point with nothing to settle', () => {
    const sure = aDevice({ reach: { value: 1, source: 'zone' } });
    const spreads = { ...factorSpreads(RDP, sure, RISK_MODEL), reach: [1, 1, 1] as const };
    const { score, likely, settleFirst } = uncertaintyOf(spreads, RISK_MODEL);
    expect(likely).toEqual({ from: score, to: score });
    expect(settleFirst).toBeUndefined();
  });
});
