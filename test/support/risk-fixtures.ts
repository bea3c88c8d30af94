/** The shipped risk model and plain devices and findings for tests; each test states only what matters to it. */

import fs from 'node:fs';
import path from 'node:path';
import type { RiskDevice, RiskFinding, VulnerabilityFacts } from '../../src/risk/risk-facts.ts';
import type { RiskModel } from '../../src/risk/risk-model.ts';

export const RISK_MODEL = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '..', '..', 'risk-model', 'default.json'), 'utf8'),
) as RiskModel;

const ALL_LOST = { confidentiality: 1, integrity: 1, availability: 1 };

export function aDevice(facts: Partial<RiskDevice> = {}): RiskDevice {
  return {
    id: 'mac:00:00:5e:00:53:01',
    criticality: 3,
    value: { safety: 0.4, continuity: 0.6, data: 0.5, operations: 0.5 },
    sustainsLife: false,
    attractiveness: 1,
    reach: { value: 0.6, source: 'zone' },
    ...facts,
  };
}

export function aVulnerability(facts: Partial<VulnerabilityFacts> = {}): VulnerabilityFacts {
  return { id: 'CVE-2026-0001', threat: {}, consequence: ALL_LOST, ...facts };
}

export function aFinding(facts: Partial<RiskFinding> = {}): RiskFinding {
  return {
    vulnerability: aVulnerability(),
    group: 'service tcp/80',
    applicability: 'exact',
    preconditions: ['holds'],
    controls: [],
    ...facts,
  };
}
