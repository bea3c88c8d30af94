/** "Why do you say this?": the card that every fact opens. */

import { plural } from './plural.ts';

export const evidenceText = {
  question: 'Why do you say this?',
  questionOf: (fact: string) => `Why do you say this? ${fact}`,
  claim: (what: string) => `${what} is`,
  sourcesAgree: (sources: number) =>
    `${plural(sources, 'independent source says', 'independent sources say')} the same.`,
  oneSource: 'One source says so. A second one would confirm it.',
  inferred: 'Derived from other facts, not said by the device itself.',
  byPerson: 'A person decided this. It outranks what traffic says.',
  noSources: 'The packets that prove it are not in this answer.',
  none: 'Nothing in the traffic tells.',
  packet: (packet: number) => `packet ${packet.toLocaleString('en')}`,
  noneDisagrees: 'None disagrees.',
  disagreements: 'Other values',
  more: (count: number) => `${plural(count, 'more source', 'more sources')}`,
  removed: 'Patient fields were removed before anything was stored.',
} as const;
