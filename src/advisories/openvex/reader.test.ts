import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/json-object.ts';
import type { VulnerabilityRecord } from '../../vulnerability/vulnerability-record.ts';
import { describeDocumentReader, readDocument } from '../feed-reader.contract.ts';
import { OPENVEX_READER } from './reader.ts';

const DOCUMENT: JsonObject = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://example.com/vex/1',
  author: 'Example Medical',
  role: 'Device Manufacturer',
  timestamp: '2026-01-01T00:00:00Z',
  version: 2,
  statements: [
    {
      vulnerability: { name: 'CVE-2026-1001', aliases: ['GHSA-xxxx-yyyy-zzzz'] },
      products: [
        {
          '@id': 'pkg:generic/pump@2.0',
          identifiers: { cpe23: 'cpe:2.3:a:example:pump:2.0:*:*:*:*:*:*:*' },
          subcomponents: [{ '@id': 'pkg:generic/openssl@1.1.1' }],
        },
      ],
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      impact_statement: 'TLS is off.',
    },
    {
      vulnerability: 'CVE-2026-1002',
      products: ['Pump 8000'],
      status: 'affected',
      action_statement: 'Update.',
    },
  ],
};

function records(document: JsonObject): VulnerabilityRecord[] {
  return readDocument(OPENVEX_READER, document).items.filter((item) => item.kind === 'vulnerability');
}

describeDocumentReader(OPENVEX_READER, { 'a document of 0.2.0': DOCUMENT });

describe('OPENVEX_READER', () => {
  it('speaks of the subcomponent within its product', () => {
    const [first] = records(DOCUMENT);
    expect(first).toMatchObject({
      id: 'CVE-2026-1001',
      aliases: ['GHSA-xxxx-yyyy-zzzz'],
      source: { publisher: 'Example Medical', role: 'maker', revision: '2' },
      statements: [
        {
          status: 'not-affected',
          justification: 'vulnerable_code_not_in_execute_path',
          impact: 'TLS is off.',
          product: {
            purls: ['pkg:generic/openssl@1.1.1'],
            within: {
              relation: 'default_component_of',
              product: {
                purls: ['pkg:generic/pump@2.0'],
                cpes: ['cpe:2.3:a:example:pump:2.0:*:*:*:*:*:*:*'],
              },
            },
          },
        },
      ],
    });
  });

  it('reads vulnerability and product of older documents, which are plain texts', () => {
    expect(records(DOCUMENT)[1]).toMatchObject({
      id: 'CVE-2026-1002',
      statements: [{ status: 'affected', product: { fullName: 'Pump 8000' } }],
      remediations: [{ details: 'Update.' }],
    });
  });

  it('skips statements without vulnerability or with a status that is none', () => {
    const statements = [{ status: 'affected' }, { vulnerability: 'CVE-2026-1', status: 'maybe' }, 7];
    expect(readDocument(OPENVEX_READER, { ...DOCUMENT, statements }).skipped).toEqual([
      'id-missing',
      'value-invalid',
      'not-an-object',
    ]);
  });
});
