/** People, their roles and rules, and what these let them do. */

import {
  EffectivePermissions,
  ExplainedPermission,
  PermissionQuestion,
  Roles,
} from '../../../src/contract/access.ts';
import {
  Grant,
  GrantRequest,
  Grants,
  GrantsQuery,
  Preview,
  PreviewRequest,
  WithdrawRequest,
} from '../../../src/contract/grant.ts';
import {
  People,
  PeopleQuery,
  Person,
  RolesRequest,
  StandingRequest,
  SuspendRequest,
} from '../../../src/contract/person.ts';
import { Nothing } from '../../../src/contract/problem.ts';
import { endpoint } from '../endpoint.ts';

/** The change feed does not name people; what is done here makes these out of date. */
const CONCERNS = ['person'] as const;

export const listRoles = endpoint({ method: 'GET', path: '/api/roles', response: Roles });

export const listPeople = endpoint({
  method: 'GET',
  path: '/api/people',
  query: PeopleQuery,
  response: People,
  concerns: CONCERNS,
});
export const findPerson = endpoint({
  method: 'GET',
  path: '/api/people/:id',
  response: Person,
  concerns: CONCERNS,
});
export const readPermissions = endpoint({
  method: 'GET',
  path: '/api/people/:id/permissions',
  response: EffectivePermissions,
  concerns: CONCERNS,
});
export const checkPermission = endpoint({
  method: 'GET',
  path: '/api/people/:id/permissions/check',
  query: PermissionQuestion,
  response: ExplainedPermission,
  concerns: CONCERNS,
});
export const previewChange = endpoint({
  method: 'POST',
  path: '/api/people/:id/permissions/preview',
  body: PreviewRequest,
  response: Preview,
});
export const setRoles = endpoint({
  method: 'PUT',
  path: '/api/people/:id/roles',
  body: RolesRequest,
  response: Person,
  concerns: CONCERNS,
});
export const setStanding = endpoint({
  method: 'PUT',
  path: '/api/people/:id/standing',
  body: StandingRequest,
  response: Person,
  concerns: CONCERNS,
});
export const suspendPerson = endpoint({
  method: 'POST',
  path: '/api/people/:id/suspend',
  body: SuspendRequest,
  response: Person,
  concerns: CONCERNS,
});
export const reactivatePerson = endpoint({
  method: 'POST',
  path: '/api/people/:id/reactivate',
  response: Person,
  concerns: CONCERNS,
});
export const removePerson = endpoint({
  method: 'DELETE',
  path: '/api/people/:id',
  response: Nothing,
  concerns: CONCERNS,
});

export const listGrants = endpoint({
  method: 'GET',
  path: '/api/grants',
  query: GrantsQuery,
  response: Grants,
  concerns: CONCERNS,
});
export const makeGrant = endpoint({
  method: 'POST',
  path: '/api/grants',
  body: GrantRequest,
  response: Grant,
  concerns: CONCERNS,
});
export const withdrawGrant = endpoint({
  method: 'POST',
  path: '/api/grants/:id/withdraw',
  body: WithdrawRequest,
  response: Grant,
  concerns: CONCERNS,
});
