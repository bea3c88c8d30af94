/**
 * What people have decided about devices, as a file that `wardlight inspect --decisions` reads:
 *
 *   { "schema": "wardlight.decisions/1", "decisions": [
 *     { "kind": "join", "devices": ["mac:00:09:fb:3a:10:15", "mac:00:09:fb:3a:10:16"], "reason": "two sockets of one box" },
 *     { "kind": "keep-apart", "devices": ["mac:…", "ip:…"], "reason": "…", "until": "2027-01-01T00:00:00Z" },
 *     { "kind": "set", "device": "mac:…", "attribute": "model", "value": "MX450", "reason": "type plate" },
 *     { "kind": "set", "device": "mac:…", "attribute": "category", "value": "patient-monitor", "reason": "…" } ] }
 *
 * Of two decisions about the same pair, or the same value of one device, the later in the file counts: that is how one is
 * withdrawn. A value of null takes back what an earlier inventory has as set by a person.
 */

import { parseInstant } from '../base/instant.ts';
import { canonicalIp } from '../base/ip-address.ts';
import { isObject } from '../base/json-object.ts';
import { parseMac } from '../base/mac-address.ts';
import { printableText } from '../base/printable-text.ts';
import type { Attribute } from '../dissectors/dissector.ts';
import { isAttribute } from './attributes.ts';

export const DECISIONS_SCHEMA = 'wardlight.decisions/1';
/** Most decisions in one file. */
export const DECISIONS_LIMIT = 65_536;

interface DecisionBase {
  /** Why, for people. */
  readonly reason: string;
  /** Instant (microseconds) from which it no longer counts; undefined: until it is withdrawn. */
  readonly until: number | undefined;
}

/** Two devices that are one, or that are not; ids as the inventory prints them. */
export interface PairDecision extends DecisionBase {
  readonly kind: 'join' | 'keep-apart';
  readonly devices: readonly [string, string];
}

/** A value that holds whatever the traffic says. */
export interface SetDecision extends DecisionBase {
  readonly kind: 'set';
  readonly device: string;
  readonly attribute: Attribute | 'category';
  /** Undefined takes back what was set before. */
  readonly value: string | undefined;
}

export type PersonDecision = PairDecision | SetDecision;

/** A decisions file that cannot be used; `problems` has one line per mistake with the place in the file. */
export class DecisionsFileError extends Error {
  override readonly name = 'DecisionsFileError';
  readonly code = 'decisions-file-invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The decisions file has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n  ${problems.join('\n  ')}`,
    );
    this.problems = problems;
  }
}

/**
 * Decisions from the parsed JSON of a file. Throws DecisionsFileError when anything in it is not understood: a decision
 * that is silently left out would let an inference stand that a person has overruled. `categories` are the ids that a
 * category may be set to.
 */
export function parseDecisions(document: unknown, categories: ReadonlySet<string>): PersonDecision[] {
  const listed =
    isObject(document) && document['schema'] === DECISIONS_SCHEMA ? document['decisions'] : undefined;
  if (!Array.isArray(listed))
    throw new DecisionsFileError([`expected {"schema": "${DECISIONS_SCHEMA}", "decisions": [...]}`]);
  if (listed.length > DECISIONS_LIMIT)
    throw new DecisionsFileError([`${listed.length} decisions; at most ${DECISIONS_LIMIT} are read`]);
  const problems: string[] = [];
  const decisions = listed.flatMap((entry: unknown, index) => {
    const parsed = parseDecision(entry, categories);
    if (typeof parsed !== 'string') return [parsed];
    problems.push(`decisions[${index}]: ${parsed}`);
    return [];
  });
  if (problems.length > 0) throw new DecisionsFileError(problems);
  return decisions;
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  join: ['kind', 'devices', 'reason', 'until'],
  'keep-apart': ['kind', 'devices', 'reason', 'until'],
  set: ['kind', 'device', 'attribute', 'value', 'reason', 'until'],
};

/** The decision, or what is wrong with it. */
function parseDecision(entry: unknown, categories: ReadonlySet<string>): PersonDecision | string {
  if (!isObject(entry)) return 'is no object';
  const { kind } = entry;
  if (kind !== 'join' && kind !== 'keep-apart' && kind !== 'set')
    return 'kind must be "join", "keep-apart" or "set"';
  const stray = Object.keys(entry).find((key) => !KEYS[kind]?.includes(key));
  if (stray !== undefined) return `"${stray}" is not known for "${kind}"`;
  const reason = textOf(entry['reason']);
  if (reason === '') return 'reason is missing: a decision without one cannot be judged later';
  const until = entry['until'] === undefined ? undefined : parseInstant(textOf(entry['until']));
  if (entry['until'] !== undefined && until === undefined) return 'until must be an ISO 8601 instant';
  const base = { reason, until };
  return kind === 'set' ? parseSet(entry, base, categories) : parsePair(kind, entry, base);
}

function parsePair(
  kind: PairDecision['kind'],
  entry: Readonly<Record<string, unknown>>,
  base: DecisionBase,
): PairDecision | string {
  const listed = entry['devices'];
  const devices = Array.isArray(listed) ? listed.map((id: unknown) => parseDeviceId(textOf(id))) : [];
  const [first, second] = devices;
  if (devices.length !== 2 || first === undefined || second === undefined)
    return 'devices must be two ids such as "mac:00:09:fb:3a:10:15", "ip:10.0.1.5" or "named:serial:55217"';
  if (first === second) return 'devices names the same id twice';
  return { kind, devices: [first, second], ...base };
}

function parseSet(
  entry: Readonly<Record<string, unknown>>,
  base: DecisionBase,
  categories: ReadonlySet<string>,
): SetDecision | string {
  const device = parseDeviceId(textOf(entry['device']));
  if (device === undefined) return 'device must be an id such as "mac:00:09:fb:3a:10:15"';
  const attribute = textOf(entry['attribute']);
  const value = entry['value'] === null ? undefined : textOf(entry['value']);
  if (value === '') return 'value is missing (null takes back what was set)';
  if (attribute === 'category') {
    if (value !== undefined && !categories.has(value)) return `"${value}" is no category`;
  } else if (!isAttribute(attribute)) return `"${attribute}" is no attribute`;
  return { kind: 'set', device, attribute, value, ...base };
}

/** An id in the form that the inventory prints; a bare MAC or IP address is one too. Undefined when it is none. */
export function parseDeviceId(text: string): string | undefined {
  if (/^named:./.test(text)) return text;
  const mac = parseMac(text.replace(/^mac:/, ''));
  if (mac !== undefined) return `mac:${mac}`;
  const ip = canonicalIp(text.replace(/^ip:/, ''));
  return ip === undefined ? undefined : `ip:${ip}`;
}

const textOf = (value: unknown) => (typeof value === 'string' ? printableText(value) : '');
