/** The measured contrast of the console design, computed from the file that is shipped. */

import fs from 'node:fs';
import { describe, expect, it } from 'vitest';

const CSS = fs.readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const SETS = ['critical', 'high', 'medium', 'low', 'minimal', 'unknown', 'good'];
const AA_TEXT = 4.5;
const AA_MARK = 3;

function tokensOf(selector: string): ReadonlyMap<string, string> {
  const block = CSS.slice(CSS.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** WCAG 2.2 relative luminance. */
function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([
  ['light', ':root', 17.5],
  ['dark', '[data-mantine-color-scheme="dark"]', 14.6],
])('%s', (_, selector, textRatio) => {
  const tokens = tokensOf(selector);
  const ratio = (a: string, b: string) => contrast(tokens.get(a) ?? '', tokens.get(b) ?? '');

  it('has the ratio that the design states for text', () => {
    expect(ratio('text', 'surface')).toBeCloseTo(textRatio, 1);
  });

  it.each([
    ...['text', 'text-2', 'text-3'].flatMap((text) =>
      ['bg', 'surface', 'surface-2', 'row-active', 'nav'].map((on) => [text, on]),
    ),
    ['on-accent', 'accent'],
    ['on-accent', 'accent-hover'],
    ['accent-text', 'surface'],
    ['accent-text', 'accent-bg'],
    ['on-critical', 'critical-mark'],
    ['text', 'accent-bg'],
    ...SETS.flatMap((set) => [
      [`${set}-text`, `${set}-bg`],
      [`${set}-text`, 'surface'],
    ]),
  ])('%s on %s can be read', (text = '', on = '') => {
    expect(ratio(text, on)).toBeGreaterThanOrEqual(AA_TEXT);
  });

  it.each([...SETS.map((set) => `${set}-mark`), 'line-control', 'accent'])('%s stands out', (mark) => {
    expect(ratio(mark, 'surface')).toBeGreaterThanOrEqual(AA_MARK);
  });
});
