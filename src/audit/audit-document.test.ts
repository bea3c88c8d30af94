import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuditDocumentError, AuditDocumentReader, LINE_LIMIT, lineOf } from './audit-document.ts';
import { type Log, log, ORGANISATION, PUBLIC_KEY } from './log.arbitrary.ts';

function documentOf({ links, roots }: Log): string[] {
  const lines = [
    lineOf.head({ at: '2026-11-22T00:00:00.000Z', key: PUBLIC_KEY }),
    lineOf.organisation(ORGANISATION),
  ];
  for (const link of links) {
    lines.push(lineOf.entry(link));
    const root = roots.find(({ root: { last } }) => last === link.sequence);
    if (root) lines.push(lineOf.root(root));
  }
  return [...lines, lineOf.end(links.length, roots.length)];
}

function read(lines: readonly string[], trusted: readonly Buffer[] = []) {
  const reader = new AuditDocumentReader(trusted);
  for (const line of lines) reader.add(line);
  return reader.finish();
}

/** Whether a document is refused, or found broken. */
function isFound(lines: readonly string[]): boolean {
  try {
    return read(lines).some(({ broken }) => broken !== undefined);
  } catch (error) {
    if (error instanceof AuditDocumentError) return true;
    throw error;
  }
}

describe('a document of the audit log', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(log, (whole) => {
        expect(read(documentOf(whole), [PUBLIC_KEY])).toEqual([
          {
            ...{ organisation: ORGANISATION, entries: whole.links.length, broken: undefined },
            ...{ signedTo: whole.roots.at(-1)?.root.last, signedDay: whole.roots.at(-1)?.root.day },
            keys: [PUBLIC_KEY.toString('hex')],
          },
        ]);
      }),
    );
  });

  it('is refused or found broken when a line is dropped, doubled or swapped with another', () => {
    fc.assert(
      fc.property(log, fc.nat(), fc.nat(), fc.constantFrom('drop', 'double', 'swap'), (whole, a, b, how) => {
        const lines = documentOf(whole);
        const [one, two] = [a % lines.length, b % lines.length];
        fc.pre(how !== 'swap' || one !== two);
        const [first = '', second = ''] = [lines[one], lines[two]];
        if (how === 'drop') lines.splice(one, 1);
        else if (how === 'double') lines.splice(one, 0, first);
        else [lines[one], lines[two]] = [second, first];
        expect(isFound(lines)).toBe(true);
      }),
    );
  });

  it('is refused or found broken when a character of it is changed, unless nothing is meant by it', () => {
    fc.assert(
      fc.property(log, fc.nat(), fc.nat(), fc.integer({ min: 0x20, max: 0x7e }), (whole, line, at, code) => {
        const lines = documentOf(whole);
        const index = 1 + (line % (lines.length - 1));
        const text = lines[index] ?? '';
        const position = at % text.length;
        const altered = text.slice(0, position) + String.fromCharCode(code) + text.slice(position + 1);
        fc.pre(altered !== text);
        lines[index] = altered;
        expect(isFound(lines)).toBe(true);
      }),
    );
  });

  it.each([
    ['nothing', []],
    ['another document', ['{"format":"something/1"}']],
    ['no JSON', ['hello']],
    ['a line that is too long', [`"${'x'.repeat(LINE_LIMIT)}"`]],
    [
      'a root of nothing',
      ['{"format":"wardlight.audit/1","at":"","key":"00"}', '{"organisation":"a"}', '{"root":{}}'],
    ],
    ['an entry of nobody', ['{"format":"wardlight.audit/1","at":"","key":"00"}', '{"entry":{},"hash":"00"}']],
  ])('is not %s', (_, lines) => {
    expect(() => read(lines)).toThrow(AuditDocumentError);
  });

  it('signed with another key than the reader has is broken', () => {
    const [whole] = fc.sample(log, 1);
    if (!whole) throw new Error('no sample');
    expect(read(documentOf(whole), [Buffer.alloc(32, 7)])[0]?.broken?.problem).toContain('not trusted');
  });
});
