/** A bundle goes out and comes in; whatever is altered on the way is refused and leaves the folder as it was. */

import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFetchState } from '../fetch/fetch-state.ts';
import { BundleRefusedError, isSafePath, MAX_PATH_LENGTH } from './bundle-manifest.ts';
import { exportBundle } from './export-bundle.ts';
import { importBundle } from './import-bundle.ts';

const TAR_BLOCK = 512;
const NOW = Date.UTC(2026, 0, 2) * 1_000;
const maker = keyPair();
const stranger = keyPair();

function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

let root: string;
let bundle: string;
let into: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-bundle-'));
  bundle = path.join(root, 'bundle.tar');
  into = path.join(root, 'into');
  fs.mkdirSync(path.join(root, 'feeds', 'kev'), { recursive: true });
  fs.writeFileSync(path.join(root, 'feeds', 'kev', 'kev.json'), '{"vulnerabilities":[]}');
  fs.writeFileSync(path.join(root, 'feeds', 'epss.csv'), 'cve,epss\n');
});

afterEach(() => fs.rmSync(root, { recursive: true }));

function make(nowMicros = NOW) {
  return exportBundle([path.join(root, 'feeds')], {
    out: bundle,
    privateKeyPem: maker.privatePem,
    nowMicros,
    feeds: [
      {
        feed: 'kev',
        title: 'KEV',
        documents: 1,
        items: 0,
        skipped: {},
        newestMicros: NOW,
        checkedMicros: NOW,
      },
    ],
  });
}

const take = (publicKeyPems = [maker.publicPem]) => importBundle(bundle, { into, publicKeyPems });
const filesIn = (folder: string) =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
        .sort()
    : [];

describe('a bundle', () => {
  it('lists its files with checksums and the dates of feeds', async () => {
    const manifest = await make();
    expect(manifest).toMatchObject({
      schema: 'wardlight.feeds-bundle/1',
      made: '2026-01-02T00:00:00.000Z',
      feeds: [{ feed: 'kev', newest: '2026-01-02T00:00:00.000Z', checked: '2026-01-02T00:00:00.000Z' }],
      files: [
        { path: 'epss.csv', octets: 9 },
        { path: 'kev/kev.json', octets: 22 },
      ],
    });
  });

  it('is imported, and imported again without a change', async () => {
    await make();
    expect(await take()).toMatchObject({ written: 2, unchanged: 0 });
    expect(await take([stranger.publicPem, maker.publicPem])).toMatchObject({ written: 0, unchanged: 2 });
    expect(readFetchState(into).checkedMicros.get('kev')).toBe(NOW);
    expect(filesIn(into)).toEqual([
      '.wardlight-bundle.json',
      '.wardlight-feeds.json',
      'epss.csv',
      'kev/kev.json',
    ]);
    expect(fs.readFileSync(path.join(into, 'kev', 'kev.json'), 'utf8')).toBe('{"vulnerabilities":[]}');
  });

  it('is refused when none of the keys signed it', async () => {
    await make();
    await expect(take([stranger.publicPem])).rejects.toThrow('None of the given keys signed its manifest.');
    await expect(take([])).rejects.toThrow(BundleRefusedError);
    expect(filesIn(into)).toEqual([]);
  });

  it('is refused when it is older than the one imported last', async () => {
    await make();
    await take();
    await make(NOW - 1_000_000);
    await expect(take()).rejects.toThrow('before the bundle that was imported last');
  });

  it('is refused with any octet of its content changed, and leaves nothing behind', async () => {
    await make();
    const whole = fs.readFileSync(bundle);
    const contents = ['"sha256"', 'cve,epss\n', '{"vulnerabilities":[]}'].map((text) => whole.indexOf(text));
    const signature = whole.indexOf('manifest.json.sig') + TAR_BLOCK;
    for (const at of [...contents, signature, signature + 63]) {
      expect(at).toBeGreaterThan(0);
      const altered = Buffer.from(whole);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      fs.writeFileSync(bundle, altered);
      await expect(take()).rejects.toThrow(BundleRefusedError);
      expect(filesIn(into)).toEqual([]);
    }
  });

  it('is refused when it is cut short', async () => {
    await make();
    const whole = fs.readFileSync(bundle);
    for (const length of [0, 100, TAR_BLOCK, TAR_BLOCK * 3, whole.lastIndexOf('{"vulnerabilities"') + 3]) {
      fs.writeFileSync(bundle, whole.subarray(0, length));
      await expect(take()).rejects.toThrow(BundleRefusedError);
      expect(filesIn(into)).toEqual([]);
    }
  });

  it('is refused with a file more', async () => {
    await make();
    const whole = fs.readFileSync(bundle);
    const start = whole.indexOf('epss.csv\0');
    const extra = Buffer.from(whole.subarray(start, start + 2 * TAR_BLOCK));
    fs.writeFileSync(bundle, Buffer.concat([whole.subarray(0, start), extra, whole.subarray(start)]));
    await expect(take()).rejects.toThrow('which its manifest does not list');
  });

  it.each([
    ['no key'],
    [
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    ],
  ])('is not made with a key that is no Ed25519 key', async (privateKeyPem) => {
    const options = { out: bundle, privateKeyPem, nowMicros: NOW, feeds: [] };
    await expect(exportBundle([path.join(root, 'feeds')], options)).rejects.toThrow(BundleRefusedError);
    expect(fs.existsSync(bundle)).toBe(false);
  });
});

describe('isSafePath', () => {
  it.each(['a', 'nvd/2026.json.gz', 'ä/b c'])('%s stays inside', (name) => {
    expect(isSafePath(name)).toBe(true);
  });

  it.each([
    '',
    '/etc/passwd',
    '../a',
    'a/../b',
    'a//b',
    './a',
    '.hidden',
    'a/.b',
    'a\\b',
    'c:x',
    'a\0b',
    'x'.repeat(MAX_PATH_LENGTH + 1),
  ])('%j does not', (name) => {
    expect(isSafePath(name)).toBe(false);
  });
});
