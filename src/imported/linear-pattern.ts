/**
 * Patterns of others, matched in linear time. A rule that somebody else wrote may be hostile, and JavaScript's engine
 * backtracks: `(a+)+$` on forty letters runs for hours. So imported patterns never reach it. They are RE2 syntax
 * (https://github.com/google/re2/wiki/Syntax) and run on an automaton, where the work of one match is bounded by the
 * size of the program times the length of the text; both have limits.
 */

import { RE2JS } from 're2js';

/** Longest pattern in UTF-16 units. */
export const LINEAR_PATTERN_LIMIT = 2_000;
/** Instructions of a compiled pattern. Ordinary ones have some hundred; `\S{1,512}`, a host name in recog, some 2,000. */
export const PROGRAM_LIMIT = 5_000;

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

/** Groups of a match, by number and by name; a group that took no part is undefined. */
export type PatternGroups = Readonly<Record<string, string | undefined>>;

export class LinearPattern {
  /** Instructions: what one character of text costs at most. */
  readonly size: number;
  readonly #program: RE2JS;
  readonly #names: readonly string[];

  private constructor(program: RE2JS) {
    this.#program = program;
    this.#names = Object.keys(program.namedGroups());
    this.size = program.programSize();
  }

  /** `pattern` compiled, or the reason why it is refused. `flags` is any of `i`, `m`, `s`. */
  static compile(pattern: string, flags: string): LinearPattern | string {
    if (pattern === '') return 'the pattern is empty';
    if (pattern.length > LINEAR_PATTERN_LIMIT)
      return `the pattern is longer than ${LINEAR_PATTERN_LIMIT} characters`;
    let bits = 0;
    for (const flag of flags) {
      const bit = FLAGS[flag];
      if (bit === undefined) return `"${flag}" is no flag of a pattern`;
      bits |= bit;
    }
    try {
      const compiled = new LinearPattern(RE2JS.compile(pattern, bits));
      return compiled.size > PROGRAM_LIMIT
        ? `the pattern needs ${compiled.size} steps for a character, more than ${PROGRAM_LIMIT}`
        : compiled;
    } catch (error) {
      return problemOf(pattern, error);
    }
  }

  /** Whether there is a group with this name or number. */
  hasGroup(group: string): boolean {
    return /^\d+$/.test(group) ? Number(group) <= this.#program.groupCount() : this.#names.includes(group);
  }

  /** The groups of the first match in `text`; undefined without one. */
  find(text: string): PatternGroups | undefined {
    const matcher = this.#program.matcher(text);
    if (!matcher.find()) return undefined;
    const groups: Record<string, string | undefined> = {};
    for (let number = 0; number <= matcher.groupCount(); number++)
      groups[number] = matcher.group(number) ?? undefined;
    for (const name of this.#names) groups[name] = matcher.group(name) ?? undefined;
    return groups;
  }
}

const BACKTRACKING = /\(\?(?:[=!>]|<[=!])|\\[1-9]|\\k<|[*+?}]\+|\(\?\(/;

function problemOf(pattern: string, error: unknown): string {
  if (BACKTRACKING.test(pattern))
    return 'the pattern uses look-around, back references, atomic or possessive groups, which need backtracking';
  const message = error instanceof Error ? error.message : String(error);
  return `the pattern is not understood: ${message.replace(/^error parsing regexp: /, '')}`;
}
