import { describe, expect, it } from 'vitest';
import { describeDocumentReader, readDocument } from '../feed-reader.contract.ts';
import { SPDX_READER } from './reader.ts';

const BOM = {
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'pump 2.0',
  documentNamespace: 'https://example.com/pump',
  creationInfo: { created: '2026-01-01T00:00:00Z', creators: ['Person: PLANTED Person'] },
  packages: [
    {
      SPDXID: 'SPDXRef-pump',
      name: 'pump',
      versionInfo: '2.0',
      supplier: 'Organization: Example Medical (mail@example.com)',
      primaryPackagePurpose: 'FIRMWARE',
    },
    {
      SPDXID: 'SPDXRef-ssl',
      name: 'openssl',
      versionInfo: 'NOASSERTION',
      supplier: 'Person: PLANTED Person',
      checksums: [{ algorithm: 'SHA256', checksumValue: 'ab' }],
      validUntilDate: '2027-01-01T00:00:00Z',
      externalRefs: [
        { referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:openssl:openssl:1.1.1:*:*:*:*:*:*:*' },
        { referenceType: 'purl', referenceLocator: 'pkg:generic/openssl@1.1.1' },
      ],
    },
  ],
  relationships: [
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-pump' },
    { spdxElementId: 'SPDXRef-ssl', relationshipType: 'DEPENDENCY_OF', relatedSpdxElement: 'SPDXRef-pump' },
    { spdxElementId: 'SPDXRef-pump', relationshipType: 'CONTAINS', relatedSpdxElement: 'SPDXRef-other' },
    { spdxElementId: 'SPDXRef-pump', relationshipType: 'OTHER', relatedSpdxElement: 'SPDXRef-ssl' },
  ],
};

describeDocumentReader(SPDX_READER, { 'a bill of materials': BOM });

describe('SPDX_READER', () => {
  it('reads what the document describes and what it is made of, without naming a person', () => {
    const { items } = readDocument(SPDX_READER, BOM);
    expect(items).toEqual([
      expect.objectContaining({
        kind: 'sbom',
        subject: expect.objectContaining({ name: 'pump', type: 'firmware', supplier: 'Example Medical' }),
        components: [
          {
            ref: 'SPDXRef-ssl',
            type: 'unknown',
            name: 'openssl',
            cpes: ['cpe:2.3:a:openssl:openssl:1.1.1:*:*:*:*:*:*:*'],
            purls: ['pkg:generic/openssl@1.1.1'],
            hashes: [{ algorithm: 'SHA256', digest: 'ab' }],
            endOfSupportMicros: Date.UTC(2027, 0, 1) * 1_000,
          },
        ],
        dependencies: [{ ref: 'SPDXRef-pump', dependsOn: ['SPDXRef-ssl', 'SPDXRef-other'] }],
      }),
    ]);
    expect(JSON.stringify(items)).not.toContain('PLANTED');
  });
});
