import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/json-object.ts';
import type { VulnerabilityRecord } from '../../vulnerability/vulnerability-record.ts';
import { describeDocumentReader, readDocument } from '../feed-reader.contract.ts';
import { MAX_NODE_DEPTH } from './applicability.ts';
import { NVD_READER } from './reader.ts';

const FIRMWARE = 'cpe:2.3:o:example:pump_firmware:*:*:*:*:*:*:*:*';
const HARDWARE = 'cpe:2.3:h:example:pump:-:*:*:*:*:*:*:*';

const CVE = {
  id: 'CVE-2026-1001',
  sourceIdentifier: 'cna@example.com',
  published: '2026-01-02T03:04:05.678',
  lastModified: '2026-02-03T00:00:00.000',
  vulnStatus: 'Analyzed',
  cveTags: [{ sourceIdentifier: 'cna@example.com', tags: ['disputed'] }],
  descriptions: [
    { lang: 'es', value: 'Una bomba' },
    { lang: 'en', value: 'A pump\nlistens.' },
  ],
  metrics: {
    cvssMetricV31: [
      {
        source: 'nvd@nist.gov',
        type: 'Primary',
        cvssData: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', baseScore: 9.8 },
      },
    ],
    cvssMetricV2: [{ type: 'Secondary', cvssData: { vectorString: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' } }],
  },
  weaknesses: [
    {
      description: [
        { lang: 'en', value: 'CWE-306' },
        { lang: 'en', value: 'NVD-CWE-Other' },
      ],
    },
  ],
  configurations: [
    {
      operator: 'AND',
      nodes: [
        {
          operator: 'OR',
          negate: false,
          cpeMatch: [
            { vulnerable: true, criteria: FIRMWARE, versionEndExcluding: '2.4', matchCriteriaId: 'M-1' },
          ],
        },
        { operator: 'OR', negate: true, cpeMatch: [{ vulnerable: false, criteria: HARDWARE }] },
      ],
    },
    {
      nodes: [
        {
          operator: 'OR',
          cpeMatch: [{ criteria: FIRMWARE, versionStartIncluding: '3', versionEndIncluding: '3.1' }],
        },
      ],
    },
  ],
  references: [{ url: 'https://example.com/1', tags: ['Patch', 'Vendor Advisory'] }],
};

const OVERRIDE = {
  _annotation: { cve_id: 'CVE-2026-1001', modified: '2026-03-01T00:00:00+00:00', reason: 'Too wide.' },
  cve: {
    configurations: [
      { nodes: [{ cpeMatch: [{ criteria: 'cpe:2.3:a:null:null:*:*:*:*:*:*:*:*', vulnerable: false }] }] },
    ],
  },
};

function recordOf(document: JsonObject): VulnerabilityRecord {
  const [item] = readDocument(NVD_READER, document).items;
  if (item?.kind !== 'vulnerability') throw new Error('no record');
  return item;
}

describeDocumentReader(NVD_READER, {
  'a page of the API': {
    format: 'NVD_CVE',
    version: '2.0',
    timestamp: '2026-02-03T01:00:00.000',
    vulnerabilities: [{ cve: CVE }],
  },
  'one CVE a line': { cve: CVE },
  'a bare CVE': CVE,
  'a list of bare CVEs': { cve_items: [CVE] },
  'an override': OVERRIDE,
});

describe('NVD_READER', () => {
  it('repeats what the record says', () => {
    expect(recordOf({ cve: CVE })).toEqual({
      kind: 'vulnerability',
      source: {
        feed: 'nvd',
        document: 'CVE-2026-1001',
        revision: '2026-02-03T00:00:00.000',
        publisher: 'NVD',
        role: 'database',
        publishedMicros: Date.UTC(2026, 0, 2, 3, 4, 5, 678) * 1_000,
        revisedMicros: Date.UTC(2026, 1, 3) * 1_000,
      },
      id: 'CVE-2026-1001',
      aliases: [],
      state: 'disputed',
      workState: 'Analyzed',
      description: 'A pump listens.',
      publishedMicros: Date.UTC(2026, 0, 2, 3, 4, 5, 678) * 1_000,
      revisedMicros: Date.UTC(2026, 1, 3) * 1_000,
      configurations: [
        {
          operator: 'and',
          negate: false,
          matches: [],
          children: [
            {
              operator: 'or',
              negate: false,
              matches: [
                { cpe: FIRMWARE, vulnerable: true, bounds: { toExcluding: '2.4' }, criterionId: 'M-1' },
              ],
              children: [],
            },
            { operator: 'or', negate: true, matches: [{ cpe: HARDWARE, vulnerable: false }], children: [] },
          ],
        },
        {
          operator: 'or',
          negate: false,
          matches: [{ cpe: FIRMWARE, vulnerable: true, bounds: { fromIncluding: '3', toIncluding: '3.1' } }],
          children: [],
        },
      ],
      statements: [],
      remediations: [],
      severities: [
        {
          version: '3.1',
          vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
          scoredBy: 'nvd@nist.gov',
          primary: true,
          publishedScore: 9.8,
          productIds: [],
        },
        {
          version: '2.0',
          vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P',
          scoredBy: 'nvd@nist.gov',
          primary: false,
          productIds: [],
        },
      ],
      weaknesses: ['CWE-306'],
      ssvc: [],
      threats: [],
      references: [{ url: 'https://example.com/1', tags: ['patch', 'vendor advisory'] }],
    });
  });

  it('marks an override as replacing, with its reason', () => {
    expect(recordOf(OVERRIDE)).toMatchObject({
      source: { document: 'overrides/CVE-2026-1001', role: 'analyst' },
      replacesApplicability: true,
      notes: ['Too wide.'],
    });
  });

  it('does not take the date of an override for that of NVD', () => {
    expect(readDocument(NVD_READER, OVERRIDE).dates).toEqual([]);
  });

  it('takes an emptied override for none', () => {
    const { items, skipped } = readDocument(NVD_READER, { ...OVERRIDE, cve: {} });
    expect(items).toEqual([]);
    expect(skipped).toEqual(['nothing-said']);
  });

  it.each([
    ['Rejected', 'rejected'],
    ['Deferred', 'disputed'],
  ])('state of %s is %s', (vulnStatus, state) => {
    expect(recordOf({ cve: { ...CVE, vulnStatus } }).state).toBe(state);
  });

  it('joins a negation with the one below it', () => {
    const nodes = [{ operator: 'OR', negate: true, cpeMatch: [{ criteria: FIRMWARE }] }];
    const { configurations } = recordOf({ cve: { ...CVE, configurations: [{ negate: true, nodes }] } });
    expect(configurations[0]?.negate).toBe(false);
  });

  it('reads nodes to a depth and counts what is deeper', () => {
    let node: JsonObject = { operator: 'OR', cpeMatch: [{ criteria: FIRMWARE }] };
    for (let depth = 0; depth <= MAX_NODE_DEPTH; depth++) node = { operator: 'AND', children: [node] };
    const { skipped } = readDocument(NVD_READER, { cve: { ...CVE, configurations: [node] } });
    expect(skipped).toEqual(['nested-too-deep']);
  });

  it('skips entries without an id and criteria that are no CPE', () => {
    const bad = [
      { cve: {} },
      7,
      { cve: { ...CVE, configurations: [{ nodes: [{ cpeMatch: [{ criteria: 'pump' }] }] }] } },
    ];
    const { items, skipped } = readDocument(NVD_READER, { format: 'NVD_CVE', vulnerabilities: bad });
    expect(items).toHaveLength(1);
    expect(skipped).toEqual(['id-missing', 'not-an-object', 'value-invalid']);
  });
});
