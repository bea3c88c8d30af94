/**
 * The nightly job that keeps access from outliving its reason, in every organisation: begins the review of the quarter, lets
 * lapse what nobody confirmed in time, and suspends external people whose review date has passed. Run twice, it does
 * nothing the second time.
 */

import type { Database } from '../store/database.ts';
import { allOrganisations } from '../store/organisations.ts';
import { beginRecertification, lapseRecertifications } from '../store/recertification.ts';
import { suspendUnreviewed } from '../store/suspensions.ts';

export const REVIEW_ACCESS = 'review-access';

export async function reviewAccess({ database }: { readonly database: Database }): Promise<void> {
  const now = Date.now();
  for (const organisation of await allOrganisations(database))
    await reviewAccessOf(database, organisation, now);
}

/** The same for one organisation, at an instant (milliseconds since 1970). What was given in a quarter is reviewed in the next. */
export async function reviewAccessOf(database: Database, organisation: string, now: number): Promise<void> {
  await lapseRecertifications(database, organisation, now);
  await suspendUnreviewed(database, organisation, now);
  await beginRecertification(database, organisation, now);
}
