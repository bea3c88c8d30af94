/** A tiny folder of feeds about devices of the sample hospital: what it says is invented, ids included. */

import fs from 'node:fs';
import path from 'node:path';
import { csafDocument, epssTable, kevCatalogue } from './feed-documents.ts';

/** On the pumps (ICU Medical Plum 360, 15.1.0): exploited, over the network without anything. */
export const PUMP_CVE = 'CVE-2026-4001';
/** On the monitor (Philips M8004A): fixed before the version that is there. */
export const MONITOR_CVE = 'CVE-2026-4002';

export function advisory(
  id: string,
  cve: string,
  product: { vendor: string; name: string; versions: string },
  vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
) {
  const document = csafDocument(id, { cve });
  const [vulnerability] = document.vulnerabilities;
  return {
    ...document,
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: product.vendor,
          branches: [
            {
              category: 'product_name',
              name: product.name,
              branches: [
                {
                  category: 'product_version_range',
                  name: product.versions,
                  product: { product_id: 'P1', name: `${product.name}: ${product.versions}` },
                },
              ],
            },
          ],
        },
      ],
    },
    vulnerabilities: [
      {
        ...vulnerability,
        title: 'Commands are taken from anybody',
        scores: [
          {
            products: ['P1'],
            cvss_v3: { version: '3.1', vectorString: vector, baseScore: 9.8, baseSeverity: 'CRITICAL' },
          },
        ],
      },
    ],
  };
}

/** All versions of the pump that the sample has. */
export const PUMP = { vendor: 'ICU Medical', name: 'Plum 360', versions: '<= 15.1.0' };

/** Documents by the path of their file; objects are written as JSON. */
export type FeedFiles = Readonly<Record<string, string | object>>;

export interface FeedFolderOptions {
  /** The known exploited vulnerabilities of the newest catalogue. */
  readonly exploited?: readonly string[];
  /** Files beside those that are always there. */
  readonly more?: FeedFiles;
}

export function writeFeedFiles(folder: string, files: FeedFiles): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** Writes the folder. */
export function writeFeedFolder(
  folder: string,
  { exploited = [PUMP_CVE], more = {} }: FeedFolderOptions = {},
): void {
  const monitor = { vendor: 'Philips', name: 'M8004A', versions: '< B.01.00' };
  const write = (name: string, content: string | object) => writeFeedFiles(folder, { [name]: content });
  write('csaf/pump.json', advisory('EXSA-26-001', PUMP_CVE, PUMP));
  write('csaf/monitor.json', advisory('EXSA-26-002', MONITOR_CVE, monitor));
  write('kev/kev-2026-02-01.json', kevCatalogue('2026-02-01', []));
  write('kev/kev-2026-03-01.json', kevCatalogue('2026-03-01', exploited));
  for (const [day, score] of [
    ['2026-02-01', 0.02],
    ['2026-03-01', 0.41],
  ] as const)
    write(`epss/epss-${day}.csv`, epssTable(day, { [PUMP_CVE]: score, [MONITOR_CVE]: 0.01 }));
  writeFeedFiles(folder, more);
}
