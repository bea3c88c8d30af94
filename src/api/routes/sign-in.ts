/** /api/auth/*: what better-auth answers itself, written down in the audit log. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Routes } from '../context.ts';
import { RecordedSignIn } from '../sign-in/recorded-sign-in.ts';

const BASE = '/api/auth';
/** Octets of the largest request; a passkey's answer is the longest. */
const BODY_LIMIT = 1 << 16;
/** What the way of sending decides. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'set-cookie',
]);

export const signInRoutes: Routes =
  ({ authentication, database }) =>
  async (server) => {
    const recorded = new RecordedSignIn(authentication, database);
    // The library parses the body itself.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    server.all(
      `${BASE}/*`,
      { config: { access: 'public' }, schema: { hide: true } },
      async (request, reply) => {
        const asked = webRequest(request, authentication.options.baseURL);
        const path = new URL(asked.url).pathname.slice(BASE.length);
        return send(reply, await recorded.answer(request, asked, path));
      },
    );
  };

function webRequest({ method, url, headers, body }: FastifyRequest, origin: string): Request {
  const copied = new Headers();
  for (const [name, value] of Object.entries(headers))
    for (const item of [value].flat())
      if (item !== undefined && !OWN_HEADERS.has(name)) copied.append(name, item);
  const octets = Buffer.isBuffer(body) ? { body: new Uint8Array(body) } : {};
  return new Request(new URL(url, origin), { method, headers: copied, ...octets });
}

async function send(reply: FastifyReply, answer: Response): Promise<FastifyReply> {
  reply.code(answer.status);
  for (const [name, value] of answer.headers) if (!OWN_HEADERS.has(name)) reply.header(name, value);
  for (const line of answer.headers.getSetCookie()) reply.header('set-cookie', line);
  return reply.send(Buffer.from(await answer.arrayBuffer()));
}
