import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addTalks, ofAddress, talk } from '../../test/support/conversations.ts';
import { makeDataFolder, USES_OUTSIDE_DATABASE, useTestDatabase } from '../../test/support/test-database.ts';
import { backUp, restore, verifyBackup } from './backup.ts';
import { listBackups } from './backups-taken.ts';
import { preparePartitions } from './conversations/partitions.ts';
import { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { EmbeddedPostgres } from './postgres/embedded-postgres.ts';

const test = useTestDatabase();
const RESTORE_LIMIT_MS = 120_000;

/** A database of two organisations, with values that COPY must escape. */
async function fill(database: Database): Promise<string[]> {
  const ids = [randomUUID(), randomUUID()];
  for (const id of ids)
    await database.asOrganisation(id, async (t) => {
      await t
        .insertInto('organisation')
        .values({ id, name: `Tab\t, line\n, backslash \\ and ${id}` })
        .execute();
      const site = { organisation_id: id, name: 'Main' };
      const { id: siteId } = await t
        .insertInto('site')
        .values(site)
        .returning('id')
        .executeTakeFirstOrThrow();
      const parent = { ...DEVICE, organisation_id: id, site_id: siteId };
      const { id: via } = await t
        .insertInto('device')
        .values(parent)
        .returning('id')
        .executeTakeFirstOrThrow();
      await t
        .insertInto('device')
        .values({ ...parent, via_device_id: via })
        .execute();
    });
  for (const id of ids) await addTalks(database, id, [TALK]);
  return ids;
}

const DEVICE = {
  ...{ macs: ['00:09:fb:3a:10:15'], ips: ['10.20.20.21', 'fd00::1'], vlans: [20] },
  ...{ category: 'ct', category_confidence: 90, category_reasons: '["says \\"CT\\""]', hostnames: '[]' },
  ...{ first_at: '2026-03-01T08:00:00Z', last_at: '2026-03-01T09:00:00Z', packets: 1, octets: 2, peers: 0 },
};

const TALK = talk(ofAddress('10.0.0.1'), ofAddress('10.0.0.2'), Date.parse('2026-03-01T08:00:00Z'));

const contents = (database: Database, organisation: string) =>
  database.asOrganisation(organisation, async (t) => ({
    organisation: await t.selectFrom('organisation').selectAll().execute(),
    sites: await t.selectFrom('site').selectAll().execute(),
    devices: await t.selectFrom('device').selectAll().orderBy('id').execute(),
    conversations: await t.selectFrom('conversation').selectAll().orderBy('id').execute(),
    hours: await t.selectFrom('conversation_hour').selectAll().orderBy('conversation_id').execute(),
    changes: await t.selectFrom('change').selectAll().orderBy('sequence').execute(),
  }));

it.runIf(USES_OUTSIDE_DATABASE)('a backup by a role that does not see all says what to do', async () => {
  const { database, folder } = test();
  await expect(backUp(database, path.join(folder, 'refused'))).rejects.toThrow('Use a role with BYPASSRLS');
});

describe.skipIf(USES_OUTSIDE_DATABASE)('a backup', () => {
  it('is verified and restored, row for row', { timeout: RESTORE_LIMIT_MS }, async () => {
    const { database, folder } = test();
    const organisations = await fill(database);
    await preparePartitions(database, new Date('2026-03-02T00:00:00Z'));
    const backup = path.join(folder, 'backup');
    const manifest = await backUp(database, backup);
    expect(manifest.tables.find(({ name }) => name === 'device')?.rows).toBe(4);
    expect(await verifyBackup(backup)).toEqual(manifest);
    const [taken] = await listBackups(database);
    expect(taken).toMatchObject({ folder: backup, isThere: true, takenAt: new Date(manifest.takenAt) });
    expect(taken?.rows).toBe(manifest.tables.reduce((sum, { rows }) => sum + rows, 0));
    expect(taken?.octets).toBeGreaterThan(1_000);

    const elsewhere = makeDataFolder();
    const server = await EmbeddedPostgres.start(elsewhere);
    const copy = await Database.open(server.connection);
    await migrate(copy.kysely);
    await restore(copy, backup);
    for (const id of organisations) expect(await contents(copy, id)).toEqual(await contents(database, id));
    // The feed goes on where it was.
    await copy.asOrganisation(organisations[0] ?? '', (t) =>
      t.updateTable('device').set({ peers: 5 }).execute(),
    );
    const after = await contents(copy, organisations[0] ?? '');
    expect(after.changes.map(({ sequence }) => sequence)).toEqual([3, 4]);
    // So do numbers of conversations, and their sums find their partition.
    for (const id of organisations) await addTalks(copy, id, [TALK, { ...TALK, port: 80 }]);
    expect(
      (await contents(copy, organisations[0] ?? '')).hours.map(({ connections }) => connections),
    ).toEqual([2, 1]);
    await preparePartitions(copy, new Date('2026-03-02T00:00:00Z'));
    expect(
      (await contents(copy, organisations[1] ?? '')).hours.map(({ connections }) => connections),
    ).toEqual([2, 1]);
    await expect(restore(copy, backup)).rejects.toThrow(/not empty/);
    await copy.close();
    await server.stop();
    fs.rmSync(elsewhere, { recursive: true });
  });

  it('goes into an empty folder alone', async () => {
    const { database, folder } = test();
    await expect(backUp(database, folder)).rejects.toThrow(/is not empty/);
  });

  it.each([
    ['a changed file', (folder: string) => corrupt(path.join(folder, 'device.copy.gz'))],
    ['a cut file', (folder: string) => fs.truncateSync(path.join(folder, 'device.copy.gz'), 20)],
    ['a missing file', (folder: string) => fs.rmSync(path.join(folder, 'site.copy.gz'))],
    [
      'no manifest, because it was cut short',
      (folder: string) => fs.rmSync(path.join(folder, 'manifest.json')),
    ],
    ['a manifest that leads elsewhere', (folder: string) => rename(folder, '../device.copy.gz')],
    [
      'a manifest of another kind',
      (folder: string) => fs.writeFileSync(path.join(folder, 'manifest.json'), '{}'),
    ],
  ])('with %s is refused', async (_, damage) => {
    const { database, folder } = test();
    const backup = fs.mkdtempSync(path.join(folder, 'damaged-'));
    await backUp(database, backup);
    damage(backup);
    await expect(verifyBackup(backup)).rejects.toMatchObject({ name: 'StoreError', code: 'backup' });
  });
});

function corrupt(file: string): void {
  const octets = fs.readFileSync(file);
  octets.writeUInt8(octets.readUInt8(octets.length - 6) ^ 1, octets.length - 6);
  fs.writeFileSync(file, octets);
}

function rename(folder: string, file: string): void {
  const name = path.join(folder, 'manifest.json');
  const text = fs.readFileSync(name, 'utf8');
  fs.writeFileSync(name, text.replace('"device.copy.gz"', JSON.stringify(file)));
}
