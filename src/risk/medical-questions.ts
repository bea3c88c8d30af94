/**
 * From answers about patients and care to a CVSS v3.0 base vector: impact is judged on what the device does for a patient
 * and not on its operating system. Names of the answers as in the extended vector of the MITRE rubric for medical devices
 * (FDA-qualified 2020-10); the questions are our own wording, and this is not the qualified tool.
 *
 *   CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H   XAVN:Y/XAVT:Y/XACL:Y/…/XIT:H
 */

import { type CvssVector, parseCvssVector } from '../vulnerability/cvss/cvss-vector.ts';

export interface MedicalQuestion {
  readonly id: string;
  readonly text: string;
  /** Value of the metric that a yes stands for; null: it only opens another question. */
  readonly yes?: string | null;
  /** Answered by how much: none, low or high. */
  readonly levels?: true;
  /** Counts only when that question was answered with yes. */
  readonly needs?: string;
}

export interface MedicalMetric {
  readonly metric: string;
  /** Value when no question of the metric is answered with more. */
  readonly otherwise: string;
  readonly questions: readonly MedicalQuestion[];
}

/** `Y`, `N`, or `H`, `L`, `N` for how much; a question without answer is unknown. */
export type MedicalAnswers = Readonly<Record<string, string>>;

export interface MedicalVector {
  readonly vector: CvssVector;
  readonly extended: string;
}

/** From the least to the most severe value of each metric. */
const SEVERITY: Readonly<Record<string, string>> = {
  ...{ AV: 'PLAN', AC: 'HL', PR: 'HLN', UI: 'RN', S: 'UC', C: 'NLH', I: 'NLH', A: 'NLH' },
};
/**
 * The vector, or the questions that are still open: of a metric without any answer nothing is assumed. The highest answer
 * of a metric wins.
 */
export function medicalVector(
  metrics: readonly MedicalMetric[],
  answers: MedicalAnswers,
): MedicalVector | { readonly open: readonly string[] } {
  const open = metrics
    .filter(({ questions }) => questions.every(({ id }) => answers[id] === undefined))
    .flatMap(({ questions }) => questions.map(({ id }) => id));
  if (open.length > 0) return { open };
  const base = metrics.map((metric) => `${metric.metric}:${metricValue(metric, answers)}`).join('/');
  const vector = parseCvssVector(`CVSS:3.0/${base}`);
  if ('problem' in vector) throw new RangeError(`the questions do not make a vector: ${vector.problem}`);
  const extended = metrics
    .flatMap(({ questions }) => questions)
    .flatMap(({ id }) => (answers[id] === undefined ? [] : [`${id}:${answers[id]}`]))
    .join('/');
  return { vector, extended };
}

function metricValue({ metric, otherwise, questions }: MedicalMetric, answers: MedicalAnswers): string {
  const scale = SEVERITY[metric] ?? '';
  const values = questions.flatMap(({ id, yes, levels, needs }) => {
    const answer = answers[id];
    if (answer === undefined || (needs !== undefined && answers[needs] !== 'Y')) return [];
    if (levels) return [answer];
    return answer === 'Y' && typeof yes === 'string' ? [yes] : [];
  });
  return values.reduce(
    (worst, value) => (scale.indexOf(value) > scale.indexOf(worst) ? value : worst),
    values[0] ?? otherwise,
  );
}
