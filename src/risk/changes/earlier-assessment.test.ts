import { describe, expect, it } from 'vitest';
import { RISK_MODEL } from '../../../test/support/risk-fixtures.ts';
import { causesBetween, earlierAssessment, type ReadFinding } from './earlier-assessment.ts';

const FACTORS = { applicability: 1, preconditions: 0.6, reach: 0.4, threat: 0.2, controls: 1, impact: 0.5 };
const ENTRY = {
  ...{
    device: 'mac:02:00:00:00:00:01',
    vulnerability: 'CVE-2030-0001',
    rank: 3,
    score: 41.2,
    band: 'medium',
  },
  factors: FACTORS,
  threat: { prediction: 0.2, percentile: 0.9, predictionModel: 'v4', knownExploited: false, exploit: 'none' },
  sources: [{ feed: 'csaf', document: 'ADVISORY-1', revision: '1', status: 'affected', input: 'name' }],
};
const documentOf = (...findings: unknown[]) => ({
  schema: 'wardlight.assessment/1',
  model: '1.0.0',
  findings,
});
const read = (entry: object): ReadFinding | undefined => earlierAssessment(documentOf(entry))?.findings[0];

describe('an earlier assessment', () => {
  it('is read as it was written', () => {
    expect(earlierAssessment(documentOf(ENTRY))).toEqual({
      modelVersion: '1.0.0',
      findings: [{ ...ENTRY, sources: ['csaf ADVISORY-1 1 affected'] }],
    });
  });

  it.each<[what: string, entry: unknown]>([
    ['no object', null],
    ['no device', { ...ENTRY, device: 7 }],
    ['no band of ours', { ...ENTRY, band: 'severe' }],
    ['no rank', { ...ENTRY, rank: '3' }],
    ['a factor missing', { ...ENTRY, factors: { ...FACTORS, reach: undefined } }],
  ])('leaves out a finding with %s', (_what, entry) => {
    expect(earlierAssessment(documentOf(entry, ENTRY))?.findings).toHaveLength(1);
  });

  it.each([[null], [[]], [{ schema: 'wardlight.inventory/1' }], [{ ...documentOf(), findings: 'none' }]])(
    'is not %j',
    (document) => {
      expect(earlierAssessment(document)).toBeUndefined();
    },
  );
});

describe('the causes between two assessments', () => {
  it.each<[what: string, changed: object, causes: readonly string[]]>([
    ['nothing', {}, []],
    ['its rank alone', { rank: 9 }, []],
    ['known exploitation', { threat: { ...ENTRY.threat, knownExploited: true } }, ['known-exploited-added']],
    ['EPSS', { threat: { ...ENTRY.threat, prediction: 0.4 } }, ['prediction-changed']],
    ['EPSS of another model', { threat: { ...ENTRY.threat, prediction: 0.4, predictionModel: 'v5' } }, []],
    ['a revision', { sources: [{ ...ENTRY.sources[0], revision: '2' }] }, ['advisory-changed']],
    ['where the device stands', { factors: { ...FACTORS, reach: 0.1 } }, ['device-changed']],
    ['a control', { factors: { ...FACTORS, controls: 0.3 } }, ['control-changed']],
  ])('of a change of %s', (_what, changed, causes) => {
    expect(causesBetween(read(ENTRY), read({ ...ENTRY, ...changed }), 'same', RISK_MODEL)).toEqual(causes);
  });

  it('name the documents for what is new or gone, and the model when it changed', () => {
    expect(causesBetween(undefined, read(ENTRY), 'same', RISK_MODEL)).toEqual(['advisory-changed']);
    expect(causesBetween(read(ENTRY), read(ENTRY), 'different', RISK_MODEL)).toEqual(['model-changed']);
  });
});
