import { describe, expect, it } from 'vitest';
import {
  EXAMPLES_LIMIT,
  RuleCollector,
  type RuleDraft,
  UNINDEXED_LIMIT,
  UNINDEXED_PROGRAM_LIMIT,
} from './rule-collector.ts';

const target = { factId: 'ssh/software', about: 'test' };
const draft = (pattern: string, more: Partial<RuleDraft> = {}): RuleDraft => ({
  pattern,
  describes: 'Acme: pump, Nr. 1',
  attributes: { vendor: 'Acme' },
  confidence: 99,
  exclusive: true,
  source: 'test',
  examples: [],
  ...more,
});
const collector = () =>
  new RuleCollector('recog', 'recog', { categories: new Set(['printer']), makerAtStart: () => undefined });
const taken = (of: RuleCollector) => of.files().flatMap(({ fingerprints }) => fingerprints);

describe('RuleCollector', () => {
  it('names rules by their description, each another name', () => {
    const rules = collector();
    for (const pattern of ['^ab', '^cd', '^ef']) rules.take(target, draft(pattern));
    expect(taken(rules).map(({ id }) => id)).toEqual([
      'acme-pump-nr-1',
      'acme-pump-nr-1-2',
      'acme-pump-nr-1-3',
    ]);
  });

  it('lets no rule be surer than its kind may be, and keeps some examples', () => {
    const rules = collector();
    const examples = Array.from({ length: EXAMPLES_LIMIT + 5 }, (_, index) => ({
      value: `ab${index}`,
      expect: {},
    }));
    rules.take(target, draft('^ab', { category: 'printer', categoryConfidence: 95, examples }));
    expect(taken(rules)[0]).toMatchObject({ confidence: 60, categoryConfidence: 60 });
    expect(taken(rules)[0]?.examples).toHaveLength(EXAMPLES_LIMIT);
  });

  it('takes few rules that no text finds, and none of them large', () => {
    const rules = collector();
    for (let index = 0; index < UNINDEXED_LIMIT + 2; index++)
      rules.take(target, draft(`^\\d{${index + 1}}\\D$`));
    expect(taken(rules)).toHaveLength(UNINDEXED_LIMIT);
    expect(rules.refused.map(({ reason }) => reason)).toEqual(
      Array(2).fill(expect.stringContaining('there are 64 such already')),
    );
    const large = collector();
    large.take(target, draft(`\\d{${UNINDEXED_PROGRAM_LIMIT}}`));
    expect(large.refused[0]?.reason).toMatch(/and is large/);
  });

  it('takes the same pattern again when rules are not exclusive: each may add something', () => {
    const rules = collector();
    rules.take(target, draft('^ab', { exclusive: false }));
    rules.take(target, draft('^ab', { exclusive: false, attributes: { model: 'P1' } }));
    expect(taken(rules)).toHaveLength(2);
  });

  it('makes what it tells printable', () => {
    const rules = collector();
    rules.refuse('evil\u001b[31m entry', 'reason');
    expect(rules.refused[0]?.entry).toBe('evil [31m entry');
  });
});
