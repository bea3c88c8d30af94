/** GET /api/openapi.json, GET /api/docs: what the server says of itself, for programs and for people. */

import type { Routes } from '../context.ts';
import { type Description, PAGE_STYLE, readablePage, STYLE_PATH } from '../description/readable-page.ts';

const PUBLIC = { config: { access: 'public' }, schema: { hide: true } } as const;

export const descriptionRoutes: Routes = () => async (server) => {
  let page: string | undefined;
  server.get('/api/openapi.json', PUBLIC, () => server.swagger());
  server.get('/api/docs', PUBLIC, (_request, reply) => {
    // Routes do not change while the server runs.
    page ??= readablePage(server.swagger() as unknown as Description);
    return reply.type('text/html; charset=utf-8').send(page);
  });
  server.get(STYLE_PATH, PUBLIC, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=3600').send(PAGE_STYLE),
  );
};
