/** Against a server on the loopback interface: unchanged, broken off, busy, endless, silent, leading astray. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, fileAnswer, LoopbackServer } from '../../../test/support/loopback-server.ts';
import { type DownloadOptions, download, MAX_ATTEMPTS } from './download.ts';
import { FetchError } from './fetch-errors.ts';

const CONTENT = Buffer.from('0123456789'.repeat(1_000));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

let folder: string;
let file: string;
let server: LoopbackServer | undefined;
let pauses: number[];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-download-'));
  file = path.join(folder, 'file');
  pauses = [];
});

async function stop(): Promise<void> {
  await server?.stop();
  server = undefined;
}

afterEach(async () => {
  await stop();
  fs.rmSync(folder, { recursive: true });
});

async function get(
  answer: Answer,
  options: Partial<DownloadOptions> = {},
  others: Record<string, Answer> = {},
) {
  server ??= await LoopbackServer.start({ '/file': answer, ...others });
  const pause = async (ms: number) => void pauses.push(ms);
  return download(`${server.url}/file`, file, { pause, ...options });
}

const codeOf = async (got: Promise<unknown>) =>
  got.then(
    () => 'no failure',
    (error: unknown) => (error instanceof FetchError ? error.code : error),
  );

describe('download', () => {
  it('gives the file with what the server says of it', async () => {
    const got = await get(
      fileAnswer(
        () => CONTENT,
        () => '"1"',
      ),
    );
    expect(got).toEqual({
      kind: 'fetched',
      validators: { etag: '"1"' },
      octets: CONTENT.length,
      sha256: SHA256,
    });
    expect(fs.readFileSync(file)).toEqual(CONTENT);
    expect(fs.readdirSync(folder)).toEqual(['file']);
  });

  it('asks only for what has changed', async () => {
    const got = await get(
      fileAnswer(
        () => CONTENT,
        () => '"1"',
      ),
      { known: { etag: '"1"', lastModified: 'Thu, 01 Jan 2026 00:00:00 GMT' } },
    );
    expect(got).toEqual({ kind: 'not-modified' });
    expect(server?.requests[0]?.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT',
    });
  });

  it('goes on where it broke off', async () => {
    let broken = false;
    const whole = fileAnswer(
      () => CONTENT,
      () => '"1"',
    );
    const got = await get((request, response) => {
      if (broken) return whole(request, response);
      broken = true;
      response.writeHead(200, { etag: '"1"', 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 4_000), () => setTimeout(() => response.destroy(), 50));
    });
    expect(got).toMatchObject({ octets: CONTENT.length, sha256: SHA256 });
    expect(server?.requests[1]?.headers).toMatchObject({ range: 'bytes=4000-', 'if-range': '"1"' });
    expect(pauses).toEqual([1_000]);
  });

  it('begins anew when the file has changed meanwhile', async () => {
    fs.writeFileSync(file, 'old');
    server = await LoopbackServer.start({
      '/file': fileAnswer(
        () => CONTENT,
        () => '"2"',
      ),
    });
    fs.writeFileSync(`${file}.begun`, JSON.stringify({ url: `${server.url}/file`, etag: '"1"' }));
    expect(await get(() => {})).toMatchObject({ sha256: SHA256 });
  });

  it('waits longer each time, or as long as the server asks, and gives up at last', async () => {
    expect(await codeOf(get((_, response) => response.writeHead(503).end()))).toBe('refused-by-server');
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(server?.requests).toHaveLength(MAX_ATTEMPTS);
  });

  it('waits as long as the server asks, within reason', async () => {
    let asked = 0;
    await get((request, response) => {
      const seconds = ['7', '86400'][asked++];
      if (seconds === undefined)
        fileAnswer(
          () => CONTENT,
          () => '"1"',
        )(request, response);
      else response.writeHead(429, { 'retry-after': seconds }).end();
    });
    expect(pauses).toEqual([7_000, 120_000]);
  });

  it('does not try again what will not pass', async () => {
    expect(await codeOf(get((_, response) => response.writeHead(403).end()))).toBe('refused-by-server');
    expect(pauses).toEqual([]);
  });

  it.each([
    ['that announces its size', { 'content-length': CONTENT.length }],
    ['that does not', {}],
  ])('ends a file that is too large: %s', async (_, headers) => {
    const answer: Answer = (_request, response) => response.writeHead(200, headers).end(CONTENT);
    expect(await codeOf(get(answer, { maxOctets: 5_000 }))).toBe('too-large');
  });

  it('ends what stays silent', async () => {
    expect(await codeOf(get((_, response) => response.writeHead(200).write('x'), { silenceMs: 50 }))).toBe(
      'too-slow',
    );
    expect(server?.requests).toHaveLength(MAX_ATTEMPTS);
  });

  it('ends what takes too long in all', async () => {
    expect(await codeOf(get((_, response) => response.writeHead(200).write('x'), { wholeMs: 100 }))).toBe(
      'too-slow',
    );
    expect(server?.requests).toHaveLength(1);
  });

  it('follows a redirect, but not without end nor to another kind of address', async () => {
    const to =
      (location: string): Answer =>
      (_, response) =>
        response.writeHead(302, { location }).end();
    const moved = {
      '/moved': fileAnswer(
        () => CONTENT,
        () => '"1"',
      ),
    };
    expect(await get(to('/moved'), {}, moved)).toMatchObject({ sha256: SHA256 });
    await stop();
    expect(await codeOf(get(to('/file')))).toBe('too-many-redirects');
    await stop();
    expect(await codeOf(get(to('file:///etc/passwd')))).toBe('insecure-redirect');
  });

  it('says that nobody answers', async () => {
    const port = await LoopbackServer.start({});
    await port.stop();
    const pause = async (ms: number) => void pauses.push(ms);
    expect(await codeOf(download(`${port.url}/file`, file, { pause }))).toBe('unreachable');
    expect(pauses).toHaveLength(MAX_ATTEMPTS - 1);
  });
});
