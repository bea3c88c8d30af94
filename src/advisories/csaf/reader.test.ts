import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/json-object.ts';
import type { VulnerabilityRecord } from '../../vulnerability/vulnerability-record.ts';
import { describeDocumentReader, readDocument } from '../feed-reader.contract.ts';
import { MAX_BRANCH_DEPTH } from './product-tree.ts';
import { CSAF_READER, MAX_HEAD_ENTRIES } from './reader.ts';

const VECTOR = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

const HEAD = {
  category: 'csaf_security_advisory',
  csaf_version: '2.0',
  title: 'Example Pump',
  publisher: { category: 'vendor', name: 'Example Medical', namespace: 'https://example.com' },
  distribution: { tlp: { label: 'WHITE' } },
  tracking: {
    id: 'EX-26-001',
    version: '3',
    status: 'final',
    initial_release_date: '2026-01-01T00:00:00Z',
    current_release_date: '2026-02-01T00:00:00Z',
  },
};

const TREE = {
  branches: [
    {
      category: 'vendor',
      name: 'Example Medical',
      branches: [
        {
          category: 'product_name',
          name: 'Pump 8000',
          branches: [
            {
              category: 'product_version_range',
              name: '<= 2.6A',
              product: {
                product_id: 'P1',
                name: 'Pump 8000: 2.6A and prior',
                product_identification_helper: {
                  model_numbers: ['8000-1'],
                  cpe: 'cpe:/o:example:pump_8000_firmware',
                },
              },
            },
            {
              category: 'product_version',
              name: '2.7',
              product: { product_id: 'P2', name: 'Pump 8000 2.7' },
            },
            { category: 'product_version', name: 'All', product: { product_id: 'P3', name: 'Pump 8000' } },
          ],
        },
      ],
    },
  ],
  full_product_names: [{ product_id: 'P4', name: 'Server' }],
  relationships: [
    {
      category: 'installed_on',
      product_reference: 'P2',
      relates_to_product_reference: 'P4',
      full_product_name: { product_id: 'P5', name: 'Pump 8000 2.7 on Server' },
    },
  ],
  product_groups: [{ group_id: 'G1', product_ids: ['P1', 'P3'] }],
};

const VULNERABILITY = {
  cve: 'CVE-2026-1001',
  cwe: { id: 'CWE-306', name: 'Missing Authentication' },
  ids: [{ system_name: 'Example', text: 'EX-77' }],
  notes: [
    { category: 'summary', text: 'A pump listens.' },
    { category: 'details', text: 'Only with the network card.' },
  ],
  product_status: {
    known_affected: ['P1', 'P3', 'P9'],
    fixed: ['P2'],
    known_not_affected: ['P5'],
    first_fixed: ['P2'],
  },
  flags: [{ label: 'component_not_present', product_ids: ['P5'] }],
  scores: [{ products: ['P1'], cvss_v3: { version: '3.1', vectorString: VECTOR, baseScore: 9.8 } }],
  remediations: [
    {
      category: 'vendor_fix',
      details: 'Update.',
      group_ids: ['G1'],
      url: 'https://example.com',
      date: '2026-02-01T00:00:00Z',
    },
    { category: 'no_such_category', details: 'Pray.', product_ids: ['P1'] },
  ],
  threats: [{ category: 'impact', details: 'The pump stops.', product_ids: ['P1'] }],
};

