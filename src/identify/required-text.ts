/**
 * Which text a value must contain to match a pattern: by it thousands of fingerprints are found without trying each, or
 * compiling it. It reads the syntax of RE2 and of JavaScript far enough to be sure and otherwise answers that it knows
 * nothing; case does not count.
 *
 *   ^HP (?:LaserJet|OfficeJet) (\d+)   one of "hp laserjet ", "hp officejet "
 *   ^1,3,6,15$                         the whole value is "1,3,6,15"
 */

/** Texts of one choice followed at most; beyond, nothing is known. */
const CHOICE_LIMIT = 64;
/** Shorter texts stand in too many values to tell anything. */
export const REQUIRED_TEXT_MIN = 2;
/** Groups within each other that are read. */
const DEPTH_LIMIT = 32;

export interface RequiredText {
  /** Lower case; at least one of them stands in every value that matches. Undefined: nothing is known. */
  readonly anyOf: readonly string[] | undefined;
  /** Lower case; every value that matches is one of them. Undefined: others may match. */
  readonly whole: readonly string[] | undefined;
}

/** What one part of a pattern matches. */
interface Part {
  /** All texts that it can match; undefined when they are too many. */
  readonly texts: readonly string[] | undefined;
  readonly anyOf: readonly string[] | undefined;
}

const ANYTHING: Part = { texts: undefined, anyOf: undefined };
const EMPTY: Part = { texts: [''], anyOf: undefined };
const NOTHING_KNOWN: RequiredText = { anyOf: undefined, whole: undefined };

/** What `pattern`, which must compile as RE2 or in JavaScript, requires of a value. */
export function requiredText(pattern: string): RequiredText {
  const reader = new PatternReader(pattern);
  const part = reader.alternatives(0);
  if (reader.gaveUp || !reader.atEnd) return NOTHING_KNOWN;
  const isWhole = /^(?:\^|\\A)[^|]*(?:\$|\\z)$/.test(withoutGroups(pattern)) && !pattern.endsWith('\\$');
  return { anyOf: chosen(part), whole: isWhole ? part.texts : undefined };
}

/** `pattern` with what stands in brackets blanked, so that only its outermost alternatives show. */
function withoutGroups(pattern: string): string {
  let depth = 0;
  let outer = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '\\') {
      if (depth === 0) outer += /[Az]/.test(pattern[at + 1] ?? '') ? `\\${pattern[at + 1]}` : '__';
      at++;
    } else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (depth === 0) outer += character;
  }
  return outer;
}

function chosen(part: Part): readonly string[] | undefined {
  return better(part.texts && usable(part.texts), part.anyOf);
}

function usable(texts: readonly string[]): readonly string[] | undefined {
  return texts.length > 0 && texts.every((text) => text.length >= REQUIRED_TEXT_MIN) ? texts : undefined;
}

/** The choice whose shortest text is longer; of equal ones the smaller choice. */
function better(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const difference = shortest(a) - shortest(b);
  return difference > 0 || (difference === 0 && a.length <= b.length) ? a : b;
}

const shortest = (texts: readonly string[]) => Math.min(...texts.map((text) => text.length));

/** Each text of `a` followed by each of `b`; undefined when they are too many. */
function joined(a: readonly string[], b: readonly string[]): string[] | undefined {
  if (a.length * b.length > CHOICE_LIMIT) return undefined;
  return [...new Set(a.flatMap((first) => b.map((second) => first + second)))];
}

class PatternReader {
  readonly #pattern: string;
  #at = 0;
  /** Something was met that this reader does not know. */
  gaveUp = false;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get atEnd(): boolean {
    return this.#at >= this.#pattern.length;
  }

