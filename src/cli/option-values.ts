/** Values of options, checked as they are read, and options that several commands have. */

import { Option } from 'commander';

const FORMATS = ['json', 'csv', 'table'] as const;

/** One of the formats in which a command prints; it does not go with the others. */
export const formatOption = (format: (typeof FORMATS)[number], help: string): Option =>
  new Option(`--${format}`, help).conflicts(FORMATS.filter((other) => other !== format));

/** Throws a RangeError for what is no positive number. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`"${text}" is no positive number`);
  return value;
}

/** The values of an option that may be given several times. */
export function collected(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
