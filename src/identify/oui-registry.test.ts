import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OuiRegistry } from './oui-registry.ts';

const TEXT = [
  '000000\tXEROX CORPORATION',
  '00095c\tPhilips Medical Systems',
  '70b3d5\tIEEE block with parts',
  '70b3d54cc\tFresenius Medical Care',
  '70b3d54cd\tSomeone Else',
  '8c1f64\tAnother block',
  '8c1f640\tEight digits less one',
  '8c1f640ab\tNine digits',
  'fcffff\tLast',
].join('\n');
const registry = new OuiRegistry(`${TEXT}\n`);

test.each([
  ['00:00:00:12:34:56', 'XEROX CORPORATION', 24],
  ['00:09:5c:01:02:03', 'Philips Medical Systems', 24],
  ['00-09-5C-01-02-03', 'Philips Medical Systems', 24],
  ['0009.5c01.0203', 'Philips Medical Systems', 24],
  ['70:b3:d5:4c:c0:01', 'Fresenius Medical Care', 36],
  ['70:b3:d5:4c:df:ff', 'Someone Else', 36],
  ['70:b3:d5:4c:e0:00', 'IEEE block with parts', 24],
  ['8c:1f:64:0a:b0:00', 'Nine digits', 36],
  ['8c:1f:64:0a:c0:00', 'Eight digits less one', 28],
  ['8c:1f:64:1a:c0:00', 'Another block', 24],
  ['fc:ff:ff:00:00:00', 'Last', 24],
] as const)('%s is %s by %i bits', (mac, name, prefixBits) => {
  expect(registry.lookup(mac)).toEqual({ name, prefixBits });
});

test.each([
  '00:00:01:00:00:00',
  'ff:ff:ff:ff:ff:ff',
  '',
  '00:09:5c',
  'no mac at all',
  '00:09:5c:01:02:03:04',
])('%s has no entry', (mac) => {
  expect(registry.lookup(mac)).toBeUndefined();
});

test('a text without a last line feed, and an empty one, are searched as well', () => {
  expect(new OuiRegistry(TEXT).lookup('fc:ff:ff:00:00:00')?.name).toBe('Last');
  expect(new OuiRegistry('').lookup('00:00:00:00:00:00')).toBeUndefined();
});

test('the search agrees with a plain search through all lines', () => {
  const digits = fc.stringMatching(/^[0-3]{6}(?:[0-3]|[0-3]{3})?$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(digits, { maxLength: 40 }),
      fc.stringMatching(/^[0-3]{12}$/),
      (prefixes, mac) => {
        const text = prefixes
          .map((prefix) => `${prefix}\tN${prefix}\n`)
          .sort()
          .join('');
        const longest = prefixes
          .filter((prefix) => mac.startsWith(prefix))
          .sort((a, b) => b.length - a.length)[0];
        expect(new OuiRegistry(text).lookup(mac)?.name).toBe(longest && `N${longest}`);
      },
    ),
  );
});

test('every block of the real registry is found', () => {
  const blocks = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('oui-data'), 'utf8'),
  ) as Record<string, string>;
  const prefixes = Object.keys(blocks).map((prefix) => prefix.toLowerCase());
  const real = new OuiRegistry(
    prefixes
      .map((prefix) => `${prefix}\t${prefix}\n`)
      .sort()
      .join(''),
  );
  const wrong = prefixes.filter((prefix) => {
    const found = real.lookup(prefix.padEnd(12, '0'))?.name;
    return !found?.startsWith(prefix); // a longer block may begin with the same digits
  });
  expect(wrong).toEqual([]);
});
