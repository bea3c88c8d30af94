import { describe, expect, it } from 'vitest';
import { describeDocumentReader, readDocument } from '../feed-reader.contract.ts';
import { END_OF_LIFE_READER } from './reader.ts';

const PRODUCT = {
  name: 'example-os',
  label: 'Example OS',
  identifiers: [
    { type: 'cpe', id: 'cpe:2.3:o:example:os' },
    { type: 'purl', id: 'pkg:os/example' },
  ],
  releases: [
    { name: '10', eoasFrom: '2025-01-01', isEoas: true, eolFrom: '2027-01-01', isEol: false },
    { name: '9', isEol: true, eolFrom: null },
  ],
};
const TODAY = { schema_version: '1.2.0', generated_at: '2026-01-01T00:00:00Z', result: PRODUCT };
const OLDER = { cycle: '22.04', support: true, eol: '2027-04-01', extendedSupport: false };

describeDocumentReader(END_OF_LIFE_READER, {
  'one product': TODAY,
  'all products': { ...TODAY, result: [PRODUCT] },
  'a cycle of the older form': OLDER,
});

const ends = (document: object, fileName?: string) =>
  readDocument(END_OF_LIFE_READER, { ...document }, fileName).items.map((item) =>
    item.kind === 'end-of-life'
      ? [item.product.product, item.cycle, item.ends, item.atMicros, item.ended]
      : [],
  );

describe('END_OF_LIFE_READER', () => {
  it('reads the ends of each release, by date or by the fact alone', () => {
    expect(ends(TODAY)).toEqual([
      ['Example OS', '10', 'software-support', Date.UTC(2025, 0, 1) * 1_000, undefined],
      ['Example OS', '10', 'security-support', Date.UTC(2027, 0, 1) * 1_000, undefined],
      ['Example OS', '9', 'security-support', undefined, true],
    ]);
  });

  it('takes the product of the older form from the file name, and its "true" as it is meant', () => {
    expect(ends(OLDER, 'ubuntu.json')).toEqual([
      ['ubuntu', '22.04', 'software-support', undefined, false],
      ['ubuntu', '22.04', 'security-support', Date.UTC(2027, 3, 1) * 1_000, undefined],
      ['ubuntu', '22.04', 'service', undefined, true],
    ]);
  });
});
