import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { XML_EVENT_LIMIT, XmlScanner } from './xml-scanner.ts';

/** All events of a text, one line each. */
function events(text: string): string[] {
  const scanner = new XmlScanner(text);
  const seen: string[] = [];
  for (let event = scanner.next(); event !== 'end'; event = scanner.next()) {
    const { element, attribute, value, depth } = scanner;
    if (event === 'attribute') seen.push(`${element}@${attribute}=${value}`);
    else if (event === 'text') seen.push(`${element}:${value}`);
    else seen.push(`${event} ${element} ${depth}`);
  }
  return seen;
}

describe('XmlScanner', () => {
  test('answers elements, attributes and text in order', () => {
    expect(events('<?xml version="1.0"?><a b="1" c = \'2\'><d> x &amp; y </d><e f="3"/></a>')).toEqual([
      'open a 1',
      'a@b=1',
      'a@c=2',
      'open d 2',
      'd:x & y',
      'close d 1',
      'open e 2',
      'e@f=3',
      'close e 1',
      'close a 0',
    ]);
  });

  test.each([
    [
      'comments, CDATA and document types are passed over',
      '<!DOCTYPE a [<!ENTITY b "c">]><a><!-- <d/> --><![CDATA[<e/>]]>t</a>',
      ['open a 1', 'a:t', 'close a 0'],
    ],
    [
      'text beside elements belongs to none',
      '<a>t<b>u</b>v</a>',
      ['open a 1', 'a:t', 'open b 2', 'b:u', 'close b 1', ':v', 'close a 0'],
    ],
    ['attributes without quotes or value', '<a b=1 c d="e">', ['open a 1', 'a@b=1', 'a@d=e']],
    ['a greater-than within quotes', '<a b=">"/>', ['open a 1', 'a@b=>', 'close a 0']],
    ['text outside the root is nothing', 'x<a/>y', ['open a 1', 'close a 0']],
    ['a close without an open', '</a><b/>', ['close a 0', 'open b 1', 'close b 0']],
  ])('%s', (_name, text, expected) => expect(events(text)).toEqual(expected));

  test.each(['<a', '<a b="c', '<a b=c', '<a>text', '</a', '<!-- x', '<?x', '<'])(
    '%s: nothing cut is answered',
    (text) => {
      expect(events(text).some((event) => /@|:|close/.test(event))).toBe(false);
    },
  );

  test('ends after XML_EVENT_LIMIT events', () => {
    expect(events('<a>'.repeat(XML_EVENT_LIMIT + 10)).length).toBe(XML_EVENT_LIMIT);
  });

  test('what a longer text says begins with what its start says', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>/="\' ab!-?[]&;') }), fc.nat(), (text, cut) => {
        const all = events(text);
        const some = events(text.slice(0, cut % (text.length + 1)));
        expect(all.slice(0, some.length)).toEqual(some);
      }),
      { numRuns: 2_000 },
    );
  });
});
