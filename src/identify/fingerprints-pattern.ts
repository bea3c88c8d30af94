/**
 * Whether a fingerprint's regular expression is safe to run on text that an attacker chose.
 *
 * JavaScript's engine backtracks, so a quantifier over a group that itself repeats (`(a+)+`) or over alternatives of
 * varying length can take exponential time, and several wildcards in a row take polynomial time. This guards the shipped
 * fingerprints, which are reviewed as well; patterns of others never run on this engine (`imported/linear-pattern.ts`).
 */

/** Longest pattern in UTF-16 units. */
export const PATTERN_LIMIT = 1_000;
/** Most unbounded repetitions in one pattern: with input cut to 512 units, more would add up to a stall. */
export const UNBOUNDED_LIMIT = 8;
/** Most unbounded repetitions of a wide class (`.`, `\S`, `\w`, `[^…]`); each one multiplies the time by the length. */
export const WIDE_UNBOUNDED_LIMIT = 2;
/** A bounded repetition above this counts as an unbounded one. */
const LARGE_BOUND = 64;

interface Group {
  /** The group holds a repetition without a small bound. */
  repeats: boolean;
  /** The group holds alternatives. */
  alternatives: boolean;
}

/** The first reason why `pattern` must not be used, or undefined when it is acceptable. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length === 0) return 'is empty';
  if (pattern.length > PATTERN_LIMIT) return `is longer than ${PATTERN_LIMIT} characters`;
  const compileError = compileProblem(pattern);
  if (compileError !== undefined) return compileError;
  return new PatternScan(pattern).problem();
}

function compileProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'iu');
    return undefined;
  } catch (error) {
    return `is no regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** One pass over a pattern that is known to compile. */
class PatternScan {
  readonly #pattern: string;
  readonly #open: Group[] = [];
  #position = 0;
  #unbounded = 0;
  #wideUnbounded = 0;
  /** The atom just read, to which a quantifier would belong. */
  #atomIsWide = false;
  #closed: Group | undefined;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  problem(): string | undefined {
    while (this.#position < this.#pattern.length) {
      const problem = this.#step();
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #step(): string | undefined {
    const character = this.#pattern[this.#position] ?? '';
    if (character === '\\') return this.#escape();
    if (character === '[') return this.#characterClass();
    if (character === '(') return this.#openGroup();
    if (character === ')') return this.#closeGroup();
    if (character === '|') return this.#alternative();
    if (character === '*' || character === '+' || character === '?' || character === '{')
      return this.#quantifier(character);
    this.#atom(character === '.', 1);
    return undefined;
  }

  #atom(isWide: boolean, length: number): void {
    this.#atomIsWide = isWide;
    this.#closed = undefined;
    this.#position += length;
  }

  #escape(): string | undefined {
    const next = this.#pattern[this.#position + 1] ?? '';
    if (/[1-9k]/.test(next)) return 'uses a back reference';
    this.#atom(/[SDWwP]/.test(next), 2);
    return undefined;
  }

  #characterClass(): undefined {
    let end = this.#position + 1;
    while (end < this.#pattern.length && this.#pattern[end] !== ']')
      end += this.#pattern[end] === '\\' ? 2 : 1;
    const body = this.#pattern.slice(this.#position + 1, end);
    this.#atom(body.startsWith('^') || /\\[SDWw]/.test(body), end + 1 - this.#position);
    return undefined;
  }

  #openGroup(): string | undefined {
    const rest = this.#pattern.slice(this.#position, this.#position + 4);
    if (rest.startsWith('(?<=') || rest.startsWith('(?<!')) return 'uses a look-behind';
    const opening = /^\((?:\?(?:[:=!]|<[A-Za-z_$][\w$]*>))?/.exec(this.#pattern.slice(this.#position));
    this.#open.push({ repeats: false, alternatives: false });
    this.#atom(false, opening?.[0].length ?? 1);
    return undefined;
  }

  #closeGroup(): undefined {
    const group = this.#open.pop() ?? { repeats: false, alternatives: false };
    this.#atom(false, 1);
    this.#closed = group;
    const outer = this.#open.at(-1);
    if (outer) {
      outer.repeats ||= group.repeats;
      outer.alternatives ||= group.alternatives;
    }
    return undefined;
  }

  #alternative(): undefined {
    const group = this.#open.at(-1);
    if (group) group.alternatives = true;
    this.#atom(false, 1);
    return undefined;
  }

  #quantifier(character: string): string | undefined {
    const text =
      character === '{'
        ? (/^\{\d+(?:,\d*)?\}/.exec(this.#pattern.slice(this.#position))?.[0] ?? '{')
        : character;
    const bound = upperBound(text);
    const group = this.#closed;
    this.#position += text.length;
    if (this.#pattern[this.#position] === '?') this.#position += 1; // lazy
    this.#closed = undefined;
    if (bound <= 1) return undefined;
    if (group?.repeats) return 'repeats a group that repeats';
    if (group?.alternatives && bound > LARGE_BOUND) return 'repeats a group of alternatives without a bound';
    if (bound <= LARGE_BOUND) return undefined;
    return this.#countUnbounded();
  }

  #countUnbounded(): string | undefined {
    for (const group of this.#open) group.repeats = true;
    this.#unbounded += 1;
    if (this.#atomIsWide) this.#wideUnbounded += 1;
    if (this.#unbounded > UNBOUNDED_LIMIT) return `has more than ${UNBOUNDED_LIMIT} unbounded repetitions`;
    if (this.#wideUnbounded > WIDE_UNBOUNDED_LIMIT)
      return `has more than ${WIDE_UNBOUNDED_LIMIT} unbounded repetitions of a wide class`;
    return undefined;
  }
}

function upperBound(quantifier: string): number {
  if (quantifier === '?') return 1;
  if (quantifier === '*' || quantifier === '+') return Number.POSITIVE_INFINITY;
  const match = /^\{(\d+)(,)?(\d*)\}$/.exec(quantifier);
  if (!match) return 1;
  if (match[2] === undefined) return Number(match[1]);
  return match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
}
