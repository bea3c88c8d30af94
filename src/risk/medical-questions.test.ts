/** Answers about care make a vector; what nobody answered stays a question. */

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCvssVector } from '../vulnerability/cvss/cvss-vector.ts';
import { scoreCvss } from '../vulnerability/cvss/score-cvss.ts';
import { type MedicalAnswers, type MedicalMetric, medicalVector } from './medical-questions.ts';

const { metrics } = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '..', '..', 'risk-model', 'medical-questions.json'), 'utf8'),
) as { metrics: MedicalMetric[] };

const ROUTED: MedicalAnswers = {
  XAVN: 'Y',
  XAVT: 'Y',
  XACL: 'Y',
  XPRZ: 'Y',
  XUI: 'N',
  XS: 'N',
  XCP: 'N',
  XIT: 'H',
  XAT: 'L',
};

const written = (answers: MedicalAnswers) => {
  const made = medicalVector(metrics, answers);
  return 'open' in made ? made.open : formatCvssVector(made.vector);
};

describe('answers', () => {
  it('make a vector and keep themselves beside it', () => {
    const made = medicalVector(metrics, ROUTED);
    if ('open' in made) throw new Error(made.open.join());
    expect(formatCvssVector(made.vector)).toBe('CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:L');
    expect(scoreCvss(made.vector).base).toBe(8.2);
    expect(made.extended).toBe('XAVN:Y/XAVT:Y/XACL:Y/XPRZ:Y/XUI:N/XS:N/XCP:N/XIT:H/XAT:L');
  });

  it.each<[string, MedicalAnswers, string]>([
    ['one segment', { XAVT: 'N', XAVW: 'Y' }, 'AV:A'],
    ['a route without a network interface does not count', { XAVN: 'N', XAVT: 'Y', XAVP: 'Y' }, 'AV:P'],
    ['an account on the device', { XAVN: 'N', XAVT: 'N', XAVPA: 'Y' }, 'AV:L'],
    ['preparation', { XACL: 'N' }, 'AC:H'],
    ['a technician', { XPRZ: 'N', XPRS: 'Y' }, 'PR:H'],
    ['the easier of two logins', { XPRZ: 'N', XPRL: 'Y', XPRS: 'Y' }, 'PR:L'],
    ['a user who helps', { XUI: 'Y' }, 'UI:R'],
    ['another authority', { XS: 'Y' }, 'S:C'],
    ['the highest of several losses', { XCP: 'L', XCD: 'H', XCW: 'N' }, 'C:H'],
    ['many patients', { XCP: 'L', XCPM: 'Y' }, 'C:H'],
  ])('%s', (_, answers, part) => {
    expect(written({ ...ROUTED, ...answers })).toContain(part);
  });

  it('that are missing for a metric leave its questions open', () => {
    const { XACL: _, ...rest } = ROUTED;
    expect(written(rest)).toEqual(['XACL']);
  });
});

it('questions have names of their own and words', () => {
  const ids = metrics.flatMap(({ questions }) => questions.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(31);
  expect(metrics.every(({ questions }) => questions.every(({ text }) => text.endsWith('?')))).toBe(true);
});
