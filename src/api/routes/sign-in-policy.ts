/** GET and PUT /api/sign-in-policy */

import { isRole, PRIVILEGED_ROLES, type Role } from '../../access/permissions.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { SignInPolicy, SignInPolicyView } from '../../contract/sign-in-policy.ts';
import { setSignInPolicy, signInPolicyOf } from '../../store/sign-in-policy.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { invalidRequest } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';

export const signInPolicyRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/sign-in-policy', {
      config: { access: 'administration:view' },
      schema: { summary: 'How people must sign in', response: { 200: SignInPolicyView, ...PROBLEMS } },
      handler: async (request) => view(callerOfRoute(request).organisation),
    });

    server.put('/api/sign-in-policy', {
      config: { access: 'administration:approve', stepUp: true, audit: 'sign-in-policy.set' },
      schema: {
        summary: 'Change how people must sign in',
        body: SignInPolicy,
        response: { 200: SignInPolicyView, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        request.audited = { change: changeOf(request.body) };
        const { factorRoles, passkeyRoles, ...rest } = request.body;
        await setSignInPolicy(database, organisation, {
          ...{ ...rest, factorRoles: knownRoles(factorRoles), passkeyRoles: knownRoles(passkeyRoles) },
        });
        return view(organisation);
      },
    });

    async function view(organisation: string) {
      const { factorRoles, passkeyRoles, ...rest } = await signInPolicyOf(database, organisation);
      return {
        ...{ ...rest, factorRoles: [...factorRoles], passkeyRoles: [...passkeyRoles] },
        privilegedRoles: [...PRIVILEGED_ROLES],
      };
    }
  };

/** Throws a ProblemError for a role that does not exist. */
export function knownRoles(names: readonly string[]): Role[] {
  return [...new Set(names)].map((name) => {
    if (isRole(name)) return name;
    throw invalidRequest(`There is no role ${name}.`);
  });
}
