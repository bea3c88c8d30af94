import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, DEPTH_LIMIT } from './canonical-json.ts';

/** Members in another order, at every depth. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, turned(item)]),
  );
}

describe('canonical JSON', () => {
  it.each([
    // RFC 8785 section 3.2.2 and 3.2.3
    [
      {
        numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
        literals: [null, true, false],
      },
      `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"\u20ac$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
    ],
    [
      {
        ...{ '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh' },
        ...{ 1: 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', ö: 'Latin' },
      },
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
    [-0, '0'],
  ])('is written as RFC 8785 says: %j', (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it.each([
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['NaN', [Number.NaN]],
    ['a big integer', 1n],
    ['a function', () => 1],
    ['half a surrogate pair', '\ud800'],
    ['half a surrogate pair as a name', { '\udc00': 1 }],
  ])('is refused for %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('is refused for values that are deeper than the limit', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(canonicalJson(nested(DEPTH_LIMIT))).toContain('1');
    expect(() => canonicalJson(nested(DEPTH_LIMIT + 1))).toThrow(/deeper/);
  });

  it('is JSON of the same value, whatever the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        // JSON has no minus zero.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(turned(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});
