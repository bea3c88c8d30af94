/** What webhooks and syslog receivers have in common in the API. */

import { X509Certificate } from 'node:crypto';
import type { StoredOutput } from '../store/outputs.ts';
import { ProblemError } from './problem.ts';

/** Throws a ProblemError unless a text is certificates, or null. */
export function requireAuthority(text: string | null): void {
  if (text === null) return;
  try {
    new X509Certificate(text);
  } catch {
    throw new ProblemError(400, 'invalid-request', 'The authority must be certificates as PEM.');
  }
}

/** An output as every kind shows it, with how it goes. */
export function courseOf(output: StoredOutput) {
  const { id, name, kinds, enabled, sent, dropped, lastSentAt, failingSince, lastError, madeAt } = output;
  return {
    ...{ id, name, kinds: [...kinds], enabled, sent, dropped, lastError },
    lastSentAt: lastSentAt?.toISOString() ?? null,
    failingSince: failingSince?.toISOString() ?? null,
    madeAt: madeAt.toISOString(),
  };
}
