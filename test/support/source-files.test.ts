import { describe, expect, it } from 'vitest';
import { importLoops, importsOf, type SourceFile, withoutComments } from './source-files.ts';

describe('withoutComments', () => {
  it.each([
    ['line comment', 'a; // process.env\nb;', 'a; \nb;'],
    ['block comment', 'a; /* Date.now() */ b;', 'a;  b;'],
    ['text', "f('process.env');", "f('           ');"],
    ['escaped quote', String.raw`f('it\'s //'); b;`, "f('        '); b;"],
    ['regular expression with quote and slashes', String.raw`f(/['"]\/\/[/]/); b;`, 'f(/           /); b;'],
    ['division', 'a / b; // c / d\n', 'a / b; \n'],
    ['template', 'f(`Date.now`)', 'f(`        `)'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is source text
    ['template with a value keeps it', 'f(`${x.env}`)', 'f(`${x.env}`)'],
  ])('%s', (_name, text, code) => {
    expect(withoutComments(text).code).toBe(code);
  });
});

describe('importsOf', () => {
  it('finds every kind of import', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from '../b.ts';",
      "import './side-effect.ts';",
      "export type { C } from './c.ts';",
      "export * from './d.ts';",
      "import {\n  e,\n  type F,\n} from 'node:fs';",
      "const g = await import('./g.ts');",
      "type H = import('../h.ts').H;",
      "export const text = 'no import';",
    ].join('\n');
    expect(
      importsOf('src/room/x.ts', text).map((line) => [line.target ?? line.specifier, line.typeOnly]),
    ).toEqual([
      ['src/room/a.ts', false],
      ['src/b.ts', true],
      ['src/room/side-effect.ts', false],
      ['src/room/c.ts', true],
      ['src/room/d.ts', false],
      ['node:fs', false],
      ['src/room/g.ts', false],
      ['src/h.ts', false],
    ]);
  });
});

describe('importLoops', () => {
  const file = (path: string, ...targets: string[]): SourceFile => ({
    ...{ path, room: '', isTest: false, lines: 1, code: '' },
    imports: targets.map((target) => ({ specifier: target, target, typeOnly: true })),
  });

  it('names each loop once and no path that only meets again', () => {
    expect(importLoops([file('a', 'b', 'c'), file('b', 'd'), file('c', 'd'), file('d')])).toEqual([]);
    expect(importLoops([file('a', 'b'), file('b', 'c'), file('c', 'b')])).toEqual(['b -> c -> b']);
  });
});
