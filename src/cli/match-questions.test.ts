import { describe, expect, it } from 'vitest';
import { questionsOfInventory } from './inventory-questions.ts';
import { QuestionsError, readQuestions } from './match-questions.ts';

describe('a batch of questions', () => {
  it('takes what it knows and ignores the rest', () => {
    const questions = readQuestions({
      questions: [
        { id: 'A', vendor: ['Acme', 'Oldco'], product: ' Pump ', version: 'any', colour: 'red' },
        { id: 2, vendor: 'Acme', cpe: 'cpe:2.3:a:acme:app:1.0', version: 3 },
        { id: 'empty' },
      ],
    });
    expect(questions).toMatchObject([
      { id: 'A', query: { vendors: ['Acme', 'Oldco'], product: 'Pump', version: 'any' } },
      { id: '2', query: { vendors: ['Acme'], version: '3' } },
      { id: 'empty', query: { vendors: [] } },
    ]);
  });

  it.each([null, 7, {}, { questions: 'none' }, { questions: [{}] }, { questions: [null] }])(
    '%j is refused',
    (document) => {
      expect(() => readQuestions(document)).toThrow(QuestionsError);
    },
  );
});

describe('an inventory', () => {
  it('asks for the product and its operating system', () => {
    const document = {
      schema: 'wardlight.inventory/1',
      devices: [
        {
          id: 'mac:1',
          ips: ['192.0.2.1'],
          attributes: {
            vendor: [{ value: 'Acme' }],
            model: [{ value: 'Pump' }],
            firmwareVersion: [{ value: '2.0' }],
            os: [{ value: 'Windows 7' }],
            osVersion: [{ value: '6.1.7601' }],
          },
        },
        { id: 'mac:2', attributes: {} },
      ],
    };
    expect(questionsOfInventory(document)).toMatchObject([
      {
        device: 'mac:1',
        address: '192.0.2.1',
        label: 'Acme Pump',
        queries: [
          { vendors: ['Acme'], product: 'Pump', version: '2.0' },
          { vendors: [], product: 'Windows 7', version: '6.1.7601' },
        ],
      },
      { device: 'mac:2', label: 'unknown', queries: [] },
    ]);
  });

  it.each([null, {}, { schema: 'wardlight.inventory/1' }])('%j is none', (document) => {
    expect(() => questionsOfInventory(document)).toThrow(QuestionsError);
  });
});
