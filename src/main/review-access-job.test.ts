import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { addGrant, listGrants } from '../store/grants.ts';
import { findMember, setStanding } from '../store/members.ts';
import { membershipsOf } from '../store/people.ts';
import {
  decideRecertification,
  listRecertificationItems,
  listRecertifications,
} from '../store/recertification.ts';
import { reviewAccess, reviewAccessOf } from './review-access-job.ts';

const test = useTestDatabase();
const organisation = randomUUID();
const DAY_MS = 86_400_000;
/** The second day of the next quarter, whatever day the test runs on. */
const today = new Date();
const NEXT_QUARTER = Date.UTC(today.getUTCFullYear(), Math.floor(today.getUTCMonth() / 3) * 3 + 3, 2, 3);

beforeAll(async () => {
  const { database } = test();
  await database.asOrganisation(organisation, (t) =>
    t.insertInto('organisation').values({ id: organisation, name: 'St. Ann' }).execute(),
  );
  const people = {
    ann: ['platform-administrator'],
    ben: ['ciso'],
    cem: ['auditor', 'procurement'],
    dia: ['auditor'],
  };
  for (const [id, roles] of Object.entries(people)) {
    const user = { id, name: id, email: `${id}@hospital.example`, emailVerified: false };
    await database.kysely.insertInto('user').values(user).execute();
    await database.kysely
      .insertInto('membership')
      .values(roles.map((role) => ({ organisation_id: organisation, user_id: id, role })))
      .execute();
  }
  const rule = { userId: 'cem', scope: {}, reason: 'r', grantedBy: 'ann', permission: 'risk:view' } as const;
  const until = NEXT_QUARTER + 60 * DAY_MS;
  await addGrant(database, organisation, { ...rule, effect: 'allow', conditions: { until } });
  await addGrant(database, organisation, { ...rule, effect: 'deny', conditions: {} });
  const external = { company: 'Pump Service Ltd', reviewAt: new Date(NEXT_QUARTER + 10 * DAY_MS) };
  await setStanding(database, organisation, 'dia', external);
});

const rolesOf = async (id: string) => {
  const [membership] = await membershipsOf(test().database, id);
  return membership?.assignments.map(({ role }) => role);
};
const itemsOf = async () => {
  const { database } = test();
  const [review] = await listRecertifications(database, organisation, 10);
  const query = { recertification: review?.id ?? '', limit: 500 };
  return (await listRecertificationItems(database, organisation, query)) ?? [];
};

it('begins no review of what was given in the same quarter', async () => {
  await reviewAccess({ database: test().database });
  expect(await listRecertifications(test().database, organisation, 10)).toEqual([]);
});

it('begins one in the next quarter, once, each item with a reviewer who is not concerned', async () => {
  const { database } = test();
  await reviewAccessOf(database, organisation, NEXT_QUARTER);
  await reviewAccessOf(database, organisation, NEXT_QUARTER + DAY_MS);
  expect(await listRecertifications(database, organisation, 10)).toMatchObject([{ items: 7, undecided: 7 }]);
  for (const { userId, reviewer } of await itemsOf()) expect(reviewer).toBe(userId === 'ben' ? 'ann' : 'ben');
});

it('suspends an external person after the review date', async () => {
  const { database } = test();
  await reviewAccessOf(database, organisation, NEXT_QUARTER + 9 * DAY_MS);
  expect(await rolesOf('dia')).toEqual(['auditor']);
  await reviewAccessOf(database, organisation, NEXT_QUARTER + 10 * DAY_MS);
  expect(await rolesOf('dia')).toBeUndefined();
  expect(await findMember(database, organisation, 'dia')).toMatchObject({
    suspended: { because: expect.stringContaining('review date') },
  });
});

it('lets lapse what nobody confirmed in thirty days, but no denial and not the last administrator', async () => {
  const { database } = test();
  const kept = (await itemsOf()).find(({ role }) => role === 'procurement');
  expect(await decideRecertification(database, organisation, kept?.id ?? '', 'ben', 'keep')).toBe(true);
  await reviewAccessOf(database, organisation, NEXT_QUARTER + 29 * DAY_MS);
  expect(await rolesOf('cem')).toEqual(['auditor', 'procurement']);
  for (let run = 0; run < 2; run++) await reviewAccessOf(database, organisation, NEXT_QUARTER + 31 * DAY_MS);
  expect(await rolesOf('cem')).toEqual(['procurement']);
  expect(await rolesOf('ben')).toEqual([]);
  expect(await rolesOf('ann')).toEqual(['platform-administrator']);
  const grants = await listGrants(database, organisation, { limit: 10 });
  expect(new Map(grants.map(({ effect, state }) => [effect, state]))).toEqual(
    new Map([
      ['allow', 'withdrawn'],
      ['deny', 'active'],
    ]),
  );
  const lapses = (await itemsOf()).map(({ lapse }) => lapse ?? 'decided').sort();
  expect(lapses).toEqual(['decided', 'left', 'left', 'suspended', 'suspended', 'suspended', 'withdrawn']);
});

it('gives a role back that is kept late, and no grant', async () => {
  const { database } = test();
  const items = await itemsOf();
  const lapsed = (lapse: string) =>
    items.find((item) => item.lapse === lapse && item.userId === 'cem')?.id ?? '';
  expect(await decideRecertification(database, organisation, lapsed('suspended'), 'ann', 'keep')).toBe(true);
  expect(await rolesOf('cem')).toEqual(['auditor', 'procurement']);
  expect(await decideRecertification(database, organisation, lapsed('withdrawn'), 'ann', 'keep')).toBe(false);
});
