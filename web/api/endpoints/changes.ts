/** What changed on the server. */

import { Changes, ChangesQuery } from '../../../src/contract/change.ts';
import { endpoint } from '../endpoint.ts';

export const readChanges = endpoint({
  method: 'GET',
  path: '/api/changes',
  query: ChangesQuery,
  response: Changes,
});
