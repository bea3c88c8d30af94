/** /api/auth/*: what better-auth answers itself, as far as `AUTH_PATHS` lets it, written down in the audit log. */

import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Routes } from '../context.ts';
import { notFound, PROBLEM_TYPE } from '../problem.ts';
import { ADDRESS_HEADER } from '../sign-in/address-header.ts';
import { AUTH_PATHS } from '../sign-in/authentication.ts';
import { RecordedSignIn } from '../sign-in/recorded-sign-in.ts';

const PREFIX = '/api/auth';
/** A passkey's answer is the longest thing that is sent. */
const BODY_LIMIT = 1 << 16;

export const signInRoutes: Routes =
  ({ authentication, database, origin }) =>
  async (server) => {
    const recorded = new RecordedSignIn(authentication, database);
    // The library parses the body itself.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    server.all(
      `${PREFIX}/*`,
      { config: { access: 'public' }, schema: { hide: true } },
      async (request, reply) => {
        const [path = ''] = request.url.slice(PREFIX.length).split('?');
        if (!AUTH_PATHS.has(`${request.method} ${path}`)) throw notFound('page');
        return relay(await recorded.answer(request, webRequest(request, origin), path), reply);
      },
    );
  };

function webRequest(request: FastifyRequest, origin: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && name !== 'content-length') headers.set(name, String(value));
  // Replaces what a client may have sent under this name.
  headers.set(ADDRESS_HEADER, request.ip);
  const { method, body } = request;
  return new Request(`${origin}${request.url}`, {
    ...{ method, headers },
    ...(Buffer.isBuffer(body) && { body: new Uint8Array(body) }),
  });
}

/** Sends the library's answer on; its errors become problem documents. */
async function relay(answer: Response, reply: FastifyReply) {
  reply.code(answer.status).header('set-cookie', answer.headers.getSetCookie());
  const text = await answer.text();
  if (answer.status < 400)
    return reply.type(answer.headers.get('content-type') ?? 'application/json').send(text);
  const { code, message } = partsOf(text);
  const status = answer.status;
  const known = code ?? (status === 429 ? 'too-many-requests' : 'invalid-request');
  return reply.type(PROBLEM_TYPE).send({
    type: `urn:wardlight:${known.toLowerCase().replaceAll('_', '-')}`,
    ...{ status, code: known, detail: message ?? STATUS_CODES[status] ?? 'The request failed.' },
  });
}

function partsOf(text: string): { readonly code?: string; readonly message?: string } {
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
    return {
      ...(typeof code === 'string' && { code }),
      ...(typeof message === 'string' && { message }),
    };
  } catch {
    return {};
  }
}
