/** Sets of flags, as the names that a specification gives to their bits. */

/** Names of the bits that are set, from bit 0, with commas between them. */
export const bitNames = (bits: number, names: readonly string[]): string =>
  names.filter((_, bit) => (bits & (1 << bit)) !== 0).join(',');
