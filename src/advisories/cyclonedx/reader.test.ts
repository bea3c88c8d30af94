import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/json-object.ts';
import { describeDocumentReader, readDocument } from '../feed-reader.contract.ts';
import { MAX_COMPONENT_DEPTH } from './components.ts';
import { CYCLONEDX_READER } from './reader.ts';

const BOM: JsonObject = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:1',
  version: 2,
  metadata: {
    timestamp: '2026-01-01T00:00:00Z',
    supplier: { name: 'Example Medical' },
    component: { type: 'firmware', name: 'pump', version: '2.0', 'bom-ref': 'pump' },
  },
  components: [
    {
      'bom-ref': 'ssl',
      type: 'library',
      group: 'org.example',
      name: 'openssl',
      version: '1.1.1k',
      publisher: 'OpenSSL',
      author: 'PLANTED Person',
      cpe: 'cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*',
      purl: 'pkg:generic/openssl@1.1.1k',
      hashes: [{ alg: 'SHA-256', content: 'ab' }],
      properties: [
        { name: 'End-of-Support', value: '2027-01-01' },
        { name: 'Level of Support', value: 'Abandoned' },
      ],
      components: [{ type: 'library', name: 'libcrypto' }],
    },
  ],
  dependencies: [{ ref: 'pump', dependsOn: ['ssl'] }],
};

const VEX: JsonObject = {
  bomFormat: 'CycloneDX',
  specVersion: '1.4',
  metadata: { component: { name: 'pump', 'bom-ref': 'pump' } },
  vulnerabilities: [
    {
      id: 'CVE-2026-1001',
      cwes: [306],
      ratings: [
        {
          source: { name: 'NVD' },
          score: 7.5,
          method: 'CVSSv31',
          vector: 'AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N',
        },
      ],
      analysis: {
        state: 'not_affected',
        justification: 'code_not_reachable',
        response: ['update'],
        detail: 'Off.',
      },
      affects: [
        {
          ref: 'pump',
          versions: [{ range: 'vers:semver/<7|>=1', status: 'unaffected' }, { version: '8.0' }],
        },
        { ref: 'urn:cdx:abc/1#product-ABC' },
      ],
    },
  ],
};

describeDocumentReader(CYCLONEDX_READER, { 'a bill of materials': BOM, 'a VEX': VEX });

describe('CYCLONEDX_READER', () => {
  it('reads components, nested ones too, with what names them', () => {
    const { items } = readDocument(CYCLONEDX_READER, BOM);
    expect(items).toEqual([
      {
        kind: 'sbom',
        source: {
          feed: 'cyclonedx',
          document: 'urn:uuid:1',
          revision: '2',
          publisher: 'Example Medical',
          role: 'unknown',
          title: 'pump 2.0',
          revisedMicros: Date.UTC(2026, 0, 1) * 1_000,
        },
        subject: {
          ref: 'pump',
          type: 'firmware',
          name: 'pump',
          version: '2.0',
          cpes: [],
          purls: [],
          hashes: [],
        },
        components: [
          {
            ref: 'ssl',
            type: 'library',
            name: 'org.example/openssl',
            version: '1.1.1k',
            supplier: 'OpenSSL',
            cpes: ['cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*'],
            purls: ['pkg:generic/openssl@1.1.1k'],
            hashes: [{ algorithm: 'SHA-256', digest: 'ab' }],
            supportLevel: 'Abandoned',
            endOfSupportMicros: Date.UTC(2027, 0, 1) * 1_000,
          },
          { ref: 'libcrypto', type: 'library', name: 'libcrypto', cpes: [], purls: [], hashes: [] },
        ],
        dependencies: [{ ref: 'pump', dependsOn: ['ssl'] }],
      },
    ]);
    expect(JSON.stringify(items)).not.toContain('PLANTED');
  });

  it('reads statements by state, with the versions that they bound', () => {
    const [record] = readDocument(CYCLONEDX_READER, VEX).items;
    expect(record).toMatchObject({
      id: 'CVE-2026-1001',
      weaknesses: ['CWE-306'],
      severities: [
        { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N', scoredBy: 'NVD' },
      ],
      statements: [
        {
          productId: 'pump',
          product: { product: 'pump' },
          status: 'unknown',
          versions: [
            { form: 'text', text: 'vers:semver/<7|>=1', status: 'not-affected' },
            { form: 'exact', version: '8.0', status: 'affected' },
          ],
          justificationText: 'code_not_reachable',
          impact: 'Off.',
        },
        { product: { fullName: 'product-ABC' }, status: 'not-affected' },
      ],
      remediations: [{ category: 'vendor_fix', details: 'Off.' }],
    });
  });

  it('is named by its place when it names itself in no way', () => {
    expect(readDocument(CYCLONEDX_READER, VEX, 'vex.json').items[0]?.source.document).toBe('/feeds/vex.json');
  });

  it('reads components to a depth and counts what is deeper', () => {
    let component: JsonObject = { name: 'deepest' };
    for (let depth = 0; depth < MAX_COMPONENT_DEPTH; depth++)
      component = { name: `${depth}`, components: [component] };
    const { items, skipped } = readDocument(CYCLONEDX_READER, { ...BOM, components: [component] });
    expect(items[0]).toMatchObject({ components: { length: MAX_COMPONENT_DEPTH } });
    expect(skipped).toEqual(['nested-too-deep']);
  });
});
