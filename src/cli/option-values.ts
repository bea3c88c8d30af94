/** Values of options, checked as they are read. */

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
