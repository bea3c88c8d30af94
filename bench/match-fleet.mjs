#!/usr/bin/env node
/**
 * Time and memory of matching, on a synthetic catalogue of 300,000 CVEs with some 1.65 million criteria (55 % exact, 40 %
 * ranges, 5 % any version; 30,000 products of which the popular have most), or on a catalogue compiled from real feeds.
 *
 *   node bench/match-fleet.mjs [FEED …]
 *
 * Prints CPU seconds for 100,000 devices of 2,000 distinct products and versions, the same with all distinct, which products
 * 1,000 new CVEs concern, one vulnerability looked up, and what whole findings cost beside it. Seeded: the same arguments
 * measure the same work. V8 runs as the program lets it.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NVD_READER } from '../dist/advisories/nvd/reader.js';
import { optimiseLater } from '../dist/cli/optimise-later.js';
import { CatalogueBuilder } from '../dist/feeds/catalogue/catalogue-builder.js';
import { CatalogueFile } from '../dist/feeds/catalogue/catalogue-file.js';
import { openCatalogue } from '../dist/feeds/open-catalogue.js';
import { loadVendors } from '../dist/main/load-knowledge.js';
import { concernOfTuple, matchTuple } from '../dist/main/match-product.js';
import { matchingOver } from '../dist/main/matching.js';
import { parseCpeName, plainCpeValue } from '../dist/vulnerability/cpe-name.js';
import { CriterionMatcher } from '../dist/vulnerability/criterion-matcher.js';
import { describeRecord } from '../dist/vulnerability/describe-record.js';
import { MemoryCatalogue } from '../dist/vulnerability/memory-catalogue.js';
import { ConcernedProducts } from '../dist/vulnerability/record-changes.js';
import { ReviewRules } from '../dist/vulnerability/review-rules.js';
import { VendorNames } from '../dist/vulnerability/vendor-names.js';

optimiseLater();
const CVES = 300_000;
const NEW_CVES = 1_000;
const PRODUCTS = 30_000;
const DEVICES = 100_000;
const PRODUCTS_PER_DEVICE = 3;
const DISTINCT = 2_000;
const DESCRIBED = 200;

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

/** A process of its own for each, so that its memory is not that of matching. */
function runApart(...args) {
  spawnSync(process.execPath, [process.argv[1], ...args], { stdio: 'inherit' });
}

if (process.argv[2] === '--compile') {
  const [folder, ...paths] = process.argv.slice(3);
  if (paths.length > 0) (await openCatalogue(paths, { cacheFolder: folder, nowMicros: 0 })).close();
  else compileSynthetic(path.join(folder, 'synthetic.catalogue'));
  process.exit(0);
}
const [mode, given] = process.argv.slice(2);
const areFindings = mode === '--findings';
const scratch = areFindings ? given : fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-bench-'));
if (!areFindings) runApart('--compile', scratch, ...process.argv.slice(2));
const open = () => CatalogueFile.open(path.join(scratch, fs.readdirSync(scratch)[0]));
const catalogue = areFindings ? open() : measure('open the compiled catalogue', open);

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
const byProduct = (a, b) => (a.vendor + a.product < b.vendor + b.product ? -1 : 1);

/** Names of products in their versions, and for each device which of them run on it. */
function fleetOf(distinct) {
  const names = Array.from({ length: distinct }, randomName).sort(byProduct);
  const all = DEVICES * PRODUCTS_PER_DEVICE;
  const tuples = Uint32Array.from({ length: all }, (_unused, index) =>
    distinct === all ? index : Math.floor(random() * distinct),
  );
  return { names, tuples };
}

/** The work of a tuple is done once, however many devices have it. */
function hitsOf({ names, tuples }) {
  const matcher = new CriterionMatcher(catalogue);
  const counts = Uint32Array.from(names, (name) => matcher.hits(name).length);
  return tuples.reduce((sum, tuple) => sum + counts[tuple], 0);
}

const words = (value) => plainCpeValue(value).replaceAll('_', ' ');
/** What a server asks of a device that is this product. */
const tupleOf = ({ vendor, product, version: software }) => ({
  vendor: words(vendor),
  model: words(product),
  software,
});

const few = fleetOf(DISTINCT);
const asked = few.names.map(tupleOf);
if (areFindings) {
  describeFindings();
  process.exit(0);
}
console.log(
  `${catalogue.recordCount} records, ${catalogue.criteria.recordRow.length} criteria, ${known.length} products\n`,
);
console.log('| step | CPU | memory |\n|---|---|---|');
const hits = measure(`${DEVICES} devices, ${DISTINCT} distinct products and versions`, () => hitsOf(few));
const fresh = Array.from({ length: NEW_CVES }, (_unused, number) => arrived(number));
const now = new MemoryCatalogue(fresh);
const vendors = new VendorNames(loadVendors());
const concerned = measure(`${NEW_CVES} new CVEs: which of the ${DISTINCT} they concern`, () => {
  const changes = { ids: fresh.map(({ id }) => id), former: [], names: [] };
  const products = new ConcernedProducts(changes, now, vendors, new ReviewRules());
  return asked.filter((tuple) => concernOfTuple(products, tuple, []) !== 'nothing').length;
});
measure('affected CVE: its records, products and versions', () => {
  const { id } = catalogue.record(Math.floor(catalogue.recordCount / 2));
  return [...catalogue.rowsOf(id)].flatMap((row) => describeRecord(catalogue.record(row))).length;
});
const all = fleetOf(DEVICES * PRODUCTS_PER_DEVICE);
measure(`${DEVICES} devices, ${all.names.length} distinct`, () => hitsOf(all));
runApart('--findings', scratch);
console.log(`\n${(hits / DEVICES).toFixed(0)} hits per device; the new CVEs concern ${concerned} products`);
catalogue.close();
fs.rmSync(scratch, { recursive: true });

/** What the hits are only the beginning of: what a server does once, when it first sees a product. */
function describeFindings() {
  const { matcher } = measure('index of all names of products', () => {
    const matching = matchingOver(catalogue);
    matching.matcher.match({ vendors: ['Nobody'], product: 'Nothing' });
    return matching;
  });
  let found = 0;
  measure(`all findings of ${DESCRIBED} distinct, with sources and reasons`, () => {
    for (const tuple of asked.slice(0, DESCRIBED)) found += matchTuple(matcher, tuple).parts.length;
  });
  console.log(`\n${found} findings`);
}

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
