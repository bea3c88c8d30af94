import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNPREDICTABLE_MIN } from './password-policy.ts';
import { ownWords, unpredictableLength } from './predictable-text.ts';

const OWN = ownWords(['St. Ann Hospital', 'Beatrice Kühn', 'b.kuehn@st-ann.example', 'wardlight']);

describe('a password', () => {
  it.each([
    ['passwordpassword', false],
    ['P@ssw0rd123456789', false],
    ['aaaaaaaaaaaaaaaaaaaa', false],
    ['abcabcabcabcabcabcabc', false],
    ['qwertyuiopasdfghjkl', false],
    ['1qaz2wsx3edc4rfv5tgb', false],
    ['Hospital-Summer-2026!', false],
    ['Beatrice.Kuehn.2026', false],
    ['wardlight-st-ann-1', false],
    ['Krankenhaus12345678', false],
    ['iloveyouiloveyouiloveyou', false],
    ['98765432109876543210', false],
    ['correct horse battery', true],
    ['violet cabinet orbit', true],
    ['xK9#mQ2$vL7!pR4z', true],
    ['wardlight orbit cabinet', true],
    ['das ist mein kleiner grüner kaktus', true],
  ])('%s: %s', (password, accepted) => {
    expect(unpredictableLength(password, OWN) >= UNPREDICTABLE_MIN).toBe(accepted);
  });

  it('is never longer than it is, and own words only take from it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.array(fc.string({ maxLength: 20 })),
        (password, own) => {
          const alone = unpredictableLength(password, []);
          const withOwn = unpredictableLength(password, ownWords(own));
          expect(withOwn).toBeLessThanOrEqual(alone);
          expect(withOwn).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('is judged in bounded time', () => {
    const start = performance.now();
    unpredictableLength('a1'.repeat(128), ownWords(['a1'.repeat(100)]));
    unpredictableLength('x'.repeat(1_000_000), []);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
