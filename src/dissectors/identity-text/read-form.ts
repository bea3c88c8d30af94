/** What the readers of the forms have in common. */

import type { Identity } from './identity.ts';

/** The message is not whole. */
export const UNFINISHED = -1;
/** The text is of another kind, or has no form. */
export const REFUSED = -2;

/**
 * Reads the message at the start of `text`, Latin-1 characters that stand for octets: its length, or one of the
 * constants above. Pairs that may be cut are not taken, so that a longer text never takes back what its start said.
 */
export type ReadForm = (text: string, found: Identity) => number;
