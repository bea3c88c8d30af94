/** How long data is kept. */

import { Retention, RetentionRequest } from '../../../src/contract/retention.ts';
import { endpoint } from '../endpoint.ts';

export const readRetention = endpoint({
  method: 'GET',
  path: '/api/retention',
  response: Retention,
  concerns: ['retention'],
});
export const changeRetention = endpoint({
  method: 'PUT',
  path: '/api/retention',
  body: RetentionRequest,
  response: Retention,
  concerns: ['retention'],
});
