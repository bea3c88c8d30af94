import { describe, expect, it } from 'vitest';
import type { Attributes } from './fuse-evidence.ts';
import type { SetDecision } from './person-decisions.ts';
import { setValueDecisions, withSetCategory, withSetValues } from './set-values.ts';
import { VendorDirectory } from './vendors.ts';

const vendors = new VendorDirectory({ about: 'None.', vendors: [] });
const set = (attribute: SetDecision['attribute'], value: string | undefined): SetDecision => ({
  ...{ kind: 'set', device: 'mac:x', reason: 'type plate', until: undefined },
  ...{ attribute, value },
});
const seen: Attributes = { model: [{ value: 'MX800', confidence: 95, evidence: [] }] };
const pump = { value: 'infusion-pump', confidence: 80, reasons: ['model Plum 360'] };
const unknown = { value: 'unknown', confidence: 0, reasons: [] };
const reasonsOf = (decisions: readonly SetDecision[]) =>
  setValueDecisions(decisions, seen, pump, vendors).map(({ reason }) => reason);

describe('a value that a person set', () => {
  it('stands first, and what the traffic says stays behind it', () => {
    expect(withSetValues(seen, [set('model', 'MX450')], vendors).model).toEqual([
      { value: 'MX450', confidence: 100, evidence: [], setByPerson: true },
      ...(seen.model ?? []),
    ]);
    expect(reasonsOf([set('model', 'MX450')])).toEqual([
      'model is MX450: type plate; the traffic says MX800 (95)',
    ]);
  });

  it('takes the evidence that agrees', () => {
    expect(withSetValues(seen, [set('model', 'mx-800')], vendors).model).toHaveLength(1);
    expect(reasonsOf([set('model', 'mx-800')])).toEqual(['model is mx-800: type plate']);
  });

  it('of two, the later counts; and it may be taken back', () => {
    const decisions = [set('model', 'A'), set('model', 'B')];
    expect(withSetValues(seen, decisions, vendors).model?.[0]?.value).toBe('B');
    const back = [set('model', 'A'), set('model', undefined)];
    expect(withSetValues(seen, back, vendors)).toEqual(seen);
    expect(setValueDecisions(back.slice(1), seen, pump, vendors)).toMatchObject([{ withdraws: 'model' }]);
  });
});

describe('a category that a person set', () => {
  it('stands, with its reason first', () => {
    expect(withSetCategory(pump, [set('category', 'ventilator')])).toEqual({
      value: 'ventilator',
      confidence: 100,
      reasons: ['a person set it: type plate', 'model Plum 360'],
      setByPerson: true,
    });
    expect(reasonsOf([set('category', 'ventilator')])[0]).toContain('the traffic says infusion-pump (80)');
  });

  it('contradicts nothing when the traffic knows none, and may be taken back', () => {
    expect(setValueDecisions([set('category', 'ventilator')], seen, unknown, vendors)[0]?.reason).toBe(
      'category is ventilator: type plate',
    );
    expect(withSetCategory(pump, [set('category', 'ventilator'), set('category', undefined)])).toBe(pump);
  });
});
