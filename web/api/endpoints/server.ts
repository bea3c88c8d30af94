/** The server itself, and what changed on it. */

import { Changes, ChangesQuery } from '../../../src/contract/change.ts';
import { Health } from '../../../src/contract/health.ts';
import { endpoint } from '../endpoint.ts';

export const readHealth = endpoint({ method: 'GET', path: '/api/health', response: Health });

export const readChanges = endpoint({
  method: 'GET',
  path: '/api/changes',
  query: ChangesQuery,
  response: Changes,
});
