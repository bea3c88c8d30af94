import { expect, it } from 'vitest';
import { decodeCharacterReferences } from './xml-entities.ts';

it.each([
  ['plain', 'plain'],
  ['a&amp;b &lt;c&gt; &quot;d&quot; &apos;e&apos;', 'a&b <c> "d" \'e\''],
  ['M&#252;ller &#xE4;&#x1F600;', 'Müller ä😀'],
  ['&nbsp;x&trade;', ' x™'],
  ['&amp;lt;', '&lt;'],
  [
    '&unknown; & ; &#0; &#xD800; &#1114112; &#; &#x; &toolongname;',
    '&unknown; & ; &#0; &#xD800; &#1114112; &#; &#x; &toolongname;',
  ],
  ['ends in &', 'ends in &'],
])('%s', (text, plain) => {
  expect(decodeCharacterReferences(text)).toBe(plain);
});
