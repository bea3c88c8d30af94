/** GET and POST /api/tasks, GET and PATCH /api/tasks/:id */

import type { FastifyRequest } from 'fastify';
import { isRole } from '../../access/permissions.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { Task, TaskChange, TaskMade, TaskRequest, Tasks, TasksQuery } from '../../contract/task.ts';
import { findAlert } from '../../store/alerts.ts';
import { isDeviceSeen } from '../../store/device-reader.ts';
import { nameOfMember } from '../../store/people.ts';
import { addTask, changeTask, findTask, listTasks, type Task as StoredTask } from '../../store/tasks.ts';
import { authorise, callerOfRoute } from '../access.ts';
import type { Caller } from '../caller.ts';
import type { Routes } from '../context.ts';
import { authorOf, readerOf } from '../devices/read-filter.ts';
import { invalidRequest, notFound, ProblemError } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';
import { alertReader } from './alerts.ts';

export const taskRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/tasks', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Tasks: what is open first, by when it is due',
        querystring: TasksQuery,
        response: { 200: Tasks, ...PROBLEMS },
      },
      handler: async (request) => {
        const { state, mine, device, alert, cve, cursor, limit } = request.query;
        const caller = callerOfRoute(request);
        const found = await listTasks(database, readerOf(request), {
          ...{ states: state === undefined ? undefined : [state].flat(), device, alert, cve },
          ...{ mine: mine ? { userId: caller.userId, roles: rolesOf(caller) } : undefined },
          ...{ after: cursor, limit },
        });
        const next = found.length < limit ? null : (found.at(-1)?.id ?? null);
        return { tasks: found.map((task) => presentTask(task, caller)), next };
      },
    });

    server.post('/api/tasks', {
      config: { access: 'inventory:view', audit: 'task.make' },
      schema: {
        summary: 'Make a task for a person or for the holders of a role',
        body: TaskRequest,
        response: { 201: TaskMade, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { title, note, due, device, alert, cve, ...whom } = request.body;
        request.audited = { change: changeOf(request.body) };
        const caller = callerOfRoute(request);
        const assigned = await assignmentOf(request, whom);
        if (device !== undefined && !(await isDeviceSeen(database, readerOf(request), device)))
          throw notFound('device');
        if (alert !== undefined) await alertOf(request, alert);
        const { assignee, role } = assigned ?? { assignee: caller, role: null };
        const id = await addTask(
          database,
          caller.organisation,
          {
            ...{ title, note: note || null, due: due ?? null, role },
            ...{ assignee: assignee?.userId ?? null, assigneeName: assignee?.name ?? null },
            ...{ device: device ?? null, alert: alert ?? null, cve: cve ?? null },
          },
          authorOf(request),
        );
        request.audited = { ...request.audited, target: { kind: 'task', id } };
        return reply.code(201).send({ id });
      },
    });

    server.get('/api/tasks/:id', {
      config: { access: 'inventory:view' },
      schema: { summary: 'One task', params: IdPath, response: { 200: Task, ...PROBLEMS } },
      handler: async (request) =>
        presentTask(await taskOf(request, request.params.id), callerOfRoute(request)),
    });

    server.patch('/api/tasks/:id', {
      config: { access: 'inventory:view', audit: 'task.change' },
      schema: {
        summary:
          'Say how a task stands, or whose it is; who made it, whose it is, and who may edit the inventory',
        params: IdPath,
        body: TaskChange,
        response: { 200: Task, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = request.params;
        const caller = callerOfRoute(request);
        request.audited = { change: changeOf(request.body) };
        const task = await taskOf(request, id);
        if (!isOf(task, caller) && task.madeBy !== caller.userId) await mayEdit(request, id);
        const { title, note, due, state, outcome, assignee, role } = request.body;
        const assigned = await assignmentOf(request, { assignee, role });
        await changeTask(
          database,
          caller.organisation,
          id,
          {
            ...{ title, note, due, state, outcome },
            ...(assigned && {
              assigned: {
                ...{ assignee: assigned.assignee?.userId ?? null, role: assigned.role },
                assigneeName: assigned.assignee?.name ?? null,
              },
            }),
          },
          authorOf(request),
        );
        return presentTask(await taskOf(request, id), caller);
      },
    });

    async function taskOf(request: FastifyRequest, id: string): Promise<StoredTask> {
      const found = await findTask(database, readerOf(request), id);
      if (!found) throw notFound('task');
      return found;
    }

    /** Throws a ProblemError unless the caller may edit the device of the task; without one, any. */
    async function mayEdit(request: FastifyRequest, task: string): Promise<void> {
      authorise(callerOfRoute(request), 'inventory:edit');
      if (!(await findTask(database, readerOf(request, 'inventory:edit'), task)))
        throw new ProblemError(
          403,
          'not-allowed',
          'You may not do this: it needs inventory:edit on the device.',
        );
    }

    async function alertOf(request: FastifyRequest, id: string): Promise<void> {
      authorise(callerOfRoute(request), 'alert:view');
      if (!(await findAlert(database, alertReader(request), id))) throw notFound('alert');
    }

    /** Whose a task is to be; undefined when the request does not say. Throws a ProblemError. */
    async function assignmentOf(
      request: FastifyRequest,
      { assignee, role }: { readonly assignee?: string | undefined; readonly role?: string | undefined },
    ) {
      if (assignee === undefined && role === undefined) return undefined;
      if (assignee !== undefined && role !== undefined)
        throw invalidRequest('State `assignee` or `role`, not both.');
      if (role !== undefined && !isRole(role)) throw notFound('role');
      if (assignee === undefined) return { assignee: null, role: role ?? null };
      const name = await nameOfMember(database, callerOfRoute(request).organisation, assignee);
      if (name === undefined) throw notFound('person');
      return { assignee: { userId: assignee, name }, role: null };
    }
  };

const rolesOf = ({ person }: Caller): string[] => person.roles.map(({ role }) => role);

const isOf = ({ assignee, role }: StoredTask, caller: Caller): boolean =>
  assignee === caller.userId || (role !== null && rolesOf(caller).includes(role));

function presentTask(task: StoredTask, caller: Caller): Task {
  const { madeBy: _, madeByName, madeAt, endedAt, ...rest } = task;
  return {
    ...{ ...rest, isMine: isOf(task, caller), madeBy: madeByName, madeAt: madeAt.toISOString() },
    endedAt: endedAt?.toISOString() ?? null,
  };
}
