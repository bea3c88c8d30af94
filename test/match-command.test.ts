/** `wardlight match` and `wardlight affected` as people run them, on a feed of three records. */

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const LAUNCHER = path.join(import.meta.dirname, '..', 'bin', 'wardlight.js');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-match-'));
const env = { ...process.env, WARDLIGHT_CACHE: path.join(folder, 'cache') };
const inFolder = (name: string) => path.join(folder, name);
const run = (...args: string[]) =>
  execFileSync(process.execPath, [LAUNCHER, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const json = (...args: string[]) => JSON.parse(run(...args, '--json', '--feeds', inFolder('feeds')));

function record(id: string, nodes: readonly object[], operator = 'OR') {
  return {
    cve: {
      id,
      lastModified: '2030-01-02T00:00:00.000',
      descriptions: [{ lang: 'en', value: 'A weakness.' }],
      configurations: [{ operator, nodes }],
    },
  };
}
const node = (criteria: string, rest: object = {}) => ({
  operator: 'OR',
  negate: false,
  cpeMatch: [{ vulnerable: true, criteria: `cpe:2.3:${criteria}:*:*:*:*:*:*:*:*`, ...rest }],
});
const pump = { versionEndExcluding: '2.0' };

beforeAll(() => {
  fs.mkdirSync(inFolder('feeds'));
  const records = [
    record('CVE-2030-0001', [node('o:acme:pump_firmware', pump)]),
    record(
      'CVE-2030-0002',
      [node('o:acme:pump_firmware', pump), node('h:acme:pump', { vulnerable: false })],
      'AND',
    ),
    record('CVE-2030-0003', [node('a:acme:gateway')]),
  ];
  fs.writeFileSync(inFolder('feeds/nvd.jsonl'), records.map((its) => `${JSON.stringify(its)}\n`).join(''));
  const attributes = { vendor: [{ value: 'Acme' }], model: [{ value: 'Gateway' }] };
  fs.writeFileSync(
    inFolder('inventory.json'),
    JSON.stringify({
      schema: 'wardlight.inventory/1',
      devices: [{ id: 'mac:1', ips: ['192.0.2.7'], attributes }],
    }),
  );
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('wardlight match', () => {
  it('answers one question under the id 1', () => {
    const document = json('match', '--cpe', 'cpe:2.3:o:acme:pump_firmware:1.5');
    expect(document.schema).toBe('wardlight.matches/1');
    expect(document.results).toMatchObject([
      {
        id: '1',
        findings: [
          {
            cve: 'CVE-2030-0001',
            status: 'affected',
            conditional: false,
            needs: [],
            sources: [{ feed: 'nvd', document: 'CVE-2030-0001' }],
          },
          {
            cve: 'CVE-2030-0002',
            status: 'affected',
            conditional: true,
            needs: ['cpe:2.3:h:acme:pump:*:*:*:*:*:*:*:*'],
          },
        ],
      },
    ]);
  });

  it('answers every question of a batch, also when nothing was found', () => {
    const questions = [
      { id: 'A', vendor: 'Acme', product: 'Gateway', version: '7' },
      { id: 'B', vendor: 'Acme', product: 'Lamp' },
      { id: 'C' },
    ];
    fs.writeFileSync(inFolder('batch.json'), JSON.stringify({ questions }));
    const { results } = json('match', '--batch', inFolder('batch.json'));
    expect(results).toMatchObject([
      { id: 'A', findings: [{ cve: 'CVE-2030-0003' }] },
      { id: 'B', findings: [] },
      { id: 'C', findings: [] },
    ]);
  });

  it('answers for the devices of an inventory, and prints a table', () => {
    expect(json('match', '--inventory', inFolder('inventory.json')).results).toMatchObject([
      { id: 'mac:1', findings: [{ cve: 'CVE-2030-0003' }] },
    ]);
    const table = run(
      'match',
      '--vendor',
      'Acme',
      '--product',
      'Pump',
      '--version',
      '1.5',
      '--feeds',
      inFolder('feeds'),
    );
    expect(table).toContain('CVE-2030-0002');
    expect(table).toContain('none known');
  });

  it.each([
    [['match', '--feeds', 'nowhere', '--cpe', 'cpe:2.3:a:b:c:1'], 1, 'nowhere cannot be read'],
    [['match', '--cpe', 'cpe:2.3:a:b:c:1'], 2, '--feeds'],
    [['match', '--feeds', folder], 2, 'name what to match'],
    [['affected', 'CVE-2030-9999', '--feeds', folder], 1, 'no feed knows CVE-2030-9999'],
  ])('%j ends with %i', (args, status, message) => {
    const ended = spawnSync(process.execPath, [LAUNCHER, ...args], { env, encoding: 'utf8' });
    expect(ended.stderr).toContain(message);
    expect(ended.status).toBe(status);
  });
});

it('wardlight affected names products and devices', () => {
  expect(json('affected', 'cve-2030-0003', '--inventory', inFolder('inventory.json'))).toMatchObject({
    schema: 'wardlight.affected/1',
    cve: 'CVE-2030-0003',
    products: [
      { product: 'cpe:2.3:a:acme:gateway:*:*:*:*:*:*:*:*', versions: 'all versions', status: 'affected' },
    ],
    devices: [{ device: 'mac:1', address: '192.0.2.7', status: 'affected' }],
  });
});
