/** GET /api/notices, POST /api/notices/:id/seen */

import { IdPath } from '../../contract/device.ts';
import { NoticeSeen, Notices, NoticesQuery } from '../../contract/notice.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { listNotices, markSeen } from '../../store/alerts.ts';
import type { Routes } from '../context.ts';
import { notFound } from '../problem.ts';
import { alertReader } from './alerts.ts';

export const noticeRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/notices', {
      config: { access: 'signed-in' },
      schema: {
        summary: 'What your roles must see, latest first',
        querystring: NoticesQuery,
        response: { 200: Notices, ...PROBLEMS },
      },
      handler: async (request) => {
        const { unseen, cursor, limit } = request.query;
        const found = await listNotices(database, alertReader(request), { unseen, after: cursor, limit });
        const next = found.length < limit ? undefined : found.at(-1)?.id;
        return {
          notices: found.map(({ id, kind, subject, text, at, seenAt }) => ({
            ...{ id, kind, subject, text, at: at.toISOString(), seenAt: seenAt?.toISOString() ?? null },
          })),
          next: next ?? null,
        };
      },
    });

    server.post('/api/notices/:id/seen', {
      config: { access: 'signed-in', audit: 'notice.see' },
      schema: {
        summary: 'Say that you have seen it',
        params: IdPath,
        response: { 200: NoticeSeen, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = request.params;
        if (!(await markSeen(database, alertReader(request), id))) throw notFound('notice');
        return { id };
      },
    });
  };
