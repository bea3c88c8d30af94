import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fingerprint, FingerprintSet } from '../identify/fingerprints.ts';
import type { ImportedFile, ImportedFingerprint } from './imported-file.ts';
import { ImportedFingerprints, IndexedFile, TRIED_PER_VALUE } from './imported-fingerprints.ts';
import { LinearPattern } from './linear-pattern.ts';

const FACT = 'snmp/sysDescr';

const rule = (id: string, pattern: string, more: Partial<ImportedFingerprint> = {}): ImportedFingerprint => ({
  id,
  pattern,
  describes: id,
  attributes: { vendor: id },
  confidence: 60,
  source: 'test',
  examples: [],
  ...more,
});

const file = (
  fingerprints: readonly ImportedFingerprint[],
  more: Partial<ImportedFile> = {},
): ImportedFile => ({
  schema: 'wardlight.fingerprints/1',
  origin: 'others',
  format: 'recog',
  facts: [FACT],
  about: 'test',
  fingerprints,
  ...more,
});

const ids = (of: ImportedFile, value: string) =>
  new IndexedFile(of).match(value).map((match) => match.fingerprintId);

const beside = (shipped: readonly Partial<Fingerprint>[], imported: ImportedFile) =>
  new ImportedFingerprints(
    new FingerprintSet([
      {
        facts: [FACT],
        about: 'test',
        fingerprints: shipped.map((each) => ({ ...rule('shipped', ''), ...each })),
      },
    ]),
    [{ origin: imported.origin, factIds: imported.facts, read: () => imported }],
  );

describe('IndexedFile', () => {
  it('answers all matches in the order of the file, up to the first exclusive one', () => {
    const of = file([
      rule('second-word', 'pump'),
      rule('first-word', '^acme', { exclusive: true }),
      rule('any', '.', { exclusive: true }),
    ]);
    expect([ids(of, 'ACME pump'), ids(of, 'acme'), ids(of, 'other')]).toEqual([
      ['second-word', 'first-word'],
      ['first-word'],
      ['any'],
    ]);
  });

  it('fills attributes from numbered and named groups', () => {
    const of = file([
      rule('acme', '^(\\w+) v(?P<version>[\\d.]+)', {
        attributes: { model: '{1}', softwareVersion: '{version}' },
      }),
    ]);
    expect(new IndexedFile(of).match('P100 v2.1')[0]?.attributes).toEqual({
      model: 'P100',
      softwareVersion: '2.1',
    });
  });

  it('writes values in the form that the patterns expect', () => {
    const of = file([rule('realm', '^Basic realm="Pump \\$1"$')], { form: 'Basic realm="{value}"' });
    expect(ids(of, 'Pump $1')).toEqual(['realm']);
  });

  it('counts case as the flags say', () => {
    const of = file([rule('exact', '^Acme$', { flags: '' }), rule('any-case', '^Acme$')]);
    expect(ids(of, 'ACME')).toEqual(['any-case']);
  });

  it('passes over a pattern that does not compile, as in a file that somebody changed', () => {
    expect(ids(file([rule('broken', 'acme('), rule('whole', 'acme')]), 'acme')).toEqual(['whole']);
  });

  it('finds what trying every pattern would find', () => {
    const word = fc.constantFrom('ab', 'abc', 'b c', 'ca', 'a', 'bb');
    const pattern = fc.oneof(
      word,
      word.map((text) => `^${text}$`),
      fc.tuple(word, word).map(([a, b]) => `${a}.*${b}`),
      fc.tuple(word, word).map(([a, b]) => `(?:${a}|${b})c`),
      word.map((text) => `${text}?a`),
    );
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 20 }),
        fc.stringMatching(/^[a-cA-C ]{0,12}$/),
        (patterns, value) => {
          const rules = patterns.map((each, index) => rule(`r${index}`, each));
          const tried = rules.filter((each) => {
            const compiled = LinearPattern.compile(each.pattern, 'i');
            return typeof compiled !== 'string' && compiled.find(value) !== undefined;
          });
          expect(ids(file(rules), value)).toEqual(tried.map(({ id }) => id));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('bounds the work that hostile rules make of one value', () => {
    const hostile = Array.from({ length: 2_000 }, (_, index) =>
      rule(`h${index}`, `(?:.?a){0,900}a{0,${index % 9}}!`),
    );
    const start = performance.now();
    ids(file(hostile), 'a!'.repeat(256));
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('tries a bounded number of fingerprints', () => {
    const rules = Array.from({ length: TRIED_PER_VALUE + 10 }, (_, index) => rule(`r${index}`, 'acme'));
    expect(ids(file(rules), 'acme')).toHaveLength(TRIED_PER_VALUE);
  });

  it('finds one of fifty thousand without trying them', () => {
    const rules = Array.from({ length: 50_000 }, (_, index) =>
      index % 2 === 0
        ? rule(`list-${index}`, `^1,3,6,${index}$`)
        : rule(`text-${index}`, `Model K${index} v([\\d.]+)`),
    );
    const indexed = new IndexedFile(file(rules));
    const start = performance.now();
    let found = 0;
    for (let value = 0; value < 1_000; value++) {
      found += indexed.match(`1,3,6,${value * 2}`).length;
      found += indexed.match(`Acme Model K${value * 2 + 1} v1.${value}`).length;
    }
    expect(found).toBe(2_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('ImportedFingerprints', () => {
  const shippedRule: Partial<Fingerprint> = {
    pattern: 'acme',
    attributes: { vendor: 'Acme' },
    confidence: 85,
    category: 'printer',
    categoryConfidence: 85,
  };

  it('names the source of what is imported and believes it less', () => {
    const both = beside(
      [],
      file([rule('umbrella', 'pump', { confidence: 99, category: 'infusion-pump', categoryConfidence: 99 })]),
    );
    expect(both.match(FACT, 'pump')).toEqual([
      {
        fingerprintId: 'umbrella',
        origin: 'others',
        describes: 'umbrella',
        attributes: { vendor: 'umbrella' },
        confidence: 60,
        category: 'infusion-pump',
        categoryConfidence: 60,
      },
    ]);
  });

  it('lets a list of others add to what a shipped fingerprint states, and not contradict it', () => {
    const attributes = { vendor: 'Umbrella', model: 'P100' };
    const both = beside([shippedRule], file([rule('umbrella', 'acme', { attributes, category: 'ups' })]));
    expect(both.match(FACT, 'acme').map(({ attributes: given, category }) => [given, category])).toEqual([
      [{ vendor: 'Acme' }, 'printer'],
      [{ model: 'P100' }, undefined],
    ]);
  });

  it("lets a hospital's own rules speak, with a confidence of their own", () => {
    const own = file([rule('umbrella', 'acme', { confidence: 99 })], { format: 'wardlight' });
    expect(beside([shippedRule], own).match(FACT, 'acme')[1]).toMatchObject({
      attributes: { vendor: 'umbrella' },
      confidence: 80,
    });
  });

  it('reads a file when a value of its field comes, once', () => {
    const asked: string[] = [];
    const source = {
      origin: 'others',
      factIds: [FACT, 'ssh/software'],
      read: (factId: string) => {
        asked.push(factId);
        return factId === FACT ? file([rule('acme', 'acme')]) : undefined;
      },
    };
    const matcher = new ImportedFingerprints(new FingerprintSet([]), [source]);
    expect(asked).toEqual([]);
    expect(
      [FACT, FACT, 'ssh/software', 'http/server'].map((factId) => matcher.match(factId, 'acme').length),
    ).toEqual([1, 1, 0, 0]);
    expect(asked).toEqual([FACT, 'ssh/software']);
  });
});
