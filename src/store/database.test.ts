import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { useTestDatabase } from '../../test/support/test-database.ts';
import type { Database } from './database.ts';
import { migrate, schemaState } from './migrate.ts';
import { RESTRICTED_ROLE } from './restricted-role.ts';

/**
 * A person may belong to several organisations, and who signs in is of none yet: nothing that acts for one of them reads
 * these. The domain of an e-mail address leads to the organisation whose provider signs it on.
 */
const TABLES_OF_PEOPLE =
  'account member membership passkey session setup sign_in_attempt sign_on_domain twoFactor user verification'.split(
    ' ',
  );
/** What the whole database takes on disk. */
const TABLES_OF_NONE = ['backup_taken', 'class_size'];

/** Public data about vulnerabilities, which the server keeps once. */
const TABLES_OF_FEEDS = 'feed_catalogue feed_setting feed_update threat_history threat_history_read'.split(
  ' ',
);

const test = useTestDatabase();

async function newOrganisation(database: Database, name: string): Promise<string> {
  const id = randomUUID();
  await database.asOrganisation(id, (t) => t.insertInto('organisation').values({ id, name }).execute());
  return id;
}

const DEVICE = {
  macs: ['00:09:fb:3a:10:15'],
  ips: ['10.20.20.21'],
  vlans: [20],
  category: 'patient-monitor',
  category_confidence: 90,
  category_reasons: '[]',
  hostnames: '[]',
  site_id: null,
  via_device_id: null,
  first_at: '2026-03-01T08:00:00Z',
  last_at: '2026-03-01T09:00:00Z',
  packets: 5_000_000_000,
  octets: 7,
  peers: 2,
};

const addDevice = (database: Database, organisation: string, changed: Partial<typeof DEVICE> = {}) =>
  database.asOrganisation(organisation, async (t) => {
    const row = { ...DEVICE, ...changed, organisation_id: organisation };
    return (await t.insertInto('device').values(row).returning('id').executeTakeFirstOrThrow()).id;
  });

const changesSince = (database: Database, organisation: string, since: number) =>
  database.asOrganisation(organisation, (t) =>
    t
      .selectFrom('change')
      .select(['sequence', 'kind', 'object_id', 'deleted'])
      .where('sequence', '>', since)
      .orderBy('sequence')
      .execute(),
  );

describe('schema', () => {
  it('has nothing pending after a migration, and a second one does nothing', async () => {
    const { database } = test();
    expect((await schemaState(database.kysely)).pending).toEqual([]);
    expect(await migrate(database.kysely)).toEqual([]);
  });

  it('of a newer Wardlight is refused with a sentence', async () => {
    const { database } = test();
    await sql`insert into kysely_migration values ('9999-tomorrow', '2030-01-01')`.execute(database.kysely);
    await expect(migrate(database.kysely)).rejects.toThrow(/newer Wardlight \(it has 9999-tomorrow\)/);
    await sql`delete from kysely_migration where name = '9999-tomorrow'`.execute(database.kysely);
  });

  it('separates organisations in every table and partition, but for those of people and feeds, which it gives to none', async () => {
    const { rows } = await sql<{ name: string; separated: boolean; readable: boolean }>`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as separated,
             exists (select from pg_roles r
                      where r.rolname = ${RESTRICTED_ROLE} and has_table_privilege(r.oid, c.oid, 'select')) as readable
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname not like 'kysely%'`.execute(
      test().database.kysely,
    );
    expect(rows.length).toBeGreaterThan(12);
    const shared = rows.filter(({ separated }) => !separated);
    const known = [...TABLES_OF_PEOPLE, ...TABLES_OF_FEEDS, ...TABLES_OF_NONE];
    expect(shared.map(({ name }) => name).sort()).toEqual(known.sort());
    expect(shared.filter(({ readable }) => readable)).toEqual([]);
  });
});

