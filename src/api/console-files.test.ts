import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, serveConsole } from './console-files.ts';
import { sendProblem } from './problem.ts';

const SCRIPT = 'console.log("wardlight")\n'.repeat(200);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-console-'));
const servers: FastifyInstance[] = [];

async function serverOf(consoleFolder: string | undefined): Promise<FastifyInstance> {
  const server = Fastify();
  servers.push(server);
  server.setErrorHandler(sendProblem);
  await server.register(helmet, { contentSecurityPolicy: contentSecurityPolicy(false) });
  await serveConsole(server, consoleFolder);
  return server;
}

beforeAll(() => {
  fs.mkdirSync(path.join(folder, 'assets'));
  fs.writeFileSync(
    path.join(folder, 'index.html'),
    '<head><meta name="style-nonce" content="STYLE_NONCE"><script type="module" src="/assets/a-1.js"></script></head>',
  );
  fs.writeFileSync(
    path.join(folder, 'pages.json'),
    JSON.stringify([
      { path: '/devices', files: ['assets/list-1.js', 'assets/list-1.css'] },
      { path: '/devices/$id', files: ['assets/device-1.js'] },
    ]),
  );
  fs.writeFileSync(path.join(folder, 'assets/a-1.js'), SCRIPT);
  fs.writeFileSync(path.join(folder, 'assets/a-1.js.gz'), zlib.gzipSync(SCRIPT));
  fs.writeFileSync(path.join(folder, 'assets/a-1.js.br'), zlib.brotliCompressSync(SCRIPT));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  fs.rmSync(folder, { recursive: true });
});

describe('a built console', () => {
  it('answers every path outside the API with its page, made anew', async () => {
    const server = await serverOf(folder);
    const nonces = new Set<string>();
    for (const url of ['/', '/devices/1?tab=services', '/setup', '/apiary', '/index.html']) {
      const answer = await server.inject(url);
      expect(answer.statusCode, url).toBe(200);
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
      });
      const nonce = /content="([^"]+)"/.exec(answer.body)?.[1] ?? '';
      expect(answer.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(5);
    expect([...nonces].every((nonce) => nonce.length >= 24)).toBe(true);
  });

  it.each([
    ['/devices?query=model:unknown', ['list-1.js', 'list-1.css']],
    ['/devices/0198#part', ['device-1.js']],
    ['/devices/0198/report', []],
    ['/', []],
  ])('names in the document what %s needs', async (url, files) => {
    const { body } = await (await serverOf(folder)).inject(url);
    const head = body.slice(0, body.indexOf('</head>'));
    const named = [...head.matchAll(/<link rel="(\w+)" crossorigin href="\/assets\/([^"]+)">/g)];
    expect(named.map(([, , file]) => file)).toEqual(files);
    for (const [, rel, file] of named)
      expect(rel).toBe(file?.endsWith('.css') ? 'stylesheet' : 'modulepreload');
  });

  it('lets scripts come from the server alone', async () => {
    const { headers } = await (await serverOf(folder)).inject('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
  });

  it.each([
    ['br', 'br', zlib.brotliDecompressSync],
    ['gzip', 'gzip', zlib.gunzipSync],
    ['identity', undefined, (octets: Buffer) => octets],
  ])('sends assets as they were compressed at build (%s)', async (asked, encoding, decode) => {
    const server = await serverOf(folder);
    const answer = await server.inject({ url: '/assets/a-1.js', headers: { 'accept-encoding': asked } });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-type']).toMatch(/javascript/);
    expect(decode(answer.rawPayload).toString()).toBe(SCRIPT);
  });

  it.each([
    ['GET', '/assets/none.js'],
    ['GET', '/assets/..%2f..%2fpackage.json'],
    ['GET', '/api/none'],
    ['POST', '/devices'],
  ] as const)('says of %s %s that it is not there', async (method, url) => {
    const answer = await (await serverOf(folder)).inject({ method, url });
    expect([403, 404]).toContain(answer.statusCode);
    expect(answer.headers['content-type']).not.toMatch(/html/);
  });
});

describe('without a built console', () => {
  it.each([undefined, path.join(os.tmpdir(), 'wardlight-none')])(
    'the start says what to do (%s)',
    async (none) => {
      const server = await serverOf(none);
      const answer = await server.inject('/');
      expect([answer.statusCode, answer.body]).toEqual([404, expect.stringContaining('npm run build')]);
      expect((await server.inject('/api/none')).json()).toMatchObject({ code: 'not-found' });
    },
  );
});
