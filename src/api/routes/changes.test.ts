import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../../test/support/test-server.ts';

const test = useTestServer();
let ann: TestPerson;
let narrow: TestPerson;

beforeAll(async () => {
  const organisation = await addOrganisation(test().database, 'St. Ann');
  ann = await addPerson(test(), organisation, 'Ann', ['security-analyst']);
  narrow = await addPerson(test(), organisation, 'Bob', ['security-analyst']);
  await test()
    .database.kysely.updateTable('membership')
    .set({ scope: JSON.stringify({ categories: ['ct'] }) })
    .where('user_id', '=', narrow.id)
    .execute();
  for (const category of ['ct', 'infusion-pump', 'ct'])
    await test().database.asOrganisation(organisation, (t) =>
      sql`insert into device (organisation_id, macs, ips, vlans, category, category_confidence, category_reasons, hostnames, first_at, last_at, packets, octets, peers)
        values (${organisation}, '{}', '{}', '{}', ${category}, 90, '[]', '[]', now(), now(), 1, 1, 0)`.execute(
        t,
      ),
    );
});

const numbers = (text: string) =>
  [...text.matchAll(/id: (\d+)\nevent: change\n/g)].map(([, id]) => Number(id));

describe('GET /api/changes/stream', () => {
  it('tells what came after a number, or after the last event', async () => {
    expect(numbers((await ann.get('/api/changes/stream?since=0')).text)).toEqual([1, 2, 3]);
    const { text } = await ann.get('/api/changes/stream?since=0', { 'last-event-id': '2' });
    expect(numbers(text)).toEqual([3]);
    expect(text).toMatch(/^retry: \d+\n\nid: 2\nevent: start\n/);
  });

  it('tells of the devices that one may see, as the list does', async () => {
    const { text } = await narrow.get('/api/changes/stream?since=0');
    const { body } = await narrow.get('/api/changes?since=0');
    expect(numbers(text)).toEqual(body.changes.map(({ sequence }: { sequence: number }) => sequence));
    expect(numbers(text)).toEqual([1, 3]);
  });
});
