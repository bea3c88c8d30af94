/** What a person must see because of their role. */

import { NoticeSeen, Notices, NoticesQuery } from '../../../src/contract/notice.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['alert'] as const;

export const listNotices = endpoint({
  method: 'GET',
  path: '/api/notices',
  query: NoticesQuery,
  response: Notices,
  concerns: CONCERNS,
});
export const seeNotice = endpoint({
  method: 'POST',
  path: '/api/notices/:id/seen',
  response: NoticeSeen,
  concerns: CONCERNS,
});
