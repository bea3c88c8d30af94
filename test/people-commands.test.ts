/** Rescue on the machine itself: everybody listed, an administrator invited, a lost second factor taken away. */

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { listEntries } from '../src/store/audit.ts';
import { acceptInvitation } from '../src/store/invitations.ts';
import { useTestDatabase } from './support/test-database.ts';

const LIMIT_MS = 60_000;
const LAUNCHER = new URL('../bin/wardlight.js', import.meta.url).pathname;
const EMAIL = 'ann@hospital.example';
const test = useTestDatabase();
const organisation = randomUUID();

/** Runs the program beside the database that the test holds, as beside a running server. */
function people(...given: string[]) {
  return peopleIn(test().folder, ...given);
}

function peopleIn(
  folder: string,
  ...given: string[]
): Promise<{ status: number | null; out: string; problem: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [LAUNCHER, 'people', ...given], {
      env: { PATH: process.env['PATH'], WARDLIGHT_DATA: folder },
    });
    let [out, problem] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
    child.once('close', (status) => resolve({ status, out, problem }));
  });
}

beforeAll(async () => {
  const { database } = test();
  await database.asOrganisation(organisation, (t) =>
    t.insertInto('organisation').values({ id: organisation, name: 'St. Ann' }).execute(),
  );
  const user = { id: 'ann', name: 'Ann', email: EMAIL, emailVerified: false, twoFactorEnabled: true };
  await database.kysely.insertInto('user').values(user).execute();
  await sql`insert into "twoFactor" ("id", "secret", "backupCodes", "userId") values ('t', 's', 'b', 'ann')`.execute(
    database.kysely,
  );
  await sql`insert into "session" ("id", "expiresAt", "token", "updatedAt", "userId")
    values ('s', now() + interval '1 hour', 'token', now(), 'ann')`.execute(database.kysely);
  await database.kysely
    .insertInto('membership')
    .values({ organisation_id: organisation, user_id: 'ann', role: 'platform-administrator' })
    .execute();
});

describe('wardlight people', { timeout: LIMIT_MS }, () => {
  it('lists everybody', async () => {
    const { status, out } = await people('list', '--json');
    expect([status, JSON.parse(out)]).toMatchObject([
      0,
      [
        {
          ...{
            organisation: 'St. Ann',
            email: EMAIL,
            roles: [{ role: 'platform-administrator', scope: {} }],
          },
          ...{ secondFactor: { oneTimeCodes: true, passkeys: 0 }, lastSignInAt: expect.any(String) },
        },
      ],
    ]);
    expect((await people('list')).out).toMatch(/St\. Ann.*Ann.*platform-administrator.*codes/);
  });

  it('takes a second factor away, with the sessions', async () => {
    const { status, out } = await people('reset-second-factor', 'Ann@Hospital.example');
    expect([status, out]).toEqual([0, expect.stringContaining('had one-time codes.')]);
    const { rows } = await sql`
      select u."twoFactorEnabled" as enabled, (select count(*) from "twoFactor") as codes,
        (select count(*) from "session") as sessions from "user" u where id = 'ann'`.execute(
      test().database.kysely,
    );
    expect(rows).toEqual([{ enabled: false, codes: 0, sessions: 0 }]);
    expect((await people('reset-second-factor', EMAIL)).out).toContain('had no second factor.');
    expect(await people('reset-second-factor', 'eve@hospital.example')).toMatchObject({
      status: 1,
      problem: expect.stringContaining('Nobody has the address'),
    });
  });

  it('invites, with a token that works', async () => {
    const { status, out } = await people(
      'invite',
      'Ben@hospital.example',
      '--role',
      'ciso',
      '--role',
      'auditor',
    );
    expect(status).toBe(0);
    const token = /^ {2}(\S{64})$/m.exec(out)?.[1] ?? '';
    expect(await acceptInvitation(test().database, token, { name: 'Ben', passwordHash: 'x' })).toMatchObject({
      email: 'ben@hospital.example',
    });
    expect((await people('list')).out).toMatch(/Ben[^\n]*auditor[^\n]*\n[^\n]*ciso/);
  });

  it('leaves entries in the audit log', async () => {
    const entries = await listEntries(test().database, organisation, { limit: 10 });
    const who = { kind: 'system', id: null, name: 'wardlight people' };
    expect(entries).toMatchObject([
      {
        who,
        action: 'invitation.make',
        target: { kind: 'invitation' },
        change: { roles: ['ciso', 'auditor'] },
      },
      { who, action: 'person.reset-second-factor', change: { oneTimeCodes: 0, passkeys: 0 } },
      { who, target: { kind: 'person', id: 'ann' }, change: { oneTimeCodes: 1, passkeys: 0 } },
    ]);
  });

  it('makes no database where there is none', async () => {
    const folder = path.join(test().folder, 'mistyped');
    expect(await peopleIn(folder, 'list')).toMatchObject({
      status: 1,
      problem: expect.stringContaining('There is no data in'),
    });
    expect(fs.existsSync(folder)).toBe(false);
  });

  it.each<[string, string[], string]>([
    [
      'an unknown role',
      ['x@hospital.example', '--role', 'king'],
      'There is no role "king". Roles: biomedical-engineer',
    ],
    ['a member', [EMAIL, '--role', 'ciso'], 'belongs to St. Ann already'],
    ['no address', ['ward', '--role', 'ciso'], 'is no address'],
    [
      'an unknown organisation',
      ['x@y.example', '--role', 'ciso', '--organisation', 'X'],
      'Say which organisation',
    ],
  ])('refuses to invite with %s', async (_, given, sentence) => {
    expect(await people('invite', ...given)).toMatchObject({
      status: 1,
      problem: expect.stringContaining(sentence),
    });
  });
});
