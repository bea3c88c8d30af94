/**
 * Preconditions of a vulnerability from what its documents say: notes of the maker, curated rules, the CVSS vector, the
 * weakness, and last, with low confidence, the words of the description. What a better source tells about services is not
 * overruled by a worse one.
 */

import type { CvssVector } from '../../vulnerability/cvss/cvss-vector.ts';
import {
  describeService,
  type Precondition,
  type PreconditionSource,
  type Predicate,
} from './precondition.ts';
import { servicesNamed } from './service-words.ts';

/** A rule that a person wrote and checked: data in `risk-model/preconditions.json`. */
export interface CuratedRule {
  readonly vulnerabilities: readonly string[];
  readonly preconditions: readonly Predicate[];
  readonly note: string;
}

export interface VulnerabilityTexts {
  readonly id: string;
  /** Notes, mitigations and workarounds of the maker or coordinator. */
  readonly makerNotes: readonly string[];
  readonly description?: string;
  readonly vector?: CvssVector | undefined;
  readonly weaknesses: readonly string[];
  /** What must be there as well, as matching says. */
  readonly needs: readonly string[];
}

const CONFIDENCE: Readonly<Record<PreconditionSource, number>> = {
  'curated-rule': 95,
  vector: 80,
  'maker-note': 70,
  weakness: 60,
  description: 40,
};
/** Notes that are looked at. */
const NOTE_LIMIT = 16;
/** A port that stands in a description as a number is worth more than a word. */
const DESCRIBED_PORT_CONFIDENCE = 50;
const READ_FROM_LIMIT = 160;

/** Weaknesses that can be used only where data travels in clear. */
const CLEARTEXT_WEAKNESSES: ReadonlySet<string> = new Set(['CWE-319', 'CWE-311', 'CWE-523']);
/** Weaknesses of a web interface that need a person at a browser. */
const BROWSER_WEAKNESSES: ReadonlySet<string> = new Set(['CWE-79', 'CWE-352', 'CWE-1021']);

export function extractPreconditions(
  texts: VulnerabilityTexts,
  curated: readonly CuratedRule[],
): Precondition[] {
  const rules = curated.filter(({ vulnerabilities }) => vulnerabilities.includes(texts.id));
  const stated = [
    ...rules.flatMap(({ preconditions, note }) =>
      preconditions.map((predicate) => read(predicate, 'curated-rule', note)),
    ),
    ...texts.needs.map((words) => read({ kind: 'condition', words }, 'maker-note', words)),
  ];
  const more = [...fromVector(texts.vector), ...fromWeaknesses(texts.weaknesses)].filter(
    ({ predicate }) => !stated.some((other) => other.predicate.kind === predicate.kind),
  );
  const all = [...stated, ...more];
  return needsService(all, texts.vector) ? [...all, ...services(texts)] : all;
}

function read(
  predicate: Predicate,
  source: PreconditionSource,
  readFrom: string,
  confidence = CONFIDENCE[source],
): Precondition {
  return { predicate, source, confidence, readFrom: readFrom.slice(0, READ_FROM_LIMIT) };
}

/** Local and physical attacks need no service; one that is stated already needs no other. */
function needsService(known: readonly Precondition[], vector: CvssVector | undefined): boolean {
  if (known.some(({ predicate }) => predicate.kind === 'service' || predicate.kind === 'cleartext'))
    return false;
  return vector === undefined || vector.metrics['AV'] === 'N' || vector.metrics['AV'] === 'A';
}

/** Services named by the maker, else by the description, else one that nobody named. Of several, any one serves. */
function services({ makerNotes, description }: VulnerabilityTexts): Precondition[] {
  for (const note of makerNotes.slice(0, NOTE_LIMIT)) {
    const [named] = servicesNamed(note);
    if (named) return [read(named, 'maker-note', note)];
  }
  const [named] = servicesNamed(description ?? '');
  if (named) {
    const confidence = named.port === undefined ? CONFIDENCE.description : DESCRIBED_PORT_CONFIDENCE;
    return [read(named, 'description', description ?? '', confidence)];
  }
  return [read({ kind: 'service' }, 'vector', 'no document names the service')];
}

const POSITIONS: Readonly<Record<string, 'network' | 'adjacent' | 'local' | 'physical'>> = {
  N: 'network',
  A: 'adjacent',
  L: 'local',
  P: 'physical',
};

function fromVector(vector: CvssVector | undefined): Precondition[] {
  if (!vector) return [];
  const { AV = '', PR, Au, UI = 'N' } = vector.metrics;
  const found: Precondition[] = [];
  const from = POSITIONS[AV];
  if (from !== undefined) found.push(read({ kind: 'position', from }, 'vector', `AV:${AV}`));
  const account = PR ?? Au ?? 'N';
  if (account !== 'N') {
    const level = account === 'H' ? 'administrator' : 'user';
    found.push(
      read({ kind: 'account', level }, 'vector', PR === undefined ? `Au:${account}` : `PR:${account}`),
    );
  }
  if (UI !== 'N')
    found.push(read({ kind: 'person', does: 'opens or confirms something' }, 'vector', `UI:${UI}`));
  return found;
}

function fromWeaknesses(weaknesses: readonly string[]): Precondition[] {
  const found: Precondition[] = [];
  const cleartext = weaknesses.find((id) => CLEARTEXT_WEAKNESSES.has(id));
  if (cleartext !== undefined) found.push(read({ kind: 'cleartext' }, 'weakness', cleartext));
  const browser = weaknesses.find((id) => BROWSER_WEAKNESSES.has(id));
  if (browser !== undefined)
    found.push(read({ kind: 'service', protocol: 'http', transport: 'tcp' }, 'weakness', browser));
  return found;
}

/** In words: `needs telnet on tcp/23`. */
export function describePredicate(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'service':
      return `the device answers on ${describeService(predicate)}`;
    case 'cleartext':
      return `${predicate.protocol ?? 'traffic'} travels in clear`;
    case 'position':
      return `the attacker is ${POSITION_WORDS[predicate.from]}`;
    case 'account':
      return `the attacker has ${predicate.level === 'user' ? 'a user' : 'an administrator'} account`;
    case 'person':
      return `a person ${predicate.does}`;
    case 'condition':
      return predicate.words;
  }
}

const POSITION_WORDS = {
  network: 'anywhere on the network',
  adjacent: 'in the same segment',
  local: 'logged in on the device',
  physical: 'at the device',
} as const;
