/** What `wardlight match` is asked: one product on the command line, or a batch file of questions, read leniently. */

import type { ProductQuery } from '../vulnerability/product-query.ts';

export interface Question {
  readonly id: string;
  readonly query: ProductQuery;
}

/** Expected failure: the file is no list of questions. The message says what is wrong. */
export class QuestionsError extends Error {
  readonly code = 'questions-invalid';
  override readonly name = 'QuestionsError';
}

/** Questions of one batch at most. */
const QUESTION_LIMIT = 1_000_000;
/** Characters of a name, version or CPE that are read. */
const TEXT_LIMIT = 1_024;

/** The questions of a batch document: `{ "questions": [{ "id", "vendor", "product", "version", "cpe" }] }`. */
export function readQuestions(document: unknown): Question[] {
  const list = Array.isArray(document) ? document : objectOf(document)?.['questions'];
  if (!Array.isArray(list)) throw new QuestionsError('it has no array "questions"');
  if (list.length > QUESTION_LIMIT) throw new QuestionsError(`it has more than ${QUESTION_LIMIT} questions`);
  return list.map((entry, index) => {
    const question = objectOf(entry);
    const id = question?.['id'];
    if (question === undefined || (typeof id !== 'string' && typeof id !== 'number')) {
      throw new QuestionsError(`question ${index + 1} has no "id"`);
    }
    return { id: String(id), query: queryOf(question) };
  });
}

/** A query of the fields that tell something; others are ignored. */
export function queryOf(fields: Readonly<Record<string, unknown>>): ProductQuery {
  const product = textOf(fields['product']);
  const version = textOf(fields['version']);
  const cpe = textOf(fields['cpe']);
  const purl = textOf(fields['purl']);
  return {
    vendors: textsOf(fields['vendor']),
    ...(product !== undefined && { product }),
    ...(version !== undefined && { version }),
    ...(cpe !== undefined && { cpe }),
    ...(purl !== undefined && { purl }),
    companions: textsOf(fields['companions']),
    fixes: textsOf(fields['fixes']),
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).slice(0, TEXT_LIMIT).trim();
  return text === '' ? undefined : text;
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((entry) => textOf(entry) ?? []);
}
