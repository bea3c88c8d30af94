/**
 * Versions of Windows as the texts of fingerprints name them, in order, and what the SMB dialect of a Windows host tells: it
 * speaks no dialect that came after it, so the highest one seen is a lower bound (MS-SMB2 1.7 and appendix B). Of other
 * systems the dialect tells nothing.
 */

/** Kernels in order; desktop and server of one kernel cannot be told apart by what they send. */
const GENERATIONS: Readonly<Record<string, number>> = {
  ...{ '2000': 0, XP: 1, '2003': 1, Vista: 2, '2008': 2, '7': 3, '2008 R2': 3, '8': 4, '2012': 4 },
  ...{ '8.1': 5, '2012 R2': 5, '10': 6, '2016': 6, '2019': 6, '11': 7, '2022': 7, '2025': 7 },
};
const NAMES =
  /\b(?:2000|XP|2003|Vista|2008 R2|2008|2012 R2|2012|2016|2019|2022|2025|8\.1|11|10|8|7)\b(?!\.\d)/g;

export interface WindowsRange {
  readonly first: number;
  /** Infinity for "or later". */
  readonly last: number;
}

/** The versions that a text may mean; undefined when it names none of them. */
export function windowsRange(text: string): WindowsRange | undefined {
  if (!text.startsWith('Windows')) return undefined;
  const named = [...text.matchAll(NAMES)].flatMap(([name]) => GENERATIONS[name] ?? []);
  if (named.length === 0) return undefined;
  const last = text.endsWith('or later') ? Number.POSITIVE_INFINITY : Math.max(...named);
  return { first: Math.min(...named), last };
}

const isWide = ({ first, last }: WindowsRange) => last > first;

/** Whether one text leaves several versions open and the other can be among them. */
export function canBeSameWindows(a: string, b: string): boolean {
  const [left, right] = [windowsRange(a), windowsRange(b)];
  if (!left || !right || !(isWide(left) || isWide(right))) return false;
  return left.first <= right.last && right.first <= left.last;
}

/** Whether `a` leaves fewer versions open than `b`; undefined when one of them names none. */
export function isNarrowerWindows(a: string, b: string): boolean | undefined {
  const [left, right] = [windowsRange(a), windowsRange(b)];
  if (!left || !right || (left.last === right.last && left.first === right.first)) return undefined;
  const [width, other] = [left.last - left.first, right.last - right.first];
  // Of two without an end the later beginning leaves less.
  return width === other ? left.first > right.first : width < other;
}

/** Dialects, the highest first, with the first Windows that speaks them. */
const FIRST_WINDOWS: readonly (readonly [dialect: string, os: string])[] = [
  ['SMB 3.1.1', 'Windows 10 or Server 2016 or later'],
  ['SMB 3.0.2', 'Windows 8.1 or Server 2012 R2 or later'],
  ['SMB 3.0', 'Windows 8 or Server 2012 or later'],
  ['SMB 2.1', 'Windows 7 or Server 2008 R2 or later'],
  ['SMB 2.0.2', 'Windows Vista or Server 2008 or later'],
];

/** The Windows versions that a Windows host which speaks, or offers, these dialects can be; undefined for SMB 1 alone. */
export function windowsSpeaking(dialects: readonly string[]): string | undefined {
  return FIRST_WINDOWS.find(([dialect]) => dialects.includes(dialect))?.[1];
}
