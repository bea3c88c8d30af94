/** What is asked of devices, as a tree: every condition must hold, and of a condition any of its values. */

import type { FieldName } from './device-fields.ts';

/** `:` as the kind of the field understands it, `=` the whole text. */
export type Operator = ':' | '=' | '<' | '<=' | '>' | '>=';

export type FilterValue =
  /** Nothing is known of it. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'text'; readonly text: string }
  /** Both ends included. */
  | { readonly kind: 'numbers'; readonly from: number; readonly to: number }
  /** Time from now, into the past or the future as the field's kind says. */
  | { readonly kind: 'span'; readonly seconds: number }
  /** Milliseconds since 1970. */
  | { readonly kind: 'instant'; readonly at: number }
  /** Canonical first address and number of leading bits. */
  | { readonly kind: 'network'; readonly address: string; readonly bits: number }
  /** One to six octets in canonical form: `00:09:fb`. */
  | { readonly kind: 'mac'; readonly prefix: string };

export interface Condition {
  readonly field: FieldName;
  /** Holds for every device for which it otherwise does not, those of which nothing is known among them. */
  readonly negated: boolean;
  readonly operator: Operator;
  /** At least one; a comparison has exactly one, which is not `unknown`. */
  readonly values: readonly FilterValue[];
}

export type Filter = readonly Condition[];

/** Longest query in UTF-16 units: some hundred pasted serial numbers. */
export const QUERY_LIMIT = 8_000;
export const CONDITION_LIMIT = 32;
/** Values of one condition. */
export const VALUE_LIMIT = 500;
/** Longest text of one value. */
export const TEXT_LIMIT = 200;
