import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { asOwner, USES_OUTSIDE_DATABASE, useTestDatabase } from '../../test/support/test-database.ts';
import { rawPublicKey } from '../audit/day-root.ts';
import { type Act, CHANGE_LIMIT, TEXT_LIMIT } from '../audit/entry.ts';
import { LogVerifier } from '../audit/log-verifier.ts';
import { appendAct, listEntries, recordAct } from './audit.ts';
import { readLog, signDays } from './audit-roots.ts';
import type { Database } from './database.ts';

const test = useTestDatabase();
const KEYS = generateKeyPairSync('ed25519');
const KEY = rawPublicKey(KEYS.publicKey);
const TOMORROW = new Date(Date.now() + 86_400_000);
let organisation: string;

const ACT: Act = {
  who: { kind: 'person', id: 'u1', name: 'Ann' },
  ...{ roles: ['ciso'], action: 'upload.begin', target: { kind: 'upload', id: 'x' }, result: 'done' },
  ...{ code: null, reason: null, change: { octets: 7 }, ip: '10.0.0.1', session: null },
};

beforeEach(async () => {
  const { database } = test();
  organisation = randomUUID();
  await database.asOrganisation(organisation, (t) =>
    t.insertInto('organisation').values({ id: organisation, name: 'St. Ann' }).execute(),
  );
});

async function verified(database: Database): Promise<LogVerifier> {
  const verifier = new LogVerifier(organisation, [KEY]);
  await readLog(database, organisation, verifier);
  return verifier;
}

const record = (changed: Partial<Act> = {}) =>
  recordAct(test().database, organisation, { ...ACT, ...changed });

describe('the log', () => {
  it('has numbers without gaps however many add to it at once, and is whole', async () => {
    const { database } = test();
    await Promise.all(Array.from({ length: 60 }, (_, index) => record({ change: index })));
    const found = await verified(database);
    expect([found.firstBreak, found.verifiedTo]).toEqual([undefined, 60]);
  });

  it('has no number for what was rolled back', async () => {
    const { database } = test();
    await record();
    const failing = database.asOrganisation(organisation, async (t) => {
      expect(await appendAct(t, organisation, ACT)).toBe(2);
      throw new Error('after all');
    });
    await expect(failing).rejects.toThrow('after all');
    expect(await record()).toBe(2);
    expect((await verified(database)).firstBreak).toBeUndefined();
  });

  it('keeps what it is told printable and short, and a large change as its hash', async () => {
    await record({
      reason: `two\nlines\u0000 \ud800${'x'.repeat(2 * TEXT_LIMIT)}`,
      change: 'y'.repeat(900).repeat(5) as string,
    });
    await record({ change: Array.from({ length: CHANGE_LIMIT }, () => 1) });
    const [large, first] = await listEntries(test().database, organisation, { limit: 2 });
    expect(first?.reason).toMatch(/^two lines +x+$/);
    expect(first?.reason?.length).toBe(TEXT_LIMIT);
    expect(large?.change).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await verified(test().database)).firstBreak).toBeUndefined();
  });

  it.each([
    ['changed', sql`update audit set hash = hash`],
    ['deleted', sql`delete from audit`],
    ['emptied', sql`truncate audit`],
    ['deleted with its organisation', sql`delete from organisation`],
  ])('cannot be %s, not even by the owner of the database', async (_, statement) => {
    await record();
    const { database } = test();
    await expect(asOwner(database, organisation, statement)).rejects.toThrow(
      /only ever added to|violates foreign key/,
    );
    // A login role that does not pass row-level security is the owner here too.
    await expect(database.asOrganisation(organisation, (t) => statement.execute(t))).rejects.toThrow(
      USES_OUTSIDE_DATABASE
        ? /only ever added to|violates foreign key/
        : /permission denied|violates foreign key/,
    );
    expect((await verified(database)).verifiedTo).toBe(1);
  });

  it.each([
    ['set back', sql`update audit_head set sequence = 0`],
    ['dropped', sql`delete from audit_head`],
    ['emptied', sql`truncate audit_head`],
  ])('has a head that cannot be %s', async (_, statement) => {
    await record();
    await expect(asOwner(test().database, organisation, statement)).rejects.toThrow(
      /moves on|only ever added to/,
    );
  });

  it('refuses an entry that says another number or organisation than its row', async () => {
    const { database } = test();
    await record();
    const forged = (sequence: number, entry: object) =>
      database.asOrganisation(organisation, (t) =>
        t
          .insertInto('audit')
          .values({
            organisation_id: organisation,
            sequence,
            entry: JSON.stringify(entry),
            hash: Buffer.alloc(32),
          })
          .execute(),
      );
    const fine = { organisation, sequence: 2, at: 'x', action: 'y' };
    await expect(forged(3, fine)).rejects.toThrow(/check/);
    await expect(forged(2, { ...fine, organisation: randomUUID() })).rejects.toThrow(/check/);
    await forged(2, fine);
    expect((await verified(database)).firstBreak).toMatchObject({ sequence: 2 });
  });

  it('says where it was changed by somebody who switches the triggers off', async () => {
    const { database } = test();
    for (let count = 0; count < 5; count++) await record({ change: count });
    await asOwner(database, organisation, sql`alter table audit disable trigger user`);
    await asOwner(
      database,
      organisation,
      sql`update audit set entry = replace(entry, '"change":2', '"change":9')
      where organisation_id = ${organisation} and sequence = 3`,
    );
    expect((await verified(database)).firstBreak).toMatchObject({ sequence: 3 });
    await asOwner(
      database,
      organisation,
      sql`delete from audit where organisation_id = ${organisation} and sequence >= 3`,
    );
    expect((await verified(database)).firstBreak).toMatchObject({ sequence: 3, problem: 'it is missing' });
    await asOwner(database, organisation, sql`alter table audit enable trigger user`);
  });
});

