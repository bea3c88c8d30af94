/** /api/auth/*: what better-auth answers itself. */

import { toNodeHandler } from 'better-auth/node';
import type { FastifyPluginCallback } from 'fastify';
import type { Authentication } from '../sign-in/authentication.ts';

export const signInRoutes = (authentication: Authentication): FastifyPluginCallback => {
  const answer = toNodeHandler(authentication);
  return (server, _options, done) => {
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
    done();
  };
};
