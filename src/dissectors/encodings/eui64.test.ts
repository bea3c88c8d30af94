import { expect, it } from 'vitest';
import { parseEui64 } from './eui64.ts';

it.each([
  ['plain digits', '0003B1FFFE770217', '0003b1fffe770217'],
  ['with hyphens', '00-03-B1-FF-FE-77-02-17', '0003b1fffe770217'],
  ['with colons', '00:03:b1:ff:fe:77:02:17', '0003b1fffe770217'],
  ['mixed separators', '00-03:B1-FF-FE-77-02-17', undefined],
  ['a MAC', '00:03:b1:77:02:17', undefined],
  ['seventeen digits', '0003B1FFFE7702170', undefined],
  ['a letter beyond f', '0003B1FFFE77021G', undefined],
  ['all zeros', '0000000000000000', undefined],
  ['all ones', 'FF-FF-FF-FF-FF-FF-FF-FF', undefined],
  ['nothing', '', undefined],
])('parseEui64: %s', (_, text, expected) => {
  expect(parseEui64(text)).toBe(expected);
});
