import { describe, expect, it } from 'vitest';
import { DECISIONS_LIMIT, DECISIONS_SCHEMA, DecisionsFileError, parseDecisions } from './person-decisions.ts';

const CATEGORIES = new Set(['infusion-pump']);
const parse = (...decisions: unknown[]) =>
  parseDecisions({ schema: DECISIONS_SCHEMA, decisions }, CATEGORIES);
const problemsOf = (document: unknown) => {
  try {
    parseDecisions(document, CATEGORIES);
  } catch (error) {
    if (error instanceof DecisionsFileError) return error.problems;
    throw error;
  }
  return [];
};
const reason = 'type plate';

describe('parseDecisions', () => {
  it('reads pairs, with MAC and address in any usual spelling', () => {
    expect(
      parse({
        kind: 'join',
        devices: ['00-09-FB-3A-10-15', 'ip:10.0.1.5'],
        reason,
        until: '2027-01-01T00:00:00Z',
      }),
    ).toEqual([
      {
        kind: 'join',
        devices: ['mac:00:09:fb:3a:10:15', 'ip:10.0.1.5'],
        reason,
        until: Date.UTC(2027, 0) * 1_000,
      },
    ]);
  });

  it('reads values', () => {
    const device = 'named:serial:55217';
    expect(
      parse(
        { kind: 'set', device, attribute: 'model', value: 'MX450', reason },
        { kind: 'set', device, attribute: 'category', value: 'infusion-pump', reason },
      ),
    ).toEqual([
      { kind: 'set', device, attribute: 'model', value: 'MX450', reason, until: undefined },
      { kind: 'set', device, attribute: 'category', value: 'infusion-pump', reason, until: undefined },
    ]);
  });

  const devices = ['10.0.1.5', '10.0.1.6'];
  it.each([
    ['no object', 'join', 'is no object'],
    ['an unknown kind', { kind: 'merge', devices, reason }, 'kind must be'],
    ['no reason', { kind: 'join', devices, reason: ' ' }, 'reason is missing'],
    ['one device', { kind: 'join', devices: ['10.0.1.5'], reason }, 'devices must be two ids'],
    [
      'a name that is no id',
      { kind: 'join', devices: ['10.0.1.5', 'pump 3'], reason },
      'devices must be two ids',
    ],
    [
      'the same device twice',
      { kind: 'join', devices: ['10.0.1.5', 'ip:10.0.1.5'], reason },
      'same id twice',
    ],
    ['a date that is none', { kind: 'join', devices, reason, until: 'soon' }, 'until must be'],
    [
      'a key that is not known',
      { kind: 'join', devices, reason, untill: '2027-01-01T00:00:00Z' },
      '"untill"',
    ],
    [
      'an unknown attribute',
      { kind: 'set', device: '10.0.1.5', attribute: 'colour', value: 'red', reason },
      '"colour"',
    ],
    [
      'an unknown category',
      { kind: 'set', device: '10.0.1.5', attribute: 'category', value: 'pump', reason },
      '"pump"',
    ],
    ['no value', { kind: 'set', device: '10.0.1.5', attribute: 'model', reason }, 'value is missing'],
  ])('refuses %s, and says where', (_name, decision, expected) => {
    const problems = problemsOf({ schema: DECISIONS_SCHEMA, decisions: [decision] });
    expect(problems).toEqual([expect.stringMatching(/^decisions\[0\]: /)]);
    expect(problems[0]).toContain(expected);
  });

  it.each([
    ['something else', {}],
    ['another schema', { schema: 'wardlight.decisions/9', decisions: [] }],
    ['too many', { schema: DECISIONS_SCHEMA, decisions: new Array(DECISIONS_LIMIT + 1).fill(0) }],
  ])('refuses a document that is %s', (_name, document) => {
    expect(problemsOf(document)).toHaveLength(1);
  });
});
