import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceClaims } from './device-claims.ts';
import { type Mds2Form, QUESTION_LIMIT, readMds2 } from './form-reader.ts';

const fill = (from = 1, count = 10) =>
  Array.from({ length: count }, (_, at) => [
    `SAHD-${from + at}`,
    'Hardened?',
    'No',
    '',
    'Section 5.15, SAHD',
  ]);

const answersOf = (form: Mds2Form | undefined) =>
  Object.fromEntries(form?.answers.map(({ question, answer, said }) => [question, answer ?? said]) ?? []);

describe('readMds2', () => {
  it('reads the form of 2019, wherever its rows stand', () => {
    const form = readMds2([
      ['Manufacturer Disclosure Statement for Medical Device Security', '', ''],
      ['Question ID', 'Question', '', 'See note', 'IEC TR 80001-2-2'],
      ['', 'DOC-1', 'Manufacturer Name', 'Example Medical'],
      ['DOC-3', 'Device Model', 'Pump 9'],
      ['DOC-5', 'Manufacturer Contact Information', 'PLANTED Person, +1 555'],
      ['DOC-7', 'Document Release Date', '2026-01-02'],
      ['MPII-1', 'Can this device display,  transmit\n… ?', 'yes.', 'Note 1', 'Section 5.1', 'AR-2'],
      ['STCF-1.1', 'Is all data encrypted or otherwise protected?', 'N/A', '', 'Section 5.18'],
      ['CONN-7', 'Does the device support TLS?', '', '', 'SC-8', 'A.13.1.1'],
      ['AUTH-1', 'Does the device prevent access?', 'See Notes', '12'],
      ['MPII-2', 'Does the device maintain it?', 'For a while', ''],
      ['XXXX-1', 'Of no form', 'Yes'],
      ...fill(),
    ]);
    expect(form).toMatchObject({
      edition: '2019',
      maker: 'Example Medical',
      model: 'Pump 9',
      released: '2026-01-02',
    });
    expect(answersOf(form)).toMatchObject({
      ...{ 'MPII-1': 'yes', 'STCF-1.1': 'not-applicable', 'AUTH-1': 'see-note', 'MPII-2': 'For a while' },
      ...{ 'CONN-7': '', 'SAHD-1': 'no' },
    });
    expect(form?.answers.find(({ question }) => question === 'MPII-1')).toMatchObject({
      ...{ text: 'Can this device display, transmit … ?', said: 'yes.', note: 'Note 1' },
    });
    expect(JSON.stringify(form)).not.toMatch(/PLANTED|XXXX|Section|SC-8/);
  });

  it('reads the form of 2013 under the groups of 2019', () => {
    const form = readMds2([
      ['DOC-3', 'Device Model', 'Old pump'],
      ['A', 'Can this device display, transmit, or maintain private data?', 'No', '__'],
      ['B.1', 'Demographic?', 'N/A'],
      ['10-1', 'Does the device support the use of anti-malware software?', 'Yes', '3'],
      ['21-1', 'Of no section', 'Yes'],
      ...Array.from({ length: 10 }, (_, at) => [`15-${at + 1}`, 'Hardened?', 'Yes']),
    ]);
    expect(form?.edition).toBe('2013');
    expect(answersOf(form)).toMatchObject({ 'MPII-1': 'no', 'MLDP-1': 'yes', 'SAHD-3': 'yes' });
    expect(form?.answers.some(({ question }) => question.startsWith('21'))).toBe(false);
    expect(form?.answers.find(({ question }) => question === 'MPII-1')?.note).toBeUndefined();
  });

  it('takes the row that answers where a question stands twice, and no more questions than it says', () => {
    const rows = [['SAHD-1', 'Hardened?', ''], ...fill(), ['SAHD-1', 'Hardened?', 'Yes']];
    expect(answersOf(readMds2(rows))['SAHD-1']).toBe('no');
    const many = Array.from({ length: 100 }, (_, a) =>
      Array.from({ length: 20 }, (_, b) => [`AUDT-${a}.${b}`, 'Many?', 'Yes']),
    ).flat();
    expect(readMds2(many)?.answers).toHaveLength(QUESTION_LIMIT);
  });

  it.each([
    ['nothing', []],
    ['a list that mentions some questions', fill(1, 9)],
    ['questions without answers', fill().map(([id, text]) => [id ?? '', text ?? ''])],
    [
      'any other table',
      [
        ['name', 'model'],
        ['a', 'b'],
      ],
    ],
  ])('is no form: %s', (_, rows) => {
    expect(readMds2(rows)).toBeUndefined();
  });

  it('bears any rows', () => {
    const cell = fc.oneof(fc.constantFrom('MPII-1', '1-1', 'A', 'Yes', ''), fc.string());
    fc.assert(
      fc.property(fc.array(fc.array(cell)), (rows) => {
        expect(readMds2([...rows, ...fill()])?.answers.length).toBeGreaterThanOrEqual(10);
      }),
    );
  });
});

describe('deviceClaims', () => {
  it.each([
    [
      { 'MPII-1': 'no', 'STCF-1.1': 'yes' },
      { handlesPatientData: false, encryptedAtRest: true },
    ],
    [{ 'MPII-1': 'yes', 'STCF-1.1': 'not-applicable' }, { handlesPatientData: true }],
    [{ 'MPII-1': 'see-note' }, {}],
    [{}, {}],
  ] as const)('of %j', (answers, claims) => {
    expect(deviceClaims(answers)).toEqual(claims);
  });
});
