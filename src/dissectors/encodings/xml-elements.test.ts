import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import {
  XML_ATTRIBUTES_LIMIT,
  XML_DEPTH_LIMIT,
  XML_ELEMENT_LIMIT,
  XML_PREFIX_LIMIT,
  XML_TEXT_LIMIT,
  XML_VALUE_LIMIT,
  XmlElements,
  xmlText,
} from './xml-elements.ts';

/** Every element with text as `{namespace}parent/name=text`. */
function elements(text: string): string[] {
  const xml = new XmlElements(text);
  const found: string[] = [];
  while (xml.next()) found.push(`{${xml.namespace}}${xml.parent()?.name ?? ''}/${xml.name}=${xml.text}`);
  return found;
}

describe('XmlElements', () => {
  it.each([
    ['nested elements', '<a><b>1</b><c> 2 </c></a>', ['{}a/b=1', '{}a/c=2']],
    ['text around children', '<a>x<b>1</b>y</a>', ['{}a/b=1', '{}/a=xy']],
    ['prefixes are free', '<p:a xmlns:p="urn:n"><p:b>1</p:b></p:a>', ['{urn:n}a/b=1']],
    [
      'default namespace, undone inside',
      '<a xmlns="urn:n"><b>1</b><c xmlns="">2</c></a>',
      ['{urn:n}a/b=1', '{}a/c=2'],
    ],
    [
      'inner declaration wins',
      "<p:a xmlns:p='u1'><p:b xmlns:p='u2'>1</p:b><p:c>2</p:c></p:a>",
      ['{u2}a/b=1', '{u1}a/c=2'],
    ],
    ['unknown prefix', '<q:a>1</q:a>', ['{}/a=1']],
    ['attributes with angle brackets', '<a x="<b>" y=\'>\' z = 3 w><b>1</b></a>', ['{}a/b=1']],
    ['empty elements', '<a><b/><c x="1"/><d>1</d></a>', ['{}a/d=1']],
    ['references', '<a>1 &lt; 2 &amp; &#51;</a>', ['{}/a=1 < 2 & 3']],
    ['character data is taken as it is', '<a><![CDATA[<x> &amp; y]]></a>', ['{}/a=<x> &amp; y']],
    [
      'comments, instructions, document type',
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "boom">]><!-- <b>no</b> --><a>1<?p ?>2</a>',
      ['{}/a=12'],
    ],
    ['declared entities stay', '<!DOCTYPE a [<!ENTITY e "boom">]><a>&e;</a>', ['{}/a=&e;']],
    ['a missing end tag', '<a><b>1<c>2</c></a>', ['{}b/c=2']],
    ['a stray end tag', '<a></z><b>1</b></a>', ['{}a/b=1']],
    ['white space in an end tag', '<a><b>1</b ></a >', ['{}a/b=1']],
    ['a stray angle bracket', '<a>1 < 2</a>', ['{}/a=1  2']],
    ['unquoted attributes', '<a b=1/x c><d>1</d></a>', ['{}a/d=1']],
    ['no markup', 'just text', []],
    ['cut anywhere', '<a><b>1</b><c x="', ['{}a/b=1']],
  ])('%s', (_, text, expected) => {
    expect(elements(text)).toEqual(expected);
  });

  it('answers attributes for who asks for them, of empty elements too', () => {
    const xml = new XmlElements(`<p:a xmlns:p="u" b = 'x &amp; y' bc=z><c/><d e="1"/><f/>t<g h>u</g></p:a>`, {
      attributes: true,
    });
    const seen: string[] = [];
    while (xml.next())
      seen.push(
        `${xml.name} ${xml.text} ${['b', 'bc', 'e', 'h', 'i'].map((name) => xml.attribute(name)).join()}`,
      );
    expect(seen).toEqual(['d  ,,1,,', 'g u ,,,,', 'a t x & y,z,,,']);
    expect(elements('<a><d e="1"/><b f="2">1</b></a>')).toEqual(['{}a/b=1']);
  });

  it('looks at XML_ATTRIBUTES_LIMIT characters of attributes', () => {
    const text = (fill: number) => `<a b="${'x'.repeat(fill)}" c="1"/>`;
    const valueOfC = (fill: number) => {
      const xml = new XmlElements(text(fill), { attributes: true });
      xml.next();
      return xml.attribute('c');
    };
    const around = ' b="" c="1"'.length;
    expect(valueOfC(XML_ATTRIBUTES_LIMIT - around)).toBe('1');
    expect(valueOfC(XML_ATTRIBUTES_LIMIT - around + 1)).toBe('');
  });

  it('reads as many elements as are asked for', () => {
    const xml = new XmlElements('<r><a/><b>1</b></r>', { elements: 2 });
    expect(xml.next()).toBe(false);
    expect(xml.elementsExceeded).toBe(true);
  });

  it('resolves qualified names inside text', () => {
    const xml = new XmlElements('<a xmlns="urn:d" xmlns:p="urn:p"><b xmlns:q="urn:q">p:x q:y z r:w</b></a>');
    expect(xml.next()).toBe(true);
    expect(['p:x', 'q:y', 'z', 'r:w'].map((name) => xml.resolve(name))).toEqual([
      { namespace: 'urn:p', name: 'x' },
      { namespace: 'urn:q', name: 'y' },
      { namespace: 'urn:d', name: 'z' },
      { namespace: '', name: 'w' },
    ]);
  });

  it('passes over what is deeper than XML_DEPTH_LIMIT and reads on behind it', () => {
    const deep = (levels: number) => `<r>${'<a>'.repeat(levels)}x${'</a>'.repeat(levels)}<b>1</b></r>`;
    const within = new XmlElements(deep(XML_DEPTH_LIMIT - 1));
    while (within.next());
    expect(within.depthExceeded).toBe(false);
    expect(elements(deep(40))).toEqual(['{}r/b=1']);
    const beyond = new XmlElements(deep(XML_DEPTH_LIMIT));
    while (beyond.next());
    expect(beyond.depthExceeded).toBe(true);
  });

  it('stops at XML_ELEMENT_LIMIT', () => {
    const xml = new XmlElements(`<r>${'<a/>'.repeat(XML_ELEMENT_LIMIT - 2)}<b>1</b><c>2</c></r>`);
    expect(xml.next()).toBe(true);
    expect(xml.next()).toBe(false);
    expect(xml.elementsExceeded).toBe(true);
  });

  it('keeps XML_VALUE_LIMIT characters of a text', () => {
    const xml = new XmlElements(`<a>${'x'.repeat(XML_VALUE_LIMIT + 10)}</a>`);
    expect(xml.next()).toBe(true);
    expect(xml.text.length).toBe(XML_VALUE_LIMIT);
  });

  it('keeps XML_PREFIX_LIMIT declarations of an element', () => {
    const declarations = Array.from(
      { length: XML_PREFIX_LIMIT + 1 },
      (_, index) => `xmlns:p${index}="u${index}"`,
    );
    const xml = new XmlElements(`<a ${declarations.join(' ')}>x</a>`);
    xml.next();
    expect(xml.resolve(`p${XML_PREFIX_LIMIT - 1}:x`).namespace).toBe(`u${XML_PREFIX_LIMIT - 1}`);
    expect(xml.resolve(`p${XML_PREFIX_LIMIT}:x`).namespace).toBe('');
  });

  it('reads XML_TEXT_LIMIT characters', () => {
    expect(elements(`<r>${' '.repeat(XML_TEXT_LIMIT)}<a>1</a></r>`)).toEqual([]);
  });

  it('ends on any text', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      'a',
      ':',
      ' ',
      '!',
      '--',
      '[CDATA[',
      ']]>',
      '?',
      '&',
      'xmlns',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        elements(pieces.join(''));
      }),
      { numRuns: 500 },
    );
  });
});

describe('xmlText', () => {
  const read = (octets: Buffer) => xmlText(OctetReader.over(octets), octets.length);
  it.each([
    ['UTF-8 by default', Buffer.from('<a>ä</a>', 'utf8')],
    ['declared Latin-1', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>', 'latin1')],
    ['UTF-16 with byte order mark', Buffer.from('\ufeff<a>ä</a>', 'utf16le')],
  ])('%s', (_, octets) => {
    expect(elements(read(octets))).toEqual(['{}/a=ä']);
  });
});
