/** Which passwords are accepted: long, in no list of breached ones, and not made of what an attacker tries first. */

import type { BreachedPasswords } from '../../store/breached-passwords.ts';
import { ProblemError } from '../problem.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './authentication.ts';
import { ownWords, unpredictableLength } from './predictable-text.ts';

/** Letters and digits that must remain when the predictable ones are taken out. */
export const UNPREDICTABLE_MIN = 8;
/** What everybody here would think of. */
const PRODUCT_WORDS = ['wardlight'];

/**
 * Throws a ProblemError that says what to do instead. `own` are texts that belong to the person or the house: names of
 * organisations, of the person, the e-mail address.
 */
export async function requireStrongPassword(
  password: string,
  own: readonly string[],
  breached: BreachedPasswords | undefined,
): Promise<void> {
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD)
    throw refusal(`A password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.`);
  if (unpredictableLength(password, [...PRODUCT_WORDS, ...ownWords(own)]) < UNPREDICTABLE_MIN)
    throw refusal(
      'This password is easy to guess: it is made of common words, names, years, rows of keys or repetitions. Take several unrelated words.',
    );
  if (await breached?.has(password))
    throw refusal('This password stands in a list of breached ones. Take another.');
}

function refusal(sentence: string): ProblemError {
  return new ProblemError(422, 'weak-password', sentence);
}
