/**
 * Hysteresis: what is known of a device changes only on stronger evidence, and every change has a reason. A pure step from
 * (what was kept, what the traffic says now) to (what is known from now on): the same traffic twice changes nothing, two
 * sources that disagree do not make a value flip, and what a person has set no traffic changes.
 */

import type { Attribute } from '../dissectors/dissector.ts';
import { FUSED_LIMIT } from './evidence.ts';

export interface KnownValue {
  readonly value: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly setByPerson: boolean;
}

export interface Retention {
  /**
   * `learnt`: it was not known. `changed`: another value stands now. `kept`: the traffic says otherwise, not strongly
   * enough. `unchanged`: the traffic agrees, or is silent.
   */
  readonly outcome: 'learnt' | 'changed' | 'kept' | 'unchanged';
  readonly known: KnownValue;
  /** Sentence for people; empty when unchanged. */
  readonly reason: string;
}

/** How much surer a rival must be. */
export const STRONGER_BY = 10;
/** What a device may rightly change in its life; a vendor, model or serial number it may not. */
const CHANGEABLE: ReadonlySet<Attribute | 'category'> = new Set([
  'softwareVersion',
  'firmwareVersion',
  'os',
  'osVersion',
  'hostname',
  'dicomAeTitle',
  'application',
]);

/**
 * What is known from now on; undefined when nothing is. `fresh` are the values that the traffic shows, best first; `isSame`
 * tells whether two wordings are one value.
 */
export function retainValue(
  attribute: Attribute | 'category',
  kept: KnownValue | undefined,
  fresh: readonly KnownValue[],
  isSame: (a: string, b: string) => boolean,
): Retention | undefined {
  const [rival] = fresh;
  if (!kept) return rival && { outcome: 'learnt', known: rival, reason: 'not known before' };
  if (!rival) return { outcome: 'unchanged', known: kept, reason: '' };
  const agreeing = fresh.find(({ value }) => isSame(value, kept.value));
  const held = Math.max(kept.confidence, agreeing?.confidence ?? 0);
  const stays: KnownValue = { ...kept, confidence: held };
  if (rival === agreeing && rival.setByPerson === kept.setByPerson)
    return { outcome: 'unchanged', known: stays, reason: '' };
  if (rival.setByPerson) return { outcome: 'changed', known: rival, reason: 'a person set it' };
  if (kept.setByPerson) return afterPerson(kept, rival, rival === agreeing);
  const strongly = rival.confidence > held && rival.confidence >= Math.min(held + STRONGER_BY, FUSED_LIMIT);
  const evidence = `${rival.value} (${rival.confidence}) against ${kept.value} (${held})`;
  if (strongly) return { outcome: 'changed', known: rival, reason: `stronger evidence: ${evidence}` };
  if (CHANGEABLE.has(attribute) && !agreeing && rival.confidence >= kept.confidence)
    return {
      outcome: 'changed',
      known: rival,
      reason: `stated as surely, and the old value no more: ${evidence}`,
    };
  return { outcome: 'kept', known: stays, reason: `the evidence is not stronger: ${evidence}` };
}

function afterPerson(kept: KnownValue, rival: KnownValue, agrees: boolean): Retention {
  if (agrees) return { outcome: 'unchanged', known: kept, reason: '' };
  const reason = `a person set it; the traffic says ${rival.value} (${rival.confidence})`;
  return { outcome: 'kept', known: kept, reason };
}
