/** Jobs that keep conversations and everything else that grows within bounds. */

import { preparePartitions } from '../store/conversations/partitions.ts';
import { rollUpDays } from '../store/conversations/roll-up.ts';
import type { Database } from '../store/database.ts';
import { allOrganisations } from '../store/organisations.ts';
import { applyRetention } from '../store/retention/apply-retention.ts';
import { measureSizes } from '../store/retention/class-sizes.ts';

export interface ConversationJobContext {
  readonly database: Database;
}

/** Makes partitions before they are needed. */
export async function preparePartitionsJob({ database }: ConversationJobContext): Promise<void> {
  await preparePartitions(database, new Date());
}

/** Makes the days of hours. */
export async function rollUpJob({ database }: ConversationJobContext): Promise<void> {
  for (const organisation of await allOrganisations(database))
    await rollUpDays(database, organisation, new Date());
}

/** Takes away what is older than it is kept, and notes what the rest takes on disk. What went stands in the database. */
export async function retentionJob({ database }: ConversationJobContext): Promise<void> {
  const now = new Date();
  await applyRetention(database, now);
  await measureSizes(database, now);
}
