import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attribute } from '../dissectors/dissector.ts';
import { type KnownValue, retainValue } from './retain-values.ts';

const seen = (value: string, confidence: number): KnownValue => ({ value, confidence, setByPerson: false });
const set = (value: string): KnownValue => ({ value, confidence: 100, setByPerson: true });
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

describe('retainValue', () => {
  it.each<[string, Attribute, KnownValue | undefined, KnownValue[], string, string]>([
    ['learns what was not known', 'model', undefined, [seen('MX450', 60)], 'learnt', 'MX450'],
    ['keeps what the traffic no longer shows', 'model', seen('MX450', 60), [], 'unchanged', 'MX450'],
    [
      'keeps the old wording of the same value',
      'model',
      seen('MX450', 60),
      [seen('mx450', 95)],
      'unchanged',
      'MX450',
    ],
    ['does not flip on weaker evidence', 'os', seen('Windows', 98), [seen('Xbox', 79)], 'kept', 'Windows'],
    ['does not flip on equal evidence', 'model', seen('MX450', 60), [seen('MX800', 60)], 'kept', 'MX450'],
    [
      'does not flip on slightly stronger evidence',
      'model',
      seen('MX450', 60),
      [seen('MX800', 69)],
      'kept',
      'MX450',
    ],
    ['changes on stronger evidence', 'model', seen('MX450', 60), [seen('MX800', 70)], 'changed', 'MX800'],
    [
      'changes what was as sure as can be only for the surest',
      'vendor',
      seen('HP', 95),
      [seen('Dell', 98)],
      'changed',
      'Dell',
    ],
    ['never changes the surest', 'vendor', seen('HP', 98), [seen('Dell', 98)], 'kept', 'HP'],
    [
      'takes a new version that is as sure',
      'softwareVersion',
      seen('1.0', 95),
      [seen('1.1', 95)],
      'changed',
      '1.1',
    ],
    [
      'keeps a version that is still stated',
      'softwareVersion',
      seen('1.0', 95),
      [seen('1.1', 95), seen('1.0', 95)],
      'kept',
      '1.0',
    ],
    ['keeps a version against a hint', 'softwareVersion', seen('1.0', 95), [seen('1.1', 60)], 'kept', '1.0'],
    ['follows a person', 'model', seen('MX450', 95), [set('MX800'), seen('MX450', 95)], 'changed', 'MX800'],
    ['never overwrites what a person set', 'model', set('MX800'), [seen('MX450', 98)], 'kept', 'MX800'],
    [
      'says nothing when the traffic agrees with a person',
      'model',
      set('MX800'),
      [seen('MX800', 98)],
      'unchanged',
      'MX800',
    ],
  ])('%s', (_name, attribute, kept, fresh, outcome, value) => {
    const retention = retainValue(attribute, kept, fresh, same);
    expect([retention?.outcome, retention?.known.value]).toEqual([outcome, value]);
    expect(retention?.reason === '').toBe(outcome === 'unchanged');
  });

  it('knows nothing from nothing', () => {
    expect(retainValue('model', undefined, [], same)).toBeUndefined();
  });

  const anyValue = fc.record({
    value: fc.constantFrom('A', 'B', 'C'),
    confidence: fc.integer({ min: 1, max: 98 }),
    setByPerson: fc.constant(false),
  });
  const traffic = fc
    .uniqueArray(anyValue, { selector: ({ value }) => value, maxLength: 3 })
    .map((values) => values.sort((a, b) => b.confidence - a.confidence));
  const attribute = fc.constantFrom<Attribute>('vendor', 'model', 'softwareVersion', 'hostname');

  it('the same traffic twice changes nothing more', () => {
    fc.assert(
      fc.property(attribute, fc.option(anyValue, { nil: undefined }), traffic, (name, kept, fresh) => {
        const once = retainValue(name, kept, fresh, same);
        const twice = retainValue(name, once?.known, fresh, same);
        expect(twice?.known).toEqual(once?.known);
        expect(['unchanged', 'kept', undefined]).toContain(twice?.outcome);
      }),
    );
  });

  it('two captures that disagree, in turn for ever, change a lasting value at most once', () => {
    fc.assert(
      fc.property(anyValue, traffic, traffic, (start, one, other) => {
        let kept: KnownValue | undefined = start;
        const outcomes: string[] = [];
        for (let turn = 0; turn < 12; turn++) {
          const step = retainValue('vendor', kept, turn % 2 === 0 ? one : other, same);
          outcomes.push(step?.outcome ?? '');
          kept = step?.known;
        }
        expect(outcomes.slice(2)).not.toContain('changed');
      }),
    );
  });

  it('no traffic ever changes what a person set', () => {
    fc.assert(
      fc.property(attribute, fc.array(traffic), (name, captures) => {
        let kept: KnownValue = set('D');
        for (const fresh of captures) kept = retainValue(name, kept, fresh, same)?.known ?? seen('', 0);
        expect(kept).toEqual(set('D'));
      }),
    );
  });
});
