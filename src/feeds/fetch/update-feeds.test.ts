/** Whole updates against a server on the loopback interface. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csafDocument, kevCatalogue, nvdDocument } from '../../../test/support/feed-documents.ts';
import { type Answer, fileAnswer, LoopbackServer } from '../../../test/support/loopback-server.ts';
import type { FeedSource } from './feed-sources.ts';
import { readFetchState } from './fetch-state.ts';
import { type NamedSource, type UpdateOutcome, updateFeeds } from './update-feeds.ts';

const sha256 = (octets: Buffer | string) => createHash('sha256').update(octets).digest('hex');
const text =
  (content: string): Answer =>
  (_, response) =>
    response.writeHead(200).end(content);
const json = (value: unknown) => text(JSON.stringify(value));

let folder: string;
let server: LoopbackServer;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-update-'));
});

afterEach(async () => {
  await server.stop();
  fs.rmSync(folder, { recursive: true });
});

async function update(source: NamedSource): Promise<UpdateOutcome | undefined> {
  const outcomes: UpdateOutcome[] = [];
  await updateFeeds([source], folder, {
    pause: async () => {},
    nowMicros: () => 5,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return outcomes[0];
}

function kevSource(): FeedSource {
  return {
    id: 'kev',
    title: 'KEV',
    feed: 'kev',
    files: [{ url: `${server.url}/kev.json`, path: 'kev/kev.json' }],
  };
}

describe('a file of a feed', () => {
  let content: Buffer;
  let version: number;

  beforeEach(async () => {
    content = Buffer.from(JSON.stringify(kevCatalogue('2026-01-03', ['CVE-2026-1001'])));
    version = 1;
    server = await LoopbackServer.start({
      '/kev.json': fileAnswer(
        () => content,
        () => `"${version}"`,
      ),
    });
  });

  it('is fetched once, and again when it has changed', async () => {
    expect(await update(kevSource())).toEqual({ name: 'kev', fetched: 1, unchanged: 0 });
    expect(await update(kevSource())).toEqual({ name: 'kev', fetched: 0, unchanged: 1 });
    version = 2;
    expect(await update(kevSource())).toMatchObject({ fetched: 1 });
    expect(fs.readFileSync(path.join(folder, 'kev', 'kev.json'))).toEqual(content);
    expect(readFetchState(folder).checkedMicros.get('kev')).toBe(5);
  });

  it('is fetched again when the one at hand was touched', async () => {
    await update(kevSource());
    fs.appendFileSync(path.join(folder, 'kev', 'kev.json'), ' ');
    expect(await update(kevSource())).toMatchObject({ fetched: 1 });
  });

  it.each(['<html>Please log in</html>', '{"vulnerabilities":[]}', ''])(
    'keeps the one at hand when what comes is not the feed: %j',
    async (page) => {
      await update(kevSource());
      const good = content;
      content = Buffer.from(page);
      version = 2;
      expect((await update(kevSource()))?.failure).toContain('is not the feed that it should be');
      expect(fs.readFileSync(path.join(folder, 'kev', 'kev.json'))).toEqual(good);
    },
  );
});

describe('a file with a published checksum', () => {
  const plain = JSON.stringify({ format: 'NVD_CVE', vulnerabilities: [nvdDocument('CVE-2026-1001')] });
  let meta: string;

  beforeEach(async () => {
    meta = `lastModifiedDate:2026-01-01\r\nsize:1\r\nsha256:${sha256(plain).toUpperCase()}\r\n`;
    server = await LoopbackServer.start({
      '/nvd.gz': (_, response) => response.writeHead(200).end(zlib.gzipSync(plain)),
      '/nvd.meta': (_, response) => response.writeHead(200).end(meta),
    });
  });

  const source = (): FeedSource => ({
    id: 'nvd',
    title: 'NVD',
    feed: 'nvd',
    files: [{ url: `${server.url}/nvd.gz`, path: 'nvd.json.gz', metaUrl: `${server.url}/nvd.meta` }],
  });

  it('is taken when they agree, and not asked for again while the checksum stays', async () => {
    expect(await update(source())).toMatchObject({ fetched: 1 });
    expect(await update(source())).toMatchObject({ unchanged: 1 });
    expect(server.requests.filter((request) => request.path === '/nvd.gz')).toHaveLength(1);
  });

  it('is refused when they do not', async () => {
    meta = `sha256:${sha256('another')}\n`;
    expect((await update(source()))?.failure).toContain('does not agree with the checksum');
    expect(fs.existsSync(path.join(folder, 'nvd.json.gz'))).toBe(false);
  });
});

describe('a CSAF provider', () => {
  const first = JSON.stringify(csafDocument('EX-1'));
  const second = JSON.stringify(csafDocument('EX-2'));
  let updated: string;
  let checksum: string;

  async function start(distributions: (url: string) => unknown[]) {
    updated = '2026-01-05T00:00:00Z';
    checksum = sha256(first);
    const answers: Record<string, Answer> = {
      '/metadata.json': (request, response) =>
        json({ distributions: distributions(`http://${request.headers.host}`) })(request, response),
      '/feed.json': (request, response) =>
        json({
          feed: {
            entry: [
              {
                updated,
                content: { src: '/white/ex-1.json' },
                link: [{ rel: 'hash', href: '/white/ex-1.json.sha256' }],
              },
              { updated, content: { src: '/white/ex-2.json' } },
            ],
          },
        })(request, response),
      '/white/changes.csv': (_, response) =>
        response.end(`"ex-1.json","${updated}"\n"ex-2.json","${updated}"\n`),
      '/white/ex-1.json': text(first),
      '/white/ex-1.json.sha256': (_, response) => response.end(`${checksum}  ex-1.json\n`),
      '/white/ex-2.json': text(second),
    };
    server = await LoopbackServer.start(answers);
  }

  const provider = () => ({ provider: `${server.url}/metadata.json` });
  const rolie = (url: string) => [
    {
      rolie: {
        feeds: [
          { url: `${url}/feed.json`, tlp_label: 'WHITE' },
          { url: `${url}/secret.json`, tlp_label: 'RED' },
        ],
      },
    },
  ];

  it.each([
    ['by its ROLIE feed', rolie],
    ['by its folder', (url: string) => [{ directory_url: `${url}/white` }]],
    [
      'by its folder as CSAF 2.1 writes it',
      (url: string) => [{ directory: { url: `${url}/white/`, tlp_label: 'CLEAR' } }],
    ],
  ])('is fetched %s, and then only what has changed', async (_, distributions) => {
    await start(distributions);
    expect(await update(provider())).toMatchObject({ fetched: 2, unchanged: 0 });
    expect(fs.readFileSync(path.join(folder, 'csaf', '127.0.0.1', 'white', 'ex-1.json'), 'utf8')).toBe(first);
    expect(await update(provider())).toMatchObject({ fetched: 0, unchanged: 2 });
    updated = '2026-02-05T00:00:00Z';
    expect(await update(provider())).toMatchObject({ fetched: 2 });
    expect(server.requests.some(({ path: asked }) => asked === '/secret.json')).toBe(false);
  });

  it('refuses a document that differs from its checksum', async () => {
    await start(rolie);
    checksum = sha256('another');
    expect((await update(provider()))?.failure).toMatch(
      /^1 documents came, 1 did not\. .* does not agree with the checksum/,
    );
    // The others come, and the feed does not count as complete.
    expect(fs.existsSync(path.join(folder, 'csaf', '127.0.0.1', 'white', 'ex-2.json'))).toBe(true);
    expect(readFetchState(folder).checkedMicros.has('csaf')).toBe(false);
    expect(fs.existsSync(path.join(folder, 'csaf', '127.0.0.1', 'white', 'ex-1.json'))).toBe(false);
  });

  it('says what is no provider', async () => {
    server = await LoopbackServer.start({ '/metadata.json': text('<html>') });
    expect((await update(provider()))?.failure).toContain('is no provider metadata');
  });
});