describe('the days', () => {
  it('are signed once each, and no day before it has ended', async () => {
    const { database } = test();
    await Promise.all([record(), record(), record()]);
    expect(await signDays(database, organisation, KEYS.privateKey, new Date())).toBe(0);
    expect(await signDays(database, organisation, KEYS.privateKey, TOMORROW)).toBe(1);
    expect(await signDays(database, organisation, KEYS.privateKey, TOMORROW)).toBe(0);
    await record();
    const found = await verified(database);
    expect([found.firstBreak, found.signedTo, found.verifiedTo]).toEqual([undefined, 3, 4]);
    expect([...found.keys]).toEqual([KEY.toString('hex')]);
    // What came to a day after it was signed is signed with the next.
    expect(await signDays(database, organisation, KEYS.privateKey, TOMORROW)).toBe(1);
    expect(await verified(database)).toMatchObject({ firstBreak: undefined, signedTo: 4 });
  });

  it('of a clock that was wrong have roots of their own, and keep no later day from being signed', async () => {
    const { database } = test();
    vi.useFakeTimers({ toFake: ['Date'] });
    for (const at of [
      '2026-11-20T10:00:00Z',
      '2099-01-01T00:00:00Z',
      '2026-11-20T11:00:00Z',
      '2026-11-21T12:00:00Z',
    ]) {
      vi.setSystemTime(new Date(at));
      await record();
    }
    vi.useRealTimers();
    expect(await signDays(database, organisation, KEYS.privateKey, new Date('2026-11-21T13:00:00Z'))).toBe(3);
    expect(await verified(database)).toMatchObject({
      firstBreak: undefined,
      signedTo: 3,
      signedDay: '2026-11-20',
    });
  });

  it('of more entries than are read at once are signed whole', { timeout: 60_000 }, async () => {
    const { database } = test();
    await database.asOrganisation(organisation, async (t) => {
      for (let count = 0; count < 2_500; count++) await appendAct(t, organisation, ACT);
    });
    await signDays(database, organisation, KEYS.privateKey, TOMORROW);
    expect(await verified(database)).toMatchObject({
      firstBreak: undefined,
      signedTo: 2_500,
      verifiedTo: 2_500,
    });
  });

  it('hold against somebody who hashes the whole log anew', async () => {
    const { database } = test();
    await record();
    await signDays(database, organisation, KEYS.privateKey, TOMORROW);
    await asOwner(database, organisation, sql`alter table audit disable trigger user`);
    await asOwner(database, organisation, sql`alter table audit_head disable trigger user`);
    await asOwner(
      database,
      organisation,
      sql`update audit set entry = replace(entry, 'upload.begin', 'upload.other') where organisation_id = ${organisation}`,
    );
    const rehash = sql`sha256(decode(repeat('00', 32), 'hex') || convert_to(entry, 'UTF8'))`;
    await asOwner(
      database,
      organisation,
      sql`update audit set hash = ${rehash} where organisation_id = ${organisation}`,
    );
    await asOwner(
      database,
      organisation,
      sql`update audit_head h set hash = a.hash from audit a
      where a.organisation_id = h.organisation_id and h.organisation_id = ${organisation}`,
    );
    expect((await verified(database)).firstBreak?.problem).toContain('changed after it was signed');
    await asOwner(database, organisation, sql`alter table audit enable trigger user`);
    await asOwner(database, organisation, sql`alter table audit_head enable trigger user`);
  });

  it('stay signed, whatever the owner tries', async () => {
    const { database } = test();
    await record();
    await signDays(database, organisation, KEYS.privateKey, TOMORROW);
    for (const statement of [sql`delete from audit_root`, sql`update audit_root set first = 2`])
      await expect(asOwner(database, organisation, statement)).rejects.toThrow(/only ever added to/);
  });
});

describe('a page of the log', () => {
  it('has what its filters say, latest first, and goes on from its end', async () => {
    const { database } = test();
    await record({ action: 'upload.begin' });
    await record({ action: 'upload.append', who: { kind: 'sensor', id: 's1', name: null } });
    await record({ action: 'uploads', target: null });
    await record({ action: 'device.edit', target: { kind: 'device', id: 'd1' } });
    const numbers = async (query: object) =>
      (await listEntries(database, organisation, { limit: 10, ...query })).map(({ sequence }) => sequence);
    expect(await numbers({})).toEqual([4, 3, 2, 1]);
    expect(await numbers({ limit: 2 })).toEqual([4, 3]);
    expect(await numbers({ before: 3 })).toEqual([2, 1]);
    expect(await numbers({ action: 'upload.' })).toEqual([2, 1]);
    expect(await numbers({ action: 'uploads' })).toEqual([3]);
    expect(await numbers({ who: 's1' })).toEqual([2]);
    expect(await numbers({ targetKind: 'device' })).toEqual([4]);
    expect(await numbers({ targetId: 'd1' })).toEqual([4]);
    const [{ at } = { at: '' }] = await listEntries(database, organisation, { limit: 1, before: 3 });
    expect(await numbers({ until: at })).not.toContain(2);
    expect(await numbers({ from: at })).toContain(2);
    expect(await numbers({ from: '2999-01-01T00:00:00.000Z' })).toEqual([]);
  });
});
