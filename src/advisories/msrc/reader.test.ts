import { describe, expect, it } from 'vitest';
import { describeDocumentReader, readDocument } from '../feed-reader.contract.ts';
import { MSRC_READER } from './reader.ts';

const FIX = {
  Description: { Value: '5034768' },
  URL: 'https://catalog.update.microsoft.com/v7/site/Search.aspx?q=KB5034768',
  Supercedence: '5034127',
  ProductID: ['11568', '11569'],
  Type: 2,
  RestartRequired: { Value: 'Yes' },
  SubType: 'Security Update',
  FixedBuild: '10.0.17763.5458',
};
const MONTH = {
  DocumentTitle: { Value: 'February 2024 Security Updates' },
  DocumentTracking: {
    Identification: { ID: { Value: '2024-Feb' } },
    Version: '1.0',
    InitialReleaseDate: '2024-02-13T08:00:00',
    CurrentReleaseDate: '2024-03-01T08:00:00',
  },
  ProductTree: {
    FullProductName: [
      { ProductID: '11568', Value: 'Windows 10 Version 1809 for 32-bit Systems' },
      {
        ProductID: '11569',
        Value: 'Windows 10 Version 1809 for x64-based Systems',
        CPE: 'cpe:2.3:o:microsoft:windows_10_1809:10.0.17763.5458:*:*:*:*:*:x64:*',
      },
      { ProductID: '10049', Value: 'Windows 7 for x64-based Systems Service Pack 1' },
    ],
  },
  Vulnerability: [
    {
      Title: { Value: 'Windows Kernel Elevation of Privilege Vulnerability' },
      CVE: 'CVE-2024-21338',
      CWE: [{ ID: 'CWE-822', Value: 'Untrusted Pointer Dereference' }],
      ProductStatuses: [{ ProductID: ['11568', '11569', '10049', 'missing'], Type: 3 }],
      CVSSScoreSets: [
        { BaseScore: 7.8, Vector: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', ProductID: ['11569'] },
      ],
      Remediations: [
        FIX,
        { Description: { Value: 'Release Notes' }, Type: 2, FixedBuild: '', ProductID: ['10049'] },
        { Description: { Value: 'Switch it off' }, Type: 0, ProductID: [] },
        { Description: { Value: '5034768' }, Type: 5, ProductID: ['11569'] },
      ],
    },
    { CVE: 'CVE-2024-21345', ProductStatuses: [], Remediations: [FIX] },
    { CVE: 'ADV240001' },
  ],
};

describeDocumentReader(MSRC_READER, { 'a month': MONTH });

describe('MSRC_READER', () => {
  const { items, skipped, dates } = readDocument(MSRC_READER, MONTH);
  const [first] = items.filter((item) => item.kind === 'vulnerability');

  it('reads products below the build that fixes them', () => {
    expect(first?.source).toMatchObject({ document: '2024-Feb', publisher: 'Microsoft', role: 'maker' });
    expect(
      first?.statements.map(({ product, status, versions }) => [
        product.product,
        product.platforms,
        status,
        versions.map((version) => (version.form === 'range' ? version.bounds : version)),
      ]),
    ).toEqual([
      ['Windows 10 Version 1809', ['32-bit Systems'], 'unknown', [{ toExcluding: '10.0.17763.5458' }]],
      ['Windows 10 Version 1809', ['x64-based Systems'], 'unknown', [{ toExcluding: '10.0.17763.5458' }]],
      ['Windows 7 Service Pack 1', ['x64-based Systems'], 'affected', []],
    ]);
    expect(skipped).toEqual(['value-invalid', 'id-missing']);
    expect(dates).toEqual([Date.UTC(2024, 2, 1, 8) * 1_000]);
  });

  it('reads which update is the fix, and leaves out notes and known issues', () => {
    expect(first?.remediations.map(({ category, fixIds }) => [category, fixIds])).toEqual([
      ['vendor_fix', ['KB5034768']],
      ['vendor_fix', []],
      ['workaround', []],
    ]);
  });

  it('reads what an update brings and supersedes, once', () => {
    expect(items.filter((item) => item.kind === 'software-update')).toMatchObject([
      { id: 'KB5034768', build: '10.0.17763.5458', supersedes: ['KB5034127'] },
    ]);
  });
});
