/** Who is signed in, and the first account. */

import { Me } from '../../../src/contract/me.ts';
import { SetupRequest, SetupResult } from '../../../src/contract/setup.ts';
import { endpoint } from '../endpoint.ts';

export const readMe = endpoint({ method: 'GET', path: '/api/me', response: Me });

export const setUp = endpoint({
  method: 'POST',
  path: '/api/setup',
  body: SetupRequest,
  response: SetupResult,
});
