import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requiredText } from './required-text.ts';

describe('requiredText', () => {
  it.each([
    ['^HP LaserJet (\\d+)', ['hp laserjet ']],
    ['^HP (?:LaserJet|OfficeJet) \\d', ['hp laserjet ', 'hp officejet ']],
    ['Axis(?: Network)? Camera', ['axis camera', 'axis network camera']],
    ['^[Ss]erver', ['server']],
    ['ab+c', ['ab']],
    ['x*Linux', ['linux']],
    ['(?i)Linux', ['linux']],
    ['(?:ab){2,3}cd', ['ab', 'cd'].slice(0, 1)],
    ['a\\.b\\/c', ['a.b/c']],
    ['(?:abc|d.*)', undefined],
    ['.*', undefined],
    ['^a$', ['a']],
    ['\\d+\\.\\d+', undefined],
    ['\\x41bc', ['bc']],
    ['[^]]abc', ['abc']],
    ['[[:alpha:]]+abc', ['abc']],
    ['\\Qabc\\E', undefined],
    ['ünder', ['nder']],
    ['abc(?!def)', ['abc']],
    ['(?<!ab)cd(?=efgh)', ['cd']],
  ])('%s', (pattern, anyOf) => {
    const required = requiredText(pattern);
    expect(required.anyOf ?? required.whole).toEqual(anyOf);
  });

  it.each([
    ['^1,3,6,15$', ['1,3,6,15']],
    ['^(?:abc|abd)$', ['abc', 'abd']],
    ['\\AAbc\\z', ['abc']],
    ['^abc', undefined],
    ['^a$|b', undefined],
    ['^a.c$', undefined],
    ['^abc\\$', undefined],
  ])('%s stands for the whole value: %s', (pattern, whole) => {
    expect(requiredText(pattern).whole).toEqual(whole);
  });

  it('gives up on what is nested deeper than it follows', () => {
    expect(requiredText(`${'('.repeat(40)}abc${')'.repeat(40)}`)).toEqual({
      anyOf: undefined,
      whole: undefined,
    });
  });

  /** A pattern with texts that it matches. */
  interface Piece {
    readonly pattern: string;
    readonly texts: readonly string[];
  }
  const literal: fc.Arbitrary<Piece> = fc
    .stringMatching(/^[a-c .]{1,4}$/)
    .map((text) => ({ pattern: text.replace(/\./g, '\\.'), texts: [text] }));
  const single = fc.constantFrom<Piece>(
    { pattern: '.', texts: ['x'] },
    { pattern: '\\d', texts: ['7'] },
    { pattern: '[ab]', texts: ['b'] },
    { pattern: '[^a-c]', texts: ['z'] },
    { pattern: '\\b', texts: [''] },
    { pattern: '(?!q)', texts: [''] },
    { pattern: '(?<=.|^)', texts: [''] },
  );
  const repetition = fc.constantFrom('?', '*', '+', '{2}', '{1,3}', '{0,2}', '+?');
  const piece = fc.letrec<{ part: Piece }>((tie) => {
    const two = fc.tuple(tie('part'), tie('part'));
    return {
      part: fc.oneof(
        { maxDepth: 4 },
        literal,
        single,
        two.map(([a, b]) => ({
          pattern: a.pattern + b.pattern,
          texts: a.texts.flatMap((first) => b.texts.map((second) => first + second)).slice(0, 4),
        })),
        two.map(([a, b]) => ({
          pattern: `(?:${a.pattern}|${b.pattern})`,
          texts: [...a.texts, ...b.texts].slice(0, 4),
        })),
        fc.tuple(tie('part'), repetition).map(([a, sign]) => ({
          pattern: `(${a.pattern})${sign}`,
          texts: [...a.texts.map((text) => text.repeat(2)), ...(/^[?*]|^\{0/.test(sign) ? [''] : [])],
        })),
      ),
    };
  }).part;

  it('never asks for more than a matching value has', () => {
    fc.assert(
      fc.property(piece, fc.boolean(), ({ pattern: inner, texts }, anchored) => {
        const pattern = anchored ? `^${inner}$` : inner;
        const { anyOf, whole } = requiredText(pattern);
        const compiled = new RegExp(pattern, 'iu');
        for (const text of texts) {
          const value = text.toUpperCase();
          if (!compiled.test(value)) continue;
          if (whole) expect(whole).toContain(text);
          if (anyOf) expect(anyOf.some((required) => text.includes(required))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
