import { describe, expect, it } from 'vitest';
import { BASELINE_HOURS, type GateCheckId, type GateFacts, isOpen, serviceGate } from './service-gate.ts';

const HOUR_MS = 3_600_000;
const READY: GateFacts = {
  category: { value: 'infusion-pump', confidence: 90 },
  ...{ vendor: 'B. Braun', model: 'Infusomat Space', site: 's', owner: 'Clinical engineering' },
  ...{ zone: 'micro-segment', criticality: 5, hasDisclosure: true, hasBill: true },
  ...{ firstAt: 0, lastAt: BASELINE_HOURS * HOUR_MS },
};

const unmet = (facts: Partial<GateFacts>): readonly GateCheckId[] =>
  serviceGate({ ...READY, ...facts })
    .filter(({ met }) => !met)
    .map(({ id }) => id);

describe('the gate into service', () => {
  it('is open for a device of which everything is known', () => {
    expect(unmet({})).toEqual([]);
    expect(isOpen(serviceGate(READY))).toBe(true);
  });

  it.each<[string, Partial<GateFacts>, GateCheckId]>([
    ['a category that is unknown', { category: { value: 'unknown', confidence: 100 } }, 'identity'],
    ['a category that is a guess', { category: { value: 'ct', confidence: 59 } }, 'identity'],
    ['no maker', { vendor: null }, 'identity'],
    ['no model', { model: null }, 'identity'],
    ['no site', { site: null }, 'place'],
    ['no owner', { owner: null }, 'owner'],
    ['no zone', { zone: null }, 'zone'],
    ['no criticality of a person', { criticality: null }, 'criticality'],
    ['no disclosure form', { hasDisclosure: false }, 'disclosure'],
    ['no bill of materials', { hasBill: false }, 'bill'],
    ['too short a time', { lastAt: BASELINE_HOURS * HOUR_MS - 1 }, 'baseline'],
  ])('is shut by %s', (_, facts, check) => {
    expect(unmet(facts)).toEqual([check]);
    expect(isOpen(serviceGate({ ...READY, ...facts }))).toBe(false);
  });

  it('says all that is missing of what kind it is', () => {
    const [identity] = serviceGate({
      ...READY,
      ...{ category: { value: 'unknown', confidence: 0 }, vendor: null, model: null },
    });
    expect(identity?.because).toBe('Not sure: what kind it is, its maker, its model.');
  });
});
