import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { listAlerts } from '../store/alerts.ts';
import { writeCatalogueState } from '../store/feeds-state.ts';
import { watchAllChanges, watchFeeds } from './alert-jobs.ts';

const test = useTestDatabase();
const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-10T00:00:00Z');

it('tells every organisation of a feed that is stale, once, until it is current again', async () => {
  const { database } = test();
  const organisations = [randomUUID(), randomUUID()];
  for (const id of organisations)
    await database.asOrganisation(id, (t) => t.insertInto('organisation').values({ id, name: id }).execute());
  const alertsOf = (organisation: string) =>
    listAlerts(
      database,
      { organisation, userId: 'ann', roles: [], selection: { any: [{}], except: [] } },
      { sort: 'first', descending: false, limit: 10 },
    );
  const feedOf = (newestMs: number) => ({
    ...{ feed: 'kev', title: 'CISA known exploited vulnerabilities', documents: 1, items: 9, skipped: {} },
    ...{ newestMicros: newestMs * 1_000, staleAfterDays: 7 },
  });
  const compile = (newestMs: number) =>
    writeCatalogueState(database, {
      ...{ revision: String(newestMs), compiledAt: new Date(), records: 9 },
      feeds: [feedOf(newestMs)] as never,
    });
  await watchFeeds({ database }, NOW); // nothing was compiled yet: nothing is stale
  await compile(NOW - 10 * DAY_MS);
  await watchFeeds({ database }, NOW);
  await watchFeeds({ database }, NOW);
  for (const organisation of organisations)
    expect(await alertsOf(organisation)).toMatchObject([
      { kind: 'feed-stale', state: 'open', count: 1, text: expect.stringContaining('is 10 days old') },
    ]);
  await compile(NOW - DAY_MS);
  await watchFeeds({ database }, NOW);
  expect(await alertsOf(organisations[0] ?? '')).toMatchObject([
    { state: 'closed', reason: 'The feed is current again.' },
  ]);
  // Looking through changes where nothing is raises nothing.
  await watchAllChanges({ database });
  expect(await alertsOf(organisations[0] ?? '')).toHaveLength(1);
});
