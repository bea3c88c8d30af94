/** How an organisation lets its people sign in: the policy, and providers that sign them on. */

import { SignInPolicy, SignInPolicyView } from '../../../src/contract/sign-in-policy.ts';
import { GroupRoles, ProviderId, ProviderRequest, Providers } from '../../../src/contract/sign-on.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['sign-in-rules'] as const;

export const readSignInPolicy = endpoint({
  method: 'GET',
  path: '/api/sign-in-policy',
  response: SignInPolicyView,
  concerns: CONCERNS,
});
export const setSignInPolicy = endpoint({
  method: 'PUT',
  path: '/api/sign-in-policy',
  body: SignInPolicy,
  response: SignInPolicyView,
  concerns: CONCERNS,
});

export const listProviders = endpoint({
  method: 'GET',
  path: '/api/sign-on/providers',
  response: Providers,
  concerns: CONCERNS,
});
export const addProvider = endpoint({
  method: 'POST',
  path: '/api/sign-on/providers',
  body: ProviderRequest,
  response: ProviderId,
  concerns: CONCERNS,
});
export const removeProvider = endpoint({
  method: 'DELETE',
  path: '/api/sign-on/providers/:id',
  response: ProviderId,
  concerns: CONCERNS,
});

export const readGroupRoles = endpoint({
  method: 'GET',
  path: '/api/sign-on/groups',
  response: GroupRoles,
  concerns: CONCERNS,
});
export const setGroupRoles = endpoint({
  method: 'PUT',
  path: '/api/sign-on/groups',
  body: GroupRoles,
  response: GroupRoles,
  concerns: CONCERNS,
});
