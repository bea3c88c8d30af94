/** Active queries: the switch, permits for single devices, and what was sent. */

import {
  ActiveQueries,
  ActiveQueriesQuery,
  ActiveQuery,
  ActiveQueryPolicy,
  ActiveQueryPolicyChange,
  ActiveQueryRequest,
  ActiveQueryVerdict,
  ActiveQueryWithPackets,
  DeviceQueries,
} from '../../../src/contract/active-query.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['active_permit'] as const;

export const readQueryPolicy = endpoint({
  method: 'GET',
  path: '/api/active-queries/policy',
  response: ActiveQueryPolicy,
  concerns: CONCERNS,
});
export const changeQueryPolicy = endpoint({
  method: 'PATCH',
  path: '/api/active-queries/policy',
  body: ActiveQueryPolicyChange,
  response: ActiveQueryPolicy,
  concerns: CONCERNS,
});
export const stopQueries = endpoint({
  method: 'POST',
  path: '/api/active-queries/stop',
  response: ActiveQueryPolicy,
  concerns: CONCERNS,
});
export const listQueries = endpoint({
  method: 'GET',
  path: '/api/active-queries',
  query: ActiveQueriesQuery,
  response: ActiveQueries,
  concerns: CONCERNS,
});
export const findQuery = endpoint({
  method: 'GET',
  path: '/api/active-queries/:id',
  response: ActiveQueryWithPackets,
  concerns: CONCERNS,
});
export const allowQuery = endpoint({
  method: 'POST',
  path: '/api/active-queries',
  body: ActiveQueryRequest,
  response: ActiveQuery,
  concerns: CONCERNS,
});
export const approveQuery = endpoint({
  method: 'POST',
  path: '/api/active-queries/:id/approve',
  body: ActiveQueryVerdict,
  response: ActiveQuery,
  concerns: CONCERNS,
});
export const withdrawQuery = endpoint({
  method: 'DELETE',
  path: '/api/active-queries/:id',
  response: ActiveQuery,
  concerns: CONCERNS,
});
export const findDeviceQueries = endpoint({
  method: 'GET',
  path: '/api/devices/:id/active-queries',
  response: DeviceQueries,
  concerns: [...CONCERNS, 'device'],
});
