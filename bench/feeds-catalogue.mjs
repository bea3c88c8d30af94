/**
 * Compiles and opens a catalogue of synthetic CVEs as large as the whole NVD, and says what that takes.
 *
 *   npm run build && node bench/feeds-catalogue.mjs [CVEs] [folder of real feeds]
 *
 * Shape of the data: docs/performance.md, "Vulnerability data". Seeded, so that two runs compare.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { openCatalogue } from '../dist/feeds/open-catalogue.js';

const COUNT = Number(process.argv[2] ?? 300_000);
const PRODUCTS = 30_000;
const CRITERIA = 5.5;
const OPENINGS = 7;
const WORDS =
  'a remote attacker may use crafted packets in the network service of this device to run code'.split(' ');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-bench-'));
const cacheFolder = path.join(root, 'cache');
const folder = process.argv[3] ?? path.join(root, 'feeds');

let seed = 42;
function random() {
  seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const version = () =>
  `${Math.floor(random() * 12)}.${Math.floor(random() * 30)}.${Math.floor(random() * 60)}`;

function criterion() {
  // Few products have most criteria: p ~ 1 / (rank + 50).
  const rank = Math.floor(50 * ((PRODUCTS / 50 + 1) ** random() - 1));
  const kind = random();
  const exact = kind < 0.55;
  const match = {
    vulnerable: true,
    criteria: `cpe:2.3:a:vendor_${rank % 4_000}:product_${rank}:${exact ? version() : '*'}:*:*:*:*:*:*:*`,
    matchCriteriaId: 'D946F4FD-8E0C-537B-ACD4-D734367DE712',
  };
  if (kind >= 0.55 && kind < 0.95)
    match[random() < 0.5 ? 'versionEndExcluding' : 'versionEndIncluding'] = version();
  return match;
}

function cve(number) {
  const words = Array.from({ length: 40 + Math.floor(random() * 40) }, () => pick(WORDS));
  const cpeMatch = Array.from({ length: 1 + Math.floor(random() * 2 * (CRITERIA - 0.5)) }, criterion);
  return {
    cve: {
      id: `CVE-${1999 + Math.floor(number / 12_000)}-${10_000 + (number % 12_000)}`,
      sourceIdentifier: 'cna@example.com',
      published: '2026-01-01T00:00:00.000',
      lastModified: '2026-02-01T00:00:00.000',
      vulnStatus: 'Analyzed',
      descriptions: [{ lang: 'en', value: words.join(' ') }],
      metrics: {
        cvssMetricV31: [
          {
            source: 'nvd@nist.gov',
            type: 'Primary',
            cvssData: {
              version: '3.1',
              vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
              baseScore: 9.8,
            },
          },
        ],
      },
      weaknesses: [
        { source: 'nvd@nist.gov', type: 'Primary', description: [{ lang: 'en', value: 'CWE-787' }] },
      ],
      configurations: [{ nodes: [{ operator: 'OR', negate: false, cpeMatch }] }],
      references: Array.from({ length: 4 }, (_, index) => ({
        url: `https://example.com/advisories/${number}/${index}`,
        tags: ['Vendor Advisory'],
      })),
    },
  };
}

/** One page as NVD publishes it: a single document, compressed. */
async function writeSynthetic(file) {
  const gzip = zlib.createGzip({ level: 1 });
  const done = new Promise((resolve) => gzip.pipe(fs.createWriteStream(file)).on('finish', resolve));
  gzip.write('{"format":"NVD_CVE","version":"2.0","timestamp":"2026-02-02T00:00:00.000","vulnerabilities":[');
  let octets = 0;
  for (let number = 0; number < COUNT; number++) {
    const text = `${number === 0 ? '' : ','}${JSON.stringify(cve(number))}`;
    octets += text.length;
    if (!gzip.write(text)) await new Promise((resolve) => gzip.once('drain', resolve));
  }
  gzip.end(']}');
  await done;
  return octets;
}

const megabytes = (octets) => `${(octets / 1e6).toFixed(0)} MB`;
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

try {
  if (process.argv[3] === undefined) {
    fs.mkdirSync(folder);
    const octets = await writeSynthetic(path.join(folder, 'nvd.json.gz'));
    console.log(`${COUNT} synthetic CVEs, ${megabytes(octets)} of JSON`);
  }
  const options = { cacheFolder, nowMicros: Date.now() * 1_000 };
  const before = process.cpuUsage();
  const begun = performance.now();
  (await openCatalogue([folder], options)).close();
  const cpu = process.cpuUsage(before);
  console.log(
    `compile   ${((performance.now() - begun) / 1e3).toFixed(1)} s, ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s CPU,` +
      ` peak RSS ${megabytes(process.resourceUsage().maxRSS * 1_024)}`,
  );
  const [name] = fs.readdirSync(cacheFolder);
  console.log(`file      ${megabytes(fs.statSync(path.join(cacheFolder, name)).size)}`);
  const times = [];
  let catalogue;
  for (let opening = 0; opening < OPENINGS; opening++) {
    catalogue?.close();
    const at = performance.now();
    catalogue = await openCatalogue([folder], options);
    times.push(performance.now() - at);
  }
  console.log(
    `open      ${median(times).toFixed(0)} ms (median of ${OPENINGS}), ${catalogue.recordCount} records, ${catalogue.criteria.flags.length} criteria`,
  );
  const products = [...catalogue.cpeProducts()];
  const lookedUp = performance.now();
  for (const { part, vendor, product } of products) catalogue.cpeProduct(part, vendor, product);
  console.log(
    `product   ${(((performance.now() - lookedUp) / products.length) * 1e3).toFixed(1)} us a lookup, ${products.length} products`,
  );
  const rows = Array.from({ length: 5_000 }, () => Math.floor(random() * catalogue.recordCount));
  const read = performance.now();
  for (const row of rows) catalogue.record(row);
  console.log(
    `record    ${(((performance.now() - read) / rows.length) * 1e3).toFixed(0)} us, read in random order`,
  );
  catalogue.close();
} finally {
  fs.rmSync(root, { recursive: true });
}
