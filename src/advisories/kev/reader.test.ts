import { describe, expect, it } from 'vitest';
import {
  describeDocumentReader,
  describeTableReader,
  readDocument,
  readTable,
} from '../feed-reader.contract.ts';
import { KEV_READER, KEV_TABLE_READER } from './reader.ts';

const ENTRY = {
  cveID: 'CVE-2026-1001',
  vendorProject: 'Example',
  product: 'Pump',
  vulnerabilityName: 'Example Pump Missing Authentication',
  dateAdded: '2026-02-01',
  dueDate: '2026-02-22',
  requiredAction: 'Apply mitigations.',
  knownRansomwareCampaignUse: 'Known',
};
const CATALOGUE = {
  catalogVersion: '2026.02.01',
  dateReleased: '2026-02-01T17:00:00Z',
  count: 1,
  vulnerabilities: [ENTRY],
};
const { knownRansomwareCampaignUse: _, ...ENTRY_OF_2023 } = ENTRY;
const LINES = [
  'cveID,vendorProject,product,dateAdded,knownRansomwareCampaignUse',
  'CVE-2026-1001,Example,"Pump, ""large""",2026-02-01,Unknown',
];

describeDocumentReader(KEV_READER, {
  'the catalogue of today': CATALOGUE,
  'the catalogue of 2023': { catalogVersion: '2023.06.02', vulnerabilities: [ENTRY_OF_2023] },
});
describeTableReader(KEV_TABLE_READER, { 'the catalogue as CSV': LINES });

describe('KEV_READER', () => {
  it('reads entries with their dates', () => {
    const { items, dates } = readDocument(KEV_READER, CATALOGUE);
    expect(dates).toEqual([Date.UTC(2026, 1, 1, 17) * 1_000]);
    expect(items).toEqual([
      expect.objectContaining({
        kind: 'known-exploited',
        id: 'CVE-2026-1001',
        addedMicros: Date.UTC(2026, 1, 1) * 1_000,
        dueMicros: Date.UTC(2026, 1, 22) * 1_000,
        ransomware: true,
      }),
    ]);
  });

  it.each([['Unknown'], [undefined], [7]])('ransomware use %j is not known, which is not "no"', (use) => {
    const entry = { ...ENTRY, knownRansomwareCampaignUse: use };
    expect(readDocument(KEV_READER, { ...CATALOGUE, vulnerabilities: [entry] }).items[0]).not.toHaveProperty(
      'ransomware',
    );
  });

  it('takes the date from the catalogue version, then from the file name', () => {
    const { dateReleased: _date, ...undated } = CATALOGUE;
    expect(readDocument(KEV_READER, undated).dates).toEqual([Date.UTC(2026, 1, 1) * 1_000]);
    const { catalogVersion: _version, ...bare } = undated;
    expect(readDocument(KEV_READER, bare, 'kev-2026-01-31.json').dates).toEqual([
      Date.UTC(2026, 0, 31) * 1_000,
    ]);
  });

  it('reads the CSV with quoted fields', () => {
    const { items, dates } = readTable(KEV_TABLE_READER, LINES, 'kev-2026-02-01.csv');
    expect(items).toEqual([expect.objectContaining({ id: 'CVE-2026-1001', product: 'Pump, "large"' })]);
    expect(dates).toEqual([Date.UTC(2026, 1, 1) * 1_000]);
  });

  it('skips what has no CVE id', () => {
    const { items, skipped } = readDocument(KEV_READER, { ...CATALOGUE, vulnerabilities: [{}, 7, ENTRY] });
    expect(items).toHaveLength(1);
    expect(skipped).toEqual(['id-missing', 'not-an-object']);
  });
});
