import { describe, expect, it } from 'vitest';
import { aDevice, aFinding, RISK_MODEL } from '../../test/support/risk-fixtures.ts';
import { deviceScoreRange } from './device-uncertainty.ts';
import { displayScore, riskOfDevice } from './score.ts';
import { factorSpreads, uncertaintyOf } from './uncertainty.ts';

const DEVICE = aDevice();
const UNSURE = aFinding({ applicability: 'model', preconditions: ['unknown'] });

describe('the interval of a device', () => {
  it('of one finding is that of the finding', () => {
    const { likely } = uncertaintyOf(factorSpreads(UNSURE, DEVICE, RISK_MODEL), RISK_MODEL);
    expect(deviceScoreRange(DEVICE, [UNSURE], RISK_MODEL)).toEqual(likely);
  });

  it('does not grow with findings of one cause, and holds the score of several', () => {
    const others = [1, 2, 3].map((at) => aFinding({ ...UNSURE, group: `product ${at}` }));
    const same = Array.from({ length: 50 }, () => UNSURE);
    expect(deviceScoreRange(DEVICE, same, RISK_MODEL)).toEqual(
      deviceScoreRange(DEVICE, [UNSURE], RISK_MODEL),
    );
    const range = deviceScoreRange(DEVICE, others, RISK_MODEL);
    const score = displayScore(riskOfDevice(DEVICE, others, RISK_MODEL).risk);
    expect(range?.from).toBeLessThan(score);
    expect(range?.to).toBeGreaterThan(score);
  });

  it('is unknown without a finding that has any risk', () => {
    expect(deviceScoreRange(DEVICE, [], RISK_MODEL)).toBeUndefined();
    expect(deviceScoreRange(DEVICE, [aFinding({ applicability: 'fixed' })], RISK_MODEL)).toBeUndefined();
  });
});
