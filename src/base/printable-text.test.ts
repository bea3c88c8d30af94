import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRINTABLE_TEXT_LIMIT, printableText } from './printable-text.ts';

const ESCAPE = '\u001b';

describe('printableText', () => {
  it.each([
    ['plain text as it is', 'Revolution CT 64', 'Revolution CT 64'],
    ['letters of any language', 'Überwachung 監視 мониторинг', 'Überwachung 監視 мониторинг'],
    ['a character beyond the basic plane', 'ward 🏥', 'ward 🏥'],
    ['blanks around', '  CT01 \t', 'CT01'],
    ['text filled up with NUL', 'CT01\0\0\0\0', 'CT01'],
    ['line breaks', 'CT01\r\nSet-Cookie: x', 'CT01 Set-Cookie: x'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a b c'],
    ['a terminal escape sequence', `${ESCAPE}[2J${ESCAPE}[31mCT01${ESCAPE}[0m`, '[2J [31mCT01 [0m'],
    ['a title for the terminal window', `${ESCAPE}]0;owned\u0007CT01`, ']0;owned CT01'],
    ['the one-character form of an escape', '\u009b2JCT01', '2JCT01'],
    ['a backspace that hides', 'safe\u0008\u0008\u0008\u0008evil', 'safe evil'],
    ['a right-to-left override', 'CT\u202egpj.exe', 'CT gpj.exe'],
    ['isolates', 'a\u2066b\u2067c\u2068d\u2069e', 'a b c d e'],
    ['direction marks', 'a\u200eb\u200fc\u061cd', 'a b c d'],
    ['characters without width', 'a\u200bb\u200cc\u200dd\u2060e\ufefff', 'a b c d e f'],
    ['interlinear annotations', 'a\ufff9b\ufffac\ufffbd', 'a b c d'],
    ['octets that were no UTF-8', 'CT\ufffd\ufffd01', 'CT 01'],
    ['a lone high surrogate', 'CT\ud83c01', 'CT 01'],
    ['a lone low surrogate', 'CT01\udfe5', 'CT01'],
    ['nothing that can be shown', '\0\u0001\u202e \ufeff', ''],
    ['the empty text', '', ''],
  ])('%s', (_name, text, clean) => {
    expect(printableText(text)).toBe(clean);
  });

  it('cuts to the limit, also without cutting a character in two', () => {
    expect(printableText('x'.repeat(PRINTABLE_TEXT_LIMIT + 1))).toBe('x'.repeat(PRINTABLE_TEXT_LIMIT));
    expect(printableText('abc def', 4)).toBe('abc');
    expect(printableText('abc🏥', 4)).toBe('abc');
    expect(printableText('ab🏥', 4)).toBe('ab🏥');
  });

  it('spends no time on what lies far beyond the limit', () => {
    expect(printableText(`${'\0'.repeat(PRINTABLE_TEXT_LIMIT * 4)}late`)).toBe('');
    expect(printableText('x\0'.repeat(5_000_000))).toHaveLength(PRINTABLE_TEXT_LIMIT - 1);
  });

  it('gives text without danger, bounded, and the same when applied again', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
        fc.constantFrom(' ', 'a', '🏥', ESCAPE, '\u202e', '\ud83c', '\udfe5', '\u00a0'),
      ),
      maxLength: 60,
    });
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 40 }), (text, limit) => {
        const clean = printableText(text, limit);
        expect(clean.length).toBeLessThanOrEqual(limit);
        expect(clean).toBe(clean.trim());
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\ufffd]/u);
        expect(printableText(clean, limit)).toBe(clean);
      }),
      { numRuns: 2_000 },
    );
  });
});