const ADVISORY: JsonObject = { document: HEAD, product_tree: TREE, vulnerabilities: [VULNERABILITY] };
const ADVISORY_2_1: JsonObject = {
  document: {
    ...HEAD,
    csaf_version: '2.1',
    category: 'csaf_withdrawn',
    distribution: { tlp: { label: 'AMBER+STRICT' } },
  },
  product_tree: TREE,
  vulnerabilities: [
    {
      cwes: [{ id: 'CWE-306' }, { id: 'CWE-287' }],
      product_status: { known_affected: ['P1'], unknown: ['P2'] },
      metrics: [
        {
          products: ['P1'],
          source: 'https://cna.example',
          content: {
            cvss_v4: { vectorString: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' },
            ssvc_v2: { selections: [{ name: 'Exploitation', values: [{ name: 'Public PoC' }] }] },
          },
        },
      ],
    },
  ],
};

function recordOf(document: JsonObject): VulnerabilityRecord {
  const [item] = readDocument(CSAF_READER, document).items;
  if (item?.kind !== 'vulnerability') throw new Error('no record');
  return item;
}

describeDocumentReader(CSAF_READER, { 'an advisory of 2.0': ADVISORY, 'an advisory of 2.1': ADVISORY_2_1 });

describe('CSAF_READER', () => {
  it('reads who speaks, the revision and the state', () => {
    expect(recordOf(ADVISORY).source).toEqual({
      feed: 'csaf',
      document: 'EX-26-001',
      revision: '3',
      publisher: 'Example Medical',
      role: 'maker',
      title: 'Example Pump',
      status: 'final',
      publishedMicros: Date.UTC(2026, 0, 1) * 1_000,
      revisedMicros: Date.UTC(2026, 1, 1) * 1_000,
      sharing: 'WHITE',
    });
    expect(recordOf(ADVISORY_2_1).source).toMatchObject({ status: 'withdrawn', sharing: 'AMBER+STRICT' });
  });

  it('gives each product of the status a statement with its version as written', () => {
    const { statements } = recordOf(ADVISORY);
    expect(
      statements.map(({ productId, status, edge, versions }) => [productId, status, edge, versions]),
    ).toEqual([
      ['P1', 'unknown', undefined, [{ form: 'text', text: '<= 2.6A', status: 'affected' }]],
      ['P3', 'unknown', undefined, [{ form: 'text', text: 'All', status: 'affected' }]],
      ['P2', 'unknown', undefined, [{ form: 'exact', version: '2.7', status: 'fixed' }]],
      ['P5', 'unknown', undefined, [{ form: 'exact', version: '2.7', status: 'not-affected' }]],
      ['P2', 'unknown', 'first', [{ form: 'exact', version: '2.7', status: 'fixed' }]],
    ]);
    expect(statements[0]?.product).toEqual({
      vendor: 'Example Medical',
      product: 'Pump 8000',
      fullName: 'Pump 8000: 2.6A and prior',
      cpes: ['cpe:/o:example:pump_8000_firmware'],
      purls: [],
      modelNumbers: ['8000-1'],
      serialNumbers: [],
      stockNumbers: [],
      platforms: [],
    });
    expect(statements[0]?.impact).toBe('The pump stops.');
  });

  it('says within what a related product stands, with its justification', () => {
    const related = recordOf(ADVISORY).statements.find(({ productId }) => productId === 'P5');
    expect(related?.product.within).toMatchObject({
      relation: 'installed_on',
      product: { fullName: 'Server' },
    });
    expect(related?.justification).toBe('component_not_present');
  });

  it('reads the product paths of 2.1 like the relationships of 2.0', () => {
    const { relationships: _relationships, ...tree } = TREE;
    const path = {
      beginning_product_reference: 'P2',
      full_product_name: { product_id: 'P5', name: 'Pump 8000 2.7 on Server' },
      subpaths: [{ category: 'installed_on', next_product_reference: 'P4' }],
    };
    const document = { ...ADVISORY, product_tree: { ...tree, product_paths: [path] } };
    expect(recordOf(document).statements).toEqual(recordOf(ADVISORY).statements);
  });

  it('keeps how the document came to its revision, its notes and what it refers to', () => {
    const head = {
      ...HEAD,
      notes: [{ category: 'summary', title: 'In short', text: 'A pump listens.' }, { text: ' ' }],
      references: [{ category: 'self', url: 'https://example.com/1' }, { summary: 'nowhere' }],
      tracking: {
        ...HEAD.tracking,
        revision_history: [
          { number: '1', date: '2026-01-01T00:00:00Z', summary: 'First' },
          { number: '3', date: 'soon' },
        ],
      },
    };
    const { items } = readDocument(CSAF_READER, { document: head });
    expect(items).toEqual([
      {
        kind: 'advisory',
        source: recordOf(ADVISORY).source,
        history: [
          { revision: '1', atMicros: Date.UTC(2026, 0, 1) * 1_000, summary: 'First' },
          { revision: '3' },
        ],
        notes: [{ category: 'summary', title: 'In short', text: 'A pump listens.' }],
        references: [{ url: 'https://example.com/1', self: true }],
      },
    ]);
    const many = Array.from({ length: MAX_HEAD_ENTRIES + 1 }, () => ({ text: 'note' }));
    const [full] = readDocument(CSAF_READER, { document: { ...head, notes: many } }).items;
    expect(full).toMatchObject({ notes: { length: MAX_HEAD_ENTRIES } });
  });

  it('counts a product id that the tree does not have', () => {
    expect(readDocument(CSAF_READER, ADVISORY).skipped).toEqual(['value-invalid']);
  });

  it('resolves groups of remediations and keeps categories that it does not know as unknown', () => {
    expect(recordOf(ADVISORY).remediations).toEqual([
      {
        category: 'vendor_fix',
        details: 'Update.',
        url: 'https://example.com',
        atMicros: Date.UTC(2026, 1, 1) * 1_000,
        productIds: ['P1', 'P3'],
        fixIds: [],
      },
      { category: 'unknown', details: 'Pray.', productIds: ['P1'], fixIds: [] },
    ]);
  });

  it('reads metrics, weaknesses and SSVC of 2.1, and names a vulnerability without CVE by its place', () => {
    expect(recordOf(ADVISORY_2_1)).toMatchObject({
      id: 'EX-26-001#1',
      weaknesses: ['CWE-306', 'CWE-287'],
      severities: [{ version: '4.0', scoredBy: 'https://cna.example', productIds: ['P1'] }],
      ssvc: [{ point: 'exploitation', value: 'poc' }],
    });
  });

  it('takes summary for description, other notes for notes, and other ids for aliases', () => {
    expect(recordOf(ADVISORY)).toMatchObject({
      description: 'A pump listens.',
      notes: ['Only with the network card.'],
      aliases: ['EX-77'],
    });
  });

  it('reads branches to a depth and counts what is deeper', () => {
    let branch: JsonObject = {
      category: 'product_name',
      name: 'deep',
      product: { product_id: 'D', name: 'deep' },
    };
    for (let depth = 0; depth <= MAX_BRANCH_DEPTH; depth++)
      branch = { category: 'specification', name: 'x', branches: [branch] };
    const { skipped } = readDocument(CSAF_READER, {
      ...ADVISORY,
      product_tree: { branches: [branch] },
      vulnerabilities: [],
    });
    expect(skipped).toEqual(['nested-too-deep']);
  });
});
