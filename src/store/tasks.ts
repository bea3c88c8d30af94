/** Tasks: what a person or the holders of a role have to do, by when, and about what. */

import { type SqlBool, sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import type { DeviceReader } from './device-reader.ts';
import type { Tables } from './schema.ts';
import type { TaskState } from './schema-alerts.ts';
import { ofVisibleDevice } from './visible-devices.ts';

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly note: string | null;
  readonly assignee: string | null;
  readonly assigneeName: string | null;
  readonly role: string | null;
  /** `2027-01-31` */
  readonly due: string | null;
  readonly state: TaskState;
  readonly device: string | null;
  readonly alert: string | null;
  readonly cve: string | null;
  readonly madeBy: string;
  readonly madeByName: string;
  readonly madeAt: Date;
  readonly endedBy: string | null;
  readonly endedAt: Date | null;
  readonly outcome: string | null;
}

/** Whose a task is: a person, or whoever holds a role. */
export interface Assignment {
  readonly assignee: string | null;
  readonly assigneeName: string | null;
  readonly role: string | null;
}

export interface NewTask extends Assignment {
  readonly title: string;
  readonly note: string | null;
  readonly due: string | null;
  readonly device: string | null;
  readonly alert: string | null;
  readonly cve: string | null;
}

export interface Doer {
  readonly id: string;
  readonly name: string;
}

const COLUMNS = [
  ...(['id', 'title', 'note', 'assignee', 'assignee_name as assigneeName', 'role', 'state'] as const),
  ...(['device_id as device', 'alert_id as alert', 'cve', 'made_by as madeBy'] as const),
  ...(['made_by_name as madeByName', 'made_at as madeAt', 'ended_by_name as endedBy'] as const),
  ...(['ended_at as endedAt', 'outcome'] as const),
] as const;

/** Adds a task; returns its id. */
export function addTask(
  database: Database,
  organisation: OrganisationId,
  { device, alert, assigneeName, ...task }: NewTask,
  by: Doer,
): Promise<string> {
  return database.asOrganisation(organisation, async (t) => {
    const { id } = await t
      .insertInto('task')
      .values({
        ...{ ...task, assignee_name: assigneeName, device_id: device, alert_id: alert },
        ...{ organisation_id: organisation, made_by: by.id, made_by_name: by.name },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  });
}

export interface TaskQuery {
  readonly states?: readonly TaskState[] | undefined;
  /** Those of this person, by name or by one of the roles. */
  readonly mine?: { readonly userId: string; readonly roles: readonly string[] } | undefined;
  readonly device?: string | undefined;
  readonly alert?: string | undefined;
  readonly cve?: string | undefined;
  /** Id of the last task of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Tasks that the reader may see: what is open first, by when they are due; those without a date last. */
export function listTasks(
  database: Database,
  { organisation, selection }: DeviceReader,
  { states, mine, device, alert, cve, after, limit }: TaskQuery,
): Promise<readonly Task[]> {
  return database.asOrganisation(organisation, (t) => {
    const place = sql`(state <> 'open'), coalesce(due, 'infinity'::date), id`;
    let query = select(t)
      .where(seenWith(selection))
      .orderBy(sql`(state <> 'open')`)
      .orderBy(sql`coalesce(due, 'infinity'::date)`)
      .orderBy('id')
      .limit(limit);
    if (states) query = query.where('state', 'in', [...states]);
    if (mine)
      query = query.where(
        sql<SqlBool>`(assignee = ${mine.userId} or role = any(${[...mine.roles]}::text[]))`,
      );
    if (device !== undefined) query = query.where('device_id', '=', device);
    if (alert !== undefined) query = query.where('alert_id', '=', alert);
    if (cve !== undefined) query = query.where('cve', '=', cve);
    if (after !== undefined)
      query = query.where(sql<SqlBool>`(${place}) > (select ${place} from task where id = ${after}::uuid)`);
    return query.execute();
  });
}

export function findTask(
  database: Database,
  { organisation, selection }: DeviceReader,
  id: string,
): Promise<Task | undefined> {
  return database.asOrganisation(organisation, (t) =>
    select(t).where(seenWith(selection)).where('id', '=', id).executeTakeFirst(),
  );
}

/** What is absent or undefined stays as it is. */
export interface TaskChange {
  readonly title?: string | undefined;
  readonly note?: string | null | undefined;
  readonly due?: string | null | undefined;
  readonly state?: TaskState | undefined;
  readonly outcome?: string | undefined;
  readonly assigned?: Assignment;
}

export function changeTask(
  database: Database,
  organisation: OrganisationId,
  id: string,
  { title, note, due, state, outcome, assigned }: TaskChange,
  by: Doer,
): Promise<void> {
  const isOpen = state === 'open';
  const row = {
    ...(title !== undefined && { title }),
    ...(note !== undefined && { note }),
    ...(due !== undefined && { due }),
    ...(assigned && {
      ...{ assignee: assigned.assignee, assignee_name: assigned.assigneeName, role: assigned.role },
    }),
    ...(state !== undefined && {
      ...{ state, ended_at: isOpen ? null : new Date(), ended_by_name: isOpen ? null : by.name },
      outcome: isOpen ? null : (outcome ?? null),
    }),
  };
  return database.asOrganisation(organisation, async (t) => {
    if (Object.keys(row).length > 0) await t.updateTable('task').set(row).where('id', '=', id).execute();
  });
}

function select(t: Transaction<Tables>) {
  return t.selectFrom('task').select(COLUMNS).select(sql<string | null>`task.due::text`.as('due'));
}

/** A task of a device is seen by who sees the device. */
const seenWith = (selection: DeviceReader['selection']) =>
  sql<SqlBool>`(task.device_id is null or ${ofVisibleDevice(selection, sql.ref('task.device_id'))})`;
