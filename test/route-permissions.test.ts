/**
 * Every route of the server, asked by everybody: without a session, in each role, and without the second factor that a
 * role needs. The table of roles (src/access/permissions.ts) says who may; a route that is added is asked too.
 */

import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  isPermission,
  PERMISSIONS_OF,
  type Permission,
  PRIVILEGED_ROLES,
  ROLES,
  type Role,
} from '../src/access/permissions.ts';
import type { StatedRoute } from '../src/api/access.ts';
import {
  addOrganisation,
  addPerson,
  stranger,
  type TestAnswer,
  type TestPerson,
  useTestServer,
} from './support/test-server.ts';

const LIMIT_MS = 120_000;
const ALL_ROLES = Object.keys(ROLES) as Role[];
const test = useTestServer();
const people = new Map<Role, TestPerson>();
let organisation: string;

beforeAll(async () => {
  organisation = await addOrganisation(test().database, 'St. Ann');
  for (const role of ALL_ROLES) people.set(role, await addPerson(test(), organisation, role, [role]));
}, LIMIT_MS);

/** Routes that answer for themselves; HEAD is what GET says without saying it. */
const routesOf = (wanted: (route: StatedRoute) => boolean): StatedRoute[] =>
  test().server.statedRoutes.filter((route) => route.method !== 'HEAD' && wanted(route));

const needsPermission = ({ access }: StatedRoute): boolean => isPermission(access);

/** The path with something in the place of each parameter that is no object of anybody. */
const pathOf = ({ url }: StatedRoute): string =>
  url.replace(/:\w+/g, () => randomUUID()).replace('*', 'none');

const ask = (person: TestPerson, route: StatedRoute): Promise<TestAnswer> =>
  person.ask(route.method, pathOf(route), route.method === 'GET' ? {} : { body: {} });

/** Whether the permission is what was refused; who may and then fails at something else was not refused. */
const isRefused = ({ status, body }: TestAnswer): boolean => status === 403 && body?.code === 'not-allowed';

/** Routes whose permission depends on what is asked: an acceptance of a high risk needs another than of a low one. */
const DECIDED_WITHIN: ReadonlySet<string> = new Set([
  'POST /api/finding-decisions',
  'DELETE /api/finding-decisions/:id',
  'POST /api/active-queries',
  'POST /api/active-queries/:id/approve',
  'DELETE /api/active-queries/:id',
]);

describe('the routes', () => {
  it('are many, and each states its access', () => {
    const { statedRoutes } = test().server;
    expect(statedRoutes.length).toBeGreaterThan(20);
    expect(routesOf(needsPermission).length).toBeGreaterThan(9);
  });

  it('that change something and are not public have a name in the audit log, such as upload.begin', () => {
    const changing = routesOf(
      ({ method, access }) => method !== 'GET' && access !== 'public' && access !== 'sensor',
    );
    expect(changing.length).toBeGreaterThan(5);
    expect(
      changing.filter(({ audit }) => !/^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/.test(audit ?? '')),
    ).toEqual([]);
  });

  it('answer nobody without a session, unless they are public', { timeout: LIMIT_MS }, async () => {
    const nobody = stranger(test().server);
    const open: string[] = [];
    for (const route of routesOf(({ access }) => access !== 'public'))
      if ((await ask(nobody, route)).status !== 401) open.push(`${route.method} ${route.url}`);
    expect(open).toEqual([]);
  });

  it('answer no person where they are for sensors and directories', async () => {
    const person = people.get('platform-administrator');
    const machines = routesOf(({ access }) => access === 'sensor' || access === 'directory');
    expect(machines.length).toBeGreaterThan(10);
    const open: string[] = [];
    for (const route of machines)
      if (person && (await ask(person, route)).status !== 401) open.push(`${route.method} ${route.url}`);
    expect(open).toEqual([]);
  });

  it.each(ALL_ROLES)(
    'let %s do what the table of roles says, and no more',
    { timeout: LIMIT_MS },
    async (role) => {
      const person = people.get(role);
      if (!person) throw new Error(`nobody is ${role}`);
      const wrong: string[] = [];
      for (const route of routesOf(needsPermission)) {
        const answer = await ask(person, route);
        if (DECIDED_WITHIN.has(`${route.method} ${route.url}`)) continue;
        const may = PERMISSIONS_OF.get(role)?.has(route.access as Permission) === true;
        if (answer.status === 401 || isRefused(answer) === may)
          wrong.push(
            `${route.method} ${route.url} (${route.access}) answers ${answer.status} ${answer.text}`,
          );
      }
      for (const route of routesOf(({ access }) => access === 'signed-in')) {
        const answer = await ask(person, route);
        if (answer.status === 401 || isRefused(answer))
          wrong.push(`${route.method} ${route.url} refuses ${role}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each([...PRIVILEGED_ROLES])(
    'let %s do nothing without a second factor',
    { timeout: LIMIT_MS },
    async (role) => {
      const person = await addPerson(test(), organisation, `${role} without`, [role], {
        secondFactor: false,
      });
      const open: string[] = [];
      for (const route of routesOf(needsPermission)) {
        const { status, body } = await ask(person, route);
        if (status !== 403 || body?.code !== 'second-factor-required')
          open.push(`${route.method} ${route.url}`);
      }
      expect(open).toEqual([]);
    },
  );
});
