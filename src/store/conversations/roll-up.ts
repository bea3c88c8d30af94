/** Makes the days of hours: each day that has changed since, once it is over. May run twice, and while hours are added. */

import { sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from '../database.ts';
import type { Tables } from '../schema.ts';
import { ADDED } from './add-conversations.ts';
import { hoursKeptSince } from './hours-kept.ts';

const DAY_MS = 86_400_000;

/** Rolls up the days before the one of `now` (UTC); returns how many. */
export async function rollUpDays(
  database: Database,
  organisation: OrganisationId,
  now: Date,
): Promise<number> {
  const today = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const days = await database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('conversation_stale_day')
      .select('day')
      .where('organisation_id', '=', organisation)
      .where('day', '<', today)
      .orderBy('day')
      .execute(),
  );
  for (const { day } of days)
    await database.asOrganisation(organisation, (transaction) => rollUp(transaction, organisation, day));
  return days.length;
}

async function rollUp(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  day: Date,
): Promise<void> {
  // Who adds hours of this day now waits, and marks the day again.
  const { numDeletedRows } = await transaction
    .deleteFrom('conversation_stale_day')
    .where('organisation_id', '=', organisation)
    .where('day', '=', day)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) return;
  const end = new Date(day.getTime() + DAY_MS);
  const within = sql`organisation_id = ${organisation} and bin >= ${day} and bin < ${end}`;
  const sums = (hours: ReturnType<typeof sql>) => sql`
    insert into conversation_day as known (
      organisation_id, conversation_id, bin, connections, failed, packets_out, packets_in, octets_out, octets_in,
      first_at, last_at, learnt_on)
    select ${organisation}::uuid, conversation_id, ${day}, sum(connections), sum(failed), sum(packets_out), sum(packets_in),
           sum(octets_out), sum(octets_in), min(first_at), max(last_at), max(learnt_on)
      from ${hours} as hours group by conversation_id`;
  if (day >= (await hoursKeptSince(transaction, organisation))) {
    await sql`delete from conversation_day where ${within}`.execute(transaction);
    await sums(sql`(select * from conversation_hour where ${within})`).execute(transaction);
  } else {
    // Hours that came while those of before were taken away: the day has the sums of those already.
    await sql`
      with moved as (delete from conversation_hour where ${within} returning *)
      ${sums(sql`moved`)} on conflict (conversation_id, bin) do update set ${ADDED}`.execute(transaction);
  }
}