describe('organisations', () => {
  it('neither see nor touch each other', async () => {
    const { database } = test();
    const [ours, theirs] = [
      await newOrganisation(database, 'Ours'),
      await newOrganisation(database, 'Theirs'),
    ];
    const device = await addDevice(database, theirs);
    await database.asOrganisation(ours, async (t) => {
      expect(await t.selectFrom('device').selectAll().execute()).toEqual([]);
      expect((await t.selectFrom('organisation').select('name').execute()).map(({ name }) => name)).toEqual([
        'Ours',
      ]);
      const { numUpdatedRows } = await t.updateTable('device').set({ peers: 9 }).executeTakeFirstOrThrow();
      expect(numUpdatedRows).toBe(0n);
      const { numDeletedRows } = await t
        .deleteFrom('device')
        .where('id', '=', device)
        .executeTakeFirstOrThrow();
      expect(numDeletedRows).toBe(0n);
    });
    await expect(
      database.asOrganisation(ours, (t) =>
        t
          .insertInto('device')
          .values({ ...DEVICE, organisation_id: theirs })
          .execute(),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('do not leak from one transaction into the next on the same connection', async () => {
    const { database } = test();
    await newOrganisation(database, 'Before');
    const { rows } = await sql`select current_organisation() as id`.execute(database.kysely);
    expect(rows).toEqual([{ id: null }]);
  });

  it('keep counts above 2^32 as numbers', async () => {
    const { database } = test();
    const id = await newOrganisation(database, 'Counts');
    await addDevice(database, id);
    const device = await database.asOrganisation(id, (t) =>
      t.selectFrom('device').selectAll().executeTakeFirst(),
    );
    expect(device).toMatchObject({ packets: 5_000_000_000, macs: ['00:09:fb:3a:10:15'], hostnames: [] });
  });
});

describe('changes', () => {
  it('are numbered by organisation, and an object stands in the feed once, under its latest number', async () => {
    const { database } = test();
    const id = await newOrganisation(database, 'Changes');
    const first = await addDevice(database, id);
    const second = await addDevice(database, id);
    expect(await changesSince(database, id, 0)).toMatchObject([
      { sequence: 1, kind: 'device', object_id: first },
      { sequence: 2, kind: 'device', object_id: second },
    ]);
    await database.asOrganisation(id, (t) =>
      t.updateTable('device').set({ peers: 3 }).where('id', '=', first).execute(),
    );
    await database.asOrganisation(id, (t) => t.deleteFrom('device').where('id', '=', second).execute());
    expect(await changesSince(database, id, 2)).toMatchObject([
      { sequence: 3, object_id: first, deleted: false },
      { sequence: 4, object_id: second, deleted: true },
    ]);
    expect(await changesSince(database, id, 0)).toHaveLength(2);
  });

  it('of many devices in one statement take a number each', async () => {
    const { database } = test();
    const [ours, theirs] = [
      await newOrganisation(database, 'Many'),
      await newOrganisation(database, 'Others'),
    ];
    await addDevice(database, theirs);
    const row = { ...DEVICE, organisation_id: ours };
    const ids = await database.asOrganisation(ours, async (t) => {
      await t.insertInto('device').values([row, row, row]).execute();
      const rows = await t.updateTable('device').set({ peers: 4 }).returning('id').execute();
      await t.deleteFrom('device').where('peers', '=', 0).execute();
      return rows.map(({ id }) => id);
    });
    const changes = await changesSince(database, ours, 0);
    expect(changes.map(({ sequence }) => sequence)).toEqual([4, 5, 6]);
    expect(changes.map(({ object_id }) => object_id).sort()).toEqual(ids.sort());
    expect(await changesSince(database, theirs, 0)).toMatchObject([{ sequence: 1 }]);
  });

  it('become visible in the order of their numbers, however transactions overlap', async () => {
    const { database } = test();
    const id = await newOrganisation(database, 'Overlap');
    let seen = 0;
    let done = false;
    const reader = (async () => {
      const found: number[] = [];
      while (!done) {
        for (const { sequence } of await changesSince(database, id, seen)) {
          found.push(sequence);
          seen = sequence;
        }
      }
      return found;
    })();
    await Promise.all(Array.from({ length: 40 }, () => addDevice(database, id)));
    done = true;
    const found = await reader;
    for (const { sequence } of await changesSince(database, id, seen)) found.push(sequence);
    expect(found).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });
});

describe('a transaction of an organisation', () => {
  it('that reads sees what is written, and writes nothing', async () => {
    const { database } = test();
    const organisation = await newOrganisation(database, 'St. Ann');
    const device = await addDevice(database, organisation);
    const found = await database.readAsOrganisation(organisation, (t) =>
      t.selectFrom('device').select('id').execute(),
    );
    expect(found).toEqual([{ id: device }]);
    await expect(
      database.readAsOrganisation(organisation, (t) => t.deleteFrom('device').execute()),
    ).rejects.toThrow('read-only transaction');
    expect(await database.readAsOrganisation(randomUUID(), (t) => t.selectFrom('device').execute())).toEqual(
      [],
    );
  });

  it('takes no text for more than an organisation, and a connection serves others after a refusal', async () => {
    const { database } = test();
    const odd = `'; drop table device; --\\`;
    for (let times = 0; times < 30; times++)
      await expect(
        database.readAsOrganisation(odd, (t) => t.selectFrom('device').select('id').execute()),
      ).rejects.toThrow('uuid');
    await expect(database.asOrganisation('\0', (t) => t.selectFrom('device').execute())).rejects.toThrow();
    const organisation = await newOrganisation(database, 'St. Bob');
    await addDevice(database, organisation);
    const rows = await database.readAsOrganisation(organisation, (t) =>
      t.selectFrom('device').select('id').execute(),
    );
    expect(rows).toHaveLength(1);
  });

  it('leaves nothing of itself to the next of its connection', async () => {
    const { database } = test();
    const [one, other] = [await newOrganisation(database, 'One'), await newOrganisation(database, 'Other')];
    const device = await addDevice(database, one);
    const asked = Array.from({ length: 60 }, (_, index) =>
      database.readAsOrganisation(index % 2 === 0 ? one : other, (t) =>
        t.selectFrom('device').select('id').execute(),
      ),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter((_, index) => index % 2 === 0)).toEqual(Array(30).fill([{ id: device }]));
    expect(answers.filter((_, index) => index % 2 === 1)).toEqual(Array(30).fill([]));
    const { rows } = await sql<{ setting: string }>`
      select coalesce(current_setting('wardlight.organisation', true), '') as setting`.execute(
      database.kysely,
    );
    expect(rows).toEqual([{ setting: '' }]);
  });
});
