#!/usr/bin/env node
/**
 * Time and memory of matching, on a synthetic catalogue of 300,000 CVEs with some 1.65 million criteria (55 % exact, 40 %
 * ranges, 5 % any version; 30,000 products of which the popular have most), or on a catalogue compiled from real feeds.
 *
 *   node bench/match-fleet.mjs [FEED …]
 *
 * Prints CPU seconds for 100,000 devices of 2,000 distinct products and versions, the same with all distinct, 1,000 new CVEs,
 * and one vulnerability looked up. Seeded: the same arguments measure the same work.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NVD_READER } from '../dist/advisories/nvd/reader.js';
import { CatalogueBuilder } from '../dist/feeds/catalogue/catalogue-builder.js';
import { CatalogueFile } from '../dist/feeds/catalogue/catalogue-file.js';
import { openCatalogue } from '../dist/feeds/open-catalogue.js';
import { parseCpeName } from '../dist/vulnerability/cpe-name.js';
import { CriterionMatcher } from '../dist/vulnerability/criterion-matcher.js';
import { describeRecord } from '../dist/vulnerability/describe-record.js';
import { Fleet } from '../dist/vulnerability/fleet.js';
import { MemoryCatalogue } from '../dist/vulnerability/memory-catalogue.js';

const CVES = 300_000;
const NEW_CVES = 1_000;
const PRODUCTS = 30_000;
const DEVICES = 100_000;
const PRODUCTS_PER_DEVICE = 3;
const DISTINCT = 2_000;

let state = 7;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let value = Math.imul(state ^ (state >>> 15), 1 | state);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
}

/** A place of a list whose weight falls with 1 / (place + 50). */
function popular(length) {
  return Math.min(length - 1, Math.floor(50 * ((length + 50) / 50) ** random() - 50));
}

const version = () =>
  `${Math.floor(random() * 12)}.${Math.floor(random() * 20)}.${Math.floor(random() * 30)}`;
const cpe = (product, its) => `cpe:2.3:a:vendor_${product % 5_000}:${product}:${its}:*:*:*:*:*:*:*`;

function criterion(product) {
  const kind = random();
  if (kind < 0.55) return { cpe: cpe(product, version()), vulnerable: true };
  if (kind > 0.95) return { cpe: cpe(product, '*'), vulnerable: true };
  return {
    cpe: cpe(product, '*'),
    vulnerable: true,
    bounds: { toExcluding: version(), ...(random() < 0.5 && { fromIncluding: '0.5' }) },
  };
}

function record(number, product) {
  const id = `CVE-2030-${10_000 + number}`;
  const matches = Array.from({ length: 1 + Math.floor(random() * 10) }, () =>
    criterion(random() < 0.7 ? product : popular(PRODUCTS)),
  );
  return {
    kind: 'vulnerability',
    source: { feed: 'nvd', document: id, revision: '1', role: 'database' },
    id,
    aliases: [],
    state: 'published',
    configurations: [{ operator: 'or', negate: false, matches, children: [] }],
    statements: [],
    remediations: [],
    severities: [],
    weaknesses: [],
    ssvc: [],
    threats: [],
    references: [],
  };
}

function measure(what, run) {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  const resident = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(`| ${what} | ${((user + system) / 1e6).toFixed(3)} s | ${resident} MB |`);
  return result;
}

