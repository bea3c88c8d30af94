/** /api/auth/*: what better-auth answers itself. */

import { toNodeHandler } from 'better-auth/node';
import type { Routes } from '../context.ts';

export const signInRoutes: Routes =
  ({ authentication }) =>
  async (server) => {
    const answer = toNodeHandler(authentication);
    // The library reads the body itself.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, _body, next) => next(null));
    server.all(
      '/api/auth/*',
      { config: { access: 'public' }, schema: { hide: true } },
      async (request, reply) => {
        reply.hijack();
        await answer(request.raw, reply.raw);
      },
    );
  };
