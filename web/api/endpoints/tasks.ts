/** Tasks. */

import { Task, TaskChange, TaskMade, TaskRequest, Tasks, TasksQuery } from '../../../src/contract/task.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['task'] as const;

export const listTasks = endpoint({
  method: 'GET',
  path: '/api/tasks',
  query: TasksQuery,
  response: Tasks,
  concerns: CONCERNS,
});

export const makeTask = endpoint({
  method: 'POST',
  path: '/api/tasks',
  body: TaskRequest,
  response: TaskMade,
  concerns: CONCERNS,
});

export const changeTask = endpoint({
  method: 'PATCH',
  path: '/api/tasks/:id',
  body: TaskChange,
  response: Task,
  concerns: CONCERNS,
});
