/** GET /api/notices, POST /api/notices/:id/seen */

import { IdPath } from '../../contract/device.ts';
import { NoticeSeen, Notices, NoticesQuery } from '../../contract/notice.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { listNotices, markSeen } from '../../store/notices.ts';
import { callerOfRoute } from '../access.ts';
import type { Caller } from '../caller.ts';
import type { Routes } from '../context.ts';
import { notFound } from '../problem.ts';

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
        const caller = callerOfRoute(request);
        const asked = { unseen, after: cursor, limit };
        const found = await listNotices(database, caller.organisation, readerOf(caller), asked);
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
        const caller = callerOfRoute(request);
        const { id } = request.params;
        if (!(await markSeen(database, caller.organisation, readerOf(caller), id))) throw notFound('notice');
        return { id };
      },
    });
  };

const readerOf = ({ userId, person }: Caller) => ({ userId, roles: person.roles.map(({ role }) => role) });
