/** What the audit log says of one act: who did what to what, when, from where, and how it ended. */

import { createHash } from 'node:crypto';
import { printableText } from '../base/printable-text.ts';
import { canonicalJson, type Json } from './canonical-json.ts';

/** `unknown` is somebody who tried to sign in as nobody that is known here. */
export type ActorKind = 'person' | 'api-key' | 'sensor' | 'system' | 'unknown';

export interface Actor {
  readonly kind: ActorKind;
  readonly id: string | null;
  /** As it was then. */
  readonly name: string | null;
}

export interface Target {
  readonly kind: string;
  readonly id: string;
}

export type ActResult = 'done' | 'refused' | 'failed';

/** An act as those who do it state it. No member may hold patient data. */
export interface Act {
  readonly who: Actor;
  readonly roles: readonly string[];
  /** `upload.begin`; a call that no audit name covers is called by method and route. */
  readonly action: string;
  readonly target: Target | null;
  readonly result: ActResult;
  /** Code of the problem; null for what was done. */
  readonly code: string | null;
  /** Why, in the words of who did it. */
  readonly reason: string | null;
  /** A small document of what changed, or hashes of before and after. */
  readonly change: Json;
  readonly ip: string | null;
  /** SHA-256 of the session's id, in hexadecimal digits. */
  readonly session: string | null;
}

/** An act with its place in the log of an organisation. */
export interface AuditEntry extends Act {
  readonly organisation: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  /** ISO 8601 in UTC with milliseconds, as the clock of the server stood: the order is that of the numbers. */
  readonly at: string;
}

/** Longest text of an entry, in UTF-16 units, and largest document of a change, as canonical JSON. */
export const TEXT_LIMIT = 1_000;
export const CHANGE_LIMIT = 4_096;

/** The act as the log keeps it: texts printable and of bounded length, a large document as its SHA-256. */
export function boundedAct(act: Act): Act {
  const { change, ...rest } = act;
  return { ...(printable(rest) as unknown as Omit<Act, 'change'>), change: boundedChange(printable(change)) };
}

function boundedChange(change: Json): Json {
  const text = canonicalJson(change);
  if (text.length <= CHANGE_LIMIT) return change;
  return { sha256: createHash('sha256').update(text).digest('hex') };
}

function printable(value: unknown): Json {
  if (typeof value === 'string') return printableText(value, TEXT_LIMIT);
  if (Array.isArray(value)) return value.map(printable);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [printableText(name, TEXT_LIMIT), printable(item)]),
  );
}
