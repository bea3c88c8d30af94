/**
 * What one direction of a flow has stated already. Messages repeat their header and their devices all day; each fact is
 * stated once, as long as the memory lasts, and again after that.
 */

import type { FactSink, Subject } from '../dissector.ts';
import type { Segments } from './segments.ts';

/** Texts remembered; a gateway with a thousand devices stays below. */
export const SAID_LIMIT = 4_096;

export class Said {
  private readonly texts = new Set<string>();
  private readonly fields = new Map<number, string>();

  /** True when field `number` of the header is octet by octet what it was in the message before; builds no string. */
  isRepeated(segments: Segments, number: number): boolean {
    const before = this.fields.get(number);
    if (before !== undefined && segments.fieldIs(number, before)) return true;
    this.fields.set(number, segments.rawField(number));
    return false;
  }

  /** True the first time, and always when nothing more can be remembered. */
  isNew(text: string): boolean {
    if (this.texts.has(text)) return false;
    if (this.texts.size < SAID_LIMIT) this.texts.add(text);
    return true;
  }

  /** States a fact that is not empty and has not been stated. */
  say(out: FactSink, field: string, value: string, about?: Subject): void {
    if (value === '') return;
    if (this.isNew(about ? `${field} ${value} ${about.kind}` : `${field} ${value}`))
      out.fact(field, value, about);
  }
}