if (process.argv[2] === '--compile') {
  const [folder, ...paths] = process.argv.slice(3);
  if (paths.length > 0) (await openCatalogue(paths, { cacheFolder: folder, nowMicros: 0 })).close();
  else compileSynthetic(path.join(folder, 'synthetic.catalogue'));
  process.exit(0);
}
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-bench-'));
// Compiled by a process of its own, for its memory is not that of matching.
spawnSync(process.execPath, [process.argv[1], '--compile', scratch, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
const catalogue = measure('open the compiled catalogue', () =>
  CatalogueFile.open(path.join(scratch, fs.readdirSync(scratch)[0])),
);

function compileSynthetic(file) {
  const builder = new CatalogueBuilder(file, Date.now() * 1_000);
  const sink = builder.openDocument(NVD_READER);
  for (let number = 0; number < CVES; number++) sink.take(record(number, popular(PRODUCTS)));
  builder.finish({ compiledMicros: 0, inputs: [], notes: [], notesDropped: 0 });
}

/** Products that the catalogue knows, the popular ones first, to make devices of. */
const known = [...catalogue.cpeProducts()].sort(
  (a, b) => b.endCriterion - b.firstCriterion - (a.endCriterion - a.firstCriterion),
);
const randomName = () => {
  const { part, vendor, product } = known[popular(known.length)];
  return parseCpeName(`cpe:2.3:${part}:${vendor}:${product}:${version()}:*:*:*:*:*:*:*`);
};

function fleetOf(distinct) {
  const names = Array.from({ length: distinct }, randomName);
  const fleet = new Fleet();
  for (let device = 0; device < DEVICES; device++) {
    const at = (index) =>
      names[
        distinct === DEVICES * PRODUCTS_PER_DEVICE
          ? device * PRODUCTS_PER_DEVICE + index
          : Math.floor(random() * distinct)
      ];
    fleet.add(Array.from({ length: PRODUCTS_PER_DEVICE }, (_unused, index) => at(index)));
  }
  return fleet;
}

function hitsPerDevice(fleet) {
  let hits = 0;
  for (let device = 0; device < fleet.deviceCount; device++) hits += fleet.hitCount(device);
  return hits / fleet.deviceCount;
}

/** Reads every hit of every device: what writing a whole report would add. */
function readAll(fleet) {
  let sum = 0;
  for (let device = 0; device < fleet.deviceCount; device++)
    fleet.eachHits(device, (_cpe, found) => {
      for (const hit of found) sum += hit & 7;
    });
  return sum;
}

const few = fleetOf(DISTINCT);
console.log(
  `${catalogue.recordCount} records, ${catalogue.criteria.recordRow.length} criteria, ${known.length} products\n`,
);
console.log('| step | CPU | memory |\n|---|---|---|');
measure(`${DEVICES} devices, ${few.tupleCount} distinct products and versions`, () => {
  few.rematch(new CriterionMatcher(catalogue));
  hitsPerDevice(few);
});
const fresh = Array.from({ length: NEW_CVES }, (_unused, number) => arrived(number));
const concerned = measure(`${NEW_CVES} new CVEs`, () => few.concernedBy(new MemoryCatalogue(fresh)).size);
measure('affected CVE: its records, products and versions', () => {
  const { id } = catalogue.record(Math.floor(catalogue.recordCount / 2));
  return [...catalogue.rowsOf(id)].flatMap((row) => describeRecord(catalogue.record(row))).length;
});
const all = fleetOf(DEVICES * PRODUCTS_PER_DEVICE);
measure(`${DEVICES} devices, ${all.tupleCount} distinct`, () => {
  all.rematch(new CriterionMatcher(catalogue));
  hitsPerDevice(all);
});
measure('read all hits of all of them', () => readAll(all));
console.log(`\n${hitsPerDevice(few).toFixed(0)} hits per device; the new CVEs concern ${concerned} devices`);
catalogue.close();
fs.rmSync(scratch, { recursive: true });

/** A new record on products of the catalogue. */
function arrived(number) {
  const product = () => known[popular(known.length)];
  const base = record(CVES + number, 0);
  const matches = Array.from({ length: 5 }, () => {
    const { part, vendor, product: name } = product();
    return {
      cpe: `cpe:2.3:${part}:${vendor}:${name}:*:*:*:*:*:*:*:*`,
      vulnerable: true,
      bounds: { toExcluding: version() },
    };
  });
  return { ...base, configurations: [{ operator: 'or', negate: false, matches, children: [] }] };
}
