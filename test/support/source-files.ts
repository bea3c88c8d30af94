/**
 * The source files as the architecture test sees them: path, room, import lines, code without comments and texts. A small
 * scanner and not a compiler: TypeScript 7 offers no interface to its syntax tree.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface ImportLine {
  /** As written: `../wire/frame.ts`, `node:fs`, `commander`. */
  readonly specifier: string;
  /** Path from the top of the repository of what a relative import names. */
  readonly target: string | undefined;
  /** `import type`, `export type … from`; an inline `type` of one name does not count. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the top of the repository, with slashes: `src/wire/frame.ts`. */
  readonly path: string;
  /** Folder below src: `wire`. */
  readonly room: string;
  /** Tests, conformance suites and arbitraries. */
  readonly isTest: boolean;
  readonly lines: number;
  readonly imports: readonly ImportLine[];
  /** The code with comments taken out and the content of texts and regular expressions blanked. */
  readonly code: string;
}

const STATIC_IMPORT =
  /(?:^|[;}\n])\s*(?:import|export)\s+(type\s+)?(?:[\w$*{}\s,]+?\s+from\s+)?(['"])([^'"\n]+)\2/g;
const SIDE_EFFECT_IMPORT = /(?:^|[;}\n])\s*import\s*(['"])([^'"\n]+)\1/g;
const DYNAMIC_IMPORT = /\bimport\s*\(\s*(['"`])([^'"`\n]+)\1/g;

/** All files with this ending below a folder of the repository, sorted; empty when the folder is not there. */
export function filesBelow(folder: string, ending: string): string[] {
  const top = join(REPOSITORY, folder);
  let entries: string[];
  try {
    entries = readdirSync(top, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.endsWith(ending))
    .map((entry) => relative(REPOSITORY, join(top, entry)).split(sep).join('/'))
    .sort();
}

/** Names of the folders directly below a folder of the repository. */
export function foldersIn(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function readText(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}

export function readSourceFile(path: string): SourceFile {
  const text = readText(path);
  const { withTexts, code } = withoutComments(text);
  return {
    path,
    room: path.split('/')[1] ?? '',
    isTest: /\.(test|contract|arbitrary)\.tsx?$/.test(path),
    lines: text.split('\n').length - 1,
    imports: importsOf(path, withTexts),
    code,
  };
}

/** Import lines of every kind: static, for side effects, `export … from`, dynamic, `import('…').Type`. */
export function importsOf(path: string, text: string): ImportLine[] {
  const found = new Map<string, ImportLine>();
  const add = (specifier: string, typeOnly: boolean) => {
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
    const key = `${specifier} ${typeOnly}`;
    found.set(key, { specifier, target, typeOnly });
  };
  // Two imports may share the character between them: each search begins right behind the last text.
  STATIC_IMPORT.lastIndex = 0;
  for (let match = STATIC_IMPORT.exec(text); match; match = STATIC_IMPORT.exec(text))
    add(match[3] ?? '', match[1] !== undefined);
  for (const match of text.matchAll(SIDE_EFFECT_IMPORT)) add(match[2] ?? '', false);
  for (const match of text.matchAll(DYNAMIC_IMPORT)) add(match[2] ?? '', false);
  return [...found.values()];
}

/** Each loop once, as the path that leads back to where it began. */
export function importLoops(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map((file) => [file.path, file.imports.flatMap((line) => line.target ?? [])]),
  );
  const done = new Set<string>();
  const loops: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const begin = trail.indexOf(path);
    if (begin >= 0) loops.push([...trail.slice(begin), path].join(' -> '));
    if (begin >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return loops;
}

/** A slash begins a regular expression where no value stands before it. */
const VALUE_BEFORE = /[\w$)\]]\s*$/;
const KEYWORD_BEFORE = /\b(?:return|case|typeof|in|of|yield|await)\s*$/;

/** The text without comments: once with, once without the content of texts and regular expressions. */
export function withoutComments(text: string): { withTexts: string; code: string } {
  let withTexts = '';
  let code = '';
  let at = 0;
  const keep = (end: number, blank: boolean) => {
    const part = text.slice(at, end);
    withTexts += part;
    code += blank ? `${part[0]}${part.slice(1, -1).replace(/[^\n]/g, ' ')}${part.at(-1)}` : part;
    at = end;
  };
  while (at < text.length) {
    const character = text[at] ?? '';
    const two = text.slice(at, at + 2);
    if (two === '//') at = endOf(text, '\n', at);
    else if (two === '/*') at = endOf(text, '*/', at + 2) + 2;
    else if (character === "'" || character === '"') keep(closing(text, at, character) + 1, true);
    else if (character === '`')
      keep(closing(text, at, '`') + 1, !text.slice(at, closing(text, at, '`')).includes('${'));
    else if (
      character === '/' &&
      (!VALUE_BEFORE.test(code.slice(-40)) || KEYWORD_BEFORE.test(code.slice(-40)))
    )
      keep(closingSlash(text, at) + 1, true);
    else keep(at + 1, false);
  }
  return { withTexts, code };
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
}

function closing(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return text.length - 1;
}

function closingSlash(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at;
  }
  return start;
}
