/**
 * The Manufacturer Disclosure Statement for Medical Device Security (ANSI/NEMA HN 1-2019, and HN 1-2013) as rows of a
 * spreadsheet. A row is known by the id of its question, wherever it stands:
 *
 *   2019   MPII-1    Can this device display … ?     Yes        Note 1    (columns of standards)
 *   2013   A         Can this device display … ?     Yes        1
 *   2013   10-1      Does the device support … ?     N/A        __
 *
 * Questions of the form of 2013 get the ids of 2019's groups: its section 10 is MLDP, so `10-1` is `MLDP-1`. The numbers
 * behind the group mean other questions there, but for `A`, which is `MPII-1`.
 */

export type FormAnswer = 'yes' | 'no' | 'not-applicable' | 'see-note';

export interface Mds2Answer {
  /** `STCF-1.1` */
  readonly question: string;
  /** As the form asks. */
  readonly text: string;
  /** Absent: another text, or none that answers. */
  readonly answer?: FormAnswer;
  /** As it stands there; empty when nothing does. */
  readonly said: string;
  readonly note?: string;
}

export interface Mds2Form {
  readonly edition: '2013' | '2019';
  readonly maker?: string;
  readonly model?: string;
  /** As the form writes it. */
  readonly released?: string;
  readonly answers: readonly Mds2Answer[];
}

/** Questions of one form that are kept; the longest question, answer and note. */
export const QUESTION_LIMIT = 1_000;
export const TEXT_LIMIT = 600;
export const SAID_LIMIT = 300;
/** A form answers at least so many questions; what has fewer only mentions some. */
const LEAST_ANSWERS = 10;

const GROUPS: ReadonlySet<string> = new Set([
  ...['DOC', 'MPII', 'ALOF', 'AUDT', 'AUTH', 'CNFS', 'CSUP', 'DIDT', 'DTBK', 'EMRG', 'IGAU', 'MLDP', 'NAUT'],
  ...['CONN', 'PAUT', 'PLOK', 'RDMP', 'SBOM', 'SAHD', 'SGUD', 'STCF', 'TXCF', 'TXIG', 'RMOT', 'OTHR'],
]);
/** Sections of the form of 2013, from 1. */
const SECTIONS_2013 = [
  ...['ALOF', 'AUDT', 'AUTH', 'CNFS', 'CSUP', 'DIDT', 'DTBK', 'EMRG', 'IGAU', 'MLDP'],
  ...['NAUT', 'PAUT', 'PLOK', 'RDMP', 'SAHD', 'SGUD', 'STCF', 'TXCF', 'TXIG', 'OTHR'],
] as const;
const ID_2019 = /^([A-Z]{3,4})-(\d{1,2}(?:\.\d{1,2}){0,3})$/;
const ID_2013 = /^(\d{1,2})-(\d{1,2}(?:\.\d{1,2}){0,3})$/;
const LETTER_2013 = /^[A-D](?:\.\d{1,2})?$/;

const ANSWERS: Readonly<Record<string, FormAnswer>> = {
  ...{ yes: 'yes', y: 'yes', no: 'no', n: 'no', 'n/a': 'not-applicable', na: 'not-applicable' },
  ...{ 'not applicable': 'not-applicable', 'see note': 'see-note', 'see notes': 'see-note' },
};
/** Columns of standards beside an answer: `Section 5.10, MLDP`, `SI-2`, `A.12.6.1`. */
const STANDARD = /^(?:section\b|[A-Z]{2}-\d|A\.\d|none$)/i;
/** DOC-5 names people at the maker: it is not kept. */
const CONTACT = 'DOC-5';

/** The form that the rows are; undefined when they are none. */
export function readMds2(rows: Iterable<readonly string[]>): Mds2Form | undefined {
  const answers = new Map<string, Mds2Answer & { readonly is2013: boolean }>();
  for (const row of rows) {
    const found = readRow(row);
    if (!found || found.question === CONTACT) continue;
    // Of a question that stands twice the row that answers it counts.
    const known = answers.get(found.question);
    if (known ? known.said !== '' : answers.size >= QUESTION_LIMIT) continue;
    answers.set(found.question, found);
  }
  const all = [...answers.values()];
  const is2013 = all.filter((one) => one.is2013).length > all.length / 2;
  const read = all.filter((one) => one.is2013 === is2013);
  if (read.filter(({ answer }) => answer !== undefined).length < LEAST_ANSWERS) return undefined;
  const said = (question: string) => answers.get(question)?.said || undefined;
  return {
    edition: is2013 ? '2013' : '2019',
    ...present('maker', said('DOC-1')),
    ...present('model', said('DOC-3')),
    ...present('released', said('DOC-7')),
    answers: read.map(({ is2013: _, ...answer }) => answer),
  };
}

function present<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: string });
}

function readRow(row: readonly string[]): (Mds2Answer & { readonly is2013: boolean }) | undefined {
  const at = row.findIndex((cell) => cell !== '');
  const id = questionOf(row[at] ?? '');
  if (!id) return undefined;
  const textAt = row.findIndex((cell, index) => index > at && cell !== '');
  if (textAt < 0) return undefined;
  const rest = row.slice(textAt + 1);
  const isFree = id.question.startsWith('DOC-');
  const saidAt = rest.findIndex((cell) => cell !== '');
  const cell = rest[saidAt] ?? '';
  // A question that is left open has the standards of its row next to it.
  const said = isFree || answerOf(cell) || !STANDARD.test(cell) ? cell : '';
  const answer = answerOf(said);
  const note = said === '' ? '' : (rest[saidAt + 1] ?? '');
  const hasNote = note !== '' && !STANDARD.test(note) && !/^_+$/.test(note);
  return {
    ...id,
    text: clean(row[textAt] ?? '', TEXT_LIMIT),
    ...(answer && { answer }),
    said: clean(said, SAID_LIMIT),
    ...(hasNote && { note: clean(note, SAID_LIMIT) }),
  };
}

function questionOf(cell: string): { readonly question: string; readonly is2013: boolean } | undefined {
  const text = cell.trim().toUpperCase();
  const now = ID_2019.exec(text);
  if (now) return GROUPS.has(now[1] ?? '') ? { question: text, is2013: false } : undefined;
  if (text === 'A') return { question: 'MPII-1', is2013: true };
  if (LETTER_2013.test(text)) return { question: text, is2013: true };
  const then = ID_2013.exec(text);
  const section = then && SECTIONS_2013[Number(then[1]) - 1];
  return section && then ? { question: `${section}-${then[2]}`, is2013: true } : undefined;
}

function answerOf(said: string): FormAnswer | undefined {
  return ANSWERS[said.trim().toLowerCase().replace(/\.$/, '')];
}

const clean = (text: string, limit: number) => text.replaceAll(/\s+/g, ' ').trim().slice(0, limit);
