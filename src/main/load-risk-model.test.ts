/** The shipped documents are sound, and what is not is refused with the place where it is wrong. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RISK_MODEL } from '../../test/support/risk-fixtures.ts';
import { loadPolicyPack, loadRiskModel, RiskDocumentError } from './load-risk-model.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-risk-model-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function written(document: unknown): string {
  const file = path.join(folder, `${Math.abs(JSON.stringify(document).length)}.json`);
  fs.writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
  return file;
}

describe('a risk model', () => {
  it('ships', () => {
    expect(loadRiskModel()).toEqual(RISK_MODEL);
  });

  it('may be a changed copy', () => {
    expect(loadRiskModel(written({ ...RISK_MODEL, lateral: 0.25 })).lateral).toBe(0.25);
  });

  it.each([
    ['of another schema', { ...RISK_MODEL, schema: 'other/1' }, '/schema'],
    ['with a weight above 1', { ...RISK_MODEL, lateral: 1.5 }, '/lateral'],
    ['with a number that it does not have', { ...RISK_MODEL, luck: 1 }, 'additional properties'],
    [
      'with a spread that falls',
      { ...RISK_MODEL, applicability: { ...RISK_MODEL.applicability, model: [1, 0.5, 0] } },
      'applicability.model',
    ],
    ['with bands out of order', { ...RISK_MODEL, bands: { ...RISK_MODEL.bands, high: 70 } }, 'bands'],
    ['that is no JSON', '{', 'cannot be read'],
  ])('%s is refused', (_, document, where) => {
    expect(() => loadRiskModel(written(document))).toThrow(RiskDocumentError);
    expect(() => loadRiskModel(written(document))).toThrow(where);
  });
});

describe('a policy pack', () => {
  it('is found by id or by file', () => {
    const hospital = loadPolicyPack('hospital');
    expect(hospital.deadlines['immediate']).toEqual({ days: 2 });
    expect(loadPolicyPack(written({ ...hospital, id: 'ours' })).id).toBe('ours');
  });

  it('without a table is refused', () => {
    expect(() => loadPolicyPack(written({ ...loadPolicyPack('hospital'), table: 'none' }))).toThrow(
      'no decision table',
    );
    expect(() => loadPolicyPack('no-such-pack')).toThrow(RiskDocumentError);
  });
});
