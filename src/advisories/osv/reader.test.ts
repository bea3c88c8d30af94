import { describe, expect, it } from 'vitest';
import { describeDocumentReader, readDocument } from '../feed-reader.contract.ts';
import { OSV_READER } from './reader.ts';

const RECORD = {
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2026-01-01T00:00:00Z',
  aliases: ['CVE-2026-1001'],
  summary: 'Overflow',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  database_specific: { cwe_ids: ['CWE-120', 'other'] },
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'pump', purl: 'pkg:pypi/pump' },
      ranges: [
        { type: 'GIT', events: [{ introduced: '0' }] },
        {
          type: 'ECOSYSTEM',
          events: [
            { introduced: '0' },
            { fixed: '1.2' },
            { introduced: '2.0' },
            { last_affected: '2.4' },
            { introduced: '3.0' },
          ],
        },
      ],
      versions: ['1.0', '1.1'],
    },
    { package: { ecosystem: 'npm', name: 'pump' }, versions: ['1.0'] },
    { ranges: [] },
  ],
};

describeDocumentReader(OSV_READER, { 'a record': RECORD });

describe('OSV_READER', () => {
  it('is known by its CVE id and reads events as ranges', () => {
    const [record] = readDocument(OSV_READER, RECORD).items;
    expect(record).toMatchObject({
      id: 'CVE-2026-1001',
      aliases: ['GHSA-aaaa-bbbb-cccc'],
      weaknesses: ['CWE-120'],
      severities: [{ version: '3.1' }],
      statements: [
        {
          product: { packageName: 'pump', collection: 'PyPI', purls: ['pkg:pypi/pump'] },
          status: 'not-affected',
          versions: [
            {
              form: 'range',
              bounds: { toExcluding: '1.2' },
              scheme: 'pypi',
              status: 'affected',
              changes: [],
            },
            {
              form: 'range',
              bounds: { fromIncluding: '2.0', toIncluding: '2.4' },
              scheme: 'pypi',
              status: 'affected',
            },
            { form: 'range', bounds: { fromIncluding: '3.0' }, scheme: 'pypi', status: 'affected' },
          ],
        },
        { versions: [{ form: 'exact', version: '1.0', status: 'affected' }] },
      ],
    });
  });

  it('knows a withdrawn record', () => {
    const [record] = readDocument(OSV_READER, { ...RECORD, withdrawn: '2026-02-01T00:00:00Z' }).items;
    expect(record).toMatchObject({ state: 'rejected' });
  });
});
