/** Bounds that requests and pages keep. */

export const PAGE_LIMIT = 500;
export const PAGE_DEFAULT = 50;
/** Longest name of an organisation, a person, a file. */
export const NAME_LIMIT = 200;
/** Longest note. */
export const NOTE_LIMIT = 10_000;
