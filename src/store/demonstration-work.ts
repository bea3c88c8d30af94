/**
 * What the people of a demonstration hospital seem to have done with what was found: a risk that is accepted for a month, controls
 * in front of devices, and a task. Written as whoever brought the demonstration, on the day on which it is brought.
 */

import { sql } from 'kysely';
import { putControl } from './controls.ts';
import type { Database, OrganisationId } from './database.ts';
import { decideFinding } from './finding-decisions.ts';
import { lookAt } from './people-tables.ts';
import { addTask, type Doer } from './tasks.ts';

const DAY_MS = 86_400_000;
const ACCEPTED_DAYS = 30;
const CONTROL_DAYS = 180;
const TASK_DAYS = 7;

export interface DemonstrationWork {
  readonly acceptedCve: string;
  readonly acceptedBecause: string;
  readonly task: { readonly title: string; readonly note: string; readonly cve: string };
  /** Countermeasures before all devices of a model; those that are tested change verdicts. */
  readonly controls: readonly {
    readonly model: string;
    readonly countermeasure: string;
    readonly isTested: boolean;
    readonly note: string;
  }[];
}

/** Whether what was found is ranked (all at once), so that what comes next is seen to move it. */
export function isDemonstrationRanked(database: Database, organisation: OrganisationId): Promise<boolean> {
  return database.asOrganisation(organisation, async (t) => {
    const { rows } = await sql<{ isRanked: boolean }>`
      select exists (select from vulnerability where rank is not null) as "isRanked"`.execute(t);
    return rows[0]?.isRanked ?? false;
  });
}

/** Does it. What was done before is not done twice. */
export async function doDemonstrationWork(
  database: Database,
  organisation: OrganisationId,
  { acceptedCve, acceptedBecause, task, controls }: DemonstrationWork,
): Promise<void> {
  const now = Date.now();
  const inDays = (days: number) => new Date(now + days * DAY_MS);
  const by = await whoBroughtIt(database, organisation);
  if (!by) return;
  const isNew = await database.asOrganisation(organisation, async (t) => {
    if (await t.selectFrom('task').select('id').limit(1).executeTakeFirst()) return false;
    await decideFinding(t, organisation, {
      ...{ cve: acceptedCve, device: null, product: null, kind: 'accepted', justification: null },
      ...{ reason: acceptedBecause, owner: by.name, expiresAt: inDays(ACCEPTED_DAYS), decidedBy: by },
    });
    for (const { model, countermeasure, isTested, note } of controls) {
      const devices = await t.selectFrom('device').select('id').where('model', '=', model).execute();
      for (const { id } of devices)
        await putControl(t, organisation, id, {
          ...{ countermeasure, note, putBy: by.name, document: null, since: new Date(now) },
          ...{
            validation: isTested ? 'verified' : 'configured',
            verifiedAt: isTested ? new Date(now) : null,
          },
          expiresAt: inDays(CONTROL_DAYS),
        });
    }
    return true;
  });
  if (!isNew) return;
  const due = inDays(TASK_DAYS).toISOString().slice(0, 10);
  const about = { device: null, alert: null, role: null, assignee: by.id, assigneeName: by.name };
  await addTask(database, organisation, { ...task, ...about, due }, by);
}

/** The one person who has roles there from the beginning; people are of no organisation, so its rows are looked at as themselves. */
function whoBroughtIt({ kysely }: Database, organisation: OrganisationId): Promise<Doer | undefined> {
  return kysely.transaction().execute(async (t) => {
    await lookAt(t, organisation);
    const { rows } = await sql<Doer>`
      select u.id, u.name from membership m join "user" u on u.id = m.user_id
       where m.organisation_id = ${organisation}::uuid order by m.role limit 1`.execute(t);
    return rows[0];
  });
}
