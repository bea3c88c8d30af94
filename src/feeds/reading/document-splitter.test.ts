import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentSplitter, MAX_DOCUMENT_OCTETS, type SplitProblem } from './document-splitter.ts';
import { LargeDocument } from './large-document.ts';

function split(content: string | Buffer, pieceOctets = Number.POSITIVE_INFINITY) {
  const documents: unknown[] = [];
  const lines: string[] = [];
  const problems: SplitProblem[] = [];
  const splitter = new DocumentSplitter({
    document: (document) => documents.push(document),
    lines: (its) => lines.push(...its) > 0,
    problem: (problem) => problems.push(problem),
  });
  const octets = Buffer.from(content);
  for (let at = 0; at < octets.length; at += pieceOctets)
    splitter.push(octets.subarray(at, Math.min(octets.length, at + pieceOctets)));
  splitter.finish();
  return { documents, lines, problems };
}

describe('DocumentSplitter', () => {
  it.each([
    ['one document on one line', '{"a":1}', [{ a: 1 }]],
    ['one document over lines', '{\n "a": [\n1]\n}\n', [{ a: [1] }]],
    ['a list', '[{"a":1}]', [[{ a: 1 }]]],
    ['documents one a line', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['without an end of line at the end', '{"a":1}\r\n{"a":2}', [{ a: 1 }, { a: 2 }]],
    ['blank lines between', '{"a":1}\n\n \n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['a byte order mark and blanks before', '\ufeff \n{"a":1}', [{ a: 1 }]],
  ])('%s', (_, content, documents) => {
    for (const pieceOctets of [1, 2, 3, 1_000])
      expect(split(content, pieceOctets)).toEqual({ documents, lines: [], problems: [] });
  });

  it('gives the lines of a table, however they come', () => {
    const table = Array.from({ length: 20 }, (_, index) => `CVE-${index},0.5`);
    for (const pieceOctets of [1, 7, 1_000])
      for (const end of ['', '\n', '\r\n'])
        expect(split(table.join('\r\n') + end, pieceOctets)).toEqual({
          documents: [],
          lines: table,
          problems: [],
        });
  });

  it.each<[string, string, SplitProblem]>([
    ['nothing', '', 'empty'],
    ['blanks', ' \n\n', 'empty'],
    ['a document that ends early', '{"a":', 'not-json'],
    ['no JSON', '{a}', 'not-json'],
  ])('names the problem of %s', (_, content, problem) => {
    expect(split(content)).toEqual({ documents: [], lines: [], problems: [problem] });
  });

  it('goes on behind a line that is damaged', () => {
    expect(split('{"a":1}\n{"a":\n{"a":3}\n')).toEqual({
      documents: [{ a: 1 }, { a: 3 }],
      lines: [],
      problems: ['not-json'],
    });
  });

  it('cuts a document that is too large, and gives up one that cannot be cut', { timeout: 60_000 }, () => {
    const element = JSON.stringify({ text: 'x'.repeat(100_000) });
    const count = Math.ceil(MAX_DOCUMENT_OCTETS / element.length) + 5;
    const { documents, problems } = split(
      `{"format":"F","list":[${Array.from({ length: count }, () => element).join(',')}],"end":1}`,
      262_144,
    );
    expect(problems).toEqual([]);
    expect(documents.length).toBeGreaterThan(5);
    const pieces = documents as { format: string; list: unknown[]; end?: number }[];
    expect(pieces.every(({ format }) => format === 'F')).toBe(true);
    expect(pieces.reduce((sum, { list }) => sum + list.length, 0)).toBe(count);
    expect(pieces.map(({ end }) => end).filter((end) => end !== undefined)).toEqual([1]);
    const one = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.alloc(MAX_DOCUMENT_OCTETS + 300_000, 'x'),
      Buffer.from('"}'),
    ]);
    expect(split(one, 262_144).problems).toEqual(['document-too-large']);
  });

  it('gives up a line without end', () => {
    const endless = Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(MAX_DOCUMENT_OCTETS + 300_000, 'x')]);
    expect(split(endless, 262_144).problems).toEqual(['line-too-long']);
  });
});

describe('LargeDocument', () => {
  const cutSize = 4 * 1_048_576;

  it('keeps every element of any document, in whatever pieces it comes', () => {
    const element = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(
        fc.array(element, { minLength: 1, maxLength: 6 }),
        fc.string(),
        fc.integer({ min: 1, max: 60 }),
        (list, name, size) => {
          const text = Buffer.from(
            JSON.stringify({ head: 'a"[{\\', [`n${name}`]: list, tail: { x: [1, 2] } }),
          );
          const document = new LargeDocument(cutSize);
          const pieces: Buffer[] = [];
          for (let at = 0; at < text.length; at += size)
            pieces.push(...document.push(text.subarray(at, at + size)));
          const last = document.finish();
          expect(pieces).toEqual([]);
          expect(last?.toString()).toBe(text.toString());
        },
      ),
    );
  });

  it('does not cut inside texts, deeper lists or lists behind the first', () => {
    const filler = 'x'.repeat(cutSize / 2);
    const text = JSON.stringify({
      list: [[filler, filler], filler, `${filler},],{`, filler],
      other: [filler, filler, filler],
    });
    const document = new LargeDocument(16 * cutSize);
    const pieces = document
      .push(Buffer.from(text))
      .map((piece) => JSON.parse(piece.toString()) as { list: unknown[] });
    const last = JSON.parse(document.finish()?.toString() ?? '') as { list: unknown[]; other: unknown[] };
    expect(document.list).toBe('list');
    expect(pieces.map(({ list }) => list.length)).toEqual([1, 2]);
    expect([last.list.length, last.other.length]).toEqual([1, 3]);
  });

  it('is not whole without its end', () => {
    const document = new LargeDocument(cutSize);
    document.push(Buffer.from('{"list":[1,2'));
    expect(document.finish()).toBeUndefined();
  });
});