  alternatives(depth: number): Part {
    if (depth > DEPTH_LIMIT) {
      this.gaveUp = true;
      return ANYTHING;
    }
    const parts = [this.#sequence(depth)];
    while (this.#pattern[this.#at] === '|') {
      this.#at++;
      parts.push(this.#sequence(depth));
    }
    const [only] = parts;
    if (parts.length === 1 && only) return only;
    const texts = parts.every((part) => part.texts) ? parts.flatMap((part) => part.texts ?? []) : undefined;
    const choices = parts.map(chosen);
    const anyOf = choices.every((choice) => choice) ? choices.flatMap((choice) => choice ?? []) : undefined;
    return { texts: bounded(texts), anyOf: bounded(anyOf) };
  }

  #sequence(depth: number): Part {
    let run: readonly string[] = [''];
    let isExact = true;
    let best: readonly string[] | undefined;
    const endRun = () => {
      best = better(best, usable(run));
      run = [''];
      isExact = false;
    };
    while (!this.atEnd && !this.gaveUp) {
      const character = this.#pattern[this.#at];
      if (character === '|' || character === ')') break;
      const plain = this.#plainText();
      if (plain !== '') {
        run = run.map((text) => text + plain);
        continue;
      }
      const part = this.#atom(depth);
      const [least, most] = this.#repetition();
      const texts = least === 0 && part.texts ? ['', ...part.texts] : part.texts;
      const longer = texts && most <= 1 ? joined(run, texts) : undefined;
      if (longer) {
        run = longer;
        continue;
      }
      if (least > 0 && part.texts) run = joined(run, part.texts) ?? run;
      endRun();
      if (least > 0) best = better(best, chosen(part));
    }
    return isExact
      ? { texts: run, anyOf: undefined }
      : { texts: undefined, anyOf: better(best, usable(run)) };
  }

  /** The letters from here on that stand for themselves and are not repeated, lower case; empty when there are none. */
  #plainText(): string {
    let end = this.#at;
    while (end < this.#pattern.length && isPlain(this.#pattern.charCodeAt(end))) end++;
    // What is repeated belongs to its repetition.
    if (end > this.#at && isRepetition(this.#pattern[end])) end--;
    const text = this.#pattern.slice(this.#at, end);
    this.#at = end;
    return text.toLowerCase();
  }

  #atom(depth: number): Part {
    const character = this.#pattern[this.#at] ?? '';
    if (character === '(') return this.#group(depth);
    if (character === '[') return this.#characterClass();
    if (character === '\\') return this.#escape();
    const code = this.#pattern.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    if (character === '^' || character === '$') return EMPTY;
    // Beyond ASCII, lower case depends on the neighbours.
    if (character === '.' || code > 0x7f) return ANYTHING;
    return { texts: [character.toLowerCase()], anyOf: undefined };
  }

  #group(depth: number): Part {
    const opening = /^\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/.exec(this.#pattern.slice(this.#at, this.#at + 256));
    const flags = /^\(\?[a-zA-Z-]+\)/.exec(this.#pattern.slice(this.#at, this.#at + 16));
    if (flags) {
      this.#at += flags[0].length;
      return EMPTY;
    }
    const around = /^\(\?<?[=!]/.exec(this.#pattern.slice(this.#at, this.#at + 4));
    this.#at += around?.[0].length ?? opening?.[0].length ?? 1;
    const inner = this.alternatives(depth + 1);
    if (this.#pattern[this.#at] !== ')') this.gaveUp = true;
    this.#at++;
    // What stands around the match is no part of it.
    return around ? EMPTY : inner;
  }

  /** A class of a few single characters is a choice; any other may be anything. */
  #characterClass(): Part {
    const simple = /^\[([\w .:,;/@#%&=!~'"<>-]{1,8})\]/.exec(this.#pattern.slice(this.#at, this.#at + 16));
    if (simple?.[1] && !/.-./.test(simple[1])) {
      this.#at += simple[0].length;
      return { texts: [...new Set(simple[1].toLowerCase())], anyOf: undefined };
    }
    let end = this.#at + 1;
    if (this.#pattern[end] === '^') end++;
    if (this.#pattern[end] === ']') end++;
    while (end < this.#pattern.length && this.#pattern[end] !== ']') {
      if (this.#pattern[end] === '\\') end++;
      else if (this.#pattern.startsWith('[:', end)) end = this.#pattern.indexOf(':]', end) + 1;
      if (end === 0) {
        this.gaveUp = true;
        return ANYTHING;
      }
      end++;
    }
    this.#at = end + 1;
    return ANYTHING;
  }

  #escape(): Part {
    const next = this.#pattern[this.#at + 1] ?? '';
    const coded = /^\\(?:x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]+\}|[pP](?:\{[^}]*\}|[A-Z]))/.exec(
      this.#pattern.slice(this.#at, this.#at + 64),
    );
    this.#at += coded?.[0].length ?? 2;
    if (/[bBAz]/.test(next)) return EMPTY;
    if (coded || /[dDsSwWafnrtv]/.test(next)) return ANYTHING;
    if (/[a-zA-Z0-9]/.test(next)) {
      this.gaveUp = true;
      return ANYTHING;
    }
    return { texts: [next], anyOf: undefined };
  }

  /** Least and most repetitions of the atom just read. */
  #repetition(): readonly [least: number, most: number] {
    if (!isRepetition(this.#pattern[this.#at])) return [1, 1];
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(this.#pattern.slice(this.#at, this.#at + 16));
    if (!found) return [1, 1];
    this.#at += found[0].length;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined) return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Number.POSITIVE_INFINITY];
    if (comma === undefined) return [Number(least), Number(least)];
    return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)];
  }
}

const SIGNS = new Set([...'\\^$.|?*+()[]{}'].map((sign) => sign.charCodeAt(0)));
const isPlain = (code: number) => code <= 0x7f && !SIGNS.has(code);
const isRepetition = (character: string | undefined) =>
  character === '*' || character === '+' || character === '?' || character === '{';

function bounded(texts: readonly string[] | undefined): readonly string[] | undefined {
  return texts && texts.length <= CHOICE_LIMIT ? [...new Set(texts)] : undefined;
}
