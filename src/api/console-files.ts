/**
 * The built console, served by the product itself. Assets have their hash in the name and never change; the page is small,
 * is made anew for each request (it carries a nonce for styles) and answers every path that is not of the API.
 */

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type fastifyHelmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from './problem.ts';

const PAGE = 'index.html';
/** Which files each page needs besides those of the document: written by the build (`web/vite.config.ts`). */
const PAGE_FILES = 'pages.json';
const HEAD_END = '</head>';
const NONCE_PLACE = 'STYLE_NONCE';
const IMMUTABLE = { maxAge: '365d', immutable: true } as const;
const NOT_BUILT =
  'The console is not built. Run "npm run build" in the folder of Wardlight, then start the server again. The API works: /api/openapi.json\n';

const nonces = new WeakMap<object, string>();

/** The nonce of a request, for the style elements that the console makes while it runs. */
function styleNonce(request: object): string {
  const nonce = nonces.get(request) ?? randomBytes(18).toString('base64');
  nonces.set(request, nonce);
  return nonce;
}

/**
 * Scripts, fonts, images and connections come from this server alone, nothing inline; styles as well, besides elements
 * that carry the nonce. Style attributes in markup are forbidden: the console sets styles by script, property by property.
 */
export function contentSecurityPolicy(
  overTls: boolean,
): NonNullable<fastifyHelmet.FastifyHelmetOptions['contentSecurityPolicy']> {
  const own = ["'self'"];
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: own,
      scriptSrcAttr: ["'none'"],
      styleSrc: [...own, (request) => `'nonce-${styleNonce(request)}'`],
      styleSrcAttr: ["'none'"],
      fontSrc: own,
      imgSrc: [...own, 'blob:'],
      connectSrc: own,
      workerSrc: own,
      manifestSrc: own,
      baseUri: ["'none'"],
      formAction: own,
      frameAncestors: ["'none'"],
      ...(overTls && { upgradeInsecureRequests: [] }),
    },
  };
}

/** Serves the folder of the built console; without one the start says what to do and the API works all the same. */
export async function serveConsole(server: FastifyInstance, folder: string | undefined): Promise<void> {
  const page = folder === undefined ? undefined : readPage(path.join(folder, PAGE));
  if (folder === undefined || page === undefined) {
    server.setNotFoundHandler((request, reply) => {
      if (!asksForPage(request)) throw notFound('page');
      return reply.code(404).type('text/plain; charset=utf-8').send(NOT_BUILT);
    });
    return;
  }
  const needs = readNeeds(path.join(folder, PAGE_FILES));
  await server.register(fastifyStatic, { root: folder, serve: false, preCompressed: true });
  server.get<{ Params: { '*': string } }>(
    '/assets/*',
    { config: { access: 'public', rateLimit: false }, schema: { hide: true } },
    (request, reply) => reply.sendFile(`assets/${request.params['*']}`, folder, IMMUTABLE),
  );
  server.setNotFoundHandler((request, reply) => {
    if (!asksForPage(request)) throw notFound('page');
    return sendPage(request, reply, withNeeds(page, request.url, needs));
  });
}

/** Every path outside the API is one of the console, which says itself when it has no such page. */
function asksForPage({ method, url }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && !/^\/(?:api|assets)(?:[/?#]|$)/.test(url);
}

function sendPage(request: FastifyRequest, reply: FastifyReply, page: string): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page.replace(NONCE_PLACE, styleNonce(request.raw)));
}

/** The files of one page of the console, as links in the head of the document. */
interface Needs {
  readonly where: RegExp;
  readonly links: string;
}

/** What a browser would ask for only after it has run the first script, it asks for at once. */
function withNeeds(page: string, url: string, needs: readonly Needs[]): string {
  const [where = ''] = url.split(/[?#]/, 1);
  const links = needs.find((each) => each.where.test(where))?.links;
  return links === undefined ? page : page.replace(HEAD_END, `${links}${HEAD_END}`);
}

/** Empty where the build wrote none: the console then asks for its pages by itself. */
function readNeeds(file: string): readonly Needs[] {
  if (!fs.existsSync(file)) return [];
  const pages = JSON.parse(fs.readFileSync(file, 'utf8')) as { path: string; files: string[] }[];
  return pages.map(({ path: where, files }) => ({
    where: new RegExp(`^${where.replace(/\$\w+/g, '[^/]+')}$`),
    links: files.map(linkTo).join(''),
  }));
}

function linkTo(file: string): string {
  const rel = file.endsWith('.css') ? 'stylesheet' : 'modulepreload';
  return `<link rel="${rel}" crossorigin href="/${file}">`;
}

function readPage(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
