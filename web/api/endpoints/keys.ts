/** Keys of programs. */

import { KeyRequest, Keys, KeysQuery, NewKey, RemovedKey } from '../../../src/contract/key.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['key'] as const;

export const listKeys = endpoint({
  method: 'GET',
  path: '/api/keys',
  query: KeysQuery,
  response: Keys,
  concerns: CONCERNS,
});
export const makeKey = endpoint({
  method: 'POST',
  path: '/api/keys',
  body: KeyRequest,
  response: NewKey,
  concerns: CONCERNS,
});
export const removeKey = endpoint({
  method: 'DELETE',
  path: '/api/keys/:id',
  response: RemovedKey,
  concerns: CONCERNS,
});
