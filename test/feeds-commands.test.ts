/** `wardlight feeds` as people run it, without a network. */

import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epssTable, kevCatalogue, nvdDocument } from './support/feed-documents.ts';

const LAUNCHER = fileURLToPath(new URL('../bin/wardlight.js', import.meta.url));

let root: string;
beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-feeds-cli-'));
  fs.mkdirSync(path.join(root, 'feeds'));
  const today = new Date().toISOString().slice(0, 10);
  fs.writeFileSync(
    path.join(root, 'feeds', 'nvd.json'),
    JSON.stringify(nvdDocument('CVE-2026-1001', { lastModified: '2020-01-01' })),
  );
  fs.writeFileSync(
    path.join(root, 'feeds', 'kev.json'),
    JSON.stringify(kevCatalogue(today, ['CVE-2026-1001'])),
  );
  fs.writeFileSync(path.join(root, 'feeds', 'epss.csv'), epssTable(today, { 'CVE-2026-1001': 0.5 }));
  fs.writeFileSync(path.join(root, 'feeds', 'page.html'), '<html>');
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  fs.writeFileSync(path.join(root, 'private.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  fs.writeFileSync(path.join(root, 'public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
});
afterAll(() => fs.rmSync(root, { recursive: true }));

function feeds(...args: readonly string[]) {
  const env = { PATH: process.env['PATH'], WARDLIGHT_CACHE: path.join(root, 'cache') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, 'feeds', ...args], {
    cwd: root,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

describe('wardlight feeds', () => {
  it('status shows each feed with its age and says what cannot be concluded', () => {
    const { status, stdout } = feeds('status', '--feeds', 'feeds');
    expect(status).toBe(0);
    expect(stdout).toMatch(/NVD CVE 2\.0 +│ stale +│ 2020-01-01/);
    expect(stdout).toMatch(/FIRST EPSS +│ current/);
    expect(stdout).toContain('! CSAF advisories and VEX: not imported, so nothing is known from it.');
    expect(stdout).toContain('Files or documents that could not be read or were refused: 1.');
    expect(feeds('status', '--feeds', 'feeds', '--verbose').stdout).toContain('page.html');
  });

  it('status --json is one document', () => {
    const { stdout } = feeds('status', '--feeds', 'feeds/kev.json', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wardlight.feeds/1',
      files: 1,
      records: 0,
      feeds: [
        { feed: 'kev', condition: 'current', items: 1, ageDays: 0 },
        { feed: 'nvd', condition: 'absent' },
        {},
        {},
        {},
      ],
    });
  });

  it('export and import carry feeds from folder to folder', () => {
    expect(
      feeds('export', '--feeds', 'feeds', '--sign-with', 'private.pem', '--out', 'bundle.tar'),
    ).toMatchObject({ status: 0 });
    const { status, stderr } = feeds('import', 'bundle.tar', '--feeds', 'there', '--key', 'public.pem');
    expect([status, stderr]).toEqual([0, expect.stringContaining('4 files written, 0 unchanged')]);
    expect(fs.readFileSync(path.join(root, 'there', 'kev.json'))).toEqual(
      fs.readFileSync(path.join(root, 'feeds', 'kev.json')),
    );
  });

  it('import refuses what another has signed', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    fs.writeFileSync(path.join(root, 'other.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const { status, stderr } = feeds('import', 'bundle.tar', '--feeds', 'elsewhere', '--key', 'other.pem');
    expect([status, stderr]).toEqual([
      1,
      'wardlight: bundle.tar is refused. None of the given keys signed its manifest.\n',
    ]);
  });

  it.each([
    [['status'], 2, "required option '--feeds <path>'"],
    [['status', '--feeds', 'none'], 1, 'there is no such file or folder'],
    [['update', '--feeds', 'feeds'], 2, 'nothing to update'],
    [['update', 'pigeon', '--feeds', 'feeds'], 2, '"pigeon" is neither'],
    [
      ['update', 'kev', 'epss', '--from', 'http://127.0.0.1:9/x', '--feeds', 'feeds'],
      2,
      '--from goes with one source',
    ],
    [
      ['export', '--feeds', 'feeds', '--sign-with', 'none.pem', '--out', 'x.tar'],
      2,
      'none.pem cannot be read',
    ],
  ])('%j ends with status %i and says why', (args, expected, message) => {
    const { status, stderr } = feeds(...args);
    expect([status, stderr]).toEqual([expected, expect.stringContaining(message)]);
  });
});
