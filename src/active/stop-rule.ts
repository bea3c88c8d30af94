/**
 * When a device is left alone until a person allows anew (domain specification C.2: stop if a performance indicator moves). The
 * indicator that a query itself shows is how long the device took to answer, against its own earlier answers to the same
 * probe; and whether it broke off.
 */

import type { Outcome } from './recorded-exchange.ts';

/** Earlier answers without which nobody knows what is usual. */
export const USUAL_ANSWERS = 3;
/** An answer so many times slower than usual, and slower than this, is a sign of strain. */
export const SLOWER_TIMES = 4;
export const SLOW_MICROS = 500_000;

/** Outcomes after which the pause before the next query grows. */
const FAILURES: ReadonlySet<Outcome> = new Set<Outcome>([
  ...(['silent', 'closed', 'refused', 'reset', 'unreachable', 'too-much', 'foreign'] as const),
]);

export const isFailure = (outcome: Outcome): boolean => FAILURES.has(outcome);

/**
 * Why the device is to be left alone, a sentence for people; undefined when nothing speaks against a further query.
 * `earlier` are times of earlier answers to the same probe, in microseconds, in any order.
 */
export function stopReason(
  outcome: Outcome,
  answerMicros: number | undefined,
  earlier: readonly number[],
): string | undefined {
  if (outcome === 'reset') return 'The device broke the connection (TCP reset).';
  if (outcome === 'too-much') return 'The device sent more than it was asked for.';
  if (answerMicros === undefined || earlier.length < USUAL_ANSWERS || answerMicros < SLOW_MICROS)
    return undefined;
  const usual = [...earlier].sort((a, b) => a - b)[earlier.length >> 1] ?? 0;
  if (answerMicros < usual * SLOWER_TIMES) return undefined;
  const millis = (micros: number) => Math.round(micros / 1_000).toLocaleString('en');
  return `The device took ${millis(answerMicros)} ms to answer and usually takes ${millis(usual)} ms.`;
}
