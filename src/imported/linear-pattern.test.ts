import { describe, expect, it } from 'vitest';
import { LINEAR_PATTERN_LIMIT, LinearPattern, PROGRAM_LIMIT } from './linear-pattern.ts';

function compiled(pattern: string, flags = 'i'): LinearPattern {
  const answer = LinearPattern.compile(pattern, flags);
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

describe('LinearPattern', () => {
  it('answers groups by number and by name, absent ones as undefined', () => {
    expect(compiled('^(?P<maker>\\w+) (?<model>\\d+)(x)?$').find('Acme 12')).toEqual({
      0: 'Acme 12',
      1: 'Acme',
      2: '12',
      3: undefined,
      maker: 'Acme',
      model: '12',
    });
    expect(compiled('acme').find('Umbrella')).toBeUndefined();
  });

  it.each([
    ['i', 'ACME', true],
    ['', 'ACME', false],
    ['', 'acme', true],
  ])('flags "%s": %s matches: %s', (flags, text, matches) => {
    expect(compiled('^acme$', flags).find(text) !== undefined).toBe(matches);
  });

  it('knows its groups', () => {
    const pattern = compiled('(a)(?P<b>c)');
    expect(['1', '2', '3', 'b', 'd'].map((group) => pattern.hasGroup(group))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  it.each([
    ['', 'i', /empty/],
    ['a'.repeat(LINEAR_PATTERN_LIMIT + 1), 'i', /longer than/],
    ['a', 'x', /"x" is no flag/],
    ['a(?=b)', 'i', /need backtracking/],
    ['(a)\\1', 'i', /need backtracking/],
    ['(?>a+)b', 'i', /need backtracking/],
    ['a(', 'i', /not understood: missing closing \)/],
    ['((a{100}){100}){100}', 'i', /invalid repeat count/],
    ['(?:[a-z]{1,900}x){1}'.repeat(7), 'i', new RegExp(`more than ${PROGRAM_LIMIT}`)],
  ])('refuses %.30s', (pattern, flags, reason) => {
    expect(LinearPattern.compile(pattern, flags)).toMatch(reason);
  });

  /** Each would keep a backtracking engine busy for ages on this text. */
  it.each(['(a+)+$', '(a|aa)+$', '(a*)*b', '(?:a|a)*c', '^(?:(?:a+)+)+$', '(.*)(.*)(.*)(.*)(.*)[xyz]'])(
    'finds %s in a hostile text at once',
    (pattern) => {
      const start = performance.now();
      compiled(pattern).find(`${'a'.repeat(511)}!`);
      expect(performance.now() - start).toBeLessThan(1_000);
    },
  );
});
