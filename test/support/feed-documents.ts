/** Small feed documents for tests: all names invented. */

export function nvdDocument(id: string, changes: object = {}) {
  return {
    cve: {
      id,
      published: '2026-01-01T00:00:00.000',
      lastModified: '2026-01-02T00:00:00.000',
      vulnStatus: 'Analyzed',
      descriptions: [{ lang: 'en', value: `What ${id} is.` }],
      configurations: [
        {
          nodes: [
            {
              operator: 'OR',
              cpeMatch: [
                {
                  vulnerable: true,
                  criteria: 'cpe:2.3:o:example:pump_firmware:*:*:*:*:*:*:*:*',
                  versionEndExcluding: '2.4',
                },
              ],
            },
          ],
        },
      ],
      ...changes,
    },
  };
}

export function csafDocument(id: string, changes: { version?: string; date?: string; cve?: string } = {}) {
  const { version = '1', date = '2026-01-05T00:00:00Z', cve = 'CVE-2026-1001' } = changes;
  return {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'vendor', name: 'Example Medical', namespace: 'https://example.com' },
      title: 'Example Pump',
      notes: [{ category: 'summary', text: 'A pump listens.' }],
      references: [{ category: 'external', summary: 'More', url: 'https://example.com/more' }],
      tracking: {
        id,
        version,
        status: 'final',
        initial_release_date: '2026-01-01T00:00:00Z',
        current_release_date: date,
        revision_history: [{ date, number: version, summary: 'A revision' }],
      },
    },
    product_tree: {
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
                  product: { product_id: 'P1', name: 'Pump 8000: 2.6A and prior' },
                },
              ],
            },
          ],
        },
      ],
    },
    vulnerabilities: [
      {
        cve,
        notes: [{ category: 'summary', text: 'A pump listens.' }],
        product_status: { known_affected: ['P1'] },
        remediations: [{ category: 'vendor_fix', details: 'Update.', product_ids: ['P1'] }],
      },
    ],
  };
}

export function kevCatalogue(date: string, ids: readonly string[]) {
  return {
    title: 'KEV',
    catalogVersion: date.replaceAll('-', '.'),
    dateReleased: `${date}T12:00:00Z`,
    count: ids.length,
    vulnerabilities: ids.map((cveID) => ({
      cveID,
      vendorProject: 'Example',
      product: 'Pump',
      dateAdded: date,
    })),
  };
}

/** Percentiles have the shape of the real ones: half of all vulnerabilities have less than a hundredth. */
export function epssTable(date: string, rows: Readonly<Record<string, number>>): string {
  const percentile = (score: number) => (score / (score + 0.01)).toFixed(5);
  const lines = Object.entries(rows).map(([id, score]) => `${id},${score},${percentile(score)}`);
  return [
    `#model_version:v2025.03.14,score_date:${date}T00:00:00Z`,
    'cve,epss,percentile',
    ...lines,
    '',
  ].join('\n');
}
