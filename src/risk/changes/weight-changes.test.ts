import { describe, expect, it } from 'vitest';
import { RISK_MODEL } from '../../../test/support/risk-fixtures.ts';
import { weightChanges } from './weight-changes.ts';

describe('weightChanges', () => {
  it.each<[string, object, object, object[]]>([
    ['nothing', RISK_MODEL, structuredClone(RISK_MODEL), []],
    ['a number', RISK_MODEL, { ...RISK_MODEL, lateral: 0 }, [{ weight: 'lateral', from: 0.5, to: 0 }]],
    [
      'a number of a spread',
      RISK_MODEL,
      { ...RISK_MODEL, applicability: { ...RISK_MODEL.applicability, model: [0.2, 0.6, 1] } },
      [{ weight: 'applicability.model.1', from: 0.7, to: 0.6 }],
    ],
    ['one that comes', { a: {} }, { a: { b: 1 } }, [{ weight: 'a.b', from: null, to: 1 }]],
    ['one that goes', { a: [1, 2] }, { a: [1] }, [{ weight: 'a.1', from: 2, to: null }]],
    ['words alone', { note: 'one', version: '1.0.0' }, { note: 'two', version: '1.0.1' }, []],
  ])('finds %s', (_, before, after, expected) => {
    expect(weightChanges(before, after)).toEqual(expected);
  });
});
