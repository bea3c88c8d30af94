/** The queue of pairs of names that may be one product. */

import { pagesText } from './pages.ts';
import { plural } from './plural.ts';

export const matchesText = {
  title: pagesText.matches,
  what: 'Matches',
  facts: (waiting: number) => `${waiting.toLocaleString('en')} to answer`,
  none: 'Nothing to answer.',
  noneHelp: 'When a document names a product almost as a device does, the question comes here.',
  tabs: 'Waiting or answered',
  waiting: 'Waiting',
  answered: 'Answered',
  noneAnswered: 'Nothing was answered yet.',
  ours: 'Your device says',
  stated: 'The document says',
  vendor: 'Maker',
  product: 'Product',
  unnamed: 'Not named',
  why: 'Why it is asked',
  sure: (percent: number) => `${percent} % alike by the rules`,
  yes: 'Yes',
  no: 'No',
  unclear: 'Cannot tell',
  yesKey: 'It is the same product',
  noKey: 'It is another product',
  unclearKey: 'It cannot be told',
  nextKey: 'Next question',
  previousKey: 'Previous question',
  yesMeans: (devices: number, cves: number) =>
    `Yes: ${plural(cves, 'vulnerability', 'vulnerabilities')} or more counts for ${plural(devices, 'device', 'devices')}.`,
  noMeans: 'No: what rests on it goes, for this and every later document that says the same.',
  unclearMeans: 'Cannot tell: it stays uncertain, and is not asked again.',
  depends: 'Depends on it',
  place: (at: number, all: number) => `${at} of ${all.toLocaleString('en')}`,
  next: 'Next',
  previous: 'Previous',
  said: { yes: 'The same', no: 'Another product', 'cannot-tell': 'Cannot tell' },
  by: (who: string) => `by ${who}`,
  done: {
    yes: 'Answered: the same product.',
    no: 'Answered: another product.',
    'cannot-tell': 'Answered: cannot be told.',
  },
  readOnly: 'You may look at questions, not answer them.',
  first: 'asked',
} as const;
