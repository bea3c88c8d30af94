/** The jobs that raise alerts: out of what changed, and out of the age of the feeds. */

import type { Database } from '../store/database.ts';
import { catalogueState } from '../store/feeds-state.ts';
import { allOrganisations } from '../store/organisations.ts';
import { closeAlert, raiseAlert } from '../store/raise-alerts.ts';
import { watchChanges } from '../store/watch-for-alerts.ts';
import { feedAges } from '../vulnerability/feed-age.ts';

/** Job that looks at the age of the feeds. */
export const WATCH_FEEDS = 'watch-feeds';

const MICROS_PER_MILLI = 1_000;

interface AlertJobContext {
  readonly database: Database;
}

export async function watchAllChanges({ database }: AlertJobContext): Promise<void> {
  for (const organisation of await allOrganisations(database)) await watchChanges(database, organisation);
}

/** A feed that has gone stale lacks what is new: every organisation is told, until it is current again. */
export async function watchFeeds({ database }: AlertJobContext, now = Date.now()): Promise<void> {
  const state = await catalogueState(database);
  if (!state) return;
  const ages = feedAges(state.feeds, now * MICROS_PER_MILLI);
  for (const organisation of await allOrganisations(database))
    await database.asOrganisation(organisation, async (t) => {
      for (const { feed, title, condition, ageDays = 0, staleAfterDays = 0 } of ages)
        if (condition === 'stale')
          await raiseAlert(t, organisation, {
            ...{ kind: 'feed-stale', about: feed, lasts: true },
            text: `${title} is ${ageDays} days old (stale after ${staleAfterDays}): what is new is not known.`,
          });
        else if (condition === 'current')
          await closeAlert(t, 'feed-stale', feed, 'The feed is current again.');
    });
}
