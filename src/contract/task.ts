/** Tasks: what somebody has to do about a device, a vulnerability or an alert. */

import { z } from 'zod';
import { NAME_LIMIT, Page } from './limits.ts';
import { CveId } from './verdict.ts';

const NOTE_LIMIT = 2_000;
const State = z.enum(['open', 'done', 'dropped']);
const Title = z.string().trim().min(3).max(NAME_LIMIT);
const Note = z.string().trim().max(NOTE_LIMIT);
const Person = z.string().min(1).max(NAME_LIMIT).describe('Id of a member.');
const Role = z.string().min(1).max(NAME_LIMIT).describe('One of GET /api/roles: whoever holds it.');

export const TaskRequest = z
  .object({
    title: Title,
    note: Note.optional(),
    assignee: Person.optional(),
    role: Role.optional().describe('Either this or `assignee`; neither: yourself.'),
    due: z.iso.date().optional(),
    device: z.uuid().optional(),
    alert: z.uuid().optional(),
    cve: CveId.optional(),
  })
  .meta({ id: 'TaskRequest' });

export const Task = z
  .object({
    id: z.uuid(),
    title: z.string(),
    note: z.string().nullable(),
    assignee: z.string().nullable(),
    assigneeName: z.string().nullable(),
    role: z.string().nullable(),
    isMine: z.boolean().describe('It is assigned to you, or to a role of yours.'),
    due: z.iso.date().nullable(),
    state: State,
    device: z.uuid().nullable(),
    alert: z.uuid().nullable(),
    cve: z.string().nullable(),
    madeBy: z.string(),
    madeAt: z.iso.datetime(),
    endedBy: z.string().nullable(),
    endedAt: z.iso.datetime().nullable(),
    outcome: z.string().nullable().describe('What became of it.'),
  })
  .meta({ id: 'Task' });
export type Task = z.input<typeof Task>;

export const TasksQuery = z.object({
  state: z.union([State, z.array(State).max(3)]).optional(),
  mine: z.stringbool().default(false).describe('Only those assigned to you, or to a role of yours.'),
  device: z.uuid().optional(),
  alert: z.uuid().optional(),
  cve: CveId.optional(),
  ...Page,
});
export const Tasks = z.object({ tasks: z.array(Task), next: z.uuid().nullable() }).meta({ id: 'Tasks' });

export const TaskChange = z
  .strictObject({
    title: Title.optional(),
    note: Note.nullable().optional(),
    assignee: Person.optional(),
    role: Role.optional(),
    due: z.iso.date().nullable().optional(),
    state: State.optional(),
    outcome: Note.optional().describe('With `state`: what became of it.'),
  })
  .meta({ id: 'TaskChange' });
export const TaskMade = z.object({ id: z.uuid() }).meta({ id: 'TaskMade' });
