import { describe, expect, it } from 'vitest';
import { describeTableReader, readTable } from '../feed-reader.contract.ts';
import { EPSS_READER } from './reader.ts';

const STATED = '#model_version:v2025.03.14,score_date:2026-05-18T00:00:00+0000';
const HEADER = 'cve,epss,percentile';
const ROW = 'CVE-2026-1001,0.0142,0.79799';

describeTableReader(EPSS_READER, {
  'a file of the day': [STATED, HEADER, ROW],
  'a mirror with another comment': ['#source:mirror', HEADER, ROW],
  'a mirror without comment': [HEADER, ROW],
  'without percentiles': ['cve,epss', 'CVE-2026-1001,0.0142'],
});

describe('EPSS_READER', () => {
  it('reads score, rank, model and date', () => {
    const { items, dates } = readTable(EPSS_READER, [STATED, HEADER, ROW]);
    expect(items).toEqual([
      expect.objectContaining({
        kind: 'exploit-prediction',
        id: 'CVE-2026-1001',
        probability: 0.0142,
        percentile: 0.79799,
        model: 'v2025.03.14',
      }),
    ]);
    expect(dates).toEqual([Date.UTC(2026, 4, 18) * 1_000]);
  });

  it.each([
    ['epss-2025-03-16.csv', 'v2023.03.01'],
    ['epss-2025-03-17.csv', 'v2025.03.14'],
    ['epss-2022-01-01.csv', 'unknown'],
    ['epss.csv', 'unknown'],
  ])('takes the model of %s, which names none, from its date: %s', (fileName, model) => {
    expect(readTable(EPSS_READER, [HEADER, ROW], fileName).items[0]).toMatchObject({ model });
  });

  it.each([
    ['CVE-2026-1001,1.5,0.5', 'value-invalid'],
    ['CVE-2026-1001,-0.1,0.5', 'value-invalid'],
    ['CVE-2026-1001,,0.5', 'value-invalid'],
    ['CVE-2026-1001,NaN,0.5', 'value-invalid'],
    ['pump,0.1,0.5', 'id-missing'],
  ])('skips %s', (line, reason) => {
    const { items, skipped } = readTable(EPSS_READER, [HEADER, line]);
    expect(items).toEqual([]);
    expect(skipped).toEqual([reason]);
  });
});
