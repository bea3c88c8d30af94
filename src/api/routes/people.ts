/** POST /api/setup, GET /api/me */

import { decide } from '../../access/decide.ts';
import { ACTIONS, AREAS, type Area } from '../../access/permissions.ts';
import { Me } from '../../contract/me.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { SetupRequest, SetupResult } from '../../contract/setup.ts';
import { ownerOfDemonstration } from '../../store/demonstrations.ts';
import { organisationSettings } from '../../store/organisations.ts';
import { setUp } from '../../store/people.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { ProblemError } from '../problem.ts';
import { UnknownCallers } from '../record/unknown-callers.ts';
import { hashPassword } from '../sign-in/authentication.ts';
import { requireStrongPassword } from '../sign-in/password-policy.ts';

/** The first person must be able to do everything until others are invited. */
const FIRST_ROLES = ['platform-administrator', 'ciso', 'security-analyst', 'biomedical-engineer'] as const;

export const peopleRoutes: Routes =
  ({ database, breachedPasswords }) =>
  async (server) => {
    const unknown = new UnknownCallers(database);
    server.post('/api/setup', {
      config: { access: 'public', rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        summary: 'First account, by the one-time token',
        body: SetupRequest,
        response: { 201: SetupResult, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { token, organisation, name, email, password } = request.body;
        await requireStrongPassword(password, [organisation, name, email], breachedPasswords);
        const person = { name, email, passwordHash: await hashPassword(password) };
        if (!(await setUp(database, token, organisation, person, FIRST_ROLES, request.ip))) {
          await unknown.record('organisation.set-up', 'setup-refused', request.ip);
          throw new ProblemError(
            403,
            'setup-refused',
            'The set-up token is not valid, was used or is older than a day.',
          );
        }
        return reply.code(201).send({ email });
      },
    });

    server.get('/api/me', {
      config: { access: 'signed-in', unconfirmed: true },
      schema: { summary: 'Who is signed in, and what they may do', response: { 200: Me, ...PROBLEMS } },
      handler: async (request) => {
        const { name, email, organisation, organisations, person, circumstances, hasSecondFactor } =
          callerOfRoute(request);
        const permissions = (Object.keys(AREAS) as Area[])
          .flatMap((area) => ACTIONS.map((action) => `${area}:${action}` as const))
          .filter((permission) => decide(permission, person, circumstances).allowed);
        return {
          ...{ name, email, organisation, secondFactor: hasSecondFactor, permissions },
          organisations: await Promise.all(
            organisations.map(async ({ id, roles }) => ({
              ...{ id, name: (await organisationSettings(database, id)).name, roles: [...roles] },
              demonstrationOf: (await ownerOfDemonstration(database, id)) ?? null,
            })),
          ),
        };
      },
    });
  };
