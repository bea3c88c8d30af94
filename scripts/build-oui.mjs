/**
 * Makes `dist/oui.txt`, the text that `OuiRegistry` searches, from the IEEE registry in the package `oui-data`.
 * Run it with `node scripts/build-oui.mjs [output]`; it also measures loading and looking up when `dist/` is built.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const output = resolve(process.argv[2] ?? `${root}/dist/oui.txt`);

/** Names that say nothing about the organisation: undisclosed owners, and blocks that are divided further. */
const ANONYMOUS = /^(?:private|ieee registration authority)$/i;

/**
 * The registered address block, cut to the organisation and kept within Latin-1, so that the text takes one byte per
 * character in memory.
 * @param {string} registration name and address, one per line
 */
function organisationOf(registration) {
  return (registration.split('\n')[0] ?? '')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[^\u0020-\u007e\u00a1-\u00ff]/g, (character) =>
      character.normalize('NFKD').replace(/[^ -~]/g, ' '),
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/** @type {Record<string, string>} */
const registry = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('oui-data'), 'utf8'));
const lines = Object.entries(registry)
  .map(
    ([prefix, registration]) => /** @type {const} */ ([prefix.toLowerCase(), organisationOf(registration)]),
  )
  .filter(
    ([prefix, name]) =>
      /^(?:[0-9a-f]{6}|[0-9a-f]{7}|[0-9a-f]{9})$/.test(prefix) && name !== '' && !ANONYMOUS.test(name),
  )
  .map(([prefix, name]) => `${prefix}\t${name}`)
  .sort((a, b) => (a < b ? -1 : 1)); // by code unit: a tab sorts before any digit, so a block stands before its parts

mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, `${lines.join('\n')}\n`);
console.log(`${output}: ${lines.length} blocks`);

const built = `${root}/dist/identify/oui-registry.js`;
if (existsSync(built)) {
  /** @type {typeof import('../src/identify/oui-registry.ts')} */
  const { OuiRegistry } = await import(pathToFileURL(built).href);
  const before = performance.now();
  const oui = new OuiRegistry(readFileSync(output, 'utf8'));
  const loaded = performance.now();
  for (let index = 0; index < 1_000; index += 1)
    oui.lookup((index * 281_474_977 + 0x0009fb000000).toString(16).padStart(12, '0').slice(-12));
  const done = performance.now();
  console.log(`load ${(loaded - before).toFixed(1)} ms, 1,000 look-ups ${(done - loaded).toFixed(1)} ms`);
}
