/**
 * Text from the wire, from files and from other organisations. React shows it as text whatever it holds; what could still
 * deceive the eye (control characters, marks that turn the direction of writing, invisible ones) is shown as its code point.
 */

/** Control and format characters, and the separators of lines. */
const DECEIVING = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** `pump\u202Egnp.exe` becomes `pump‹U+202E›gnp.exe`. */
export function wireText(text: string): string {
  return text.replace(
    DECEIVING,
    (character) => `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`,
  );
}

/** The middle of a long name is left out: its beginning and its end tell it from others. */
export function cutMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - end)}…${text.slice(-end)}`;
}
